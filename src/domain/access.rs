//! Who may do what to which subject: one table (`Act::allowed`) over the ways a person can be
//! related to a subject. The one rule: what you may not see does not exist for you (`Unseen`),
//! what you see but may not do is `Forbidden`; a `Permit` can be made nowhere else.

mod act;
mod relation;

pub use act::Act;
pub use relation::{Relation, relations};

use super::{
    application::StageKind,
    event::FileRef,
    ids::{CallId, OrganisationId, PartnershipId, PersonId},
    organisation::MemberRole,
    panel::PanelState,
    person::StaffRole,
    proposal::{ProposalRef, ProposalStageKind, Tie},
};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Which person, nobody, or the system itself.
    pub who: Who,
    /// Posts in the programme office.
    pub roles: Vec<StaffRole>,
    /// Organisations the person belongs to.
    pub member_of: Vec<(OrganisationId, MemberRole)>,
}

/// Which person, nobody, or the system itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Not signed in.
    Nobody,
    /// A signed-in person.
    Person(PersonId),
    /// The worker or a command, with the reason that goes into the audit line.
    System(&'static str),
}

impl Actor {
    /// Not signed in.
    pub const fn nobody() -> Self {
        Self { who: Who::Nobody, roles: Vec::new(), member_of: Vec::new() }
    }
    /// The worker or a command.
    pub const fn system(reason: &'static str) -> Self {
        Self { who: Who::System(reason), roles: Vec::new(), member_of: Vec::new() }
    }
    /// The signed-in person, if there is one.
    pub const fn person(&self) -> Option<PersonId> {
        match self.who {
            Who::Person(id) => Some(id),
            Who::Nobody | Who::System(_) => None,
        }
    }
    /// Holds this post.
    pub fn has(&self, role: StaffRole) -> bool {
        self.roles.contains(&role)
    }
    /// Holds a post that reads all files: officer, finance or auditor.
    pub fn reads_all(&self) -> bool {
        self.has(StaffRole::Officer) || self.has(StaffRole::Finance) || self.has(StaffRole::Auditor)
    }
    /// The partnerships the person coordinates.
    pub fn coordinates(&self) -> impl Iterator<Item = PartnershipId> + '_ {
        self.roles.iter().filter_map(|role| role.partnership())
    }
    /// The role in an organisation.
    pub fn role_in(&self, organisation: OrganisationId) -> Option<MemberRole> {
        self.member_of.iter().find(|(id, _)| *id == organisation).map(|(_, role)| *role)
    }
}

/// What an act is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An account.
    Account(PersonId),
    /// An organisation.
    Organisation(OrganisationId),
    /// A call.
    Call {
        /// People outside the office may see it.
        public: bool,
    },
    /// A profile.
    Profile {
        /// Whose.
        organisation: OrganisationId,
        /// Who assesses it.
        partnership: PartnershipId,
        /// In the catalogue.
        accepted: bool,
    },
    /// An application, with all that hangs on it (papers, evidence, payments).
    File {
        /// Its people.
        file: FileRef,
        /// Where it stands; a draft is seen by its own side only.
        stage: StageKind,
    },
    /// A proposal of a scored call, with all that hangs on it.
    Proposal {
        /// Its people.
        proposal: ProposalRef,
        /// Where it stands; a draft is seen by its own consortium only.
        stage: ProposalStageKind,
        /// How the actor stands to it, beside leading it.
        tie: Tie,
    },
    /// A call's panel of experts.
    Panel {
        /// The call.
        call: CallId,
        /// The actor's own standing in it.
        state: Option<PanelState>,
    },
    /// The programme office as a whole: budget, audit, outbox, roles.
    Office,
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// The subject does not exist for this actor: 404.
    Unseen,
    /// Seen, but not allowed: 403.
    Forbidden,
}

/// Proof that `act` on `subject` was allowed. It can only be made by `permit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    who: Who,
    act: Act,
    subject: Subject,
}

impl Permit {
    /// Who it was given to.
    pub const fn who(&self) -> &Who {
        &self.who
    }
    /// For what.
    pub const fn act(&self) -> Act {
        self.act
    }
    /// On what.
    pub const fn subject(&self) -> Subject {
        self.subject
    }
    /// The person it was given to. Acts of people are permitted to people only, so the system
    /// shows as nobody.
    pub const fn person(&self) -> Option<PersonId> {
        match self.who {
            Who::Person(id) => Some(id),
            Who::Nobody | Who::System(_) => None,
        }
    }
}

/// The act of merely seeing a subject.
const fn seeing(subject: &Subject) -> Act {
    match subject {
        Subject::Account(_) => Act::KeepAccount,
        Subject::Organisation(_) => Act::SeeOrganisation,
        Subject::Call { .. } => Act::SeeCall,
        Subject::Profile { .. } => Act::SeeProfile,
        Subject::File { .. } => Act::SeeFile,
        Subject::Proposal { .. } => Act::SeeProposal,
        Subject::Panel { .. } => Act::AnswerPanel,
        Subject::Office => Act::SeeOffice,
    }
}

/// Whether `actor` may; for showing a button.
pub fn may(actor: &Actor, act: Act, subject: &Subject) -> bool {
    let related = relations(actor, subject);
    act.allowed().iter().any(|relation| related.contains(relation))
}

/// Proof, or why not. What the actor may not even see is `Unseen`.
pub fn permit(actor: &Actor, act: Act, subject: &Subject) -> Result<Permit, Denied> {
    if may(actor, act, subject) {
        return Ok(Permit { who: actor.who.clone(), act, subject: *subject });
    }
    if may(actor, seeing(subject), subject) { Err(Denied::Forbidden) } else { Err(Denied::Unseen) }
}

#[cfg(test)]
mod tests;
