//! The link, the reason and the facts of mails about proposals and panels. The one rule: a mail
//! that announces a result leads to the letter and says no result itself.

use super::Facts;
use crate::{
    actions::delivery::Letter,
    domain::{
        ids::CallId,
        money::Money,
        panel::PanelNotice,
        proposal::{ProposalRef, notice::ProposalNotice},
    },
    render::Link,
};

/// Where a mail about a proposal leads.
pub(super) fn proposal_link(proposal: ProposalRef, about: &ProposalNotice) -> Link {
    use ProposalNotice as N;
    match about {
        N::PartnerInvitation { .. } => Link::Invitations,
        N::PartnerJoined { .. } | N::PartnerDeclined | N::PartConfirmed { .. } => {
            Link::ProposalPartners(proposal.proposal)
        }
        N::ProposalReceipt { .. } => Link::ProposalReceipt(proposal.proposal),
        N::ProposalToCheck | N::ClarificationAnswered => Link::ProposalFile(proposal.proposal),
        N::ClarificationAsked { .. } => Link::Clarification(proposal.proposal),
        N::ResultLetter { .. } => Link::Letter(proposal.proposal),
        N::RedressReceived => Link::Redress(proposal.call),
        N::ProposalWithdrawn { .. }
        | N::PartnerLeft { .. }
        | N::ProposalIneligible { .. }
        | N::ProposalReinstated
        | N::ProposalLapsed { .. }
        | N::ReserveOffer { .. }
        | N::ReserveEnded
        | N::RedressDecided { .. } => Link::Proposal(proposal.proposal),
    }
}

/// Where a mail about a panel leads.
pub(super) fn panel_link(call: CallId, about: &PanelNotice) -> Link {
    use PanelNotice as N;
    match about {
        N::ExpertInvitation => Link::PanelInvitation(call),
        N::ExpertAccepted { .. } | N::ExpertDeclined { .. } => Link::Panel(call),
        N::ExpertRemoved { .. } => Link::Desk,
        N::ProposalsAssigned | N::TakenOff { .. } | N::ReportsDue { .. } => Link::Evaluation(call),
        N::ConsensusToDraft { proposal } => Link::Consensus(*proposal),
        N::RankingToSign => Link::Ranking(call),
    }
}

/// Why this person gets a mail about a proposal.
pub(super) fn proposal_why(letter: &Letter, about: &ProposalNotice) -> String {
    use ProposalNotice as N;
    let reference = letter.proposal.as_ref().map_or("", |names| names.reference.as_str());
    match about {
        N::PartnerInvitation { .. } => {
            "You get this mail because someone invited you to take part in a proposal.".to_owned()
        }
        N::ProposalToCheck | N::ClarificationAnswered | N::RedressReceived => {
            "You get this mail because you are a programme officer.".to_owned()
        }
        N::PartnerLeft { .. } => format!(
            "You get this mail because you work for an organisation of the proposal \
             {reference}, or are a programme officer."
        ),
        N::PartnerJoined { .. }
        | N::PartnerDeclined
        | N::PartConfirmed { .. }
        | N::ProposalReceipt { .. }
        | N::ProposalWithdrawn { .. }
        | N::ClarificationAsked { .. }
        | N::ProposalIneligible { .. }
        | N::ProposalReinstated
        | N::ResultLetter { .. }
        | N::ProposalLapsed { .. }
        | N::ReserveOffer { .. }
        | N::ReserveEnded
        | N::RedressDecided { .. } => format!(
            "You get this mail because you work for an organisation of the proposal {reference}."
        ),
    }
}

/// Why this person gets a mail about a panel.
pub(super) fn panel_why(about: &PanelNotice) -> &'static str {
    use PanelNotice as N;
    match about {
        N::ExpertInvitation => {
            "You get this mail because a programme office would like you to evaluate proposals."
        }
        N::ExpertRemoved { .. }
        | N::ProposalsAssigned
        | N::TakenOff { .. }
        | N::ConsensusToDraft { .. }
        | N::ReportsDue { .. } => "You get this mail because you evaluate proposals of this call.",
        N::ExpertAccepted { .. } | N::ExpertDeclined { .. } | N::RankingToSign => {
            "You get this mail because you are a programme officer."
        }
    }
}

/// What a notice about a proposal itself says.
pub(super) fn proposal_facts(about: &ProposalNotice) -> Facts<'_> {
    use ProposalNotice as N;
    let none = Facts::default();
    match about {
        N::ProposalReceipt { digest, at } => Facts { digest: Some(digest), at: Some(*at), ..none },
        // Nothing was committed, nothing comes free.
        N::ProposalWithdrawn { released } if *released > Money::ZERO => {
            Facts { amount: Some(*released), ..none }
        }
        N::ProposalLapsed { deadline } => Facts { at: Some(*deadline), ..none },
        N::ClarificationAsked { due_at } => Facts { at: Some(*due_at), ..none },
        N::ProposalIneligible { reason } => Facts { reason: Some(reason), ..none },
        N::RedressDecided { upheld, reason } => {
            Facts { reason: Some(reason), upheld: Some(*upheld), ..none }
        }
        N::ReserveOffer { amount } => Facts { amount: Some(*amount), ..none },
        N::PartnerInvitation { .. }
        | N::PartnerJoined { .. }
        | N::PartnerLeft { .. }
        | N::PartnerDeclined
        | N::PartConfirmed { .. }
        | N::ProposalToCheck
        | N::ProposalWithdrawn { .. }
        | N::ClarificationAnswered
        | N::ProposalReinstated
        | N::ResultLetter { .. }
        | N::ReserveEnded
        | N::RedressReceived => none,
    }
}

/// What a notice about a panel itself says.
pub(super) fn panel_facts(about: &PanelNotice) -> Facts<'_> {
    use PanelNotice as N;
    let none = Facts::default();
    match about {
        N::ExpertDeclined { reason, .. } | N::ExpertRemoved { reason } | N::TakenOff { reason } => {
            Facts { reason: Some(reason), ..none }
        }
        N::ReportsDue { due_at } => Facts { at: Some(*due_at), ..none },
        N::ExpertInvitation
        | N::ExpertAccepted { .. }
        | N::ProposalsAssigned
        | N::ConsensusToDraft { .. }
        | N::RankingToSign => none,
    }
}
