//! The budget line: who is funded, who waits, who gets nothing, and the rule that said so. The one
//! rule: a proposal gets all it asks for, from one line, or nothing (domain facts 7.27).

use super::{
    ranking::Ranking,
    rules::{EvaluationRules, LinePolicy},
    score::Missed,
};
use crate::domain::money::Money;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[cfg(test)]
mod tests;

/// Money with a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineName {
    /// The line of all that belong to no sub-line.
    Common,
    /// A sub-line: a voucher type, a topic.
    Sub(String),
}

/// A sub-line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubLine {
    /// Its money.
    pub money: Money,
    /// What finds no room in it may go to the common line.
    pub may_use_common: bool,
}

/// What the line is drawn with. A what-if is the same call with other terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineTerms {
    /// Money of the common line.
    pub common: Money,
    /// Sub-lines by name.
    pub sub_lines: BTreeMap<String, SubLine>,
    /// What happens when one does not fit.
    pub policy: LinePolicy,
    /// At most so many on the reserve list; without it, all above the thresholds.
    pub reserve_places: Option<u32>,
}

/// What a proposal gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// All it asks for, from this line.
    Funded {
        /// The line that pays.
        from: LineName,
    },
    /// A place on the reserve list.
    Reserve {
        /// From 1.
        place: u32,
    },
    /// Above the thresholds, but neither money nor a place on the reserve list.
    BelowLine,
    /// Not ranked.
    BelowThreshold,
}

/// The rule that placed a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Placed {
    /// It fits.
    Fits,
    /// It asks for more than any of its lines has left.
    DoesNotFit {
        /// The most one of its lines had left.
        left: Money,
    },
    /// Its lines ended further up, at this proposal (policy `stop`).
    LineEnded {
        /// Reference of the one that did not fit.
        at: String,
    },
    /// It missed these thresholds.
    Missed {
        /// At least one.
        missed: Vec<Missed>,
    },
}

/// One proposal under the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row<I> {
    /// The proposal.
    pub id: I,
    /// Its reference.
    pub reference: String,
    /// Place in the ranking; none below a threshold.
    pub place: Option<u32>,
    /// What it asks for.
    pub requested: Money,
    /// Lines it may be paid from, in the order they are tried.
    pub lines: Vec<LineName>,
    /// What it gets.
    pub outcome: Outcome,
    /// The rule that said so. On the reserve list and below it: why it isn't funded.
    pub rule: Placed,
    /// Money of its lines together after this row.
    pub left: Money,
}

/// A line's money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purse {
    /// Its name.
    pub line: LineName,
    /// What it had.
    pub total: Money,
    /// What is left.
    pub left: Money,
    /// The proposal at which it ended (policy `stop`).
    pub ended_at: Option<String>,
}

/// The drawn line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line<I> {
    /// What it was drawn with.
    pub terms: LineTerms,
    /// All proposals: ranked ones in order, then those below a threshold.
    pub rows: Vec<Row<I>>,
    /// The lines, the common one first.
    pub purses: Vec<Purse>,
    /// Some places are undecided, so this is only a what-if: it can't be signed.
    pub is_provisional: bool,
}

/// Why no line can be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum LineFault {
    /// A line has less than nothing.
    #[error("a line has less than nothing to give")]
    Negative {
        /// Which.
        line: LineName,
    },
    /// A proposal belongs to a sub-line the terms don't have.
    #[error("{reference} belongs to the sub-line {sub_line}, which has no money set")]
    NoSubLine {
        /// The proposal.
        reference: String,
        /// The name it has.
        sub_line: String,
    },
    /// The lines together don't fit into an amount.
    #[error("the lines together are more than an amount can hold")]
    TooMuch,
}

