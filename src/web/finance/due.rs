//! What is due over all calls, by the day it should be paid. The one rule: the day was promised to
//! the payee, so what is late stands first.

use super::parts;
use crate::{
    domain::{
        ids::{CallId, InstalmentId, OrganisationId},
        moment::BRUSSELS,
        money::Money,
        payment::PaymentStageKind,
    },
    http::{Answer, Ctx, Fail, Typed},
    queries::due::{self as query, Line, PAGE, Totals},
    render::{
        Link, Page, Shell, Tone, count_text, euro_text,
        parts::{Chip, Export, Fact, Pager, Tile},
        shell::NavItem,
        words,
    },
    web::officer::parts as office,
};
use axum::extract::Query;
use chrono::{Days, NaiveDate};
use serde::Serialize;

/// Days within which something is "soon" due, and is warned about.
const SOON_DAYS: u64 = 7;

/// The page.
#[derive(Debug, Serialize)]
pub struct Due {
    shell: Shell,
    tabs: Vec<NavItem>,
    only: Option<String>,
    all: String,
    tiles: Vec<Tile>,
    rows: Vec<Row>,
    export: Export,
    pager: Pager,
}

/// An instalment.
#[derive(Debug, Serialize)]
struct Row {
    payee: Fact,
    file: Fact,
    call: Fact,
    label: String,
    due: Chip,
    due_on: NaiveDate,
    payment: Option<Fact>,
    amount: Fact,
}

/// What was asked for.
struct Asked {
    call: Option<CallId>,
    after: Option<(NaiveDate, InstalmentId)>,
}

impl Asked {
    /// A call that is none is not there.
    fn of(typed: &Typed) -> Result<Self, Fail> {
        let call = match typed.get("call").trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| Fail::not_found())?),
        };
        // A day has two of these signs, an id has its own.
        let after = typed.get("after");
        let after =
            after.split_once('_').and_then(|(day, id)| Some((day.parse().ok()?, id.parse().ok()?)));
        Ok(Self { call, after })
    }
    fn export(&self) -> Export {
        let call = self.call.map(|id| id.to_string()).unwrap_or_default();
        Export::of("due", &[("call", &call)])
    }
    fn address(&self, after: &str) -> String {
        let call = self.call.map(|id| id.to_string()).unwrap_or_default();
        Link::DueList.with(&[("call", &call), ("after", after)])
    }
}

/// `GET /finance/due`.
pub async fn get(ctx: Ctx, Query(asked): Query<Vec<(String, String)>>) -> Answer {
    parts::need(&ctx)?;
    let asked = Asked::of(&Typed(asked))?;
    let conn = ctx.state.desk.database.reads();
    let today = ctx.now().day_in(BRUSSELS);
    let soon = today.checked_add_days(Days::new(SOON_DAYS)).unwrap_or(today);
    let totals = query::totals(conn, asked.call, today, soon).await?;
    let mut lines = query::list(conn, asked.call, asked.after, PAGE).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next = lines.last().filter(|_| more);
    let next = next.map(|last| asked.address(&format!("{}_{}", last.due_on, last.id)));
    let title = match totals.count {
        0 => "Nothing is due".to_owned(),
        n => format!(
            "{} due, {}",
            count_text(n, "instalment is", "instalments are"),
            euro_text(totals.cents.cents())
        ),
    };
    let only = asked.call.and(lines.first()).map(|line| line.call.clone());
    let shown = lines.len();
    ctx.page(&Due {
        shell: ctx.shell(title).back("Office", Link::OfficerCalls),
        tabs: parts::tabs(&Link::DueList),
        only,
        all: Link::DueList.into(),
        tiles: tiles(&totals),
        rows: lines.into_iter().map(|line| row(line, today)).collect(),
        export: asked.export(),
        pager: Pager {
            says: format!("{shown} on this page, the longest due first"),
            first: asked.after.is_some().then(|| asked.address("")),
            next,
        },
    })
}

fn tiles(totals: &Totals) -> Vec<Tile> {
    let tile = |label: &str, sum: Money, count: i64| {
        Tile::new(label, euro_text(sum.cents()), count_text(count, "instalment", "instalments"))
    };
    vec![
        tile("Late", totals.late_cents, totals.late_count),
        tile("Due within 7 days", totals.soon_cents, totals.soon_count),
        tile("Due in all", totals.cents, totals.count),
    ]
}

/// The exchange or proposal, with its number.
pub fn file(kind: &str, id: crate::domain::ids::ApplicationId, reference: &str) -> Fact {
    let link = if kind == "proposal" { Link::ProposalFile(id) } else { Link::File(id) };
    Fact { href: Some(link.into()), ..Fact::new("", reference) }
}

/// The money of an organisation over all calls.
pub fn payee(id: OrganisationId, name: &str) -> Fact {
    Fact { href: Some(Link::OrganisationMoney(id).into()), ..Fact::new("", name) }
}

fn row(line: Line, today: NaiveDate) -> Row {
    let stage = line.payment_stage.as_deref().and_then(PaymentStageKind::from_code);
    let payment = line.payment_id.zip(stage).map(|(id, stage)| Fact {
        href: Some(Link::Payment(id).into()),
        ..Fact::new("", words::payment_stage(stage).label)
    });
    Row {
        payee: payee(line.payee_id, &line.payee),
        file: file(&line.kind, line.file_id, &line.reference),
        call: Fact { href: Some(Link::Overview(line.call_id).into()), ..Fact::new("", line.call) },
        label: line.label,
        due: office::due_chip(u32::try_from(SOON_DAYS).unwrap_or(7), line.due_on, today),
        due_on: line.due_on,
        payment,
        amount: Fact {
            href: Some(office::ledger_file(line.call_id, line.file_id)),
            ..Fact::new("", euro_text(line.due_cents.cents()))
        },
    }
}

impl Page for Due {
    const TEMPLATE: &'static str = "pages/finance/due.html";
    fn samples() -> Vec<Self> {
        let to = |text: &str| Fact { href: Some("/".to_owned()), ..Fact::new("", text) };
        let row = |payment| Row {
            payee: to("Tecnotex Lda"),
            file: to("CXC-2026-0412"),
            call: to("ClusterXchange 2026"),
            label: "Lump sum".to_owned(),
            due: Chip::new(Tone::Bad, "1 day late"),
            due_on: NaiveDate::from_ymd_opt(2027, 3, 1).unwrap_or_default(),
            payment,
            amount: to("€ 610.00"),
        };
        let page = |only: Option<&str>, rows| Self {
            shell: Shell::sample("1 instalment is due, € 610.00"),
            tabs: parts::tabs(&Link::DueList),
            only: only.map(str::to_owned),
            all: "/".to_owned(),
            tiles: vec![Tile::new("Late", "€ 610.00", "1 instalment")],
            rows,
            export: Export::default(),
            pager: Pager::default(),
        };
        vec![
            page(None, vec![row(Some(to("waits for approval"))), row(None)]),
            page(Some("ClusterXchange 2026"), Vec::new()),
        ]
    }
}
