//! What happens around accounts, batches and files of the bank, in the past tense. The one rule: it
//! holds ids, sums and reasons, never an account number, a name or an address.

use crate::domain::{
    ids::{BankAccountId, BankFileId, BankLineId, BatchId, OrganisationId, PaymentId, PersonId},
    money::Money,
};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields repeat the words of the line above them")]
pub enum BankEvent {
    /// An account was named for an organisation; a second person has to confirm it.
    AccountProposed { account: BankAccountId, organisation: OrganisationId },
    /// It is paid to from now on.
    AccountConfirmed { account: BankAccountId, organisation: OrganisationId },
    /// It is not taken.
    AccountRejected { account: BankAccountId, organisation: OrganisationId, reason: String },
    /// The bank was asked whether name and number belong together.
    PayeeChecked { account: BankAccountId, organisation: OrganisationId },
    /// A person decided to pay although they may not.
    PayeeAccepted { account: BankAccountId, organisation: OrganisationId, reason: String },
    /// Payments were put together for the bank.
    BatchProposed { batch: BatchId, lines: u32, total: Money },
    /// A second person agreed; the file is made.
    BatchApproved { batch: BatchId, total: Money },
    /// The file was given out.
    BatchExported { batch: BatchId },
    /// The bank has answered for each line.
    BatchDone { batch: BatchId },
    /// It was taken back before the file was given out.
    BatchCancelled { batch: BatchId, reason: String },
    /// A person paid it at the bank by hand; the reference is the bank's.
    PaidByHand { payment: PaymentId, reference: String },
    /// A person may approve batches up to this sum.
    LimitSet { person: PersonId, limit: Money },
    /// A file of the bank was taken in.
    FileTaken { file: BankFileId, lines: u32, waiting: u32 },
    /// A person settled a line that fitted nothing.
    LineSettled { file: BankFileId, line: BankLineId, note: String },
    /// What a line of the bank says can't be done; a person has to look.
    ActRefused { file: BankLineId },
}

impl BankEvent {
    /// What its audit lines hang on.
    pub(in crate::domain) const fn subject(&self) -> (&'static str, uuid::Uuid) {
        match self {
            Self::AccountProposed { organisation, .. }
            | Self::AccountConfirmed { organisation, .. }
            | Self::AccountRejected { organisation, .. }
            | Self::PayeeChecked { organisation, .. }
            | Self::PayeeAccepted { organisation, .. } => ("organisation", organisation.0),
            Self::BatchProposed { batch, .. }
            | Self::BatchApproved { batch, .. }
            | Self::BatchExported { batch }
            | Self::BatchDone { batch }
            | Self::BatchCancelled { batch, .. } => ("batch", batch.0),
            Self::PaidByHand { payment, .. } => ("payment", payment.0),
            Self::LimitSet { person, .. } => ("person", person.0),
            Self::FileTaken { file, .. } | Self::LineSettled { file, .. } => ("bank_file", file.0),
            Self::ActRefused { file } => ("bank_line", file.0),
        }
    }
}
