//! Which round of its call a proposal is in, and until when. The one rule: a call has one row of
//! dates; a cut-off and the deadline of a later round are both "the end of a round", so one number
//! says where a proposal stands in either kind of call.

use super::{Proposal, ProposalStage};
use crate::domain::{
    call::Call,
    moment::Moment,
    refusal::Refusal,
    scored::{Intake, VoucherType},
};

#[cfg(test)]
mod tests;

/// The round a proposal handed in for the first time at `now` belongs to: with cut-offs the first
/// that has not passed; what comes in until the deadline is of the round that ends with it.
pub fn entered(call: &Call, intake: Intake, now: Moment) -> u32 {
    match intake {
        Intake::CutOffs => call.round_at(now),
        Intake::Deadline => call.round_at(call.deadline),
        // Decided one by one, so it belongs to no cut-off.
        Intake::Rolling => 0,
    }
}

/// Until when a proposal can be handed in, or taken back into writing once it was: the end of the
/// round it is in. A draft may still go into the next round, so its time is the call's deadline.
pub fn closes_at(call: &Call, kind: &VoucherType, proposal: &Proposal) -> Moment {
    match (&proposal.stage, kind.intake) {
        (ProposalStage::Draft, _) | (_, Intake::Rolling) => call.deadline,
        (
            ProposalStage::Submitted { .. }
            | ProposalStage::Ineligible { .. }
            | ProposalStage::Admitted { .. }
            | ProposalStage::Invited { .. }
            | ProposalStage::Lapsed { .. }
            | ProposalStage::Awarded { .. }
            | ProposalStage::Reserve { .. }
            | ProposalStage::Declined { .. }
            | ProposalStage::Withdrawn { .. },
            Intake::Deadline | Intake::CutOffs,
        ) => call.round_end(proposal.round),
    }
}

/// The date people are shown: for a draft of a type with cut-offs the next cut-off, else the end of
/// its round.
pub fn due_at(call: &Call, kind: &VoucherType, proposal: &Proposal, now: Moment) -> Moment {
    let is_draft = matches!(proposal.stage, ProposalStage::Draft);
    if is_draft && kind.intake == Intake::CutOffs {
        return call.round_end(call.round_at(now));
    }
    closes_at(call, kind, proposal)
}

/// The call takes this proposal now, else why not. What goes on is no new proposal: it is taken in
/// a call that an officer has closed, too, until the end of its round.
pub fn takes(
    call: &Call,
    kind: &VoucherType,
    proposal: &Proposal,
    now: Moment,
) -> Result<(), Refusal> {
    let deadline = closes_at(call, kind, proposal);
    if deadline <= call.deadline {
        call.takes(now)?;
    } else if !call.is_running() {
        return Err(Refusal::CallNotInState { state: call.stage.code().to_owned() });
    }
    if now > deadline {
        return Err(Refusal::DeadlinePassed { deadline });
    }
    Ok(())
}
