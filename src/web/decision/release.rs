//! The release: what would go out, to whom, and the one button. The one rule: what is released is
//! what this page showed; another number of recipients is refused.

use super::parts::{self, ScoredCall, outcome_chip};
use crate::{
    actions::{ActionError, release, result::Draft},
    domain::{
        access::{Act, Subject},
        evaluation::letter::LetterBody,
        ids::CallId,
        moment::BRUSSELS,
        money::Money,
        proposal::event::Outcome,
        refusal::{Refusal, ScoredRefusal},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    render::{
        Link, Page, Shell, count_text, euro_text,
        parts::{Chip, Fact, Tile},
        shell::Tabs,
        words,
    },
};
use axum::{extract::Query, http::StatusCode};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct ReleasePage {
    shell: Shell,
    tabs: Tabs,
    action: String,
    refused: Option<String>,
    /// Where to go when there is nothing to release.
    elsewhere: Option<(String, String)>,
    tiles: Vec<Tile>,
    facts: Vec<Fact>,
    groups: Vec<LetterGroup>,
    recipients: Option<u32>,
    round: u32,
}

/// The letters of one kind.
#[derive(Debug, Serialize)]
struct LetterGroup {
    title: String,
    rows: Vec<LetterRow>,
}

/// One letter.
#[derive(Debug, Serialize)]
pub(super) struct LetterRow {
    pub(super) reference: String,
    pub(super) title: String,
    pub(super) lead: String,
    pub(super) chip: Chip,
    pub(super) place: String,
    pub(super) amount: String,
    pub(super) note: String,
    pub(super) body: LetterBody,
}

/// `GET /office/calls/{id}/release`.
pub async fn get(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let page = page(&ctx, id, &Typed(asked), None).await?;
    ctx.page(&page)
}

async fn page(
    ctx: &Ctx,
    id: CallId,
    asked: &Typed,
    refusal: Option<&Refusal>,
) -> Result<ReleasePage, Fail> {
    let office = ScoredCall::load(ctx, id).await?;
    let round = office.round(asked);
    let frame = |title: String, elsewhere, refused| ReleasePage {
        shell: office.shell(ctx, title).state(
            "Letters, stages, commitments and the public list are made together, or not at all.",
        ),
        tabs: office.tabs(ctx, &Link::Release(id), round),
        action: Link::Release(id).into(),
        refused,
        elsewhere,
        tiles: Vec::new(),
        facts: Vec::new(),
        groups: Vec::new(),
        recipients: None,
        round: round + 1,
    };
    let said = |why: &Refusal| words::refusal(why, BRUSSELS);
    let told = refusal.map(said);
    let preview = match release::preview(&ctx.state.desk, &ctx.actor, id, round).await {
        Ok(preview) => preview,
        Err(ActionError::Refused(why)) => {
            let is_out = why == Refusal::from(ScoredRefusal::ReleasedAlready);
            let to = if is_out {
                ("See the results".to_owned(), Link::OfficeResults(id).path())
            } else {
                ("To the ranking".to_owned(), Link::Ranking(id).path())
            };
            let says = told.or_else(|| Some(said(&why)));
            return Ok(frame("Nothing to release".to_owned(), Some(to), says));
        }
        Err(err) => return Err(err.into()),
    };
    let hindered = preview.hindered.as_ref().map(said);
    let letters = i64::try_from(preview.drafts.len()).unwrap_or(i64::MAX);
    let title = match &hindered {
        Some(_) => "The signed ranking can't be released".to_owned(),
        None => format!("{} ready to go out", count_text(letters, "letter is", "letters are")),
    };
    let ready = hindered.is_none() && ctx.may(Act::Release, &Subject::Office);
    let by = preview.scenario.signed_by_name.clone().unwrap_or_default();
    let to = ("To the ranking".to_owned(), Link::Ranking(id).path());
    Ok(ReleasePage {
        tiles: tiles(&preview.drafts, preview.recipients),
        facts: vec![
            Fact::new("Signed ranking", &preview.scenario.name),
            Fact::new("Proposed by", &preview.scenario.made_by_name),
            Fact::new("Signed by", by),
        ],
        groups: groups(&preview.drafts),
        recipients: ready.then_some(preview.recipients),
        ..frame(title, hindered.is_some().then_some(to), told.or(hindered))
    })
}

fn tiles(drafts: &[Draft], recipients: u32) -> Vec<Tile> {
    let given = Money::sum(drafts.iter().map(|draft| draft.amount)).unwrap_or_default();
    let tile = |label: &str, figure: String, note: &str| Tile::new(label, figure, note);
    let letters = i64::try_from(drafts.len()).unwrap_or(i64::MAX);
    vec![
        tile("Letters", count_text(letters, "letter", "letters"), "one a proposal"),
        tile(
            "Mails",
            count_text(recipients.into(), "recipient", "recipients"),
            "counted again at the release",
        ),
        tile("Committed", euro_text(given.cents()), "reserved in the books for each partner"),
    ]
}

/// By kind, in the order they are read.
fn groups(drafts: &[Draft]) -> Vec<LetterGroup> {
    let kinds = [Outcome::Award, Outcome::Reserve, Outcome::BelowLine, Outcome::BelowThreshold];
    let group = |kind: Outcome| {
        let rows: Vec<LetterRow> =
            drafts.iter().filter(|draft| draft.outcome == kind).map(row).collect();
        let many = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let says = count_text(many, "letter", "letters");
        let title = format!("{}: {says}", capital(words::proposal_outcome(kind)));
        (!rows.is_empty()).then_some(LetterGroup { title, rows })
    };
    kinds.into_iter().filter_map(group).collect()
}

pub(super) fn capital(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

fn row(draft: &Draft) -> LetterRow {
    LetterRow {
        reference: draft.reference.clone(),
        title: draft.title.clone(),
        lead: draft.lead.clone(),
        chip: outcome_chip(draft.outcome),
        place: draft.place.map_or_else(String::new, |place| place.to_string()),
        amount: if draft.amount > Money::ZERO {
            euro_text(draft.amount.cents())
        } else {
            String::new()
        },
        note: draft.reserve_place.map_or_else(String::new, |n| format!("reserve place {n}")),
        body: draft.body.clone(),
    }
}

/// `POST /office/calls/{id}/release`.
pub async fn post(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    let office = ScoredCall::load(&ctx, id).await?;
    let round = office.round(&typed);
    let shown = typed.number::<u32>("shown").unwrap_or(u32::MAX);
    match release::release(&ctx.state.desk, &ctx.actor, id, round, shown).await {
        Ok(_told) => Ok(ctx.go(&Link::OfficeResults(id), Said::Released)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, id, &typed, Some(&why)).await?;
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(err) => Err(err.into()),
    }
}

/// A letter for samples.
pub(super) fn sample_row() -> LetterRow {
    LetterRow {
        reference: "INV-2026-0001".to_owned(),
        title: "Coatings for the cold".to_owned(),
        lead: "Tecnotex Lda".to_owned(),
        chip: outcome_chip(Outcome::Award),
        place: "1".to_owned(),
        amount: "EUR 20,000.00".to_owned(),
        note: String::new(),
        body: LetterBody {
            opening: vec!["We are pleased to tell you.".to_owned()],
            missed: vec!["Impact: 2.5 points where at least 3 are asked for.".to_owned()],
            marks: vec![crate::domain::evaluation::letter::MarkLine {
                criterion: "impact".to_owned(),
                label: "Impact".to_owned(),
                mark: "4".to_owned(),
                highest: "5".to_owned(),
                threshold: Some("3".to_owned()),
                is_met: true,
                comments: vec!["Clear and well argued.".to_owned()],
            }],
            total: Some("12".to_owned()),
            threshold: None,
            redress: vec!["You may ask for a review.".to_owned()],
        },
    }
}

impl Page for ReleasePage {
    const TEMPLATE: &'static str = "pages/decision/release.html";
    fn samples() -> Vec<Self> {
        let call = parts::sample_call();
        let page = |groups: Vec<LetterGroup>, recipients, refused: Option<&str>| Self {
            shell: Shell::sample("4 letters are ready to go out"),
            tabs: crate::web::officer::parts::sample_group(&Link::Release(call)),
            action: "/office".to_owned(),
            refused: refused.map(str::to_owned),
            elsewhere: refused.map(|_| ("To the ranking".to_owned(), "/office".to_owned())),
            tiles: if groups.is_empty() { Vec::new() } else { tiles(&[], 9) },
            facts: vec![Fact::new("Signed by", "Jan Officer")],
            groups,
            recipients,
            round: 1,
        };
        let group =
            || LetterGroup { title: "Funded: 1 letter".to_owned(), rows: vec![sample_row()] };
        let mut nothing = page(Vec::new(), None, Some("No ranking is signed yet."));
        nothing.facts.clear();
        vec![page(vec![group()], Some(9), None), nothing]
    }
}
