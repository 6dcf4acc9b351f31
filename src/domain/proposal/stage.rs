//! The stages of a proposal and the one function that moves between them. The one rule: an act
//! names the stages it is allowed in; whatever is not named is refused. Ranking and signing move
//! nothing: only the release does, so no stage tells a decision before it is out.

use super::{ProposalStageKind, event::Outcome};
use crate::domain::{
    application::stage::Checks,
    ids::PersonId,
    moment::Moment,
    money::Money,
    refusal::{Refusal, ScoredRefusal},
};
use serde::{Deserialize, Serialize};

/// Where a proposal stands, with what is true there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum ProposalStage {
    /// Being written.
    Draft,
    /// Handed in.
    Submitted {
        /// When.
        at: Moment,
    },
    /// Found not admissible or not eligible.
    Ineligible {
        /// When it had been handed in.
        submitted_at: Moment,
        /// When it was found so.
        at: Moment,
        /// By whom.
        by: PersonId,
        /// What the applicants are told.
        reason: String,
    },
    /// Admissible and eligible.
    Admitted {
        /// When it had been handed in.
        submitted_at: Moment,
        /// When it was admitted.
        at: Moment,
        /// By whom.
        by: PersonId,
    },
    /// Goes on: being written for the next round.
    Invited {
        /// Since when.
        at: Moment,
    },
    /// Went on, but was not handed in before the deadline of the next round.
    Lapsed {
        /// When that was found.
        at: Moment,
    },
    /// Funded.
    Awarded {
        /// When it had been handed in.
        submitted_at: Moment,
        /// The grant.
        amount: Money,
        /// When it was released, or taken up from the reserve list.
        at: Moment,
    },
    /// On the reserve list.
    Reserve {
        /// When it had been handed in.
        submitted_at: Moment,
        /// From one.
        place: u32,
        /// When it was released.
        at: Moment,
        /// When the list ends.
        until: Moment,
        /// Money offered from what came free, with the day the offer ends.
        offer: Option<Offer>,
    },
    /// Not funded.
    Declined {
        /// When it had been handed in.
        submitted_at: Moment,
        /// When it was released, or the reserve list ended.
        at: Moment,
        /// Why.
        outcome: Outcome,
    },
    /// Taken back.
    Withdrawn {
        /// When.
        at: Moment,
        /// By whom.
        by: PersonId,
        /// From which stage.
        from: ProposalStageKind,
    },
}

/// Freed money offered to the next of the reserve list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// How much.
    pub amount: Money,
    /// When the offer was made.
    pub at: Moment,
}

/// What can be done to a proposal. Facts come with it; the rule decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposalAct {
    /// Hand it in. `missing`: partners who have not confirmed, by name.
    Submit { deadline: Moment, missing: Vec<String> },
    /// Take it back into writing, until the deadline. `round`: the one it is in, from nought.
    Reopen { deadline: Moment, round: u32 },
    /// Find it not admissible or not eligible.
    FindIneligible { reason: String },
    /// Take that back.
    Reinstate,
    /// Admit it to evaluation.
    Admit { checks: Checks },
    /// Let it go on to the next round, by the release.
    GoOn,
    /// The deadline of the round it went on to passed without it.
    Lapse { deadline: Moment },
    /// Fund it, by the release or from the reserve list.
    Award { amount: Money },
    /// Put it on the reserve list, by the release.
    PutOnReserve { place: u32, until: Moment },
    /// Offer freed money to a reserve.
    MakeOffer { amount: Money },
    /// Not funded, by the release or at the end of the reserve list.
    Decline { outcome: Outcome },
    /// Take it back.
    Withdraw,
}

impl ProposalStage {
    /// The stage's name.
    pub const fn kind(&self) -> ProposalStageKind {
        match self {
            Self::Draft => ProposalStageKind::Draft,
            Self::Submitted { .. } => ProposalStageKind::Submitted,
            Self::Ineligible { .. } => ProposalStageKind::Ineligible,
            Self::Admitted { .. } => ProposalStageKind::Admitted,
            Self::Invited { .. } => ProposalStageKind::Invited,
            Self::Lapsed { .. } => ProposalStageKind::Lapsed,
            Self::Awarded { .. } => ProposalStageKind::Awarded,
            Self::Reserve { .. } => ProposalStageKind::Reserve,
            Self::Declined { .. } => ProposalStageKind::Declined,
            Self::Withdrawn { .. } => ProposalStageKind::Withdrawn,
        }
    }
    /// When it was handed in for the round it is in, once it was.
    pub const fn submitted_at(&self) -> Option<Moment> {
        match self {
            Self::Submitted { at } => Some(*at),
            Self::Ineligible { submitted_at, .. }
            | Self::Admitted { submitted_at, .. }
            | Self::Awarded { submitted_at, .. }
            | Self::Reserve { submitted_at, .. }
            | Self::Declined { submitted_at, .. } => Some(*submitted_at),
            Self::Draft | Self::Invited { .. } | Self::Lapsed { .. } | Self::Withdrawn { .. } => {
                None
            }
        }
    }
}

