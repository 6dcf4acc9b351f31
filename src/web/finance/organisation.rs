//! An organisation's money over all calls: for its own people "where is our money", for the office
//! the whole account with each number leading to its transfers. The one rule: both read the same
//! figures; only the office is led to the ledger.

use super::due::file;
use crate::{
    actions::ActionError,
    domain::{
        access::{Act, Subject},
        ids::OrganisationId,
        instalment::InstalmentStageKind,
        ledger::chart::AccountName,
        moment::BRUSSELS,
        money::Money,
        payment::PaymentStageKind,
    },
    http::{Answer, Ctx, Fail, Id},
    queries::{
        batches,
        organisation_money::{self as query, Granted, Line, OfCall, PAGE},
        overview,
    },
    render::{
        Link, Page, Shell, Tone, euro_text,
        parts::{Chip, Fact, Meter, Tile},
        words,
    },
    web::officer::parts as office,
};
use chrono::NaiveDate;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct OrganisationMoney {
    shell: Shell,
    tiles: Vec<Tile>,
    account: String,
    caps: Vec<Meter>,
    calls: Vec<CallRow>,
    rows: Vec<Row>,
    more: bool,
}

/// What one call's books say.
#[derive(Debug, Serialize)]
struct CallRow {
    title: String,
    href: String,
    promised: Fact,
    due: Fact,
    paid: Fact,
    owed: Fact,
    services: Option<Fact>,
}

/// An instalment.
#[derive(Debug, Serialize)]
struct Row {
    file: Fact,
    label: String,
    planned: String,
    amount: Fact,
    chip: Chip,
    due_on: Option<NaiveDate>,
    says: String,
    paper: Option<Fact>,
}

/// `GET /organisations/{id}/money`.
pub async fn get(ctx: Ctx, Id(id): Id<OrganisationId>) -> Answer {
    ctx.need(Act::SeeOrganisation, &Subject::Organisation(id))?;
    let conn = ctx.state.desk.database.reads();
    let names = batches::organisations(conn, [id]).await?;
    let name = names.get(&id).cloned().ok_or(ActionError::Unseen)?;
    let is_office = ctx.may(Act::SeePayments, &Subject::Office);
    let calls = query::of_calls(conn, id).await?;
    let mut lines = query::instalments(conn, id).await?;
    let granted = query::granted(conn, id).await?;
    let more = lines.len() >= PAGE;
    lines.truncate(PAGE);
    let today = ctx.now().day_in(BRUSSELS);
    let back = if is_office { ("Office", Link::OfficerCalls) } else { MINE };
    ctx.page(&OrganisationMoney {
        shell: ctx.shell(title(&name, &calls)).back(back.0, back.1),
        tiles: tiles(&calls),
        account: Link::BankAccount(id).into(),
        caps: caps(&ctx, &granted).await?,
        calls: calls.iter().map(|one| call_row(id, one, is_office)).collect(),
        rows: lines.into_iter().map(|line| row(line, is_office, today)).collect(),
        more,
    })
}

const MINE: (&str, Link) = ("My organisations", Link::Organisations);

fn sum(calls: &[OfCall], of: impl Fn(&OfCall) -> Money) -> Money {
    calls.iter().fold(Money::ZERO, |sum, one| sum.checked_add(of(one)).unwrap_or(sum))
}

fn title(name: &str, calls: &[OfCall]) -> String {
    let (due, owed) = (sum(calls, |one| one.due), sum(calls, |one| one.owed));
    let mut says = format!("{name}: {} due", euro_text(due.cents()));
    if owed > Money::ZERO {
        says += &format!(", {} to give back", euro_text(owed.cents()));
    }
    says
}

fn tiles(calls: &[OfCall]) -> Vec<Tile> {
    let tile = |label: &str, sum: Money, note: &str| Tile::new(label, euro_text(sum.cents()), note);
    let held = sum(calls, |one| one.held);
    let kept = if held > Money::ZERO {
        format!("{} of it kept back from a payment under way", euro_text(held.cents()))
    } else {
        "kept back from the next payment".to_owned()
    };
    let mut tiles = vec![
        tile("Promised", sum(calls, |one| one.promised), "not yet due"),
        tile("Due", sum(calls, |one| one.due), "to be paid"),
        tile("Paid", sum(calls, |one| one.paid), "less what was claimed back"),
    ];
    let owed = sum(calls, |one| one.owed);
    if owed > Money::ZERO {
        tiles.push(tile("To give back", owed, &kept));
    }
    let services = sum(calls, |one| one.services);
    if services > Money::ZERO {
        tiles.push(tile("Services in kind", services, "at their value"));
    }
    tiles
}

/// How much of the cap per organisation is used, for each programme that has one.
async fn caps(ctx: &Ctx, granted: &[Granted]) -> Result<Vec<Meter>, Fail> {
    let mut meters = Vec::new();
    for one in granted {
        let stored = overview::load(ctx.state.desk.database.reads(), one.call_id).await?;
        let scheme = ctx.state.desk.scheme(&stored)?;
        let Some(programme) = scheme.scored() else { continue };
        let Some(cap) = programme.caps.per_organisation else { continue };
        let services = if programme.caps.services_count { one.services_cents } else { Money::ZERO };
        let used = one.cash_cents.checked_add(services).unwrap_or(one.cash_cents);
        let label = format!("Granted under {}", programme.title);
        meters.push(Meter::used(&label, used.cents() / 100, cap.cents() / 100));
    }
    Ok(meters)
}

