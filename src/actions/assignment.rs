//! Who evaluates what: computed and kept to look at, applied, or by hand. The one rule: before any
//! pair is written conflicts are computed anew in the same transaction; what they bar is never
//! assigned, and work begun is never taken away by a computation.

use super::{ActionError, Desk, conflict};
use crate::{
    domain::{
        access::{Act, Actor, Permit, permit},
        assignment::{
            proof::{Objective, Status},
            solve::solve,
            verify::verify,
        },
        event::Event,
        ids::{ApplicationId, CallId, PersonId, RunId},
        panel::PanelEvent,
        paper::digest,
        proposal::ProposalStageKind,
        refusal::{Refusal, ScoredRefusal},
    },
    store::{
        Tx, WriteTx,
        assignment::{self as store, Origin, Place, Run},
        call, conflict as conflicts,
        conflict_facts::Scope,
        consensus,
        panel::{self, Member},
        proposal,
    },
};
use std::collections::BTreeSet;

mod input; // what a computation is made from
mod outcome; // what came of it, as kept

pub use input::{Input, InputExpert, InputProposal, demand};
pub use outcome::{Outcome, OutcomePair, status_code};

/// Said to an evaluator whom a new computation gives another proposal instead.
const ANEW: &str = "the proposals were assigned anew";

/// Computes an assignment for a round and keeps it, feasible or not; nothing is assigned yet.
pub async fn compute(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    round: u32,
) -> Result<RunId, ActionError> {
    let tx = desk.begin().await?;
    let permit = permit(actor, Act::ManagePanel, &panel::subject(tx.conn(), actor, call).await?)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    panel::lock_call(&tx, call).await?;
    let stored_call = call::load(tx.conn(), call).await?;
    let programme = desk.scored(&stored_call)?;
    let tx = tx.permit(permit);
    let mut more = conflict::recompute(&tx, &Scope { call, person: None, proposal: None }).await?;
    let gathered = input::gather(&tx, &programme, call, round).await?;
    let (input, affinities) = (gathered.input, gathered.affinities);
    let problem = input::problem(&input, &affinities).map_err(ActionError::broken)?;
    let solved = tokio::task::spawn_blocking(move || {
        let objective = Objective { bottleneck: true, balance: true, candidates: None };
        let solution = solve(&problem, &objective)?;
        let proven = verify(&problem, &solution).map_err(|fault| fault.to_string());
        Ok::<_, crate::domain::assignment::problem::ProblemFault>((solution, proven))
    });
    let (solution, proven) =
        solved.await.map_err(ActionError::broken)?.map_err(ActionError::broken)?;
    proven.map_err(|why| ActionError::broken(anyhow::anyhow!("certificate: {why}")))?;
    let outcome = Outcome::of(&input, &affinities, solution);
    let input = serde_json::to_string(&input).map_err(ActionError::broken)?;
    let result = serde_json::to_string(&outcome).map_err(ActionError::broken)?;
    let run = Run {
        id: tx.id(),
        call_id: call,
        round: i64::from(round),
        at: tx.now(),
        by_person: by,
        input_digest: digest(&input),
        result_digest: digest(&result),
        input,
        result,
        state: "tried".to_owned(),
    };
    store::keep(&tx, &run).await?;
    let what = PanelEvent::AssignmentTried { run: run.id, digest: run.result_digest };
    more.push(Event::Panel { call, what });
    conflict::keep(desk, tx, more).await?;
    Ok(run.id)
}

/// Applies a computed assignment. When conflicts changed what it may assign, nothing of it is
/// applied: the changes are kept, and it must be computed anew.
pub async fn apply(desk: &Desk, actor: &Actor, id: RunId) -> Result<CallId, ActionError> {
    let tx = desk.begin().await?;
    let run = store::run(tx.conn(), id).await?;
    let call = run.call_id;
    let permit = permit(actor, Act::ManagePanel, &panel::subject(tx.conn(), actor, call).await?)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    panel::lock_call(&tx, call).await?;
    let run = store::run(tx.conn(), id).await?;
    let outcome: Outcome = serde_json::from_str(&run.result).map_err(ActionError::broken)?;
    if run.state != "tried" {
        return Err(Refusal::AlreadyDone.into());
    }
    if outcome.status == status_code(Status::Infeasible) {
        let many = |list: usize| u32::try_from(list).unwrap_or(u32::MAX);
        return Err(Refusal::from(ScoredRefusal::NoAssignment {
            proposals: many(outcome.blocked_proposals.len()),
            evaluators: many(outcome.blocked_experts.len()),
        })
        .into());
    }
    let round = u32::try_from(run.round).map_err(ActionError::broken)?;
    let tx = tx.permit(permit);
    let mut events =
        conflict::recompute(&tx, &Scope { call, person: None, proposal: None }).await?;
    if !still_fits(&tx, call, round, &outcome).await? {
        conflict::keep(desk, tx, events).await?;
        return Err(Refusal::from(ScoredRefusal::ConflictsStale).into());
    }
    let wanted: BTreeSet<(ApplicationId, PersonId)> =
        outcome.pairs.iter().map(|pair| (pair.proposal, pair.person)).collect();
    for pair in store::of_call(tx.conn(), call, round).await? {
        let (proposal, person) = (pair.proposal_id, pair.person_id);
        if pair.begun || wanted.contains(&(proposal, person)) {
            continue;
        }
        store::end(&tx, Place { call, round, proposal, person }, ANEW).await?;
        let reason = ANEW.to_owned();
        let what = PanelEvent::EvaluatorTakenOff { proposal, person, reason };
        events.push(Event::Panel { call, what });
    }
    for (proposal, person) in wanted {
        store::put(&tx, Place { call, round, proposal, person }, Origin::Run, by).await?;
    }
    store::applied(&tx, id).await?;
    events.push(Event::Panel { call, what: PanelEvent::AssignmentApplied { run: id } });
    conflict::keep(desk, tx, events).await?;
    Ok(call)
}

