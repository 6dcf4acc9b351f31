//! What leaves: letters of the outbox become mails, and mails are handed over. The one rule: an
//! address, a name or an account number stands in the mail only, never in a log or an error.

pub mod compose; // a letter becomes a mail
mod fault; // what can go wrong on the way
mod folder; // each mail into a file
pub mod mailbox; // reads the mails of the folder
mod smtp; // each mail to a server
pub mod transport; // hands a mail over, one way or another

pub use compose::compose;
pub use fault::{SendFault, TransportFault};
pub use transport::Transport;

use crate::domain::{ids::OutboxId, moment::Moment};
use serde::{Deserialize, Serialize};

/// A mail ready to leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The outbox row it comes from.
    pub id: OutboxId,
    /// Message-ID without angle brackets; the same at every try.
    pub message_id: String,
    /// The receiver's address.
    pub to: String,
    /// The receiver's name.
    pub to_name: String,
    /// One line.
    pub subject: String,
    /// When it was composed.
    pub at: Moment,
    /// Plain text.
    pub text: String,
    /// HTML, saying the same.
    pub html: String,
}

#[cfg(test)]
pub(crate) mod tests;
