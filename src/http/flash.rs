//! What is said once, at the top of the next page. The one rule: the cookie carries a code of the
//! closed list below, so nobody can put words on our pages.

use crate::render::{Flash, Tone};

macro_rules! said {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $tone:ident, $says:literal;)+) => {
        /// Something said once.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Said { $($(#[$doc])* $name,)+ }

        impl Said {
            /// The code in the cookie.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
            /// What a code says; nothing for any other text.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)+ _other => None }
            }
            /// As the page shows it.
            pub fn flash(self) -> Flash {
                match self {
                    $(Self::$name => Flash { kind: Tone::$tone, says: $says.to_owned() },)+
                }
            }
        }
    };
}

said! {
    /// Any form without news of its own.
    Saved = "saved", Good, "Saved.";
    /// After signing out.
    SignedOut = "signed-out", Info, "You are signed out.";
    /// After confirming an address.
    Verified = "verified", Good, "Your address is confirmed. You can sign in now.";
    /// After a new password.
    PasswordSet = "password-set", Good, "Your new password is set. Sign in with it.";
    /// Signing in is needed first.
    SignInFirst = "sign-in-first", Info, "Please sign in first. You will be taken back to the page you wanted.";
    /// A new draft.
    DraftStarted = "draft-started", Good, "The draft is yours. Everything you type is saved as you go; nobody else sees it until you hand it in.";
    /// A draft was there.
    DraftContinued = "draft-continued", Info, "You had begun this application. Go on where you stopped.";
    /// Handed in.
    Submitted = "submitted", Good, "Your application is handed in. The receipt is below and on its way by mail.";
    /// Taken back into writing.
    Reopened = "reopened", Info, "You can write again. Hand it in before the deadline; the host will confirm once more.";
    /// Taken back for good.
    Withdrawn = "withdrawn", Info, "The application is withdrawn. Everyone concerned is told.";
    /// Match confirmed.
    MatchConfirmed = "match-confirmed", Good, "The match is confirmed.";
    /// Signed.
    Signed = "signed", Good, "Signed. Your name, the time and the digest of the text are recorded.";
    /// Profile handed in.
    ProfileSubmitted = "profile-submitted", Good, "The profile is handed in. The partnership will look at it and write to you.";
    /// Profile decided.
    ProfileAssessed = "profile-assessed", Good, "Done. The organisation is told by mail.";
    /// Evidence added.
    EvidenceAdded = "evidence-added", Good, "The file is in.";
    /// Evidence removed.
    EvidenceRemoved = "evidence-removed", Info, "The file is removed.";
    /// Report handed in.
    ReportSubmitted = "report-submitted", Good, "The report is handed in. You will hear when it is validated.";
    /// Checks answered.
    ChecksSaved = "checks-saved", Good, "The check-list is saved.";
    /// Awarded.
    Awarded = "awarded", Good, "Awarded. Money and places are reserved; everyone concerned is told.";
    /// Decided against.
    Decided = "decided", Good, "The decision is recorded. The applicant is told by mail.";
    /// Report validated.
    Validated = "validated", Good, "Validated. The exchange is counted and the lump sum is due.";
    /// Report sent back.
    SentBack = "sent-back", Info, "Sent back to the visitor with your reason.";
    /// Payment proposed.
    Proposed = "proposed", Good, "The payment is proposed. Another person has to approve it.";
    /// Payment moved on.
    PaymentMoved = "payment-moved", Good, "The payment is updated.";
    /// Money given.
    Appropriated = "appropriated", Good, "The amount is booked to the call.";
    /// Call changed.
    CallChanged = "call-changed", Good, "The call is updated.";
    /// Mail put back.
    MailRetried = "mail-retried", Good, "The mail will be tried again now.";
    /// Role changed.
    RoleChanged = "role-changed", Good, "The role is changed.";
    /// A new organisation.
    OrganisationCreated = "organisation-created", Good, "Your organisation is here and you lead it. Add colleagues who write or sign, then fill in its profile in a call.";
    /// The last lead was not removed.
    LeadStays = "lead-stays", Info, "Nobody was removed: they were gone already, or they are the last lead. Make someone else lead first.";
    /// The host's feedback is in.
    HostReportSubmitted = "host-report-submitted", Good, "Thank you, your feedback is in.";
    /// The form is closed for writing.
    NotWritable = "not-writable", Info, "This can't be written in now. Here is where it stands.";
    /// Pressed twice.
    WasDone = "was-done", Info, "This was done already; nothing was done twice.";
    /// Member changed.
    MemberChanged = "member-changed", Good, "The members are updated. A new member is told by mail.";
    /// Said yes to a panel.
    PanelJoined = "panel-joined", Good, "Thank you. Now read and sign the contract.";
    /// Said no to a panel.
    PanelDeclined = "panel-declined", Info, "The office is told. Thank you for your answer.";
    /// The screen is answered.
    ScreenAnswered = "screen-answered", Good, "Your answer is recorded. What is assigned to you opens here.";
    /// A report is delivered.
    ReportDelivered = "report-delivered", Good, "The report is delivered and locked.";
    /// A delivered report is changed.
    ReportRevised = "report-revised", Good, "The changed report is delivered. Both versions are kept.";
    /// Agreed or dissented.
    PositionTaken = "position-taken", Good, "Your answer to the draft is recorded.";
    /// An expert is asked.
    ExpertInvited = "expert-invited", Good, "The invitation is on its way by mail.";
    /// An expert is out.
    ExpertRemoved = "expert-removed", Info, "The expert is out of the panel and told by mail.";
    /// A conflict is released.
    ConflictReleased = "conflict-released", Good, "Released. The expert can be assigned to the proposal now.";
    /// Conflicts are computed.
    ConflictsComputed = "conflicts-computed", Good, "All conflicts are computed anew.";
    /// An assignment is computed.
    AssignmentComputed = "assignment-computed", Good, "Computed. Nothing is assigned yet: look at it, then apply it.";
    /// An assignment is applied.
    AssignmentApplied = "assignment-applied", Good, "Applied. The experts are told by mail.";
    /// An evaluator came or went.
    EvaluatorsChanged = "evaluators-changed", Good, "The evaluators are changed; the expert is told by mail.";
    /// The consensus is open.
    ConsensusOpened = "consensus-opened", Good, "The consensus is open; the rapporteur is told by mail.";
    /// The marks are final.
    ConsensusClosed = "consensus-closed", Good, "The marks are final.";
    /// The panel changed marks.
    PanelChanged = "panel-changed", Good, "The marks are changed as a new version; the old one is kept.";
    /// A form without a choice.
    NothingChosen = "nothing-chosen", Info, "Nothing was chosen, so nothing was changed.";
}
