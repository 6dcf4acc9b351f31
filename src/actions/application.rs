//! An application until it is handed in, and the match: start, save answers, submit, reopen,
//! confirm, withdraw. The one rule: a draft is saved however incomplete, and nothing a person typed
//! is ever overwritten unseen.

use super::{ActionError, Desk, assess, decision};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        application::{Application, Stage, StageAct, StageKind, Version, stage::Side, step},
        event::{Event, Happened},
        form::{Answers, Strictness, check, normalise},
        ids::{ApplicationId, CallId, OrganisationId},
        money::Money,
        paper::digest,
        refusal::Refusal,
    },
    store::{
        Tx,
        answers::{self, FormKind, Saved},
        application, call, checks, organisation, profile,
    },
};
use serde::Serialize;

/// Starts a draft. Both organisations need an accepted profile on their side; a draft of the same
/// two that is still open is named in place of a second one.
pub async fn start(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    visitor: OrganisationId,
    host: OrganisationId,
) -> Result<ApplicationId, ActionError> {
    let act = permit(actor, Act::WriteProfile, &Subject::Organisation(visitor))?;
    let Some(author) = act.person() else { return Err(ActionError::Forbidden) };
    let tx = desk.begin().await?;
    let stored_call = call::load(tx.conn(), call).await?;
    stored_call.call.takes(desk.now())?;
    if visitor == host {
        return Err(Refusal::SameOrganisation.into());
    }
    // Two clicks at once would both find no draft.
    organisation::lock(&tx, visitor).await?;
    if let Some(application) = application::open_draft(tx.conn(), call, visitor, host).await? {
        return Err(Refusal::DraftExists { application }.into());
    }
    let visits = profile::of(tx.conn(), call, visitor).await?;
    let hosts = profile::of(tx.conn(), call, host).await?;
    let (Some(visits), Some(hosts)) = (
        visits.filter(|p| p.visits && p.stage == "accepted"),
        hosts.filter(|p| p.hosts && p.stage == "accepted"),
    ) else {
        return Err(Refusal::NoAcceptedProfile.into());
    };
    let programme = desk.programme(&stored_call)?;
    let tx = tx.permit(act);
    let number = call::take_number(&tx, call).await?;
    let edition = &stored_call.call.edition;
    let stored = application::Stored {
        application: Application {
            id: tx.id(),
            call,
            reference: format!("{}-{edition}-{number:04}", programme.reference_prefix),
            visitor,
            host,
            visitor_partnership: visits.partnership_id,
            host_partnership: hosts.partnership_id,
            author,
            stay: None,
            stage: Stage::Draft,
            version: Version(1),
        },
        virtual_exchange: false,
        distance_km: None,
        distance_reason: None,
        amount: None,
        host_report_at: None,
        changed_at: desk.now(),
    };
    application::insert(&tx, &stored).await?;
    tx.commit(Happened::one(Event::ApplicationStarted { file: stored.file() })).await?;
    Ok(stored.application.id)
}

/// One answer as a page sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The field's key.
    pub field: String,
    /// The text.
    pub value: String,
    /// The version of the field the page had seen; 0 for "never answered".
    pub seen: i64,
}

/// Saves answers, each for itself: those that someone else changed meanwhile come back as
/// conflicts and the others are kept. A field the form does not know is left out.
pub async fn save_answers(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    form: FormKind,
    typed: &[Typed],
) -> Result<Vec<(String, Saved)>, ActionError> {
    let tx = desk.begin().await?;
    let stored = application::lock(&tx, id).await?;
    let act = match form {
        FormKind::Application => Act::WriteFile,
        FormKind::Report => Act::WriteReport,
        FormKind::HostReport => Act::WriteHostReport,
    };
    let permit = permit(actor, act, &stored.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    writable(&stored, form)?;
    let stored_call = call::load(tx.conn(), stored.application.call).await?;
    let programme = desk.programme(&stored_call)?;
    let declared = match form {
        FormKind::Application => &programme.form,
        FormKind::Report => &programme.report,
        FormKind::HostReport => &programme.host_report,
    };
    let tx = tx.permit(permit);
    let mut out = Vec::with_capacity(typed.len());
    for one in typed {
        let Some(field) = declared.field(&one.field) else { continue };
        let value = normalise(field, &one.value);
        let saved = answers::save(&tx, id, form, &one.field, &value, one.seen, by).await?;
        out.push((one.field.clone(), saved));
    }
    if form == FormKind::Application {
        let all = answers::as_map(&answers::load(tx.conn(), id, form).await?);
        application::note_stay(&tx, id, assess::stay(&all), assess::is_virtual(&all)).await?;
    }
    let fields = out.iter().map(|(field, _)| field.clone()).collect();
    tx.commit(Happened::one(Event::AnswersSaved { file: stored.file(), fields })).await?;
    Ok(out)
}

/// In which stage each form can be written.
fn writable(stored: &application::Stored, form: FormKind) -> Result<(), Refusal> {
    if form == FormKind::HostReport && stored.host_report_at.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    let stage = stored.application.stage.kind();
    let open = match form {
        FormKind::Application => stage == StageKind::Draft,
        FormKind::Report => stage == StageKind::Agreed,
        FormKind::HostReport => matches!(
            stage,
            StageKind::Agreed
                | StageKind::Reported
                | StageKind::Validated
                | StageKind::Feedback
                | StageKind::Closed
        ),
    };
    if open { Ok(()) } else { Err(Refusal::WrongStage { stage }) }
}

/// What a person is shown after handing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The application's number.
    pub reference: String,
    /// When it was handed in.
    pub at: crate::domain::moment::Moment,
    /// SHA-256 of the snapshot.
    pub digest: String,
}

