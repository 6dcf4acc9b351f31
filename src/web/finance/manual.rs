//! Payments no file can carry, for a person to make at the bank: whom, how much, to which account,
//! and what has to be done first. The one rule: approved by another person, within the person's
//! limit; account numbers are for finance officers only.

use super::parts;
use crate::{
    actions::{
        ActionError,
        payment::{self as verb, Manual},
    },
    domain::{
        access::{Act, Subject},
        bank::{AccountKind, BankAccount, Iban},
        ids::{OrganisationId, PaymentId},
        moment::BRUSSELS,
        payment::PaymentStageKind,
        refusal::{FieldRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Said, Typed},
    queries::batches as query,
    render::{
        Link, Page, Shell, count_text, euro_text,
        form::{FieldView, Input},
        parts::{Chip, Export},
        shell::NavItem,
        words,
    },
};
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Debug, Serialize)]
pub struct ManualList {
    shell: Shell,
    tabs: Vec<NavItem>,
    refused: Option<String>,
    action: String,
    rows: Vec<Row>,
    export: Export,
}

/// A payment of the list.
#[derive(Debug, Serialize)]
struct Row {
    id: String,
    href: String,
    payee: String,
    reference: String,
    account: Vec<String>,
    account_href: String,
    cents: i64,
    due_on: NaiveDate,
    chip: Chip,
    why: Vec<String>,
    seen: i64,
    approves: bool,
    pays: bool,
    fields: Vec<FieldView>,
}

/// What is said of an account; `whole` is for those who may see numbers.
pub fn account_lines(account: &BankAccount, whole: bool) -> Vec<String> {
    let number = |iban: &Iban| if whole { iban.as_str().to_owned() } else { iban.masked() };
    let (number, bank) = match &account.kind {
        AccountKind::Sepa { iban, bic } => {
            (number(iban), bic.as_ref().map_or("", |bic| bic.as_str()))
        }
        AccountKind::IbanOutsideSepa { iban, bic } => (number(iban), bic.as_str()),
        AccountKind::Other { details } if whole => (details.as_str().to_owned(), ""),
        AccountKind::Other { .. } => ("shown to finance officers only".to_owned(), ""),
    };
    let address = &account.address;
    let town = format!("{} {}", address.post_code(), address.town());
    let street = format!("{} {}", address.street(), address.building_number());
    let all = [account.holder.as_str(), &number, bank, street.trim(), town.trim()];
    all.into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The list with the payees' names: for the page and for its file.
pub async fn listed(ctx: &Ctx) -> Result<(Vec<Manual>, BTreeMap<OrganisationId, String>), Fail> {
    let rows = verb::manual(&ctx.state.desk, &ctx.actor).await?;
    let conn = ctx.state.desk.database.reads();
    let names = query::organisations(conn, rows.iter().map(|row| row.payment.payee)).await?;
    Ok((rows, names))
}

/// `GET /finance/manual`.
pub async fn get(ctx: Ctx) -> Answer {
    parts::need(&ctx)?;
    let page = page(&ctx, &Typed::default(), None).await?;
    ctx.page(&page)
}

async fn page(ctx: &Ctx, typed: &Typed, why: Option<&Refusal>) -> Result<ManualList, Fail> {
    let (rows, names) = listed(ctx).await?;
    let title = match i64::try_from(rows.len()).unwrap_or(i64::MAX) {
        0 => "No payment is to be made by hand".to_owned(),
        n => format!("{} to make by hand", count_text(n, "payment", "payments")),
    };
    // A fault that stands by its field is not said twice.
    let by_field = matches!(why, Some(Refusal::FieldRefused { .. }));
    Ok(ManualList {
        shell: ctx.shell(title).back("Office", Link::OfficerCalls),
        tabs: parts::tabs(&Link::ManualPayments),
        refused: why.map(|why| {
            if by_field {
                "Correct the marked field below.".to_owned()
            } else {
                words::refusal(why, BRUSSELS)
            }
        }),
        action: Link::ManualPayments.into(),
        rows: rows.iter().map(|one| row(ctx, one, &names, (typed, why))).collect(),
        export: Export::of("manual", &[]),
    })
}

fn row(
    ctx: &Ctx,
    one: &Manual,
    names: &BTreeMap<OrganisationId, String>,
    (typed, why): (&Typed, Option<&Refusal>),
) -> Row {
    let p = &one.payment;
    let handles = ctx.may(Act::HandlePayment, &Subject::Office);
    let stage = p.stage.kind();
    let own = ctx.actor.person() == Some(p.proposed_by);
    let is_free = handles && one.open.is_empty();
    let id = p.id.to_string();
    let here = typed.get("payment") == id;
    Row {
        href: Link::Payment(p.id).into(),
        payee: names.get(&p.payee).cloned().unwrap_or_default(),
        reference: p.bank_reference.clone(),
        account: one.account.as_ref().map_or_else(Vec::new, |it| account_lines(it, handles)),
        account_href: Link::BankAccount(p.payee).into(),
        cents: p.amount.cents() - p.set_off.cents(),
        due_on: p.due_on,
        chip: words::payment_stage(stage),
        why: one.open.iter().map(words::not_joining).collect(),
        seen: p.version,
        approves: is_free && stage == PaymentStageKind::Proposed && !own,
        pays: is_free && stage == PaymentStageKind::Approved,
        fields: fields(ctx, &id, here, (typed, why)),
        id,
    }
}

fn fields(
    ctx: &Ctx,
    id: &str,
    here: bool,
    (typed, why): (&Typed, Option<&Refusal>),
) -> Vec<FieldView> {
    let today = ctx.now().day_in(BRUSSELS).to_string();
    let fault = |name: &str| match why {
        Some(Refusal::FieldRefused { field, why }) if here && field == name => Some(why),
        Some(_) | None => None,
    };
    let on = if here { typed.get("on").to_owned() } else { today };
    let said = if here { typed.get("bank_reference") } else { "" };
    vec![
        FieldView::new(Input::Date, "on", "Value date")
            .with_id(format!("on-{id}"))
            .value(on)
            .fault(fault("on")),
        FieldView::new(Input::Line, "bank_reference", "The bank's reference")
            .with_id(format!("bank_reference-{id}"))
            .hint("As it stands on the statement.")
            .value(said)
            .fault(fault("bank_reference")),
    ]
}

async fn done(ctx: &Ctx, id: PaymentId, typed: &Typed) -> Result<(), ActionError> {
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, typed.seen());
    match typed.get("act") {
        "approve" => verb::approve(desk, actor, id, seen).await,
        "pay" => {
            let day: Result<NaiveDate, _> = typed.get("on").trim().parse();
            let on = day.map_err(|_| Refusal::FieldRefused {
                field: "on".to_owned(),
                why: FieldRefusal::NotADate,
            })?;
            verb::pay_by_hand(desk, actor, id, seen, on, typed.get("bank_reference")).await
        }
        _unknown => Err(ActionError::Unseen),
    }
}

