//! What the bank says: status reports (pain.002), statements and notices of bookings (camt.053,
//! camt.054), read into one list of lines. The one rule: a file is taken whole or not at all, and
//! a line says no more than the bank did.

mod camt;
mod key;
mod pain002;
mod parts;
mod xml;

use super::fault::BankFault;
use crate::domain::{bank::Iban, money::Money};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt};
use xml::Limits;

pub use key::LineKey;

/// Which message a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// pain.002 (.03, .10): what became of a file of ours.
    PaymentStatus,
    /// camt.053 (.02, .08): all bookings of a period.
    Statement,
    /// camt.054 (.02, .08): single bookings, as they happen.
    Notification,
}

/// A file of the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankReport {
    /// Which message it is.
    pub kind: ReportKind,
    /// The bank's id of this file.
    pub message_id: String,
    /// What it says, in its order.
    pub lines: Vec<BankLine>,
}

impl BankReport {
    /// The accounts it speaks about; none in a status report.
    pub fn accounts(&self) -> Vec<Iban> {
        let told: BTreeSet<&Iban> = self.lines.iter().filter_map(|l| l.account.iban()).collect();
        told.into_iter().cloned().collect()
    }
}

/// Whose account a line is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "iban", rename_all = "snake_case")]
pub enum LineAccount {
    /// This one.
    Told(Iban),
    /// One without an account number of our kind.
    OtherKind,
    /// Status reports name none.
    NotTold,
}

impl LineAccount {
    /// The account number, when there is one.
    pub const fn iban(&self) -> Option<&Iban> {
        match self {
            Self::Told(iban) => Some(iban),
            Self::OtherKind | Self::NotTold => None,
        }
    }
}

/// What a line is about, by the references it carries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "about", content = "reference", rename_all = "snake_case")]
pub enum About {
    /// One transfer, by its own reference.
    Transfer(String),
    /// All transfers of a file, or the rest of them, by the file's reference.
    Batch(String),
    /// Nothing that has a reference.
    Unnamed,
}

/// One thing the bank says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankLine {
    /// The account it was booked on.
    pub account: LineAccount,
    /// What it is about.
    pub about: About,
    /// The bank's own reference of the booking.
    pub bank_ref: Option<String>,
    /// The amount, never negative; status reports may leave it out.
    pub amount: Option<Money>,
    /// What happened.
    pub what: What,
    /// The same for the same statement, whichever file repeats it.
    pub line_key: LineKey,
}

impl BankLine {
    /// The transfer's reference, when it is about one.
    pub fn end_to_end_id(&self) -> Option<&str> {
        match &self.about {
            About::Transfer(reference) => Some(reference),
            About::Batch(_) | About::Unnamed => None,
        }
    }
}

impl fmt::Debug for BankLine {
    /// Without texts and references that others wrote.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = match &self.about {
            About::Transfer(_) => "a transfer",
            About::Batch(_) => "a batch",
            About::Unnamed => "nothing named",
        };
        f.debug_struct("BankLine")
            .field("account", &self.account)
            .field("about", &about)
            .field("amount", &self.amount)
            .field("what", &self.what)
            .field("line_key", &self.line_key)
            .finish_non_exhaustive()
    }
}

/// What happened, says the bank.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// Paid on this day.
    Settled { on: NaiveDate },
    /// Not carried out; the money never left. The day is the report's.
    Rejected { on: NaiveDate, code: String, text: String },
    /// The money left and came back on this day.
    Returned { on: NaiveDate, code: String, text: String },
    /// At work, or not final; the bank's code says how far.
    Pending { code: String },
    /// Money came in on this day.
    Incoming { on: NaiveDate, text: String },
    /// Money that had come in was taken back by the bank on this day.
    TakenBack { on: NaiveDate, text: String },
}

impl fmt::Debug for What {
    /// Without the texts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settled { on } => write!(f, "Settled({on})"),
            Self::Rejected { on, code, .. } => write!(f, "Rejected({on}, {code})"),
            Self::Returned { on, code, .. } => write!(f, "Returned({on}, {code})"),
            Self::Pending { code } => write!(f, "Pending({code})"),
            Self::Incoming { on, .. } => write!(f, "Incoming({on})"),
            Self::TakenBack { on, .. } => write!(f, "TakenBack({on})"),
        }
    }
}

/// In one file: a statement of some ten thousand bookings.
const MOST_ELEMENTS: usize = 500_000;

/// Reads a file of the bank of at most `most_bytes`. Refused: what is larger, not UTF-8, not
/// well-formed, has a document type or entities of its own, is too deep, is no message of
/// [`ReportKind`], misses what a line needs, or is not in euro. The fault says the line; nothing
/// of such a file is taken.
pub fn read(bytes: &[u8], most_bytes: usize) -> Result<BankReport, BankFault> {
    let root = xml::parse(bytes, Limits { bytes: most_bytes, elements: MOST_ELEMENTS })?;
    let message = root.namespace.strip_prefix("urn:iso:std:iso:20022:tech:xsd:").unwrap_or("");
    let document = &root.node;
    match message {
        "pain.002.001.03" | "pain.002.001.10" => pain002::read(document),
        "camt.053.001.02" | "camt.053.001.08" => camt::read(document, &camt::STATEMENT),
        "camt.054.001.02" | "camt.054.001.08" => camt::read(document, &camt::NOTIFICATION),
        _ => {
            let name = root.namespace.rsplit(':').next().unwrap_or_default();
            let name = name.chars().filter(char::is_ascii_graphic).take(35).collect();
            Err(BankFault::UnknownMessage { line: document.line, name })
        }
    }
}

#[cfg(test)]
mod tests;
