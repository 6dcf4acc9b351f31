//! A letter becomes a mail: its link, why the reader gets it, and the facts its words need. The one
//! rule: every notice is named here, so a new one does not compile before it has all three.

use super::Mail;
use crate::{
    actions::delivery::{FileNames, Letter},
    config::settings::Settings,
    domain::{calendar::Period, event::PaidFile, moment::Moment, money::Money, notice::Notice},
    render::{Link, MailFrame, Office, RenderError, Renderer, day_text, words},
};
use serde::Serialize;

mod grant;
mod recovery;
mod scored;

/// What the templates of `templates/mail/<notice>/` may name. What a notice does not have is
/// nothing, and a template that prints it fails.
#[derive(Serialize)]
struct Context<'a> {
    mail: MailFrame,
    /// Absolute.
    link: String,
    organisation: Option<&'a str>,
    call: Option<&'a str>,
    file: Option<FileFacts<'a>>,
    proposal: Option<ProposalFacts<'a>>,
    /// The person the notice names.
    person: Option<&'a str>,
    #[serde(flatten)]
    facts: Facts<'a>,
}

/// The exchange a mail is about.
#[derive(Serialize)]
struct FileFacts<'a> {
    reference: &'a str,
    visitor: &'a str,
    host: &'a str,
    virtual_exchange: bool,
    stay: Option<Period>,
    deadline: Moment,
}

/// The proposal a mail is about.
#[derive(Serialize)]
struct ProposalFacts<'a> {
    reference: &'a str,
    title: &'a str,
    lead: &'a str,
    deadline: Moment,
}

/// What a notice itself says.
#[derive(Default, Serialize)]
struct Facts<'a> {
    reason: Option<&'a str>,
    amount: Option<Money>,
    /// What was kept back from it for a debt.
    set_off: Option<Money>,
    at: Option<Moment>,
    /// As it is read: "1 March 2027".
    day: Option<String>,
    digest: Option<&'a str>,
    role: Option<&'static str>,
    upheld: Option<bool>,
    /// The number of a claim.
    claim: Option<&'a str>,
    /// What is left of it.
    left: Option<Money>,
    dates: &'a [Moment],
}

/// Composes the mail of a letter at `now`. Fails when a template does, or when a letter that must
/// carry a one-time link has none.
pub fn compose(
    renderer: &Renderer,
    settings: &Settings,
    letter: &Letter,
    now: Moment,
) -> Result<Mail, RenderError> {
    let folder = letter.notice.name();
    let site = settings.server.public_url.as_str();
    let instance = &settings.instance;
    let link = link(letter).ok_or_else(|| RenderError {
        template: format!("mail/{folder}"),
        why: "the letter has no one-time link".to_owned(),
    })?;
    let context = Context {
        mail: MailFrame {
            to: letter.name.clone(),
            office: Office { name: instance.name.clone(), email: instance.contact.clone() },
            site: site.to_owned(),
            zone: crate::domain::moment::BRUSSELS,
            why: why(letter),
        },
        link: format!("{site}{link}"),
        organisation: letter.organisation.as_deref(),
        call: letter.call.as_deref(),
        file: letter.file.as_ref().map(file_facts),
        proposal: letter.proposal.as_ref().map(|names| ProposalFacts {
            reference: &names.reference,
            title: &names.title,
            lead: &names.lead,
            deadline: names.deadline,
        }),
        person: letter.person.as_deref(),
        facts: facts(&letter.notice),
    };
    let text = renderer.mail(folder, &context)?;
    Ok(Mail {
        id: letter.id,
        message_id: format!("{}@{}", letter.message_id, host(site)),
        to: letter.address.clone(),
        to_name: letter.name.clone(),
        subject: text.subject,
        at: now,
        text: text.text,
        html: text.html,
    })
}

/// The host of the site's address, without the port: the right part of a Message-ID.
fn host(site: &str) -> &str {
    let rest = site.split_once("://").map_or(site, |(_, rest)| rest);
    let name = rest.split('/').next().unwrap_or(rest);
    // An IPv6 address stands in brackets, with colons of its own.
    let end = if name.starts_with('[') { name.find(']').map(|at| at + 1) } else { name.find(':') };
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

fn file_facts(names: &FileNames) -> FileFacts<'_> {
    FileFacts {
        reference: &names.reference,
        visitor: &names.visitor,
        host: &names.host,
        virtual_exchange: names.virtual_exchange,
        stay: names.stay,
        deadline: names.deadline,
    }
}

