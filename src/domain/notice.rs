//! Which events tell whom what. The one rule: this is the only place that decides who hears of a
//! thing; the wording is in `templates/mail/<notice>/`, the addresses are found by the store.

use super::{
    event::{Event, FileRef, PaymentRef, ProfileRef},
    grant::GrantNotice,
    ids::{ApplicationId, BatchId, CallId, OrganisationId, PartnershipId, PersonId, ScreeningId},
    moment::Moment,
    money::Money,
    organisation::MemberRole,
    panel::PanelNotice,
    proposal::{ProposalRef, notice::ProposalNotice},
    recovery::{RecoveryNotice, RecoveryRef},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

mod of_bank;
mod of_call; // who hears of a call
mod of_file; // who hears of an exchange
mod of_grant; // who hears of a grant
mod of_panel; // who hears of a panel
mod of_proposal; // who hears of a proposal
mod of_recovery; // who hears of money claimed back
mod of_screening; // who hears of a find against the list of sanctions

use of_file::{
    awarded, both_sides, confirmed, ineligible, reinstated, report_sent_back, submitted, withdrawn,
};

/// Whom to tell: a person, or all who hold a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Addressee {
    /// One person.
    Person(PersonId),
    /// All who write for an organisation.
    Organisation(OrganisationId),
    /// All who sign for an organisation.
    Signatories(OrganisationId),
    /// A partnership's coordinators.
    Coordinators(PartnershipId),
    /// All programme officers.
    Officers,
    /// All finance officers.
    Finance,
    /// All who write for any organisation of a proposal, the lead among them.
    Consortium(ApplicationId),
    /// All who sign for any organisation of a proposal.
    GrantSignatories(ApplicationId),
    /// All experts a call has assigned to a proposal.
    Evaluators(CallId),
    /// All who write for an organisation with a draft in a call, or with one that goes on to its
    /// next round.
    Drafting(CallId),
}

/// One message's content: what it is about and the facts of that moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields repeat the words of the line above them")]
pub enum Notice {
    /// Please confirm your address (with a link).
    ConfirmAddress { person: PersonId },
    /// Someone registered with your address; you have an account.
    AlreadyRegistered { person: PersonId },
    /// Choose a new password (with a link).
    ResetPassword { person: PersonId },
    /// Your password was changed.
    PasswordChanged { person: PersonId },
    /// You now belong to an organisation.
    MemberAdded { organisation: OrganisationId, role: MemberRole },
    /// A profile waits for your partnership.
    ProfileToAssess { profile: ProfileRef },
    /// Your profile is in the catalogue.
    ProfileAccepted { profile: ProfileRef },
    /// Your profile was not accepted, and why.
    ProfileRejected { profile: ProfileRef, reason: String },
    /// The receipt: number, time, digest.
    SubmissionReceipt { file: FileRef, digest: String, at: Moment },
    /// Somebody wants to visit you; please confirm.
    MatchAsked { file: FileRef },
    /// The other side confirmed.
    MatchConfirmed { file: FileRef },
    /// An application is ready to be checked.
    ApplicationToCheck { file: FileRef },
    /// The visitor is writing again; you will be asked anew.
    ApplicationReopened { file: FileRef },
    /// The exchange will not take place.
    ApplicationWithdrawn { file: FileRef, released: Money },
    /// Not eligible, and why.
    FoundIneligible { file: FileRef, reason: String },
    /// Eligible after all.
    Reinstated { file: FileRef },
    /// Awarded: how much and what comes next.
    AwardLetter { file: FileRef, amount: Money },
    /// Not awarded, and why.
    RefusalLetter { file: FileRef, reason: String },
    /// Papers wait for your signature.
    PapersToSign { file: FileRef },
    /// All have signed; the stay can begin.
    AllSigned { file: FileRef },
    /// The stay is over; the report is awaited.
    ReportReminder { file: FileRef },
    /// A report waits for validation.
    ReportReceived { file: FileRef },
    /// The stay is over and reported; the host's feedback is asked for.
    HostReportAsked { file: FileRef },
    /// The report needs something more.
    ReportSentBack { file: FileRef, reason: String },
    /// Validated; this sum is paid by this day. Nothing is paid for a virtual exchange.
    ReportValidated { file: FileRef, amount: Money, due_on: NaiveDate },
    /// A payment waits for a second person.
    PaymentToApprove { payment: PaymentRef },
    /// The lump sum was paid.
    PaymentMade { payment: PaymentRef, on: NaiveDate },
    /// An organisation's account waits for a second person. To finance.
    AccountToConfirm { organisation: OrganisationId },
    /// It is paid to from now on. To the organisation.
    AccountConfirmed { organisation: OrganisationId },
    /// It was not taken. To the organisation.
    AccountRejected { organisation: OrganisationId, reason: String },
    /// Payments for the bank wait for a second person. To finance.
    BatchToApprove { batch: BatchId, total: Money },
    /// A name is like one on the list of sanctions. To the office alone, and it names nobody.
    FindWaits { find: ScreeningId },
    /// The bank sent the payment back.
    PaymentReturned { payment: PaymentRef, reason: String },
    /// About a proposal.
    Proposal { proposal: ProposalRef, about: ProposalNotice },
    /// About a funded proposal after the award.
    Grant { proposal: ProposalRef, about: GrantNotice },
    /// About money that is claimed back.
    Recovery { recovery: RecoveryRef, about: RecoveryNotice },
    /// About a call's evaluation.
    Panel { call: CallId, about: PanelNotice },
    /// The office moved dates to hand in by, and why. To those with a draft.
    DatesMoved { call: CallId, dates: Vec<Moment>, reason: String },
}

