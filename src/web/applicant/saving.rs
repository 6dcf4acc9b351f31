//! Saving answers of any of the three forms: one by script, or all by a sent page. The one rule:
//! an answer someone else changed meanwhile is never overwritten; both texts come back.

use super::file::Opened;
use crate::{
    actions::application::{self, Typed as One},
    domain::{
        form::{Answers, Form},
        ids::ApplicationId,
    },
    http::{Answer as Page, Ctx, Fail, Typed},
    queries::application::{Answer, FormKind, Saved},
    render::{form::Clash, moment_text},
};
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

#[derive(Serialize)]
struct Done {
    version: i64,
    /// The wall clock of the call's zone.
    saved: String,
}

#[derive(Serialize)]
struct Clashed {
    theirs: String,
    by: String,
    at: String,
    version: i64,
}

/// Saves one field for the script: 200 with its new version, 409 with the other text.
pub(super) async fn field(
    ctx: &Ctx,
    id: ApplicationId,
    kind: FormKind,
    typed: &Typed,
) -> Result<Response, Fail> {
    if ctx.actor.person().is_none() {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    }
    let one = One {
        field: typed.get("field").to_owned(),
        value: typed.get("value").to_owned(),
        seen: typed.number("seen").unwrap_or_default(),
    };
    let desk = &ctx.state.desk;
    let saved = application::save_answers(desk, &ctx.actor, id, kind, &[one]).await?;
    Ok(answer(ctx, saved))
}

/// What one saved field came to, for the script.
pub(super) fn answer(ctx: &Ctx, saved: Vec<(String, Saved)>) -> Response {
    let zone = ctx.shell("").zone;
    match saved.into_iter().next() {
        // The form has no such field.
        None => StatusCode::NOT_FOUND.into_response(),
        Some((_, Saved::Now(version) | Saved::Unchanged(version))) => {
            let saved = ctx.now().in_zone(zone).format("%H:%M:%S").to_string();
            Json(Done { version, saved }).into_response()
        }
        Some((_, Saved::Conflict(theirs))) => {
            let at = moment_text(theirs.changed_at, zone);
            let clash = Clashed {
                theirs: theirs.value,
                by: theirs.changed_by_name,
                at,
                version: theirs.version,
            };
            (StatusCode::CONFLICT, Json(clash)).into_response()
        }
    }
}

/// What a sent page came to.
pub(super) struct Sent {
    /// Answers someone else changed meanwhile.
    pub clashes: Vec<Clash>,
    /// What was typed over them.
    pub mine: Answers,
}

/// The fields a sent page showed, with their texts. A box left empty is sent as nothing, so a
/// field counts as shown when its version came along.
pub(super) fn shown(form: &Form, typed: &Typed) -> Vec<One> {
    let take = typed.get("take");
    form.fields()
        .filter(|field| field.key != take)
        .filter_map(|field| {
            let seen = typed.number(&format!("seen.{}", field.key))?;
            let value = typed.all(&field.key).collect::<Vec<_>>().join(",");
            Some(One { field: field.key.clone(), value, seen })
        })
        .collect()
}

/// Saves all fields of a sent page, each for itself.
pub(super) async fn page(
    ctx: &Ctx,
    file: &Opened,
    kind: FormKind,
    typed: &Typed,
) -> Result<Sent, crate::actions::ActionError> {
    let sent = shown(file.form(kind), typed);
    let desk = &ctx.state.desk;
    let saved = application::save_answers(desk, &ctx.actor, file.id(), kind, &sent).await?;
    Ok(clashes(&sent, saved))
}

/// Which of the fields of a sent page someone else had changed meanwhile.
pub(super) fn clashes(sent: &[One], saved: Vec<(String, Saved)>) -> Sent {
    let mut out = Sent { clashes: Vec::new(), mine: Answers::new() };
    for (field, saved) in saved {
        if let Saved::Conflict(theirs) = saved {
            let mine = sent.iter().find(|one| one.field == field).map(|one| one.value.clone());
            out.mine.insert(field.clone(), mine.unwrap_or_default());
            out.clashes.push(clash(field, *theirs));
        }
    }
    out
}

fn clash(field: String, theirs: Answer) -> Clash {
    Clash {
        field,
        theirs: theirs.value,
        by: theirs.changed_by_name,
        at: theirs.changed_at,
        version: theirs.version,
    }
}

/// The texts of a sent page, to copy from when the form takes nothing any more.
pub(super) fn kept(form: &Form, typed: &Typed) -> Vec<crate::render::errors::Kept> {
    shown(form, typed)
        .into_iter()
        .filter(|one| !one.value.trim().is_empty())
        .map(|one| crate::render::errors::Kept {
            label: form.field(&one.field).map_or(one.field.clone(), |f| f.label.clone()),
            text: one.value,
        })
        .collect()
}

/// A sent page that was refused as a whole: the sentence, and everything typed.
pub(super) fn refused(
    err: crate::actions::ActionError,
    file: &Opened,
    kind: FormKind,
    typed: &Typed,
) -> Page {
    let Some(refusal) = err.refusal().cloned() else { return Err(err.into()) };
    let kept = kept(file.form(kind), typed);
    let back = crate::render::Link::Application(file.id());
    Err(Fail::refused(refusal, kept, Some(back)))
}
