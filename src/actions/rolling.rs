//! Vouchers decided one by one: first come, first served. The one rule: the rules decide, not the
//! officer; who came first is decided first, and is funded while money lasts.

use super::{
    ActionError, Desk, de_minimis, grant,
    ranking_input::{self, Candidate, Input, Which},
    release::settle,
    result::{self, Draft, Told},
    screening,
};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        evaluation::{line::Placed, score::standing},
        event::Happened,
        ids::ApplicationId,
        money::Money,
        proposal::{ProposalAct, ProposalStage, ProposalStageKind, event::Outcome},
        refusal::{Refusal, ScoredRefusal},
        screening::{Occasion, Screened},
    },
    store::{
        Tx, ledger, partner, proposal, ranking, redress, release, screening::Scope, sql::Conn,
    },
};

/// What the rules decide about a proposal, with its letter.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// The letter and its outcome.
    pub draft: Draft,
    /// What can still be given after what is held for others.
    pub free: Money,
}

/// What would be decided now; refused when it is not this proposal's turn.
pub async fn preview(desk: &Desk, actor: &Actor, id: ApplicationId) -> Result<Ruling, ActionError> {
    permit(actor, Act::Release, &Subject::Office)?;
    let conn = desk.database.reads();
    let stored = proposal::load(conn, id).await?;
    seen(conn, actor, &stored).await?;
    let p = &stored.proposal;
    let input = ranking_input::load(conn, desk, p.call, p.round, Which::Admitted).await?;
    ruling(conn, desk, &input, &stored).await
}

/// A draft is there for nobody in the office, nor what was a draft when it was withdrawn.
async fn seen(
    conn: &impl Conn,
    actor: &Actor,
    stored: &proposal::Stored,
) -> Result<(), ActionError> {
    let tie = proposal::tie(conn, actor, stored).await?;
    permit(actor, Act::SeeProposal, &stored.subject(tie))?;
    Ok(())
}

