//! Money claimed back from a grantee: proposed, approved by another person, told to the debtor with
//! a day to pay it back by, and then paid back, set off from a later payment, or waived. The one
//! rule: never more is claimed than was paid, never more comes back than is left, and nothing but
//! what a second person approved is a debt. No interest is assumed: the sources name none.

use super::{
    ids::{PersonId, RecoveryId},
    moment::Moment,
    money::Money,
    payment::FourEyes,
    refusal::{MoneyRefusal, Refusal},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

mod event;
mod kind;
pub use event::{RecoveryEvent, RecoveryNotice, RecoveryRef};
pub use kind::{RecoveryReason, RecoveryStageKind};

/// What is claimed and what became of it. What is left is worked out, never kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// What is claimed back.
    pub claimed: Money,
    /// What the debtor paid back.
    pub repaid: Money,
    /// What was kept back from later payments.
    pub set_off: Money,
    /// What need not be paid back.
    pub waived: Money,
}

impl Tally {
    /// A claim of which nothing has come yet.
    pub const fn of(claimed: Money) -> Self {
        Self { claimed, repaid: Money::ZERO, set_off: Money::ZERO, waived: Money::ZERO }
    }
    /// What is still to come: never below zero, because [`step`] takes no more than that.
    pub fn left(&self) -> Money {
        let done = Money::sum([self.repaid, self.set_off, self.waived]);
        done.and_then(|done| self.claimed.checked_sub(done)).unwrap_or(Money::ZERO)
    }
    /// What the claim takes of its payment: what was waived stays with the grantee.
    pub fn standing(&self) -> Money {
        self.claimed.checked_sub(self.waived).unwrap_or(Money::ZERO)
    }
}

/// Where a claim stands, with the facts of that stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum RecoveryStage {
    /// Waits for another person.
    Proposed { by: PersonId, at: Moment },
    /// Another person said no.
    Rejected { proposed_by: PersonId, by: PersonId, at: Moment, reason: String },
    /// Taken back before anybody approved.
    Withdrawn { proposed_by: PersonId, by: PersonId, at: Moment, reason: String },
    /// A debt, told to the debtor.
    Notified { people: FourEyes },
    /// Some of it came back, or was waived.
    PartlyRepaid { people: FourEyes },
    /// Nothing is left since that day.
    Settled { people: FourEyes, on: NaiveDate },
    /// All of it was waived, on that day.
    Waived { people: FourEyes, on: NaiveDate },
}

impl RecoveryStage {
    /// The stage by name.
    pub const fn kind(&self) -> RecoveryStageKind {
        match self {
            Self::Proposed { .. } => RecoveryStageKind::Proposed,
            Self::Rejected { .. } => RecoveryStageKind::Rejected,
            Self::Withdrawn { .. } => RecoveryStageKind::Withdrawn,
            Self::Notified { .. } => RecoveryStageKind::Notified,
            Self::PartlyRepaid { .. } => RecoveryStageKind::PartlyRepaid,
            Self::Settled { .. } => RecoveryStageKind::Settled,
            Self::Waived { .. } => RecoveryStageKind::Waived,
        }
    }
    /// Who proposed and approved it, once it is a debt.
    pub const fn people(&self) -> Option<FourEyes> {
        match self {
            Self::Notified { people }
            | Self::PartlyRepaid { people }
            | Self::Settled { people, .. }
            | Self::Waived { people, .. } => Some(*people),
            Self::Proposed { .. } | Self::Rejected { .. } | Self::Withdrawn { .. } => None,
        }
    }
}

/// What can be done to a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecoveryAct {
    /// A second person agrees.
    Approve { by: PersonId, at: Moment },
    /// Another person says no.
    Reject { by: PersonId, at: Moment, reason: String },
    /// It is taken back.
    Withdraw { by: PersonId, at: Moment, reason: String },
    /// The debtor paid so much back on that day.
    Repay { amount: Money, on: NaiveDate },
    /// So much of what was entered as paid back never was.
    TakeBack { amount: Money },
    /// So much was kept back from a payment that was done on that day.
    SetOff { amount: Money, on: NaiveDate },
    /// A second person agrees that so much need not be paid back.
    Waive { amount: Money, asked_by: PersonId, by: PersonId, on: NaiveDate },
}

