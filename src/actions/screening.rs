//! Screening: before an award, a signature and a payment all whom money goes to or a contract is
//! made with are compared with the list in use, and people decide what was found. The one rule:
//! what is refused here is refused to the office alone; nothing of it is told to anybody else.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, Permit, Subject, permit},
        event::{Event, Happened},
        ids::{ApplicationId, OrganisationId, PersonId, ScreeningId},
        moment::BRUSSELS,
        refusal::Refusal,
        screening::{
            CandidateAct, EdesResult, Occasion, Screened, ScreeningEvent, ScreeningRefusal,
            Standing, standing, step_candidate,
        },
    },
    store::{
        OpenTx, Tx, WriteTx, edes,
        screening::{self, Scope},
        sql::Conn,
    },
};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;

mod look; // names against the list in use
pub use look::Looked;
use look::look;

/// Where they stand now, before this act.
pub(super) async fn stand(
    conn: &impl Conn,
    desk: &Desk,
    scope: Scope<'_>,
    occasion: Occasion,
) -> Result<BTreeMap<Screened, Standing>, ActionError> {
    let without = desk.settings.screening.without_list;
    let looked = look(conn, desk, scope).await?;
    let stands = |one: &Looked| (one.whom, standing(&one.facts, occasion, without));
    Ok(looked.iter().map(stands).collect())
}

/// Lets these pass, or says which references have to wait, the gravest reason first.
/// What is found is kept by [`before`], which comes first.
pub(super) async fn gate(
    conn: &impl Conn,
    desk: &Desk,
    parties: &[(Screened, String)],
    occasion: Occasion,
) -> Result<(), ActionError> {
    let ids: Vec<Screened> = parties.iter().map(|(id, _)| *id).collect();
    let stands = stand(conn, desk, Scope::These(&ids), occasion).await?;
    let of = |wanted: Standing| {
        let at = |id: &Screened| stands.get(id) == Some(&wanted);
        let found = parties.iter().filter(|(id, _)| at(id)).map(|(_, name)| name.clone());
        let mut references: Vec<String> = found.collect();
        references.sort();
        references.dedup();
        references
    };
    let why = |references: Vec<String>, why: fn(Vec<String>) -> ScreeningRefusal| {
        if references.is_empty() { Ok(()) } else { Err(Refusal::from(why(references))) }
    };
    why(of(Standing::Excluded), |references| ScreeningRefusal::Excluded { references })?;
    why(of(Standing::Match), |references| ScreeningRefusal::ScreeningMatch { references })?;
    why(of(Standing::Open), |references| ScreeningRefusal::ScreeningOpen { references })?;
    why(of(Standing::NoList), |references| ScreeningRefusal::NoList { references })?;
    Ok(())
}

/// Where an organisation stands; for a page of the office.
pub async fn seen(
    desk: &Desk,
    actor: &Actor,
    organisation: OrganisationId,
    occasion: Occasion,
) -> Result<Standing, ActionError> {
    permit(actor, Act::SeeScreening, &Subject::Office)?;
    let whom = Screened::from(organisation);
    let stands = stand(desk.database.reads(), desk, Scope::These(&[whom]), occasion).await?;
    stands.get(&whom).copied().ok_or(ActionError::Unseen)
}

pub(super) fn system() -> Result<Permit, ActionError> {
    Ok(permit(&Actor::system("screening"), Act::RunSchedule, &Subject::Office)?)
}

/// Compares these with the list in use and keeps what is found, in a change of its
/// own: a refusal afterwards must not take the finds with it.
pub(super) async fn before(
    desk: &Desk,
    scope: Scope<'_>,
    occasion: Occasion,
    file: Option<ApplicationId>,
) -> Result<usize, ActionError> {
    let tx = desk.begin().await?;
    let looked = look(tx.conn(), desk, scope).await?;
    let tx = tx.permit(system()?);
    let events = record(&tx, looked, occasion, file).await?;
    let many = events.len();
    finish(tx, events).await?;
    desk.bell.notify_one();
    Ok(many)
}

/// Keeps what was found by something that does not go on for it.
pub(super) async fn keep(
    tx: OpenTx,
    looked: Vec<Looked>,
    occasion: Occasion,
    file: Option<ApplicationId>,
) -> Result<(), ActionError> {
    if !looked.iter().any(Looked::has_moved) {
        return Ok(());
    }
    let tx = tx.permit(system()?);
    let events = record(&tx, looked, occasion, file).await?;
    finish(tx, events).await
}

async fn finish(tx: WriteTx, events: Vec<Event>) -> Result<(), ActionError> {
    let mut events = events.into_iter();
    match events.next() {
        // That somebody was compared and nothing found is kept in the checks themselves.
        None => tx.keep_quietly().await?,
        Some(first) => tx.commit(events.fold(Happened::one(first), Happened::and)).await?,
    }
    Ok(())
}

