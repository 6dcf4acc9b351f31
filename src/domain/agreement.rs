//! The agreement between one partner of the project and the organisations of a funded proposal. The
//! one rule: only `step` makes another stage; a text that was issued is never changed, a later
//! version takes its place.

use super::{
    ids::{ContractingPartnerId, OrganisationId},
    refusal::{MoneyRefusal, Refusal},
};
use serde::{Deserialize, Serialize};
use std::fmt;

mod kind;
#[cfg(test)]
mod tests;

pub use kind::AgreementStage;

/// What can be done to one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementAct {
    /// Freeze the text and ask for signatures.
    Issue,
    /// Call it back before all have signed.
    Recall,
    /// The last signature came.
    AllSigned,
    /// A later version is signed by all.
    Supersede,
    /// End the grant early.
    End,
    /// Everything is delivered and paid.
    Close,
}

impl AgreementAct {
    /// All acts.
    pub const ALL: [Self; 6] =
        [Self::Issue, Self::Recall, Self::AllSigned, Self::Supersede, Self::End, Self::Close];
}

/// The next stage of a version, or the stage that does not allow it.
pub fn step(stage: AgreementStage, act: AgreementAct) -> Result<AgreementStage, Refusal> {
    use AgreementAct as A;
    use AgreementStage as S;
    match (stage, act) {
        (S::Draft, A::Issue) => Ok(S::Issued),
        (S::Issued, A::AllSigned) => Ok(S::InForce),
        (S::Issued, A::Recall) | (S::InForce, A::Supersede) => Ok(S::Superseded),
        (S::Issued | S::InForce, A::End) => Ok(S::Ended),
        (S::InForce, A::Close) => Ok(S::Closed),
        (
            S::Draft | S::Issued | S::InForce | S::Superseded | S::Ended | S::Closed,
            A::Issue | A::Recall | A::AllSigned | A::Supersede | A::End | A::Close,
        ) => Err(MoneyRefusal::AgreementStage { stage }.into()),
    }
}

/// For whom somebody signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum SignPlace {
    /// The project's partner that gives the grant.
    Contracting,
    /// An organisation of the proposal.
    Partner(OrganisationId),
}

impl fmt::Display for SignPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contracting => f.write_str("contracting"),
            Self::Partner(id) => write!(f, "partner:{id}"),
        }
    }
}

impl From<SignPlace> for String {
    fn from(place: SignPlace) -> Self {
        place.to_string()
    }
}

impl TryFrom<String> for SignPlace {
    type Error = String;
    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::from_code(&code).ok_or(code)
    }
}

impl SignPlace {
    /// The place with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        if code == "contracting" {
            return Some(Self::Contracting);
        }
        let id = code.strip_prefix("partner:")?;
        id.parse().ok().map(Self::Partner)
    }
    /// All places under an agreement: each organisation, then the contracting partner.
    pub fn all(partners: &[OrganisationId]) -> Vec<Self> {
        let each = partners.iter().copied().map(Self::Partner);
        each.chain([Self::Contracting]).collect()
    }
}

/// The partner that signs when nobody chose one: the one in the lead's own country [diva-faq],
/// else the first of the call.
pub fn default_partner(
    partners: &[(ContractingPartnerId, &str)],
    lead_country: &str,
) -> Option<ContractingPartnerId> {
    let near = partners.iter().find(|(_, country)| *country == lead_country);
    near.or(partners.first()).map(|(id, _)| *id)
}

/// Two or more organisations sign an agreement among themselves before any payment [diva-faq].
pub const fn needs_consortium_agreement(organisations: usize) -> bool {
    organisations >= 2
}
