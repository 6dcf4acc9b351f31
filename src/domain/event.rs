//! Everything that can happen, in the past tense. The one rule: no change is committed without at
//! least one of these; the audit line, the mails and the task lists follow from it. Events hold
//! ids, amounts and reasons, never names, addresses or answers.

use super::{
    application::stage::Side,
    ids::{
        ApplicationId, AttachmentId, CallId, OrganisationId, OutboxId, PartnershipId, PaymentId,
        PersonId, ProfileId,
    },
    moment::Moment,
    money::Money,
    organisation::MemberRole,
    paper::{Paper, Signatory},
    person::StaffRole,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An application with everyone it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// The application.
    pub application: ApplicationId,
    /// Its call.
    pub call: CallId,
    /// The visiting organisation.
    pub visitor: OrganisationId,
    /// The host organisation.
    pub host: OrganisationId,
    /// The visitor's partnership.
    pub visitor_partnership: PartnershipId,
    /// The host's partnership.
    pub host_partnership: PartnershipId,
    /// Who writes it.
    pub author: PersonId,
}

/// A profile with everyone it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileRef {
    /// The profile.
    pub profile: ProfileId,
    /// Its call.
    pub call: CallId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// The partnership that assesses it.
    pub partnership: PartnershipId,
}

/// A payment with everyone it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentRef {
    /// The payment.
    pub payment: PaymentId,
    /// The file it pays.
    pub file: FileRef,
    /// How much.
    pub amount: Money,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the field names are the words of the field; see docs/GLOSSARY.md")]
pub enum Event {
    // ── accounts
    PersonRegistered {
        person: PersonId,
    },
    /// Someone registered with an address that has an account; only its owner is told.
    RegistrationRepeated {
        person: PersonId,
    },
    AddressVerified {
        person: PersonId,
    },
    SignedIn {
        person: PersonId,
    },
    SignedOut {
        person: PersonId,
    },
    ResetAsked {
        person: PersonId,
    },
    PasswordChanged {
        person: PersonId,
    },
    RoleGiven {
        person: PersonId,
        role: StaffRole,
    },
    RoleTaken {
        person: PersonId,
        role: StaffRole,
    },
    // ── organisations
    OrganisationCreated {
        organisation: OrganisationId,
        by: PersonId,
    },
    OrganisationChanged {
        organisation: OrganisationId,
    },
    MemberAdded {
        organisation: OrganisationId,
        person: PersonId,
        role: MemberRole,
    },
    MemberRemoved {
        organisation: OrganisationId,
        person: PersonId,
    },
    // ── calls
    CallCreated {
        call: CallId,
    },
    CallChanged {
        call: CallId,
    },
    CallPublished {
        call: CallId,
        deadline: Moment,
    },
    DeadlineMoved {
        call: CallId,
        deadline: Moment,
        reason: String,
    },
    CallClosed {
        call: CallId,
    },
    RatesConfirmed {
        call: CallId,
    },
    PartnershipAdded {
        call: CallId,
        partnership: PartnershipId,
    },
    BudgetAppropriated {
        call: CallId,
        amount: Money,
        reason: String,
    },
    // ── profiles
    ProfileSaved {
        profile: ProfileRef,
    },
    ProfileSubmitted {
        profile: ProfileRef,
    },
    ProfileAccepted {
        profile: ProfileRef,
    },
    ProfileRejected {
        profile: ProfileRef,
        reason: String,
    },
    // ── applications
    ApplicationStarted {
        file: FileRef,
    },
    /// Quiet: no mail, no audit line; the answers keep their own history.
    AnswersSaved {
        file: FileRef,
        fields: Vec<String>,
    },
    ApplicationSubmitted {
        file: FileRef,
        digest: String,
        at: Moment,
    },
    ApplicationReopened {
        file: FileRef,
    },
    MatchConfirmed {
        file: FileRef,
        side: Side,
        both: bool,
    },
    ApplicationWithdrawn {
        file: FileRef,
        released: Money,
    },
    // ── checks and decision
    CheckAnswered {
        file: FileRef,
        key: String,
        holds: bool,
    },
    DistanceSet {
        file: FileRef,
        km: u32,
        reason: String,
    },
    FoundIneligible {
        file: FileRef,
        reason: String,
    },
    Reinstated {
        file: FileRef,
    },
    Awarded {
        file: FileRef,
        amount: Money,
    },
    ApplicationRefused {
        file: FileRef,
        reason: String,
    },
    // ── papers
    PaperSigned {
        file: FileRef,
        paper: Paper,
        place: Signatory,
        text_digest: String,
    },
    AllSigned {
        file: FileRef,
    },
    // ── stay and report
    EvidenceAdded {
        file: FileRef,
        attachment: AttachmentId,
        kind: String,
    },
    EvidenceRemoved {
        file: FileRef,
        attachment: AttachmentId,
    },
    ReportSubmitted {
        file: FileRef,
    },
    HostReportSubmitted {
        file: FileRef,
    },
    ReportSentBack {
        file: FileRef,
        reason: String,
    },
    ReportValidated {
        file: FileRef,
        due_on: NaiveDate,
    },
    ReportReminded {
        file: FileRef,
    },
    // ── payments
    PaymentProposed {
        payment: PaymentRef,
    },
    PaymentApproved {
        payment: PaymentRef,
    },
    PaymentCancelled {
        payment: PaymentRef,
        reason: String,
    },
    PaymentExported {
        payment: PaymentRef,
    },
    PaymentSettled {
        payment: PaymentRef,
        on: NaiveDate,
    },
    PaymentReturned {
        payment: PaymentRef,
        reason: String,
    },
    // ── mail
    MailGivenUp {
        outbox: OutboxId,
        notice: String,
    },
    MailRetried {
        outbox: OutboxId,
    },
}