#[derive(Serialize)]
struct Snapshot<'a> {
    reference: &'a str,
    submitted_at: i64,
    visitor: &'a str,
    host: &'a str,
    answers: &'a Answers,
    lump_sum: Option<&'a crate::domain::lump_sum::LumpSum>,
}

/// Hands a draft in: strict check of all fields, deadline in the same transaction, snapshot with
/// its digest, receipt by mail. A refusal changes nothing and keeps every answer.
pub async fn submit(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
) -> Result<Receipt, ActionError> {
    let tx = desk.begin().await?;
    let mut stored = application::lock(&tx, id).await?;
    let permit = permit(actor, Act::WriteFile, &stored.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let stored_call = call::load(tx.conn(), stored.application.call).await?;
    let deadline = stored_call.call.deadline;
    let now = desk.now();
    let stage = step(now, by, &stored.application.stage, &StageAct::Submit { deadline })?;
    stored_call.call.takes(now)?;
    if stored.application.version != seen {
        return Err(Refusal::Stale.into());
    }
    let programme = desk.programme(&stored_call)?;
    let given = answers::as_map(&answers::load(tx.conn(), id, FormKind::Application).await?);
    let (visitor, host) = (stored.application.visitor, stored.application.host);
    let sides = organisation::load_two(tx.conn(), visitor, host).await?;
    let conn = tx.conn();
    let assessed =
        assess::assess_between(conn, desk, &stored, &stored_call, &programme, &given, &sides)
            .await?;
    let faults = check(&programme.form, &given, &assessed.facts, Strictness::Strict);
    if !faults.is_empty() {
        return Err(Refusal::FormIncomplete { faults }.into());
    }
    let text = serde_json::to_string_pretty(&Snapshot {
        reference: &stored.application.reference,
        submitted_at: now.millis(),
        visitor: &sides.0.organisation.name,
        host: &sides.1.organisation.name,
        answers: &given,
        lump_sum: assessed.sum.as_ref().ok(),
    })
    .map_err(ActionError::broken)?;
    let sum = digest(&text);
    stored.application.stay = assess::stay(&given);
    stored.virtual_exchange = assess::is_virtual(&given);
    stored.amount = assessed.sum.as_ref().ok().map(|sum| sum.amount);
    stored.application.stage = stage;
    let tx = tx.permit(permit);
    application::save(&tx, &stored).await?;
    application::keep_snapshot(&tx, id, &sum, &text).await?;
    let file = stored.file();
    tx.commit(Happened::one(Event::ApplicationSubmitted { file, digest: sum.clone(), at: now }))
        .await?;
    desk.bell.notify_one();
    Ok(Receipt { reference: stored.application.reference, at: now, digest: sum })
}

/// Takes an application back into writing, until the deadline; the host confirms anew and checks
/// begin anew.
pub async fn reopen(desk: &Desk, actor: &Actor, id: ApplicationId) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let mut stored = application::lock(&tx, id).await?;
    let permit = permit(actor, Act::WriteFile, &stored.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let call = call::load(tx.conn(), stored.application.call).await?.call;
    let act = StageAct::Reopen { deadline: call.deadline };
    stored.application.stage = step(desk.now(), by, &stored.application.stage, &act)?;
    // In a closed call it could not be handed in again.
    call.takes(desk.now())?;
    let tx = tx.permit(permit);
    checks::clear(&tx, id).await?;
    application::save(&tx, &stored).await?;
    tx.commit(Happened::one(Event::ApplicationReopened { file: stored.file() })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// One side confirms the match.
pub async fn confirm_match(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    side: Side,
    seen: Version,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let mut stored = application::lock(&tx, id).await?;
    let act = match side {
        Side::Visitor => Act::ConfirmAsVisitor,
        Side::Host => Act::ConfirmAsHost,
    };
    let permit = permit(actor, act, &stored.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let act = StageAct::ConfirmMatch { side };
    stored.application.stage = step(desk.now(), by, &stored.application.stage, &act)?;
    if stored.application.version != seen {
        return Err(Refusal::Stale.into());
    }
    let both = matches!(
        &stored.application.stage,
        Stage::Submitted { visitor_confirmed: Some(_), host_confirmed: Some(_), .. }
    );
    let tx = tx.permit(permit);
    application::save(&tx, &stored).await?;
    tx.commit(Happened::one(Event::MatchConfirmed { file: stored.file(), side, both })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Takes an application back for good; what was reserved for it is released.
pub async fn withdraw(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let mut stored = application::lock(&tx, id).await?;
    let permit = permit(actor, Act::WriteFile, &stored.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let (from, held) = (stored.application.stage.kind(), stored.application.stage.award());
    stored.application.stage =
        step(desk.now(), by, &stored.application.stage, &StageAct::Withdraw)?;
    if stored.application.version != seen {
        return Err(Refusal::Stale.into());
    }
    let tx = tx.permit(permit);
    application::save(&tx, &stored).await?;
    decision::release(desk, &tx, id).await?;
    let released = held.map_or(Money::ZERO, |award| award.amount);
    tx.commit(Happened::one(Event::ApplicationWithdrawn { file: stored.file(), from, released }))
        .await?;
    desk.bell.notify_one();
    Ok(())
}
