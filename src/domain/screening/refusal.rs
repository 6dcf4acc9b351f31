//! What screening says no to. The one rule: it names files and payments by reference, never the
//! name that was found.

use serde::{Deserialize, Serialize};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
#[error("screening: {self:?}")]
pub enum ScreeningRefusal {
    /// A find waits for a decision; of these references.
    ScreeningOpen { references: Vec<String> },
    /// Somebody of these is on the list.
    ScreeningMatch { references: Vec<String> },
    /// These are excluded, says EDES.
    Excluded { references: Vec<String> },
    /// No list was imported, and the settings or the missing note don't let it pass.
    NoList { references: Vec<String> },
    /// It was decided already, or there is nothing to decide any more.
    Decided,
    /// The same person may not do both.
    SamePerson,
    /// A reason is required.
    ReasonMissing,
    /// The day lies ahead.
    DayAhead,
    /// The file is no list of sanctions; `says` is why, with the line.
    ListUnreadable { says: String },
    /// A newer list is in use.
    ListOlder { than: chrono::NaiveDate },
    /// A list is in use, so there is nothing to note.
    ListInUse,
}
