//! The stages of a project's report by name. The one rule: it knows nothing of the rules, so that
//! a refusal can name a stage.

use serde::{Deserialize, Serialize};

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportStage {
    /// To be written.
    Open,
    /// Handed in.
    Submitted,
    /// Sent back for what is missing.
    SentBack,
    /// Accepted.
    Accepted,
    /// The grant ended before it was accepted.
    Dropped,
}

impl ReportStage {
    /// All stages.
    pub const ALL: [Self; 5] =
        [Self::Open, Self::Submitted, Self::SentBack, Self::Accepted, Self::Dropped];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Submitted => "submitted",
            Self::SentBack => "sent_back",
            Self::Accepted => "accepted",
            Self::Dropped => "dropped",
        }
    }
    /// The stage with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
    /// The lead may write in it.
    pub const fn is_writable(self) -> bool {
        match self {
            Self::Open | Self::SentBack => true,
            Self::Submitted | Self::Accepted | Self::Dropped => false,
        }
    }
}
