//! The experts of a call: invited, accepted, contract signed, screen answered, assigned; what
//! happens to them and to their reports. The one rule: who evaluates a proposal is told to nobody
//! but the office and those evaluators themselves.

use super::{
    ids::{ApplicationId, ConflictId, PersonId, RunId},
    moment::Moment,
    money::Money,
};
use serde::{Deserialize, Serialize};

/// Where an expert stands in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PanelState {
    /// Asked.
    Invited,
    /// Said yes.
    Accepted,
    /// Said no, with a reason.
    Declined,
    /// Taken out by an officer.
    Removed,
}

impl PanelState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Invited, Self::Accepted, Self::Declined, Self::Removed];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Removed => "removed",
        }
    }
    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What happened in a call's panel, or to one evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields repeat the words of the line above them")]
pub enum PanelEvent {
    // ── the pool
    /// An expert was invited to the call.
    ExpertInvited { person: PersonId },
    /// The expert said yes.
    InvitationAccepted { person: PersonId },
    /// The expert said no, with a reason.
    InvitationDeclined { person: PersonId, reason: String },
    /// An officer took the expert out, with a reason.
    ExpertRemoved { person: PersonId, reason: String },
    /// The expert's loads in the call were set.
    LoadSet { person: PersonId, min: u32, max: u32 },
    /// The contract with its confidentiality was signed; the digest is of its text.
    ContractSigned { person: PersonId, digest: String },
    /// The screen of organisations was answered; so many were declared as conflicts.
    ScreenAnswered { person: PersonId, declared: u32 },
    // ── conflicts
    /// A conflict was found, declared or entered.
    ConflictAdded { conflict: ConflictId, proposal: ApplicationId, person: PersonId },
    /// It no longer bars, with the reason.
    ConflictEnded { conflict: ConflictId, proposal: ApplicationId, reason: String },
    // ── assignment
    /// An assignment was computed and kept to look at.
    AssignmentTried { run: RunId, digest: String },
    /// It was applied.
    AssignmentApplied { run: RunId },
    /// One expert was assigned by hand, or as the third.
    EvaluatorAssigned { proposal: ApplicationId, person: PersonId },
    /// One was taken off, with the reason.
    EvaluatorTakenOff { proposal: ApplicationId, person: PersonId, reason: String },
    // ── reports and consensus
    /// Quiet: marks and comments were saved.
    ReportSaved { proposal: ApplicationId, person: PersonId },
    /// A report was delivered and locked.
    ReportDelivered { proposal: ApplicationId, person: PersonId, digest: String },
    /// A delivered report got a new version, with the reason.
    ReportRevised { proposal: ApplicationId, person: PersonId, digest: String, reason: String },
    /// The consensus was opened; this evaluator drafts it.
    ConsensusOpened { proposal: ApplicationId, rapporteur: PersonId },
    /// Quiet: the draft was changed; earlier agreements fall.
    ConsensusSaved { proposal: ApplicationId },
    /// An evaluator agreed, or recorded a dissent.
    PositionTaken { proposal: ApplicationId, person: PersonId, agrees: bool },
    /// The consensus is final: by all, or by majority with the dissent noted.
    ConsensusReached { proposal: ApplicationId, unanimous: bool, digest: String },
    /// The panel changed marks, with the reason: a new version.
    PanelChanged { proposal: ApplicationId, reason: String, digest: String },
    /// By when the reports of a round are awaited.
    ReportsAwaited { round: u32, due_at: Moment },
    /// An evaluator was reminded of the reports still owed.
    ReportsReminded { person: PersonId, due_at: Moment },
    // ── ranking and release
    /// A ranking was tried and kept.
    ScenarioKept { digest: String },
    /// One was proposed to be signed.
    ScenarioProposed { digest: String },
    /// Another officer signed it.
    RankingSigned { digest: String },
    /// A kept, proposed or signed ranking was dropped before its release.
    ScenarioDropped { digest: String },
    /// The draw's list and secret are fixed; the commitment can be published.
    DrawCommitted { commitment: String },
    /// The public number was typed in and the order drawn.
    DrawRevealed { commitment: String },
    /// The reserve list got more money out of the call's free budget.
    ReserveRaised { amount: Money },
    /// Everything went out at once.
    ResultsReleased { recipients: u32, digest: String },
}

impl PanelEvent {
    /// Leaves no audit line of its own.
    pub const fn is_quiet(&self) -> bool {
        matches!(self, Self::ReportSaved { .. } | Self::ConsensusSaved { .. })
    }
    /// The proposal it is about, if it is about one: its line stands in that proposal's chain.
    pub const fn proposal(&self) -> Option<ApplicationId> {
        match self {
            Self::ConflictAdded { proposal, .. }
            | Self::ConflictEnded { proposal, .. }
            | Self::EvaluatorAssigned { proposal, .. }
            | Self::EvaluatorTakenOff { proposal, .. }
            | Self::ReportSaved { proposal, .. }
            | Self::ReportDelivered { proposal, .. }
            | Self::ReportRevised { proposal, .. }
            | Self::ConsensusOpened { proposal, .. }
            | Self::ConsensusSaved { proposal }
            | Self::PositionTaken { proposal, .. }
            | Self::ConsensusReached { proposal, .. }
            | Self::PanelChanged { proposal, .. } => Some(*proposal),
            Self::ExpertInvited { .. }
            | Self::InvitationAccepted { .. }
            | Self::InvitationDeclined { .. }
            | Self::ExpertRemoved { .. }
            | Self::LoadSet { .. }
            | Self::ContractSigned { .. }
            | Self::ScreenAnswered { .. }
            | Self::AssignmentTried { .. }
            | Self::AssignmentApplied { .. }
            | Self::ReportsAwaited { .. }
            | Self::ReportsReminded { .. }
            | Self::ScenarioKept { .. }
            | Self::ScenarioProposed { .. }
            | Self::RankingSigned { .. }
            | Self::ScenarioDropped { .. }
            | Self::ReserveRaised { .. }
            | Self::DrawCommitted { .. }
            | Self::DrawRevealed { .. }
            | Self::ResultsReleased { .. } => None,
        }
    }
}

/// One message about a call's evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields repeat the words of the line above them")]
pub enum PanelNotice {
    /// You are invited to evaluate.
    ExpertInvitation,
    /// The expert said yes.
    ExpertAccepted { person: PersonId },
    /// The expert said no, and why.
    ExpertDeclined { person: PersonId, reason: String },
    /// You are no longer asked.
    ExpertRemoved { reason: String },
    /// Proposals were assigned to you.
    ProposalsAssigned,
    /// You no longer evaluate one of them.
    TakenOff { reason: String },
    /// A consensus is open; you draft it.
    ConsensusToDraft { proposal: ApplicationId },
    /// A report is awaited, by this time.
    ReportsDue { due_at: Moment },
    /// A ranking waits for a second officer.
    RankingToSign,
}

impl PanelNotice {
    /// The name of its folder under `templates/mail`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ExpertInvitation => "expert_invitation",
            Self::ExpertAccepted { .. } => "expert_accepted",
            Self::ExpertDeclined { .. } => "expert_declined",
            Self::ExpertRemoved { .. } => "expert_removed",
            Self::ProposalsAssigned => "proposals_assigned",
            Self::TakenOff { .. } => "taken_off",
            Self::ConsensusToDraft { .. } => "consensus_to_draft",
            Self::ReportsDue { .. } => "reports_due",
            Self::RankingToSign => "ranking_to_sign",
        }
    }
}
