//! Everything that can happen, in the past tense. The one rule: no change is committed without at
//! least one of these; the audit line, the mails and the task lists follow from it. Events hold
//! ids, amounts and reasons, never names, addresses or answers.

use super::{
    application::{StageKind, stage::Side},
    bank::BankEvent,
    grant::GrantEvent,
    ids::{
        ApplicationId, AttachmentId, CallId, ExportTemplateId, OrganisationId, OutboxId,
        PartnershipId, PaymentId, PersonId, ProfileId,
    },
    moment::Moment,
    money::Money,
    organisation::MemberRole,
    panel::PanelEvent,
    paper::{Paper, Signatory},
    person::StaffRole,
    proposal::{ProposalRef, event::ProposalEvent},
    recovery::{RecoveryEvent, RecoveryRef},
    screening::ScreeningEvent,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod subject;
pub use subject::{SUBJECT_KINDS, SubjectRef};

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

/// What a payment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PaidFile {
    /// An exchange.
    Exchange { file: FileRef },
    /// A funded proposal.
    Grant { proposal: ProposalRef },
}

impl PaidFile {
    /// The file's id.
    pub const fn id(&self) -> ApplicationId {
        match self {
            Self::Exchange { file } => file.application,
            Self::Grant { proposal } => proposal.proposal,
        }
    }
    /// Its call.
    pub const fn call(&self) -> CallId {
        match self {
            Self::Exchange { file } => file.call,
            Self::Grant { proposal } => proposal.call,
        }
    }
    /// The exchange, if it is one.
    pub const fn exchange(&self) -> Option<FileRef> {
        match self {
            Self::Exchange { file } => Some(*file),
            Self::Grant { .. } => None,
        }
    }
    /// The proposal, if it is one.
    pub const fn grant(&self) -> Option<ProposalRef> {
        match self {
            Self::Exchange { .. } => None,
            Self::Grant { proposal } => Some(*proposal),
        }
    }
    /// What its audit lines hang on.
    const fn subject(&self) -> (&'static str, Uuid) {
        match self {
            Self::Exchange { file } => ("application", file.application.0),
            Self::Grant { proposal } => proposal.subject(),
        }
    }
}

/// A payment with everyone it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentRef {
    /// The payment.
    pub payment: PaymentId,
    /// What it is for.
    pub file: PaidFile,
    /// Who gets it.
    pub payee: OrganisationId,
    /// What was due.
    pub amount: Money,
    /// How much of it is kept back for a debt.
    pub set_off: Money,
}