/// The one link of a mail; `None` when its token is missing.
fn link(letter: &Letter) -> Option<Link> {
    Some(match &letter.notice {
        Notice::ConfirmAddress { .. } => Link::Verify(letter.secret.clone()?),
        Notice::ResetPassword { .. } => Link::Reset(letter.secret.clone()?),
        Notice::AlreadyRegistered { .. } => Link::SignIn,
        Notice::PasswordChanged { .. } => Link::Forgot,
        Notice::MemberAdded { .. } => Link::Organisations,
        Notice::ProfileToAssess { profile } => Link::ProfileDecide(profile.profile),
        Notice::ProfileAccepted { profile } => Link::Hosts(profile.call),
        Notice::ProfileRejected { profile, .. } => Link::Profile(profile.call),
        Notice::SubmissionReceipt { file, .. } => Link::ApplicationReceipt(file.application),
        Notice::MatchAsked { file } => Link::MatchConfirm(file.application),
        Notice::ApplicationToCheck { file } => Link::File(file.application),
        Notice::AwardLetter { file, .. } | Notice::PapersToSign { file } => {
            Link::Papers(file.application)
        }
        Notice::ReportReminder { file } | Notice::ReportSentBack { file, .. } => {
            Link::Report(file.application)
        }
        Notice::ReportReceived { file } => Link::Validate(file.application),
        Notice::HostReportAsked { file } => Link::HostReport(file.application),
        Notice::PaymentToApprove { payment } => Link::Payment(payment.payment),
        Notice::MatchConfirmed { file }
        | Notice::ApplicationReopened { file }
        | Notice::ApplicationWithdrawn { file, .. }
        | Notice::FoundIneligible { file, .. }
        | Notice::Reinstated { file }
        | Notice::RefusalLetter { file, .. }
        | Notice::AllSigned { file }
        | Notice::ReportValidated { file, .. } => Link::Application(file.application),
        Notice::PaymentMade { payment, .. } | Notice::PaymentReturned { payment, .. } => {
            match payment.file {
                PaidFile::Exchange { file } => Link::Application(file.application),
                PaidFile::Grant { proposal } => Link::Proposal(proposal.proposal),
            }
        }
        Notice::AccountToConfirm { .. } => Link::BankAccounts,
        Notice::AccountConfirmed { organisation }
        | Notice::AccountRejected { organisation, .. } => Link::BankAccount(*organisation),
        Notice::BatchToApprove { batch, .. } => Link::Batch(*batch),
        Notice::FindWaits { find } => Link::ScreeningFind(*find),
        Notice::Proposal { proposal, about } => scored::proposal_link(*proposal, about),
        Notice::Grant { proposal, about } => grant::link(*proposal, about),
        Notice::Panel { call, about } => scored::panel_link(*call, about),
        Notice::Recovery { recovery, .. } => Link::Recovery(recovery.recovery),
        Notice::DatesMoved { .. } => Link::Desk,
    })
}

const FOR_DRAFTS: &str = "You get this mail because your organisation has a draft in this call.";
const FOR_OFFICERS: &str = "You get this mail because you are a programme officer.";
const FOR_THE_OFFICE: &str = "You get this mail because you are a programme or finance officer.";

