//! What the clock does. The one rule: each of these takes no input, reads what is, acts, and does
//! nothing the second time.

use super::{ActionError, Desk, grant_end, proposal_check, reserve};
use crate::{
    domain::{
        access::{Act, Actor, Permit, Subject, permit},
        event::{Event, Happened},
        proposal::event::ProposalEvent,
    },
    store::{Tx, application, clarification, delivery, proposal, release, session, tries},
};
use chrono::TimeDelta;

/// Most reminders of one run; the next run goes on.
const REMINDERS: u32 = 50;
/// Days before its day on which a consortium is first reminded of a report.
const AHEAD: u32 = 14;
/// Most grants closed in one run.
const CLOSED: u32 = 50;
/// Most clarifications closed in one run.
const LAPSES: u32 = 50;

fn may() -> Result<Permit, ActionError> {
    Ok(permit(&Actor::system("schedule"), Act::RunSchedule, &Subject::Office)?)
}

/// Removes ended sessions and old windows of tries.
pub async fn sweep(desk: &Desk) -> Result<(), ActionError> {
    let tx = desk.begin().await?.permit(may()?);
    session::sweep(&tx).await?;
    tries::sweep(&tx, desk.now().plus(-TimeDelta::days(1))).await?;
    tx.keep_quietly().await?;
    Ok(())
}

/// Reminds visitors once, the day after the stay, that the report is awaited. How many.
pub async fn remind_reports(desk: &Desk) -> Result<usize, ActionError> {
    let today = desk.now().day_in(crate::domain::moment::BRUSSELS);
    let tx = desk.begin().await?;
    let waiting = application::reports_to_remind(&tx, today, REMINDERS).await?;
    let mut events = waiting.iter().map(|file| Event::ReportReminded { file: *file });
    let Some(first) = events.next() else { return Ok(0) };
    let happened = events.fold(Happened::one(first), Happened::and);
    let tx = tx.permit(may()?);
    tx.commit(happened).await?;
    desk.bell.notify_one();
    Ok(waiting.len())
}

/// Reminds consortia of the reports of their projects: once two weeks before, once on the day. How
/// many.
pub async fn remind_projects(desk: &Desk) -> Result<usize, ActionError> {
    let today = desk.now().day_in(crate::domain::moment::BRUSSELS);
    let ahead = crate::domain::calendar::add_calendar_days(today, AHEAD);
    let tx = desk.begin().await?.permit(may()?);
    let events = delivery::to_remind(&tx, today, ahead, REMINDERS).await?;
    let many = events.len();
    let mut events = events.into_iter();
    let Some(first) = events.next() else { return Ok(0) };
    tx.commit(events.fold(Happened::one(first), Happened::and)).await?;
    desk.bell.notify_one();
    Ok(many)
}

/// Closes the grants whose final report is accepted and that have nothing left to pay. How many.
pub async fn close_grants(desk: &Desk) -> Result<usize, ActionError> {
    grant_end::close_done(desk, &may()?, CLOSED).await
}

/// Closes the clarifications nobody answered in time; what was typed and not sent is undone. How
/// many.
pub async fn lapse_clarifications(desk: &Desk) -> Result<usize, ActionError> {
    let tx = desk.begin().await?;
    let over = clarification::overdue(&tx, desk.now(), LAPSES).await?;
    if over.is_empty() {
        return Ok(0);
    }
    let tx = tx.permit(may()?);
    let mut events = Vec::with_capacity(over.len());
    for round in &over {
        let stored = proposal::load(tx.conn(), round.proposal).await?;
        proposal_check::lapse(desk, &tx, &stored, round).await?;
        let what = ProposalEvent::ClarificationLapsed { clarification: round.id };
        events.push(Event::Proposal { proposal: stored.reference(), what });
    }
    let mut events = events.into_iter();
    let Some(first) = events.next() else { return Ok(0) };
    tx.commit(events.fold(Happened::one(first), Happened::and)).await?;
    Ok(over.len())
}

/// Brings every reserve list up to date: offers lapse, lists end, free money is offered. How many
/// things happened. A letter nobody opened counts as read by its clock alone; nothing is written.
pub async fn settle_reserves(desk: &Desk) -> Result<usize, ActionError> {
    let mut many = 0;
    for (call, round) in release::with_reserve(desk.database.reads()).await? {
        many += reserve::settle(desk, call, round).await?;
    }
    Ok(many)
}