fn call_row(id: OrganisationId, one: &OfCall, is_office: bool) -> CallRow {
    let fact = |sum: Money, account: AccountName| Fact {
        href: is_office.then(|| office::ledger_account(one.call, &account.to_string())),
        ..Fact::new("", euro_text(sum.cents()))
    };
    let link = if is_office { Link::Overview(one.call) } else { Link::Call(one.call) };
    CallRow {
        title: one.title.clone(),
        href: link.into(),
        promised: fact(one.promised, AccountName::Payable(id)),
        due: fact(one.due, AccountName::Payable(id)),
        paid: fact(one.paid, AccountName::Payee(id)),
        owed: fact(one.owed, AccountName::Owed(id)),
        services: (one.services > Money::ZERO)
            .then(|| fact(one.services, AccountName::Services(id))),
    }
}

fn row(line: Line, is_office: bool, today: NaiveDate) -> Row {
    let stage = InstalmentStageKind::from_code(&line.stage);
    let payment = line.payment_stage.as_deref().and_then(PaymentStageKind::from_code);
    let own = |id| match line.kind.as_str() {
        "proposal" => Link::Project(id),
        _exchange => Link::Application(id),
    };
    let file = if is_office {
        file(&line.kind, line.file_id, &line.reference)
    } else {
        Fact { href: Some(own(line.file_id).into()), ..Fact::new("", &line.reference) }
    };
    let chip = match (stage, line.due_on) {
        (Some(InstalmentStageKind::Due), Some(on)) => office::due_chip(7, on, today),
        (Some(stage), _) => words::instalment_stage(stage),
        (None, _) => Chip::new(Tone::Quiet, &line.stage),
    };
    let paid = payment == Some(PaymentStageKind::Settled);
    let amount = euro_text(line.due_cents.unwrap_or(line.planned_cents).cents());
    Row {
        file,
        label: line.label,
        planned: euro_text(line.planned_cents.cents()),
        amount: Fact {
            href: is_office.then(|| office::ledger_file(line.call_id, line.file_id)),
            ..Fact::new("", amount)
        },
        chip,
        due_on: line.due_on,
        says: says(stage, payment, line.set_off_cents),
        paper: line.payment_id.and_then(|id| {
            let (label, link) = if is_office {
                ("Payment", Link::Payment(id))
            } else if paid {
                ("Remittance advice", Link::Remittance(id))
            } else {
                return None;
            };
            Some(Fact { href: Some(link.into()), ..Fact::new("", label) })
        }),
    }
}

/// What happens next with an instalment.
fn says(
    stage: Option<InstalmentStageKind>,
    payment: Option<PaymentStageKind>,
    set_off: Option<Money>,
) -> String {
    let next = match (stage, payment) {
        (Some(InstalmentStageKind::Planned), _) => "Waits for what it depends on.",
        (Some(InstalmentStageKind::Due), None) => "The office puts the payment together.",
        (Some(InstalmentStageKind::Due), Some(PaymentStageKind::Proposed)) => {
            "The payment waits for a second person."
        }
        (Some(InstalmentStageKind::Due), Some(PaymentStageKind::Approved)) => {
            "The payment is approved and goes to the bank."
        }
        (Some(InstalmentStageKind::Due), Some(_)) => "The payment is with the bank.",
        (Some(InstalmentStageKind::Paid | InstalmentStageKind::Cancelled) | None, _) => "",
    };
    match set_off.filter(|kept| *kept > Money::ZERO) {
        Some(kept) => format!("{next} {} kept back for a debt.", euro_text(kept.cents()))
            .trim_start()
            .to_owned(),
        None => next.to_owned(),
    }
}

impl Page for OrganisationMoney {
    const TEMPLATE: &'static str = "pages/finance/organisation.html";
    fn samples() -> Vec<Self> {
        let to = |text: &str, links: bool| Fact {
            href: links.then(|| "/".to_owned()),
            ..Fact::new("", text)
        };
        let call = |links: bool| CallRow {
            title: "Vouchers for textile SMEs".to_owned(),
            href: "/".to_owned(),
            promised: to("€ 9,000.00", links),
            due: to("€ 6,000.00", links),
            paid: to("€ 0.00", links),
            owed: to("€ 100.00", links),
            services: links.then(|| to("€ 500.00", links)),
        };
        let row = |links: bool, paper| Row {
            file: to("INV-2026-0007", true),
            label: "First instalment".to_owned(),
            planned: "€ 6,000.00".to_owned(),
            amount: to("€ 6,000.00", links),
            chip: Chip::new(Tone::Warn, "due in 3 days"),
            due_on: links.then(NaiveDate::default),
            says: "The office puts the payment together.".to_owned(),
            paper,
        };
        let page = |calls, rows, more| Self {
            shell: Shell::sample("Tecnotex Lda: € 6,000.00 due"),
            tiles: vec![Tile::new("Promised", "€ 9,000.00", "not yet due")],
            account: "/".to_owned(),
            caps: vec![Meter::used("Granted under Innovation vouchers", 15_000, 60_000)],
            calls,
            rows,
            more,
        };
        let mut none = page(Vec::new(), Vec::new(), false);
        none.caps.clear();
        vec![
            page(vec![call(true)], vec![row(true, Some(to("Payment", true)))], true),
            page(vec![call(false)], vec![row(false, None)], false),
            none,
        ]
    }
}
