//! Conflicts of interest: computed anew whenever either side changes, entered by officers, released
//! with a reason. The one rule: a pair that a conflict bars is assigned to nobody, so whoever
//! computes also takes the evaluator off, in the same transaction.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, permit},
        conflict::{
            Change, Conflict, ConflictKind, ConflictRefusal, ConflictSource, Found, Release,
            Validity, Weight, detect, merge,
        },
        event::{Event, Happened},
        ids::{ApplicationId, CallId, ConflictId, OrganisationId, PersonId},
        moment::BRUSSELS,
        panel::PanelEvent,
        refusal::{Refusal, ScoredRefusal},
    },
    store::{
        Tx, WriteTx, assignment,
        conflict::{self, Stored},
        conflict_facts::{self, Scope},
        panel, proposal,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Said in the line of a conflict that recomputing ends.
const NO_LONGER: &str = "no longer found";
/// Said to an evaluator whom a conflict takes off a proposal.
const BARRED: &str = "a conflict of interest was noted";

/// All of a change in one: what was done first, what followed from it.
pub fn happened(first: Event, more: Vec<Event>) -> Happened {
    more.into_iter().fold(Happened::one(first), Happened::and)
}

/// Looks at the pairs of a scope anew and writes what differs; gives what happened. The caller
/// holds the call's lock and commits.
pub async fn recompute(tx: &WriteTx, scope: &Scope) -> Result<Vec<Event>, ActionError> {
    let today = tx.now().day_in(BRUSSELS);
    let experts = conflict_facts::experts(tx.conn(), scope).await?;
    let proposals = conflict_facts::proposals(tx.conn(), scope).await?;
    let mut kept: BTreeMap<(ApplicationId, PersonId), Vec<Conflict>> = BTreeMap::new();
    for stored in conflict::of_call(tx.conn(), scope.call).await? {
        kept.entry((stored.proposal, stored.person)).or_default().push(stored.conflict);
    }
    let mut events = Vec::new();
    for (proposal, facts) in &proposals {
        for (person, expert) in &experts {
            let mut found = detect(expert, facts, today);
            found.retain(|one| one.valid.holds_on(today));
            let there = kept.get(&(*proposal, *person)).map_or(&[][..], Vec::as_slice);
            for change in merge(there, &found, tx.now()) {
                let pair = Pair { call: scope.call, proposal: *proposal, person: *person };
                events.extend(write(tx, pair, there, change).await?);
            }
        }
    }
    events.extend(take_off(tx, scope.call).await?);
    Ok(events.into_iter().map(|what| Event::Panel { call: scope.call, what }).collect())
}

#[derive(Clone, Copy)]
struct Pair {
    call: CallId,
    proposal: ApplicationId,
    person: PersonId,
}

async fn write(
    tx: &WriteTx,
    pair: Pair,
    there: &[Conflict],
    change: Change,
) -> Result<Option<PanelEvent>, ActionError> {
    let Pair { call, proposal, person } = pair;
    match change {
        Change::Add { found, .. } => {
            let new = Conflict {
                id: tx.id(),
                found,
                source: ConflictSource::Detected,
                note: String::new(),
                noted_at: tx.now(),
                noted_by: None,
                pinned: false,
                ended_at: None,
                release: None,
            };
            let id = new.id;
            conflict::insert(tx, &Stored { call, proposal, person, conflict: new }).await?;
            Ok(Some(PanelEvent::ConflictAdded { conflict: id, proposal, person }))
        }
        Change::Update { id, found, drops_release, .. } => {
            let Some(old) = there.iter().find(|row| row.id == id) else { return Ok(None) };
            let new = Conflict { found, ..old.clone() };
            conflict::update(tx, &new, drops_release).await?;
            let added = PanelEvent::ConflictAdded { conflict: id, proposal, person };
            Ok(drops_release.then_some(added))
        }
        Change::End { id, .. } => {
            conflict::end(tx, id, None, NO_LONGER).await?;
            let reason = NO_LONGER.to_owned();
            Ok(Some(PanelEvent::ConflictEnded { conflict: id, proposal, reason }))
        }
    }
}

/// Takes every evaluator off whom a conflict bars.
async fn take_off(tx: &WriteTx, call: CallId) -> Result<Vec<PanelEvent>, ActionError> {
    let barred = conflict::barred(tx.conn(), call).await?;
    if barred.is_empty() {
        return Ok(Vec::new());
    }
    let mut events = Vec::new();
    for open in assignment::open(tx.conn(), call).await? {
        let (proposal, person) = (open.proposal_id, open.person_id);
        if !barred.contains(&(proposal, person)) {
            continue;
        }
        let round = u32::try_from(open.round).map_err(ActionError::broken)?;
        assignment::end(tx, assignment::Place { call, round, proposal, person }, BARRED).await?;
        let reason = BARRED.to_owned();
        events.push(PanelEvent::EvaluatorTakenOff { proposal, person, reason });
    }
    Ok(events)
}

/// What follows for conflicts when a proposal comes in, is admitted or changes its partners. For
/// the verbs that do that, inside their own transaction.
pub async fn of_proposal(
    tx: &WriteTx,
    call: CallId,
    proposal: ApplicationId,
) -> Result<Vec<Event>, ActionError> {
    panel::lock_call(tx, call).await?;
    recompute(tx, &Scope { call, person: None, proposal: Some(proposal) }).await
}

/// An officer has all pairs of a call looked at anew. How many lines changed.
pub async fn recheck(desk: &Desk, actor: &Actor, call: CallId) -> Result<usize, ActionError> {
    let tx = desk.begin().await?;
    let permit = permit(actor, Act::ManagePanel, &panel::subject(tx.conn(), actor, call).await?)?;
    panel::lock_call(&tx, call).await?;
    let tx = tx.permit(permit);
    let events = recompute(&tx, &Scope { call, person: None, proposal: None }).await?;
    let many = events.len();
    keep(desk, tx, events).await?;
    Ok(many)
}

/// Commits what happened, if anything did.
pub(super) async fn keep(desk: &Desk, tx: WriteTx, events: Vec<Event>) -> Result<(), ActionError> {
    let mut events = events.into_iter();
    let Some(first) = events.next() else { return Ok(()) };
    tx.commit(happened(first, events.collect())).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Adds a conflict by a person's word to each of these proposals, unless the same word stands
/// there already; a heavier word replaces a lighter one.
pub(super) async fn note(
    tx: &WriteTx,
    call: CallId,
    person: PersonId,
    proposals: &BTreeSet<ApplicationId>,
    word: &Word,
) -> Result<Vec<PanelEvent>, ActionError> {
    let kind = match word.source {
        ConflictSource::Declared => ConflictKind::Declared,
        ConflictSource::Officer | ConflictSource::Detected => ConflictKind::Entered,
    };
    let there = conflict::of_call(tx.conn(), call).await?;
    let mut events = Vec::new();
    for proposal in proposals {
        let same = there.iter().find(|row| {
            row.bars()
                && row.person == person
                && row.proposal == *proposal
                && row.conflict.found.kind == kind
                && row.conflict.found.party == word.party
        });
        let found = Found {
            kind,
            party: word.party,
            weight: word.weight,
            evidence: BTreeSet::new(),
            valid: Validity::default(),
        };
        if let Some(same) = same {
            let weight = same.conflict.found.weight.max(word.weight);
            let found = Found { weight, ..same.conflict.found.clone() };
            let new = Conflict { found, note: word.note.clone(), ..same.conflict.clone() };
            conflict::update(tx, &new, false).await?;
            continue;
        }
        let new = Conflict {
            id: tx.id(),
            found,
            source: word.source,
            note: word.note.clone(),
            noted_at: tx.now(),
            noted_by: tx.permit().person(),
            pinned: true,
            ended_at: None,
            release: None,
        };
        let id = new.id;
        conflict::insert(tx, &Stored { call, proposal: *proposal, person, conflict: new }).await?;
        events.push(PanelEvent::ConflictAdded { conflict: id, proposal: *proposal, person });
    }
    Ok(events)
}

/// What a person says about a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The expert, or an officer.
    pub source: ConflictSource,
    /// How much it weighs.
    pub weight: Weight,
    /// About which party, if about one.
    pub party: Option<OrganisationId>,
    /// In their words.
    pub note: String,
}

/// An officer enters a conflict between an expert of the call and a proposal.
pub async fn enter(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    person: PersonId,
    weight: Weight,
    note_text: &str,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let call = proposal::load(tx.conn(), id).await?.proposal.call;
    let permit = permit(actor, Act::ManagePanel, &panel::subject(tx.conn(), actor, call).await?)?;
    panel::lock_call(&tx, call).await?;
    if panel::find(tx.conn(), call, person).await?.is_none() {
        return Err(ActionError::Unseen);
    }
    let text = note_text.trim().to_owned();
    if text.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let tx = tx.permit(permit);
    let word = Word { source: ConflictSource::Officer, weight, party: None, note: text };
    let mut events = note(&tx, call, person, &BTreeSet::from([id]), &word).await?;
    events.extend(take_off(&tx, call).await?);
    let events = events.into_iter().map(|what| Event::Panel { call, what }).collect();
    keep(desk, tx, events).await
}

/// An officer releases a potential conflict, with a reason; a disqualifying one can't be, nor can
/// one's own.
pub async fn release(
    desk: &Desk,
    actor: &Actor,
    id: ConflictId,
    reason: &str,
) -> Result<CallId, ActionError> {
    let tx = desk.begin().await?;
    let stored = conflict::load(tx.conn(), id).await?;
    let call = stored.call;
    let permit = permit(actor, Act::ManagePanel, &panel::subject(tx.conn(), actor, call).await?)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    panel::lock_call(&tx, call).await?;
    let stored = conflict::load(tx.conn(), id).await?;
    if stored.conflict.release.is_some() {
        return Err(Refusal::AlreadyDone.into());
    }
    let reason = reason.trim().to_owned();
    let release = Release { by, at: desk.now(), reason: reason.clone() };
    stored.conflict.released(stored.person, release).map_err(|why| match why {
        ConflictRefusal::Ended => ActionError::Refused(Refusal::AlreadyDone),
        ConflictRefusal::Disqualifying => ActionError::Refused(ScoredRefusal::Disqualifying.into()),
        ConflictRefusal::OwnConflict => ActionError::Forbidden,
        ConflictRefusal::ReasonMissing => ActionError::Refused(Refusal::ReasonMissing),
    })?;
    let tx = tx.permit(permit);
    conflict::end(&tx, id, Some(by), &reason).await?;
    let what = PanelEvent::ConflictEnded { conflict: id, proposal: stored.proposal, reason };
    tx.commit(Happened::one(Event::Panel { call, what })).await?;
    Ok(call)
}
