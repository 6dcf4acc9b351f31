//! Who is screened: an organisation, or one who signs for the project, with the names it goes by.
//! The one rule: a name is compared as it stands today; once one changes, the check before does not
//! count any more.

use super::name::{Name, NameKind};
use crate::domain::{
    ids::{ContractingPartnerId, OrganisationId, PartnershipId},
    paper::digest,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who is screened: whom money goes to, and whom a contract is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Screened {
    /// An organisation that applies and is paid.
    Organisation(OrganisationId),
    /// A partner of the project who signs agreements in a call.
    Contracting(ContractingPartnerId),
    /// A partnership that signs the papers of exchanges.
    Partnership(PartnershipId),
}

impl Screened {
    /// The stable text of its kind.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Organisation(_) => "organisation",
            Self::Contracting(_) => "contracting",
            Self::Partnership(_) => "partnership",
        }
    }
    /// Its id, whatever it is.
    pub const fn id(self) -> Uuid {
        match self {
            Self::Organisation(id) => id.0,
            Self::Contracting(id) => id.0,
            Self::Partnership(id) => id.0,
        }
    }
    /// What was kept under this text and id.
    pub fn from_code(code: &str, id: Uuid) -> Option<Self> {
        match code {
            "organisation" => Some(Self::Organisation(OrganisationId(id))),
            "contracting" => Some(Self::Contracting(ContractingPartnerId(id))),
            "partnership" => Some(Self::Partnership(PartnershipId(id))),
            _unknown => None,
        }
    }
    /// The organisation, when it is one.
    pub const fn organisation(self) -> Option<OrganisationId> {
        match self {
            Self::Organisation(id) => Some(id),
            Self::Contracting(_) | Self::Partnership(_) => None,
        }
    }
}

impl From<OrganisationId> for Screened {
    fn from(id: OrganisationId) -> Self {
        Self::Organisation(id)
    }
}

impl From<ContractingPartnerId> for Screened {
    fn from(id: ContractingPartnerId) -> Self {
        Self::Contracting(id)
    }
}

impl From<PartnershipId> for Screened {
    fn from(id: PartnershipId) -> Self {
        Self::Partnership(id)
    }
}

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

/// Who is screened, with all its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Who.
    pub whom: Screened,
    /// Its names: itself, the holder of its account, who may sign; a partnership's partners, too.
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
