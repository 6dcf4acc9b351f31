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
    /// A ranking kept.
    ScenarioKept = "scenario-kept", Good, "The ranking is kept. Propose it when it is the one.";
    /// A ranking proposed.
    ScenarioProposed = "scenario-proposed", Good, "Proposed. The other officers are told; one of them signs.";
    /// A ranking signed.
    RankingSigned = "ranking-signed", Good, "Signed. Nothing is out yet: look at the release.";
    /// A ranking dropped.
    ScenarioDropped = "scenario-dropped", Info, "The ranking is dropped.";
    /// A draw committed to.
    DrawCommitted = "draw-committed", Good, "List and secret are fixed. Publish the commitment before the public number is known.";
    /// A draw revealed.
    DrawRevealed = "draw-revealed", Good, "The draw is held. Keep the ranking anew to use its numbers.";
    /// Released.
    Released = "released", Good, "Released. Letters, commitments and the public list are out.";
    /// One voucher decided.
    Ruled = "ruled", Good, "Decided. The applicants have their letter.";
    /// Money for the reserve list.
    ReserveRaised = "reserve-raised", Good, "The money is on the list. Whoever is next gets an offer.";
    /// A review decided.
    RedressDecided = "redress-decided", Good, "Decided. The applicants are told the reason.";
    /// Placed anew.
    PlacedAnew = "placed-anew", Good, "Placed by the new marks. The journal shows where.";
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
    /// A new draft of a proposal.
    ProposalStarted = "proposal-started", Good, "The draft is yours. Write the common text, invite partners, and fill in your own part; everything is saved as you go.";
    /// A proposal taken back into writing.
    ProposalReopened = "proposal-reopened", Info, "You can write again. Hand it in before the deadline; what the partners confirmed stays confirmed.";
    /// An invitation went out.
    Invited = "invited", Good, "The invitation is on its way by mail.";
    /// It was taken back.
    InvitationRevoked = "invitation-revoked", Info, "The invitation is taken back.";
    /// A partner is out.
    PartnerRemoved = "partner-removed", Info, "The organisation is no longer part of the proposal. What it wrote is kept, should it come back.";
    /// An invitation was accepted.
    Joined = "joined", Good, "Your organisation takes part. Fill in its part and confirm it.";
    /// An invitation was declined.
    Declined = "declined", Info, "You said no. Whoever invited you is told by mail.";
    /// A part was confirmed.
    AidDeclared = "aid-declared", Good, "The declaration of de minimis aid is signed. A later one takes its place until the award.";
    /// A part was confirmed.
    PartConfirmed = "part-confirmed", Good, "Your part is confirmed. A change of it takes the confirmation away.";
    /// A clarification was answered.
    Clarified = "clarified", Good, "Your answer is sent. The fields are closed again.";
    /// A letter was opened.
    LetterOpened = "letter-opened", Info, "The letter is open.";
    /// A review was asked for.
    RedressAsked = "redress-asked", Good, "Your request is in. The office decides about it, and you hear by mail.";
    /// An offer was answered.
    OfferAnswered = "offer-answered", Good, "Your answer to the offer is recorded.";
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
    /// Payments put together.
    BatchProposed = "batch-proposed", Good, "The payments are put together. Another finance officer has to approve them.";
    /// How much a person may approve.
    LimitSet = "limit-set", Good, "The limit is set.";
    /// Columns of a list were kept.
    TemplateSaved = "template-saved", Good, "The template is kept. It stands in the list below.";
    /// A template was taken away.
    TemplateRemoved = "template-removed", Good, "The template is gone.";
    /// A batch moved on.
    BatchMoved = "batch-moved", Good, "The batch is updated.";
    /// A file of the bank came.
    BankFileTaken = "bank-file-taken", Good, "The file is taken in. What it says of payments is done; what fits nothing waits below.";
    /// A line was settled by hand.
    LineSettled = "line-settled", Good, "The line is settled with your note.";
    /// An account was named, confirmed or not taken.
    AccountMoved = "account-moved", Good, "Done. The people concerned are told by mail.";
    /// A claim was proposed.
    ClaimProposed = "claim-proposed", Good, "The claim is proposed. Another finance officer has to approve it; the debtor hears nothing before.";
    /// A claim moved on.
    ClaimMoved = "claim-moved", Good, "The claim is updated.";
    /// A find was decided.
    ScreeningDecided = "screening-decided", Good, "Recorded with your name. Nobody outside the office learns of it.";
    /// Why no list is in use.
    ScreeningNoted = "screening-noted", Good, "Noted with your name.";
    /// EDES.
    EdesRecorded = "edes-recorded", Good, "Recorded with your name.";
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
    /// A proposal was admitted.
    ProposalAdmitted = "proposal-admitted", Good, "Admitted. The proposal can now be evaluated; the applicants get no mail about it.";
    /// A proposal was found ineligible or reinstated.
    ProposalDecided = "proposal-decided", Good, "The decision is recorded. All organisations of the proposal are told by mail.";
    /// A question went to the applicants.
    ClarificationAsked = "clarification-asked", Good, "The question is on its way. Only the fields you chose are open for the answer.";
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
    /// An agreement prepared.
    AgreementPrepared = "agreement-prepared", Good, "Kept as a draft. Read the preview, then issue it.";
    /// An agreement issued.
    AgreementIssued = "agreement-issued", Good, "The text is frozen. All who sign are told by mail.";
    /// An agreement called back.
    AgreementRecalled = "agreement-recalled", Info, "Called back. Prepare a new version.";
    /// A project's report decided.
    GrantReportDecided = "grant-report-decided", Good, "Done. All organisations of the project are told by mail.";
    /// A document of a project.
    DocumentAdded = "document-added", Good, "The document is in.";
    /// A counter-signed copy.
    CopyAdded = "copy-added", Good, "The copy is in, beside the signatures. All who see the agreement see it.";
    /// Certified.
    Certified = "certified", Good, "Certified. The sum is due.";
    /// A grant ended or closed.
    GrantOver = "grant-over", Info, "The grant is over. What was promised and not due is free again.";
    /// The partners that sign agreements.
    ContractingChanged = "contracting-changed", Good, "The partners that sign agreements are updated.";
    /// A form without a choice.
    NothingChosen = "nothing-chosen", Info, "Nothing was chosen, so nothing was changed.";
}