/// Why this person gets this mail, one sentence.
fn why(letter: &Letter) -> String {
    let organisation = letter.organisation.as_deref().unwrap_or_default();
    let (reference, visitor, host) = letter.file.as_ref().map_or(("", "", ""), |file| {
        (file.reference.as_str(), file.visitor.as_str(), file.host.as_str())
    });
    match &letter.notice {
        Notice::ConfirmAddress { .. } => {
            "You get this mail because someone registered with this address.".to_owned()
        }
        Notice::AlreadyRegistered { .. }
        | Notice::ResetPassword { .. }
        | Notice::PasswordChanged { .. } => {
            "You get this mail because you have an account with this address.".to_owned()
        }
        Notice::MemberAdded { .. }
        | Notice::AccountConfirmed { .. }
        | Notice::AccountRejected { .. }
        | Notice::ProfileAccepted { .. }
        | Notice::ProfileRejected { .. } => {
            format!("You get this mail because you work for {organisation}.")
        }
        Notice::ProfileToAssess { .. } => {
            "You get this mail because you coordinate a partnership of this call.".to_owned()
        }
        Notice::SubmissionReceipt { .. }
        | Notice::FoundIneligible { .. }
        | Notice::Reinstated { .. }
        | Notice::AwardLetter { .. }
        | Notice::ReportReminder { .. }
        | Notice::ReportSentBack { .. }
        | Notice::ReportValidated { .. } => format!(
            "You get this mail because you work for {visitor}, the visitor of the exchange {reference}."
        ),
        Notice::MatchAsked { .. }
        | Notice::HostReportAsked { .. }
        | Notice::ApplicationReopened { .. } => format!(
            "You get this mail because you work for {host}, the host of the exchange {reference}."
        ),
        Notice::MatchConfirmed { .. }
        | Notice::ApplicationWithdrawn { .. }
        | Notice::RefusalLetter { .. }
        | Notice::AllSigned { .. } => format!(
            "You get this mail because you work for {visitor} or {host}, the two sides of the exchange {reference}."
        ),
        Notice::PapersToSign { .. } => format!(
            "You get this mail because you may sign for one of the parties of the exchange {reference}."
        ),
        Notice::ApplicationToCheck { .. } | Notice::ReportReceived { .. } => {
            FOR_OFFICERS.to_owned()
        }
        Notice::PaymentToApprove { .. }
        | Notice::AccountToConfirm { .. }
        | Notice::BatchToApprove { .. } => {
            "You get this mail because you are a finance officer.".to_owned()
        }
        Notice::FindWaits { .. } => FOR_THE_OFFICE.to_owned(),
        Notice::PaymentMade { .. } => {
            format!("You get this mail because you work for {organisation}, which was paid.")
        }
        Notice::PaymentReturned { .. } => format!(
            "You get this mail because you work for {organisation}, which should be paid, or are a programme officer."
        ),
        Notice::Proposal { about, .. } => scored::proposal_why(letter, about),
        Notice::Grant { about, .. } => grant::why(letter, about),
        Notice::Panel { about, .. } => scored::panel_why(about).to_owned(),
        Notice::Recovery { about, .. } => recovery::why(organisation, about),
        Notice::DatesMoved { .. } => FOR_DRAFTS.to_owned(),
    }
}

/// What the notice itself says.
fn facts(notice: &Notice) -> Facts<'_> {
    let none = Facts::default();
    match notice {
        Notice::MemberAdded { role, .. } => Facts { role: Some(words::member_role(*role)), ..none },
        Notice::ProfileRejected { reason, .. }
        | Notice::AccountRejected { reason, .. }
        | Notice::FoundIneligible { reason, .. }
        | Notice::RefusalLetter { reason, .. }
        | Notice::ReportSentBack { reason, .. } => Facts { reason: Some(reason), ..none },
        Notice::SubmissionReceipt { digest, at, .. } => {
            Facts { digest: Some(digest), at: Some(*at), ..none }
        }
        Notice::ApplicationWithdrawn { released, .. } => Facts { amount: Some(*released), ..none },
        Notice::AwardLetter { amount, .. } => Facts { amount: Some(*amount), ..none },
        // Without a sum, nothing is due on any day.
        Notice::ReportValidated { amount, due_on, .. } if *amount > Money::ZERO => {
            Facts { amount: Some(*amount), day: Some(day_text(*due_on)), ..none }
        }
        Notice::BatchToApprove { total, .. } => Facts { amount: Some(*total), ..none },
        Notice::PaymentToApprove { payment } => Facts { amount: Some(payment.amount), ..none },
        Notice::PaymentMade { payment, on } => Facts {
            amount: Some(payment.cash()),
            set_off: Some(payment.set_off).filter(|kept| *kept > Money::ZERO),
            day: Some(day_text(*on)),
            ..none
        },
        Notice::PaymentReturned { payment, reason } => {
            Facts { amount: Some(payment.cash()), reason: Some(reason), ..none }
        }
        Notice::Proposal { about, .. } => scored::proposal_facts(about),
        Notice::Grant { about, .. } => grant::facts(about),
        Notice::Panel { about, .. } => scored::panel_facts(about),
        Notice::Recovery { recovery, about } => recovery::facts(recovery, about),
        Notice::DatesMoved { dates, reason, .. } => Facts { dates, reason: Some(reason), ..none },
        Notice::ConfirmAddress { .. }
        | Notice::AlreadyRegistered { .. }
        | Notice::ResetPassword { .. }
        | Notice::PasswordChanged { .. }
        | Notice::ProfileToAssess { .. }
        | Notice::AccountToConfirm { .. }
        | Notice::AccountConfirmed { .. }
        | Notice::FindWaits { .. }
        | Notice::ProfileAccepted { .. }
        | Notice::MatchAsked { .. }
        | Notice::MatchConfirmed { .. }
        | Notice::ApplicationToCheck { .. }
        | Notice::ApplicationReopened { .. }
        | Notice::Reinstated { .. }
        | Notice::PapersToSign { .. }
        | Notice::AllSigned { .. }
        | Notice::ReportReminder { .. }
        | Notice::ReportReceived { .. }
        | Notice::HostReportAsked { .. }
        | Notice::ReportValidated { .. } => none,
    }
}
