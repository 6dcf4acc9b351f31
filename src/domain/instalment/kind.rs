//! An instalment's stages by name alone, for columns and lists. The one rule: it knows nothing of
//! the rules, so that a refusal can name a stage.

use serde::{Deserialize, Serialize};

/// The stages by name, for columns and lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstalmentStageKind {
    /// Promised; what makes it due has not come yet.
    Planned,
    /// Owed.
    Due,
    /// Paid, or set off against a debt.
    Paid,
    /// Will not be paid.
    Cancelled,
}

impl InstalmentStageKind {
    /// All stages, in the order of an instalment's life.
    pub const ALL: [Self; 4] = [Self::Planned, Self::Due, Self::Paid, Self::Cancelled];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Due => "due",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
        }
    }
    /// The stage with this text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
