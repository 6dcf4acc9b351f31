//! Who may do what to which subject: one table (`Act::allowed`) over the ways a person can be
//! related to a subject. The one rule: what you may not see does not exist for you (`Unseen`),
//! what you see but may not do is `Forbidden`; a `Permit` can be made nowhere else.

mod relation;

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

/// What can be done. The doc line of each says what it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    // ── accounts
    /// Register, sign in, reset a password.
    EnterAccount,
    /// Change one's own account; sign out.
    KeepAccount,
    /// Begin an organisation.
    CreateOrganisation,
    // ── organisations
    /// Read an organisation's page.
    SeeOrganisation,
    /// Change it.
    EditOrganisation,
    /// Add and remove members.
    ManageMembers,
    // ── calls
    /// Read a call's page.
    SeeCall,
    /// Create, publish, extend, close; partnerships; confirm rates.
    ManageCall,
    /// Read the overview, lists and budget of a call.
    SeeOffice,
    /// Give money and places to a call.
    Appropriate,
    // ── profiles
    /// Read a profile.
    SeeProfile,
    /// Write and hand in a profile.
    WriteProfile,
    /// Accept or reject it.
    AssessProfile,
    // ── applications
    /// Read a file.
    SeeFile,
    /// Begin, write, submit, reopen, withdraw.
    WriteFile,
    /// Confirm the match for the visitor.
    ConfirmAsVisitor,
    /// Confirm it for the host.
    ConfirmAsHost,
    /// Sign for the visitor.
    SignAsVisitor,
    /// Sign for the host.
    SignAsHost,
    /// Sign for the visitor's partnership.
    SignAsVisitorPartnership,
    /// Sign for the host's partnership.
    SignAsHostPartnership,
    /// Answer checks, set the distance, award, refuse, find ineligible, reinstate.
    Decide,
    /// Write the closing report, add evidence.
    WriteReport,
    /// Write the host's feedback.
    WriteHostReport,
    /// Validate a report or send it back.
    ValidateReport,
    /// Read evidence.
    SeeEvidence,
    /// See whole account numbers.
    SeeAccountNumbers,
    // ── payments
    /// Read payments.
    SeePayments,
    /// Propose a payment; take a proposal back.
    ProposePayment,
    /// Approve, export, settle, record a return.
    HandlePayment,
    // ── proposals
    /// Begin a proposal for an organisation.
    CreateProposal,
    /// Read a proposal.
    SeeProposal,
    /// Write it: answers, partners, submit, reopen, withdraw, clarifications.
    WriteProposal,
    /// Write a partner's own part.
    WritePart,
    /// Confirm the lead's part.
    ConfirmLeadPart,
    /// Confirm a partner's part.
    ConfirmPart,
    /// Answer an invitation to join a proposal.
    AnswerInvitation,
    /// Answer checks, ask for clarification, find ineligible, reinstate, admit.
    CheckProposal,
    /// Open the letter.
    SeeLetter,
    /// Ask for a review of the procedure; take up or turn down an offer.
    AskRedress,
    /// Decide it.
    DecideRedress,
    // ── experts and evaluation
    /// Keep one's own page as an expert.
    KeepExpertPage,
    /// Read the panel, the conflicts and the assignment.
    SeePanel,
    /// Invite and remove experts, set loads, enter conflicts, assign.
    ManagePanel,
    /// Answer an invitation to a panel.
    AnswerPanel,
    /// Sign the contract, answer the screen, see one's own list.
    WorkOnPanel,
    /// Read a proposal as its evaluator; score, deliver, take a position.
    Evaluate,
    /// Draft the consensus.
    DraftConsensus,
    /// Open and close a consensus, call one more evaluator, change marks as the panel.
    Moderate,
    /// Read all reports with their authors.
    SeeReports,
    /// Try, keep and propose rankings.
    Rank,
    /// Sign a ranking someone else proposed.
    SignRanking,
    /// Release the results; run the reserve list.
    Release,
    // ── office
    /// Read the audit trail.
    SeeAudit,
    /// Give and take roles.
    ManageRoles,
    /// See failed mails, send them again.
    ManageOutbox,
    /// What the clock does: send mails, remind, close calls.
    RunSchedule,
}

