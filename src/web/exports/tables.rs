//! The rows of each list, as a table for a file. The one rule: columns are in the words of the
//! page, amounts are numbers, and nothing is here that the page doesn't show.

use super::{
    List,
    columns::{APPLICATIONS, DE_MINIMIS, DUE, Head, LEDGER, MANUAL, PAYMENTS, PROPOSALS},
};
use crate::{
    domain::{
        access::{Act, Subject},
        application::StageKind,
        country::Country,
        ids::CallId,
        moment::BRUSSELS,
        money::Money,
        payment::PaymentStageKind,
        proposal::ProposalStageKind,
    },
    export::table::{Cell, Column, Table, TableFault},
    http::{Ctx, Fail, Typed},
    queries::{de_minimis, due, ledger, payments, proposals, queue},
    render::words,
    web::{
        finance::{
            de_minimis::Days,
            ledger::{Asked, account_name, narrowed},
            manual,
        },
        officer::{
            self,
            parts::{AnyCall, OfficeCall, ScoredCall},
        },
    },
};

/// Most rows of a file; a spreadsheet takes more, a person does not.
const MOST: usize = due::MOST;

/// The table of a list, as the address narrows it.
pub(super) async fn of(ctx: &Ctx, list: List, asked: &Typed) -> Result<Table, Fail> {
    match list {
        List::Payments => payments_of(ctx, asked).await,
        List::Ledger => ledger_of(ctx, asked).await,
        List::Manual => manual_of(ctx).await,
        List::Due => due_of(ctx, asked).await,
        List::Applications => applications_of(ctx, asked).await,
        List::Proposals => proposals_of(ctx, asked).await,
        List::DeMinimis => de_minimis_of(ctx, asked).await,
    }
}

fn call(asked: &Typed) -> Result<CallId, Fail> {
    asked.get("call").trim().parse().map_err(|_| Fail::not_found())
}

fn table(title: &str, columns: &[Head], rows: Vec<Vec<Cell>>) -> Result<Table, Fail> {
    let column = |(key, label, kind): &Head| Column::new(key, label, *kind);
    let made: Result<Table, TableFault> =
        Table::try_new(title, columns.iter().map(column).collect(), rows);
    made.map_err(Fail::broken)
}

fn euro(cents: i64) -> Cell {
    Cell::Money(Money::from_cents(cents))
}

fn country(code: &str) -> Cell {
    Cell::text(code.parse().map_or("", Country::name))
}

async fn payments_of(ctx: &Ctx, asked: &Typed) -> Result<Table, Fail> {
    let office = AnyCall::load(ctx, call(asked)?).await?;
    ctx.need(Act::SeePayments, &Subject::Office)?;
    let stage = PaymentStageKind::from_code(asked.get("stage")).ok_or_else(Fail::not_found)?;
    let conn = ctx.state.desk.database.reads();
    let lines = payments::list(conn, office.call.id, stage, None, MOST).await?;
    let row = |line: payments::Line| {
        vec![
            Cell::text(line.payee),
            country(&line.country),
            Cell::text(line.reference),
            Cell::text(line.label),
            euro(line.amount_cents),
            euro(line.set_off_cents),
            Cell::Day(line.due_on),
            Cell::text(words::payment_stage(stage).label),
            Cell::text(line.proposed_by),
            Cell::maybe(line.approved_by),
        ]
    };
    table(&format!("Payments of {}", office.call.title), &PAYMENTS, rows(lines, row))
}

fn rows<L>(lines: Vec<L>, row: impl FnMut(L) -> Vec<Cell>) -> Vec<Vec<Cell>> {
    lines.into_iter().take(MOST).map(row).collect()
}

async fn ledger_of(ctx: &Ctx, asked: &Typed) -> Result<Table, Fail> {
    let office = AnyCall::load(ctx, call(asked)?).await?;
    let conn = ctx.state.desk.database.reads();
    let (mut wanted, _) = narrowed(ctx, office.call.id, &Asked::of(asked)).await?;
    wanted.after = None;
    let lines = ledger::transfers(conn, office.call.id, &wanted, MOST).await?;
    let names = ledger::Names::of(conn, office.call.id, &lines, None).await?;
    let row = |line: ledger::Line| {
        let (cents, pieces) = if line.unit == "pieces" {
            (Cell::Empty, Cell::Number(line.amount))
        } else {
            (euro(line.amount), Cell::Empty)
        };
        let why = crate::domain::ledger::Code::from_code(&line.why);
        vec![
            Cell::text(line.id.to_string()),
            Cell::Instant(line.at, BRUSSELS),
            Cell::text(why.map_or("", words::ledger_reason)),
            Cell::text(&line.kind),
            Cell::text(account_name(&line.debit, &office, &names)),
            Cell::text(account_name(&line.credit, &office, &names)),
            Cell::maybe(line.reference),
            cents,
            pieces,
            Cell::text(line.note),
            Cell::text(names.who(&line.by_whom)),
        ]
    };
    table(&format!("Ledger of {}", office.call.title), &LEDGER, rows(lines, row))
}