/// The next stage and the sums after. Refused: an act that does not belong to the stage
/// (`RecoveryStage`), the proposer approving (`SamePerson`), an empty reason (`ReasonMissing`), and
/// a sum of nothing or of more than is left (`RecoveryOver`).
pub fn step(
    now: &RecoveryStage,
    tally: Tally,
    act: RecoveryAct,
) -> Result<(RecoveryStage, Tally), Refusal> {
    use RecoveryAct as A;
    use RecoveryStage as S;
    match (now, act) {
        (S::Proposed { by, .. }, A::Approve { by: second, .. }) if *by == second => {
            Err(Refusal::SamePerson)
        }
        (S::Proposed { by, .. }, A::Approve { by: approved_by, at: approved_at }) => {
            let people = FourEyes { proposed_by: *by, approved_by, approved_at };
            Ok((S::Notified { people }, tally))
        }
        (S::Proposed { by: proposed_by, .. }, A::Reject { by, at, reason }) => {
            let reason = given(&reason)?;
            Ok((S::Rejected { proposed_by: *proposed_by, by, at, reason }, tally))
        }
        (S::Proposed { by: proposed_by, .. }, A::Withdraw { by, at, reason }) => {
            let reason = given(&reason)?;
            Ok((S::Withdrawn { proposed_by: *proposed_by, by, at, reason }, tally))
        }
        (S::Notified { people } | S::PartlyRepaid { people }, A::Repay { amount, on }) => {
            let after = Tally { repaid: more(tally, tally.repaid, amount)?, ..tally };
            Ok((reached(*people, after, on), after))
        }
        (S::Notified { people } | S::PartlyRepaid { people }, A::SetOff { amount, on }) => {
            let after = Tally { set_off: more(tally, tally.set_off, amount)?, ..tally };
            Ok((reached(*people, after, on), after))
        }
        // What was waived whole was never paid back, so it never opens again.
        (S::PartlyRepaid { people } | S::Settled { people, .. }, A::TakeBack { amount }) => {
            let after = Tally { repaid: less(tally.repaid, amount)?, ..tally };
            Ok((open_again(*people, after), after))
        }
        (S::Notified { .. } | S::PartlyRepaid { .. }, A::Waive { asked_by, by, .. })
            if asked_by == by =>
        {
            Err(Refusal::SamePerson)
        }
        (S::Notified { people } | S::PartlyRepaid { people }, A::Waive { amount, on, .. }) => {
            let after = Tally { waived: more(tally, tally.waived, amount)?, ..tally };
            Ok((reached(*people, after, on), after))
        }
        (
            S::Proposed { .. }
            | S::Rejected { .. }
            | S::Withdrawn { .. }
            | S::Notified { .. }
            | S::PartlyRepaid { .. }
            | S::Settled { .. }
            | S::Waived { .. },
            A::Approve { .. }
            | A::Reject { .. }
            | A::Withdraw { .. }
            | A::Repay { .. }
            | A::TakeBack { .. }
            | A::SetOff { .. }
            | A::Waive { .. },
        ) => Err(MoneyRefusal::RecoveryStage { stage: now.kind() }.into()),
    }
}

/// A part of what is left, on top of what was of its kind before.
fn more(tally: Tally, before: Money, amount: Money) -> Result<Money, Refusal> {
    let left = tally.left();
    let over = || Refusal::from(MoneyRefusal::RecoveryOver { most: left, asked: amount });
    if amount <= Money::ZERO || amount > left {
        return Err(over());
    }
    before.checked_add(amount).ok_or_else(over)
}

/// What was paid back without a part that never came.
fn less(repaid: Money, amount: Money) -> Result<Money, Refusal> {
    let over = || Refusal::from(MoneyRefusal::RecoveryOver { most: repaid, asked: amount });
    if amount <= Money::ZERO || amount > repaid {
        return Err(over());
    }
    repaid.checked_sub(amount).ok_or_else(over)
}