impl LineTerms {
    /// One line for all, with the policy and the reserve list of the rules.
    pub fn of(rules: &EvaluationRules, common: Money) -> Self {
        Self {
            common,
            sub_lines: BTreeMap::new(),
            policy: rules.line,
            reserve_places: rules.reserve.places,
        }
    }
    /// All lines full; the sum of them fits into an amount.
    fn purses(&self) -> Result<Vec<Purse>, LineFault> {
        let subs =
            self.sub_lines.iter().map(|(name, sub)| (LineName::Sub(name.clone()), sub.money));
        let all: Vec<_> = [(LineName::Common, self.common)].into_iter().chain(subs).collect();
        if let Some((line, _)) = all.iter().find(|(_, money)| money.is_negative()) {
            return Err(LineFault::Negative { line: line.clone() });
        }
        Money::sum(all.iter().map(|(_, money)| *money)).ok_or(LineFault::TooMuch)?;
        let purse = |(line, total)| Purse { line, total, left: total, ended_at: None };
        Ok(all.into_iter().map(purse).collect())
    }
    /// Places in [`Self::purses`] of the lines a proposal may use, in the order they are tried.
    fn lines_of(&self, sub_line: Option<&str>) -> Option<Vec<usize>> {
        let Some(name) = sub_line else { return Some(vec![0]) };
        let at = self.sub_lines.keys().position(|known| known == name)? + 1;
        let may_use_common = self.sub_lines.get(name)?.may_use_common;
        Some(if may_use_common { vec![at, 0] } else { vec![at] })
    }
}

impl<I: Copy + Ord> Line<I> {
    /// All that is given, from all lines.
    pub fn funded(&self) -> Money {
        let given = self.purses.iter().filter_map(|purse| purse.total.checked_sub(purse.left));
        Money::sum(given).unwrap_or_default()
    }
    /// Funded rows, best first.
    pub fn winners(&self) -> impl Iterator<Item = &Row<I>> {
        self.rows.iter().filter(|row| matches!(row.outcome, Outcome::Funded { .. }))
    }
    /// The reserve list, in order.
    pub fn reserve(&self) -> impl Iterator<Item = &Row<I>> {
        self.rows.iter().filter(|row| matches!(row.outcome, Outcome::Reserve { .. }))
    }
}

/// Takes the ranking from the top. Under `stop`, a proposal that gets nothing ends every line it
/// could have used; under `skip`, the next that fits may pass.
pub fn draw_line<I: Copy>(ranking: &Ranking<I>, terms: &LineTerms) -> Result<Line<I>, LineFault> {
    let mut purses = terms.purses()?;
    let mut rows = Vec::with_capacity(ranking.places.len() + ranking.below.len());
    let mut waiting = 0;
    for place in &ranking.places {
        let lines = terms.lines_of(place.sub_line.as_deref()).ok_or_else(|| {
            let sub_line = place.sub_line.clone().unwrap_or_default();
            LineFault::NoSubLine { reference: place.reference.clone(), sub_line }
        })?;
        let (paid_by, rule) = try_lines(&purses, &lines, place.requested);
        if let Some(at) = paid_by {
            let left = purses[at].left.checked_sub(place.requested);
            purses[at].left = left.unwrap_or_default();
        } else if terms.policy == LinePolicy::Stop {
            for at in &lines {
                purses[*at].ended_at.get_or_insert_with(|| place.reference.clone());
            }
        }
        let outcome = match paid_by {
            Some(at) => Outcome::Funded { from: purses[at].line.clone() },
            None if terms.reserve_places.is_none_or(|places| waiting < places) => {
                waiting += 1;
                Outcome::Reserve { place: waiting }
            }
            None => Outcome::BelowLine,
        };
        rows.push(Row {
            id: place.id,
            reference: place.reference.clone(),
            place: Some(place.place),
            requested: place.requested,
            lines: lines.iter().map(|at| purses[*at].line.clone()).collect(),
            outcome,
            rule,
            left: Money::sum(lines.iter().map(|at| purses[*at].left)).unwrap_or_default(),
        });
    }
    rows.extend(ranking.below.iter().map(|below| Row {
        id: below.id,
        reference: below.reference.clone(),
        place: None,
        requested: below.requested,
        lines: Vec::new(),
        outcome: Outcome::BelowThreshold,
        rule: Placed::Missed { missed: below.missed.clone() },
        left: Money::ZERO,
    }));
    let is_provisional = !ranking.is_decided();
    Ok(Line { terms: terms.clone(), rows, purses, is_provisional })
}