impl Notice {
    /// The names of the notices about accounts: all that whoever keeps the service, and has no part
    /// in the programme, reads of in a list of mails.
    pub const ABOUT_ACCOUNTS: [&str; 5] = [
        "confirm_address",
        "already_registered",
        "reset_password",
        "password_changed",
        "member_added",
    ];
    /// The name of its folder under `templates/mail`, and its code in the outbox.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ConfirmAddress { .. } => "confirm_address",
            Self::AlreadyRegistered { .. } => "already_registered",
            Self::ResetPassword { .. } => "reset_password",
            Self::PasswordChanged { .. } => "password_changed",
            Self::MemberAdded { .. } => "member_added",
            Self::ProfileToAssess { .. } => "profile_to_assess",
            Self::ProfileAccepted { .. } => "profile_accepted",
            Self::ProfileRejected { .. } => "profile_rejected",
            Self::SubmissionReceipt { .. } => "submission_receipt",
            Self::MatchAsked { .. } => "match_asked",
            Self::MatchConfirmed { .. } => "match_confirmed",
            Self::ApplicationToCheck { .. } => "application_to_check",
            Self::ApplicationReopened { .. } => "application_reopened",
            Self::ApplicationWithdrawn { .. } => "application_withdrawn",
            Self::FoundIneligible { .. } => "found_ineligible",
            Self::Reinstated { .. } => "reinstated",
            Self::AwardLetter { .. } => "award_letter",
            Self::RefusalLetter { .. } => "refusal_letter",
            Self::PapersToSign { .. } => "papers_to_sign",
            Self::AllSigned { .. } => "all_signed",
            Self::ReportReminder { .. } => "report_reminder",
            Self::ReportReceived { .. } => "report_received",
            Self::HostReportAsked { .. } => "host_report_asked",
            Self::ReportSentBack { .. } => "report_sent_back",
            Self::ReportValidated { .. } => "report_validated",
            Self::PaymentToApprove { .. } => "payment_to_approve",
            Self::PaymentMade { .. } => "payment_made",
            Self::PaymentReturned { .. } => "payment_returned",
            Self::AccountToConfirm { .. } => "account_to_confirm",
            Self::AccountConfirmed { .. } => "account_confirmed",
            Self::AccountRejected { .. } => "account_rejected",
            Self::BatchToApprove { .. } => "batch_to_approve",
            Self::FindWaits { .. } => "find_waits",
            Self::Proposal { about, .. } => about.name(),
            Self::Grant { about, .. } => about.name(),
            Self::Panel { about, .. } => about.name(),
            Self::Recovery { about, .. } => about.name(),
            Self::DatesMoved { .. } => "dates_moved",
        }
    }
    /// The application it is about, if it is about one.
    pub const fn file(&self) -> Option<FileRef> {
        match self {
            Self::SubmissionReceipt { file, .. }
            | Self::MatchAsked { file }
            | Self::MatchConfirmed { file }
            | Self::ApplicationToCheck { file }
            | Self::ApplicationReopened { file }
            | Self::ApplicationWithdrawn { file, .. }
            | Self::FoundIneligible { file, .. }
            | Self::Reinstated { file }
            | Self::AwardLetter { file, .. }
            | Self::RefusalLetter { file, .. }
            | Self::PapersToSign { file }
            | Self::AllSigned { file }
            | Self::ReportReminder { file }
            | Self::ReportReceived { file }
            | Self::HostReportAsked { file }
            | Self::ReportSentBack { file, .. }
            | Self::ReportValidated { file, .. } => Some(*file),
            Self::PaymentToApprove { payment }
            | Self::PaymentMade { payment, .. }
            | Self::PaymentReturned { payment, .. } => payment.file.exchange(),
            Self::ConfirmAddress { .. }
            | Self::AlreadyRegistered { .. }
            | Self::ResetPassword { .. }
            | Self::PasswordChanged { .. }
            | Self::MemberAdded { .. }
            | Self::AccountToConfirm { .. }
            | Self::AccountConfirmed { .. }
            | Self::AccountRejected { .. }
            | Self::BatchToApprove { .. }
            | Self::FindWaits { .. }
            | Self::ProfileToAssess { .. }
            | Self::ProfileAccepted { .. }
            | Self::ProfileRejected { .. }
            | Self::Proposal { .. }
            | Self::Grant { .. }
            | Self::Recovery { .. }
            | Self::Panel { .. }
            | Self::DatesMoved { .. } => None,
        }
    }
    /// The payment it is about, if about one.
    pub const fn payment(&self) -> Option<PaymentRef> {
        if let Self::PaymentToApprove { payment }
        | Self::PaymentMade { payment, .. }
        | Self::PaymentReturned { payment, .. } = self
        {
            return Some(*payment);
        }
        None
    }
}

