//! Payments a bank accepts: account numbers, addresses, who confirmed what, and the batch that
//! goes out as one file. The one rule: what leaves in a file was proposed by one person and
//! approved by another, and it is frozen from then on (domain facts 4.4, 7.32 to 7.35).

mod account;
mod address;
mod batch;
mod event;
mod frozen;
mod joining;
mod numbers;
mod part;
mod payee_check;
mod places;
mod reference;
mod refusal;
mod seal;
mod stages;
mod texts;

pub use account::{AccountAct, AccountKind, AccountState, BankAccount, step_account};
pub use address::{Address, FullAddress};
pub use batch::{BatchAct, BatchStage, step_batch};
pub use event::BankEvent;
pub use frozen::{FrozenBatch, PayLine, Payer, contents_of};
pub use joining::{Candidate, NotJoining, PAY_MOST, is_manual, join, open_by_hand};
pub use numbers::{Bic, Iban, Lei};
pub use part::Part;
pub use payee_check::{Decision, PayeeCheck, PayeeOutcome};
pub use places::CountryCode;
pub use reference::BankReference;
pub use refusal::BankRefusal;
pub use seal::Seal;
pub use stages::{AccountStageKind, BatchStageKind, Contents};
pub use texts::{HolderName, OtherDetails, Remittance};

#[cfg(test)]
mod tests;
