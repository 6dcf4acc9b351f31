//! What happened, as one line of a timeline. The one rule: the line says the same to everybody who
//! may read it; names stand beside it, never in it.

use super::because;
use crate::{
    domain::{
        application::stage::Side,
        event::Event,
        moment::Moment,
        money::Money,
        organisation::MemberRole,
        paper::{Paper, Signatory},
        person::StaffRole,
    },
    render::{day_text, euro_text, moment_text, number_text},
};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// One sentence without a full stop; instants are shown in `zone`.
pub fn event(happened: &Event, zone: Tz) -> String {
    use Event as E;
    let plain = match happened {
        E::PersonRegistered { .. } => "An account was asked for",
        E::RegistrationRepeated { .. } => "Someone registered with this address again",
        E::AddressVerified { .. } => "The address was confirmed",
        E::SignedIn { .. } => "Signed in",
        E::SignedOut { .. } => "Signed out",
        E::ResetAsked { .. } => "A new password was asked for",
        E::PasswordChanged { .. } => "The password was changed",
        E::OrganisationCreated { .. } => "The organisation was added",
        E::OrganisationChanged { .. } => "The organisation was changed",
        E::MemberRemoved { .. } => "A member was removed",
        E::CallCreated { .. } => "The call was set up",
        E::CallChanged { .. } => "The call was changed",
        E::CallClosed { .. } => "The call was closed",
        E::RatesConfirmed { .. } => "The rate table was confirmed",
        E::PartnershipAdded { .. } => "A partnership was added",
        E::ProfileSaved { .. } => "The profile was changed",
        E::ProfileSubmitted { .. } => "The profile was handed in",
        E::ProfileAccepted { .. } => "The profile was accepted",
        E::ApplicationStarted { .. } => "The application was begun",
        E::AnswersSaved { .. } => "Answers were saved",
        E::ApplicationSubmitted { .. } => "The application was handed in",
        E::ApplicationReopened { .. } => "The application was taken back to write on",
        E::MatchConfirmed { side, .. } => confirmed(*side),
        E::Reinstated { .. } => "The finding of ineligibility was taken back",
        E::AllSigned { .. } => "All papers are signed",
        E::EvidenceAdded { .. } | E::EvidenceRemoved { .. } => evidence(happened),
        E::ReportSubmitted { .. } => "The visitor's report was handed in",
        E::HostReportSubmitted { .. } => "The host's feedback was handed in",
        E::ReportReminded { .. } => "The visitor was reminded of the report",
        E::PaymentApproved { .. } => "The payment was approved",
        E::PaymentExported { .. } => "The payment was given to the bank",
        E::Proposal { what, .. } => return super::proposal::proposal_event(what, zone),
        E::Grant { what, .. } => return super::grant::grant_event(what),
        E::ContractingChanged { .. } => "The partners that sign agreements were changed",
        E::Panel { what, .. } => return super::proposal::panel_event(what),
        E::Bank { what } => return super::bank::bank_event(what),
        E::Recovery { what, .. } => return super::recovery::recovery_event(what),
        E::Screening { what } => return super::screening::screening_event(what),
        E::TemplateSaved { .. } | E::TemplateRemoved { .. } => template(happened),
        E::ExpertSaved { .. } => "The expert's page was changed",
        E::MailGivenUp { .. } => "A mail could not be delivered",
        E::MailRetried { .. } => "A mail was put back to be sent",
        E::ProfileRejected { reason, .. } => return because("The profile was sent back", reason),
        E::FoundIneligible { reason, .. } => return because("Found ineligible", reason),
        E::ApplicationRefused { reason, .. } => return because("Refused", reason),
        E::ReportSentBack { reason, .. } => return because("The report was sent back", reason),
        E::PaymentCancelled { reason, .. } => return because("The payment was cancelled", reason),
        E::PaymentReturned { reason, .. } => return because("The bank sent it back", reason),
        E::RoleGiven { role, .. } => return format!("Became {}", post(*role)),
        E::RoleTaken { role, .. } => return format!("Is no longer {}", post(*role)),
        E::MemberAdded { role, .. } => return format!("A member was added as {}", member(*role)),
        E::CallPublished { deadline, .. } => return published(*deadline, zone),
        E::DeadlineMoved { deadline, reason, .. } => return moved(*deadline, reason, zone),
        E::RoundsSet { ends, reason, .. } => return rounds_set(ends, reason, zone),
        E::BudgetAppropriated { amount, reason, .. } => return given(*amount, reason),
        E::ApplicationWithdrawn { released, .. } => return withdrawn(*released),
        E::CheckAnswered { key, holds, .. } => return checked(key, *holds),
        E::DistanceSet { km, reason, .. } => return because(&distance(*km), reason),
        E::Awarded { amount, .. } => return sum(*amount, "awarded"),
        E::PaperSigned { paper, place, .. } => return signed(*paper, *place),
        E::SignedCopyAdded { paper, number, .. } => return copied(*paper, *number),
        E::ReportValidated { due_on, .. } => return validated(*due_on),
        E::PaymentProposed { payment } => return sum(payment.amount, "proposed for payment"),
        E::PaymentSettled { payment, on } => return paid(payment.amount, *on),
    };
    plain.to_owned()
}