/// Moves a proposal, or says why not. `by` and `now` are who acts and when.
pub fn step(
    now: Moment,
    by: PersonId,
    stage: &ProposalStage,
    act: &ProposalAct,
) -> Result<ProposalStage, Refusal> {
    match act {
        ProposalAct::Submit { .. } | ProposalAct::Reopen { .. } | ProposalAct::Withdraw => {
            write(now, by, stage, act)
        }
        ProposalAct::FindIneligible { .. } | ProposalAct::Reinstate | ProposalAct::Admit { .. } => {
            check(now, by, stage, act)
        }
        ProposalAct::GoOn
        | ProposalAct::Lapse { .. }
        | ProposalAct::Award { .. }
        | ProposalAct::PutOnReserve { .. }
        | ProposalAct::MakeOffer { .. }
        | ProposalAct::Decline { .. } => release(now, stage, act),
    }
}

/// What the lead does.
fn write(
    now: Moment,
    by: PersonId,
    stage: &ProposalStage,
    act: &ProposalAct,
) -> Result<ProposalStage, Refusal> {
    use ProposalStage as S;
    match (act, stage) {
        (ProposalAct::Submit { deadline, .. }, S::Draft | S::Invited { .. })
        | (ProposalAct::Reopen { deadline, .. }, S::Submitted { .. })
            if now > *deadline =>
        {
            Err(Refusal::DeadlinePassed { deadline: *deadline })
        }
        (ProposalAct::Submit { missing, .. }, S::Draft | S::Invited { .. })
            if !missing.is_empty() =>
        {
            Err(ScoredRefusal::PartnersNotConfirmed { names: missing.clone() }.into())
        }
        (ProposalAct::Submit { .. }, S::Draft | S::Invited { .. }) => Ok(S::Submitted { at: now }),
        (ProposalAct::Submit { .. }, S::Submitted { .. }) => Err(Refusal::AlreadyDone),
        (ProposalAct::Reopen { round: 0, .. }, S::Submitted { .. }) => Ok(S::Draft),
        // What went on was handed in before, so it never becomes a draft again.
        (ProposalAct::Reopen { .. }, S::Submitted { .. }) => Ok(S::Invited { at: now }),
        (
            ProposalAct::Withdraw,
            S::Draft
            | S::Invited { .. }
            | S::Submitted { .. }
            | S::Ineligible { .. }
            | S::Admitted { .. }
            | S::Awarded { .. }
            | S::Reserve { .. },
        ) => Ok(S::Withdrawn { at: now, by, from: stage.kind() }),
        _other => Err(wrong(stage).into()),
    }
}

/// The officer's checks.
fn check(
    now: Moment,
    by: PersonId,
    stage: &ProposalStage,
    act: &ProposalAct,
) -> Result<ProposalStage, Refusal> {
    use ProposalStage as S;
    match (act, stage) {
        (
            ProposalAct::FindIneligible { reason },
            S::Submitted { at: submitted_at } | S::Admitted { submitted_at, .. },
        ) => {
            let reason = reason.trim();
            if reason.is_empty() {
                return Err(Refusal::ReasonMissing);
            }
            let (submitted_at, reason) = (*submitted_at, reason.to_owned());
            Ok(S::Ineligible { submitted_at, at: now, by, reason })
        }
        (ProposalAct::Reinstate, S::Ineligible { submitted_at, .. }) => {
            Ok(S::Submitted { at: *submitted_at })
        }
        (ProposalAct::Admit { checks }, S::Submitted { at }) => {
            if !checks.open.is_empty() || !checks.failed.is_empty() {
                let (open, failed) = (checks.open.clone(), checks.failed.clone());
                return Err(Refusal::ChecksNotClear { open, failed });
            }
            Ok(S::Admitted { submitted_at: *at, at: now, by })
        }
        (ProposalAct::Admit { .. }, S::Admitted { .. }) => Err(Refusal::AlreadyDone),
        _other => Err(wrong(stage).into()),
    }
}

/// What the release does, and the life of the reserve list after it.
fn release(
    now: Moment,
    stage: &ProposalStage,
    act: &ProposalAct,
) -> Result<ProposalStage, Refusal> {
    use ProposalStage as S;
    match (act, stage) {
        // From below the line: a redress that was upheld.
        (ProposalAct::GoOn, S::Admitted { .. } | S::Declined { .. }) => Ok(S::Invited { at: now }),
        (ProposalAct::Lapse { deadline }, S::Invited { .. }) if now > *deadline => {
            Ok(S::Lapsed { at: now })
        }
        (
            ProposalAct::Award { amount },
            S::Admitted { submitted_at, .. }
            | S::Reserve { submitted_at, .. }
            // A redress that was upheld.
            | S::Declined { submitted_at, .. },
        ) => Ok(S::Awarded { submitted_at: *submitted_at, amount: *amount, at: now }),
        (
            ProposalAct::PutOnReserve { place, until },
            S::Admitted { submitted_at, .. } | S::Declined { submitted_at, .. },
        ) => Ok(S::Reserve {
            submitted_at: *submitted_at,
            place: *place,
            at: now,
            until: *until,
            offer: None,
        }),
        (ProposalAct::MakeOffer { amount }, S::Reserve { submitted_at, place, at, until, .. }) => {
            let offer = Some(Offer { amount: *amount, at: now });
            let (submitted_at, place, at, until) = (*submitted_at, *place, *at, *until);
            Ok(S::Reserve { submitted_at, place, at, until, offer })
        }
        (
            ProposalAct::Decline { outcome },
            S::Admitted { submitted_at, .. } | S::Reserve { submitted_at, .. },
        ) => Ok(S::Declined { submitted_at: *submitted_at, at: now, outcome: *outcome }),
        _other => Err(wrong(stage).into()),
    }
}

const fn wrong(stage: &ProposalStage) -> ScoredRefusal {
    ScoredRefusal::WrongProposalStage { stage: stage.kind() }
}
