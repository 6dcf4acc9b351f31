//! The payments of a call by stage, with their due days. The one rule: those that have stood at a
//! stage longest come first, because the lump sum is due within days.

use crate::{
    domain::{
        access::{Act, Subject},
        country::Country,
        ids::{CallId, PaymentId},
        moment::{BRUSSELS, Moment},
        payment::PaymentStageKind,
        scheme::Scheme,
    },
    http::{Answer, Ctx, Id, Typed},
    queries::{
        overview,
        payments::{self as query, Line, PAGE, Total},
    },
    render::{
        Link, Page, Shell, Tone, day_text, euro_text, number_text,
        parts::{Chip, Export, NextLine, Pager},
        shell::NavItem,
        words,
    },
    web::officer::parts::{self, AnyCall},
};
use axum::extract::Query;
use chrono::NaiveDate;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Payments {
    shell: Shell,
    tabs: Vec<NavItem>,
    propose: Option<NextLine>,
    stages: Vec<StageLink>,
    rows: Vec<Row>,
    export: Export,
    pager: Pager,
}

/// A stage with its total.
#[derive(Debug, Serialize)]
struct StageLink {
    label: String,
    count: String,
    sum: String,
    href: String,
    current: bool,
}

/// A payment.
#[derive(Debug, Serialize)]
struct Row {
    href: String,
    payee: String,
    label: String,
    country: &'static str,
    reference: String,
    file: String,
    cents: i64,
    due_on: NaiveDate,
    due: Chip,
    people: String,
}

/// `GET /finance/calls/{id}/payments`.
pub async fn get(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let office = AnyCall::load(&ctx, id).await?;
    ctx.need(Act::SeePayments, &Subject::Office)?;
    let asked = Typed(asked);
    let conn = ctx.state.desk.database.reads();
    let totals = query::totals(conn, id).await?;
    let stage = PaymentStageKind::from_code(asked.get("stage")).unwrap_or_else(|| first(&totals));
    let after = asked.get("after").split_once('-').and_then(|(at, id)| {
        Some((Moment::from_millis(at.parse().ok()?), id.parse::<PaymentId>().ok()?))
    });
    let mut lines = query::list(conn, id, stage, after, PAGE).await?;
    let waits = overview::waits(conn, id).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let address =
        |after: &str| Link::Payments(id).with(&[("stage", stage.code()), ("after", after)]);
    let next = lines.last().filter(|_| more);
    let next = next.map(|last| address(&format!("{}-{}", last.changed_at.millis(), last.id)));
    let shown = lines.len();
    let page = Payments {
        shell: office.shell(&ctx, title(&totals)),
        tabs: office.tabs(&ctx, &Link::Payments(id)),
        propose: (waits.to_propose > 0).then(|| to_propose(id, waits.to_propose)),
        stages: totals.iter().map(|total| stage_link(id, total, stage)).collect(),
        rows: lines.into_iter().map(|line| row(&ctx, &office, line)).collect(),
        export: Export::of("payments", &[("call", &id.to_string()), ("stage", stage.code())]),
        pager: Pager {
            says: format!("{shown} on this page, the longest waiting first"),
            first: after.is_some().then(|| address("")),
            next,
        },
    };
    ctx.page(&page)
}

/// The first stage somebody has work at.
fn first(totals: &[Total]) -> PaymentStageKind {
    let open = totals.iter().find(|total| total.count > 0 && !total.stage.is_final());
    open.map_or(PaymentStageKind::Proposed, |total| total.stage)
}

fn title(totals: &[Total]) -> String {
    let of = |stage: PaymentStageKind| totals.iter().find(|total| total.stage == stage);
    let paid = of(PaymentStageKind::Settled).map_or(0, |total| total.cents);
    let paid = format!("{} paid", euro_text(paid));
    match of(PaymentStageKind::Proposed).map_or(0, |total| total.count) {
        0 => format!("{paid}, no payment waits for approval"),
        1 => format!("1 payment waits for approval, {paid}"),
        n => format!("{} payments wait for approval, {paid}", number_text(n)),
    }
}

fn to_propose(id: CallId, count: i64) -> NextLine {
    let noun = parts::things(count, "validated file has", "validated files have");
    let list = Link::Queue(id).with(&[("stage", "validated")]);
    NextLine {
        says: format!("{noun} no payment yet"),
        detail: "An officer proposes it from the file.".to_owned(),
        action: Some(crate::render::parts::Action {
            label: "Show them".to_owned(),
            href: list,
            post: false,
        }),
        tone: Tone::Warn,
    }
}

fn stage_link(id: CallId, total: &Total, current: PaymentStageKind) -> StageLink {
    StageLink {
        label: words::payment_stage(total.stage).label,
        count: number_text(total.count),
        sum: euro_text(total.cents),
        href: Link::Payments(id).with(&[("stage", total.stage.code())]),
        current: total.stage == current,
    }
}

/// The due day's urgency while the money is owed; its stage afterwards.
pub fn due(ctx: &Ctx, office: &AnyCall, stage: PaymentStageKind, due_on: NaiveDate) -> Chip {
    match stage {
        PaymentStageKind::Proposed | PaymentStageKind::Approved | PaymentStageKind::Exported => {
            parts::due_chip(office.warns_ahead(), due_on, ctx.now().day_in(BRUSSELS))
        }
        PaymentStageKind::Settled | PaymentStageKind::Returned | PaymentStageKind::Cancelled => {
            words::payment_stage(stage)
        }
    }
}

fn row(ctx: &Ctx, office: &AnyCall, line: Line) -> Row {
    let stage = PaymentStageKind::from_code(&line.stage).unwrap_or(PaymentStageKind::Proposed);
    Row {
        href: Link::Payment(line.id).into(),
        payee: line.payee,
        label: line.label,
        country: line.country.parse().map_or("", Country::name),
        reference: line.reference,
        file: match &office.scheme {
            Scheme::Exchange(_) => Link::File(line.application_id).into(),
            Scheme::Scored(_) => Link::ProposalFile(line.application_id).into(),
        },
        cents: line.amount_cents - line.set_off_cents,
        due_on: line.due_on,
        due: due(ctx, office, stage, line.due_on),
        people: match line.approved_by {
            Some(by) => format!("proposed by {}, approved by {by}", line.proposed_by),
            None => format!("proposed by {}", line.proposed_by),
        },
    }
}

impl Page for Payments {
    const TEMPLATE: &'static str = "pages/finance/payments.html";
    fn samples() -> Vec<Self> {
        let day = parts::sample_now().day_in(BRUSSELS);
        let row = Row {
            href: "/".to_owned(),
            payee: "Tecnotex Lda".to_owned(),
            label: "Lump sum".to_owned(),
            country: "Portugal",
            reference: "CXC-2026-0412".to_owned(),
            file: "/".to_owned(),
            cents: 61_000,
            due_on: day,
            due: Chip::new(Tone::Warn, format!("due {}", day_text(day))),
            people: "proposed by Maria Keller".to_owned(),
        };
        let page = |rows, propose| Self {
            shell: Shell::sample("1 payment waits for approval, € 0.00 paid"),
            tabs: parts::sample_tabs(),
            propose,
            stages: vec![StageLink {
                label: "waiting for approval".to_owned(),
                count: "1".to_owned(),
                sum: "€ 610.00".to_owned(),
                href: "/".to_owned(),
                current: true,
            }],
            rows,
            export: Export::default(),
            pager: Pager::default(),
        };
        let propose = to_propose(CallId(uuid::Uuid::nil()), 2);
        vec![page(vec![row], Some(propose)), page(Vec::new(), None)]
    }
}
