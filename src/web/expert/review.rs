//! One proposal, read and scored side by side. The one rule: everything typed is saved, and what
//! was delivered is shown, not asked, until its evaluator changes it with a reason.

use super::{
    answers::{self, Part},
    file::{self, Opened},
    saving::{self, Clash, State},
};
use crate::{
    actions::{
        ActionError,
        evaluation::{self as verbs, AI_USE, AI_USE_LABEL},
    },
    domain::{ids::ApplicationId, refusal::Refusal},
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::evaluation::{self as read, Line, Report, report},
    render::{
        Link, Page, Shell, Tone,
        errors::Kept as Text,
        form::{FieldView, Input, ReadSection},
        marks::{MarkView, sample},
        moment_text, words,
    },
    web::grant::{FileRow, sample_files},
};
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The page.
#[derive(Debug, Serialize)]
pub struct Review {
    shell: Shell,
    sections: Vec<ReadSection>,
    parts: Vec<Part>,
    files: Vec<FileRow>,
    criteria: Vec<MarkView>,
    ai_use: FieldView,
    /// Lines of a delivered report, to read.
    delivered: Vec<Given>,
    delivered_says: String,
    /// A delivered report may be changed; leads to the form.
    change: Option<String>,
    /// The form changes a delivered report and asks for the reason.
    reason: Option<FieldView>,
    saved: String,
    missing: Vec<String>,
    room: Option<Link>,
    send: Link,
    autosave: Option<Link>,
}

/// A delivered mark with its comment.
#[derive(Debug, Serialize)]
struct Given {
    label: String,
    mark: String,
    comment: String,
}

/// Whether a delivered report is to be changed.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    change: String,
}

struct Now {
    report: Option<Report>,
    lines: Vec<Line>,
    has_room: bool,
}

async fn now(ctx: &Ctx, file: &Opened) -> Result<Now, Fail> {
    let conn = ctx.state.desk.database.reads();
    let (me, p) = (ctx.person()?, &file.stored.proposal);
    let found = report::find(conn, p.id, p.round, me).await?;
    let lines = match &found {
        Some(found) => report::lines(conn, found.id).await?,
        None => Vec::new(),
    };
    let has_room = read::consensus::find(conn, p.id, p.round).await?.is_some();
    Ok(Now { report: found, lines, has_room })
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>, Query(asked): Query<Asked>) -> Answer {
    let file = file::open(&ctx, id).await?;
    let page = build(&ctx, &file, !asked.change.is_empty(), &BTreeMap::new()).await?;
    ctx.page(&page)
}

