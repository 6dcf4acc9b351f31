//! A payment's life: proposed, approved by another person, exported, settled or returned. The one
//! rule: who proposes never approves; the database refuses it too.

use serde::{Deserialize, Serialize};

/// The stages by name, for columns and lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStageKind {
    /// Waits for another person.
    Proposed,
    /// Ready for the bank.
    Approved,
    /// Given to the bank.
    Exported,
    /// Paid, says the bank.
    Settled,
    /// Sent back by the bank.
    Returned,
    /// Taken back before approval, with a reason.
    Cancelled,
}
