//! Money claimed back, by stage, for the whole office. The one rule: what is due first stands
//! first, so that nobody looks for what is late.

use super::parts;
use crate::{
    domain::{
        ids::RecoveryId,
        moment::BRUSSELS,
        recovery::{RecoveryReason, RecoveryStageKind},
    },
    http::{Answer, Ctx, Typed},
    queries::recovery::{self as query, Line, PAGE, Total},
    render::{
        Link, Page, Shell, Tone, count_text, euro_text, number_text,
        parts::{Chip, Pager},
        shell::NavItem,
        words,
    },
};
use axum::extract::Query;
use chrono::NaiveDate;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Recoveries {
    shell: Shell,
    tabs: Vec<NavItem>,
    stages: Vec<StageLink>,
    rows: Vec<Row>,
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

/// A claim.
#[derive(Debug, Serialize)]
struct Row {
    href: String,
    debtor: String,
    reference: String,
    call: String,
    why: &'static str,
    claimed: i64,
    left: i64,
    due_on: NaiveDate,
    chip: Chip,
}

/// `GET /finance/recoveries`.
pub async fn get(ctx: Ctx, Query(asked): Query<Vec<(String, String)>>) -> Answer {
    parts::need(&ctx)?;
    let asked = Typed(asked);
    let conn = ctx.state.desk.database.reads();
    let totals = query::totals(conn).await?;
    let stage = RecoveryStageKind::from_code(asked.get("stage")).unwrap_or_else(|| first(&totals));
    let after = asked.get("after").split_once('_').and_then(|(day, id)| {
        Some((day.parse::<NaiveDate>().ok()?, id.parse::<RecoveryId>().ok()?))
    });
    let mut lines = query::list(conn, stage, after).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let address = |after: &str| Link::Recoveries.with(&[("stage", stage.code()), ("after", after)]);
    let next = lines.last().filter(|_| more);
    let next = next.map(|last| address(&format!("{}_{}", last.due_on, last.id)));
    let (shown, today) = (lines.len(), ctx.now().day_in(BRUSSELS));
    ctx.page(&Recoveries {
        shell: ctx.shell(title(&totals)).back("Office", Link::OfficerCalls),
        tabs: parts::tabs(&Link::Recoveries),
        stages: totals.iter().map(|total| stage_link(total, stage)).collect(),
        rows: lines.into_iter().map(|line| row(line, today)).collect(),
        pager: Pager {
            says: format!("{shown} on this page, what is due first at the top"),
            first: after.is_some().then(|| address("")),
            next,
        },
    })
}

/// The first stage somebody has work at.
fn first(totals: &[Total]) -> RecoveryStageKind {
    let works = |total: &&Total| {
        total.count > 0 && (total.stage == RecoveryStageKind::Proposed || total.stage.is_owed())
    };
    totals.iter().find(works).map_or(RecoveryStageKind::Notified, |total| total.stage)
}

fn title(totals: &[Total]) -> String {
    let owed = totals.iter().filter(|total| total.stage.is_owed()).map(|total| total.left).sum();
    let owed = format!("{} to get back", euro_text(owed));
    let waits = totals.iter().find(|total| total.stage == RecoveryStageKind::Proposed);
    match waits.map_or(0, |total| total.count) {
        0 => owed,
        n => format!("{} for approval, {owed}", count_text(n, "claim waits", "claims wait")),
    }
}

fn stage_link(total: &Total, current: RecoveryStageKind) -> StageLink {
    let sum = if total.stage.is_owed() { total.left } else { total.cents };
    StageLink {
        label: words::recovery_stage(total.stage).label,
        count: number_text(total.count),
        sum: euro_text(sum),
        href: Link::Recoveries.with(&[("stage", total.stage.code())]),
        current: total.stage == current,
    }
}

/// The stage, or that the day has passed.
pub fn chip(stage: RecoveryStageKind, due_on: NaiveDate, today: NaiveDate) -> Chip {
    if stage.is_owed() && due_on < today {
        return Chip::new(Tone::Bad, "the day has passed");
    }
    words::recovery_stage(stage)
}

fn row(line: Line, today: NaiveDate) -> Row {
    let stage = RecoveryStageKind::from_code(&line.stage).unwrap_or(RecoveryStageKind::Proposed);
    Row {
        href: Link::Recovery(line.id).into(),
        debtor: line.debtor,
        reference: line.reference,
        call: line.call,
        why: RecoveryReason::from_code(&line.why).map_or("", words::recovery_reason),
        claimed: line.amount_cents,
        left: line.left_cents,
        due_on: line.due_on,
        chip: chip(stage, line.due_on, today),
    }
}

impl Page for Recoveries {
    const TEMPLATE: &'static str = "pages/finance/recoveries.html";
    fn samples() -> Vec<Self> {
        let day = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap_or_default();
        let row = Row {
            href: "/".to_owned(),
            debtor: "Tecnotex Lda".to_owned(),
            reference: "CXC-2026-0412-R1".to_owned(),
            call: "ClusterXchange 2026".to_owned(),
            why: words::recovery_reason(RecoveryReason::StayCutShort),
            claimed: 26_000,
            left: 16_000,
            due_on: day,
            chip: words::recovery_stage(RecoveryStageKind::PartlyRepaid),
        };
        let page = |rows| Self {
            shell: Shell::sample("€ 160.00 to get back"),
            tabs: parts::tabs(&Link::Recoveries),
            stages: vec![StageLink {
                label: "partly paid back".to_owned(),
                count: "1".to_owned(),
                sum: "€ 160.00".to_owned(),
                href: "/".to_owned(),
                current: true,
            }],
            rows,
            pager: Pager::default(),
        };
        vec![page(vec![row]), page(Vec::new())]
    }
}