/// Decides a proposal of a first-come type as the rules say. `shown` is the outcome the page
/// showed; another one is refused.
pub async fn award_rolling(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    shown: Outcome,
) -> Result<Outcome, ActionError> {
    let permit = permit(actor, Act::Release, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let partners = partner::list(desk.database.reads(), id).await?;
    let parties: Vec<Screened> = partners.iter().map(|one| one.organisation_id.into()).collect();
    let scope = Scope::These(&parties);
    screening::before(desk, scope, Occasion::Award, Some(id)).await?;
    let tx = desk.begin().await?;
    let stored = proposal::lock(&tx, id).await?;
    seen(tx.conn(), actor, &stored).await?;
    let p = &stored.proposal;
    let input = ranking_input::load(tx.conn(), desk, p.call, p.round, Which::Admitted).await?;
    de_minimis::lock(&tx, &input.programme).await?;
    let Ruling { draft, .. } = ruling(tx.conn(), desk, &input, &stored).await?;
    if draft.outcome != shown {
        return Err(Refusal::Stale.into());
    }
    if draft.outcome == Outcome::Award {
        let named = |one: &Screened| (*one, p.reference.clone());
        let parties: Vec<(Screened, String)> = parties.iter().map(named).collect();
        screening::gate(tx.conn(), desk, &parties, Occasion::Award).await?;
    }
    let tx = tx.permit(permit);
    let act = match draft.outcome {
        Outcome::Award => ProposalAct::Award { amount: draft.amount },
        outcome @ (Outcome::BelowLine
        | Outcome::BelowThreshold
        | Outcome::Reserve
        | Outcome::Ineligible
        | Outcome::GoesOn) => ProposalAct::Decline { outcome },
    };
    let event = settle(&tx, &input, &draft, &stored, (&act, by)).await?;
    let mut happened = Happened::one(event);
    if let (Outcome::Award, Some(candidate)) = (draft.outcome, input.candidate(id)) {
        let batch = grant::batch(&input.programme, candidate, || tx.id())?;
        ledger::make_all(&tx, p.call, &[batch])
            .await
            .map_err(|err| grant::no_room(err, &input.programme, draft.amount))?;
        let today = tx.now().day_in(input.programme.zone);
        for aid in de_minimis::record(&tx, &input, &[id], today).await? {
            happened = happened.and(aid);
        }
    }
    tx.commit(happened).await?;
    desk.bell.notify_one();
    Ok(draft.outcome)
}

async fn ruling(
    conn: &impl Conn,
    desk: &Desk,
    input: &Input,
    stored: &proposal::Stored,
) -> Result<Ruling, ActionError> {
    let p = &stored.proposal;
    let stage = p.stage.kind();
    let wrong = || ActionError::from(ScoredRefusal::WrongProposalStage { stage });
    let candidate = input.candidate(p.id).ok_or_else(wrong)?;
    if input.is_ranked(candidate) {
        return Err(wrong());
    }
    let rules = &input.rules()?.evaluation;
    let Some(marks) = &candidate.marks else {
        return Err(ScoredRefusal::MarksMissing { missing: 1 }.into());
    };
    if redress::is_contested(conn, p.id).await? {
        return Err(ScoredRefusal::RedressOpen.into());
    }
    in_turn(input, candidate)?;
    let missed = standing(marks, rules)
        .map_err(|_| ActionError::from(ScoredRefusal::MarksMissing { missing: 1 }))?
        .missed;
    let free = free(conn, input).await?;
    let (outcome, why) = if !missed.is_empty() {
        (Outcome::BelowThreshold, Placed::Missed { missed })
    } else if candidate.requested > free {
        (Outcome::BelowLine, Placed::DoesNotFit { left: free })
    } else {
        (Outcome::Award, Placed::Fits)
    };
    if outcome == Outcome::Award {
        let granted = ranking::granted(conn, p.call).await?;
        grant::within_caps(input, &[p.id], granted)?;
        let today = desk.now().day_in(input.programme.zone);
        de_minimis::gate(conn, input, &[p.id], today).await?;
    }
    let told = Told { outcome, place: None, reserve_place: None, why: Some(&why) };
    let said = release::comments(conn, p.call, p.round).await?;
    let comments = result::comments(said);
    let draft = result::draft(input, candidate, &told, &comments, desk.now())?;
    Ok(Ruling { draft, free })
}

/// Who came earlier with final marks is decided earlier; who still waits for marks keeps nobody.
fn in_turn(input: &Input, candidate: &Candidate) -> Result<(), ActionError> {
    let of = |one: &Candidate| {
        let p = &one.stored.proposal;
        (p.stage.submitted_at(), p.reference.clone())
    };
    let here = of(candidate);
    let same_type =
        |one: &&Candidate| one.stored.proposal.type_key == candidate.stored.proposal.type_key;
    let ready = input.candidates.iter().filter(|one| one.marks.is_some()).filter(same_type);
    let first = ready.map(of).min().filter(|first| *first < here);
    match first {
        Some((_, reference)) => Err(ScoredRefusal::NotNext { reference }.into()),
        None => Ok(()),
    }
}

/// What is free, less what open offers of the reserve list hold.
async fn free(conn: &impl Conn, input: &Input) -> Result<Money, ActionError> {
    let waiting =
        proposal::of_call(conn, input.call.call.id, input.round, ProposalStageKind::Reserve)
            .await?;
    let offered = waiting.iter().filter_map(|one| match &one.proposal.stage {
        ProposalStage::Reserve { offer, .. } => offer.map(|offer| offer.amount),
        ProposalStage::Draft
        | ProposalStage::Submitted { .. }
        | ProposalStage::Ineligible { .. }
        | ProposalStage::Admitted { .. }
        | ProposalStage::Invited { .. }
        | ProposalStage::Lapsed { .. }
        | ProposalStage::Awarded { .. }
        | ProposalStage::Declined { .. }
        | ProposalStage::Withdrawn { .. } => None,
    });
    let held = Money::sum(offered).unwrap_or_default();
    Ok(input.budget.free.checked_sub(held).unwrap_or_default().max(Money::ZERO))
}
