//! The reserve list after the release, worked out from its journal. The one rule: money is offered
//! only in the order of the list, only when it is there, and never while an appeal stops the list
//! or after it has ended.

use super::{
    line::{Line, LineName, Outcome, Purse},
    rules::LinePolicy,
};
use crate::domain::{moment::Moment, money::Money};
use serde::{Deserialize, Serialize};

mod apply; // one step of the journal
#[cfg(test)]
mod tests;

/// A proposal that has its money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted<I> {
    /// The proposal.
    pub id: I,
    /// Its reference.
    pub reference: String,
    /// What it has.
    pub amount: Money,
    /// The line that pays.
    pub from: LineName,
}

/// A proposal on the reserve list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting<I> {
    /// The proposal.
    pub id: I,
    /// Its reference.
    pub reference: String,
    /// What it asks for.
    pub requested: Money,
    /// Lines it may be paid from, in the order they are tried.
    pub lines: Vec<LineName>,
}

/// An open offer; its money is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer<I> {
    /// Who has it.
    pub to: Waiting<I>,
    /// The line the money is held in.
    pub from: LineName,
    /// Since when.
    pub at: Moment,
}

/// An open appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal<I> {
    /// The proposal it is about.
    pub id: I,
    /// No offers are made while it is open.
    pub is_suspensive: bool,
}

/// What an upheld appeal leads to, as the new evaluation says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "then", rename_all = "snake_case")]
pub enum Upheld<I> {
    /// The flaw could not change the outcome.
    Unchanged,
    /// It would have been above the line: it gets the money, if it is there.
    Funded {
        /// Its reference.
        reference: String,
        /// What it gets.
        amount: Money,
        /// The line that pays.
        from: LineName,
    },
    /// It gets a place on the reserve list.
    Waits {
        /// What stands on the list.
        entry: Waiting<I>,
        /// In front of this one; at the end without it.
        before: Option<I>,
    },
}

/// One thing that happened after the release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum ReserveStep<I> {
    /// A funded, offered or waiting one takes itself back.
    Withdrawn {
        /// Who.
        id: I,
    },
    /// A funded one gets less.
    Reduced {
        /// Who.
        id: I,
        /// What it keeps.
        to: Money,
    },
    /// A line gets more money.
    MoneyAdded {
        /// Which.
        line: LineName,
        /// How much more.
        amount: Money,
    },
    /// An appeal about this proposal is opened.
    AppealOpened {
        /// Which.
        id: I,
        /// No offers are made while it is open.
        is_suspensive: bool,
    },
    /// It is turned down.
    AppealRejected {
        /// Which.
        id: I,
    },
    /// It is upheld.
    AppealUpheld {
        /// Which.
        id: I,
        /// What follows.
        result: Upheld<I>,
    },
    /// The next of the list gets an offer.
    Offered {
        /// Who; must be the next.
        id: I,
    },
    /// It says yes.
    Accepted {
        /// Who.
        id: I,
    },
    /// It says no, and leaves the list.
    Declined {
        /// Who.
        id: I,
    },
    /// It does not answer in time, and leaves the list.
    OfferLapsed {
        /// Who.
        id: I,
    },
    /// The list is closed before its day.
    Closed,
}

/// A step with its instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded<I> {
    /// When.
    pub at: Moment,
    /// What.
    pub step: ReserveStep<I>,
}

/// How things stand. Equal journals give equal bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserve<I> {
    /// From the call.
    pub policy: LinePolicy,
    /// Offers are made before this instant only.
    pub expires_at: Moment,
    /// Closed before its day.
    pub is_closed: bool,
    /// The last step's instant; the release's before the first.
    pub as_of: Moment,
    /// Money of the lines; what an offer holds is not left.
    pub purses: Vec<Purse>,
    /// Funded, in the order they became so.
    pub granted: Vec<Granted<I>>,
    /// Open offers, oldest first.
    pub offers: Vec<Offer<I>>,
    /// The list, in order.
    pub waiting: Vec<Waiting<I>>,
    /// Open appeals, oldest first.
    pub appeals: Vec<Appeal<I>>,
    /// Left by their own word or by silence.
    pub gone: Vec<I>,
}

/// What may be done now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum Next<I> {
    /// Offer to this one.
    Offer {
        /// Who.
        id: I,
        /// Its reference.
        reference: String,
        /// How much.
        amount: Money,
        /// From which line.
        from: LineName,
    },
    /// Appeals stop the list.
    Suspended {
        /// The proposals they are about.
        appeals: Vec<I>,
    },
    /// The list has ended.
    Ended,
    /// Nobody waits.
    NobodyWaits,
    /// Too little money for the first (`stop`), or for any (`skip`).
    NothingFits {
        /// The first of the list.
        first: I,
        /// What its best line lacks.
        lacks: Money,
    },
}

