//! What can happen to a funded proposal after the award, and what is told of it. The one rule: ids,
//! amounts, days and reasons only; no name, no address, no answer.

use super::{
    agreement::SignPlace,
    ids::{AgreementId, AttachmentId, DeliveryId, MilestoneId, OrganisationId, PersonId},
    money::Money,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields repeat the words of the line above them")]
pub enum GrantEvent {
    /// Quiet: the answers keep their own history.
    AnswersSaved { fields: Vec<String> },
    /// The office prepared an agreement, or changed what it had prepared.
    AgreementPrepared { agreement: AgreementId },
    /// Its text was frozen and waits for signatures; this person signs for the contracting partner.
    AgreementIssued { agreement: AgreementId, digest: String, signatory: PersonId },
    /// It was called back before all had signed.
    AgreementRecalled { agreement: AgreementId, reason: String },
    /// Somebody signed for one party.
    AgreementSigned { agreement: AgreementId, place: SignPlace, text_digest: String },
    /// The last signature came.
    AgreementInForce { agreement: AgreementId, amount: Money },
    /// A counter-signed copy of it was added; with more than one, the last stands.
    SignedCopyAdded { agreement: AgreementId, number: u32, digest: String },
    /// The organisations' agreement among themselves is there, signed on this day.
    ConsortiumRecorded { on: NaiveDate },
    /// A file was added.
    FileAdded { attachment: AttachmentId, kind: String },
    /// A report was handed in.
    ReportSubmitted { delivery: DeliveryId },
    /// A report was sent back, with the reason.
    ReportSentBack { delivery: DeliveryId, reason: String },
    /// A report was accepted; so much came due with it, to be paid by that day.
    ReportAccepted { delivery: DeliveryId, amount: Money, due_on: NaiveDate },
    /// A report was given more time, with the reason.
    ReportExtended { delivery: DeliveryId, due_on: NaiveDate, reason: String },
    /// The consortium was reminded of a report.
    ReportReminded { delivery: DeliveryId, due_on: NaiveDate },
    /// A milestone was set, for this day.
    MilestoneSet { milestone: MilestoneId, due_on: NaiveDate },
    /// A milestone is reached.
    MilestoneReached { milestone: MilestoneId },
    /// An organisation had a service in kind of this value.
    ServiceHad { organisation: OrganisationId, value: Money },
    /// An organisation handed in an invoice of a provider.
    InvoiceSent { organisation: OrganisationId, amount: Money },
    /// An officer certified invoices of an organisation.
    Certified { organisation: OrganisationId, amount: Money },
    /// Instalments came due, to be paid by this day.
    InstalmentsDue { amount: Money, due_on: NaiveDate },
    /// The grant ended early, with the reason; what was still promised is free again.
    Ended { released: Money, reason: String },
    /// Everything is delivered and paid.
    Closed { paid: Money },
}

impl GrantEvent {
    /// Leaves no audit line of its own.
    pub const fn is_quiet(&self) -> bool {
        matches!(self, Self::AnswersSaved { .. })
    }
}

/// One message about a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields repeat the words of the line above them")]
pub enum GrantNotice {
    /// The agreement waits for your signature.
    AgreementToSign,
    /// All have signed.
    AgreementInForce { amount: Money },
    /// A report is due on this day.
    GrantReportDue { due_on: NaiveDate },
    /// A report waits for the office.
    GrantReportReceived,
    /// The report needs something more.
    GrantReportSentBack { reason: String },
    /// The report is accepted; so much is paid by that day, if something came due.
    GrantReportAccepted { amount: Money, due_on: NaiveDate },
    /// Instalments came due.
    InstalmentDue { amount: Money, due_on: NaiveDate },
    /// The grant ended early, and why.
    GrantEnded { reason: String },
}

impl GrantNotice {
    /// The name of its folder under `templates/mail`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AgreementToSign => "agreement_to_sign",
            Self::AgreementInForce { .. } => "agreement_in_force",
            Self::GrantReportDue { .. } => "grant_report_due",
            Self::GrantReportReceived => "grant_report_received",
            Self::GrantReportSentBack { .. } => "grant_report_sent_back",
            Self::GrantReportAccepted { .. } => "grant_report_accepted",
            Self::InstalmentDue { .. } => "instalment_due",
            Self::GrantEnded { .. } => "grant_ended",
        }
    }
}
