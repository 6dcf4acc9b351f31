//! What happens to money that is claimed back, in the past tense. The one rule: it holds ids, sums
//! and reasons, never a name or an account.

use super::kind::RecoveryReason;
use crate::domain::{
    ids::{CallId, OrganisationId, PaymentId, RecoveryId},
    money::Money,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A claim with everyone it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryRef {
    /// The claim.
    pub recovery: RecoveryId,
    /// Its number, which the debtor gives when paying back.
    pub reference: String,
    /// Whose money of which payment.
    pub payment: PaymentId,
    /// In which call.
    pub call: CallId,
    /// Who owes it.
    pub debtor: OrganisationId,
    /// What is claimed.
    pub amount: Money,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields repeat the words of the line above them")]
pub enum RecoveryEvent {
    /// Somebody proposed to claim it back.
    Proposed { why: RecoveryReason },
    /// Another person agreed: it is a debt, to be paid back by that day.
    Approved { due_on: NaiveDate },
    /// Another person said no, and why.
    Rejected { reason: String },
    /// The proposal was taken back, and why.
    Withdrawn { reason: String },
    /// So much came back; so much is left.
    Repaid { amount: Money, on: NaiveDate, left: Money },
    /// So much was entered by mistake and is owed again, and why; `reopens` when nothing was left.
    RepaymentUndone { amount: Money, on: NaiveDate, left: Money, reason: String, reopens: bool },
    /// So much was kept back from this payment; so much is left.
    SetOff { amount: Money, from: PaymentId, left: Money },
    /// Somebody asked to waive so much, and why.
    WaiverAsked { amount: Money, reason: String },
    /// Another person agreed; so much is left.
    Waived { amount: Money, left: Money },
    /// Another person said no, and why.
    WaiverRefused { reason: String },
}

/// One message about a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields repeat the words of the line above them")]
pub enum RecoveryNotice {
    /// A claim waits for a second person. To finance.
    RecoveryToApprove,
    /// Money has to be paid back by that day. To the debtor.
    RecoveryClaimed { due_on: NaiveDate },
    /// Nothing is left to pay back. To the debtor.
    RecoverySettled,
    /// It is open again after all: so much is left. To the debtor.
    RecoveryReopened { left: Money },
    /// So much need not be paid back; so much is left. To the debtor.
    RecoveryWaived { amount: Money, left: Money },
    /// A waiver waits for a second person. To finance.
    WaiverToApprove { amount: Money },
}

impl RecoveryNotice {
    /// The name of its folder under `templates/mail`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::RecoveryToApprove => "recovery_to_approve",
            Self::RecoveryClaimed { .. } => "recovery_claimed",
            Self::RecoverySettled => "recovery_settled",
            Self::RecoveryReopened { .. } => "recovery_reopened",
            Self::RecoveryWaived { .. } => "recovery_waived",
            Self::WaiverToApprove { .. } => "waiver_to_approve",
        }
    }
}