/// Why a step can't have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum ReserveFault<I> {
    /// It is earlier than the step before.
    #[error("the step is earlier than the one before it")]
    TooEarly,
    /// The proposal isn't where this step needs it.
    #[error("the proposal is not where this step needs it")]
    NotThere {
        /// Which.
        id: I,
    },
    /// The next offer isn't this one's.
    #[error("this proposal is not the next on the list")]
    NotNext {
        /// Who it was made to.
        id: I,
        /// What may be done instead.
        next: Next<I>,
    },
    /// A reduction that isn't one, or money added that is none.
    #[error("the amount does not fit this step")]
    Amount,
    /// No such line.
    #[error("there is no such line")]
    NoLine {
        /// Which.
        line: LineName,
    },
    /// The line has too little left.
    #[error("the line has too little left")]
    TooLittle {
        /// Which.
        line: LineName,
        /// What it has.
        left: Money,
    },
    /// One formal action at a time (facts 3, Redress).
    #[error("an appeal about this proposal is open already")]
    AppealOpen {
        /// Which proposal.
        id: I,
    },
}

impl<I: Copy + PartialEq> Reserve<I> {
    /// The list as it is released.
    pub fn released(line: &Line<I>, at: Moment, expires_at: Moment) -> Self {
        let mut granted = Vec::new();
        let mut waiting = Vec::new();
        for row in &line.rows {
            let (id, reference) = (row.id, row.reference.clone());
            match &row.outcome {
                Outcome::Funded { from } => {
                    let (amount, from) = (row.requested, from.clone());
                    granted.push(Granted { id, reference, amount, from });
                }
                Outcome::Reserve { .. } => {
                    let (requested, lines) = (row.requested, row.lines.clone());
                    waiting.push(Waiting { id, reference, requested, lines });
                }
                Outcome::BelowLine | Outcome::BelowThreshold => {}
            }
        }
        let reopened = |purse: &Purse| Purse { ended_at: None, ..purse.clone() };
        Self {
            policy: line.terms.policy,
            expires_at,
            is_closed: false,
            as_of: at,
            purses: line.purses.iter().map(reopened).collect(),
            granted,
            offers: Vec::new(),
            waiting,
            appeals: Vec::new(),
            gone: Vec::new(),
        }
    }
    /// The list after the whole journal, or the number of the first step that can't have happened.
    pub fn replay(self, journal: &[Recorded<I>]) -> Result<Self, (usize, ReserveFault<I>)> {
        let step = |state: Self, (at, recorded): (usize, &Recorded<I>)| {
            state.after(recorded).map_err(|fault| (at, fault))
        };
        journal.iter().enumerate().try_fold(self, step)
    }
    /// The list after one more step.
    pub fn after(mut self, recorded: &Recorded<I>) -> Result<Self, ReserveFault<I>> {
        if recorded.at < self.as_of {
            return Err(ReserveFault::TooEarly);
        }
        self.apply(recorded)?;
        self.as_of = recorded.at;
        Ok(self)
    }
    /// All that is given or held by an offer.
    pub fn committed(&self) -> Money {
        let given = self.purses.iter().filter_map(|purse| purse.total.checked_sub(purse.left));
        Money::sum(given).unwrap_or_default()
    }
    /// What may be done at this instant. Under `stop`, one that does not fit blocks every line it
    /// could use for all behind it; under `skip`, the first that fits is next.
    pub fn next(&self, at: Moment) -> Next<I> {
        if self.is_closed || at >= self.expires_at {
            return Next::Ended;
        }
        let stopping = self.appeals.iter().filter(|appeal| appeal.is_suspensive);
        let appeals: Vec<I> = stopping.map(|appeal| appeal.id).collect();
        if !appeals.is_empty() {
            return Next::Suspended { appeals };
        }
        let Some(first) = self.waiting.first() else { return Next::NobodyWaits };
        let mut blocked: Vec<&LineName> = Vec::new();
        for waiting in &self.waiting {
            let open = waiting.lines.iter().filter(|line| !blocked.contains(line));
            let fits = |line: &&LineName| self.left(line) >= waiting.requested;
            if let Some(from) = open.clone().find(fits) {
                let (id, reference) = (waiting.id, waiting.reference.clone());
                let (amount, from) = (waiting.requested, from.clone());
                return Next::Offer { id, reference, amount, from };
            }
            match self.policy {
                LinePolicy::Stop => blocked.extend(&waiting.lines),
                LinePolicy::Skip => {}
            }
        }
        let best = first.lines.iter().map(|line| self.left(line)).max().unwrap_or_default();
        let lacks = first.requested.checked_sub(best).unwrap_or_default();
        Next::NothingFits { first: first.id, lacks }
    }
    /// What a line has left; nothing when there is no such line.
    pub fn left(&self, line: &LineName) -> Money {
        let purse = self.purses.iter().find(|purse| purse.line == *line);
        purse.map_or(Money::ZERO, |purse| purse.left)
    }
}
