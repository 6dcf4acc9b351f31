//! Calls: create, publish, move the deadline, close, partnerships, rates. The one rule: publishing
//! freezes the programme's text; from then on only the deadline and the title move.

use super::{
    ActionError, Desk,
    call_rounds::{self, fault},
};
use crate::{
    config::catalogue,
    domain::{
        access::{Act, Actor, Subject, permit},
        call::{Call, CallStage},
        event::{Event, Happened},
        ids::{CallId, OrganisationId, PartnershipId},
        moment::Moment,
        refusal::{FieldRefusal, Refusal, ScoredRefusal},
    },
    store::{Tx, call, release},
};

/// A new call as the office wants it.
#[derive(Debug, Clone)]
pub struct NewCall {
    /// Slug of the programme.
    pub programme: String,
    /// Title.
    pub title: String,
    /// Edition, part of every reference.
    pub edition: String,
    /// Opens.
    pub opens_at: Moment,
    /// Closes.
    pub deadline: Moment,
    /// Fewer exchanges than the programme's limit.
    pub places: Option<u32>,
}

/// Creates a draft of a call.
pub async fn create(desk: &Desk, actor: &Actor, new: NewCall) -> Result<CallId, ActionError> {
    let permit = permit(actor, Act::ManageCall, &Subject::Office)?;
    let mut faults = Vec::new();
    if new.title.trim().is_empty() {
        faults.push(fault("title", "Title", FieldRefusal::Missing));
    }
    let short = new.edition.trim();
    if short.is_empty() || !short.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        faults.push(fault("edition", "Edition", FieldRefusal::NotAChoice));
    }
    if new.deadline <= new.opens_at {
        faults.push(fault("deadline", "Deadline", FieldRefusal::NotADate));
    }
    let Some(text) = desk.catalogue.text(&new.programme) else {
        faults.push(fault("programme", "Programme", FieldRefusal::NotAChoice));
        return Err(Refusal::FormIncomplete { faults }.into());
    };
    if !faults.is_empty() {
        return Err(Refusal::FormIncomplete { faults }.into());
    }
    let id = desk.chance.id(desk.now());
    let stored = call::Stored {
        call: Call {
            id,
            programme: new.programme,
            title: new.title.trim().to_owned(),
            edition: short.to_owned(),
            opens_at: new.opens_at,
            deadline: new.deadline,
            other_ends: Vec::new(),
            stage: CallStage::Draft,
            places: new.places,
            rates_confirmed: false,
        },
        programme_text: text.to_owned(),
        version: 1,
    };
    let tx = desk.begin().await?.permit(permit);
    call::insert(&tx, &stored).await.map_err(|e| {
        if e.is_constraint("calls_edition_once") || e.is_constraint("calls.programme") {
            let faults = vec![fault("edition", "Edition", FieldRefusal::NotAChoice)];
            return Refusal::FormIncomplete { faults }.into();
        }
        ActionError::from(e)
    })?;
    tx.commit(Happened::one(Event::CallCreated { call: id })).await?;
    Ok(id)
}

/// Publishes a draft: the programme's text of today is frozen for it.
pub async fn publish(desk: &Desk, actor: &Actor, id: CallId) -> Result<(), ActionError> {
    let permit = permit(actor, Act::ManageCall, &Subject::Office)?;
    let tx = desk.begin().await?;
    let mut stored = call::load(tx.conn(), id).await?;
    in_stage(&stored, CallStage::Draft)?;
    if let Some(text) = desk.catalogue.text(&stored.call.programme) {
        text.clone_into(&mut stored.programme_text);
    }
    let scheme = catalogue::parse_frozen(&stored.programme_text)
        .map_err(|faults| ActionError::broken(anyhow::anyhow!("programme: {faults:?}")))?;
    // Exchanges are run by partnerships; a scored call has none.
    if scheme.exchange().is_some() && call::partnerships(tx.conn(), id).await?.is_empty() {
        let state = "without partnerships".to_owned();
        return Err(Refusal::CallNotInState { state }.into());
    }
    if call_rounds::fits(&stored.call, &scheme, &stored.call.other_ends).is_err() {
        let state = "without the dates of its rounds".to_owned();
        return Err(Refusal::CallNotInState { state }.into());
    }
    stored.call.stage = CallStage::Published;
    let deadline = stored.call.deadline;
    let tx = tx.permit(permit);
    call::update(&tx, &stored).await?;
    tx.commit(Happened::one(Event::CallPublished { call: id, deadline })).await?;
    Ok(())
}