/// Where a debt stands of which more is owed again.
fn open_again(people: FourEyes, after: Tally) -> RecoveryStage {
    if after.left() == after.claimed {
        RecoveryStage::Notified { people }
    } else {
        RecoveryStage::PartlyRepaid { people }
    }
}

/// Where a debt stands with these sums.
fn reached(people: FourEyes, after: Tally, on: NaiveDate) -> RecoveryStage {
    if after.left() > Money::ZERO {
        RecoveryStage::PartlyRepaid { people }
    } else if after.waived == after.claimed {
        RecoveryStage::Waived { people, on }
    } else {
        RecoveryStage::Settled { people, on }
    }
}

/// The reason without blanks around it; refused when nothing is left.
fn given(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() { Err(Refusal::ReasonMissing) } else { Ok(reason.to_owned()) }
}

/// What somebody wants to claim back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// How much.
    pub amount: Money,
    /// Why, in kind.
    pub why: RecoveryReason,
    /// Why, in words: the debtor reads them.
    pub says: String,
    /// The day to pay it back by. No source names a period, so a person sets it.
    pub due_on: NaiveDate,
}

/// What of a payment can still be claimed back: what was paid, less the claims that stand. What was
/// kept back from it for a debt counts as paid.
pub fn claimable(paid: Money, standing: impl IntoIterator<Item = Tally>) -> Money {
    let taken = Money::sum(standing.into_iter().map(|tally| tally.standing()));
    let left = taken.and_then(|taken| paid.checked_sub(taken)).unwrap_or(Money::ZERO);
    left.max(Money::ZERO)
}

/// A claim that may be proposed, its words without blanks around them. Refused: nothing or more
/// than can be claimed (`RecoveryOver`), no words (`ReasonMissing`), a day that is not ahead
/// (`RecoveryDayOver`).
pub fn checked(claim: &Claim, most: Money, today: NaiveDate) -> Result<Claim, Refusal> {
    if claim.amount <= Money::ZERO || claim.amount > most {
        return Err(MoneyRefusal::RecoveryOver { most, asked: claim.amount }.into());
    }
    let says = given(&claim.says)?;
    day_ahead(claim.due_on, today)?;
    Ok(Claim { says, ..claim.clone() })
}

/// Money can only be asked for by a day to come.
pub fn day_ahead(due_on: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    if due_on > today {
        return Ok(());
    }
    Err(MoneyRefusal::RecoveryDayOver { on: due_on }.into())
}

/// A waiver that may be asked for: some of what is left, with a reason.
pub fn waivable(tally: Tally, amount: Money, reason: &str) -> Result<String, Refusal> {
    more(tally, Money::ZERO, amount)?;
    given(reason)
}

/// What was kept back from a payment, spread over the debts: the first one first, each up to what
/// is left of it. Give them oldest first. What no debt takes is not spread.
pub fn spread(kept: Money, debts: &[(RecoveryId, Money)]) -> Vec<(RecoveryId, Money)> {
    let mut rest = kept;
    let mut parts = Vec::new();
    for (id, left) in debts {
        let part = rest.min(*left);
        if part > Money::ZERO {
            parts.push((*id, part));
            rest = rest.checked_sub(part).unwrap_or(Money::ZERO);
        }
    }
    parts
}

/// Whether a text a payer wrote names this reference: letters and digits alone count, in any case,
/// and no digit follows it, so that `…-R1` is not found in `…-R12`.
pub fn is_named_in(reference: &str, text: &str) -> bool {
    let plain = |text: &str| -> String {
        let signs = text.chars().filter(char::is_ascii_alphanumeric);
        signs.map(|sign| sign.to_ascii_uppercase()).collect()
    };
    let (wanted, said) = (plain(reference), plain(text));
    let ends_there = |(at, found): (usize, &str)| {
        let after = said.get(at + found.len()..).unwrap_or_default();
        !after.starts_with(|sign: char| sign.is_ascii_digit())
    };
    !wanted.is_empty() && said.match_indices(wanted.as_str()).any(ends_there)
}

#[cfg(test)]
mod tests;
