//! The references that come back from the bank: of one payment, and of one file. The one rule:
//! they are written as they are and never rewritten, so that what comes back can be found again.

use super::refusal::BankRefusal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A payment's or a file's reference: 1 to 35 signs (`EndToEndId`, `MsgId`). Made by us, says
/// nothing about a person, so it may be logged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BankReference(String);

/// What banks write where there was no reference; as a reference of ours it would be lost.
const NONE_GIVEN: &str = "NOTPROVIDED";

impl BankReference {
    /// Refused (`ReferenceShape`): empty, above 35 signs, signs outside the SEPA set, blanks or
    /// slashes at an end, two slashes together (EPC230-15), and the word banks use for "none".
    pub fn parse(text: &str) -> Result<Self, BankRefusal> {
        let is_fine = (1..=35).contains(&text.len())
            && text
                .bytes()
                .all(|sign| sign.is_ascii_alphanumeric() || b"/-?:().,'+ ".contains(&sign))
            && !text.starts_with(['/', ' '])
            && !text.ends_with(['/', ' '])
            && !text.contains("//")
            && !text.eq_ignore_ascii_case(NONE_GIVEN);
        if is_fine { Ok(Self(text.to_owned())) } else { Err(BankRefusal::ReferenceShape) }
    }
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for BankReference {
    type Error = BankRefusal;
    fn try_from(text: String) -> Result<Self, BankRefusal> {
        Self::parse(&text)
    }
}

impl From<BankReference> for String {
    fn from(reference: BankReference) -> Self {
        reference.0
    }
}

impl fmt::Display for BankReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
