//! Saving answers of the common form or of a partner's own: one by script, or all by a sent page.
//! The one rule: an answer someone else changed meanwhile is never overwritten; both texts come
//! back.

use super::file::{Given, Opened};
use crate::{
    actions::{ActionError, application::Typed as One, proposal},
    domain::{
        facts::Facts,
        form::{Answers, Form, Strictness, check},
        ids::ApplicationId,
    },
    http::{Answer, Ctx, Fail, Typed},
    queries::proposal::ProposalForm,
    render::{
        Link, Shell, Tone,
        form::{Clash, FormView, Typed as Shown, form_view},
    },
    web::applicant::saving::{self, Sent},
};
use axum::{http::StatusCode, response::IntoResponse};

/// Saves one field for the script.
pub(super) async fn field(
    ctx: &Ctx,
    id: ApplicationId,
    kind: ProposalForm,
    typed: &Typed,
) -> Answer {
    if ctx.actor.person().is_none() {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    }
    let one = One {
        field: typed.get("field").to_owned(),
        value: typed.get("value").to_owned(),
        seen: typed.number("seen").unwrap_or_default(),
    };
    let desk = &ctx.state.desk;
    let saved = proposal::save_answers(desk, &ctx.actor, id, kind, &[one]).await?;
    Ok(saving::answer(ctx, saved))
}

/// Saves all fields of a sent page, each for itself.
pub(super) async fn page(
    ctx: &Ctx,
    id: ApplicationId,
    kind: ProposalForm,
    form: &Form,
    typed: &Typed,
) -> Result<Sent, ActionError> {
    let sent = saving::shown(form, typed);
    let desk = &ctx.state.desk;
    let saved = proposal::save_answers(desk, &ctx.actor, id, kind, &sent).await?;
    Ok(saving::clashes(&sent, saved))
}

/// A sent page that was refused as a whole: the sentence, and everything typed.
pub(super) fn refused(err: ActionError, file: &Opened, form: &Form, typed: &Typed) -> Answer {
    let Some(refusal) = err.refusal().cloned() else { return Err(err.into()) };
    let kept = saving::kept(form, typed);
    Err(Fail::refused(refusal, kept, Some(Link::Proposal(file.id()))))
}

/// What a form is shown with.
pub(super) struct Around<'a> {
    /// The form.
    pub form: &'a Form,
    /// Facts its conditions ask.
    pub facts: &'a Facts,
    /// Answers and versions as kept.
    pub given: &'a Given,
    /// How strictly it is checked.
    pub how: Strictness,
    /// Answers someone else changed meanwhile.
    pub clashes: &'a [Clash],
    /// What was typed over them.
    pub mine: Answers,
}

/// The form to write in.
pub(super) fn view(shell: &Shell, around: Around) -> FormView {
    view_with_accounts(shell, around, false)
}

/// The form to write in, with account numbers whole for those who may see them.
pub(super) fn view_with_accounts(shell: &Shell, around: Around, sees_accounts: bool) -> FormView {
    let mut answers = around.given.answers.clone();
    answers.extend(around.mine);
    let faults = check(around.form, &answers, around.facts, around.how);
    let shown = Shown {
        answers: &answers,
        facts: around.facts,
        faults: &faults,
        seen: &around.given.seen,
        clashes: around.clashes,
        sees_accounts,
        zone: shell.zone,
    };
    form_view(around.form, &shown)
}

/// Says on top that two texts stand beside each other.
pub(super) fn told(shell: Shell, clashes: &[Clash]) -> Shell {
    if clashes.is_empty() {
        return shell;
    }
    let says = "Someone else changed an answer meanwhile. Both texts stand beside each other \
                below; everything else is saved.";
    shell.flash(Tone::Warn, says)
}

/// When something was saved last.
pub(super) fn saved(shell: &Shell, given: &Given) -> String {
    match given.rows.iter().map(|row| row.changed_at).max() {
        Some(at) => format!("Saved {}", at.in_zone(shell.zone).format("%-d %B, %H:%M:%S")),
        None => "Nothing typed yet; everything you type is saved".to_owned(),
    }
}