const fn template(happened: &Event) -> &'static str {
    if matches!(happened, Event::TemplateSaved { .. }) {
        return "Columns of a list were kept as a template";
    }
    "A template of a list was taken away"
}

const fn evidence(happened: &Event) -> &'static str {
    if matches!(happened, Event::EvidenceAdded { .. }) {
        return "Evidence was added";
    }
    "Evidence was removed"
}

const fn confirmed(side: Side) -> &'static str {
    match side {
        Side::Visitor => "The visitor confirmed the match",
        Side::Host => "The host confirmed the match",
    }
}

fn copied(paper: Paper, number: u32) -> String {
    super::grant::copy_added(paper_name(paper), number)
}

fn moved(deadline: Moment, reason: &str, zone: Tz) -> String {
    because(&deadline_is("The deadline was moved", deadline, zone), reason)
}

fn given(amount: Money, reason: &str) -> String {
    because(&sum(amount, "given to the call"), reason)
}

fn sum(amount: Money, what: &str) -> String {
    format!("{} {what}", euro_text(amount.cents()))
}

fn paid(amount: Money, on: NaiveDate) -> String {
    format!("{} on {}", sum(amount, "paid"), day_text(on))
}

fn published(deadline: Moment, zone: Tz) -> String {
    deadline_is("The call was published", deadline, zone)
}

fn deadline_is(what: &str, deadline: Moment, zone: Tz) -> String {
    format!("{what}, deadline {}", moment_text(deadline, zone))
}

fn rounds_set(ends: &[Moment], reason: &str, zone: Tz) -> String {
    let dates: Vec<String> = ends.iter().map(|end| moment_text(*end, zone)).collect();
    let says = if dates.is_empty() {
        "The dates of the rounds were taken out".to_owned()
    } else {
        format!("The dates of the rounds were set: {}", dates.join("; "))
    };
    if reason.is_empty() { says } else { because(&says, reason) }
}

fn withdrawn(released: Money) -> String {
    if released == Money::ZERO {
        return "Withdrawn".to_owned();
    }
    format!("Withdrawn; {}", sum(released, "came free"))
}

fn checked(key: &str, holds: bool) -> String {
    let found = if holds { "kept" } else { "not kept" };
    format!("Check \u{201c}{}\u{201d} answered: {found}", key.replace('_', " "))
}

fn distance(km: u32) -> String {
    format!("The distance was set to {} km", number_text(km.into()))
}

fn signed(paper: Paper, place: Signatory) -> String {
    format!("{} signed for {}", paper_name(paper), signatory(place))
}

fn validated(due_on: NaiveDate) -> String {
    format!("The report was validated; the lump sum is due on {}", day_text(due_on))
}

/// The name of a paper.
pub const fn paper_name(paper: Paper) -> &'static str {
    match paper {
        Paper::Commitment => "Commitment to Quality",
        Paper::Agreement => "Financial Agreement",
    }
}

/// A party of a paper, within a sentence.
pub const fn signatory(place: Signatory) -> &'static str {
    match place {
        Signatory::Visitor => "the visitor",
        Signatory::Host => "the host",
        Signatory::VisitorPartnership => "the visitor's partnership",
        Signatory::HostPartnership => "the host's partnership",
    }
}

const fn post(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Officer => "programme officer",
        StaffRole::Finance => "finance officer",
        StaffRole::Auditor => "auditor",
        StaffRole::Admin => "administrator",
        StaffRole::Coordinator(_) => "coordinator of a partnership",
    }
}

const fn member(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Lead => "lead",
        MemberRole::Editor => "editor",
        MemberRole::Signatory => "signatory",
        MemberRole::Viewer => "viewer",
    }
}
