//! The stages of an account and of a batch by name alone, and what a batch holds as figures. The
//! one rule: it knows nothing of the rules, so that a refusal can name a stage.

use crate::domain::money::Money;
use serde::{Deserialize, Serialize};

/// The stages of an account, for columns and lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountStageKind {
    /// Waits for another person.
    Proposed,
    /// May be paid to.
    Confirmed,
    /// Not taken, with a reason.
    Rejected,
    /// Another account stands in its place.
    Replaced,
}

impl AccountStageKind {
    /// All stages, in the order of an account's life.
    pub const ALL: [Self; 4] = [Self::Proposed, Self::Confirmed, Self::Rejected, Self::Replaced];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Confirmed => "confirmed",
            Self::Rejected => "rejected",
            Self::Replaced => "replaced",
        }
    }
    /// The stage with this text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The stages of a batch, for columns and lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchStageKind {
    /// Lines come and go.
    Draft,
    /// Waits for another person.
    Proposed,
    /// Frozen; the file may be made.
    Approved,
    /// The file was given out.
    Exported,
    /// The bank has answered for each line.
    Done,
    /// Taken back before the file was given out.
    Cancelled,
}

impl BatchStageKind {
    /// All stages, in the order of a batch's life.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Proposed, Self::Approved, Self::Exported, Self::Done, Self::Cancelled];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Exported => "exported",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }
    /// The stage with this text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What a batch holds, as figures: what one person proposes and another approves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Contents {
    /// How many lines.
    pub count: u32,
    /// The sum of their amounts (the control sum of the file).
    pub total: Money,
}
