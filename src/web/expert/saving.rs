//! Saving fields of a report or a consensus draft: one by script, or all by a sent page. The one
//! rule: what another tab changed meanwhile is never overwritten; it is shown at its field.

use crate::{
    actions::{application::Typed as One, evaluation::Kept},
    domain::{evaluation::rules::EvaluationRules, moment::Moment},
    http::{Ctx, Typed},
    render::{
        Shell,
        form::{FieldView, Input, Theirs},
        marks::{Given, MarkView},
        moment_text,
    },
};
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Done {
    version: i64,
    saved: String,
}

#[derive(Serialize)]
struct Clashed {
    theirs: String,
    by: &'static str,
    at: String,
    version: i64,
}

/// The one field a script sent.
pub(super) fn sent(typed: &Typed) -> One {
    One {
        field: typed.get("field").to_owned(),
        value: typed.get("value").to_owned(),
        seen: typed.number("seen").unwrap_or_default(),
    }
}

/// What a script is told.
pub(super) fn told(ctx: &Ctx, saved: Vec<(String, Kept)>) -> Response {
    let zone = ctx.shell("").zone;
    match saved.into_iter().next() {
        None => StatusCode::NOT_FOUND.into_response(),
        Some((_, Kept::Now(version) | Kept::Unchanged(version))) => {
            let saved = ctx.now().in_zone(zone).format("%H:%M:%S").to_string();
            Json(Done { version, saved }).into_response()
        }
        Some((_, Kept::Conflict { value, version, at })) => {
            let at = moment_text(at, zone);
            let clash = Clashed { theirs: value, by: "another tab", at, version };
            (StatusCode::CONFLICT, Json(clash)).into_response()
        }
    }
}

/// The fields a sent page showed: those whose version came along.
pub(super) fn shown(rules: &EvaluationRules, typed: &Typed, more: &[&str]) -> Vec<One> {
    let take = typed.get("take");
    let mut names: Vec<String> = Vec::new();
    for criterion in &rules.criteria {
        names.push(format!("mark.{}", criterion.key));
        names.push(format!("comment.{}", criterion.key));
    }
    names.extend(more.iter().map(|name| (*name).to_owned()));
    names
        .into_iter()
        .filter(|name| name != take)
        .filter_map(|field| {
            let seen = typed.number(&format!("seen.{field}"))?;
            Some(One { value: typed.get(&field).to_owned(), field, seen })
        })
        .collect()
}

/// What stands in the way of one field after a page was sent, with what was typed over it.
#[derive(Debug, Clone)]
pub(super) struct Clash {
    /// What was typed here.
    pub mine: String,
    /// What stands there.
    pub theirs: String,
    /// Its version.
    pub version: i64,
    /// Since when.
    pub at: Moment,
}

/// The conflicts of a sent page, by field.
pub(super) fn clashes(sent: &[One], saved: Vec<(String, Kept)>) -> BTreeMap<String, Clash> {
    let clash = |(field, kept): (String, Kept)| match kept {
        Kept::Conflict { value, version, at } => {
            let mine = sent.iter().find(|one| one.field == field);
            let mine = mine.map(|one| one.value.clone()).unwrap_or_default();
            Some((field, Clash { mine, theirs: value, version, at }))
        }
        Kept::Now(_) | Kept::Unchanged(_) => None,
    };
    saved.into_iter().filter_map(clash).collect()
}

/// One criterion's newest state.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// The mark as a form writes it.
    pub mark: String,
    /// Its version.
    pub mark_version: i64,
    /// The comment.
    pub comment: String,
    /// Its version.
    pub comment_version: i64,
}

/// The criteria as a form, with conflicts at their fields.
pub(super) fn criteria(
    ctx: &Ctx,
    rules: &EvaluationRules,
    label: &str,
    state: &dyn Fn(&str) -> State,
    clashes: &BTreeMap<String, Clash>,
) -> Vec<MarkView> {
    let shell = ctx.shell("");
    rules
        .criteria
        .iter()
        .map(|criterion| {
            let now = state(&criterion.key);
            let mark = match clashes.get(&format!("mark.{}", criterion.key)) {
                Some(clash) => Given {
                    mark: clash.mine.clone(),
                    seen: clash.version,
                    error: Some(format!(
                        "Another tab set {} at {}. Sending the page keeps what is chosen here.",
                        if clash.theirs.is_empty() { "no mark" } else { &clash.theirs },
                        moment_text(clash.at, shell.zone)
                    )),
                },
                None => Given { mark: now.mark, seen: now.mark_version, error: None },
            };
            let name = format!("comment.{}", criterion.key);
            let field =
                FieldView::new(Input::Text, name.clone(), format!("{label}: {}", criterion.label))
                    .chars(0, crate::actions::evaluation::COMMENT_MAX);
            let comment = match clashes.get(&name) {
                Some(clash) => theirs(field.value(clash.mine.clone()), clash, &shell),
                None => field.value(now.comment).seen(now.comment_version),
            };
            MarkView::new(criterion, &rules.scale, mark, comment)
        })
        .collect()
}

/// A field with the other tab's text beside it.
pub(super) fn theirs(field: FieldView, clash: &Clash, shell: &Shell) -> FieldView {
    field.seen(clash.version).theirs(Theirs {
        text: clash.theirs.clone(),
        by: "Another tab".to_owned(),
        at: moment_text(clash.at, shell.zone),
    })
}
