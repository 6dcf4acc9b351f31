//! The stages and reasons of a claim by name alone, for columns and lists. The one rule: it knows
//! nothing of the rules, so that a refusal can name a stage.

use serde::{Deserialize, Serialize};

/// Where money that is claimed back stands, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryStageKind {
    /// Waits for another person.
    Proposed,
    /// Another person said no.
    Rejected,
    /// Taken back before anybody approved.
    Withdrawn,
    /// The debt is booked and the debtor has the debit note.
    Notified,
    /// Some of it came back, or was waived.
    PartlyRepaid,
    /// Nothing is left: all of it came back, or what did not was waived.
    Settled,
    /// All of it was waived.
    Waived,
}

impl RecoveryStageKind {
    /// All stages, in the order of a claim's life.
    pub const ALL: [Self; 7] = [
        Self::Proposed,
        Self::Notified,
        Self::PartlyRepaid,
        Self::Settled,
        Self::Waived,
        Self::Rejected,
        Self::Withdrawn,
    ];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Notified => "notified",
            Self::PartlyRepaid => "partly_repaid",
            Self::Settled => "settled",
            Self::Waived => "waived",
        }
    }
    /// The stage with this text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
    /// Whether it was told to the debtor: from then on it is a debt, and its people see it.
    pub const fn is_told(self) -> bool {
        match self {
            Self::Notified | Self::PartlyRepaid | Self::Settled | Self::Waived => true,
            Self::Proposed | Self::Rejected | Self::Withdrawn => false,
        }
    }
    /// Whether something of it is owed now.
    pub const fn is_owed(self) -> bool {
        match self {
            Self::Notified | Self::PartlyRepaid => true,
            Self::Proposed | Self::Settled | Self::Waived | Self::Rejected | Self::Withdrawn => {
                false
            }
        }
    }
    /// Whether it takes from what can still be claimed of its payment.
    pub const fn is_standing(self) -> bool {
        match self {
            Self::Proposed | Self::Notified | Self::PartlyRepaid | Self::Settled | Self::Waived => {
                true
            }
            Self::Rejected | Self::Withdrawn => false,
        }
    }
}

/// Why money is claimed back. What it says of the case stands in words beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryReason {
    /// The stay was cut short.
    StayCutShort,
    /// The evidence does not hold.
    EvidenceNotSustained,
    /// What was paid is not eligible.
    IneligibleCost,
    /// The same was paid by another grant, too (domain facts 4.3).
    DoubleFunding,
    /// The grantee gives it back.
    ReturnedByGrantee,
    /// Something else, said in words.
    Other,
}

impl RecoveryReason {
    /// All reasons.
    pub const ALL: [Self; 6] = [
        Self::StayCutShort,
        Self::EvidenceNotSustained,
        Self::IneligibleCost,
        Self::DoubleFunding,
        Self::ReturnedByGrantee,
        Self::Other,
    ];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::StayCutShort => "stay_cut_short",
            Self::EvidenceNotSustained => "evidence_not_sustained",
            Self::IneligibleCost => "ineligible_cost",
            Self::DoubleFunding => "double_funding",
            Self::ReturnedByGrantee => "returned_by_grantee",
            Self::Other => "other",
        }
    }
    /// The reason with this text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}