/// The first of the lines that still runs and has the money, or why there is none.
fn try_lines(purses: &[Purse], lines: &[usize], wants: Money) -> (Option<usize>, Placed) {
    let running = || lines.iter().filter(|at| purses[**at].ended_at.is_none());
    if let Some(at) = running().find(|at| purses[**at].left >= wants) {
        return (Some(*at), Placed::Fits);
    }
    let ended = lines.iter().find_map(|at| purses[*at].ended_at.clone());
    match (running().map(|at| purses[*at].left).max(), ended) {
        (Some(left), _) => (None, Placed::DoesNotFit { left }),
        (None, Some(at)) => (None, Placed::LineEnded { at }),
        (None, None) => (None, Placed::DoesNotFit { left: Money::ZERO }),
    }
}

/// Where a proposal stands in one of two lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Place in the ranking.
    pub place: Option<u32>,
    /// What it gets.
    pub outcome: Outcome,
}

/// One proposal that stands elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change<I> {
    /// The proposal.
    pub id: I,
    /// Its reference.
    pub reference: String,
    /// Before; none when it was not there.
    pub before: Option<Position>,
    /// After; none when it is gone.
    pub after: Option<Position>,
}

/// What another line would mean. Each list is by reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes<I> {
    /// Funded after and not before.
    pub enters: Vec<Change<I>>,
    /// Funded before and not after.
    pub leaves: Vec<Change<I>>,
    /// Another place in the ranking or on the reserve list, or paid from another line.
    pub moves: Vec<Change<I>>,
    /// What the funded sum changes by; negative when less is given.
    pub funded_by: Money,
}

/// Compares two lines: who enters, who leaves, who changes place.
pub fn compare<I: Copy + Ord>(before: &Line<I>, after: &Line<I>) -> Changes<I> {
    let by_id = |line: &Line<I>| -> BTreeMap<I, usize> {
        line.rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect()
    };
    let (was, is) = (by_id(before), by_id(after));
    let position = |line: &Line<I>, at: Option<&usize>| {
        let row = line.rows.get(*at?)?;
        Some((row.reference.clone(), Position { place: row.place, outcome: row.outcome.clone() }))
    };
    let is_funded = |position: &Option<Position>| {
        position.as_ref().is_some_and(|p| matches!(p.outcome, Outcome::Funded { .. }))
    };
    let given = after.funded().checked_sub(before.funded()).unwrap_or_default();
    let mut changes =
        Changes { enters: Vec::new(), leaves: Vec::new(), moves: Vec::new(), funded_by: given };
    let ids: BTreeSet<I> = was.keys().chain(is.keys()).copied().collect();
    for id in ids {
        let (old, new) = (position(before, was.get(&id)), position(after, is.get(&id)));
        let Some(reference) = new.as_ref().or(old.as_ref()).map(|(name, _)| name.clone()) else {
            continue;
        };
        let (old, new) = (old.map(|(_, position)| position), new.map(|(_, position)| position));
        if old == new {
            continue;
        }
        let list = match (is_funded(&old), is_funded(&new)) {
            (false, true) => &mut changes.enters,
            (true, false) => &mut changes.leaves,
            (true, true) | (false, false) => &mut changes.moves,
        };
        list.push(Change { id, reference, before: old, after: new });
    }
    for list in [&mut changes.enters, &mut changes.leaves, &mut changes.moves] {
        list.sort_by(|one, other| one.reference.cmp(&other.reference));
    }
    changes
}
