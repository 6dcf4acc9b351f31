//! A batch's life: drafted, proposed, approved by another person within his limit, given out as a
//! file, done. The one rule: from the approval on nothing in it changes; the figures that were
//! approved are the figures in the file.

use super::{
    refusal::BankRefusal,
    seal::Seal,
    stages::{BatchStageKind, Contents},
};
use crate::domain::{ids::PersonId, moment::Moment, money::Money, payment::FourEyes};
use serde::{Deserialize, Serialize};

/// Where a batch stands, with the facts of that stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum BatchStage {
    /// Lines come and go.
    Draft { by: PersonId, at: Moment },
    /// Waits for another person.
    Proposed { by: PersonId, at: Moment, contents: Contents },
    /// Frozen; the file may be made.
    Approved { people: FourEyes, seal: Seal },
    /// The file was given out. It can be made again, byte by byte the same.
    Exported { people: FourEyes, seal: Seal, by: PersonId, at: Moment },
    /// The bank has answered for each line.
    Done { people: FourEyes, seal: Seal, at: Moment },
    /// Taken back before the file was given out.
    Cancelled { begun_by: PersonId, by: PersonId, at: Moment, reason: String },
}

/// What can be done to a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchAct {
    /// The lines are complete; another person shall look.
    Propose { by: PersonId, at: Moment, contents: Contents },
    /// Lines have to change after all.
    Reopen { by: PersonId, at: Moment },
    /// A second person agrees to what he saw, up to his limit.
    Approve { by: PersonId, at: Moment, seal: Seal, limit: Money },
    /// The file is given out.
    Export { by: PersonId, at: Moment },
    /// The bank has answered; `open` is how many lines still wait for its word.
    Finish { at: Moment, open: u32 },
    /// It is taken back.
    Cancel { by: PersonId, at: Moment, reason: String },
}

impl BatchStage {
    /// The stage by name.
    pub const fn kind(&self) -> BatchStageKind {
        match self {
            Self::Draft { .. } => BatchStageKind::Draft,
            Self::Proposed { .. } => BatchStageKind::Proposed,
            Self::Approved { .. } => BatchStageKind::Approved,
            Self::Exported { .. } => BatchStageKind::Exported,
            Self::Done { .. } => BatchStageKind::Done,
            Self::Cancelled { .. } => BatchStageKind::Cancelled,
        }
    }
    /// What the file is made from, once it may be made; it stays the same from then on.
    pub const fn seal(&self) -> Option<&Seal> {
        match self {
            Self::Approved { seal, .. } | Self::Exported { seal, .. } | Self::Done { seal, .. } => {
                Some(seal)
            }
            Self::Draft { .. } | Self::Proposed { .. } | Self::Cancelled { .. } => None,
        }
    }
}

/// The batch's next stage. Refused: the stage it is at when the act doesn't belong there
/// (`BatchStage`), nothing in it (`EmptyBatch`), the proposer approving (`SamePerson`), figures
/// other than those proposed (`ContentsChanged`), a total above the approver's limit
/// (`OverLimit`), lines without the bank's word (`LinesOpen`), no reason (`ReasonMissing`).
pub fn step_batch(now: &BatchStage, act: BatchAct) -> Result<BatchStage, BankRefusal> {
    use BatchAct as A;
    use BatchStage as S;
    match (now, act) {
        (S::Draft { .. }, A::Propose { by, at, contents }) => {
            if contents.count == 0 || contents.total <= Money::ZERO {
                return Err(BankRefusal::EmptyBatch);
            }
            Ok(S::Proposed { by, at, contents })
        }
        (S::Proposed { .. }, A::Reopen { by, at }) => Ok(S::Draft { by, at }),
        (S::Proposed { by, contents, .. }, A::Approve { by: second, at, seal, limit }) => {
            let people = FourEyes { proposed_by: *by, approved_by: second, approved_at: at };
            approve(people, *contents, seal, limit)
        }
        (S::Approved { people, seal }, A::Export { by, at }) => {
            Ok(S::Exported { people: *people, seal: seal.clone(), by, at })
        }
        (S::Exported { people, seal, .. }, A::Finish { at, open: 0 }) => {
            Ok(S::Done { people: *people, seal: seal.clone(), at })
        }
        (S::Exported { .. }, A::Finish { open: count, .. }) => {
            Err(BankRefusal::LinesOpen { count })
        }
        (
            S::Draft { by: begun, .. } | S::Proposed { by: begun, .. },
            A::Cancel { by, at, reason },
        ) => cancel(*begun, by, at, &reason),
        (S::Approved { people, .. }, A::Cancel { by, at, reason }) => {
            cancel(people.proposed_by, by, at, &reason)
        }
        (
            S::Draft { .. }
            | S::Proposed { .. }
            | S::Approved { .. }
            | S::Exported { .. }
            | S::Done { .. }
            | S::Cancelled { .. },
            A::Propose { .. }
            | A::Reopen { .. }
            | A::Approve { .. }
            | A::Export { .. }
            | A::Finish { .. }
            | A::Cancel { .. },
        ) => Err(BankRefusal::BatchStage { stage: now.kind() }),
    }
}

fn approve(
    people: FourEyes,
    proposed: Contents,
    seal: Seal,
    limit: Money,
) -> Result<BatchStage, BankRefusal> {
    let now = seal.contents;
    if people.proposed_by == people.approved_by {
        Err(BankRefusal::SamePerson)
    } else if now != proposed {
        Err(BankRefusal::ContentsChanged { before: proposed, now })
    } else if now.total > limit {
        Err(BankRefusal::OverLimit { limit, total: now.total })
    } else {
        Ok(BatchStage::Approved { people, seal })
    }
}

fn cancel(
    begun_by: PersonId,
    by: PersonId,
    at: Moment,
    reason: &str,
) -> Result<BatchStage, BankRefusal> {
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(BankRefusal::ReasonMissing);
    }
    Ok(BatchStage::Cancelled { begun_by, by, at, reason })
}
