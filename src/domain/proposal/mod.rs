//! A proposal: the application of one organisation or a consortium to a scored call. The one rule:
//! its stage carries the facts true in that stage, and only `stage::step` makes another; what was
//! prepared but not released is never in it.

use super::{
    application::Version,
    ids::{ApplicationId, CallId, OrganisationId, PersonId},
    money::Money,
    organisation::MemberRole,
};
use serde::{Deserialize, Serialize};

pub mod event;
pub mod notice;
pub mod round;
pub mod stage;
#[cfg(test)]
mod tests;

pub use stage::{ProposalAct, ProposalStage, step};

/// The stages by name, for columns, lists and the permission table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalStageKind {
    /// Being written by the lead and its partners.
    Draft,
    /// Handed in; officers check admissibility and eligibility.
    Submitted,
    /// Found not admissible or not eligible; told; can be reinstated.
    Ineligible,
    /// Admissible and eligible: experts evaluate. It stays here until the release.
    Admitted,
    /// Released: goes on; being written for the next round.
    Invited,
    /// Went on, but was not handed in before the deadline of the next round.
    Lapsed,
    /// Released: funded.
    Awarded,
    /// Released: on the reserve list.
    Reserve,
    /// Released: not funded; or the end of the reserve list.
    Declined,
    /// Taken back.
    Withdrawn,
}

impl ProposalStageKind {
    /// All stages, in the order of a proposal's life.
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::Submitted,
        Self::Ineligible,
        Self::Admitted,
        Self::Invited,
        Self::Lapsed,
        Self::Awarded,
        Self::Reserve,
        Self::Declined,
        Self::Withdrawn,
    ];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Ineligible => "ineligible",
            Self::Admitted => "admitted",
            Self::Invited => "invited",
            Self::Lapsed => "lapsed",
            Self::Awarded => "awarded",
            Self::Reserve => "reserve",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }
    /// It can be written on.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Draft | Self::Invited => true,
            Self::Lapsed
            | Self::Submitted
            | Self::Ineligible
            | Self::Admitted
            | Self::Awarded
            | Self::Reserve
            | Self::Declined
            | Self::Withdrawn => false,
        }
    }
    /// Its consortium writes in it, now or when it ended: what is written is nobody else's.
    pub const fn is_writing(self) -> bool {
        match self {
            Self::Draft | Self::Invited | Self::Lapsed => true,
            Self::Submitted
            | Self::Ineligible
            | Self::Admitted
            | Self::Awarded
            | Self::Reserve
            | Self::Declined
            | Self::Withdrawn => false,
        }
    }
    /// The stage with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

/// A proposal with everyone an event must name. Partners are found by the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalRef {
    /// The proposal.
    pub proposal: ApplicationId,
    /// Its call.
    pub call: CallId,
    /// The lead organisation.
    pub lead: OrganisationId,
    /// Who began it.
    pub author: PersonId,
}

impl ProposalRef {
    /// What its audit lines hang on.
    pub(super) const fn subject(&self) -> (&'static str, uuid::Uuid) {
        ("proposal", self.proposal.0)
    }
}

/// One proposal without its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its id.
    pub id: ApplicationId,
    /// The call it is for.
    pub call: CallId,
    /// The number people use, `INV-2027-0012`; given with the draft.
    pub reference: String,
    /// The voucher type's key.
    pub type_key: String,
    /// The lead organisation.
    pub lead: OrganisationId,
    /// Who began it.
    pub author: PersonId,
    /// As answered; empty while it is not.
    pub title: String,
    /// Sum of the partners' shares.
    pub requested: Money,
    /// The round it is in, from nought.
    pub round: u32,
    /// Where it stands.
    pub stage: ProposalStage,
    /// Raised with each change of stage.
    pub version: Version,
}

impl Proposal {
    /// Everyone an event must name.
    pub const fn reference(&self) -> ProposalRef {
        ProposalRef { proposal: self.id, call: self.call, lead: self.lead, author: self.author }
    }
}

/// How an expert stands to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "four answers that are free of each other")]
pub struct ExpertTie {
    /// Assigned in the proposal's round, and not taken off it again.
    pub assigned: bool,
    /// A conflict bars them: for them the proposal does not exist.
    pub barred: bool,
    /// The contract with its confidentiality is signed and the screen of organisations answered.
    pub cleared: bool,
    /// Drafts the consensus.
    pub rapporteur: bool,
}

/// How one person stands to a proposal, beside leading it: made by `tie` from what the store
/// found, so that rights are asked of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tie {
    /// The partner organisation (not the lead) the person works for, and in which role.
    pub part: Option<OrganisationId>,
    /// The person as an expert.
    pub expert: Option<ExpertTie>,
    /// Signs an agreement with it for the project.
    pub signs_for_project: bool,
}

/// The tie of someone who is a member of these organisations: the first partner organisation of
/// theirs, signers before writers before readers, and the expert's standing as the store found it.
pub fn tie(
    member_of: &[(OrganisationId, MemberRole)],
    partners: &[OrganisationId],
    expert: Option<ExpertTie>,
) -> Tie {
    let part = member_of
        .iter()
        .filter(|(organisation, _)| partners.contains(organisation))
        .max_by_key(|(_, role)| (role.signs(), role.writes()))
        .map(|(organisation, _)| *organisation);
    Tie { part, expert, signs_for_project: false }
}
