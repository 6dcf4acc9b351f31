//! What is told about a proposal. The one rule: each message holds ids and reasons only; who hears
//! it is decided in `domain/notice/of_proposal.rs`.

use super::event::Outcome;
use crate::domain::{
    ids::{InvitationId, LetterId, OrganisationId},
    moment::Moment,
    money::Money,
};
use serde::{Deserialize, Serialize};

/// One message about a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields repeat the words of the line above them")]
pub enum ProposalNotice {
    /// You are invited to take part with your organisation.
    PartnerInvitation { invitation: InvitationId },
    /// A partner joined your proposal.
    PartnerJoined { organisation: OrganisationId },
    /// The invited organisation will not take part.
    PartnerDeclined,
    /// A partner left, or was taken out.
    PartnerLeft { organisation: OrganisationId },
    /// A partner confirmed its part.
    PartConfirmed { organisation: OrganisationId },
    /// The receipt: number, time, digest.
    ProposalReceipt { digest: String, at: Moment },
    /// A proposal waits for its checks.
    ProposalToCheck,
    /// The proposal is taken back.
    ProposalWithdrawn { released: Money },
    /// An officer asks for clarification, by this time.
    ClarificationAsked { due_at: Moment },
    /// The lead answered a clarification.
    ClarificationAnswered,
    /// Not admissible or not eligible, and why.
    ProposalIneligible { reason: String },
    /// Eligible after all.
    ProposalReinstated,
    /// The result is there: read the letter. The mail itself says no result.
    ResultLetter { letter: LetterId, outcome: Outcome },
    /// Money came free and is offered.
    ReserveOffer { amount: Money },
    /// It went on, but the deadline of the next round passed without it.
    ProposalLapsed { deadline: Moment },
    /// The reserve list ended; no money came free for it.
    ReserveEnded,
    /// A review of the procedure was asked for.
    RedressReceived,
    /// The review was decided.
    RedressDecided { upheld: bool, reason: String },
}

impl ProposalNotice {
    /// The name of its folder under `templates/mail`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PartnerInvitation { .. } => "partner_invitation",
            Self::PartnerJoined { .. } => "partner_joined",
            Self::PartnerDeclined => "partner_declined",
            Self::PartnerLeft { .. } => "partner_left",
            Self::PartConfirmed { .. } => "part_confirmed",
            Self::ProposalReceipt { .. } => "proposal_receipt",
            Self::ProposalToCheck => "proposal_to_check",
            Self::ProposalWithdrawn { .. } => "proposal_withdrawn",
            Self::ClarificationAsked { .. } => "clarification_asked",
            Self::ClarificationAnswered => "clarification_answered",
            Self::ProposalIneligible { .. } => "proposal_ineligible",
            Self::ProposalReinstated => "proposal_reinstated",
            Self::ResultLetter { .. } => "result_letter",
            Self::ReserveOffer { .. } => "reserve_offer",
            Self::ProposalLapsed { .. } => "proposal_lapsed",
            Self::ReserveEnded => "reserve_ended",
            Self::RedressReceived => "redress_received",
            Self::RedressDecided { .. } => "redress_decided",
        }
    }
}
