//! The link, the reason and the facts of mails about grants. The one rule: a mail about money says
//! how much and by which day, and leads to the page where it stands.

use super::Facts;
use crate::{
    actions::delivery::Letter,
    domain::{grant::GrantNotice, money::Money, proposal::ProposalRef},
    render::{Link, day_text},
};

/// Where a mail about a grant leads.
pub(super) fn link(proposal: ProposalRef, about: &GrantNotice) -> Link {
    use GrantNotice as N;
    match about {
        N::AgreementToSign | N::GrantEnded { .. } => Link::Agreement(proposal.proposal),
        N::GrantReportReceived => Link::GrantFile(proposal.proposal),
        N::AgreementInForce { .. }
        | N::GrantReportDue { .. }
        | N::GrantReportSentBack { .. }
        | N::GrantReportAccepted { .. }
        | N::InstalmentDue { .. } => Link::Project(proposal.proposal),
    }
}

/// Why this person gets a mail about a grant.
pub(super) fn why(letter: &Letter, about: &GrantNotice) -> String {
    use GrantNotice as N;
    let reference = letter.proposal.as_ref().map_or("", |names| names.reference.as_str());
    match about {
        N::AgreementToSign => {
            format!("You get this mail because you may sign the agreement for {reference}.")
        }
        N::GrantReportReceived => {
            "You get this mail because you are a programme officer.".to_owned()
        }
        N::AgreementInForce { .. }
        | N::GrantReportDue { .. }
        | N::GrantReportSentBack { .. }
        | N::GrantReportAccepted { .. }
        | N::InstalmentDue { .. }
        | N::GrantEnded { .. } => format!(
            "You get this mail because you work for an organisation of the project {reference}."
        ),
    }
}

/// What a notice about a grant itself says.
pub(super) fn facts(about: &GrantNotice) -> Facts<'_> {
    use GrantNotice as N;
    let none = Facts::default();
    match about {
        N::AgreementInForce { amount } => Facts { amount: Some(*amount), ..none },
        N::GrantReportDue { due_on } => Facts { day: Some(day_text(*due_on)), ..none },
        N::GrantReportSentBack { reason } | N::GrantEnded { reason } => {
            Facts { reason: Some(reason), ..none }
        }
        // Without a sum, nothing is due on any day.
        N::GrantReportAccepted { amount, due_on } if *amount > Money::ZERO => {
            Facts { amount: Some(*amount), day: Some(day_text(*due_on)), ..none }
        }
        N::InstalmentDue { amount, due_on } => {
            Facts { amount: Some(*amount), day: Some(day_text(*due_on)), ..none }
        }
        N::AgreementToSign | N::GrantReportReceived | N::GrantReportAccepted { .. } => none,
    }
}