/// Who is told what by an event.
pub fn notices(event: &Event) -> Vec<(Addressee, Notice)> {
    use Addressee::{Coordinators, Finance, Officers, Organisation, Person};
    match event {
        Event::PersonRegistered { person } => {
            vec![(Person(*person), Notice::ConfirmAddress { person: *person })]
        }
        Event::RegistrationRepeated { person } => {
            vec![(Person(*person), Notice::AlreadyRegistered { person: *person })]
        }
        Event::ResetAsked { person } => {
            vec![(Person(*person), Notice::ResetPassword { person: *person })]
        }
        Event::PasswordChanged { person } => {
            vec![(Person(*person), Notice::PasswordChanged { person: *person })]
        }
        Event::MemberAdded { organisation, person, role } => vec![(
            Person(*person),
            Notice::MemberAdded { organisation: *organisation, role: *role },
        )],
        Event::ProfileSubmitted { profile } => {
            vec![(Coordinators(profile.partnership), Notice::ProfileToAssess { profile: *profile })]
        }
        Event::ProfileAccepted { profile } => vec![(
            Organisation(profile.organisation),
            Notice::ProfileAccepted { profile: *profile },
        )],
        Event::ProfileRejected { profile, reason } => vec![(
            Organisation(profile.organisation),
            Notice::ProfileRejected { profile: *profile, reason: reason.clone() },
        )],
        Event::ApplicationSubmitted { file, digest, at } => submitted(*file, digest, *at),
        Event::ApplicationReopened { file } => {
            vec![(Organisation(file.host), Notice::ApplicationReopened { file: *file })]
        }
        Event::MatchConfirmed { file, side, both } => confirmed(*file, *side, *both),
        Event::ApplicationWithdrawn { file, from, released } => withdrawn(*file, *from, *released),
        Event::FoundIneligible { file, reason } => ineligible(*file, reason),
        Event::Reinstated { file } => reinstated(*file),
        Event::Awarded { file, amount } => awarded(*file, *amount),
        Event::ApplicationRefused { file, reason } => {
            both_sides(*file, || Notice::RefusalLetter { file: *file, reason: reason.clone() })
        }
        Event::AllSigned { file } => both_sides(*file, || Notice::AllSigned { file: *file }),
        Event::ReportReminded { file } => {
            vec![(Organisation(file.visitor), Notice::ReportReminder { file: *file })]
        }
        Event::ReportSubmitted { file } => vec![
            (Officers, Notice::ReportReceived { file: *file }),
            (Organisation(file.host), Notice::HostReportAsked { file: *file }),
        ],
        Event::ReportSentBack { file, reason } => report_sent_back(*file, reason),
        Event::ReportValidated { file, amount, due_on } => vec![(
            Organisation(file.visitor),
            Notice::ReportValidated { file: *file, amount: *amount, due_on: *due_on },
        )],
        Event::PaymentProposed { payment } => {
            vec![(Finance, Notice::PaymentToApprove { payment: *payment })]
        }
        Event::PaymentSettled { payment, on } => {
            vec![(Organisation(payment.payee), Notice::PaymentMade { payment: *payment, on: *on })]
        }
        Event::PaymentReturned { payment, reason } => returned(*payment, reason),
        Event::Bank { what } => of_bank::notices(what),
        Event::Recovery { recovery, what } => of_recovery::notices(recovery, what),
        Event::Proposal { proposal, what } => of_proposal::notices(*proposal, what),
        Event::Grant { proposal, what } => of_grant::notices(*proposal, what),
        Event::Panel { call, what } => of_panel::notices(*call, what),
        Event::DeadlineMoved { .. } | Event::RoundsSet { .. } => of_call::notices(event),
        Event::Screening { what } => of_screening::notices(what),
        Event::ExpertSaved { .. }
        | Event::TemplateSaved { .. }
        | Event::TemplateRemoved { .. }
        | Event::AddressVerified { .. }
        | Event::SignedIn { .. }
        | Event::SignedOut { .. }
        | Event::RoleGiven { .. }
        | Event::RoleTaken { .. }
        | Event::OrganisationCreated { .. }
        | Event::OrganisationChanged { .. }
        | Event::MemberRemoved { .. }
        | Event::CallCreated { .. }
        | Event::CallChanged { .. }
        | Event::CallPublished { .. }
        | Event::CallClosed { .. }
        | Event::RatesConfirmed { .. }
        | Event::PartnershipAdded { .. }
        | Event::BudgetAppropriated { .. }
        | Event::ContractingChanged { .. }
        | Event::ProfileSaved { .. }
        | Event::ApplicationStarted { .. }
        | Event::AnswersSaved { .. }
        | Event::CheckAnswered { .. }
        | Event::DistanceSet { .. }
        | Event::PaperSigned { .. }
        | Event::SignedCopyAdded { .. }
        | Event::EvidenceAdded { .. }
        | Event::EvidenceRemoved { .. }
        | Event::HostReportSubmitted { .. }
        | Event::PaymentApproved { .. }
        | Event::PaymentCancelled { .. }
        | Event::PaymentExported { .. }
        | Event::MailGivenUp { .. }
        | Event::MailRetried { .. } => Vec::new(),
    }
}

fn returned(payment: PaymentRef, reason: &str) -> Vec<(Addressee, Notice)> {
    let notice = Notice::PaymentReturned { payment, reason: reason.to_owned() };
    vec![(Addressee::Organisation(payment.payee), notice.clone()), (Addressee::Officers, notice)]
}

#[cfg(test)]
mod tests;
