//! Conflicts of interest between an expert and a proposal: kinds, weight, evidence, and what a
//! person said about them (domain facts 3; review 2.2). The one rule: while one is in effect, the
//! expert doesn't read, find or count the proposal; only a potential one can be released.
//!
//! Which ties disqualify and which are only potential, and the three years, stand in domain facts
//! 3 as general knowledge; likeness by domain or name is potential here, for an officer to look.

mod detect;
mod facts;
mod merge;

pub use detect::{LOOK_BACK_YEARS, detect};
pub use facts::{Body, CoApplication, Employment, ExpertFacts, Party, PastExchange, ProposalFacts};
pub use merge::{Change, merge};

use super::{
    ids::{ApplicationId, ConflictId, OrganisationId, PersonId},
    moment::Moment,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How much a conflict weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// An officer may release it with a reason.
    Potential,
    /// It can't be released.
    Disqualifying,
}

/// What a conflict is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// The expert stands in the proposal, or signs for one of its parties.
    NamedInProposal,
    /// The expert works for or runs one of the parties.
    OwnOrganisation,
    /// A party is linked to the expert's organisation.
    LinkedOrganisation,
    /// The expert or the expert's organisation applies in the same call.
    Competing,
    /// Fees of the expert and money of a party go to the same account.
    SameAccount,
    /// The expert worked for a party in the last three years.
    RecentEmployer,
    /// The expert's mail or web domain is a party's.
    SameDomain,
    /// The expert or the expert's organisation applied together with a party in the last three
    /// years.
    CoApplicant,
    /// An exchange together with a party in the last three years.
    PastExchange,
    /// One person signs for the expert's organisation and for a party.
    SameSignatory,
    /// Declared by the expert.
    Declared,
    /// Entered by an officer.
    Entered,
}

impl ConflictKind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::NamedInProposal,
        Self::OwnOrganisation,
        Self::LinkedOrganisation,
        Self::Competing,
        Self::SameAccount,
        Self::RecentEmployer,
        Self::SameDomain,
        Self::CoApplicant,
        Self::PastExchange,
        Self::SameSignatory,
        Self::Declared,
        Self::Entered,
    ];
    /// The stable code used in columns and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NamedInProposal => "named_in_proposal",
            Self::OwnOrganisation => "own_organisation",
            Self::LinkedOrganisation => "linked_organisation",
            Self::Competing => "competing",
            Self::SameAccount => "same_account",
            Self::RecentEmployer => "recent_employer",
            Self::SameDomain => "same_domain",
            Self::CoApplicant => "co_applicant",
            Self::PastExchange => "past_exchange",
            Self::SameSignatory => "same_signatory",
            Self::Declared => "declared",
            Self::Entered => "entered",
        }
    }
    /// The kind with this code, if there is one.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Who or what found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictSource {
    /// [`detect`] did.
    Detected,
    /// The expert declared it.
    Declared,
    /// An officer entered it.
    Officer,
}

impl ConflictSource {
    /// All sources.
    pub const ALL: [Self; 3] = [Self::Detected, Self::Declared, Self::Officer];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Detected => "detected",
            Self::Declared => "declared",
            Self::Officer => "officer",
        }
    }
    /// The source with this code, if there is one.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }
}

/// What shows it: codes and ids only, never a name, a number of an account or a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Evidence {
    /// The same organisation by its id.
    SameId,
    /// The same country and register number.
    SameRegistration,
    /// The same register number, of a kind that counts per court.
    SameLocalNumber,
    /// A common domain.
    Domain {
        /// The shorter of the two.
        domain: String,
    },
    /// Names alike when folded and without legal forms.
    AlikeName,
    /// A person.
    Person {
        /// Whose id.
        person: PersonId,
    },
    /// An application they were in together, or the expert's own in this call.
    Application {
        /// Its id.
        application: ApplicationId,
    },
    /// A link between organisations that was declared.
    LinkTo {
        /// The expert's organisation.
        organisation: OrganisationId,
    },
    /// The digests of two accounts are the same. The digest itself stays where it is: so short a
    /// secret can be found from it by trying.
    SameDigest,
    /// The time of an employment.
    Worked {
        /// First day, if known.
        from: Option<NaiveDate>,
        /// Last day; `None` while it lasts.
        to: Option<NaiveDate>,
    },
}

/// The days on which something holds; open where `None`. Both ends belong to it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Validity {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

impl Validity {
    /// Whether `day` lies in it.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
    /// The shortest that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self {
            from: self.from.zip(other.from).map(|(a, b)| a.min(b)),
            to: self.to.zip(other.to).map(|(a, b)| a.max(b)),
        }
    }
}

/// What [`detect`] found: one for each kind and party, with all that shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Found {
    /// What it is about.
    pub kind: ConflictKind,
    /// Which party; `None` when it is about the whole proposal.
    pub party: Option<OrganisationId>,
    /// The heaviest that applies.
    pub weight: Weight,
    /// What shows it.
    pub evidence: BTreeSet<Evidence>,
    /// When it holds.
    pub valid: Validity,
}

/// A person's word that a potential conflict doesn't stand in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Moment,
    /// Why; not empty.
    pub reason: String,
}

/// A conflict as recorded, for one expert and one proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The id.
    pub id: ConflictId,
    /// What, about which party, of what weight, shown by what, and when.
    pub found: Found,
    /// Who or what found it.
    pub source: ConflictSource,
    /// The expert's or the officer's words; empty for a detected one.
    pub note: String,
    /// When it was recorded.
    pub noted_at: Moment,
    /// Who recorded it; `None` for a detected one.
    pub noted_by: Option<PersonId>,
    /// A person confirmed it: recomputing doesn't end or lighten it.
    pub pinned: bool,
    /// When it ended, by recomputing or by a person's word.
    pub ended_at: Option<Moment>,
    /// A person released it.
    pub release: Option<Release>,
}

impl Conflict {
    /// Keeps the expert from the proposal on that day. A release of a disqualifying one is void.
    pub fn is_in_effect(&self, on: NaiveDate) -> bool {
        let released = self.release.is_some() && self.found.weight == Weight::Potential;
        self.ended_at.is_none() && !released && self.found.valid.holds_on(on)
    }
    /// A person's word is on it, so recomputing keeps it.
    pub(super) fn has_a_word(&self) -> bool {
        self.pinned || self.release.is_some() || self.source != ConflictSource::Detected
    }
    /// Releases it. The expert can't do it, nor anybody without a reason.
    pub fn released(&self, expert: PersonId, release: Release) -> Result<Self, ConflictRefusal> {
        if self.ended_at.is_some() {
            return Err(ConflictRefusal::Ended);
        }
        if self.found.weight == Weight::Disqualifying {
            return Err(ConflictRefusal::Disqualifying);
        }
        if release.by == expert {
            return Err(ConflictRefusal::OwnConflict);
        }
        if release.reason.trim().is_empty() {
            return Err(ConflictRefusal::ReasonMissing);
        }
        Ok(Self { release: Some(release), ..self.clone() })
    }
}

/// Why a conflict can't be released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ConflictRefusal {
    /// It has ended already.
    Ended,
    /// It disqualifies.
    Disqualifying,
    /// It is the expert's own.
    OwnConflict,
    /// A reason is required.
    ReasonMissing,
}

/// Whether any of them keeps the expert from the proposal on that day.
pub fn in_effect(conflicts: &[Conflict], on: NaiveDate) -> bool {
    conflicts.iter().any(|conflict| conflict.is_in_effect(on))
}

#[cfg(test)]
mod tests;
