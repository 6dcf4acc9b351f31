//! Which events of a grant tell whom what. The one rule: those who sign are asked, those who work
//! on it hear what they can go on with, and the office hears what waits for it.

use super::{Addressee, Notice};
use crate::domain::{
    grant::{GrantEvent, GrantNotice},
    proposal::ProposalRef,
};

/// Who is told what.
pub(super) fn notices(proposal: ProposalRef, what: &GrantEvent) -> Vec<(Addressee, Notice)> {
    use GrantEvent as E;
    use GrantNotice as N;
    let notice = |about: N| Notice::Grant { proposal, about };
    let all = Addressee::Consortium(proposal.proposal);
    match what {
        E::AgreementIssued { signatory, .. } => vec![
            (Addressee::GrantSignatories(proposal.proposal), notice(N::AgreementToSign)),
            (Addressee::Person(*signatory), notice(N::AgreementToSign)),
        ],
        E::AgreementInForce { amount, .. } => {
            vec![(all, notice(N::AgreementInForce { amount: *amount }))]
        }
        E::ReportReminded { due_on, .. } => {
            vec![(all, notice(N::GrantReportDue { due_on: *due_on }))]
        }
        E::ReportSubmitted { .. } => {
            vec![(Addressee::Officers, notice(N::GrantReportReceived))]
        }
        E::ReportSentBack { reason, .. } => {
            vec![(all, notice(N::GrantReportSentBack { reason: reason.clone() }))]
        }
        E::ReportAccepted { amount, due_on, .. } => {
            vec![(all, notice(N::GrantReportAccepted { amount: *amount, due_on: *due_on }))]
        }
        E::InstalmentsDue { amount, due_on } => {
            vec![(all, notice(N::InstalmentDue { amount: *amount, due_on: *due_on }))]
        }
        E::Ended { reason, .. } => vec![(all, notice(N::GrantEnded { reason: reason.clone() }))],
        E::AnswersSaved { .. }
        | E::AgreementPrepared { .. }
        | E::AgreementRecalled { .. }
        | E::AgreementSigned { .. }
        | E::SignedCopyAdded { .. }
        | E::ConsortiumRecorded { .. }
        | E::FileAdded { .. }
        | E::ReportExtended { .. }
        | E::MilestoneSet { .. }
        | E::MilestoneReached { .. }
        | E::ServiceHad { .. }
        | E::InvoiceSent { .. }
        | E::Certified { .. }
        | E::Closed { .. } => Vec::new(),
    }
}
