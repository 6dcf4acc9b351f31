//! A call: one edition of a programme. The one rule: when it opens it freezes the programme's
//! text, so that a later edit of the file never changes a running call.

use super::{ids::CallId, moment::Moment, refusal::Refusal};
use serde::{Deserialize, Serialize};

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// The programme's slug.
    pub programme: String,
    /// Title on every page.
    pub title: String,
    /// The part of a reference between prefix and number, mostly the year: `2026`.
    pub edition: String,
    /// Opens at.
    pub opens_at: Moment,
    /// Closes at: later submissions are refused.
    pub deadline: Moment,
    /// Where it stands.
    pub stage: CallStage,
    /// Fewer exchanges than the programme's limit, if so decided.
    pub places: Option<u32>,
    /// Who confirmed the rate table of a programme that carries a derived default, and when.
    pub rates_confirmed: bool,
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallStage {
    /// Being prepared; seen by officers only.
    Draft,
    /// Seen by all; applications from `opens_at` to `deadline`.
    Published,
    /// Closed by an officer or by the clock; nothing new comes in.
    Closed,
    /// All files are ended.
    Archived,
}

impl CallStage {
    /// All stages.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Published, Self::Closed, Self::Archived];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Closed => "closed",
            Self::Archived => "archived",
        }
    }
    /// The stage with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

impl Call {
    /// New applications may be begun and handed in at `now`; else why not.
    pub fn takes(&self, now: Moment) -> Result<(), Refusal> {
        match self.stage {
            CallStage::Published if now < self.opens_at => {
                Err(Refusal::NotOpenYet { opens_at: self.opens_at })
            }
            CallStage::Published if now > self.deadline => {
                Err(Refusal::DeadlinePassed { deadline: self.deadline })
            }
            CallStage::Published => Ok(()),
            CallStage::Closed => Err(Refusal::DeadlinePassed { deadline: self.deadline }),
            CallStage::Draft | CallStage::Archived => {
                Err(Refusal::CallNotInState { state: self.stage.code().to_owned() })
            }
        }
    }
    /// People outside the office may see it.
    pub const fn is_public(&self) -> bool {
        match self.stage {
            CallStage::Published | CallStage::Closed | CallStage::Archived => true,
            CallStage::Draft => false,
        }
    }
}

#[cfg(test)]
mod tests;