impl Act {
    /// All acts, for the generated table.
    pub const ALL: [Self; 57] = [
        Self::EnterAccount,
        Self::KeepAccount,
        Self::CreateOrganisation,
        Self::SeeOrganisation,
        Self::EditOrganisation,
        Self::ManageMembers,
        Self::SeeCall,
        Self::ManageCall,
        Self::SeeOffice,
        Self::Appropriate,
        Self::SeeProfile,
        Self::WriteProfile,
        Self::AssessProfile,
        Self::SeeFile,
        Self::WriteFile,
        Self::ConfirmAsVisitor,
        Self::ConfirmAsHost,
        Self::SignAsVisitor,
        Self::SignAsHost,
        Self::SignAsVisitorPartnership,
        Self::SignAsHostPartnership,
        Self::Decide,
        Self::WriteReport,
        Self::WriteHostReport,
        Self::ValidateReport,
        Self::SeeEvidence,
        Self::SeeAccountNumbers,
        Self::SeePayments,
        Self::ProposePayment,
        Self::HandlePayment,
        Self::CreateProposal,
        Self::SeeProposal,
        Self::WriteProposal,
        Self::WritePart,
        Self::ConfirmLeadPart,
        Self::ConfirmPart,
        Self::AnswerInvitation,
        Self::CheckProposal,
        Self::SeeLetter,
        Self::AskRedress,
        Self::DecideRedress,
        Self::KeepExpertPage,
        Self::SeePanel,
        Self::ManagePanel,
        Self::AnswerPanel,
        Self::WorkOnPanel,
        Self::Evaluate,
        Self::DraftConsensus,
        Self::Moderate,
        Self::SeeReports,
        Self::Rank,
        Self::SignRanking,
        Self::Release,
        Self::SeeAudit,
        Self::ManageRoles,
        Self::ManageOutbox,
        Self::RunSchedule,
    ];

    /// Who may: any one of these relations is enough. This is the whole permission table.
    #[expect(clippy::match_same_arms, reason = "a table: one line an act, as people read it")]
    pub const fn allowed(self) -> &'static [Relation] {
        use Relation as R;
        match self {
            Self::EnterAccount => &[R::Anyone],
            Self::KeepAccount => &[R::Self_, R::System],
            Self::CreateOrganisation => &[R::SignedIn],
            Self::SeeOrganisation => &[R::Member, R::Officer, R::Finance, R::Auditor],
            Self::EditOrganisation => &[R::Writer],
            Self::ManageMembers => &[R::Lead],
            Self::SeeCall => &[R::Anyone, R::Officer, R::Finance, R::Auditor],
            Self::ManageCall => &[R::Officer],
            Self::SeeOffice => &[R::Officer, R::Finance, R::Auditor],
            Self::Appropriate => &[R::Finance],
            Self::SeeProfile => &[R::Member, R::SignedIn, R::Coordinator, R::Officer, R::Auditor],
            Self::WriteProfile => &[R::Writer],
            Self::AssessProfile => &[R::Coordinator, R::Officer],
            Self::SeeFile => &[
                R::Member,
                R::HostMember,
                R::Coordinator,
                R::HostCoordinator,
                R::Officer,
                R::Finance,
                R::Auditor,
            ],
            Self::WriteFile | Self::ConfirmAsVisitor | Self::WriteReport => &[R::Writer],
            Self::ConfirmAsHost | Self::WriteHostReport => &[R::HostWriter],
            Self::SignAsVisitor => &[R::Signer],
            Self::SignAsHost => &[R::HostSigner],
            Self::SignAsVisitorPartnership => &[R::Coordinator],
            Self::SignAsHostPartnership => &[R::HostCoordinator],
            Self::Decide | Self::ValidateReport | Self::ProposePayment => &[R::Officer],
            Self::SeeEvidence => &[R::Member, R::Coordinator, R::Officer, R::Finance, R::Auditor],
            Self::SeeAccountNumbers => &[R::Writer, R::Finance],
            Self::SeePayments => &[R::Officer, R::Finance, R::Auditor],
            Self::HandlePayment => &[R::Finance],
            Self::CreateProposal | Self::WriteProposal => &[R::Writer],
            Self::SeeProposal => {
                &[R::Member, R::PartMember, R::Evaluator, R::Officer, R::Finance, R::Auditor]
            }
            Self::WritePart => &[R::PartWriter],
            Self::ConfirmLeadPart | Self::AskRedress => &[R::Signer],
            Self::ConfirmPart => &[R::PartSigner],
            Self::AnswerInvitation | Self::KeepExpertPage => &[R::Self_],
            Self::CheckProposal | Self::DecideRedress | Self::Moderate => &[R::Officer],
            Self::SeeLetter => &[R::Member, R::PartMember, R::Officer, R::Auditor],
            Self::SeePanel | Self::SeeReports => &[R::Officer, R::Auditor],
            Self::ManagePanel | Self::Rank | Self::SignRanking | Self::Release => &[R::Officer],
            Self::AnswerPanel => &[R::Invited, R::Panellist],
            Self::WorkOnPanel => &[R::Panellist],
            Self::Evaluate => &[R::Evaluator],
            Self::DraftConsensus => &[R::Rapporteur],
            Self::SeeAudit => &[R::Auditor, R::Officer],
            Self::ManageRoles => &[R::Admin, R::System],
            Self::ManageOutbox => &[R::Officer, R::Admin, R::System],
            Self::RunSchedule => &[R::System],
        }
    }
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
