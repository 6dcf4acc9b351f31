//! What a mail is about, in a few words, for lists of mails.

use crate::domain::notice::Notice;

/// What it is about.
pub const fn notice(about: &Notice) -> &'static str {
    match about {
        Notice::ConfirmAddress { .. } => "Confirm your address",
        Notice::AlreadyRegistered { .. } => "You have an account already",
        Notice::ResetPassword { .. } => "Choose a new password",
        Notice::PasswordChanged { .. } => "Your password was changed",
        Notice::MemberAdded { .. } => "You belong to an organisation",
        Notice::ProfileToAssess { .. } => "A profile waits for an answer",
        Notice::ProfileAccepted { .. } => "Profile accepted",
        Notice::ProfileRejected { .. } => "Profile sent back",
        Notice::SubmissionReceipt { .. } => "Receipt of an application",
        Notice::MatchAsked { .. } => "Somebody wants to visit",
        Notice::MatchConfirmed { .. } => "The match is confirmed",
        Notice::ApplicationToCheck { .. } => "An application waits for its check",
        Notice::ApplicationReopened { .. } => "An application is written again",
        Notice::ApplicationWithdrawn { .. } => "An application was withdrawn",
        Notice::FoundIneligible { .. } => "Not eligible",
        Notice::Reinstated { .. } => "Eligible after all",
        Notice::AwardLetter { .. } => "Award",
        Notice::RefusalLetter { .. } => "Refusal",
        Notice::PapersToSign { .. } => "Papers to sign",
        Notice::AllSigned { .. } => "Everything is signed",
        Notice::ReportReminder { .. } => "A report is due",
        Notice::ReportReceived { .. } => "A report waits for validation",
        Notice::HostReportAsked { .. } => "The host is asked for feedback",
        Notice::ReportSentBack { .. } => "The report came back",
        Notice::ReportValidated { .. } => "The report is accepted",
        Notice::PaymentToApprove { .. } => "A payment waits for approval",
        Notice::PaymentMade { .. } => "An amount was paid",
        Notice::PaymentReturned { .. } => "The bank sent a payment back",
        Notice::AccountToConfirm { .. } => "An account waits for a second person",
        Notice::AccountConfirmed { .. } => "Your account is confirmed",
        Notice::AccountRejected { .. } => "Your account was not taken",
        Notice::FindWaits { .. } => "A find against the list of sanctions waits",
        Notice::BatchToApprove { .. } => "Payments for the bank wait for approval",
        Notice::Proposal { about, .. } => super::proposal::proposal_notice(about),
        Notice::Grant { about, .. } => super::grant::grant_notice(about),
        Notice::Panel { about, .. } => super::proposal::panel_notice(about),
        Notice::Recovery { about, .. } => super::recovery::recovery_notice(about),
        Notice::DatesMoved { .. } => "A date was moved",
    }
}
