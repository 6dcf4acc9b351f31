//! Going on from one round of a staged call to the next. The one rule: what was handed in stays as
//! it was judged; the next round is written in a form of its own, with everything that is asked
//! again carried over, and is confirmed, checked and marked anew.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        event::{Event, Happened},
        ids::PersonId,
        proposal::{Proposal, ProposalAct, event::ProposalEvent, step},
        refusal::Refusal,
        scored::ScoredProgramme,
    },
    store::{
        WriteTx,
        answers::{self, ProposalForm},
        call, checks, partner, proposal,
    },
};

/// Most proposals looked at in one run of the schedule.
const LAPSES: u32 = 200;

/// Opens a proposal for the next round: answers carried over, confirmations and checks begun anew.
/// The caller writes the letter.
pub(super) async fn go_on(
    tx: &WriteTx,
    programme: &ScoredProgramme,
    stored: &proposal::Stored,
    by: PersonId,
) -> Result<Proposal, ActionError> {
    let mut after = stored.proposal.clone();
    after.stage = step(tx.now(), by, &after.stage, &ProposalAct::GoOn)?;
    after.round += 1;
    let rounds = programme.round(stored.proposal.round).zip(programme.round(after.round));
    let (now, next) = rounds.ok_or_else(|| {
        ActionError::broken(anyhow::anyhow!("a proposal goes on after the last round"))
    })?;
    // A choice that is offered no more, or a field of another kind, would be a wrong answer.
    let asked_again = now
        .form
        .fields()
        .filter(|field| next.form.field(&field.key).is_some_and(|other| other.kind == field.kind));
    let fields: Vec<&str> = asked_again.map(|field| field.key.as_str()).collect();
    let [from, to] = [stored.proposal.round, after.round].map(ProposalForm::Round);
    answers::carry_over(tx, after.id, from, to, &fields).await?;
    partner::unconfirm_all(tx, after.id).await?;
    checks::close_round(tx, after.id, stored.proposal.round).await?;
    proposal::save(tx, &after).await?;
    Ok(after)
}

/// The next round still takes proposals, else why not: nobody is invited to what is over.
pub(super) fn still_open(desk: &Desk, call: &call::Stored, round: u32) -> Result<(), Refusal> {
    let deadline = call.call.round_end(round + 1);
    if desk.now() >= deadline { Err(Refusal::DeadlinePassed { deadline }) } else { Ok(()) }
}

/// Ends what went on but was not handed in before the deadline of its round, and tells its
/// consortium. How many.
pub async fn lapse(desk: &Desk) -> Result<usize, ActionError> {
    let mut many = 0;
    for found in proposal::invited(desk.database.reads(), LAPSES).await? {
        let deadline = call::load(desk.database.reads(), found.proposal.call)
            .await?
            .call
            .round_end(found.proposal.round);
        if desk.now() <= deadline {
            continue;
        }
        let tx = desk.begin().await?;
        let stored = proposal::lock(&tx, found.proposal.id).await?;
        let act = ProposalAct::Lapse { deadline };
        let nobody = PersonId(uuid::Uuid::nil());
        // Handed in or withdrawn between the list and the lock.
        let Ok(stage) = step(desk.now(), nobody, &stored.proposal.stage, &act) else { continue };
        let permit = permit(&Actor::system("schedule"), Act::RunSchedule, &Subject::Office)?;
        let tx = tx.permit(permit);
        proposal::save(&tx, &Proposal { stage, ..stored.proposal.clone() }).await?;
        let what = ProposalEvent::Lapsed { deadline };
        let event = Event::Proposal { proposal: stored.reference(), what };
        tx.commit(Happened::one(event)).await?;
        many += 1;
    }
    if many > 0 {
        desk.bell.notify_one();
    }
    Ok(many)
}
