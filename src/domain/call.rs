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
    /// Closes at: later submissions of new proposals are refused.
    pub deadline: Moment,
    /// Ends of the other rounds, in order: cut-offs before the deadline, deadlines of later rounds
    /// after it. Empty in a call of one round.
    pub other_ends: Vec<Moment>,
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
    /// The end of every round, in order: cut-offs, the deadline, deadlines of later rounds.
    pub fn round_ends(&self) -> Vec<Moment> {
        let mut all = self.other_ends.clone();
        all.push(self.deadline);
        all.sort_unstable();
        all.dedup();
        all
    }
    /// How many rounds it has.
    pub fn rounds(&self) -> u32 {
        u32::try_from(self.round_ends().len()).unwrap_or(u32::MAX)
    }
    /// The end of a round, from nought; the deadline where the call has no such round.
    pub fn round_end(&self, round: u32) -> Moment {
        let place = usize::try_from(round).ok();
        place.and_then(|at| self.round_ends().get(at).copied()).unwrap_or(self.deadline)
    }
    /// The round that what comes in at `at` belongs to: the first that has not ended, and none
    /// after the one that ends with the deadline.
    pub fn round_at(&self, at: Moment) -> u32 {
        let ended = self.other_ends.iter().filter(|end| **end < at.min(self.deadline)).count();
        u32::try_from(ended).unwrap_or(u32::MAX)
    }
    /// Published, or closed for new proposals: what is in it goes on.
    pub const fn is_running(&self) -> bool {
        match self.stage {
            CallStage::Published | CallStage::Closed => true,
            CallStage::Draft | CallStage::Archived => false,
        }
    }
    /// A deadline keeps its place among the ends of the rounds and lies after the opening.
    pub fn may_end_at(&self, deadline: Moment) -> bool {
        let keeps = |end: &Moment| *end != deadline && (*end < self.deadline) == (*end < deadline);
        deadline > self.opens_at && self.other_ends.iter().all(keeps)
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
