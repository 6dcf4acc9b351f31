//! Answering a clarification: only the fields asked for are open, until the answer is sent. The one
//! rule: the fields are saved like those of a draft, and what stood before stays in the question.

use super::{ActionError, Desk, application::Typed, proposal, weigh};
use crate::{
    domain::{
        access::{Act, Actor},
        event::{Event, Happened},
        form::{Strictness, check, normalise},
        ids::ApplicationId,
        proposal::event::ProposalEvent,
        refusal::{Refusal, ScoredRefusal},
    },
    store::{
        Tx,
        answers::{self, ProposalForm, Saved},
        clarification::{self, Clarification},
    },
};

/// The open round of a proposal.
async fn open(
    desk: &Desk,
    file: &proposal::Locked,
    id: ApplicationId,
) -> Result<Clarification, ActionError> {
    let all = clarification::of_proposal(file.tx.conn(), id).await?;
    let open = all.into_iter().find(Clarification::is_open).ok_or(Refusal::AlreadyDone)?;
    if desk.now() > open.due_at {
        return Err(Refusal::DeadlinePassed { deadline: open.due_at }.into());
    }
    Ok(open)
}

/// Saves fields that were asked for, each for itself. A field that was not asked for is refused,
/// and nothing is saved.
pub async fn save(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    typed: &[Typed],
) -> Result<Vec<(String, Saved)>, ActionError> {
    let file = proposal::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::WriteProposal)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let asked = open(desk, &file, id).await?;
    let (_, round) = weigh::of(&file.programme, &file.stored)?;
    if let Some(other) = typed.iter().find(|one| !asked.fields.contains(&one.field)) {
        let field = other.field.clone();
        return Err(Refusal::from(ScoredRefusal::NotAskedFor { field }).into());
    }
    let reference = file.stored.reference();
    let form = ProposalForm::Round(file.programme.stage_of(file.stored.proposal.round));
    let tx = file.tx.permit(permit);
    let mut out = Vec::with_capacity(typed.len());
    for one in typed {
        let Some(field) = round.form.field(&one.field) else { continue };
        let value = normalise(field, &one.value);
        let saved = answers::save(&tx, id, form, &one.field, &value, one.seen, by).await?;
        out.push((one.field.clone(), saved));
    }
    let fields = out.iter().map(|(field, _)| field.clone()).collect();
    let what = ProposalEvent::AnswersSaved { fields };
    tx.commit(Happened::one(Event::Proposal { proposal: reference, what })).await?;
    Ok(out)
}

/// Sends the answer: the fields asked for are checked strictly, and close.
pub async fn send(desk: &Desk, actor: &Actor, id: ApplicationId) -> Result<(), ActionError> {
    let file = proposal::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::WriteProposal)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let asked = open(desk, &file, id).await?;
    let weighed =
        weigh::weigh(file.tx.conn(), desk, &file.stored, &file.call, &file.programme).await?;
    let (_, round) = weigh::of(&file.programme, &file.stored)?;
    let mut faults = check(&round.form, &weighed.answers, &weighed.facts, Strictness::Strict);
    faults.retain(|fault| asked.fields.contains(&fault.field));
    if !faults.is_empty() {
        return Err(Refusal::FormIncomplete { faults }.into());
    }
    let event = file.event(ProposalEvent::ClarificationAnswered { clarification: asked.id });
    let tx = file.tx.permit(permit);
    clarification::answer(&tx, asked.id, by).await?;
    // Not while it is typed: the office's lists show what was sent.
    proposal::note(&tx, &file.programme, &file.stored).await?;
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(())
}
