//! By when evaluators deliver the reports of a round, and the reminder of it. The one rule: the
//! date is the office's word and stops nobody; each evaluator who owes a report is reminded once.

use super::{ActionError, Desk, call_rounds::fault};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        event::{Event, Happened},
        ids::CallId,
        moment::Moment,
        panel::PanelEvent,
        refusal::{FieldRefusal, Refusal},
    },
    store::{Tx, call, panel, report_dates},
};
use chrono::TimeDelta;

/// The field of the page that asks for the day.
pub const FIELD: &str = "due_day";
/// Days before the date on which those who owe a report are reminded.
const AHEAD: i64 = 7;
/// Most reminders of one run; the next run goes on.
const REMINDERS: u32 = 50;

/// Sets by when the reports of a round (from nought) are awaited, or moves the date; not into the
/// past.
pub async fn set(
    desk: &Desk,
    actor: &Actor,
    id: CallId,
    round: u32,
    due_at: Moment,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let permit = permit(actor, Act::ManagePanel, &panel::subject(tx.conn(), actor, id).await?)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    panel::lock_call(&tx, id).await?;
    let stored = call::load(tx.conn(), id).await?;
    desk.scored(&stored)?;
    if round >= stored.call.rounds() {
        return Err(ActionError::Unseen);
    }
    if due_at <= desk.now() {
        let faults = vec![fault(FIELD, "Awaited until, day", FieldRefusal::NotADate)];
        return Err(Refusal::FormIncomplete { faults }.into());
    }
    if report_dates::due(tx.conn(), id, round).await? == Some(due_at) {
        return Err(Refusal::AlreadyDone.into());
    }
    let tx = tx.permit(permit);
    report_dates::set(&tx, id, round, due_at, by).await?;
    let what = PanelEvent::ReportsAwaited { round, due_at };
    tx.commit(Happened::one(Event::Panel { call: id, what })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Reminds evaluators who owe a report, once a round, in the week before the date. How many.
pub async fn remind(desk: &Desk) -> Result<usize, ActionError> {
    let permit = permit(&Actor::system("schedule"), Act::RunSchedule, &Subject::Office)?;
    let tx = desk.begin().await?.permit(permit);
    let now = tx.now();
    let ahead = now.plus(TimeDelta::days(AHEAD));
    let mut events = Vec::new();
    for one in report_dates::owing(tx.conn(), now, ahead, REMINDERS).await? {
        if report_dates::reminded(&tx, &one).await? {
            let what = PanelEvent::ReportsReminded { person: one.person_id, due_at: one.due_at };
            events.push(Event::Panel { call: one.call_id, what });
        }
    }
    let many = events.len();
    let mut events = events.into_iter();
    let Some(first) = events.next() else { return Ok(0) };
    tx.commit(events.fold(Happened::one(first), Happened::and)).await?;
    desk.bell.notify_one();
    Ok(many)
}
