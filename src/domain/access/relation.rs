//! How a person can be related to a subject. The one rule: a draft is seen by its own side only.

use super::{Actor, Subject, Who};
use crate::domain::{
    application::StageKind,
    ids::OrganisationId,
    organisation::MemberRole,
    panel::PanelState,
    person::StaffRole,
    proposal::{ProposalStageKind, Tie},
};

/// A way to be related to a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Anyone at all.
    Anyone,
    /// Anyone signed in.
    SignedIn,
    /// The account's own person.
    Self_,
    /// Reads for the organisation (the visitor's, for a file).
    Member,
    /// Writes for it.
    Writer,
    /// Signs for it.
    Signer,
    /// Leads it.
    Lead,
    /// Reads for the host organisation of a file.
    HostMember,
    /// Writes for it.
    HostWriter,
    /// Signs for it.
    HostSigner,
    /// Coordinates the partnership of a profile or of a file's visitor.
    Coordinator,
    /// Coordinates the partnership of a file's host.
    HostCoordinator,
    /// Reads for a partner organisation of a proposal.
    PartMember,
    /// Writes for it.
    PartWriter,
    /// Signs for it.
    PartSigner,
    /// Signs the agreement with a proposal for the project.
    ProjectSigner,
    /// Assigned to a proposal, free of conflicts, contract signed.
    Evaluator,
    /// Drafts the consensus of a proposal.
    Rapporteur,
    /// Invited to a call's panel.
    Invited,
    /// Said yes to it.
    Panellist,
    /// Programme officer.
    Officer,
    /// Finance officer.
    Finance,
    /// Auditor.
    Auditor,
    /// Administrator.
    Admin,
    /// The worker or a command.
    System,
}

/// All ways `actor` is related to `subject`.
pub fn relations(actor: &Actor, subject: &Subject) -> Vec<Relation> {
    let mut found = Vec::with_capacity(6);
    match actor.who {
        Who::System(_) => return vec![Relation::System],
        Who::Person(person) => {
            if let Subject::Account(owner) = subject
                && *owner == person
            {
                found.push(Relation::Self_);
            }
        }
        Who::Nobody => {}
    }
    match subject {
        Subject::Account(_) | Subject::Office => found.push(Relation::Anyone),
        Subject::Call { public } => {
            if *public {
                found.push(Relation::Anyone);
            }
        }
        Subject::Organisation(id) => found.extend(member(actor, *id)),
        Subject::Profile { organisation, partnership, accepted } => {
            found.extend(member(actor, *organisation));
            if actor.has(StaffRole::Coordinator(*partnership)) {
                found.push(Relation::Coordinator);
            }
            if *accepted && actor.person().is_some() {
                found.push(Relation::SignedIn);
            }
        }
        Subject::File { file, stage } => {
            found.extend(member(actor, file.visitor));
            if *stage == StageKind::Draft {
                return found;
            }
            found.extend(host_member(actor, file.host));
            if actor.has(StaffRole::Coordinator(file.visitor_partnership)) {
                found.push(Relation::Coordinator);
            }
            if actor.has(StaffRole::Coordinator(file.host_partnership)) {
                found.push(Relation::HostCoordinator);
            }
        }
        Subject::Proposal { proposal, stage, tie } => {
            found.extend(member(actor, proposal.lead));
            found.extend(tie.part.map(|part| part_member(actor, part)).unwrap_or_default());
            if stage.is_writing() {
                return found;
            }
            // A tie is a person's; whoever is not signed in has none.
            if actor.person().is_some() {
                if tie.signs_for_project && *stage == ProposalStageKind::Awarded {
                    found.push(Relation::ProjectSigner);
                }
                found.extend(evaluator(*stage, *tie));
            }
        }
        Subject::Panel { state, .. } => match state.filter(|_| actor.person().is_some()) {
            Some(PanelState::Invited) => found.push(Relation::Invited),
            Some(PanelState::Accepted) => found.push(Relation::Panellist),
            Some(PanelState::Declined | PanelState::Removed) | None => {}
        },
    }
    if actor.person().is_some() && matches!(subject, Subject::Account(_) | Subject::Office) {
        found.push(Relation::SignedIn);
    }
    found.extend(actor.roles.iter().filter_map(post));
    found
}

/// A post in the office; a coordinator's counts only for what the partnership has to do with.
const fn post(role: &StaffRole) -> Option<Relation> {
    match role {
        StaffRole::Officer => Some(Relation::Officer),
        StaffRole::Finance => Some(Relation::Finance),
        StaffRole::Auditor => Some(Relation::Auditor),
        StaffRole::Admin => Some(Relation::Admin),
        StaffRole::Coordinator(_) => None,
    }
}

fn member(actor: &Actor, organisation: OrganisationId) -> Vec<Relation> {
    let Some(role) = actor.role_in(organisation) else { return Vec::new() };
    let mut found = vec![Relation::Member];
    if role.writes() {
        found.push(Relation::Writer);
    }
    if role.signs() {
        found.push(Relation::Signer);
    }
    if role == MemberRole::Lead {
        found.push(Relation::Lead);
    }
    found
}

fn host_member(actor: &Actor, organisation: OrganisationId) -> Vec<Relation> {
    let Some(role) = actor.role_in(organisation) else { return Vec::new() };
    let mut found = vec![Relation::HostMember];
    if role.writes() {
        found.push(Relation::HostWriter);
    }
    if role.signs() {
        found.push(Relation::HostSigner);
    }
    found
}

fn part_member(actor: &Actor, organisation: OrganisationId) -> Vec<Relation> {
    let Some(role) = actor.role_in(organisation) else { return Vec::new() };
    let mut found = vec![Relation::PartMember];
    if role.writes() {
        found.push(Relation::PartWriter);
    }
    if role.signs() {
        found.push(Relation::PartSigner);
    }
    found
}

/// An expert whom a conflict bars, or who has not signed, is no evaluator: the proposal is not
/// there for them. Before it is admitted it is there for no expert.
fn evaluator(stage: ProposalStageKind, tie: Tie) -> Vec<Relation> {
    let admitted = match stage {
        ProposalStageKind::Admitted
        | ProposalStageKind::Awarded
        | ProposalStageKind::Reserve
        | ProposalStageKind::Declined => true,
        ProposalStageKind::Draft
        | ProposalStageKind::Submitted
        | ProposalStageKind::Ineligible
        | ProposalStageKind::Invited
        | ProposalStageKind::Lapsed
        | ProposalStageKind::Withdrawn => false,
    };
    let Some(expert) = tie.expert else { return Vec::new() };
    if !admitted || !expert.assigned || expert.barred || !expert.cleared {
        return Vec::new();
    }
    let mut found = vec![Relation::Evaluator];
    if expert.rapporteur {
        found.push(Relation::Rapporteur);
    }
    found
}
