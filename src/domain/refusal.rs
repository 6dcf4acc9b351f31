//! Every way to be told no: a named value with the facts a sentence needs. The wording is in
//! `render/words.rs`; nobody compares strings.

use super::{
    bank::BankRefusal, ledger::LedgerRefusal, lump_sum::LumpSumRefusal, moment::Moment,
    money::Money, screening::ScreeningRefusal,
};
use serde::{Deserialize, Serialize};

mod money;
mod scored;

pub use super::form::FieldRefusal;
pub use money::MoneyRefusal;
pub use scored::ScoredRefusal;

/// A rule said no. The person can do something about it; the sentence says what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    // ── time
    /// The call opens later.
    NotOpenYet { opens_at: Moment },
    /// The deadline has passed; what was typed stays in the draft.
    DeadlinePassed { deadline: Moment },
    /// The call is not in the state this needs (draft, open, closed).
    CallNotInState { state: String },
    // ── stage
    /// The application is at a stage where this can't be done.
    WrongStage { stage: super::application::StageKind },
    /// Someone changed it since this page was shown.
    Stale,
    /// A saved template names columns, by their keys, that the list no longer has.
    ColumnsGone { columns: Vec<String> },
    // ── form
    /// Answers are missing or wrong; each with its field.
    FormIncomplete { faults: Vec<super::form::Fault> },
    /// A single value is not acceptable; the field says which.
    FieldRefused { field: String, why: FieldRefusal },
    // ── people
    /// An account with this address is already there (said only to its owner, by mail).
    AddressTaken,
    /// Address and password don't fit together, or the address is not confirmed.
    SignInFailed,
    /// Too many tries; the time says when to try again.
    TooManyTries { again_at: Moment },
    /// A link from a mail that was used, replaced, or is too old.
    LinkSpent,
    /// The address must be confirmed first.
    AddressNotVerified,
    /// Nobody else is an administrator, so this one stays.
    LastAdministrator,
    /// The organisation has no profile accepted for this side of the exchange.
    NoAcceptedProfile,
    /// Visitor and host are the same organisation.
    SameOrganisation,
    /// A draft for this call is already there; continue it.
    DraftExists { application: super::ids::ApplicationId },
    // ── match and signatures
    /// Already confirmed or signed.
    AlreadyDone,
    /// One person may not sign for two parties.
    SignedForOther,
    /// The text changed since this page was shown; read it again.
    TextChanged,
    // ── eligibility and decision
    /// Checks are open or failed, so this decision can't be taken.
    ChecksNotClear { open: Vec<String>, failed: Vec<String> },
    /// A reason is required.
    ReasonMissing,
    /// The budget has too little room.
    BudgetShort { needed: Money, free: Money },
    /// A quota has no room; `key` names it as the programme does.
    QuotaFull { key: String, label: String, room: i64 },
    /// The organisation already had its funded visit in this edition.
    VisitUsed,
    /// The amount can't be worked out; the reason is the lump sum's.
    NoLumpSum { why: LumpSumRefusal },
    // ── report
    /// A kind of evidence the programme asks for is missing.
    EvidenceMissing { kinds: Vec<String> },
    /// The stay is not over yet.
    StayNotOver { ends_on: chrono::NaiveDate },
    /// A file is larger than allowed (bytes).
    FileTooLarge { max_bytes: u64 },
    /// A file is of a kind that is not taken.
    FileKind { allowed: Vec<String> },
    /// There are too many files.
    TooManyFiles { max: u32 },
    // ── money
    /// The same person may not propose and approve.
    SamePerson,
    /// The bank's day lies in the future.
    BankDayAhead { on: chrono::NaiveDate },
    /// The rate table is a derived default that nobody has confirmed yet.
    RatesNotConfirmed,
    /// The ledger said no.
    Ledger { why: LedgerRefusal },
    /// The payment is at a stage where this can't be done.
    PaymentStage { stage: super::payment::PaymentStageKind },
    /// A rule of instalments, agreements, banks or recoveries said no.
    Money { why: MoneyRefusal },
    /// Screening said no.
    Screening { why: ScreeningRefusal },
    /// A rule of scored calls said no.
    Scored { why: ScoredRefusal },
}

impl From<ScoredRefusal> for Refusal {
    fn from(why: ScoredRefusal) -> Self {
        Self::Scored { why }
    }
}

impl From<ScreeningRefusal> for Refusal {
    /// Two of its values are everybody's; the others are its own.
    fn from(why: ScreeningRefusal) -> Self {
        if why == ScreeningRefusal::SamePerson {
            Self::SamePerson
        } else if why == ScreeningRefusal::ReasonMissing {
            Self::ReasonMissing
        } else {
            Self::Screening { why }
        }
    }
}

impl From<MoneyRefusal> for Refusal {
    fn from(why: MoneyRefusal) -> Self {
        Self::Money { why }
    }
}

impl From<BankRefusal> for Refusal {
    /// Two of its values are everybody's; the others are the bank's own.
    fn from(why: BankRefusal) -> Self {
        if why == BankRefusal::SamePerson {
            Self::SamePerson
        } else if why == BankRefusal::ReasonMissing {
            Self::ReasonMissing
        } else {
            MoneyRefusal::Bank { why }.into()
        }
    }
}
