//! Finds against the list of sanctions that wait for a decision, and the list in use. The one rule:
//! only the office reads it; for everybody else there is no such page.

use super::parts;
use crate::{
    actions::{ActionError, sanctions as verb},
    domain::{
        access::{Act, Subject},
        ids::ScreeningId,
        moment::{BRUSSELS, Moment},
        refusal::Refusal,
        screening::Screened,
    },
    http::{Answer, Ctx, Fail, Said, Typed},
    queries::screening::{self as query, Candidate, PAGE, Shown},
    render::{
        Link, Page, Shell, count_text, day_text,
        form::{FieldView, Input},
        number_text,
        parts::{Chip, Pager},
        shell::NavItem,
        words,
    },
};
use axum::{extract::Query, http::StatusCode};
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The page.
#[derive(Debug, Serialize)]
pub struct Screening {
    shell: Shell,
    tabs: Vec<NavItem>,
    stages: Vec<NavItem>,
    refused: Option<String>,
    list: Option<String>,
    note: Option<String>,
    notes: bool,
    action: String,
    reason: FieldView,
    rows: Vec<Row>,
    pager: Pager,
}

/// One find.
#[derive(Debug, Serialize)]
struct Row {
    href: String,
    organisation: String,
    name: String,
    part: &'static str,
    alias: String,
    score: i64,
    chip: Chip,
    at: Moment,
}

/// Only for who may read screening.
pub(super) fn need(ctx: &Ctx) -> Result<(), Fail> {
    ctx.need(Act::SeeScreening, &Subject::Office)
}

/// `GET /finance/screening`.
pub async fn get(ctx: Ctx, Query(asked): Query<Vec<(String, String)>>) -> Answer {
    need(&ctx)?;
    let page = page(&ctx, &Typed(asked), &Typed::default(), None).await?;
    ctx.page(&page)
}

async fn page(
    ctx: &Ctx,
    asked: &Typed,
    typed: &Typed,
    why: Option<&Refusal>,
) -> Result<Screening, Fail> {
    let conn = ctx.state.desk.database.reads();
    let shown = if asked.get("show") == "decided" { Shown::Decided } else { Shown::Waiting };
    let after = asked.get("after").split_once('-').and_then(|(at, id)| {
        Some((Moment::from_millis(at.parse().ok()?), id.parse::<ScreeningId>().ok()?))
    });
    let mut finds = query::finds(conn, shown, after).await?;
    let more = finds.len() > PAGE;
    finds.truncate(PAGE);
    let waiting = query::waiting(conn).await?;
    let names = names(ctx, &finds).await?;
    let (list, note) = (query::current(conn).await?, query::note(conn).await?);
    let kind = match shown {
        Shown::Waiting => "waiting",
        Shown::Decided => "decided",
    };
    let address = |after: &str| Link::Screening.with(&[("show", kind), ("after", after)]);
    let next = finds.last().filter(|_| more);
    let next = next.map(|last| address(&format!("{}-{}", last.found_at.millis(), last.id)));
    let stage = |code: &str, label: &str| NavItem {
        label: label.to_owned(),
        href: Link::Screening.with(&[("show", code)]),
        current: code == kind,
    };
    let title = match waiting {
        0 => "No find waits for a decision".to_owned(),
        many => format!("{} for a decision", count_text(many, "find waits", "finds wait")),
    };
    let says = format!("{} on this page, the oldest first", finds.len());
    let decides = ctx.may(Act::DecideScreening, &Subject::Office);
    Ok(Screening {
        shell: ctx.shell(title).back("Office", Link::OfficerCalls),
        tabs: parts::tabs(&Link::Screening),
        stages: vec![stage("waiting", "To decide"), stage("decided", "Decided")],
        refused: why.map(|why| words::refusal(why, BRUSSELS)),
        notes: decides && list.is_none(),
        list: list.map(|list| in_use(&list)),
        note: note.map(|note| note.note),
        action: Link::Screening.into(),
        reason: reason().value(typed.get("reason")),
        rows: finds.iter().map(|one| row(one, &names)).collect(),
        pager: Pager { says, first: after.is_some().then(|| address("")), next },
    })
}

fn reason() -> FieldView {
    FieldView::new(Input::Text, "reason", "Why no list is in use")
}

fn in_use(list: &query::List) -> String {
    format!(
        "List {} of {}: {} entries with {} names",
        list.number,
        day_text(list.made_on),
        number_text(list.entries),
        number_text(list.names)
    )
}

/// The names of all whom these finds are about.
async fn names(ctx: &Ctx, finds: &[Candidate]) -> Result<BTreeMap<Uuid, String>, Fail> {
    let conn = ctx.state.desk.database.reads();
    let whom = || finds.iter().map(|one| one.whom);
    let firms = whom().filter_map(Screened::organisation);
    let firms = query::organisations(conn, firms).await?;
    let signers = query::signers(conn, whom()).await?;
    let signers = signers.into_iter().map(|one| (one.id, one.name));
    Ok(firms.into_iter().map(|(id, name)| (id.0, name)).chain(signers).collect())
}

fn row(one: &Candidate, names: &BTreeMap<Uuid, String>) -> Row {
    Row {
        href: Link::ScreeningFind(one.id).into(),
        organisation: names.get(&one.whom.id()).cloned().unwrap_or_default(),
        name: one.named.name.clone(),
        part: words::part(one.named.part),
        alias: one.alias.clone(),
        score: one.score,
        chip: words::candidate_state(one.state.kind()),
        at: one.found_at,
    }
}

/// `POST /finance/screening`: note why no list is in use.
pub async fn post(ctx: Ctx, typed: Typed) -> Answer {
    need(&ctx)?;
    match verb::note_no_list(&ctx.state.desk, &ctx.actor, typed.get("reason")).await {
        Ok(()) => Ok(ctx.go(&Link::Screening, Said::ScreeningNoted)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, &Typed::default(), &typed, Some(&why)).await?;
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(err) => Err(err.into()),
    }
}

impl Page for Screening {
    const TEMPLATE: &'static str = "pages/finance/screening.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("1 find waits for a decision");
        let row = || Row {
            href: "/".to_owned(),
            organisation: "Tecnotex Lda".to_owned(),
            name: "Tecnotex Lda".to_owned(),
            part: "the organisation",
            alias: "Teknotexx".to_owned(),
            score: 888,
            chip: words::candidate_state(crate::domain::screening::CandidateStateKind::Open),
            at: shell.now,
        };
        let page = |rows, list: Option<&str>, note: Option<&str>| Self {
            shell: shell.clone(),
            tabs: parts::tabs(&Link::Screening),
            stages: Vec::new(),
            refused: note.map(str::to_owned),
            list: list.map(str::to_owned),
            note: note.map(str::to_owned),
            notes: list.is_none(),
            action: "/".to_owned(),
            reason: reason(),
            rows,
            pager: Pager::default(),
        };
        vec![
            page(vec![row()], Some("List 1 of 29 September 2026"), None),
            page(Vec::new(), None, None),
            page(Vec::new(), None, Some("The list is bought with the next budget.")),
        ]
    }
}