/// Keeps the checks with what they found.
pub(super) async fn record(
    tx: &WriteTx,
    looked: Vec<Looked>,
    occasion: Occasion,
    file: Option<ApplicationId>,
) -> Result<Vec<Event>, ActionError> {
    let mut events = Vec::new();
    for one in looked {
        let organisation = one.whom.organisation();
        screening::add_check(tx, &one.check(occasion, file)).await?;
        let found = |candidate, score: i64| {
            let score = u32::try_from(score).unwrap_or_default();
            let what = ScreeningEvent::Found { candidate, organisation, score };
            Event::Screening { what }
        };
        for mut new in one.new {
            new.id = tx.id();
            if screening::insert(tx, &new).await? == 1 {
                events.push(found(new.id, new.score));
            }
        }
        for mut back in one.back {
            back.state =
                step_candidate(&back.state, CandidateAct::Return).map_err(Refusal::from)?;
            screening::save(tx, &back).await?;
            events.push(found(back.id, back.score));
        }
        for mut gone in one.lapsed {
            let act = CandidateAct::Lapse { at: tx.now() };
            gone.state = step_candidate(&gone.state, act).map_err(Refusal::from)?;
            screening::save(tx, &gone).await?;
            let what = ScreeningEvent::Lapsed { candidate: gone.id };
            events.push(Event::Screening { what });
        }
    }
    Ok(events)
}

/// Whether all of these may pass, with the check to keep: for what people outside the office do, or
/// the clock, which are never refused for it.
pub(super) async fn passes(
    conn: &impl Conn,
    desk: &Desk,
    parties: &[Screened],
    occasion: Occasion,
) -> Result<(bool, Vec<Looked>), ActionError> {
    let without = desk.settings.screening.without_list;
    let looked = look(conn, desk, Scope::These(parties)).await?;
    let passes = looked.iter().all(|one| standing(&one.facts, occasion, without).passes());
    Ok((passes, looked))
}

struct Opened {
    tx: OpenTx,
    stored: screening::Candidate,
    permit: Permit,
    by: PersonId,
}

async fn open(
    desk: &Desk,
    actor: &Actor,
    id: ScreeningId,
    seen: i64,
) -> Result<Opened, ActionError> {
    let permit = permit(actor, Act::DecideScreening, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let tx = desk.begin().await?;
    let stored = screening::lock(&tx, id).await?;
    if stored.version != seen {
        return Err(Refusal::Stale.into());
    }
    Ok(Opened { tx, stored, permit, by })
}

async fn decide(mut o: Opened, act: CandidateAct, what: ScreeningEvent) -> Result<(), ActionError> {
    o.stored.state = step_candidate(&o.stored.state, act).map_err(Refusal::from)?;
    let tx = o.tx.permit(o.permit);
    screening::save(&tx, &o.stored).await?;
    tx.commit(Happened::one(Event::Screening { what })).await?;
    Ok(())
}

/// Says that it is somebody else, with the reason; another person has to agree.
pub async fn not_same(
    desk: &Desk,
    actor: &Actor,
    id: ScreeningId,
    seen: i64,
    reason: &str,
) -> Result<(), ActionError> {
    let o = open(desk, actor, id, seen).await?;
    let reason = reason.trim().to_owned();
    let act = CandidateAct::NotSame { by: o.by, at: desk.now(), reason: reason.clone() };
    decide(o, act, ScreeningEvent::NotSame { candidate: id, reason }).await
}

/// Agrees that it is somebody else, as another person than who said so.
pub async fn agree(
    desk: &Desk,
    actor: &Actor,
    id: ScreeningId,
    seen: i64,
) -> Result<(), ActionError> {
    let o = open(desk, actor, id, seen).await?;
    let act = CandidateAct::Agree { by: o.by, at: desk.now() };
    decide(o, act, ScreeningEvent::Cleared { candidate: id }).await?;
    // What waited for it may take effect now.
    desk.bell.notify_one();
    Ok(())
}

/// Does not agree: the find is open again.
pub async fn send_back(
    desk: &Desk,
    actor: &Actor,
    id: ScreeningId,
    seen: i64,
    reason: &str,
) -> Result<(), ActionError> {
    let o = open(desk, actor, id, seen).await?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    decide(o, CandidateAct::SendBack, ScreeningEvent::SentBack { candidate: id, reason }).await
}

/// Says that it is the one on the list, with the reason. Final: nothing is awarded to, signed with
/// or paid to the organisation while the entry stands on the list.
pub async fn same(
    desk: &Desk,
    actor: &Actor,
    id: ScreeningId,
    seen: i64,
    reason: &str,
) -> Result<(), ActionError> {
    let o = open(desk, actor, id, seen).await?;
    let reason = reason.trim().to_owned();
    let act = CandidateAct::Same { by: o.by, at: desk.now(), reason: reason.clone() };
    decide(o, act, ScreeningEvent::Matched { candidate: id, reason }).await
}

/// Records what somebody read about an organisation in EDES (domain facts 7.39). An exclusion needs
/// a note; a day to come is refused.
pub async fn record_edes(
    desk: &Desk,
    actor: &Actor,
    organisation: OrganisationId,
    on: NaiveDate,
    result: EdesResult,
    note: &str,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::DecideScreening, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    if on > desk.now().day_in(BRUSSELS) {
        return Err(Refusal::from(ScreeningRefusal::DayAhead).into());
    }
    let note = note.trim().to_owned();
    if result == EdesResult::Excluded && note.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let tx = desk.begin().await?;
    crate::store::organisation::lock(&tx, organisation).await?;
    let tx = tx.permit(permit);
    let check: Uuid = tx.id();
    let row = edes::Check { organisation, on, result, note, by, at: desk.now() };
    edes::insert(&tx, check, &row).await?;
    let what = ScreeningEvent::EdesChecked { check, organisation, on, result };
    tx.commit(Happened::one(Event::Screening { what })).await?;
    Ok(())
}
