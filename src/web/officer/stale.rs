//! A form sent from an old page: both sides, what was sent and what happened since. The one rule:
//! nothing was changed, nothing typed is lost, and the fresh page is one link away.

use crate::{
    domain::{
        access::{Act, Subject},
        application::StageKind,
        ids::ApplicationId,
        moment::{BRUSSELS, Moment},
    },
    http::{Answer, Ctx, Typed},
    queries::file as query,
    render::{
        Link, Page, Shell, Tone,
        errors::Kept,
        parts::{Chip, Happened},
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Stale {
    shell: Shell,
    wanted: String,
    saw: Option<Chip>,
    now: Chip,
    since: Vec<Happened>,
    kept: Vec<Kept>,
    fresh: String,
}

/// What the page is about.
pub struct StaleAbout {
    /// The number people use.
    pub reference: String,
    /// Where the page saw it.
    pub saw: Option<Chip>,
    /// Where it is.
    pub now: Chip,
    /// What happened since.
    pub since: Vec<Happened>,
    /// The page to go on from.
    pub fresh: String,
}

impl Stale {
    /// The page.
    pub fn new(ctx: &Ctx, typed: &Typed, act: &str, about: StaleAbout) -> Self {
        let title = "This was not done: someone changed it since you opened the page";
        Self {
            shell: ctx.shell(title).crumb(&about.reference),
            wanted: wanted(act).to_owned(),
            saw: about.saw,
            now: about.now,
            since: about.since,
            kept: kept(typed),
            fresh: about.fresh,
        }
    }
}

/// An act of a form as people read it.
fn wanted(act: &str) -> &'static str {
    match act {
        "award" => "Award",
        "ineligible" => "Find ineligible",
        "refuse" => "Refuse",
        "reinstate" => "Reinstate",
        "distance" => "Set the distance",
        "checks" => "Answer the check-list",
        "admit" => "Admit to evaluation",
        "ask" => "Ask for clarification",
        "validate" => "Validate the report",
        "send_back" => "Send the report back",
        "approve" => "Approve the payment",
        "export" => "Give the payment to the bank",
        "settle" => "Record that the bank paid",
        "return" => "Record that the bank sent it back",
        "cancel" => "Cancel the payment",
        _other => "Change this",
    }
}

/// Everything typed that a person could want to copy.
fn kept(typed: &Typed) -> Vec<Kept> {
    let worth = |(name, text): &&(String, String)| {
        !text.trim().is_empty()
            && (name.starts_with("reason")
                || name.starts_with("note.")
                || name == "km"
                || name == "question")
    };
    let label = |name: &str| match name {
        "km" => "Distance in km".to_owned(),
        "question" => "Question".to_owned(),
        name if name.starts_with("reason") => "Reason".to_owned(),
        name => name.trim_start_matches("note.").replace('_', " "),
    };
    let one = |(name, text): &(String, String)| Kept { label: label(name), text: text.clone() };
    typed.0.iter().filter(worth).map(one).collect()
}

/// The page of a stale form about a file, or about one of its payments.
pub async fn page(ctx: &Ctx, id: ApplicationId, typed: &Typed, act: &str) -> Answer {
    let fresh = Link::File(id);
    show(ctx, id, typed, act, &fresh).await
}

/// The same with another way back.
pub async fn show(ctx: &Ctx, id: ApplicationId, typed: &Typed, act: &str, fresh: &Link) -> Answer {
    ctx.need(Act::SeeOffice, &Subject::Office)?;
    let conn = ctx.state.desk.database.reads();
    let stored = query::head(conn, id).await?;
    ctx.need(Act::SeeFile, &stored.subject())?;
    let shown = Moment::from_millis(typed.number("shown").unwrap_or_default());
    let since = query::since(conn, id, shown).await?;
    let happened = |line: query::Line| Happened {
        at: line.at,
        says: line.event.as_ref().map_or_else(String::new, |e| words::event(e, BRUSSELS)),
        who: line.who,
    };
    let saw = StageKind::from_code(typed.get("stage"));
    let about = StaleAbout {
        reference: stored.application.reference.clone(),
        saw: saw.map(|stage| words::stage(stage).staff_chip()),
        now: words::stage(stored.application.stage.kind()).staff_chip(),
        since: since.into_iter().map(happened).collect(),
        fresh: fresh.path(),
    };
    ctx.page_with(StatusCode::CONFLICT, &Stale::new(ctx, typed, act, about))
}

impl Page for Stale {
    const TEMPLATE: &'static str = "pages/officer/stale.html";
    fn samples() -> Vec<Self> {
        let page = |saw, since, kept| Self {
            shell: Shell::sample("This was not done: someone changed it"),
            wanted: wanted("refuse").to_owned(),
            saw,
            now: Chip::new(Tone::Warn, "awarded, to sign"),
            since,
            kept,
            fresh: "/office".to_owned(),
        };
        let since = Happened {
            at: super::parts::sample_now(),
            says: "€ 610.00 awarded".to_owned(),
            who: "Maria Keller".to_owned(),
        };
        let kept = Kept { label: "Reason".to_owned(), text: "The goals are too vague.".to_owned() };
        let saw = Some(Chip::new(Tone::Info, "to decide"));
        vec![page(saw, vec![since], vec![kept]), page(None, Vec::new(), Vec::new())]
    }
}
