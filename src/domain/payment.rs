//! A payment's life: proposed, approved by another person, exported, settled or returned. The one
//! rule: who proposes never approves; the database refuses it too.

use super::{calendar::add_calendar_days, ids::PersonId, moment::Moment, refusal::Refusal};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

mod four_eyes;
mod kind;
pub use four_eyes::FourEyes;
pub use kind::PaymentStageKind;

/// Where a payment stands, with the facts of that stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum PaymentStage {
    /// Waits for another person.
    Proposed { by: PersonId, at: Moment },
    /// Ready for the bank.
    Approved { people: FourEyes },
    /// Given to the bank in a file or by hand.
    Exported { people: FourEyes, by: PersonId, at: Moment },
    /// Paid on this day, says the bank.
    Settled { people: FourEyes, on: NaiveDate },
    /// Sent back by the bank on this day, with its reason.
    Returned { people: FourEyes, on: NaiveDate, reason: String },
    /// Taken back before approval.
    Cancelled { proposed_by: PersonId, by: PersonId, at: Moment, reason: String },
}

/// What can be done to a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum PaymentAct {
    /// A second person agrees.
    Approve { by: PersonId, at: Moment },
    /// It goes to the bank.
    Export { by: PersonId, at: Moment },
    /// The bank paid it on this day.
    Settle { on: NaiveDate },
    /// All of it is kept back for a debt: it is done without the bank.
    SettleBySetOff { on: NaiveDate },
    /// The bank sent it back, even after paying.
    Return { on: NaiveDate, reason: String },
    /// It is taken back, before anyone approved.
    Cancel { by: PersonId, at: Moment, reason: String },
}

impl PaymentStage {
    /// The stage by name.
    pub const fn kind(&self) -> PaymentStageKind {
        match self {
            Self::Proposed { .. } => PaymentStageKind::Proposed,
            Self::Approved { .. } => PaymentStageKind::Approved,
            Self::Exported { .. } => PaymentStageKind::Exported,
            Self::Settled { .. } => PaymentStageKind::Settled,
            Self::Returned { .. } => PaymentStageKind::Returned,
            Self::Cancelled { .. } => PaymentStageKind::Cancelled,
        }
    }
    /// Who proposed it.
    pub const fn proposed_by(&self) -> PersonId {
        match self {
            Self::Proposed { by, .. } => *by,
            Self::Cancelled { proposed_by, .. } => *proposed_by,
            Self::Approved { people }
            | Self::Exported { people, .. }
            | Self::Settled { people, .. }
            | Self::Returned { people, .. } => people.proposed_by,
        }
    }
}

/// The payment's next stage. Refused with the stage it is at when the act does not belong there,
/// with `SamePerson` when who proposed would approve, with `ReasonMissing` for an empty reason.
/// A returned payment ends; the money is due again and another payment is proposed.
pub fn step(now: &PaymentStage, act: PaymentAct) -> Result<PaymentStage, Refusal> {
    use PaymentAct as A;
    use PaymentStage as S;
    match (now, act) {
        (S::Proposed { by, .. }, A::Approve { by: approver, .. }) if *by == approver => {
            Err(Refusal::SamePerson)
        }
        (S::Proposed { by, .. }, A::Approve { by: approved_by, at: approved_at }) => {
            let people = FourEyes { proposed_by: *by, approved_by, approved_at };
            Ok(S::Approved { people })
        }
        (S::Proposed { by: proposed_by, .. }, A::Cancel { by, at, reason }) => {
            let reason = given(&reason)?;
            Ok(S::Cancelled { proposed_by: *proposed_by, by, at, reason })
        }
        (S::Approved { people }, A::Export { by, at }) => {
            Ok(S::Exported { people: *people, by, at })
        }
        (S::Exported { people, .. }, A::Settle { on })
        | (S::Approved { people }, A::SettleBySetOff { on }) => {
            Ok(S::Settled { people: *people, on })
        }
        (S::Exported { people, .. } | S::Settled { people, .. }, A::Return { on, reason }) => {
            Ok(S::Returned { people: *people, on, reason: given(&reason)? })
        }
        (
            S::Proposed { .. }
            | S::Approved { .. }
            | S::Exported { .. }
            | S::Settled { .. }
            | S::Returned { .. }
            | S::Cancelled { .. },
            A::Approve { .. }
            | A::Export { .. }
            | A::Settle { .. }
            | A::SettleBySetOff { .. }
            | A::Return { .. }
            | A::Cancel { .. },
        ) => Err(Refusal::PaymentStage { stage: now.kind() }),
    }
}

/// The reason without blanks around it; refused when nothing is left.
fn given(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() { Err(Refusal::ReasonMissing) } else { Ok(reason.to_owned()) }
}

/// What the bank did is recorded once it is done: a day after today (in the office's zone) is
/// refused.
pub fn bank_day(on: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    if on > today { Err(Refusal::BankDayAhead { on }) } else { Ok(()) }
}

/// The day this many calendar days after the later of the stay's end and the day the evidence was
/// complete (domain facts 7.14). With the programme's `pay_within_days` it is the day the payment
/// is due, with its `pay_warn_days` the first day on which an unpaid one is warned about.
pub fn due_on(stay_end: NaiveDate, evidence_complete_on: NaiveDate, days: u32) -> NaiveDate {
    add_calendar_days(stay_end.max(evidence_complete_on), days)
}

/// Where an unpaid lump sum stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// There is time.
    InTime,
    /// The warning day has come.
    Warn,
    /// The due day has passed.
    Late,
}

/// Whether an unpaid lump sum is near its due day or past it. The due day itself is still in time
/// to pay, so it warns.
pub fn urgency(today: NaiveDate, warn_on: NaiveDate, due_on: NaiveDate) -> Urgency {
    if today > due_on {
        Urgency::Late
    } else if today >= warn_on {
        Urgency::Warn
    } else {
        Urgency::InTime
    }
}

#[cfg(test)]
mod tests;