/// Every pair is still between a cleared expert and an admitted proposal, with no conflict, and no
/// proposal or cleared expert came or went since.
async fn still_fits(
    tx: &WriteTx,
    call: CallId,
    round: u32,
    outcome: &Outcome,
) -> Result<bool, ActionError> {
    let barred = conflicts::barred(tx.conn(), call).await?;
    let members = panel::of_call(tx.conn(), call).await?;
    let admitted = ProposalStageKind::Admitted;
    let proposals = proposal::of_call(tx.conn(), call, round, admitted).await?;
    let fits = |pair: &OutcomePair| {
        let expert = members.iter().find(|m| m.person == pair.person);
        let file = proposals.iter().find(|p| p.proposal.id == pair.proposal);
        !barred.contains(&(pair.proposal, pair.person))
            && expert.zip(file).is_some_and(|(m, p)| has_screened(m, p))
    };
    let known: BTreeSet<ApplicationId> = outcome.pairs.iter().map(|pair| pair.proposal).collect();
    Ok(outcome.pairs.iter().all(fits) && proposals.iter().all(|p| known.contains(&p.proposal.id)))
}

/// Cleared, and the screen was answered after this proposal came in.
pub fn has_screened(member: &Member, stored: &proposal::Stored) -> bool {
    let submitted = stored.proposal.stage.submitted_at();
    member.is_cleared()
        && member.screened_at.zip(submitted).is_some_and(|(seen, came)| came <= seen)
}

/// A proposal in evaluation, whose consensus is not open, with a permit to change its evaluators.
/// The call's lock is taken.
async fn open_file(
    tx: &impl Tx,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(proposal::Stored, Permit), ActionError> {
    let call = proposal::load(tx.conn(), id).await?.proposal.call;
    let permit = permit(actor, Act::ManagePanel, &panel::subject(tx.conn(), actor, call).await?)?;
    panel::lock_call(tx, call).await?;
    let stored = proposal::load(tx.conn(), id).await?;
    let stage = stored.proposal.stage.kind();
    if stage != ProposalStageKind::Admitted {
        return Err(Refusal::from(ScoredRefusal::WrongProposalStage { stage }).into());
    }
    match consensus::find(tx.conn(), id, stored.proposal.round).await? {
        Some(found) if found.is_final() => Err(Refusal::from(ScoredRefusal::ConsensusFinal).into()),
        Some(_) => Err(Refusal::from(ScoredRefusal::ConsensusOpen).into()),
        None => Ok((stored, permit)),
    }
}

/// Assigns one evaluator by hand, or as the one more the rule calls for.
pub async fn add(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    person: PersonId,
    is_third: bool,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let (stored, permit) = open_file(&tx, actor, id).await?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let (call, round) = (stored.proposal.call, stored.proposal.round);
    let member = panel::find(tx.conn(), call, person).await?.ok_or(ActionError::Unseen)?;
    if !has_screened(&member, &stored) {
        return Err(Refusal::from(ScoredRefusal::NotCleared).into());
    }
    let there = store::of_proposal(tx.conn(), id, round).await?;
    if there.iter().any(|pair| pair.person_id == person) {
        return Err(Refusal::AlreadyDone.into());
    }
    let tx = tx.permit(permit);
    let scope = Scope { call, person: Some(person), proposal: Some(id) };
    let mut events = conflict::recompute(&tx, &scope).await?;
    if conflicts::barred(tx.conn(), call).await?.contains(&(id, person)) {
        conflict::keep(desk, tx, events).await?;
        return Err(Refusal::from(ScoredRefusal::InConflict).into());
    }
    let origin = if is_third { Origin::Third } else { Origin::Hand };
    store::put(&tx, Place { call, round, proposal: id, person }, origin, by).await?;
    let what = PanelEvent::EvaluatorAssigned { proposal: id, person };
    events.push(Event::Panel { call, what });
    conflict::keep(desk, tx, events).await
}

/// Takes one evaluator off, with a reason.
pub async fn take_off(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    person: PersonId,
    reason: &str,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let (stored, permit) = open_file(&tx, actor, id).await?;
    let (call, round) = (stored.proposal.call, stored.proposal.round);
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let there = store::of_proposal(tx.conn(), id, round).await?;
    if !there.iter().any(|pair| pair.person_id == person) {
        return Err(Refusal::from(ScoredRefusal::NotAnEvaluator).into());
    }
    let tx = tx.permit(permit);
    store::end(&tx, Place { call, round, proposal: id, person }, &reason).await?;
    let what = PanelEvent::EvaluatorTakenOff { proposal: id, person, reason };
    conflict::keep(desk, tx, vec![Event::Panel { call, what }]).await
}
