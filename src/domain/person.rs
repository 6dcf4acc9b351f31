//! People with accounts and what they are for the programme office. The one rule: an address is
//! kept in one spelling (trimmed, lower case), so that one person has one account.

use super::ids::{PartnershipId, PersonId};
use serde::{Deserialize, Serialize};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// The address mails go to.
    pub address: EmailAddress,
    /// Full name, as it stands under signatures.
    pub name: String,
    /// The address was confirmed by a mailed link.
    pub verified: bool,
}

/// An e-mail address in one spelling.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Takes what a person typed. `None` when it can't be an address: one `@`, something on both
    /// sides, a dot in the domain, no spaces or control characters, at most 254 bytes.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let (local, domain) = text.split_once('@')?;
        let plain = |part: &str| {
            !part.is_empty()
                && !part
                    .chars()
                    .any(|c| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"@".contains(c))
        };
        let dotted = domain.contains('.')
            && domain.split('.').all(|label| !label.is_empty() && !label.starts_with('-'));
        (plain(local) && plain(domain) && dotted && text.len() <= 254).then_some(Self(text))
    }
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a person does for the programme office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "role", content = "partnership")]
pub enum StaffRole {
    /// Runs calls, checks, decides, validates, proposes payments.
    Officer,
    /// Approves, exports and settles payments; keeps the budget.
    Finance,
    /// Reads everything, changes nothing.
    Auditor,
    /// Gives roles; sees failed mails.
    Admin,
    /// Signs for a partnership and accepts its profiles.
    Coordinator(PartnershipId),
}

impl StaffRole {
    /// The stable code, without the partnership.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Finance => "finance",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
            Self::Coordinator(_) => "coordinator",
        }
    }
    /// The role with this code; a coordinator needs a partnership, the others must have none.
    pub fn from_code(code: &str, partnership: Option<PartnershipId>) -> Option<Self> {
        match (code, partnership) {
            ("officer", None) => Some(Self::Officer),
            ("finance", None) => Some(Self::Finance),
            ("auditor", None) => Some(Self::Auditor),
            ("admin", None) => Some(Self::Admin),
            ("coordinator", Some(id)) => Some(Self::Coordinator(id)),
            _ => None,
        }
    }
    /// The partnership of a coordinator.
    pub const fn partnership(self) -> Option<PartnershipId> {
        match self {
            Self::Coordinator(id) => Some(id),
            Self::Officer | Self::Finance | Self::Auditor | Self::Admin => None,
        }
    }
}

#[cfg(test)]
mod tests;
