//! Statistics for the chair, and for each expert about themselves. The one rule: they inform and
//! never change a score; what leaves this folder is whole numbers, so no float reaches a rule.

use super::evaluation::rules::Mark;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

pub mod agreement; // how far experts agree
pub mod chance; // numbers that repeat with their seed
pub mod expected_rank; // the Swiss method
#[cfg(test)]
mod panels; // published panels for tests
pub mod severity; // an expert against co-experts
pub mod special; // t and F

/// One mark one expert gave one proposal: of a criterion, or the total of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade<P, E> {
    /// The proposal.
    pub proposal: P,
    /// The expert.
    pub assessor: E,
    /// The mark; more is better.
    pub mark: Mark,
}

/// A number in thousandths, rounded: 2,440 is 2.44. For reading, never for a rule.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Thousandths(pub i64);

impl Thousandths {
    /// To the nearest thousandth.
    #[expect(clippy::cast_possible_truncation, reason = "a cast that does not fit saturates")]
    pub fn of(value: f64) -> Self {
        Self((value * 1000.0).round() as i64)
    }
}

impl fmt::Display for Thousandths {
    /// Two decimals, a half away from nought: `2.44`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 <= -5 { "-" } else { "" };
        let hundredths = (self.0.unsigned_abs() + 5) / 10;
        write!(f, "{sign}{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

/// An interval, both ends in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval<T> {
    /// Its lower end.
    pub low: T,
    /// Its upper end.
    pub high: T,
}

/// Why there is no statistic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum InsightFault<P, E> {
    /// An expert has two marks for one proposal.
    #[error("an expert has two marks for one proposal")]
    Twice {
        /// The proposal.
        proposal: P,
        /// The expert.
        assessor: E,
    },
    /// Fewer marks, proposals or experts than it takes to say anything.
    #[error("there are too few marks to say anything: {has}, and {needs} are needed")]
    TooFew {
        /// What is there.
        has: u32,
        /// What it takes.
        needs: u32,
    },
    /// More than can be worked out while somebody waits.
    #[error("there are {has} proposals or experts; {most} are the most")]
    TooMany {
        /// What is there.
        has: u32,
        /// The most.
        most: u32,
    },
    /// Experts fall into groups that share no proposal, so nothing compares them.
    #[error("the experts fall into groups that share no proposal")]
    NotConnected {
        /// The groups.
        groups: Vec<Vec<E>>,
    },
    /// No draws or no chains were asked for, or spreads that aren't above nought.
    #[error("the settings ask for nothing")]
    Settings,
}

/// Grades with proposals and experts as numbers in order, so the order of the input has no say.
#[derive(Debug)]
struct Table<P, E> {
    proposals: Vec<P>,
    assessors: Vec<E>,
    /// Proposal, expert, mark in points.
    cells: Vec<(usize, usize, f64)>,
}

impl<P: Copy + Ord, E: Copy + Ord> Table<P, E> {
    fn of(grades: &[Grade<P, E>]) -> Result<Self, InsightFault<P, E>> {
        let mut cells = BTreeMap::new();
        for grade in grades {
            let (proposal, assessor) = (grade.proposal, grade.assessor);
            if cells.insert((proposal, assessor), grade.mark).is_some() {
                return Err(InsightFault::Twice { proposal, assessor });
            }
        }
        let mut proposals: Vec<P> = cells.keys().map(|(proposal, _)| *proposal).collect();
        proposals.dedup();
        let mut assessors: Vec<E> = cells.keys().map(|(_, assessor)| *assessor).collect();
        assessors.sort_unstable();
        assessors.dedup();
        // Both are found: the lists are made of these very keys.
        let at = |(proposal, assessor): &(P, E)| {
            let proposal = proposals.binary_search(proposal).unwrap_or_default();
            (proposal, assessors.binary_search(assessor).unwrap_or_default())
        };
        let points = |mark: &Mark| f64::from(mark.tenths()) / 10.0;
        let cells = cells.iter().map(|(key, mark)| (at(key).0, at(key).1, points(mark))).collect();
        Ok(Self { proposals, assessors, cells })
    }
    fn by_proposal(&self) -> Vec<Vec<f64>> {
        let mut rows = vec![Vec::new(); self.proposals.len()];
        for (proposal, _, mark) in &self.cells {
            rows[*proposal].push(*mark);
        }
        rows
    }
}

/// A count as a float; counts here are far below 2^32.
fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// A count for a message.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / real(values.len())
}
