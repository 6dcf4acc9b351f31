//! Which events of a proposal tell whom what. The one rule: nothing a release has not put out is
//! told to anybody outside the office.

use super::{
    ProposalRef, ProposalStageKind,
    event::{Outcome, ProposalEvent},
};
use crate::domain::{
    ids::{InvitationId, LetterId, OrganisationId},
    moment::Moment,
    money::Money,
    notice::{Addressee, Notice},
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
            Self::ReserveEnded => "reserve_ended",
            Self::RedressReceived => "redress_received",
            Self::RedressDecided { .. } => "redress_decided",
        }
    }
}

/// Who is told what.
pub fn notices(proposal: ProposalRef, what: &ProposalEvent) -> Vec<(Addressee, Notice)> {
    use ProposalEvent as E;
    use ProposalNotice as N;
    let notice = |about: N| Notice::Proposal { proposal, about };
    let lead = Addressee::Organisation(proposal.lead);
    let all = Addressee::Consortium(proposal.proposal);
    match what {
        E::PartnerInvited { invitation, person } => vec![(
            Addressee::Person(*person),
            notice(N::PartnerInvitation { invitation: *invitation }),
        )],
        E::PartnerJoined { organisation, .. } => {
            vec![(lead, notice(N::PartnerJoined { organisation: *organisation }))]
        }
        E::PartnerDeclined { .. } => vec![(lead, notice(N::PartnerDeclined))],
        E::PartConfirmed { organisation } if *organisation != proposal.lead => {
            vec![(lead, notice(N::PartConfirmed { organisation: *organisation }))]
        }
        E::Submitted { digest, at } => vec![
            (all, notice(N::ProposalReceipt { digest: digest.clone(), at: *at })),
            (Addressee::Officers, notice(N::ProposalToCheck)),
        ],
        E::Withdrawn { from, released } => {
            let told = notice(N::ProposalWithdrawn { released: *released });
            match from {
                ProposalStageKind::Draft => vec![(all, told)],
                ProposalStageKind::Submitted
                | ProposalStageKind::Ineligible
                | ProposalStageKind::Admitted
                | ProposalStageKind::Awarded
                | ProposalStageKind::Reserve
                | ProposalStageKind::Declined
                | ProposalStageKind::Withdrawn => {
                    vec![(all, told.clone()), (Addressee::Officers, told)]
                }
            }
        }
        E::ClarificationAsked { due_at, .. } => {
            vec![(lead, notice(N::ClarificationAsked { due_at: *due_at }))]
        }
        E::ClarificationAnswered { .. } => {
            vec![(Addressee::Officers, notice(N::ClarificationAnswered))]
        }
        E::FoundIneligible { reason } => {
            vec![(all, notice(N::ProposalIneligible { reason: reason.clone() }))]
        }
        E::Reinstated => vec![(all, notice(N::ProposalReinstated))],
        E::LetterReleased { letter, outcome, .. } => {
            vec![(all, notice(N::ResultLetter { letter: *letter, outcome: *outcome }))]
        }
        E::OfferMade { amount } => vec![(all, notice(N::ReserveOffer { amount: *amount }))],
        E::ReserveEnded => vec![(all, notice(N::ReserveEnded))],
        E::RedressAsked { .. } => vec![(Addressee::Officers, notice(N::RedressReceived))],
        E::RedressDecided { upheld, reason, .. } => {
            vec![(all, notice(N::RedressDecided { upheld: *upheld, reason: reason.clone() }))]
        }
        E::Started
        | E::AnswersSaved { .. }
        | E::InvitationRevoked { .. }
        | E::PartnerRemoved { .. }
        | E::PartSaved { .. }
        | E::PartConfirmed { .. }
        | E::Reopened
        | E::CheckAnswered { .. }
        | E::Admitted
        | E::LetterOpened { .. }
        | E::OfferAccepted { .. }
        | E::OfferDeclined => Vec::new(),
    }
}
