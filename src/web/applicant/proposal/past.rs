//! What happened to a proposal, as its consortium reads it. The one rule: what the office and the
//! experts weigh before the release stays with them, and no line says a result before its letter
//! is opened.

use super::file::Opened;
use crate::{
    domain::{event::Event, grant::GrantEvent, proposal::event::ProposalEvent},
    http::{Ctx, Fail},
    queries::{file as trail, names},
    render::{parts::Happened, words},
};
use std::collections::BTreeSet;

/// Lines shown; a proposal has far fewer in its life.
const MOST: u32 = 100;

/// Whose deed a line is, when it is shown at all.
enum By {
    /// A person of the consortium, by name.
    People,
    /// The office, as one.
    Office,
}

const fn whom(what: &ProposalEvent) -> Option<By> {
    use ProposalEvent as E;
    match what {
        E::Started
        | E::PartnerInvited { .. }
        | E::InvitationRevoked { .. }
        | E::PartnerJoined { .. }
        | E::PartnerDeclined { .. }
        | E::PartnerRemoved { .. }
        | E::PartSaved { .. }
        | E::PartConfirmed { .. }
        | E::DocumentAdded { .. }
        | E::DocumentRemoved { .. }
        | E::AidDeclared { .. }
        | E::Submitted { .. }
        | E::Reopened
        | E::Withdrawn { .. }
        | E::ClarificationAnswered { .. }
        | E::LetterOpened { .. }
        | E::OfferAccepted { .. }
        | E::OfferDeclined
        | E::RedressAsked { .. } => Some(By::People),
        E::ClarificationAsked { .. }
        | E::ClarificationLapsed { .. }
        | E::FoundIneligible { .. }
        | E::Reinstated
        | E::Admitted
        | E::LetterReleased { .. }
        | E::AidGranted { .. }
        | E::OfferMade { .. }
        | E::Lapsed { .. }
        | E::ReserveEnded
        | E::RedressDecided { .. } => Some(By::Office),
        E::AnswersSaved { .. } | E::CheckAnswered { .. } => None,
    }
}

const fn whose(what: &GrantEvent) -> Option<By> {
    use GrantEvent as E;
    match what {
        E::AgreementSigned { .. }
        | E::AgreementInForce { .. }
        | E::SignedCopyAdded { .. }
        | E::FileAdded { .. }
        | E::ReportSubmitted { .. }
        | E::MilestoneSet { .. }
        | E::MilestoneReached { .. }
        | E::InvoiceSent { .. } => Some(By::People),
        E::AgreementIssued { .. }
        | E::AgreementRecalled { .. }
        | E::ConsortiumRecorded { .. }
        | E::ReportSentBack { .. }
        | E::ReportAccepted { .. }
        | E::ReportExtended { .. }
        | E::Certified { .. }
        | E::ServiceHad { .. }
        | E::InstalmentsDue { .. }
        | E::Ended { .. }
        | E::Closed { .. } => Some(By::Office),
        E::AnswersSaved { .. } | E::AgreementPrepared { .. } | E::ReportReminded { .. } => None,
    }
}

/// The lines, newest first: two statements.
pub(super) async fn lines(ctx: &Ctx, file: &Opened) -> Result<Vec<Happened>, Fail> {
    let conn = ctx.state.desk.database.reads();
    let mut found = trail::happened(conn, file.id(), MOST).await?;
    let ids: BTreeSet<_> = found.iter().filter_map(|line| names::person(&line.by_whom)).collect();
    trail::named(&mut found, &names::people(conn, &ids).await?);
    let line = |line: trail::Line| {
        let event = line.event?;
        let (by, letter) = if let Event::Proposal { what, .. } = &event {
            (whom(what)?, matches!(what, ProposalEvent::LetterReleased { .. }))
        } else if let Event::Grant { what, .. } = &event {
            (whose(what)?, false)
        } else {
            return None;
        };
        let who = match by {
            By::People => line.who,
            By::Office => "programme office".to_owned(),
        };
        let says = if letter {
            "The letter with the result went out".to_owned()
        } else {
            words::event(&event, file.programme.zone)
        };
        Some(Happened { at: line.at, says, who })
    };
    Ok(found.into_iter().filter_map(line).collect())
}
