//! A letter of every notice, about one exchange.

use crate::{
    actions::delivery::{FileNames, Letter, ProposalNames},
    domain::{
        calendar::Period,
        event::{FileRef, PaidFile, PaymentRef, ProfileRef},
        grant::GrantNotice as G,
        ids::{
            ApplicationId, CallId, OrganisationId, OutboxId, PartnershipId, PaymentId, PersonId,
            ProfileId,
        },
        moment::Moment,
        money::Money,
        notice::Notice,
        organisation::MemberRole,
        panel::PanelNotice,
        paper::digest,
        proposal::{ProposalRef, event::Outcome, notice::ProposalNotice as P},
        recovery::{RecoveryNotice, RecoveryRef},
    },
};
use chrono::NaiveDate;
use uuid::Uuid;

fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn file() -> FileRef {
    FileRef {
        application: id::<ApplicationId>(1),
        call: id::<CallId>(2),
        visitor: id::<OrganisationId>(3),
        host: id::<OrganisationId>(4),
        visitor_partnership: id::<PartnershipId>(5),
        host_partnership: id::<PartnershipId>(6),
        author: id::<PersonId>(7),
    }
}

fn profile() -> ProfileRef {
    ProfileRef {
        profile: id::<ProfileId>(8),
        call: id::<CallId>(2),
        organisation: id::<OrganisationId>(3),
        partnership: id::<PartnershipId>(5),
    }
}

fn payment() -> PaymentRef {
    let amount = Money::from_cents(110_000);
    PaymentRef {
        payment: id::<PaymentId>(9),
        file: PaidFile::Exchange { file: file() },
        payee: file().visitor,
        amount,
        set_off: Money::ZERO,
    }
}

/// One notice of each kind.
pub(crate) fn notices() -> Vec<Notice> {
    let (person, organisation) = (id::<PersonId>(7), id::<OrganisationId>(3));
    let reason = "The host's region is missing.\nPlease add it, and the <map>.".to_owned();
    let (file, profile, payment) = (file(), profile(), payment());
    let at = Moment::from_millis(1_795_353_600_000);
    let amount = Money::from_cents(110_000);
    vec![
        Notice::ConfirmAddress { person },
        Notice::AlreadyRegistered { person },
        Notice::ResetPassword { person },
        Notice::PasswordChanged { person },
        Notice::MemberAdded { organisation, role: MemberRole::Editor },
        Notice::ProfileToAssess { profile },
        Notice::ProfileAccepted { profile },
        Notice::ProfileRejected { profile, reason: reason.clone() },
        Notice::SubmissionReceipt { file, digest: digest("all answers"), at },
        Notice::MatchAsked { file },
        Notice::MatchConfirmed { file },
        Notice::ApplicationToCheck { file },
        Notice::ApplicationReopened { file },
        Notice::ApplicationWithdrawn { file, released: amount },
        Notice::FoundIneligible { file, reason: reason.clone() },
        Notice::Reinstated { file },
        Notice::AwardLetter { file, amount },
        Notice::RefusalLetter { file, reason: reason.clone() },
        Notice::PapersToSign { file },
        Notice::AllSigned { file },
        Notice::ReportReminder { file },
        Notice::ReportReceived { file },
        Notice::HostReportAsked { file },
        Notice::ReportSentBack { file, reason: reason.clone() },
        Notice::ReportValidated { file, amount, due_on: day("2027-03-29") },
        Notice::PaymentToApprove { payment },
        Notice::PaymentMade { payment, on: day("2027-03-26") },
        Notice::PaymentReturned { payment, reason: reason.clone() },
        Notice::AccountToConfirm { organisation },
        Notice::AccountConfirmed { organisation },
        Notice::AccountRejected { organisation, reason: reason.clone() },
        Notice::BatchToApprove { batch: id(14), total: Money::from_cents(1_234_500) },
        Notice::FindWaits { find: id(15) },
    ]
    .into_iter()
    .chain(of_proposals(&reason).into_iter().map(about))
    .chain(of_grants(&reason).map(|about| Notice::Grant { proposal: proposal(), about }))
    .chain(panel(reason))
    .chain(of_recoveries())
    .collect()
}

