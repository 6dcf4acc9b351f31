//! What can go wrong on the way out. The one rule: no fault says whom the mail was for.

/// Why a mail was not handed over. Holds no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendFault {
    /// No further try can help: the address is no address, or the server refuses it for good.
    #[error("{0}")]
    Permanent(String),
    /// A later try may do.
    #[error("{0}")]
    Transient(String),
}

/// Why mails can't be sent the way the settings say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("mails can't be sent: {0}")]
pub struct TransportFault(pub(super) String);
