//! A scheme: what a programme file turns out to be. The one rule: the file's `kind` says which, and
//! a page that knows one kind finds the other kind's calls not there.

use super::{programme::Programme, scored::ScoredProgramme};
use std::sync::Arc;

/// A programme of either kind.
#[derive(Debug, Clone)]
pub enum Scheme {
    /// Two matched parties and a lump sum by table: ClusterXchange.
    Exchange(Arc<Programme>),
    /// Proposals, experts, a ranking and its line: INNOSUP-1.
    Scored(Arc<ScoredProgramme>),
}

impl Scheme {
    /// The exchange programme, if it is one.
    pub fn exchange(&self) -> Option<&Arc<Programme>> {
        match self {
            Self::Exchange(programme) => Some(programme),
            Self::Scored(_) => None,
        }
    }
    /// The scored programme, if it is one.
    pub fn scored(&self) -> Option<&Arc<ScoredProgramme>> {
        match self {
            Self::Exchange(_) => None,
            Self::Scored(programme) => Some(programme),
        }
    }
    /// Short name in addresses and commands.
    pub fn slug(&self) -> &str {
        match self {
            Self::Exchange(programme) => &programme.slug,
            Self::Scored(programme) => &programme.slug,
        }
    }
    /// Raised with every change of the file's meaning.
    pub fn version(&self) -> u32 {
        match self {
            Self::Exchange(programme) => programme.version,
            Self::Scored(programme) => programme.version,
        }
    }
    /// The scheme's name.
    pub fn title(&self) -> &str {
        match self {
            Self::Exchange(programme) => &programme.title,
            Self::Scored(programme) => &programme.title,
        }
    }
    /// One sentence for the call page.
    pub fn summary(&self) -> &str {
        match self {
            Self::Exchange(programme) => &programme.summary,
            Self::Scored(programme) => &programme.summary,
        }
    }
    /// Calendar days in which what is due is paid.
    pub fn pay_within_days(&self) -> u32 {
        match self {
            Self::Exchange(programme) => programme.pay_within_days,
            Self::Scored(programme) => programme.clocks.pay_within_days,
        }
    }
    /// Zone deadlines are set in.
    pub fn zone(&self) -> chrono_tz::Tz {
        match self {
            Self::Exchange(programme) => programme.zone,
            Self::Scored(programme) => programme.zone,
        }
    }
}