impl PaymentRef {
    /// What the bank is asked to pay.
    pub fn cash(&self) -> Money {
        self.amount.checked_sub(self.set_off).unwrap_or(Money::ZERO)
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields repeat the words of the line above them")]
pub enum Event {
    // ── accounts
    /// Someone registered and has yet to confirm the address.
    PersonRegistered { person: PersonId },
    /// Someone registered with an address that has an account; only its owner is told.
    RegistrationRepeated { person: PersonId },
    /// The address was confirmed by its mailed link (or by an administrator).
    AddressVerified { person: PersonId },
    /// A session began.
    SignedIn { person: PersonId },
    /// A session was ended by its person.
    SignedOut { person: PersonId },
    /// A link for a new password was asked for.
    ResetAsked { person: PersonId },
    /// A new password was set.
    PasswordChanged { person: PersonId },
    /// A post was given.
    RoleGiven { person: PersonId, role: StaffRole },
    /// A post was taken.
    RoleTaken { person: PersonId, role: StaffRole },
    // ── organisations
    /// An organisation was entered; its creator leads it.
    OrganisationCreated { organisation: OrganisationId, by: PersonId },
    /// Its data were changed.
    OrganisationChanged { organisation: OrganisationId },
    /// A person joined an organisation, or got another role in it.
    MemberAdded { organisation: OrganisationId, person: PersonId, role: MemberRole },
    /// A person left an organisation.
    MemberRemoved { organisation: OrganisationId, person: PersonId },
    // ── calls
    /// A call was drafted.
    CallCreated { call: CallId },
    /// A drafted call was changed.
    CallChanged { call: CallId },
    /// A call was published and its programme frozen.
    CallPublished { call: CallId, deadline: Moment },
    /// The deadline was moved, with the reason.
    DeadlineMoved { call: CallId, deadline: Moment, reason: String },
    /// Its cut-offs were set, or the deadlines of its later rounds; the reason once it is
    /// published.
    RoundsSet { call: CallId, ends: Vec<Moment>, reason: String },
    /// A call was closed.
    CallClosed { call: CallId },
    /// Someone confirmed a rate table that is a derived default.
    RatesConfirmed { call: CallId },
    /// A partnership joined a call.
    PartnershipAdded { call: CallId, partnership: PartnershipId },
    /// Money was given to a call.
    BudgetAppropriated { call: CallId, amount: Money, reason: String },
    /// The partners that sign agreements were changed.
    ContractingChanged { call: CallId },
    // ── profiles
    /// A profile was written.
    ProfileSaved { profile: ProfileRef },
    /// A profile was handed in.
    ProfileSubmitted { profile: ProfileRef },
    /// A profile was accepted.
    ProfileAccepted { profile: ProfileRef },
    /// A profile was rejected, with the reason.
    ProfileRejected { profile: ProfileRef, reason: String },
    // ── applications
    /// A draft was begun.
    ApplicationStarted { file: FileRef },
    /// Quiet: no mail, no audit line; the answers keep their own history.
    AnswersSaved { file: FileRef, fields: Vec<String> },
    /// An application was handed in; the digest is of its snapshot.
    ApplicationSubmitted { file: FileRef, digest: String, at: Moment },
    /// It was taken back into writing.
    ApplicationReopened { file: FileRef },
    /// One side confirmed the match; `both` when it was the second.
    MatchConfirmed { file: FileRef, side: Side, both: bool },
    /// It was taken back for good, out of this stage; what was reserved is released.
    ApplicationWithdrawn { file: FileRef, from: StageKind, released: Money },
    // ── checks and decision
    /// An officer answered a check.
    CheckAnswered { file: FileRef, key: String, holds: bool },
    /// An officer set the distance, with the reason.
    DistanceSet { file: FileRef, km: u32, reason: String },
    /// It was found ineligible, with the reason.
    FoundIneligible { file: FileRef, reason: String },
    /// That finding was taken back.
    Reinstated { file: FileRef },
    /// It was awarded; money and places are reserved.
    Awarded { file: FileRef, amount: Money },
    /// It was refused, with the reason.
    ApplicationRefused { file: FileRef, reason: String },
    // ── papers
    /// A paper was signed for one party.
    PaperSigned { file: FileRef, paper: Paper, place: Signatory, text_digest: String },
    /// The last signature came.
    AllSigned { file: FileRef },
    /// A counter-signed copy of a paper was added; with more than one, the last stands.
    SignedCopyAdded { file: FileRef, paper: Paper, number: u32, digest: String },
    // ── stay and report
    /// A file was added to the report.
    EvidenceAdded { file: FileRef, attachment: AttachmentId, kind: String },
    /// A file was removed from it.
    EvidenceRemoved { file: FileRef, attachment: AttachmentId },
    /// The closing report was handed in.
    ReportSubmitted { file: FileRef },
    /// The host's feedback was handed in.
    HostReportSubmitted { file: FileRef },
    /// The report was sent back, with the reason.
    ReportSentBack { file: FileRef, reason: String },
    /// The report was validated; the lump sum is due.
    ReportValidated { file: FileRef, amount: Money, due_on: NaiveDate },
    /// The visitor was reminded of the report.
    ReportReminded { file: FileRef },
    // ── payments
    /// A payment was proposed.
    PaymentProposed { payment: PaymentRef },
    /// Another person approved it.
    PaymentApproved { payment: PaymentRef },
    /// The proposal was taken back, with the reason.
    PaymentCancelled { payment: PaymentRef, reason: String },
    /// It was given to the bank.
    PaymentExported { payment: PaymentRef },
    /// The bank paid it.
    PaymentSettled { payment: PaymentRef, on: NaiveDate },
    /// The bank sent it back, with the reason.
    PaymentReturned { payment: PaymentRef, reason: String },
    // ── scored calls
    /// Something happened to a proposal.
    Proposal { proposal: ProposalRef, what: ProposalEvent },
    /// Something happened to a funded proposal after the award.
    Grant { proposal: ProposalRef, what: GrantEvent },
    /// Something happened in a call's panel, evaluation or ranking.
    Panel { call: CallId, what: PanelEvent },
    /// Something about accounts, batches or files of the bank.
    Bank { what: BankEvent },
    /// Something happened to money that is claimed back.
    Recovery { recovery: RecoveryRef, what: RecoveryEvent },
    /// Something about lists of sanctions, checks against them, or EDES.
    Screening { what: ScreeningEvent },
    /// An expert's own page was changed.
    ExpertSaved { person: PersonId },
    /// Columns of a list were kept under a name.
    TemplateSaved { person: PersonId, template: ExportTemplateId },
    /// Such a template was taken away.
    TemplateRemoved { person: PersonId, template: ExportTemplateId },
    // ── mail
    /// A mail could not be sent.
    MailGivenUp { outbox: OutboxId, notice: String },
    /// An officer had it tried again.
    MailRetried { outbox: OutboxId },
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
            | Self::RoleTaken { person, .. }
            | Self::TemplateSaved { person, .. }
            | Self::TemplateRemoved { person, .. }
            | Self::ExpertSaved { person } => ("person", person.0),
            Self::OrganisationCreated { organisation, .. }
            | Self::OrganisationChanged { organisation }
            | Self::MemberAdded { organisation, .. }
            | Self::MemberRemoved { organisation, .. } => ("organisation", organisation.0),
            Self::CallCreated { call }
            | Self::CallChanged { call }
            | Self::CallPublished { call, .. }
            | Self::DeadlineMoved { call, .. }
            | Self::RoundsSet { call, .. }
            | Self::CallClosed { call }
            | Self::RatesConfirmed { call }
            | Self::PartnershipAdded { call, .. }
            | Self::BudgetAppropriated { call, .. }
            | Self::ContractingChanged { call } => ("call", call.0),
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
            | Self::SignedCopyAdded { file, .. }
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
            | Self::PaymentReturned { payment, .. } => payment.file.subject(),
            Self::Proposal { proposal, .. } | Self::Grant { proposal, .. } => proposal.subject(),
            Self::Panel { call, what } => of_panel(*call, what),
            Self::Bank { what } => what.subject(),
            Self::Recovery { recovery, .. } => ("recovery", recovery.recovery.0),
            Self::Screening { what } => what.subject(),
            Self::MailGivenUp { outbox, .. } | Self::MailRetried { outbox } => ("outbox", outbox.0),
        };
        SubjectRef { kind, id }
    }
    /// Leaves no audit line of its own.
    pub const fn is_quiet(&self) -> bool {
        if let Self::Proposal { what, .. } = self {
            what.is_quiet()
        } else if let Self::Grant { what, .. } = self {
            what.is_quiet()
        } else if let Self::Panel { what, .. } = self {
            what.is_quiet()
        } else {
            matches!(self, Self::AnswersSaved { .. })
        }
    }
}

/// What is said of one proposal stands with it, the rest with the call.
fn of_panel(call: CallId, what: &PanelEvent) -> (&'static str, Uuid) {
    what.proposal().map_or(("call", call.0), |proposal| ("proposal", proposal.0))
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

#[cfg(test)]
pub mod tests;
