//! What an action answers when it does not do it.

use crate::{
    domain::{access::Denied, refusal::Refusal},
    store::StoreError,
};

/// Why an action was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    /// A rule said no; the person can do something about it.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The subject is seen but the act is not allowed.
    #[error("not allowed")]
    Forbidden,
    /// The subject does not exist for this actor.
    #[error("not there")]
    Unseen,
    /// Something below failed; the person can only try again.
    #[error("broken")]
    Broken(#[source] anyhow::Error),
}

impl From<Refusal> for ActionError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Denied> for ActionError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Unseen => Self::Unseen,
            Denied::Forbidden => Self::Forbidden,
        }
    }
}

impl From<StoreError> for ActionError {
    fn from(err: StoreError) -> Self {
        match err {
            StoreError::Missing { .. } => Self::Unseen,
            StoreError::Stale { .. } => Self::Refused(Refusal::Stale),
            StoreError::Ledger { why, .. } => Self::Refused(Refusal::Ledger { why }),
            StoreError::Constraint(_)
            | StoreError::Corrupt { .. }
            | StoreError::WrongPermit
            | StoreError::Database(_) => Self::Broken(err.into()),
        }
    }
}

impl ActionError {
    /// A fault that is not the store's.
    pub fn broken(err: impl Into<anyhow::Error>) -> Self {
        Self::Broken(err.into())
    }
    /// The refusal, when it is one.
    pub const fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Forbidden | Self::Unseen | Self::Broken(_) => None,
        }
    }
}
