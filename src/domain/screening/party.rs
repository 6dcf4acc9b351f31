//! Who is screened: an organisation with the names it goes by. The one rule: a name is compared as
//! it stands today; once one changes, the check before does not count any more.

use super::name::{Name, NameKind};
use crate::domain::{ids::OrganisationId, paper::digest};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which of its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The organisation itself.
    Organisation,
    /// The holder of its account.
    Holder,
    /// A person who may sign for it.
    Signatory,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Organisation, Self::Holder, Self::Signatory];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Holder => "holder",
            Self::Signatory => "signatory",
        }
    }
    /// The part with this text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == code)
    }
    /// How its name is compared.
    pub const fn kind(self) -> NameKind {
        match self {
            Self::Organisation | Self::Holder => NameKind::Enterprise,
            Self::Signatory => NameKind::Person,
        }
    }
}

/// A name with whose it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Which of the organisation's names.
    pub part: Part,
    /// The organisation, or the person: stays the same when the name changes.
    pub of: Uuid,
    /// The name.
    pub name: String,
}

impl Named {
    /// What a find is known by, beside the entry.
    pub fn key(&self) -> String {
        Name::new(self.part.kind(), &self.name).key()
    }
}

/// An organisation with all its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its names: itself, the holder of its account, who may sign.
    pub names: Vec<Named>,
}

impl Party {
    /// Digest of all names, whatever their order.
    pub fn digest(&self) -> String {
        let mut all: Vec<&Named> = self.names.iter().collect();
        all.sort();
        let line = |one: &&Named| format!("{}\u{1f}{}\u{1f}{}", one.part.code(), one.of, one.name);
        digest(&all.iter().map(line).collect::<Vec<_>>().join("\u{1e}"))
    }
}
