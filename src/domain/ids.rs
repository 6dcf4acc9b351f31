//! Typed identifiers: one newtype a thing, so an application's id can't be passed where an
//! organisation's is meant. Values are UUIDs of version 7, made by the caller from the desk's
//! clock and chance; nothing here draws one.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(raw: Uuid) -> Self { Self(raw) }
        }
        impl From<$name> for Uuid {
            fn from(id: $name) -> Self { id.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.simple().fmt(f) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            /// Refuses anything but a UUID; the doors turn that into "not found".
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::parse_str(text).map(Self) }
        }
    )+};
}

id! {
    /// A person with an account.
    PersonId,
    /// A legal entity that visits, hosts or belongs to a partnership.
    OrganisationId,
    /// A call (an edition of a programme).
    CallId,
    /// A partnership that organises, signs and counts exchanges in a call.
    PartnershipId,
    /// A profile: an organisation's wish to visit, host or both in a call.
    ProfileId,
    /// An application; for ClusterXchange, the file of one exchange from draft to paid.
    ApplicationId,
    /// An uploaded file (evidence).
    AttachmentId,
    /// A payment order.
    PaymentId,
    /// An account at a bank that is paid to.
    BankAccountId,
    /// An account of the ledger.
    AccountId,
    /// A transfer of the ledger; also its idempotency key.
    TransferId,
    /// A row of the outbox.
    OutboxId,
    /// An invitation to join a proposal.
    InvitationId,
    /// A round of clarification.
    ClarificationId,
    /// An employer in an expert's curriculum.
    EmployerId,
    /// A conflict of interest.
    ConflictId,
    /// A computed assignment.
    RunId,
    /// An evaluation report.
    ReportId,
    /// A ranking tried out.
    ScenarioId,
    /// A released letter.
    LetterId,
    /// A request to review the procedure.
    RedressId,
    /// One payable part of a grant, for one organisation.
    InstalmentId,
    /// Payments that go to the bank in one file.
    BatchId,
    /// A file the bank sent.
    BankFileId,
    /// One line of it.
    BankLineId,
    /// Money to be got back.
    RecoveryId,
    /// One version of a grant agreement.
    AgreementId,
    /// A partner of the project that signs agreements.
    ContractingPartnerId,
    /// An invoice of a provider.
    InvoiceId,
    /// A milestone of a funded project.
    MilestoneId,
    /// A report on a funded project.
    DeliveryId,
    /// A screening of an organisation against a list.
    ScreeningId,
    /// A produced paper (PDF).
    DocumentId,
    /// A counter-signed copy of an agreement.
    SignedCopyId,
    /// Saved columns of a list.
    ExportTemplateId,
}