/// Moves the deadline, with a reason; never into the past, past another end of a round, or once the
/// results of its round are out.
pub async fn move_deadline(
    desk: &Desk,
    actor: &Actor,
    id: CallId,
    deadline: Moment,
    reason: &str,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::ManageCall, &Subject::Office)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let tx = desk.begin().await?;
    let mut stored = call::load(tx.conn(), id).await?;
    if deadline <= desk.now() || !stored.call.may_end_at(deadline) {
        let why = FieldRefusal::NotADate;
        return Err(Refusal::FieldRefused { field: "deadline".to_owned(), why }.into());
    }
    match stored.call.stage {
        CallStage::Draft | CallStage::Published => {}
        CallStage::Closed | CallStage::Archived => in_stage(&stored, CallStage::Published)?,
    }
    let round = stored.call.round_at(stored.call.deadline);
    if release::find(tx.conn(), id, round).await?.is_some() {
        return Err(ScoredRefusal::ReleasedAlready.into());
    }
    stored.call.deadline = deadline;
    let tx = tx.permit(permit);
    call::update(&tx, &stored).await?;
    let event = Event::DeadlineMoved { call: id, deadline, reason: reason.to_owned() };
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Closes a published call; running exchanges go on.
pub async fn close(desk: &Desk, actor: &Actor, id: CallId) -> Result<(), ActionError> {
    let permit = permit(actor, Act::ManageCall, &Subject::Office)?;
    let tx = desk.begin().await?;
    let mut stored = call::load(tx.conn(), id).await?;
    in_stage(&stored, CallStage::Published)?;
    stored.call.stage = CallStage::Closed;
    let tx = tx.permit(permit);
    call::update(&tx, &stored).await?;
    tx.commit(Happened::one(Event::CallClosed { call: id })).await?;
    Ok(())
}

/// Confirms a rate table that is a derived default (domain facts 7.1); payments need it.
pub async fn confirm_rates(desk: &Desk, actor: &Actor, id: CallId) -> Result<(), ActionError> {
    let permit = permit(actor, Act::ManageCall, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let tx = desk.begin().await?;
    let stored = call::load(tx.conn(), id).await?;
    if stored.call.rates_confirmed {
        return Err(Refusal::AlreadyDone.into());
    }
    let tx = tx.permit(permit);
    call::confirm_rates(&tx, id, by).await?;
    tx.commit(Happened::one(Event::RatesConfirmed { call: id })).await?;
    Ok(())
}

/// Adds a partnership with its partners (the direct beneficiaries).
pub async fn add_partnership(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    code: &str,
    name: &str,
    target: Option<u32>,
    partners: &[OrganisationId],
) -> Result<PartnershipId, ActionError> {
    let permit = permit(actor, Act::ManageCall, &Subject::Office)?;
    let (code, name) = (code.trim(), name.trim());
    let mut faults = Vec::new();
    if code.is_empty() {
        faults.push(fault("code", "Code", FieldRefusal::Missing));
    }
    if name.is_empty() {
        faults.push(fault("name", "Name", FieldRefusal::Missing));
    }
    if !faults.is_empty() {
        return Err(Refusal::FormIncomplete { faults }.into());
    }
    let tx = desk.begin().await?;
    let stored = call::load(tx.conn(), call).await?;
    let programme = desk.programme(&stored)?;
    let tx = tx.permit(permit);
    let row = call::PartnershipRow {
        id: tx.id(),
        call_id: call,
        code: code.to_owned(),
        name: name.to_owned(),
        target: target.unwrap_or(programme.partnership_target).into(),
    };
    call::insert_partnership(&tx, &row).await.map_err(|e| {
        if e.is_constraint("partnerships_code_once") || e.is_constraint("partnerships.call_id") {
            let faults = vec![fault("code", "Code", FieldRefusal::NotAChoice)];
            return Refusal::FormIncomplete { faults }.into();
        }
        ActionError::from(e)
    })?;
    for partner in partners {
        call::add_partner(&tx, row.id, *partner).await?;
    }
    let event = Event::PartnershipAdded { call, partnership: row.id };
    tx.commit(Happened::one(event)).await?;
    Ok(row.id)
}

fn in_stage(stored: &call::Stored, stage: CallStage) -> Result<(), Refusal> {
    if stored.call.stage == stage {
        return Ok(());
    }
    Err(Refusal::CallNotInState { state: stored.call.stage.code().to_owned() })
}