fn proposal() -> ProposalRef {
    ProposalRef {
        proposal: id(11),
        call: id::<CallId>(2),
        lead: id::<OrganisationId>(3),
        author: id::<PersonId>(7),
    }
}

fn about(about: P) -> Notice {
    Notice::Proposal { proposal: proposal(), about }
}

/// One notice about a proposal of each kind.
fn of_proposals(reason: &str) -> Vec<P> {
    let (organisation, reason) = (id::<OrganisationId>(4), reason.to_owned());
    let at = Moment::from_millis(1_795_353_600_000);
    let amount = Money::from_cents(2_500_000);
    vec![
        P::PartnerInvitation { invitation: id(12) },
        P::PartnerJoined { organisation },
        P::PartnerLeft { organisation },
        P::PartnerDeclined,
        P::PartConfirmed { organisation },
        P::ProposalReceipt { digest: digest("the proposal"), at },
        P::ProposalWithdrawn { released: Money::from_cents(0) },
        P::ClarificationAsked { due_at: at },
        P::ProposalIneligible { reason: reason.clone() },
        P::ProposalReinstated,
        P::ResultLetter { letter: id(13), outcome: Outcome::Award },
        P::ReserveOffer { amount },
        P::RedressDecided { upheld: false, reason },
        P::ProposalToCheck,
        P::ClarificationAnswered,
        P::RedressReceived,
        P::ProposalLapsed { deadline: at },
        P::ReserveEnded,
    ]
}

/// One notice about a grant of each kind.
fn of_grants(reason: &str) -> [G; 8] {
    let (amount, due_on) = (Money::from_cents(2_500_000), day("2027-03-29"));
    [
        G::AgreementToSign,
        G::AgreementInForce { amount },
        G::GrantReportDue { due_on },
        G::GrantReportReceived,
        G::GrantReportSentBack { reason: reason.to_owned() },
        G::GrantReportAccepted { amount, due_on },
        G::InstalmentDue { amount, due_on },
        G::GrantEnded { reason: reason.to_owned() },
    ]
}

/// One notice about money claimed back of each kind.
fn of_recoveries() -> Vec<Notice> {
    use RecoveryNotice as R;
    let recovery = RecoveryRef {
        recovery: id(15),
        reference: "CXC-2026-0412-R1".to_owned(),
        payment: id::<PaymentId>(9),
        call: id::<CallId>(2),
        debtor: id::<OrganisationId>(3),
        amount: Money::from_cents(26_000),
    };
    let (amount, left) = (Money::from_cents(10_000), Money::from_cents(16_000));
    [
        R::RecoveryToApprove,
        R::RecoveryClaimed { due_on: day("2027-04-26") },
        R::RecoverySettled,
        R::RecoveryReopened { left },
        R::RecoveryWaived { amount, left },
        R::WaiverToApprove { amount },
    ]
    .map(|about| Notice::Recovery { recovery: recovery.clone(), about })
    .into()
}

/// One notice of each kind to experts and about them.
fn panel(reason: String) -> Vec<Notice> {
    let (call, person) = (id::<CallId>(2), id::<PersonId>(7));
    let about = |about: PanelNotice| Notice::Panel { call, about };
    vec![
        about(PanelNotice::ExpertInvitation),
        about(PanelNotice::ExpertAccepted { person }),
        about(PanelNotice::ExpertDeclined { person, reason: reason.clone() }),
        about(PanelNotice::ExpertRemoved { reason: reason.clone() }),
        about(PanelNotice::ProposalsAssigned),
        about(PanelNotice::TakenOff { reason }),
        about(PanelNotice::ConsensusToDraft { proposal: id::<ApplicationId>(1) }),
        about(PanelNotice::RankingToSign),
        about(PanelNotice::ReportsDue { due_at: Moment::from_millis(1_795_353_600_000) }),
        Notice::DatesMoved {
            call,
            dates: [1_795_353_600_000, 1_801_411_200_000].map(Moment::from_millis).to_vec(),
            reason: "The portal was down for a day.".to_owned(),
        },
    ]
}

