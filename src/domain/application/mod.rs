//! An application: for ClusterXchange, the file of one exchange from draft to paid. The one rule:
//! its stage carries the facts true in that stage, and only `stage::step` makes another.

use super::{
    calendar::Period,
    ids::{ApplicationId, CallId, OrganisationId, PartnershipId, PersonId},
};
use serde::{Deserialize, Serialize};

pub mod stage;
#[cfg(test)]
mod tests;

pub use stage::{Stage, StageAct, step};

/// The stages by name, for columns, lists and the permission table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// Being written.
    Draft,
    /// Handed in; visitor and host confirm the match, then officers check.
    Submitted,
    /// Found ineligible; told; can be reinstated.
    Ineligible,
    /// Awarded: money and places are reserved; papers are being signed.
    Awarded,
    /// All papers are signed; the stay can begin.
    Agreed,
    /// The visitor's report and evidence are in.
    Reported,
    /// The report is validated; the lump sum is due.
    Validated,
    /// Paid (or, for a virtual exchange, done); the host's feedback is still awaited.
    Feedback,
    /// Paid or done, and the host's feedback is in where the programme asks for it: the end.
    Closed,
    /// Not awarded.
    Refused,
    /// Taken back.
    Withdrawn,
}

impl StageKind {
    /// All stages, in the order of a file's life.
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::Submitted,
        Self::Ineligible,
        Self::Awarded,
        Self::Agreed,
        Self::Reported,
        Self::Validated,
        Self::Feedback,
        Self::Closed,
        Self::Refused,
        Self::Withdrawn,
    ];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Ineligible => "ineligible",
            Self::Awarded => "awarded",
            Self::Agreed => "agreed",
            Self::Reported => "reported",
            Self::Validated => "validated",
            Self::Feedback => "feedback",
            Self::Closed => "closed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
    /// The stage with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
    /// Money and places are reserved or spent in this stage.
    pub const fn holds_award(self) -> bool {
        match self {
            Self::Awarded
            | Self::Agreed
            | Self::Reported
            | Self::Validated
            | Self::Feedback
            | Self::Closed => true,
            Self::Draft | Self::Submitted | Self::Ineligible | Self::Refused | Self::Withdrawn => {
                false
            }
        }
    }
}

/// One application without its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// The call it is for.
    pub call: CallId,
    /// The number people use, `CXC-2026-0412`; given with the draft.
    pub reference: String,
    /// The visiting organisation.
    pub visitor: OrganisationId,
    /// The host organisation.
    pub host: OrganisationId,
    /// The visitor's partnership: signs, pays, counts.
    pub visitor_partnership: PartnershipId,
    /// The host's partnership: signs.
    pub host_partnership: PartnershipId,
    /// Who began it and writes for the visitor.
    pub author: PersonId,
    /// The stay, once both days are answered.
    pub stay: Option<Period>,
    /// Where it stands.
    pub stage: Stage,
    /// Raised with each change of stage; a page that shows an older one is stale.
    pub version: Version,
}

/// How often a thing has changed; what a page saw is compared with what is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub i64);

impl Version {
    /// The version after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}