/// Saves the page as sent; delivers it, or the change of a delivered one, when asked to.
pub async fn save(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let file = file::open(&ctx, id).await?;
    let desk = &ctx.state.desk;
    let sent = saving::shown(&file.rules, &typed, &[AI_USE]);
    let back = Link::Review(id);
    let kept = || kept(&file, &sent);
    if typed.get("then") == "revise" {
        return match verbs::revise(desk, &ctx.actor, id, &sent, typed.get("reason")).await {
            Ok(_) => Ok(ctx.go(&back, Said::ReportRevised)),
            Err(err) => refused(err, kept(), back),
        };
    }
    let saved = match verbs::save(desk, &ctx.actor, id, &sent).await {
        Ok(saved) => saved,
        Err(err) => return refused(err, kept(), back),
    };
    let clashes = saving::clashes(&sent, saved);
    if !clashes.is_empty() {
        let page = build(&ctx, &file, false, &clashes).await?;
        return ctx.page_with(StatusCode::CONFLICT, &page);
    }
    if typed.get("then") != "deliver" {
        return Ok(ctx.go(&back, Said::Saved));
    }
    match verbs::deliver(desk, &ctx.actor, id).await {
        Ok(_) => Ok(ctx.go(&Link::Evaluation(file.stored.proposal.call), Said::ReportDelivered)),
        Err(ActionError::Refused(why)) => {
            // All of it is saved; the page says what is missing, where it can be added.
            let mut page = build(&ctx, &file, false, &BTreeMap::new()).await?;
            let says = words::refusal(&why, page.shell.zone);
            page.shell = page.shell.flash(Tone::Warn, says);
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(err) => Err(Fail::from_action(err, back)),
    }
}

/// A no with what was typed, so that nothing of it is lost.
pub(super) fn refused(err: ActionError, kept: Vec<Text>, back: Link) -> Answer {
    match err.refusal() {
        Some(why) => Err(Fail::refused(Refusal::clone(why), kept, Some(back))),
        None => Err(err.into()),
    }
}

/// What was typed, to copy from.
pub(super) fn kept(file: &Opened, sent: &[crate::actions::application::Typed]) -> Vec<Text> {
    let label = |field: &str| {
        let key = field.split_once('.').map_or(field, |(_, key)| key);
        file.rules.criterion(key).map_or_else(|| AI_USE_LABEL.to_owned(), |c| c.label.clone())
    };
    let texts = sent.iter().filter(|one| !one.value.trim().is_empty());
    texts.map(|one| Text { label: label(&one.field), text: one.value.clone() }).collect()
}

/// Saves one field for the script.
pub async fn field(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    if ctx.actor.person().is_none() {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    }
    // Whoever may not read the proposal finds nothing.
    file::open(&ctx, id).await?;
    let one = saving::sent(&typed);
    let saved = verbs::save(&ctx.state.desk, &ctx.actor, id, &[one]).await?;
    Ok(saving::told(&ctx, saved))
}

async fn build(
    ctx: &Ctx,
    file: &Opened,
    changes: bool,
    clashes: &BTreeMap<String, Clash>,
) -> Result<Review, Fail> {
    let id = file.id();
    let reading = answers::reading(ctx, file).await?;
    let now = now(ctx, file).await?;
    let is_delivered = now.report.as_ref().is_some_and(Report::is_delivered);
    let in_evaluation =
        file.stored.proposal.stage.kind() == crate::domain::proposal::ProposalStageKind::Admitted;
    let may_change = is_delivered && !now.has_room && in_evaluation;
    let asks = if is_delivered { may_change && changes } else { in_evaluation };
    let state = |key: &str| state(&now.lines, key);
    let criteria =
        if asks { saving::criteria(ctx, &file.rules, "Why", &state, clashes) } else { Vec::new() };
    let ai_text = now.report.as_ref().map_or("", |r| r.ai_use.as_str());
    let missing =
        if is_delivered { Vec::new() } else { verbs::missing(&file.rules, &now.lines, ai_text) };
    let title = match file.stored.proposal.title.as_str() {
        "" => file.stored.proposal.reference.clone(),
        title => title.to_owned(),
    };
    let mut shell = file.shell(ctx, title);
    if !clashes.is_empty() {
        let says =
            "Another tab changed something meanwhile. Both stand below; everything else is saved.";
        shell = shell.flash(Tone::Warn, says);
    }
    let reason = FieldView::new(Input::Text, "reason", "Why do you change it?");
    Ok(Review {
        sections: reading.sections,
        parts: reading.parts,
        files: reading.files,
        criteria,
        ai_use: ai_use(now.report.as_ref(), clashes.get(AI_USE), &shell),
        delivered: if is_delivered && !asks { given(file, &now.lines) } else { Vec::new() },
        delivered_says: delivered_says(now.report.as_ref(), &shell),
        change: (may_change && !changes).then(|| Link::Review(id).with(&[("change", "yes")])),
        reason: (is_delivered && asks).then_some(reason),
        saved: saved(&now, &shell),
        missing,
        room: now.has_room.then_some(Link::Consensus(id)),
        send: Link::Review(id),
        autosave: (!is_delivered).then_some(Link::ReviewField(id)),
        shell,
    })
}

fn state(lines: &[Line], key: &str) -> State {
    let found = lines.iter().find(|line| line.criterion == key);
    found.map_or_else(State::default, |line| State {
        mark: verbs::mark_text(line.tenths),
        mark_version: line.version,
        comment: line.comment.clone(),
        comment_version: line.comment_version,
    })
}

fn ai_use(report: Option<&Report>, clash: Option<&Clash>, shell: &Shell) -> FieldView {
    let field = FieldView::new(Input::Text, AI_USE, AI_USE_LABEL)
        .hint("Write \"none\", or which tool you used and for what. No text of a proposal may leave this system.")
        .chars(0, verbs::COMMENT_MAX);
    match clash {
        Some(clash) => saving::theirs(field.value(clash.mine.clone()), clash, shell),
        None => field
            .value(report.map_or("", |r| r.ai_use.as_str()))
            .seen(report.map_or(0, |r| r.version)),
    }
}

fn given(file: &Opened, lines: &[Line]) -> Vec<Given> {
    let line = |key: &str| lines.iter().find(|line| line.criterion == key);
    let one = |criterion: &crate::domain::evaluation::rules::Criterion| Given {
        label: criterion.label.clone(),
        mark: verbs::mark_text(line(&criterion.key).and_then(|line| line.tenths)),
        comment: line(&criterion.key).map_or_else(String::new, |line| line.comment.clone()),
    };
    file.rules.criteria.iter().map(one).collect()
}

fn delivered_says(report: Option<&Report>, shell: &Shell) -> String {
    let at = report.and_then(|report| report.delivered_at);
    at.map_or_else(String::new, |at| {
        format!("Delivered {} and locked.", moment_text(at, shell.zone))
    })
}

fn saved(now: &Now, shell: &Shell) -> String {
    let latest = now.lines.iter().map(|line| line.changed_at);
    match latest.chain(now.report.iter().map(|report| report.changed_at)).max() {
        Some(at) => format!("Saved {}", at.in_zone(shell.zone).format("%-d %B, %H:%M:%S")),
        None => "Nothing typed yet; everything you type is saved".to_owned(),
    }
}

impl Page for Review {
    const TEMPLATE: &'static str = "pages/expert/review.html";
    fn samples() -> Vec<Self> {
        let page = |asks: bool, is_delivered: bool| {
            let (sections, parts) = answers::samples();
            Self {
                shell: Shell::sample("Closed-loop dye house"),
                sections,
                parts,
                files: sample_files(),
                criteria: if asks { vec![sample()] } else { Vec::new() },
                ai_use: FieldView::new(Input::Text, AI_USE, AI_USE_LABEL).seen(0),
                delivered: if asks {
                    Vec::new()
                } else {
                    vec![Given {
                        label: "Impact".to_owned(),
                        mark: "3.5".to_owned(),
                        comment: "Sound.".to_owned(),
                    }]
                },
                delivered_says: if is_delivered { "Delivered.".to_owned() } else { String::new() },
                change: (is_delivered && !asks).then(|| "/".to_owned()),
                reason: (is_delivered && asks)
                    .then(|| FieldView::new(Input::Text, "reason", "Why do you change it?")),
                saved: "Saved 22 November, 14:19:52".to_owned(),
                missing: if is_delivered { Vec::new() } else { vec!["Impact".to_owned()] },
                room: is_delivered.then_some(Link::Home),
                send: Link::Home,
                autosave: (!is_delivered).then_some(Link::Home),
            }
        };
        vec![page(true, false), page(false, true), page(true, true)]
    }
}
