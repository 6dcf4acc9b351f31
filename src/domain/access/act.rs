//! Everything that can be done, and the whole permission table. The one rule: any one of an act's
//! relations is enough; what is not named is not allowed.

use super::Relation;

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
    /// Add a counter-signed copy of the Commitment to Quality.
    AddCommitmentCopy,
    /// Add one of the Financial Agreement.
    AddAgreementCopy,
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
    /// Name an account of one's organisation.
    ProposeAccount,
    // ── payments
    /// Read payments.
    SeePayments,
    /// Propose a payment; take a proposal back.
    ProposePayment,
    /// Approve, export, settle, record a return.
    HandlePayment,
    /// Read a claim for money back, once its debtor was told.
    SeeRecovery,
    /// Propose to claim money back or to waive it; take a proposal back.
    ProposeRecovery,
    /// Approve and reject them, record what came back.
    HandleRecovery,
    // ── screening
    /// Read checks against lists of sanctions, and EDES.
    SeeScreening,
    /// Import a list, decide finds, record EDES.
    DecideScreening,
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
    // ── grants
    /// Read a grant: agreement, reports, instalments.
    SeeGrant,
    /// Answer what is asked before the agreement; write and hand in reports; add documents.
    WriteGrant,
    /// Hand in invoices of a partner.
    WriteGrantPart,
    /// Sign the agreement for the lead.
    SignGrantAsLead,
    /// Sign it for a partner.
    SignGrantAsPartner,
    /// Sign it for the project.
    SignGrantForProject,
    /// Add a counter-signed copy of it.
    AddGrantCopy,
    /// Prepare and issue agreements; accept, extend, certify, end, close.
    ManageGrant,
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
    /// Keep which columns of a list leave as a file.
    SaveTemplate,
    /// Read the audit trail.
    SeeAudit,
    /// Give and take roles.
    ManageRoles,
    /// See failed mails, send them again.
    ManageOutbox,
    /// What the clock does: send mails, remind, close calls.
    RunSchedule,
}

/// Who reads the file of an exchange: both sides, their partnerships, the office.
const FILE_READERS: &[Relation] = &[
    Relation::Member,
    Relation::HostMember,
    Relation::Coordinator,
    Relation::HostCoordinator,
    Relation::Officer,
    Relation::Finance,
    Relation::Auditor,
];

impl Act {
    /// All acts, for the generated table.
    pub const ALL: [Self; 74] = [
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
        Self::AddCommitmentCopy,
        Self::AddAgreementCopy,
        Self::Decide,
        Self::WriteReport,
        Self::WriteHostReport,
        Self::ValidateReport,
        Self::SeeEvidence,
        Self::SeeAccountNumbers,
        Self::ProposeAccount,
        Self::SeePayments,
        Self::ProposePayment,
        Self::HandlePayment,
        Self::SeeRecovery,
        Self::ProposeRecovery,
        Self::HandleRecovery,
        Self::SeeScreening,
        Self::DecideScreening,
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
        Self::SeeGrant,
        Self::WriteGrant,
        Self::WriteGrantPart,
        Self::SignGrantAsLead,
        Self::SignGrantAsPartner,
        Self::SignGrantForProject,
        Self::AddGrantCopy,
        Self::ManageGrant,
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
        Self::SaveTemplate,
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
            Self::EditOrganisation | Self::ProposeAccount => &[R::Writer],
            Self::ManageMembers => &[R::Lead],
            Self::SeeCall => &[R::Anyone, R::Officer, R::Finance, R::Auditor],
            Self::ManageCall => &[R::Officer],
            Self::SeeOffice => &[R::Officer, R::Finance, R::Auditor],
            Self::Appropriate => &[R::Finance],
            Self::SeeProfile => &[R::Member, R::SignedIn, R::Coordinator, R::Officer, R::Auditor],
            Self::WriteProfile => &[R::Writer],
            Self::AssessProfile => &[R::Coordinator, R::Officer],
            Self::SeeFile => FILE_READERS,
            Self::WriteFile | Self::ConfirmAsVisitor | Self::WriteReport => &[R::Writer],
            Self::ConfirmAsHost | Self::WriteHostReport => &[R::HostWriter],
            Self::SignAsVisitor => &[R::Signer],
            Self::SignAsHost => &[R::HostSigner],
            Self::SignAsVisitorPartnership => &[R::Coordinator],
            Self::SignAsHostPartnership => &[R::HostCoordinator],
            Self::AddCommitmentCopy => {
                &[R::Signer, R::HostSigner, R::Coordinator, R::HostCoordinator, R::Officer]
            }
            Self::AddAgreementCopy => &[R::Signer, R::Coordinator, R::Officer],
            Self::Decide | Self::ValidateReport | Self::ProposePayment => &[R::Officer],
            Self::SeeEvidence => &[R::Member, R::Coordinator, R::Officer, R::Finance, R::Auditor],
            Self::SeeAccountNumbers => &[R::Writer, R::Finance],
            Self::SeePayments | Self::SeeScreening => &[R::Officer, R::Finance, R::Auditor],
            Self::HandlePayment | Self::HandleRecovery => &[R::Finance, R::System],
            Self::SeeRecovery => &[R::Member, R::Officer, R::Finance, R::Auditor],
            Self::ProposeRecovery => &[R::Officer, R::Finance],
            Self::DecideScreening => &[R::Officer, R::Finance, R::System],
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
            Self::SeeGrant => {
                &[R::Member, R::PartMember, R::ProjectSigner, R::Officer, R::Finance, R::Auditor]
            }
            Self::WriteGrant => &[R::Writer],
            Self::WriteGrantPart => &[R::PartWriter],
            Self::SignGrantAsLead => &[R::Signer],
            Self::SignGrantAsPartner => &[R::PartSigner],
            Self::SignGrantForProject => &[R::ProjectSigner],
            Self::AddGrantCopy => &[R::Signer, R::PartSigner, R::ProjectSigner, R::Officer],
            Self::ManageGrant => &[R::Officer],
            Self::SeePanel | Self::SeeReports => &[R::Officer, R::Auditor],
            Self::ManagePanel | Self::Rank | Self::SignRanking | Self::Release => &[R::Officer],
            Self::AnswerPanel => &[R::Invited, R::Panellist],
            Self::WorkOnPanel => &[R::Panellist],
            Self::Evaluate => &[R::Evaluator],
            Self::DraftConsensus => &[R::Rapporteur],
            Self::SaveTemplate => &[R::Officer, R::Finance],
            Self::SeeAudit => &[R::Auditor, R::Officer],
            Self::ManageRoles => &[R::Admin, R::System],
            Self::ManageOutbox => &[R::Officer, R::Admin, R::System],
            Self::RunSchedule => &[R::System],
        }
    }
}