async fn due_of(ctx: &Ctx, asked: &Typed) -> Result<Table, Fail> {
    ctx.need(Act::SeePayments, &Subject::Office)?;
    let only = if asked.get("call").trim().is_empty() { None } else { Some(call(asked)?) };
    let lines = due::list(ctx.state.desk.database.reads(), only, None, MOST).await?;
    let row = |line: due::Line| {
        let stage = line.payment_stage.as_deref().and_then(PaymentStageKind::from_code);
        vec![
            Cell::text(line.payee),
            Cell::text(line.call),
            Cell::text(line.reference),
            Cell::text(line.label),
            Cell::Money(line.due_cents),
            Cell::Day(line.due_on),
            Cell::maybe(stage.map(|stage| words::payment_stage(stage).label)),
        ]
    };
    table("What is due", &DUE, rows(lines, row))
}

async fn manual_of(ctx: &Ctx) -> Result<Table, Fail> {
    ctx.need(Act::SeePayments, &Subject::Office)?;
    let whole = ctx.may(Act::HandlePayment, &Subject::Office);
    let (lines, names) = manual::listed(ctx).await?;
    let row = |line: crate::actions::payment::Manual| {
        let p = line.payment;
        let account = line.account.map(|one| manual::account_lines(&one, whole).join(", "));
        let why: Vec<String> = line.open.iter().map(words::not_joining).collect();
        vec![
            Cell::maybe(names.get(&p.payee).cloned()),
            Cell::text(p.bank_reference),
            Cell::Money(p.amount.checked_sub(p.set_off).unwrap_or(Money::ZERO)),
            Cell::Day(p.due_on),
            Cell::text(words::payment_stage(p.stage.kind()).label),
            Cell::maybe(account),
            Cell::text(why.join("; ")),
        ]
    };
    table("Payments to make by hand", &MANUAL, rows(lines, row))
}

async fn applications_of(ctx: &Ctx, asked: &Typed) -> Result<Table, Fail> {
    let office = OfficeCall::load(ctx, call(asked)?).await?;
    let filter = queue::Filter { after: None, ..officer::queue::filter(asked) };
    let conn = ctx.state.desk.database.reads();
    let lines = queue::list(conn, office.call.id, &filter, MOST).await?;
    let row = |line: queue::Line| {
        let stage = StageKind::from_code(&line.stage);
        vec![
            Cell::text(line.reference),
            Cell::text(line.visitor),
            country(&line.visitor_country),
            Cell::text(line.host),
            country(&line.host_country),
            line.stay_from.map_or(Cell::Empty, Cell::Day),
            line.stay_to.map_or(Cell::Empty, Cell::Day),
            Cell::Flag(line.virtual_exchange),
            Cell::maybe(stage.map(|stage| words::stage(stage).staff)),
            line.amount_cents.map_or(Cell::Empty, euro),
            Cell::Instant(line.changed_at, BRUSSELS),
        ]
    };
    table(&format!("Applications of {}", office.call.title), &APPLICATIONS, rows(lines, row))
}

async fn proposals_of(ctx: &Ctx, asked: &Typed) -> Result<Table, Fail> {
    let office = ScoredCall::load(ctx, call(asked)?).await?;
    let filter = officer::proposals::filter(asked, &office.programme);
    let filter = proposals::Filter { after: None, ..filter };
    let conn = ctx.state.desk.database.reads();
    let lines = proposals::list(conn, office.call.id, &filter, MOST).await?;
    let row = |line: proposals::Line| {
        let kind = office.programme.voucher_type(&line.type_key);
        let stage = ProposalStageKind::from_code(&line.stage);
        vec![
            Cell::text(line.reference),
            Cell::text(line.title),
            Cell::maybe(kind.map(|kind| kind.label.clone())),
            Cell::text(line.lead),
            country(&line.lead_country),
            Cell::Number(line.partners),
            euro(line.requested_cents),
            Cell::maybe(stage.map(|stage| words::proposal_stage_staff(stage).label)),
            Cell::Instant(line.changed_at, BRUSSELS),
        ]
    };
    table(&format!("Proposals of {}", office.call.title), &PROPOSALS, rows(lines, row))
}

/// The register, in the words of the central register's fields (domain facts 4.1).
async fn de_minimis_of(ctx: &Ctx, asked: &Typed) -> Result<Table, Fail> {
    ctx.need(Act::SeePayments, &Subject::Office)?;
    let days = Days::of(asked)?;
    let conn = ctx.state.desk.database.reads();
    let lines = de_minimis::register(conn, days.both(), None, MOST).await?;
    let row = |aid: de_minimis::Aid| {
        vec![
            Cell::text(&aid.name),
            Cell::text(&aid.registration),
            country(&aid.country),
            country(&aid.state),
            Cell::Money(aid.aid),
            Cell::Day(aid.granted_on),
            Cell::text(&aid.authority),
            Cell::text(&aid.instrument),
            Cell::text(&aid.sector),
            Cell::text(&aid.regulation),
            Cell::text(&aid.reference),
            Cell::Money(aid.grant),
            Cell::Money(aid.standing()),
        ]
    };
    table("De minimis aid granted", &DE_MINIMIS, rows(lines, row))
}
