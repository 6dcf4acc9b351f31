//! What the bank said when asked whether name and account belong together (verification of payee).
//! The one rule: a close match blocks nothing by itself, but after "no match" nothing is paid
//! until a person has decided to proceed and said why (domain facts 7.35).

use super::{part::Part, refusal::BankRefusal};
use crate::domain::{ids::PersonId, moment::Moment};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The bank's answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum PayeeOutcome {
    /// Name and account belong together.
    Match,
    /// Nearly; the bank suggests this name.
    CloseMatch { suggested: String },
    /// They don't belong together.
    NoMatch,
    /// No answer could be had: a bank outside the scheme, or none in time.
    NotPossible,
}

impl PayeeOutcome {
    /// A close match with the bank's suggestion. Refused: nothing, control signs, more than 140
    /// characters.
    pub fn close_match(suggested: &str) -> Result<Self, BankRefusal> {
        Ok(Self::CloseMatch { suggested: Part::SuggestedName.need(suggested)? })
    }
}

impl fmt::Debug for PayeeOutcome {
    /// Without the suggested name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Match => "Match",
            Self::CloseMatch { .. } => "CloseMatch",
            Self::NoMatch => "NoMatch",
            Self::NotPossible => "NotPossible",
        })
    }
}

/// Who decided to pay in spite of the answer, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who decided.
    pub by: PersonId,
    /// When.
    pub at: Moment,
    /// Why; never empty.
    pub reason: String,
}

/// A check that was made, and what was decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayeeCheck {
    outcome: PayeeOutcome,
    checked_by: PersonId,
    checked_at: Moment,
    decision: Option<Decision>,
}

impl PayeeCheck {
    /// A check made by this person (who asked the bank, or read its answer in).
    pub const fn new(outcome: PayeeOutcome, checked_by: PersonId, checked_at: Moment) -> Self {
        Self { outcome, checked_by, checked_at, decision: None }
    }
    /// The same with a decision to proceed. A close match may have one on record, "no match" needs
    /// it. Refused: an empty reason (`ReasonMissing`), a second decision or one where the answer
    /// leaves nothing to decide (`NothingToDecide`).
    pub fn proceed(&self, by: PersonId, at: Moment, reason: &str) -> Result<Self, BankRefusal> {
        let is_decidable = match self.outcome {
            PayeeOutcome::NoMatch | PayeeOutcome::CloseMatch { .. } => self.decision.is_none(),
            PayeeOutcome::Match | PayeeOutcome::NotPossible => false,
        };
        if !is_decidable {
            return Err(BankRefusal::NothingToDecide);
        }
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(BankRefusal::ReasonMissing);
        }
        Ok(Self { decision: Some(Decision { by, at, reason }), ..self.clone() })
    }
    /// The bank's answer.
    pub const fn outcome(&self) -> &PayeeOutcome {
        &self.outcome
    }
    /// Who asked, and when.
    pub const fn checked(&self) -> (PersonId, Moment) {
        (self.checked_by, self.checked_at)
    }
    /// The decision to proceed, when there is one.
    pub const fn decision(&self) -> Option<&Decision> {
        self.decision.as_ref()
    }
    /// Whether a decision must come before money goes out.
    pub const fn is_open(&self) -> bool {
        match self.outcome {
            PayeeOutcome::NoMatch => self.decision.is_none(),
            PayeeOutcome::Match | PayeeOutcome::CloseMatch { .. } | PayeeOutcome::NotPossible => {
                false
            }
        }
    }
}
