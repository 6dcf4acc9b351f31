//! A payment's stages by name alone, for columns and lists. The one rule: it knows nothing of the
//! rules, so that a refusal can name a stage.

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

impl PaymentStageKind {
    /// All stages, in the order of a payment's life.
    pub const ALL: [Self; 6] = [
        Self::Proposed,
        Self::Approved,
        Self::Exported,
        Self::Settled,
        Self::Returned,
        Self::Cancelled,
    ];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Exported => "exported",
            Self::Settled => "settled",
            Self::Returned => "returned",
            Self::Cancelled => "cancelled",
        }
    }
    /// The stage with this text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
    /// Whether nothing more happens to it. A settled payment can still be sent back.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Returned | Self::Cancelled => true,
            Self::Proposed | Self::Approved | Self::Exported | Self::Settled => false,
        }
    }
}
