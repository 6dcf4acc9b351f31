//! Every address of the site as a value. The one rule: no address is written anywhere else; the
//! router takes its patterns from the constants here, pages take their links from [`Link`].
//!
//! To add one: a line in the table, `PATTERN Name(Id, ..) = "/path/{id}"`, one hole an argument.

use crate::domain::ids::{
    ApplicationId, AttachmentId, BatchId, CallId, DeliveryId, ExportTemplateId, OrganisationId,
    OutboxId, PaymentId, PersonId, ProfileId, RecoveryId, ScreeningId, SignedCopyId,
};

mod fill; // parts into the holes of a pattern
mod written; // with a query, in templates, as text
use fill::{fill, holes};

macro_rules! links {
    ($($(#[$doc:meta])* $pattern:ident $name:ident $(($($kind:ty),+))? = $path:literal;)+) => {
        $($(#[$doc])* pub const $pattern: &str = $path;)+

        /// An address of the site, with what it points to.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum Link { $($(#[$doc])* $name $(($($kind),+))?,)+ }

        impl Link {
            /// The pattern the router matches it with.
            pub const fn pattern(&self) -> &'static str {
                match self { $(Self::$name $((links!(@rest $($kind),+)))? => $path,)+ }
            }
            /// The path, its parts encoded.
            pub fn path(&self) -> String {
                match self {
                    $(links!(@bind $name $(($($kind),+))? ; a b) =>
                        links!(@fill $path $(, ($($kind),+))? ; a b),)+
                }
            }
        }

        /// All patterns, in the order of the table.
        pub const PATTERNS: &[&str] = &[$($path),+];

        // One hole an argument, checked when compiling.
        $(const _: () = assert!(holes($path) == links!(@count $($($kind),+)?));)+
    };
    (@rest $($kind:ty),+) => { .. };
    (@count) => { 0 };
    (@count $one:ty) => { 1 };
    (@count $one:ty, $two:ty) => { 2 };
    (@bind $name:ident ; $a:ident $b:ident) => { Self::$name };
    (@bind $name:ident ($one:ty) ; $a:ident $b:ident) => { Self::$name($a) };
    (@bind $name:ident ($one:ty, $two:ty) ; $a:ident $b:ident) => { Self::$name($a, $b) };
    (@fill $path:literal ; $a:ident $b:ident) => { fill($path, &[]) };
    (@fill $path:literal, ($one:ty) ; $a:ident $b:ident) => { fill($path, &[$a]) };
    (@fill $path:literal, ($one:ty, $two:ty) ; $a:ident $b:ident) => { fill($path, &[$a, $b]) };
}

links! {
    // ── everyone
    /// The list of calls.
    HOME Home = "/";
    /// A call.
    CALL Call(CallId) = "/calls/{id}";
    /// "Am I eligible and how much would I get?"
    CALL_CHECK CallCheck(CallId) = "/calls/{id}/check";
    /// Who is funded, once it is released.
    RESULTS Results(CallId) = "/calls/{id}/results";
    /// The hosts of a call.
    HOSTS Hosts(CallId) = "/calls/{id}/hosts";
    /// Style sheet, script, icon.
    STATIC Static(String) = "/static/{*path}";
    /// Is the process up?
    HEALTH Health = "/health";
    /// Can it do its work?
    READY Ready = "/ready";
    // ── account
    /// New account.
    REGISTER Register = "/register";
    /// "Look into your mail."
    VERIFY_SENT VerifySent = "/register/sent";
    /// The link of the confirmation mail.
    VERIFY Verify(String) = "/verify/{token}";
    /// Sign in.
    SIGN_IN SignIn = "/sign-in";
    /// Sign out (POST).
    SIGN_OUT SignOut = "/sign-out";
    /// Ask for a new password.
    FORGOT Forgot = "/forgot";
    /// "If there is an account, a mail is on its way."
    FORGOT_SENT ForgotSent = "/forgot/sent";
    /// The link of the password mail.
    RESET Reset(String) = "/reset/{token}";
    /// Name, password, sessions.
    ACCOUNT Account = "/account";
    /// What waits for the person signed in.
    DESK Desk = "/desk";
    // ── organisations and profiles
    /// My organisations.
    ORGANISATIONS Organisations = "/organisations";
    /// A new one.
    ORGANISATION_NEW OrganisationNew = "/organisations/new";
    /// Change one.
    ORGANISATION_EDIT OrganisationEdit(OrganisationId) = "/organisations/{id}/edit";
    /// Add or remove a member (POST).
    ORGANISATION_MEMBERS OrganisationMembers(OrganisationId) = "/organisations/{id}/members";
    /// My organisation's profile in a call.
    PROFILE Profile(CallId) = "/calls/{id}/profile";
    // ── an application, for its people
    /// Start one.
    APPLICATION_NEW ApplicationNew(CallId) = "/calls/{id}/apply";
    /// Where it stands and what comes next.
    APPLICATION Application(ApplicationId) = "/applications/{id}";
    /// Write.
    APPLICATION_EDIT ApplicationEdit(ApplicationId) = "/applications/{id}/edit";
    /// Save one answer (POST).
    APPLICATION_FIELD ApplicationField(ApplicationId) = "/applications/{id}/field";
    /// Check and hand in.
    APPLICATION_SUBMIT ApplicationSubmit(ApplicationId) = "/applications/{id}/submit";
    /// The receipt.
    APPLICATION_RECEIPT ApplicationReceipt(ApplicationId) = "/applications/{id}/receipt";
    /// Take it back.
    APPLICATION_WITHDRAW ApplicationWithdraw(ApplicationId) = "/applications/{id}/withdraw";
    /// Open it again before the deadline (POST).
    APPLICATION_REOPEN ApplicationReopen(ApplicationId) = "/applications/{id}/reopen";
    /// Confirm the match.
    MATCH_CONFIRM MatchConfirm(ApplicationId) = "/applications/{id}/match";
    /// The papers to sign.
    PAPERS Papers(ApplicationId) = "/applications/{id}/papers";
    /// Read and sign one paper, named by its code.
    PAPER_SIGN PaperSign(ApplicationId, String) = "/applications/{id}/papers/{paper}";
    /// Add a counter-signed copy of one (POST).
    PAPER_COPY PaperCopy(ApplicationId, String) = "/applications/{id}/papers/{paper}/copies";
    /// The visitor's report.
    REPORT Report(ApplicationId) = "/applications/{id}/report";
    /// Save one answer of the report (POST).
    REPORT_FIELD ReportField(ApplicationId) = "/applications/{id}/report/field";
    /// Hand in the report.
    REPORT_SUBMIT ReportSubmit(ApplicationId) = "/applications/{id}/report/submit";
    /// The host's report.
    HOST_REPORT HostReport(ApplicationId) = "/applications/{id}/host-report";
    /// Save one answer of the host's report (POST).
    HOST_REPORT_FIELD HostReportField(ApplicationId) = "/applications/{id}/host-report/field";
    /// Add evidence.
    EVIDENCE_ADD EvidenceAdd(ApplicationId) = "/applications/{id}/evidence";
    /// One of its papers as PDF, named by its code.
    APPLICATION_DOCUMENT ApplicationDocument(ApplicationId, String) = "/applications/{id}/documents/{document}";
    // ── a proposal, for its people
    /// Start one.
    PROPOSAL_NEW ProposalNew(CallId) = "/calls/{id}/propose";
    /// Where it stands and what comes next.
    PROPOSAL Proposal(ApplicationId) = "/proposals/{id}";
    /// Write.
    PROPOSAL_EDIT ProposalEdit(ApplicationId) = "/proposals/{id}/edit";
    /// Save one answer (POST).
    PROPOSAL_FIELD ProposalField(ApplicationId) = "/proposals/{id}/field";
    /// Documents; add one (POST).
    PROPOSAL_ATTACHED ProposalAttached(ApplicationId) = "/proposals/{id}/attached";
    /// Check and hand in.
    PROPOSAL_SUBMIT ProposalSubmit(ApplicationId) = "/proposals/{id}/submit";
    /// Open it again before the deadline (POST).
    PROPOSAL_REOPEN ProposalReopen(ApplicationId) = "/proposals/{id}/reopen";
    /// Take it back.
    PROPOSAL_WITHDRAW ProposalWithdraw(ApplicationId) = "/proposals/{id}/withdraw";
    /// The receipt.
    PROPOSAL_RECEIPT ProposalReceipt(ApplicationId) = "/proposals/{id}/receipt";
    /// Partners and invitations.
    PROPOSAL_PARTNERS ProposalPartners(ApplicationId) = "/proposals/{id}/partners";
    /// Take a partner out, or leave (POST).
    PROPOSAL_LEAVE ProposalLeave(ApplicationId) = "/proposals/{id}/leave";
    /// One organisation's part.
    PART Part(ApplicationId, OrganisationId) = "/proposals/{id}/parts/{organisation}";
    /// Save one answer of it (POST).
    PART_FIELD PartField(ApplicationId, OrganisationId) = "/proposals/{id}/parts/{organisation}/field";
    /// Its SME declaration.
    DECLARATION Declaration(ApplicationId, OrganisationId) = "/proposals/{id}/parts/{organisation}/declaration";
    /// Its earlier de minimis aid.
    AID Aid(ApplicationId, OrganisationId) = "/proposals/{id}/parts/{organisation}/aid";
    /// The letter about the aid a partner was granted.
    AID_LETTER AidLetter(ApplicationId, OrganisationId) = "/proposals/{id}/parts/{organisation}/aid/letter";
    /// Confirm it (POST).
    PART_CONFIRM PartConfirm(ApplicationId, OrganisationId) = "/proposals/{id}/parts/{organisation}/confirm";
    /// Answer the questions of an officer.
    CLARIFICATION Clarification(ApplicationId) = "/proposals/{id}/clarification";
    /// The letter with the result.
    LETTER Letter(ApplicationId) = "/proposals/{id}/letter";
    /// One of its papers as PDF, named by its code.
    PROPOSAL_DOCUMENT ProposalDocument(ApplicationId, String) = "/proposals/{id}/documents/{document}";
    /// What a signed version changed in a grant's agreement, as PDF, by the version's number.
    AMENDMENT Amendment(ApplicationId, u32) = "/proposals/{id}/amendments/{number}";
    /// Ask for a review of the procedure.
    REDRESS_ASK RedressAsk(ApplicationId) = "/proposals/{id}/redress";
    /// Take up or turn down an offer from the reserve list (POST).
    OFFER Offer(ApplicationId) = "/proposals/{id}/offer";
    /// What is asked before the agreement.
    CONTRACT Contract(ApplicationId) = "/proposals/{id}/contract";
    /// The agreement to read and sign.
    AGREEMENT Agreement(ApplicationId) = "/proposals/{id}/agreement";
    /// Add a counter-signed copy of the agreement (POST).
    AGREEMENT_COPY AgreementCopy(ApplicationId) = "/proposals/{id}/agreement/copies";
    /// The funded project: reports, documents, money.
    PROJECT Project(ApplicationId) = "/proposals/{id}/project";
    /// Add a document or an invoice (POST).
    PROJECT_FILE ProjectFile(ApplicationId) = "/proposals/{id}/project/files";
    /// Write and hand in a report of a project.
    GRANT_REPORT GrantReport(DeliveryId) = "/reports/{id}";
    /// Invitations to me.
    INVITATIONS Invitations = "/invitations";
    // ── experts
    /// My proposals to evaluate in a call.
    EVALUATION Evaluation(CallId) = "/evaluation/{id}";
    /// The consensus room.
    CONSENSUS Consensus(ApplicationId) = "/evaluation/proposals/{id}/consensus";
    /// Save one answer of the draft (POST).
    CONSENSUS_FIELD ConsensusField(ApplicationId) = "/evaluation/proposals/{id}/consensus/field";
    /// My page as an expert.
    EXPERT Expert = "/expert";
    /// Answer an invitation to evaluate.
    PANEL_INVITATION PanelInvitation(CallId) = "/evaluation/{id}/invitation";
    /// Read and sign the contract.
    EXPERT_CONTRACT ExpertContract(CallId) = "/evaluation/{id}/contract";
    /// The organisations that apply.
    SCREEN Screen(CallId) = "/evaluation/{id}/screen";
    /// How I mark, against my co-evaluators.
    MARKING Marking(CallId) = "/evaluation/{id}/marking";
    /// Read a proposal and score it.
    REVIEW Review(ApplicationId) = "/evaluation/proposals/{id}";
    /// Save one answer of the report (POST).
    REVIEW_FIELD ReviewField(ApplicationId) = "/evaluation/proposals/{id}/field";
    // ── scored calls, for the office
    /// One proposal.
    PROPOSAL_FILE ProposalFile(ApplicationId) = "/office/proposals/{id}";
    /// Proposals of a call, with a filter.
    PROPOSALS Proposals(CallId) = "/office/calls/{id}/proposals";
    /// Its check-list.
    PROPOSAL_CHECKS ProposalChecks(ApplicationId) = "/office/proposals/{id}/checks";
    /// Ask its people for clarification.
    PROPOSAL_ASK ProposalAsk(ApplicationId) = "/office/proposals/{id}/clarification";
    /// Find ineligible, reinstate, admit (POST).
    PROPOSAL_DECIDE ProposalDecide(ApplicationId) = "/office/proposals/{id}/decide";
    /// The panel of a call.
    PANEL Panel(CallId) = "/office/calls/{id}/panel";
    /// Conflicts of interest in a call.
    CONFLICTS Conflicts(CallId) = "/office/calls/{id}/conflicts";
    /// Who evaluates what.
    ASSIGNMENT Assignment(CallId) = "/office/calls/{id}/assignment";
    /// Reports and consensus of a call.
    PROGRESS Progress(CallId) = "/office/calls/{id}/evaluation";
    /// How experts mark, for the chair.
    CHAIR Chair(CallId) = "/office/calls/{id}/chair";
    /// The evaluation of one proposal, for the moderator.
    MODERATE Moderate(ApplicationId) = "/office/proposals/{id}/evaluation";
    /// Rankings of a call.
    RANKING Ranking(CallId) = "/office/calls/{id}/ranking";
    /// The draw between equal proposals.
    DRAW Draw(CallId) = "/office/calls/{id}/draw";
    /// What a release does, and its button.
    RELEASE Release(CallId) = "/office/calls/{id}/release";
    /// What was released, for the office.
    OFFICE_RESULTS OfficeResults(CallId) = "/office/calls/{id}/results";
    /// The reserve list with its journal.
    RESERVE Reserve(CallId) = "/office/calls/{id}/reserve";
    /// Requests to review the procedure.
    REDRESS Redress(CallId) = "/office/calls/{id}/redress";
    /// Budget, stages, clocks and meters of a scored call.
    STANDING Standing(CallId) = "/office/calls/{id}/standing";
    /// Who signs agreements for the project.
    CONTRACTING Contracting(CallId) = "/office/calls/{id}/contracting";
    /// Running grants of a call.
    GRANTS Grants(CallId) = "/office/calls/{id}/grants";
    /// Prepare and issue an agreement.
    GRANT_AGREEMENT GrantAgreement(ApplicationId) = "/office/proposals/{id}/agreement";
    /// A funded project for the office: reports, money, end.
    GRANT_FILE GrantFile(ApplicationId) = "/office/proposals/{id}/project";
    /// Decide a voucher of a first-come type.
    ROLLING Rolling(ApplicationId) = "/office/proposals/{id}/ruling";

    /// A file, always as a download.
    ATTACHMENT Attachment(AttachmentId) = "/attachments/{id}";
    /// A counter-signed copy, always as a download.
    SIGNED_COPY SignedCopy(SignedCopyId) = "/copies/{id}";
    /// Remove a file (POST).
    ATTACHMENT_REMOVE AttachmentRemove(AttachmentId) = "/attachments/{id}/remove";

    // ── officers
    /// Budget, quotas, what waits.
    OVERVIEW Overview(CallId) = "/office/calls/{id}";
    /// Applications of a call, with a filter.
    QUEUE Queue(CallId) = "/office/calls/{id}/applications";
    /// An officer's view of an application.
    FILE File(ApplicationId) = "/office/applications/{id}";
    /// Its check-list.
    CHECKS Checks(ApplicationId) = "/office/applications/{id}/checks";
    /// Award, refuse, find ineligible.
    DECIDE Decide(ApplicationId) = "/office/applications/{id}/decide";
    /// Validate the report.
    VALIDATE Validate(ApplicationId) = "/office/applications/{id}/validate";
    /// Propose its payment (POST).
    PROPOSE Propose(ApplicationId) = "/office/applications/{id}/propose";
    /// Profiles that wait.
    PROFILES Profiles(CallId) = "/office/calls/{id}/profiles";
    /// Accept or refuse one.
    PROFILE_DECIDE ProfileDecide(ProfileId) = "/office/profiles/{id}";
    /// All calls.
    OFFICER_CALLS OfficerCalls = "/office/calls";
    /// Set up, publish, open, close a call.
    OFFICER_CALL OfficerCall(CallId) = "/office/calls/{id}/manage";
    /// Mails that wait or failed.
    OUTBOX Outbox = "/office/outbox";

    // ── money
    /// Payments for the bank, put together.
    BATCHES Batches = "/finance/batches";
    /// One of them.
    BATCH Batch(BatchId) = "/finance/batches/{id}";
    /// Its file, as approved.
    BATCH_FILE BatchFile(BatchId) = "/finance/batches/{id}/file";
    /// Payments no file can carry.
    MANUAL_PAYMENTS ManualPayments = "/finance/manual";
    /// What the bank sent back.
    BANK_FILES BankFiles = "/finance/bank";
    /// Takes one of its files in.
    BANK_FILE_IN BankFileIn = "/finance/bank/file";
    /// Accounts that wait for a second person.
    BANK_ACCOUNTS BankAccounts = "/finance/accounts";
    /// A list as a file.
    EXPORT Export(String) = "/exports/{list}";
    /// Which columns of a list leave, and what was kept of that.
    EXPORT_COLUMNS ExportColumns(String) = "/exports/{list}/columns";
    /// Take a template away.
    TEMPLATE_REMOVE TemplateRemove(ExportTemplateId) = "/exports/templates/{id}/remove";
    /// What is due over all calls.
    DUE_LIST DueList = "/finance/due";
    /// An organisation's money over all calls.
    ORGANISATION_MONEY OrganisationMoney(OrganisationId) = "/organisations/{id}/money";
    /// An organisation's account.
    BANK_ACCOUNT BankAccount(OrganisationId) = "/organisations/{id}/account";
    /// Finds against the list of sanctions.
    SCREENING Screening = "/finance/screening";
    /// One of them.
    SCREENING_FIND ScreeningFind(ScreeningId) = "/finance/screening/{id}";
    /// An organisation under screening, for the office.
    ORGANISATION_SCREENING OrganisationScreening(OrganisationId) = "/organisations/{id}/screening";
    /// Payments of a call.
    PAYMENTS Payments(CallId) = "/finance/calls/{id}/payments";
    /// One payment and what can be done to it.
    PAYMENT Payment(PaymentId) = "/finance/payments/{id}";
    /// What a payment is made of, as PDF, for its payee and the office.
    REMITTANCE Remittance(PaymentId) = "/payments/{id}/remittance";
    /// Money claimed back, by stage.
    RECOVERIES Recoveries = "/finance/recoveries";
    /// Claim money of a payment back.
    CLAIM Claim(PaymentId) = "/finance/payments/{id}/claim";
    /// One claim, for the office and for its debtor.
    RECOVERY Recovery(RecoveryId) = "/recoveries/{id}";
    /// Its debit note as PDF.
    DEBIT_NOTE DebitNote(RecoveryId) = "/recoveries/{id}/note";
    /// The register of de minimis aid granted.
    DE_MINIMIS DeMinimis = "/finance/de-minimis";
    /// Every transfer of a call.
    LEDGER Ledger(CallId) = "/finance/calls/{id}/ledger";
    /// Money and places given to a call.
    BUDGET Budget(CallId) = "/finance/calls/{id}/budget";

    // ── audit, administration, demo
    /// Who did what, when.
    AUDIT_LOG AuditLog = "/audit";
    /// Accounts and roles.
    PEOPLE People = "/people";
    /// One person and their posts.
    PERSON Person(PersonId) = "/people/{id}";
    /// The demo's mails.
    MAILBOX Mailbox = "/mailbox";
    /// One of them.
    MAILBOX_ITEM MailboxItem(OutboxId) = "/mailbox/{id}";
    /// Its HTML, alone and without rights.
    MAILBOX_HTML MailboxHtml(OutboxId) = "/mailbox/{id}/html";
}

#[cfg(test)]
mod tests;
