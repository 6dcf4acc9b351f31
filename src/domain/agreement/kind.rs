//! The stages of an agreement by name. The one rule: it knows nothing of the rules, so that a
//! refusal can name a stage.

use serde::{Deserialize, Serialize};

/// Where one version of an agreement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgreementStage {
    /// The office prepares it; nobody else sees it.
    Draft,
    /// Its text is frozen and waits for signatures.
    Issued,
    /// Signed by all.
    InForce,
    /// A later version took its place, or it was called back before all had signed.
    Superseded,
    /// Ended early.
    Ended,
    /// Done: the final report is accepted and nothing is left to pay.
    Closed,
}

impl AgreementStage {
    /// All stages.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Issued, Self::InForce, Self::Superseded, Self::Ended, Self::Closed];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Issued => "issued",
            Self::InForce => "in_force",
            Self::Superseded => "superseded",
            Self::Ended => "ended",
            Self::Closed => "closed",
        }
    }
    /// The stage with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}
