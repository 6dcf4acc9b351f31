//! The ends of a call's rounds: its cut-offs, or the deadlines of the rounds after the first. The
//! one rule: how many there are is fixed with the programme when the call is published; from then
//! on a date moves only while it lies ahead.

use super::{ActionError, Desk};
use crate::{
    config::catalogue,
    domain::{
        access::{Act, Actor, Subject, permit},
        call::{Call, CallStage},
        event::{Event, Happened},
        form::Fault,
        ids::CallId,
        moment::Moment,
        refusal::{FieldRefusal, Refusal},
        scheme::Scheme,
    },
    store::{Tx, call, release},
};

/// How many ends a call of this scheme has beside its deadline; none: as many as the office sets.
pub fn needed(scheme: &Scheme) -> Option<usize> {
    match scheme {
        Scheme::Exchange(_) => Some(0),
        Scheme::Scored(programme) if programme.has_cut_offs() => None,
        Scheme::Scored(programme) => Some(programme.rounds.len().saturating_sub(1)),
    }
}

/// The field of the page that asks for the end with this place.
pub fn field(place: usize) -> String {
    format!("end_{place}")
}

/// One fault of a field.
pub(super) fn fault(field: &str, label: &str, why: FieldRefusal) -> Fault {
    Fault { field: field.to_owned(), label: label.to_owned(), why }
}

fn wrong(place: usize) -> Refusal {
    let why = FieldRefusal::NotADate;
    Refusal::FormIncomplete { faults: vec![fault(&field(place), "Date", why)] }
}

/// The dates lie where the scheme wants them: cut-offs before the deadline, deadlines of later
/// rounds after it, each later than the one before.
pub(super) fn fits(call: &Call, scheme: &Scheme, ends: &[Moment]) -> Result<(), Refusal> {
    if let Some(needed) = needed(scheme)
        && needed != ends.len()
    {
        return Err(wrong(ends.len().min(needed)));
    }
    let before = needed(scheme).is_none();
    let mut last = if before { call.opens_at } else { call.deadline };
    for (place, end) in ends.iter().enumerate() {
        if *end <= last || (before && *end >= call.deadline) {
            return Err(wrong(place));
        }
        last = *end;
    }
    Ok(())
}

/// Sets the ends of the rounds beside the deadline. In a published call each may only move, with a
/// reason, and neither from nor to the past.
pub async fn set(
    desk: &Desk,
    actor: &Actor,
    id: CallId,
    ends: Vec<Moment>,
    reason: &str,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::ManageCall, &Subject::Office)?;
    let reason = reason.trim();
    let tx = desk.begin().await?;
    let mut stored = call::load(tx.conn(), id).await?;
    let scheme = catalogue::parse_frozen(&stored.programme_text)
        .map_err(|faults| ActionError::broken(anyhow::anyhow!("programme: {faults:?}")))?;
    fits(&stored.call, &scheme, &ends)?;
    match stored.call.stage {
        CallStage::Draft => {}
        // Later rounds run on in a call that takes nothing new any more.
        CallStage::Published | CallStage::Closed => {
            if reason.is_empty() {
                return Err(Refusal::ReasonMissing.into());
            }
            let released = release::rounds(tx.conn(), id).await?;
            movable(&stored.call, &ends, desk.now(), &released)?;
        }
        CallStage::Archived => {
            let state = stored.call.stage.code().to_owned();
            return Err(Refusal::CallNotInState { state }.into());
        }
    }
    if stored.call.other_ends == ends {
        return Err(Refusal::AlreadyDone.into());
    }
    stored.call.other_ends.clone_from(&ends);
    let tx = tx.permit(permit);
    call::update(&tx, &stored).await?;
    let event = Event::RoundsSet { call: id, ends, reason: reason.to_owned() };
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Each date that differs moves from the future into the future. A later round whose deadline
/// passed before anybody was invited to it may still get another one.
fn movable(call: &Call, ends: &[Moment], now: Moment, released: &[u32]) -> Result<(), Refusal> {
    if ends.len() != call.other_ends.len() {
        return Err(wrong(ends.len().min(call.other_ends.len())));
    }
    for (place, (old, new)) in call.other_ends.iter().zip(ends).enumerate() {
        let round = call.round_ends().iter().position(|end| end == old).unwrap_or_default();
        let before = round.checked_sub(1).and_then(|round| u32::try_from(round).ok());
        let invited = before.is_none_or(|round| released.contains(&round));
        let is_over = *old <= now && (*old < call.deadline || invited);
        if old != new && is_over {
            return Err(Refusal::DeadlinePassed { deadline: *old });
        }
        if old != new && *new <= now {
            return Err(wrong(place));
        }
    }
    Ok(())
}