/// What an audit line is about; each subject has its own chain of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectRef {
    /// `person`, `organisation`, `call`, `profile`, `application`, `outbox`.
    pub kind: &'static str,
    /// Its id.
    pub id: Uuid,
}

impl Event {
    /// What the audit line is about. A payment's lines stand in its application's chain.
    pub fn subject(&self) -> SubjectRef {
        let (kind, id) = match self {
            Self::PersonRegistered { person }
            | Self::RegistrationRepeated { person }
            | Self::AddressVerified { person }
            | Self::SignedIn { person }
            | Self::SignedOut { person }
            | Self::ResetAsked { person }
            | Self::PasswordChanged { person }
            | Self::RoleGiven { person, .. }
            | Self::RoleTaken { person, .. } => ("person", person.0),
            Self::OrganisationCreated { organisation, .. }
            | Self::OrganisationChanged { organisation }
            | Self::MemberAdded { organisation, .. }
            | Self::MemberRemoved { organisation, .. } => ("organisation", organisation.0),
            Self::CallCreated { call }
            | Self::CallChanged { call }
            | Self::CallPublished { call, .. }
            | Self::DeadlineMoved { call, .. }
            | Self::CallClosed { call }
            | Self::RatesConfirmed { call }
            | Self::PartnershipAdded { call, .. }
            | Self::BudgetAppropriated { call, .. } => ("call", call.0),
            Self::ProfileSaved { profile }
            | Self::ProfileSubmitted { profile }
            | Self::ProfileAccepted { profile }
            | Self::ProfileRejected { profile, .. } => ("profile", profile.profile.0),
            Self::ApplicationStarted { file }
            | Self::AnswersSaved { file, .. }
            | Self::ApplicationSubmitted { file, .. }
            | Self::ApplicationReopened { file }
            | Self::MatchConfirmed { file, .. }
            | Self::ApplicationWithdrawn { file, .. }
            | Self::CheckAnswered { file, .. }
            | Self::DistanceSet { file, .. }
            | Self::FoundIneligible { file, .. }
            | Self::Reinstated { file }
            | Self::Awarded { file, .. }
            | Self::ApplicationRefused { file, .. }
            | Self::PaperSigned { file, .. }
            | Self::AllSigned { file }
            | Self::EvidenceAdded { file, .. }
            | Self::EvidenceRemoved { file, .. }
            | Self::ReportSubmitted { file }
            | Self::HostReportSubmitted { file }
            | Self::ReportSentBack { file, .. }
            | Self::ReportValidated { file, .. }
            | Self::ReportReminded { file } => ("application", file.application.0),
            Self::PaymentProposed { payment }
            | Self::PaymentApproved { payment }
            | Self::PaymentCancelled { payment, .. }
            | Self::PaymentExported { payment }
            | Self::PaymentSettled { payment, .. }
            | Self::PaymentReturned { payment, .. } => ("application", payment.file.application.0),
            Self::MailGivenUp { outbox, .. } | Self::MailRetried { outbox } => ("outbox", outbox.0),
        };
        SubjectRef { kind, id }
    }
    /// Leaves no audit line of its own.
    pub const fn is_quiet(&self) -> bool {
        matches!(self, Self::AnswersSaved { .. })
    }
}

/// One or more events; no empty value can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened(Vec<Event>);

impl Happened {
    /// The first.
    pub fn one(event: Event) -> Self {
        Self(vec![event])
    }
    /// And another.
    #[must_use]
    pub fn and(mut self, event: Event) -> Self {
        self.0.push(event);
        self
    }
    /// All, in order.
    pub fn events(&self) -> &[Event] {
        &self.0
    }
}
