//! A payee's account: which kind, and who confirmed it. The one rule: nothing is paid to an account
//! that a second person has not confirmed; whoever proposed it never does.

use super::{
    address::Address,
    numbers::{Bic, Iban, Lei},
    refusal::BankRefusal,
    stages::AccountStageKind,
    texts::{HolderName, OtherDetails},
};
use crate::domain::{
    ids::{BankAccountId, PersonId},
    moment::Moment,
    payment::FourEyes,
};
use serde::{Deserialize, Serialize};

/// What kind of account it is, which says how it is paid to (domain facts 4.4, 7.32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AccountKind {
    /// Goes into the file for the bank.
    Sepa { iban: Iban, bic: Option<Bic> },
    /// Has an account number, but SEPA doesn't reach it: goes on the manual list.
    IbanOutsideSepa { iban: Iban, bic: Bic },
    /// Has no account number of this kind (Armenia): goes on the manual list.
    Other { details: OtherDetails },
}

impl AccountKind {
    /// The kind that fits the account number's country. Refused (`BicMissing`) outside SEPA without
    /// the bank's code, which such a transfer can't do without.
    pub fn of(iban: Iban, bic: Option<Bic>) -> Result<Self, BankRefusal> {
        if iban.country().is_in_sepa() {
            return Ok(Self::Sepa { iban, bic });
        }
        match bic {
            Some(bic) => Ok(Self::IbanOutsideSepa { iban, bic }),
            None => Err(BankRefusal::BicMissing { country: iban.country().into() }),
        }
    }
    /// Account number and bank's code when a file may carry them. Asks the number itself, so an
    /// account kept under the wrong kind stays out too.
    pub fn in_file(&self) -> Option<(&Iban, Option<&Bic>)> {
        match self {
            Self::Sepa { iban, bic } => iban.country().is_in_sepa().then_some((iban, bic.as_ref())),
            Self::IbanOutsideSepa { .. } | Self::Other { .. } => None,
        }
    }
}

/// A payee's account with what a transfer to it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccount {
    /// Who holds it, as the bank knows the name.
    pub holder: HolderName,
    /// Where the holder is.
    pub address: Address,
    /// The account itself.
    pub kind: AccountKind,
    /// The holder's legal entity identifier, by which a bank may check it instead of by name.
    pub lei: Option<Lei>,
}

/// Where an account stands, with the facts of that stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum AccountState {
    /// Waits for another person.
    Proposed { by: PersonId, at: Moment },
    /// May be paid to.
    Confirmed { people: FourEyes },
    /// Not taken.
    Rejected { proposed_by: PersonId, by: PersonId, at: Moment, reason: String },
    /// Another account, itself confirmed, stands in its place.
    Replaced { people: FourEyes, with: BankAccountId, at: Moment },
}

/// What can be done to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountAct {
    /// A second person has checked it.
    Confirm { by: PersonId, at: Moment },
    /// It is not taken; the proposer may take it back himself in this way.
    Reject { by: PersonId, at: Moment, reason: String },
    /// Another account stands in its place from now on.
    Replace { with: BankAccountId, at: Moment },
}

impl AccountState {
    /// The stage by name.
    pub const fn kind(&self) -> AccountStageKind {
        match self {
            Self::Proposed { .. } => AccountStageKind::Proposed,
            Self::Confirmed { .. } => AccountStageKind::Confirmed,
            Self::Rejected { .. } => AccountStageKind::Rejected,
            Self::Replaced { .. } => AccountStageKind::Replaced,
        }
    }
}

/// The account's next state. Refused: the stage it is at when the act doesn't belong there
/// (`AccountStage`), the proposer confirming (`SamePerson`), an empty reason (`ReasonMissing`).
pub fn step_account(now: &AccountState, act: AccountAct) -> Result<AccountState, BankRefusal> {
    use AccountAct as A;
    use AccountState as S;
    match (now, act) {
        (S::Proposed { by, .. }, A::Confirm { by: second, .. }) if *by == second => {
            Err(BankRefusal::SamePerson)
        }
        (S::Proposed { by, .. }, A::Confirm { by: approved_by, at: approved_at }) => {
            let people = FourEyes { proposed_by: *by, approved_by, approved_at };
            Ok(S::Confirmed { people })
        }
        (S::Proposed { by: proposed_by, .. }, A::Reject { by, at, reason }) => {
            let reason = reason.trim().to_owned();
            if reason.is_empty() {
                return Err(BankRefusal::ReasonMissing);
            }
            Ok(S::Rejected { proposed_by: *proposed_by, by, at, reason })
        }
        (S::Confirmed { people }, A::Replace { with, at }) => {
            Ok(S::Replaced { people: *people, with, at })
        }
        (
            S::Proposed { .. } | S::Confirmed { .. } | S::Rejected { .. } | S::Replaced { .. },
            A::Confirm { .. } | A::Reject { .. } | A::Replace { .. },
        ) => Err(BankRefusal::AccountStage { stage: now.kind() }),
    }
}
