//! What happened to a file, as its people read it. The one rule: what the office weighs before it
//! decides stays with the office, and evidence is spoken of to those who may read it.

use super::file::Opened;
use crate::{
    domain::{access::Act, event::Event},
    http::{Ctx, Fail},
    queries::{file as trail, names},
    render::{parts::Happened, words},
};
use std::collections::BTreeSet;

/// Lines shown; a file has far fewer in its life.
const MOST: u32 = 100;

/// Whom a line is for, and whose deed it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    /// Everyone of the file; done by a person of it.
    All,
    /// Everyone of the file; done by the office.
    AllOffice,
    /// Those who may read the evidence.
    Evidence,
    /// The office alone.
    Office,
}

const fn whom(event: &Event) -> For {
    use Event as E;
    match event {
        E::ApplicationStarted { .. }
        | E::ApplicationSubmitted { .. }
        | E::ApplicationReopened { .. }
        | E::MatchConfirmed { .. }
        | E::ApplicationWithdrawn { .. }
        | E::PaperSigned { .. }
        | E::AllSigned { .. }
        | E::SignedCopyAdded { .. }
        | E::ReportSubmitted { .. }
        | E::HostReportSubmitted { .. } => For::All,
        E::FoundIneligible { .. }
        | E::Reinstated { .. }
        | E::Awarded { .. }
        | E::ApplicationRefused { .. }
        | E::ReportSentBack { .. }
        | E::ReportValidated { .. }
        | E::PaymentSettled { .. } => For::AllOffice,
        E::EvidenceAdded { .. } | E::EvidenceRemoved { .. } => For::Evidence,
        E::AnswersSaved { .. }
        | E::CheckAnswered { .. }
        | E::DistanceSet { .. }
        | E::ReportReminded { .. }
        | E::PaymentProposed { .. }
        | E::PaymentApproved { .. }
        | E::PaymentCancelled { .. }
        | E::PaymentExported { .. }
        | E::PaymentReturned { .. }
        | E::MailGivenUp { .. }
        | E::MailRetried { .. }
        | E::Screening { .. }
        | E::Proposal { .. }
        | E::Grant { .. }
        | E::Panel { .. }
        | E::Bank { .. }
        | E::Recovery { .. }
        | E::ExpertSaved { .. }
        | E::TemplateSaved { .. }
        | E::TemplateRemoved { .. }
        | E::PersonRegistered { .. }
        | E::RegistrationRepeated { .. }
        | E::AddressVerified { .. }
        | E::SignedIn { .. }
        | E::SignedOut { .. }
        | E::ResetAsked { .. }
        | E::PasswordChanged { .. }
        | E::RoleGiven { .. }
        | E::RoleTaken { .. }
        | E::OrganisationCreated { .. }
        | E::OrganisationChanged { .. }
        | E::MemberAdded { .. }
        | E::MemberRemoved { .. }
        | E::CallCreated { .. }
        | E::CallChanged { .. }
        | E::CallPublished { .. }
        | E::DeadlineMoved { .. }
        | E::RoundsSet { .. }
        | E::CallClosed { .. }
        | E::RatesConfirmed { .. }
        | E::PartnershipAdded { .. }
        | E::BudgetAppropriated { .. }
        | E::ContractingChanged { .. }
        | E::ProfileSaved { .. }
        | E::ProfileSubmitted { .. }
        | E::ProfileAccepted { .. }
        | E::ProfileRejected { .. } => For::Office,
    }
}

/// The lines this reader sees, newest first: two statements.
pub(super) async fn lines(ctx: &Ctx, file: &Opened) -> Result<Vec<Happened>, Fail> {
    let conn = ctx.state.desk.database.reads();
    let mut found = trail::happened(conn, file.id(), MOST).await?;
    let ids: BTreeSet<_> = found.iter().filter_map(|line| names::person(&line.by_whom)).collect();
    trail::named(&mut found, &names::people(conn, &ids).await?);
    let evidence = ctx.may(Act::SeeEvidence, &file.subject());
    let office = ctx.actor.reads_all();
    let line = |line: trail::Line| {
        let event = line.event?;
        let who = match whom(&event) {
            For::All => line.who,
            For::AllOffice | For::Office if office => line.who,
            For::Evidence if evidence => line.who,
            For::AllOffice => "programme office".to_owned(),
            For::Evidence | For::Office => return None,
        };
        Some(Happened { at: line.at, says: words::event(&event, file.programme.zone), who })
    };
    Ok(found.into_iter().filter_map(line).collect())
}
