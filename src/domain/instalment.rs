//! An instalment: a payable part of a grant, for one organisation. The lump sum of an exchange is
//! one, a voucher has one or more for each partner. The one rule: it is promised, then due, then
//! paid; what a bank sent back is due again.

use super::{
    ids::{ApplicationId, CallId, InstalmentId, OrganisationId},
    moment::Moment,
    money::Money,
    refusal::{MoneyRefusal, Refusal},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

mod kind;
pub use kind::InstalmentStageKind;

/// Where an instalment stands, with the facts of that stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum InstalmentStage {
    /// Promised.
    Planned,
    /// Owed: how much, since when, and until which day it should be paid.
    Due { amount: Money, since: Moment, due_on: NaiveDate },
    /// Paid on this day, says the bank.
    Paid { amount: Money, on: NaiveDate },
    /// Will not be paid, with the reason.
    Cancelled { at: Moment, reason: String },
}

/// What can be done to an instalment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstalmentAct {
    /// What it waited for has come: so much is owed until that day.
    MakeDue { amount: Money, due_on: NaiveDate },
    /// The bank paid.
    Pay { on: NaiveDate },
    /// The bank sent the payment back: what it had paid is owed again until that day. What was kept
    /// back for a debt stays settled.
    OweAgain { amount: Money, due_on: NaiveDate },
    /// It will not be paid.
    Cancel { reason: String },
}

/// One instalment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instalment {
    /// Its id.
    pub id: InstalmentId,
    /// The exchange or proposal it belongs to.
    pub file: ApplicationId,
    /// In which call.
    pub call: CallId,
    /// Who gets it.
    pub payee: OrganisationId,
    /// Its number in the plan, from 1.
    pub position: u32,
    /// What people call it.
    pub label: String,
    /// What makes it due, by its code in the programme's plan.
    pub condition: String,
    /// What is promised.
    pub planned: Money,
    /// Where it stands.
    pub stage: InstalmentStage,
}

impl InstalmentStage {
    /// The stage by name.
    pub const fn kind(&self) -> InstalmentStageKind {
        match self {
            Self::Planned => InstalmentStageKind::Planned,
            Self::Due { .. } => InstalmentStageKind::Due,
            Self::Paid { .. } => InstalmentStageKind::Paid,
            Self::Cancelled { .. } => InstalmentStageKind::Cancelled,
        }
    }
    /// What is or was owed, once it is due.
    pub const fn amount(&self) -> Option<Money> {
        match self {
            Self::Due { amount, .. } | Self::Paid { amount, .. } => Some(*amount),
            Self::Planned | Self::Cancelled { .. } => None,
        }
    }
    /// The day it should be paid, while it is owed.
    pub const fn due_on(&self) -> Option<NaiveDate> {
        match self {
            Self::Due { due_on, .. } => Some(*due_on),
            Self::Planned | Self::Paid { .. } | Self::Cancelled { .. } => None,
        }
    }
}

/// The instalment's next stage. Refused with the stage it is at when the act does not belong
/// there, with `InstalmentOver` for more than was promised, with `ReasonMissing` for an empty
/// reason.
pub fn step(
    now: Moment,
    instalment: &Instalment,
    act: InstalmentAct,
) -> Result<InstalmentStage, Refusal> {
    use InstalmentAct as A;
    use InstalmentStage as S;
    let planned = instalment.planned;
    match (&instalment.stage, act) {
        (S::Planned, A::MakeDue { amount, .. }) if amount > planned || amount <= Money::ZERO => {
            Err(MoneyRefusal::InstalmentOver { planned, asked: amount }.into())
        }
        (S::Planned, A::MakeDue { amount, due_on }) => Ok(S::Due { amount, since: now, due_on }),
        (S::Due { amount, .. }, A::Pay { on }) => Ok(S::Paid { amount: *amount, on }),
        (S::Paid { amount, .. }, A::OweAgain { amount: again, .. })
            if again > *amount || again <= Money::ZERO =>
        {
            Err(MoneyRefusal::InstalmentOver { planned: *amount, asked: again }.into())
        }
        (S::Paid { .. }, A::OweAgain { amount, due_on }) => {
            Ok(S::Due { amount, since: now, due_on })
        }
        (S::Planned, A::Cancel { reason }) => {
            let reason = reason.trim();
            if reason.is_empty() {
                return Err(Refusal::ReasonMissing);
            }
            Ok(S::Cancelled { at: now, reason: reason.to_owned() })
        }
        (
            S::Planned | S::Due { .. } | S::Paid { .. } | S::Cancelled { .. },
            A::MakeDue { .. } | A::Pay { .. } | A::OweAgain { .. } | A::Cancel { .. },
        ) => Err(MoneyRefusal::InstalmentStage { stage: instalment.stage.kind() }.into()),
    }
}

#[cfg(test)]
mod tests;