/// The names a letter about a panel carries.
fn panel_names(letter: &mut Letter, about: &PanelNotice) {
    letter.call = Some("INNOSUP vouchers 2027".to_owned());
    if matches!(about, PanelNotice::ExpertAccepted { .. } | PanelNotice::ExpertDeclined { .. }) {
        letter.person = Some("Maria Rossi".to_owned());
    }
    if let PanelNotice::ConsensusToDraft { proposal } = about {
        letter.proposal = Some(ProposalNames {
            proposal: ProposalRef {
                proposal: *proposal,
                call: id::<CallId>(2),
                lead: id::<OrganisationId>(3),
                author: id::<PersonId>(7),
            },
            reference: "INV-2027-0012".to_owned(),
            title: "A closed-loop dye house".to_owned(),
            lead: "Tecnotex & Filhos, Lda".to_owned(),
            deadline: Moment::from_millis(1_801_411_200_000),
        });
    }
}

/// The letter of a notice, as the outbox gives it.
pub(crate) fn letter(notice: Notice) -> Letter {
    let file = notice.file().map(|file| FileNames {
        file,
        reference: "CXC-2026-0412".to_owned(),
        visitor: "Tecnotex & Filhos, Lda".to_owned(),
        host: "Dansk Farve A/S".to_owned(),
        virtual_exchange: false,
        stay: Some(Period { from: day("2027-03-01"), to: day("2027-03-12") }),
        deadline: Moment::from_millis(1_801_411_200_000),
    });
    let about_profile = matches!(
        notice,
        Notice::ProfileToAssess { .. }
            | Notice::ProfileAccepted { .. }
            | Notice::ProfileRejected { .. }
    );
    let about_one = matches!(notice, Notice::Proposal { .. } | Notice::Grant { .. });
    let proposal = about_one.then(|| ProposalNames {
        proposal: proposal(),
        reference: "INV-2027-0012".to_owned(),
        title: "Warm yarn from <used> work wear".to_owned(),
        lead: "Tecnotex & Filhos, Lda".to_owned(),
        deadline: Moment::from_millis(1_801_411_200_000),
    });
    let names_one = matches!(
        notice,
        Notice::Proposal {
            about: P::PartnerJoined { .. } | P::PartnerLeft { .. } | P::PartConfirmed { .. },
            ..
        }
    );
    let about_organisation = names_one
        || about_profile
        || notice.payment().is_some()
        || matches!(
            notice,
            Notice::MemberAdded { .. }
                | Notice::AccountToConfirm { .. }
                | Notice::AccountConfirmed { .. }
                | Notice::AccountRejected { .. }
                | Notice::Recovery { .. }
        );
    let about_claim = matches!(notice, Notice::Recovery { .. });
    let has_link = matches!(notice, Notice::ConfirmAddress { .. } | Notice::ResetPassword { .. });
    let mut letter = Letter {
        id: id::<OutboxId>(10),
        message_id: "0000000000000000000000000000000a".to_owned(),
        address: "ana@tecnotex.example".to_owned(),
        name: "Ana Sousa".to_owned(),
        secret: has_link.then(|| "f00d".repeat(16)),
        call: (file.is_some() || about_profile || proposal.is_some() || about_claim)
            .then(|| "ClusterXchange 2026".to_owned()),
        file,
        proposal,
        person: None,
        organisation: about_organisation.then(|| "Tecnotex & Filhos, Lda".to_owned()),
        attempts: 1,
        notice,
    };
    if matches!(letter.notice, Notice::DatesMoved { .. }) {
        letter.call = Some("INNOSUP vouchers 2027".to_owned());
    }
    if let Notice::Panel { about, .. } = letter.notice.clone() {
        panel_names(&mut letter, &about);
    }
    letter
}

/// The same letter about an exchange that is held online and of which no days are known yet.
pub(crate) fn online(notice: Notice) -> Letter {
    let mut letter = letter(notice);
    if let Some(file) = &mut letter.file {
        file.virtual_exchange = true;
        file.stay = None;
    }
    letter
}
