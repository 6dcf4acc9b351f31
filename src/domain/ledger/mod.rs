//! The ledger: a transfer has one debit, one credit, one amount, so nothing can be unbalanced.
//! The one rule: transfers are never changed; a correction is another transfer. Euro and counted
//! things (exchanges) live in the same books, in different units that never mix.

pub mod chart;
mod ladder;
#[cfg(test)]
mod memory;
pub mod movement;

pub use ladder::post;

use super::{
    ids::{AccountId, TransferId},
    money::Money,
};
use serde::{Deserialize, Serialize};

/// What an account counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Euro cents.
    Cents,
    /// Things: exchanges.
    Pieces,
    /// The value of services in kind, in cents. It stands beside cash and never mixes with it
    /// (domain facts 7.18).
    Services,
}

impl Unit {
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cents => "cents",
            Self::Pieces => "pieces",
            Self::Services => "services",
        }
    }
    /// The unit with this text.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Cents, Self::Pieces, Self::Services].into_iter().find(|unit| unit.code() == code)
    }
}

/// What an account is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Nothing.
    None,
    /// Debits (pending and posted) never exceed posted credits: a budget line, a quota pool.
    DebitsWithinCredits,
}

/// The four running sums of an account, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sums {
    /// Reserved to go out.
    pub debits_pending: i64,
    /// Gone out.
    pub debits_posted: i64,
    /// Reserved to come in.
    pub credits_pending: i64,
    /// Come in.
    pub credits_posted: i64,
}

impl Sums {
    /// What a limited account can still give: posted credits less all debits.
    pub fn room(&self) -> i64 {
        // Each sum fits and is not negative, so only the two subtractions could reach far below.
        self.credits_posted.saturating_sub(self.debits_posted).saturating_sub(self.debits_pending)
    }
}

/// An account as the books hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What it counts.
    pub unit: Unit,
    /// What it is held to.
    pub limit: Limit,
    /// Its sums.
    pub sums: Sums,
}

/// A positive amount in the account's unit.
/// Reading zero or less from stored text fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct PositiveAmount(i64);

impl PositiveAmount {
    /// `None` for zero and below.
    pub const fn new(amount: i64) -> Option<Self> {
        if amount > 0 { Some(Self(amount)) } else { None }
    }
    /// One piece.
    pub const ONE: Self = Self(1);
    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }
    /// An amount of money in cents; `None` for zero and debts.
    pub const fn of_money(money: Money) -> Option<Self> {
        Self::new(money.cents())
    }
    /// This many pieces; `None` for zero.
    pub const fn of_pieces(pieces: u32) -> Option<Self> {
        Self::new(pieces as i64)
    }
}

/// Not a positive number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not above zero")]
pub struct NotPositive(pub i64);

impl TryFrom<i64> for PositiveAmount {
    type Error = NotPositive;
    fn try_from(amount: i64) -> Result<Self, Self::Error> {
        Self::new(amount).ok_or(NotPositive(amount))
    }
}

impl From<PositiveAmount> for i64 {
    fn from(amount: PositiveAmount) -> Self {
        amount.0
    }
}

/// Why a transfer was made; stored as its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Money or places given to a call.
    Appropriation,
    /// An award reserves: the commitment, a place.
    Commitment,
    /// An instalment is due: what was promised is owed now.
    Due,
    /// A settled payment.
    Payment,
    /// A payment that was set off against a debt.
    SetOff,
    /// A commitment that is no longer needed.
    Release,
    /// The bank sent a payment back.
    Return,
    /// Money is claimed back.
    Recovery,
    /// Money that was claimed back is there.
    Repayment,
    /// Money that came back can be committed again.
    Reuse,
    /// The call's books are closed: what is free goes back to where it came from.
    Closing,
    /// A service in kind was agreed or delivered.
    Service,
    /// A validated exchange is counted.
    Counted,
    /// A person corrected something, with a reason.
    Correction,
}

impl Code {
    /// All codes.
    pub const ALL: [Self; 14] = [
        Self::Appropriation,
        Self::Commitment,
        Self::Due,
        Self::Payment,
        Self::SetOff,
        Self::Release,
        Self::Return,
        Self::Recovery,
        Self::Repayment,
        Self::Reuse,
        Self::Closing,
        Self::Service,
        Self::Counted,
        Self::Correction,
    ];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Appropriation => "appropriation",
            Self::Commitment => "commitment",
            Self::Due => "due",
            Self::Payment => "payment",
            Self::SetOff => "set_off",
            Self::Release => "release",
            Self::Return => "return",
            Self::Recovery => "recovery",
            Self::Repayment => "repayment",
            Self::Reuse => "reuse",
            Self::Closing => "closing",
            Self::Service => "service",
            Self::Counted => "counted",
            Self::Correction => "correction",
        }
    }
    /// The code with this text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }
}

/// What kind of movement a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Final at once.
    Posted,
    /// Reserved; posted or voided later, once.
    Pending,
    /// Makes a pending transfer final, up to its amount; the rest is released.
    PostOf(TransferId),
    /// Releases a pending transfer whole.
    VoidOf(TransferId),
}

/// One movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer {
    /// Id and idempotency key, from the caller.
    pub id: TransferId,
    /// Where it goes out.
    pub debit: AccountId,
    /// Where it comes in.
    pub credit: AccountId,
    /// How much. For `VoidOf` the pending amount.
    pub amount: PositiveAmount,
    /// Why.
    pub why: Code,
    /// How.
    pub kind: Kind,
}

/// How a pending transfer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Posted with this amount.
    Posted(PositiveAmount),
    /// Voided.
    Voided,
}

/// A transfer in the books; `ended` is only ever set on a pending one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The transfer as made.
    pub transfer: Transfer,
    /// Whether a pending one has ended.
    pub ended: Option<Ended>,
}

/// The part of the books a decision needs: the two accounts, the transfer with the same id if
/// there is one, and the pending transfer it ends. The store loads them under lock.
#[derive(Debug, Clone, Copy, Default)]
pub struct Books {
    /// The account debited.
    pub debit: Option<Account>,
    /// The account credited.
    pub credit: Option<Account>,
    /// A transfer with the same id.
    pub same_id: Option<Entry>,
    /// The pending transfer named by `PostOf` or `VoidOf`.
    pub pending: Option<Entry>,
}

/// What posting changes: the sums after, for the store to write as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// The same transfer is already there; nothing to write.
    Exists,
    /// Write the transfer and these sums; `ended` is for the pending transfer.
    Done { debit: Sums, credit: Sums, ended: Option<Ended> },
}

/// Why the ledger refuses, from the general to the particular; the order is part of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum LedgerRefusal {
    /// The id was used for another transfer.
    ExistsWithOtherContent,
    /// Debit and credit are the same account.
    SameAccount,
    /// An account is not in the books.
    AccountUnknown,
    /// The accounts count different things.
    UnitsDiffer,
    /// The pending transfer is not in the books.
    PendingUnknown,
    /// The transfer named is not pending.
    NotPending,
    /// It has already been posted or voided.
    AlreadyEnded,
    /// Accounts differ from the pending transfer's.
    AccountsDiffer,
    /// More than was reserved (or, for a void, not exactly that).
    AmountDiffers,
    /// The debited account has not enough room (in its unit).
    NoRoom { room: i64 },
    /// A sum would not fit.
    Overflow,
}

#[cfg(test)]
mod tests;
