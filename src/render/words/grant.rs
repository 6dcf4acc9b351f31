//! The words about agreements, reports of projects and what happens to a grant. The one rule: a
//! line says the same to everybody who may read it.

use super::{Chip, because};
use crate::{
    domain::{
        agreement::AgreementStage,
        delivery::ReportStage,
        grant::{GrantEvent, GrantNotice},
        money::Money,
        scored::DueWhen,
    },
    render::{day_text, euro_text, shell::Tone},
};
use chrono::NaiveDate;

/// A stage of an agreement.
pub fn agreement_stage(stage: AgreementStage) -> Chip {
    let (tone, label) = match stage {
        AgreementStage::Draft => (Tone::Quiet, "being prepared"),
        AgreementStage::Issued => (Tone::Warn, "waiting for signatures"),
        AgreementStage::InForce => (Tone::Good, "in force"),
        AgreementStage::Superseded => (Tone::Quiet, "replaced"),
        AgreementStage::Ended => (Tone::Bad, "ended early"),
        AgreementStage::Closed => (Tone::Quiet, "closed"),
    };
    Chip::new(tone, label)
}

/// A stage of a project's report.
pub fn report_stage(stage: ReportStage) -> Chip {
    let (tone, label) = match stage {
        ReportStage::Open => (Tone::Info, "to be written"),
        ReportStage::Submitted => (Tone::Warn, "handed in"),
        ReportStage::SentBack => (Tone::Warn, "sent back"),
        ReportStage::Accepted => (Tone::Good, "accepted"),
        ReportStage::Dropped => (Tone::Quiet, "no longer asked for"),
    };
    Chip::new(tone, label)
}

/// What an instalment waits for.
pub fn condition(when: &DueWhen) -> &'static str {
    match when {
        DueWhen::Signature => "when all have signed the agreement",
        DueWhen::Report(_) => "when the interim report is accepted",
        DueWhen::FinalReport => "when the final report is accepted",
        DueWhen::Certificate => "when the office has certified the invoices",
    }
}

/// What happened to a grant, without a full stop.
pub fn grant_event(happened: &GrantEvent) -> String {
    use GrantEvent as E;
    let plain = match happened {
        E::AnswersSaved { .. } => "Answers were saved",
        E::AgreementPrepared { .. } => "The agreement was prepared",
        E::AgreementIssued { .. } => "The agreement went out for signature",
        E::AgreementRecalled { reason, .. } => {
            return because("The agreement was called back", reason);
        }
        E::AgreementSigned { .. } => "The agreement was signed for one party",
        E::AgreementInForce { amount, .. } => {
            return format!("The agreement over {} is in force", euro_text(amount.cents()));
        }
        E::SignedCopyAdded { number, .. } => return copy_added("agreement", *number),
        E::ConsortiumRecorded { on } => {
            return format!("The consortium agreement of {} is there", day_text(*on));
        }
        E::FileAdded { .. } => "A document was added",
        E::ReportSubmitted { .. } => "A report was handed in",
        E::ReportSentBack { reason, .. } => return because("The report was sent back", reason),
        E::ReportAccepted { amount, due_on, .. } => return accepted(*amount, *due_on),
        E::ReportExtended { due_on, reason, .. } => {
            let until = format!("The report has time until {}", day_text(*due_on));
            return because(&until, reason);
        }
        E::ReportReminded { due_on, .. } => {
            return format!("Reminded of the report due on {}", day_text(*due_on));
        }
        E::MilestoneSet { due_on, .. } => {
            return format!("A milestone was set for {}", day_text(*due_on));
        }
        E::MilestoneReached { .. } => "A milestone is reached",
        E::ServiceHad { value, .. } => {
            return format!("A service in kind worth {} was had", euro_text(value.cents()));
        }
        E::InvoiceSent { amount, .. } => {
            return format!("An invoice over {} was handed in", euro_text(amount.cents()));
        }
        E::Certified { amount, .. } => {
            return format!("{} certified for payment", euro_text(amount.cents()));
        }
        E::InstalmentsDue { amount, due_on } => return due(*amount, *due_on),
        E::Ended { reason, .. } => return because("The grant was ended early", reason),
        E::Closed { paid } => {
            return format!("The grant is closed; {} paid in all", euro_text(paid.cents()));
        }
    };
    plain.to_owned()
}

/// That a counter-signed copy of something came, and whether another stood there.
pub(super) fn copy_added(of: &str, number: u32) -> String {
    let instead = if number > 1 { ", in place of the one before" } else { "" };
    format!("A counter-signed copy of the {of} was added{instead}")
}

fn due(amount: Money, due_on: NaiveDate) -> String {
    format!("{} came due, to be paid by {}", euro_text(amount.cents()), day_text(due_on))
}

fn accepted(amount: Money, due_on: NaiveDate) -> String {
    if amount == Money::ZERO {
        return "The report was accepted".to_owned();
    }
    format!("The report was accepted; {}", due(amount, due_on))
}

/// What a mail about a grant is about, in a few words.
pub const fn grant_notice(about: &GrantNotice) -> &'static str {
    match about {
        GrantNotice::AgreementToSign => "An agreement to sign",
        GrantNotice::AgreementInForce { .. } => "The agreement is in force",
        GrantNotice::GrantReportDue { .. } => "A project report is due",
        GrantNotice::GrantReportReceived => "A project report waits for the office",
        GrantNotice::GrantReportSentBack { .. } => "A project report came back",
        GrantNotice::GrantReportAccepted { .. } => "A project report is accepted",
        GrantNotice::InstalmentDue { .. } => "An instalment is due",
        GrantNotice::GrantEnded { .. } => "A grant was ended",
    }
}