/// `POST /finance/manual`.
pub async fn post(ctx: Ctx, typed: Typed) -> Answer {
    parts::need(&ctx)?;
    ctx.need(Act::HandlePayment, &Subject::Office)?;
    let id: PaymentId = typed.get("payment").parse().map_err(|_| Fail::not_found())?;
    match done(&ctx, id, &typed).await {
        Ok(()) => Ok(ctx.go(&Link::ManualPayments, Said::PaymentMoved)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, &typed, Some(&why)).await?;
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(err) => Err(err.into()),
    }
}

impl Page for ManualList {
    const TEMPLATE: &'static str = "pages/finance/manual.html";
    fn samples() -> Vec<Self> {
        let row = |stage, why: &[&str], approves, pays| Row {
            id: "1".to_owned(),
            href: "/".to_owned(),
            payee: "Ararat Textile".to_owned(),
            reference: "CXC-2026-0413-1".to_owned(),
            account: vec!["Ararat Textile".to_owned(), "Bank of Yerevan".to_owned()],
            account_href: "/".to_owned(),
            cents: 61_000,
            due_on: NaiveDate::from_ymd_opt(2027, 3, 1).unwrap_or_default(),
            chip: words::payment_stage(stage),
            why: why.iter().map(|&one| one.to_owned()).collect(),
            seen: 1,
            approves,
            pays,
            fields: vec![FieldView::new(Input::Line, "bank_reference", "The bank's reference")],
        };
        let page = |rows, refused: Option<&str>| Self {
            shell: Shell::sample("2 payments to make by hand"),
            tabs: parts::tabs(&Link::ManualPayments),
            refused: refused.map(str::to_owned),
            action: "/".to_owned(),
            rows,
            export: Export::of("manual", &[]),
        };
        let open = row(PaymentStageKind::Proposed, &["the account is not confirmed"], false, false);
        let second = row(PaymentStageKind::Proposed, &[], true, false);
        let ready = row(PaymentStageKind::Approved, &[], false, true);
        vec![page(vec![open, second, ready], None), page(Vec::new(), Some(&euro_text(61_000)))]
    }
}
