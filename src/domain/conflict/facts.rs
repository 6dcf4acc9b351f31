//! What is known of an expert and of a proposal, as far as conflicts need it. The one rule: an
//! account comes as a digest only.

use crate::domain::{
    country::Country,
    ids::{ApplicationId, CallId, OrganisationId, PersonId},
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// An organisation as somebody described it: a registered one, or a line of a CV.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Body {
    /// Its id, if it is registered here.
    pub id: Option<OrganisationId>,
    /// Its name.
    pub name: String,
    /// Its country, if known.
    pub country: Option<Country>,
    /// Registration number as written; may be empty.
    pub registration: String,
    /// Web and mail addresses or their domains, as written.
    pub domains: Vec<String>,
    /// Ids of enterprises linked to it, as declared.
    pub linked: BTreeSet<OrganisationId>,
}

/// A time of work for a body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Employment {
    /// For whom.
    pub body: Body,
    /// First day, if known.
    pub from: Option<NaiveDate>,
    /// Last day; `None` while it lasts.
    pub to: Option<NaiveDate>,
}

/// An application the expert, or the expert's organisation, was in together with others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CoApplication {
    /// Which.
    pub application: ApplicationId,
    /// In which call.
    pub call: CallId,
    /// All its organisations.
    pub organisations: BTreeSet<OrganisationId>,
    /// When it was submitted (or last changed, while a draft).
    pub on: NaiveDate,
}

/// An exchange the expert, or the expert's organisation, took part in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PastExchange {
    /// Its application.
    pub application: ApplicationId,
    /// The organisation on the other side.
    pub organisation: OrganisationId,
    /// Its last day.
    pub ended_on: NaiveDate,
}

/// What is known of an expert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpertFacts {
    /// The expert.
    pub person: PersonId,
    /// Organisations the expert is a member of here.
    pub organisations: Vec<Body>,
    /// Employers, from the CV.
    pub employments: Vec<Employment>,
    /// The expert's mail addresses, or their domains.
    pub mail: Vec<String>,
    /// Applications of the expert and of the expert's organisations.
    pub applications: Vec<CoApplication>,
    /// Exchanges of the expert's organisations.
    pub exchanges: Vec<PastExchange>,
    /// Who signs for the expert's organisations.
    pub signatories: BTreeSet<PersonId>,
    /// SHA-256 digests of the accounts the expert is paid to.
    pub accounts: BTreeSet<[u8; 32]>,
}

impl ExpertFacts {
    /// An expert of whom nothing else is known.
    pub fn new(person: PersonId) -> Self {
        Self {
            person,
            organisations: Vec::new(),
            employments: Vec::new(),
            mail: Vec::new(),
            applications: Vec::new(),
            exchanges: Vec::new(),
            signatories: BTreeSet::new(),
            accounts: BTreeSet::new(),
        }
    }
}

/// A party of a proposal: lead or partner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party {
    /// The organisation; its `body.id` is taken as this too.
    pub organisation: OrganisationId,
    /// As it is described; the domains hold those of its people's mail addresses too.
    pub body: Body,
    /// People who write, read or stand in the proposal for it.
    pub people: BTreeSet<PersonId>,
    /// Who signs for it.
    pub signatories: BTreeSet<PersonId>,
    /// SHA-256 digests of its accounts.
    pub accounts: BTreeSet<[u8; 32]>,
}

/// What is known of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalFacts {
    /// The proposal.
    pub application: ApplicationId,
    /// Its call.
    pub call: CallId,
    /// Lead and partners.
    pub parties: Vec<Party>,
}
