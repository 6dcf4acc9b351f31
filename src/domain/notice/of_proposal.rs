//! Which events of a proposal tell whom what. The one rule: nothing a release has not put out is
//! told to anybody outside the office.

use super::{Addressee, Notice};
use crate::domain::{
    ids::OrganisationId,
    money::Money,
    proposal::{ProposalRef, ProposalStageKind, event::ProposalEvent, notice::ProposalNotice},
};

/// Who is told what.
pub(super) fn notices(proposal: ProposalRef, what: &ProposalEvent) -> Vec<(Addressee, Notice)> {
    use ProposalEvent as E;
    use ProposalNotice as N;
    let notice = |about: N| Notice::Proposal { proposal, about };
    let lead = Addressee::Organisation(proposal.lead);
    let all = Addressee::Consortium(proposal.proposal);
    match what {
        E::PartnerInvited { invitation, person } => {
            let asked = notice(N::PartnerInvitation { invitation: *invitation });
            vec![(Addressee::Person(*person), asked)]
        }
        E::PartnerJoined { organisation, .. } => {
            vec![(lead, notice(N::PartnerJoined { organisation: *organisation }))]
        }
        E::PartnerDeclined { .. } => vec![(lead, notice(N::PartnerDeclined))],
        E::PartnerRemoved { organisation, known } => left(proposal, *organisation, *known),
        E::PartConfirmed { organisation } if *organisation != proposal.lead => {
            vec![(lead, notice(N::PartConfirmed { organisation: *organisation }))]
        }
        E::Submitted { digest, at } => vec![
            (all, notice(N::ProposalReceipt { digest: digest.clone(), at: *at })),
            (Addressee::Officers, notice(N::ProposalToCheck)),
        ],
        E::Withdrawn { from, released } => withdrawn(proposal, *from, *released),
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
        E::Lapsed { deadline } => vec![(all, notice(N::ProposalLapsed { deadline: *deadline }))],
        E::ReserveEnded => vec![(all, notice(N::ReserveEnded))],
        E::RedressAsked { .. } => vec![(Addressee::Officers, notice(N::RedressReceived))],
        E::RedressDecided { upheld, reason, .. } => {
            vec![(all, notice(N::RedressDecided { upheld: *upheld, reason: reason.clone() }))]
        }
        E::Started
        | E::AnswersSaved { .. }
        | E::InvitationRevoked { .. }
        | E::PartSaved { .. }
        | E::AidDeclared { .. }
        | E::AidGranted { .. }
        | E::PartConfirmed { .. }
        | E::DocumentAdded { .. }
        | E::DocumentRemoved { .. }
        | E::Reopened
        | E::CheckAnswered { .. }
        | E::ClarificationLapsed { .. }
        | E::Admitted
        | E::LetterOpened { .. }
        | E::OfferAccepted { .. }
        | E::OfferDeclined => Vec::new(),
    }
}

/// The lead, the organisation itself, and the office where it knows the proposal from a round
/// before: of a draft it knows nothing.
fn left(
    proposal: ProposalRef,
    organisation: OrganisationId,
    known: bool,
) -> Vec<(Addressee, Notice)> {
    let about = ProposalNotice::PartnerLeft { organisation };
    let told = Notice::Proposal { proposal, about };
    let mut all = vec![
        (Addressee::Organisation(proposal.lead), told.clone()),
        (Addressee::Organisation(organisation), told.clone()),
    ];
    if known {
        all.push((Addressee::Officers, told));
    }
    all
}

/// The consortium, and the office unless it was a draft, of which it knew nothing.
fn withdrawn(
    proposal: ProposalRef,
    from: ProposalStageKind,
    released: Money,
) -> Vec<(Addressee, Notice)> {
    let told = Notice::Proposal { proposal, about: ProposalNotice::ProposalWithdrawn { released } };
    let mut all = vec![(Addressee::Consortium(proposal.proposal), told.clone())];
    if from != ProposalStageKind::Draft {
        all.push((Addressee::Officers, told));
    }
    all
}
