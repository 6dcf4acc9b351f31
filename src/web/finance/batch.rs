//! One batch: its payments, who put it together and who approved it, and its file. The one rule:
//! the file is the one that was approved, byte for byte, however often it is asked for.

use super::{batches::chip, parts};
use crate::{
    actions::{ActionError, batch as verb},
    bank::pain001::Version,
    domain::{
        access::{Act, Subject},
        bank::{BatchStage, BatchStageKind},
        ids::BatchId,
        moment::BRUSSELS,
        payment::{FourEyes, PaymentStageKind},
        refusal::{FieldRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::batches::{self as query, Batch, Line},
    render::{
        Link, Page, Shell, count_text, day_text, euro_text,
        form::{FieldView, Input},
        moment_text,
        parts::{Chip, Fact},
        shell::NavItem,
        words,
    },
};
use axum::{
    extract::Query,
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use serde::Serialize;

/// Most payments shown; the file holds all.
const MOST: usize = 500;

/// The page.
#[derive(Debug, Serialize)]
pub struct BatchPage {
    shell: Shell,
    tabs: Vec<NavItem>,
    chip: Chip,
    refused: Option<String>,
    facts: Vec<Fact>,
    rows: Vec<Row>,
    action: String,
    file: Option<String>,
    file_03: Option<String>,
    seen: i64,
    approves: bool,
    own: bool,
    exports: bool,
    reason: Option<FieldView>,
}

/// A payment of it.
#[derive(Debug, Serialize)]
struct Row {
    href: String,
    payee: String,
    label: String,
    reference: String,
    cents: i64,
    chip: Chip,
}

/// `GET /finance/batches/{id}`.
pub async fn get(ctx: Ctx, Id(id): Id<BatchId>) -> Answer {
    parts::need(&ctx)?;
    let page = page(&ctx, id, &Typed::default(), None).await?;
    ctx.page(&page)
}

fn row(line: Line) -> Row {
    let stage = PaymentStageKind::from_code(&line.stage).unwrap_or(PaymentStageKind::Proposed);
    Row {
        href: Link::Payment(line.id).into(),
        payee: line.payee,
        label: line.label,
        reference: line.bank_reference,
        cents: line.amount_cents.cents() - line.set_off_cents.cents(),
        chip: words::payment_stage(stage),
    }
}

async fn page(
    ctx: &Ctx,
    id: BatchId,
    typed: &Typed,
    why: Option<&Refusal>,
) -> Result<BatchPage, Fail> {
    let conn = ctx.state.desk.database.reads();
    let batch = query::one(conn, id).await?;
    let lines = query::lines(conn, id, MOST).await?;
    let stage = batch.stage.kind();
    let handles = ctx.may(Act::HandlePayment, &Subject::Office);
    let own =
        matches!(&batch.stage, BatchStage::Proposed { by, .. } if Some(*by) == ctx.actor.person());
    let can_cancel = handles
        && match stage {
            BatchStageKind::Draft | BatchStageKind::Proposed | BatchStageKind::Approved => true,
            BatchStageKind::Exported | BatchStageKind::Done | BatchStageKind::Cancelled => false,
        };
    let lacks = why == Some(&Refusal::ReasonMissing);
    let reason = can_cancel.then(|| {
        FieldView::new(Input::Text, "reason", "Reason")
            .value(typed.get("reason"))
            .fault(lacks.then_some(&FieldRefusal::Missing))
    });
    let has_file = handles && batch.file.is_some();
    let file: String = Link::BatchFile(id).into();
    Ok(BatchPage {
        shell: ctx
            .shell(format!("Batch {}: {}", batch.number, euro_text(batch.total.cents())))
            .back("Payments for the bank", Link::Batches),
        tabs: parts::tabs(&Link::Batches),
        chip: chip(stage),
        refused: why.filter(|_| !lacks).map(|why| words::refusal(why, BRUSSELS)),
        facts: facts(ctx, &batch).await?,
        rows: lines.into_iter().map(row).collect(),
        action: Link::Batch(id).into(),
        file_03: has_file.then(|| format!("{file}?version=03")),
        file: has_file.then_some(file),
        seen: batch.version,
        approves: handles && !own && stage == BatchStageKind::Proposed,
        own,
        exports: handles && stage == BatchStageKind::Approved,
        reason,
    })
}

async fn facts(ctx: &Ctx, batch: &Batch) -> Result<Vec<Fact>, Fail> {
    let mut rows = vec![
        Fact::new("Payments", count_text(batch.lines, "payment", "payments")),
        Fact::new("Sum", euro_text(batch.total.cents())),
        Fact::new("The bank shall pay on", day_text(batch.pays_on)),
        Fact::new("Name of the file", &batch.message_id),
    ];
    let (mut people, mut said) = (Vec::new(), Vec::new());
    let mut both = |eyes: &FourEyes| {
        people.extend([("Put together by", eyes.proposed_by), ("Approved by", eyes.approved_by)]);
        said.push(("Approved", eyes.approved_at));
    };
    match &batch.stage {
        BatchStage::Draft { by, .. } | BatchStage::Proposed { by, .. } => {
            people.push(("Put together by", *by));
        }
        BatchStage::Approved { people: eyes, .. } => both(eyes),
        BatchStage::Exported { people: eyes, at, .. } => {
            both(eyes);
            said.push(("Given to the bank", *at));
        }
        BatchStage::Done { people: eyes, at, .. } => {
            both(eyes);
            said.push(("Answered by the bank", *at));
        }
        BatchStage::Cancelled { by, at, reason, .. } => {
            people.push(("Taken back by", *by));
            said.push(("Taken back", *at));
            rows.push(Fact::new("Why", reason));
        }
    }
    let conn = ctx.state.desk.database.reads();
    let names = query::people(conn, people.iter().map(|(_, id)| *id)).await?;
    let name = |id| names.get(&id).cloned().unwrap_or_default();
    rows.extend(people.into_iter().map(|(label, id)| Fact::new(label, name(id))));
    rows.extend(said.into_iter().map(|(label, at)| Fact::new(label, moment_text(at, BRUSSELS))));
    if let Some(digest) = &batch.file {
        rows.push(Fact::new("SHA-256 of the file", digest));
    }
    Ok(rows)
}

/// `POST /finance/batches/{id}`.
pub async fn post(ctx: Ctx, Id(id): Id<BatchId>, typed: Typed) -> Answer {
    parts::need(&ctx)?;
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, typed.seen());
    let done = match typed.get("act") {
        "approve" => verb::approve(desk, actor, id, seen).await,
        "export" => verb::export(desk, actor, id).await,
        "cancel" => verb::cancel(desk, actor, id, seen, typed.get("reason")).await,
        _unknown => Err(ActionError::Unseen),
    };
    match done {
        Ok(()) => Ok(ctx.go(&Link::Batch(id), Said::BatchMoved)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, id, &typed, Some(&why)).await?;
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(err) => Err(err.into()),
    }
}

/// `GET /finance/batches/{id}/file`.
pub async fn file(
    ctx: Ctx,
    Id(id): Id<BatchId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    parts::need(&ctx)?;
    let version = if Typed(asked).get("version") == "03" { Version::V03 } else { Version::V09 };
    let batch = query::one(ctx.state.desk.database.reads(), id).await?;
    let bytes = verb::file(&ctx.state.desk, &ctx.actor, id, version).await?;
    let how = format!("attachment; filename=\"{}.xml\"", batch.message_id);
    let how = HeaderValue::from_str(&how).unwrap_or(HeaderValue::from_static("attachment"));
    let xml = HeaderValue::from_static("application/xml");
    Ok(([(header::CONTENT_TYPE, xml), (header::CONTENT_DISPOSITION, how)], bytes).into_response())
}

impl Page for BatchPage {
    const TEMPLATE: &'static str = "pages/finance/batch.html";
    fn samples() -> Vec<Self> {
        let row = || Row {
            href: "/".to_owned(),
            payee: "Tecnotex Lda".to_owned(),
            label: "Lump sum".to_owned(),
            reference: "CXC-2026-0412-1".to_owned(),
            cents: 61_000,
            chip: words::payment_stage(PaymentStageKind::Approved),
        };
        let page = |stage, approves: bool, own: bool, exports, file: Option<&str>| Self {
            shell: Shell::sample("Batch 1: € 610.00"),
            tabs: parts::tabs(&Link::Batches),
            chip: chip(stage),
            refused: own.then(|| "Another person must do it.".to_owned()),
            facts: vec![Fact::new("Sum", "€ 610.00")],
            rows: vec![row()],
            action: "/".to_owned(),
            file: file.map(str::to_owned),
            file_03: file.map(str::to_owned),
            seen: 1,
            approves,
            own,
            exports,
            reason: approves.then(|| FieldView::new(Input::Text, "reason", "Reason")),
        };
        vec![
            page(BatchStageKind::Proposed, true, false, false, None),
            page(BatchStageKind::Proposed, false, true, false, None),
            page(BatchStageKind::Approved, false, false, true, Some("/")),
        ]
    }
}
