//! The seal of a batch: what a second person approved. The one rule: it never changes, and a file
//! that doesn't agree with it is not made.

use super::{reference::BankReference, stages::Contents};
use serde::{Deserialize, Serialize};

/// What was frozen by the approval. The file is made from it and has to agree with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The file's reference (`MsgId`); a bank takes each only once.
    pub message_id: BankReference,
    /// Count and control sum.
    pub contents: Contents,
}
