//! What an audit line hangs on. The one rule: each subject has a chain of lines of its own, found
//! by kind and id.

use uuid::Uuid;

/// The kinds of subjects there are.
pub const SUBJECT_KINDS: [&str; 13] = [
    "person",
    "organisation",
    "call",
    "profile",
    "application",
    "proposal",
    "payment",
    "batch",
    "bank_file",
    "bank_line",
    "recovery",
    "screening",
    "outbox",
];

/// What an audit line is about; each subject has its own chain of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectRef {
    /// One of [`SUBJECT_KINDS`].
    pub kind: &'static str,
    /// Its id.
    pub id: Uuid,
}
