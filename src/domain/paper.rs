//! The two papers of an exchange and who signs them. The one rule: a signature names a person, a
//! role and the digest of the very text that was on the page.

use super::{facts, ids::PersonId, moment::Moment};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// Commitment to Quality: visitor, host and both partnerships (domain facts 1.5, step 6).
    Commitment,
    /// Financial Agreement: visitor and its partnership (step 7).
    Agreement,
}

/// A place under a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signatory {
    /// The visiting organisation.
    Visitor,
    /// The host organisation.
    Host,
    /// The visitor's partnership.
    VisitorPartnership,
    /// The host's partnership.
    HostPartnership,
}

impl Paper {
    /// Both papers.
    pub const ALL: [Self; 2] = [Self::Commitment, Self::Agreement];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Commitment => "commitment",
            Self::Agreement => "agreement",
        }
    }
    /// The paper with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.code() == code)
    }
    /// Who signs it, in the order the page shows. A virtual exchange needs no agreement.
    pub const fn signatories(self) -> &'static [Signatory] {
        match self {
            Self::Commitment => &[
                Signatory::Visitor,
                Signatory::VisitorPartnership,
                Signatory::Host,
                Signatory::HostPartnership,
            ],
            Self::Agreement => &[Signatory::Visitor, Signatory::VisitorPartnership],
        }
    }
}

impl Signatory {
    /// All places.
    pub const ALL: [Self; 4] =
        [Self::Visitor, Self::Host, Self::VisitorPartnership, Self::HostPartnership];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Host => "host",
            Self::VisitorPartnership => "visitor_partnership",
            Self::HostPartnership => "host_partnership",
        }
    }
    /// The place with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.code() == code)
    }
}

/// A signature as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Which paper.
    pub paper: Paper,
    /// For whom.
    pub place: Signatory,
    /// The person.
    pub by: PersonId,
    /// The name at that time.
    pub name: String,
    /// When.
    pub at: Moment,
    /// Digest of the text signed.
    pub text_digest: String,
}

/// What is still missing under the papers an exchange needs.
pub fn missing(papers: &[Paper], have: &[Signature]) -> Vec<(Paper, Signatory)> {
    papers
        .iter()
        .flat_map(|paper| paper.signatories().iter().map(|place| (*paper, *place)))
        .filter(|(paper, place)| !have.iter().any(|s| s.paper == *paper && s.place == *place))
        .collect()
}

/// The papers an exchange needs: without money there is no Financial Agreement.
pub const fn needed(is_paid: bool) -> &'static [Paper] {
    if is_paid { &Paper::ALL } else { &[Paper::Commitment] }
}

/// SHA-256 of a text, as lower-case hex: what a receipt and a signature show.
pub fn digest(text: &str) -> String {
    hex_digest(text.as_bytes())
}

/// SHA-256 of bytes, as lower-case hex.
pub fn hex_digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A paper's paragraphs with their `{{ name }}` places filled; a name nobody knows stays visible
/// as it is, so that it is seen before anyone signs.
pub fn fill(paragraphs: &[String], value: &dyn Fn(&str) -> Option<String>) -> String {
    let filled = paragraphs.iter().map(|text| {
        facts::fill(text, |name| value(name).unwrap_or_else(|| format!("{{{{ {name} }}}}")))
    });
    filled.collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests;
