//! Every way to be told no about accounts and batches: a named value with the facts its sentence
//! needs. The one rule: it never holds an account number, a name or an address.

use super::{
    part::Part,
    stages::{AccountStageKind, BatchStageKind, Contents},
};
use crate::domain::{form::FieldRefusal, money::Money};
use serde::{Deserialize, Serialize};

/// A rule about accounts or batches said no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
#[error("refused: {self:?}")]
pub enum BankRefusal {
    // ── numbers
    /// Not an account number; the inner value says what to look at.
    Iban { why: FieldRefusal },
    /// A bank's code has 8 or 11 letters and digits.
    BicShape,
    /// Accounts of this country, which is outside SEPA, need the bank's code too.
    BicMissing { country: String },
    /// A legal entity identifier has 18 letters and digits and two check digits.
    LeiShape,
    /// The check digits of the legal entity identifier don't fit.
    LeiCheck,
    /// Two letters that name no country.
    CountryUnknown,
    /// A reference has 1 to 35 signs of the SEPA set, and slashes only inside and one at a time.
    ReferenceShape,
    // ── texts
    /// Nothing was given.
    PartMissing { part: Part },
    /// More characters than the bank's format has room for.
    PartTooLong { part: Part, most: u32, have: u32 },
    /// A line break or another control sign.
    PartControl { part: Part },
    // ── people
    /// The same person may not propose and confirm or approve.
    SamePerson,
    /// A reason is required.
    ReasonMissing,
    // ── accounts
    /// The account is at a stage where this can't be done.
    AccountStage { stage: AccountStageKind },
    /// Only an answer of "no match" waits for a decision, and only once.
    NothingToDecide,
    // ── batches
    /// The batch is at a stage where this can't be done.
    BatchStage { stage: BatchStageKind },
    /// A batch needs at least one line.
    EmptyBatch,
    /// The total is above what this person may approve.
    OverLimit { limit: Money, total: Money },
    /// The lines are no longer those that were proposed or approved.
    ContentsChanged { before: Contents, now: Contents },
    /// Lines still wait for the bank's word.
    LinesOpen { count: u32 },
    /// Two lines have the same reference.
    ReferenceTwice { reference: String },
    /// The amounts don't fit in one file.
    TotalTooLarge,
}
