//! What a payment pays: an exchange or a funded project. The one rule: both are read as their own
//! pages read them, under the same rights.

use crate::{queries::proposal_file as proposal, web::officer::file::Opened};

/// What it pays.
pub(super) enum Paid {
    Exchange(Box<Opened>),
    Grant { stored: Box<proposal::Stored>, lines: Vec<proposal::Line> },
}

impl Paid {
    pub(super) fn reference(&self) -> &str {
        match self {
            Self::Exchange(file) => &file.application.reference,
            Self::Grant { stored, .. } => &stored.proposal.reference,
        }
    }
    pub(super) fn timeline(&self) -> &[proposal::Line] {
        match self {
            Self::Exchange(file) => &file.whole.lines,
            Self::Grant { lines, .. } => lines,
        }
    }
    pub(super) fn stage_code(&self) -> &'static str {
        match self {
            Self::Exchange(file) => file.stage().code(),
            Self::Grant { stored, .. } => stored.proposal.stage.kind().code(),
        }
    }
}
