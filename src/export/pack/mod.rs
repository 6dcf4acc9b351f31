//! The auditor's pack: all that is held about one grant, in one ZIP, with what is needed to check
//! it without us. The one rule: the pack says what is held, right or wrong. The writer puts down
//! the digests and sums it is given and corrects none; [`verify`], which shares no code with it,
//! says whether they hold.

mod parts;
mod verify;
mod writer;

pub use verify::{
    ArchiveFault, AuditFault, Check, Checked, Fault, LedgerFault, ManifestFault, Outcome,
    PaperFault, Report, verify,
};
pub use writer::{PackFault, evidence_path, write};

use crate::domain::{
    ids::{PaymentId, TransferId},
    ledger::{Code, Kind, PositiveAmount, Sums, Unit},
    moment::Moment,
    money::Money,
    payment::PaymentStageKind,
};
use chrono::NaiveDate;
use uuid::Uuid;

/// All of one grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackContents {
    /// The grant's reference.
    pub reference: String,
    /// The project's title.
    pub title: String,
    /// Files given as they are. `call.txt`, `programme.toml`, `conflicts.json` and `decision.json`
    /// must be among them (an empty list is an answer, a missing file is none); reports go to
    /// `reports/`, evidence to where [`evidence_path`] says.
    pub sections: Vec<Section>,
    /// The application as submitted.
    pub snapshot: Snapshot,
    /// The agreement and its amendments, oldest first.
    pub agreements: Vec<Agreement>,
    /// The payment orders.
    pub payments: Payments,
    /// The part of the books that touches this grant.
    pub ledger: Ledger,
    /// The audit trail of each subject of this grant.
    pub audit: Vec<AuditChain>,
}

/// A file of the pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its path in the pack, with `/` between folders.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// What it is, for a person: one sentence, shown in `README.txt`.
    pub about: String,
}

/// The application as its receipt sealed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The very text the receipt's digest was made of.
    pub json: String,
    /// SHA-256 on the receipt, in lower-case hex; never computed anew for the pack.
    pub sha256: String,
}

/// An agreement or an amendment, with what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Name of the file without folder and ending: `v1`.
    pub name: String,
    /// The text that was on the page when it was signed.
    pub text: String,
    /// The same as a PDF, if one was made.
    pub pdf: Option<Vec<u8>>,
    /// Who signed it.
    pub signatures: Vec<SignatureLine>,
}

/// A signature as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    /// For whom: the place's code.
    pub place: String,
    /// The signatory's name at that time.
    pub name: String,
    /// When.
    pub at: Moment,
    /// SHA-256 of the text signed, in lower-case hex, as kept with the signature.
    pub text_sha256: String,
}

/// The payment orders of the grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payments {
    /// What was paid and not sent back, as the orders have it.
    pub paid: Money,
    /// The orders, oldest first.
    pub lines: Vec<PaymentLine>,
}

/// A payment order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentLine {
    /// Its id.
    pub id: PaymentId,
    /// Where it stands.
    pub stage: PaymentStageKind,
    /// How much.
    pub amount: Money,
    /// The day the bank paid it or sent it back.
    pub on: Option<NaiveDate>,
    /// The transfers that record it; must be in the ledger.
    pub transfers: Vec<TransferId>,
}

/// The part of the books that touches the grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The accounts its transfers name.
    pub accounts: Vec<AccountLine>,
    /// The transfers, in the order they were posted.
    pub transfers: Vec<TransferLine>,
    /// Payments less returns, as the books have it.
    pub paid: Money,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    /// Its name in the books: `budget`.
    pub name: String,
    /// What it is, for a person.
    pub about: String,
    /// What it counts.
    pub unit: Unit,
    /// What this grant's transfers alone must give on it.
    pub sums: Sums,
}

/// A transfer with its two ends by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferLine {
    /// Its id.
    pub id: TransferId,
    /// When it was posted.
    pub at: Moment,
    /// The account it goes out of.
    pub debit: String,
    /// The account it comes into.
    pub credit: String,
    /// What both accounts count.
    pub unit: Unit,
    /// How much, in that unit.
    pub amount: PositiveAmount,
    /// Why.
    pub why: Code,
    /// How.
    pub kind: Kind,
}

/// The audit trail of one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditChain {
    /// What kind of subject.
    pub subject_kind: String,
    /// Which.
    pub subject_id: Uuid,
    /// Its lines from the first, in order.
    pub lines: Vec<AuditLine>,
    /// Place of the last line, as the head has it: without it a cut tail would not show.
    pub head_seq: i64,
    /// Digest of the last line, as the head has it.
    pub head_hash: String,
}

/// A line of the audit trail, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// When, in milliseconds since 1970 in UTC: the digest is made of this number.
    pub at: Moment,
    /// Who.
    pub by_whom: String,
    /// The event as the text the digest was made of.
    pub event: String,
    /// Digest of the line before; empty for the first.
    pub prev: String,
    /// Digest of this line.
    pub hash: String,
}

#[cfg(test)]
mod tests;
