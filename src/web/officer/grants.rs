//! The funded proposals of a call, with what is overdue. The one rule: a fixed number of
//! statements, and the page goes on by the number of the last proposal shown.

use super::parts::{self, ScoredCall};
use crate::{
    domain::{agreement::AgreementStage, ids::CallId},
    http::{Answer, Ctx, Id, Typed},
    queries::grant::{self as query, Line, PAGE, Waits},
    render::{
        Link, Page, Shell, Tone, day_text,
        parts::{Action, Chip, Pager, Tile},
        shell::NavItem,
        words,
    },
};
use axum::extract::Query;
use chrono::NaiveDate;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Grants {
    shell: Shell,
    tabs: Vec<NavItem>,
    tiles: Vec<Tile>,
    links: Vec<Action>,
    rows: Vec<Row>,
    pager: Pager,
}

/// A line.
#[derive(Debug, Serialize)]
struct Row {
    href: Link,
    title: String,
    reference: String,
    lead: String,
    chip: Chip,
    next: String,
    late: Vec<Chip>,
    cents: i64,
    due_cents: i64,
}

/// `GET /office/calls/{id}/grants`.
pub async fn get(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let office = ScoredCall::load(&ctx, id).await?;
    let conn = ctx.state.desk.database.reads();
    let today = ctx.now().day_in(office.programme.zone);
    let after = Typed(asked).get("after").to_owned();
    let waits = query::waits(conn, id, today).await?;
    let mut lines = query::list(conn, id, &after).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next = lines.last().filter(|_| more);
    let next = next.map(|last| Link::Grants(id).with(&[("after", &last.reference)]));
    let title = match waits.late {
        0 => "Grants: no report is late".to_owned(),
        late => format!("Grants: {} late", parts::things(late, "report is", "reports are")),
    };
    let page = Grants {
        shell: office.shell(&ctx, title),
        tabs: parts::scored_tabs(&ctx, id, &Link::Grants(id)),
        tiles: tiles(&waits),
        links: vec![Action::go("Contracting partners", Link::Contracting(id))],
        pager: Pager {
            says: format!("{} on this page, by number", lines.len()),
            first: (!after.is_empty()).then(|| Link::Grants(id).into()),
            next,
        },
        rows: lines.into_iter().map(|line| row(line, today)).collect(),
    };
    ctx.page(&page)
}

fn tiles(waits: &Waits) -> Vec<Tile> {
    let tile = |label: &str, count: i64, note: &str| Tile::new(label, parts::counted(count), note);
    vec![
        tile("To prepare", waits.to_prepare, "funded, no agreement yet"),
        tile("To sign", waits.to_sign, "waiting for signatures"),
        tile("Reports to read", waits.reports, "handed in"),
        tile("Reports late", waits.late, "their day has passed"),
        tile("To propose", waits.to_propose, "due, no payment on its way"),
    ]
}

fn row(line: Line, today: NaiveDate) -> Row {
    let stage = AgreementStage::from_code(&line.stage);
    let chip = stage.map_or_else(|| Chip::new(Tone::Warn, "to prepare"), words::agreement_stage);
    let next = match (line.handed_in, line.report_on) {
        (1.., _) => "a report waits for you".to_owned(),
        (_, Some(on)) => format!("report by {}", day_text(on)),
        (_, None) => String::new(),
    };
    let passed = |on: Option<NaiveDate>| on.is_some_and(|on| on < today);
    let mut late = Vec::new();
    if passed(line.report_on) {
        late.push(Chip::new(Tone::Bad, "report late"));
    }
    if passed(line.pay_by) {
        late.push(Chip::new(Tone::Bad, "payment late"));
    }
    let href = match stage {
        None | Some(AgreementStage::Draft | AgreementStage::Issued) => {
            Link::GrantAgreement(line.id)
        }
        Some(
            AgreementStage::InForce
            | AgreementStage::Superseded
            | AgreementStage::Ended
            | AgreementStage::Closed,
        ) => Link::GrantFile(line.id),
    };
    Row {
        href,
        title: if line.title.is_empty() { "without a title".to_owned() } else { line.title },
        reference: line.reference,
        lead: line.lead,
        chip,
        next,
        late,
        cents: line.requested_cents,
        due_cents: line.due_cents,
    }
}

impl Page for Grants {
    const TEMPLATE: &'static str = "pages/officer/grants.html";
    fn samples() -> Vec<Self> {
        let row = |late| Row {
            href: Link::Home,
            title: "A foil for fire-fighters' cloth".to_owned(),
            reference: "INV-2027-0012".to_owned(),
            lead: "Tecnotex Lda".to_owned(),
            chip: Chip::new(Tone::Good, "in force"),
            next: "report by 1 September 2027".to_owned(),
            late,
            cents: 5_000_000,
            due_cents: 2_500_000,
        };
        let page = |rows, pager| Self {
            shell: Shell::sample("Grants: 1 report is late"),
            tabs: parts::sample_tabs(),
            tiles: vec![Tile::new("To sign", "3", "waiting")],
            links: vec![Action::go("Contracting partners", Link::Home)],
            rows,
            pager,
        };
        let late = vec![Chip::new(Tone::Bad, "report late")];
        let pager = Pager { says: "50 on this page".into(), first: None, next: Some("/".into()) };
        vec![page(vec![row(late), row(Vec::new())], pager), page(Vec::new(), Pager::default())]
    }
}
