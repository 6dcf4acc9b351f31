//! The two people behind something that takes two. The one rule: they are never the same; who makes
//! this value has checked it, and the database refuses it too.

use crate::domain::{ids::PersonId, moment::Moment};
use serde::{Deserialize, Serialize};

/// The two people behind an approved payment; never the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FourEyes {
    /// Who proposed.
    pub proposed_by: PersonId,
    /// Who approved.
    pub approved_by: PersonId,
    /// When it was approved.
    pub approved_at: Moment,
}
