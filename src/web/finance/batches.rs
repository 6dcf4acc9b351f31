//! Payments for the bank: what can go out, with a reason for each that can't, and the batches made
//! so far. The one rule: who puts them together does not approve them.

use super::parts;
use crate::{
    actions::{
        ActionError,
        batch::{self as verb, Choice},
    },
    domain::{
        access::{Act, Subject},
        bank::BatchStageKind,
        ids::{OrganisationId, PaymentId},
        moment::BRUSSELS,
        money::Money,
        refusal::{FieldRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Said, Typed},
    queries::{batches as query, screening},
    render::{
        Link, Page, Shell, Tone, count_text, euro_text,
        form::{FaultLink, FieldView, Input, fault_links},
        parts::Chip,
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
pub struct Batches {
    shell: Shell,
    tabs: Vec<NavItem>,
    refused: Option<String>,
    warning: Option<Link>,
    faults: Vec<FaultLink>,
    makes: bool,
    action: String,
    ready: Vec<Ready>,
    sum: String,
    day: FieldView,
    held: Vec<Held>,
    manual: Link,
    made: Vec<Row>,
}

/// A payment that can go out.
#[derive(Debug, Serialize)]
struct Ready {
    id: String,
    href: String,
    payee: String,
    reference: String,
    cents: i64,
    due_on: NaiveDate,
    chosen: bool,
}

/// A payment that can't, with the reasons.
#[derive(Debug, Serialize)]
struct Held {
    href: String,
    account: String,
    payee: String,
    reference: String,
    cents: i64,
    screening: String,
    why: Vec<String>,
}

/// A batch.
#[derive(Debug, Serialize)]
struct Row {
    href: String,
    number: i64,
    chip: Chip,
    lines: String,
    cents: i64,
    pays_on: NaiveDate,
}

/// The stage of a batch as a mark.
pub fn chip(stage: BatchStageKind) -> Chip {
    let tone = match stage {
        BatchStageKind::Draft | BatchStageKind::Cancelled => Tone::Quiet,
        BatchStageKind::Proposed => Tone::Warn,
        BatchStageKind::Approved | BatchStageKind::Exported => Tone::Info,
        BatchStageKind::Done => Tone::Good,
    };
    Chip::new(tone, words::batch_stage(stage))
}

/// `GET /finance/batches`.
pub async fn get(ctx: Ctx) -> Answer {
    parts::need(&ctx)?;
    let page = page(&ctx, None, None).await?;
    ctx.page(&page)
}

async fn page(ctx: &Ctx, typed: Option<&Typed>, why: Option<&Refusal>) -> Result<Batches, Fail> {
    let conn = ctx.state.desk.database.reads();
    let choices = verb::choices(&ctx.state.desk, &ctx.actor).await?;
    let names =
        query::organisations(conn, choices.iter().map(|choice| choice.payment.payee)).await?;
    let batches = query::list(conn).await?;
    let listless = screening::current(conn).await?.is_none();
    let (mut ready, mut held, mut sum) = (Vec::new(), Vec::new(), Money::ZERO);
    for choice in &choices {
        match &choice.line {
            Ok(line) => {
                sum = sum.checked_add(line.amount()).unwrap_or(sum);
                ready.push(ready_row(choice, &names, typed));
            }
            Err(why) => held.push(held_row(choice, &names, why)),
        }
    }
    let today = ctx.now().day_in(BRUSSELS).to_string();
    let lacks = match why {
        Some(Refusal::FieldRefused { field, why }) if field == "pays_on" => Some(why),
        Some(_) | None => None,
    };
    let day = FieldView::new(Input::Date, "pays_on", "The bank shall pay on")
        .value(typed.map_or(today, |typed| typed.get("pays_on").to_owned()))
        .fault(lacks);
    let faults = fault_links([&day]);
    let title = match ready.len() {
        0 => "No payment is ready for the bank".to_owned(),
        n => format!(
            "{} ready for the bank, {}",
            count_text(i64::try_from(n).unwrap_or(i64::MAX), "payment", "payments"),
            euro_text(sum.cents())
        ),
    };
    Ok(Batches {
        shell: ctx.shell(title).back("Office", Link::OfficerCalls),
        tabs: parts::tabs(&Link::Batches),
        warning: listless.then_some(Link::Screening),
        refused: why.filter(|_| faults.is_empty()).map(|why| words::refusal(why, BRUSSELS)),
        faults,
        makes: ctx.may(Act::HandlePayment, &Subject::Office),
        action: Link::Batches.into(),
        ready,
        sum: euro_text(sum.cents()),
        day,
        held,
        manual: Link::ManualPayments,
        made: batches.iter().map(row).collect(),
    })
}

fn ready_row(
    choice: &Choice,
    names: &BTreeMap<OrganisationId, String>,
    typed: Option<&Typed>,
) -> Ready {
    let p = &choice.payment;
    let id = p.id.to_string();
    let chosen = typed.is_none_or(|typed| typed.all("payment").any(|one| one == id));
    Ready {
        chosen,
        id,
        href: Link::Payment(p.id).into(),
        payee: names.get(&p.payee).cloned().unwrap_or_default(),
        reference: p.bank_reference.clone(),
        cents: p.amount.cents() - p.set_off.cents(),
        due_on: p.due_on,
    }
}

fn held_row(
    choice: &Choice,
    names: &BTreeMap<OrganisationId, String>,
    why: &[crate::domain::bank::NotJoining],
) -> Held {
    let p = &choice.payment;
    Held {
        href: Link::Payment(p.id).into(),
        account: Link::BankAccount(p.payee).into(),
        screening: Link::OrganisationScreening(p.payee).into(),
        payee: names.get(&p.payee).cloned().unwrap_or_default(),
        reference: p.bank_reference.clone(),
        cents: p.amount.cents() - p.set_off.cents(),
        why: why.iter().map(words::not_joining).collect(),
    }
}

fn row(batch: &query::Batch) -> Row {
    Row {
        href: Link::Batch(batch.id).into(),
        number: batch.number,
        chip: chip(batch.stage.kind()),
        lines: count_text(batch.lines, "payment", "payments"),
        cents: batch.total.cents(),
        pays_on: batch.pays_on,
    }
}

/// `POST /finance/batches`.
pub async fn post(ctx: Ctx, typed: Typed) -> Answer {
    parts::need(&ctx)?;
    ctx.need(Act::HandlePayment, &Subject::Office)?;
    let chosen: Vec<PaymentId> = typed.all("payment").filter_map(|one| one.parse().ok()).collect();
    let done = if let Ok(day) = typed.get("pays_on").trim().parse() {
        verb::propose(&ctx.state.desk, &ctx.actor, &chosen, day).await
    } else {
        let (field, why) = ("pays_on".to_owned(), FieldRefusal::NotADate);
        Err(Refusal::FieldRefused { field, why }.into())
    };
    match done {
        Ok(id) => Ok(ctx.go(&Link::Batch(id), Said::BatchProposed)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, Some(&typed), Some(&why)).await?;
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(err) => Err(err.into()),
    }
}

impl Page for Batches {
    const TEMPLATE: &'static str = "pages/finance/batches.html";
    fn samples() -> Vec<Self> {
        let day = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap_or_default();
        let ready = Ready {
            id: "1".to_owned(),
            href: "/".to_owned(),
            payee: "Tecnotex Lda".to_owned(),
            reference: "CXC-2026-0412-1".to_owned(),
            cents: 61_000,
            due_on: day,
            chosen: true,
        };
        let held = Held {
            href: "/".to_owned(),
            account: "/".to_owned(),
            screening: "/".to_owned(),
            payee: "Ararat Textile".to_owned(),
            reference: "CXC-2026-0413-1".to_owned(),
            cents: 61_000,
            why: vec!["the payee has named no account".to_owned()],
        };
        let row = Row {
            href: "/".to_owned(),
            number: 1,
            chip: chip(BatchStageKind::Proposed),
            lines: "2 payments".to_owned(),
            cents: 122_000,
            pays_on: day,
        };
        let page = |ready, held, made, refused: Option<&str>| Self {
            shell: Shell::sample("1 payment ready for the bank, € 610.00"),
            tabs: parts::tabs(&Link::Batches),
            refused: refused.map(str::to_owned),
            warning: refused.map(|_| Link::Screening),
            faults: Vec::new(),
            makes: true,
            action: "/".to_owned(),
            ready,
            sum: "€ 610.00".to_owned(),
            day: FieldView::new(Input::Date, "pays_on", "The bank shall pay on"),
            held,
            manual: Link::ManualPayments,
            made,
        };
        vec![
            page(vec![ready], vec![held], vec![row], None),
            page(Vec::new(), Vec::new(), Vec::new(), Some("Choose at least one payment.")),
        ]
    }
}
