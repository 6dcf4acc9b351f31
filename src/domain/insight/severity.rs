//! Each expert against those who read the same proposals: mark = proposal + expert + noise, by least
//! squares. The one rule: it informs; experts nothing compares get no number at all.

use super::{Grade, InsightFault, Interval, Table, Thousandths, count, real, special};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod solve; // the inverse of a symmetric matrix
#[cfg(test)]
mod tests;

/// Most experts that are worked out at once.
pub const MOST_ASSESSORS: usize = 1_000;

/// How mild or severe one expert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Severity<E> {
    /// The expert.
    pub assessor: E,
    /// Marks given.
    pub grades: u32,
    /// Of these, on proposals somebody else marked too.
    pub shared: u32,
    /// Points above (mild) or below (severe) the mean of all experts, for the same proposals.
    pub offset: Thousandths,
    /// 95 % interval of it.
    pub interval: Interval<Thousandths>,
}

impl<E> Severity<E> {
    /// The interval lies wholly on one side of nought.
    pub const fn is_marked(&self) -> bool {
        self.interval.low.0 > 0 || self.interval.high.0 < 0
    }
}

/// All experts, in order. Refused, with the groups, when experts share no chain of proposals; and
/// refused when there are no more marks than unknowns.
pub fn severity<P: Copy + Ord, E: Copy + Ord>(
    grades: &[Grade<P, E>],
) -> Result<Vec<Severity<E>>, InsightFault<P, E>> {
    let table = Table::of(grades)?;
    let (proposals, experts) = (table.proposals.len(), table.assessors.len());
    let unknowns = proposals + experts;
    if experts > MOST_ASSESSORS {
        let (has, most) = (count(experts), count(MOST_ASSESSORS));
        return Err(InsightFault::TooMany { has, most });
    }
    let groups = groups(&table);
    if groups.len() > 1 {
        return Err(InsightFault::NotConnected { groups });
    }
    // One of the unknowns is tied: the experts' offsets sum to nought.
    if experts < 2 || table.cells.len() < unknowns {
        return Err(InsightFault::TooFew {
            has: count(table.cells.len()),
            needs: count(unknowns.max(4)),
        });
    }
    let freedom = real(table.cells.len() - (unknowns - 1));
    let rows = table.by_proposal();
    let inverse = solve::inverse(laplacian(&table, &rows), experts)
        .ok_or(InsightFault::NotConnected { groups })?;
    let mut sides = vec![0.0; experts];
    for (proposal, expert, mark) in &table.cells {
        sides[*expert] += mark - super::mean(&rows[*proposal]);
    }
    let row = |expert: usize| &inverse[expert * experts..(expert + 1) * experts];
    let offset = |expert: usize| row(expert).iter().zip(&sides).map(|(a, b)| a * b).sum::<f64>();
    let offsets: Vec<f64> = (0..experts).map(offset).collect();
    let noise = noise(&table, &offsets) / freedom;
    let t = special::t_quantile(0.975, freedom);
    let one = |expert: usize| {
        // The matrix was made regular by one more direction; its share comes off again.
        let variance = noise * (row(expert)[expert] - 1.0 / real(experts)).max(0.0);
        let (middle, reach) = (offsets[expert], t * variance.sqrt());
        let mine = || table.cells.iter().filter(|(_, e, _)| *e == expert);
        Severity {
            assessor: table.assessors[expert],
            grades: count(mine().count()),
            shared: count(mine().filter(|(p, ..)| rows[*p].len() > 1).count()),
            offset: Thousandths::of(middle),
            interval: Interval {
                low: Thousandths::of(middle - reach),
                high: Thousandths::of(middle + reach),
            },
        }
    };
    Ok((0..experts).map(one).collect())
}

/// Normal equations of the experts with the proposals taken out, plus the direction in which all
/// move together.
fn laplacian<P, E>(table: &Table<P, E>, rows: &[Vec<f64>]) -> Vec<f64> {
    let experts = table.assessors.len();
    let mut matrix = vec![1.0 / real(experts); experts * experts];
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    for (proposal, expert, _) in &table.cells {
        readers[*proposal].push(*expert);
        matrix[expert * experts + expert] += 1.0;
    }
    for readers in readers {
        let share = 1.0 / real(readers.len());
        for one in &readers {
            for other in &readers {
                matrix[one * experts + other] -= share;
            }
        }
    }
    matrix
}

/// Sum of squares nothing explains.
fn noise<P, E>(table: &Table<P, E>, offsets: &[f64]) -> f64 {
    let mut rests: Vec<Vec<f64>> = vec![Vec::new(); table.proposals.len()];
    for (proposal, expert, mark) in &table.cells {
        rests[*proposal].push(mark - offsets[*expert]);
    }
    let square = |row: &Vec<f64>| {
        let middle = super::mean(row);
        row.iter().map(|rest| (rest - middle).powi(2)).sum::<f64>()
    };
    rests.iter().map(square).sum()
}

/// Experts that a chain of common proposals joins.
fn groups<P, E: Copy + Ord>(table: &Table<P, E>) -> Vec<Vec<E>> {
    let experts = table.assessors.len();
    let mut above: Vec<usize> = (0..experts + table.proposals.len()).collect();
    for (proposal, expert, _) in &table.cells {
        let (one, other) = (root(&mut above, *expert), root(&mut above, experts + proposal));
        above[one.max(other)] = one.min(other);
    }
    let mut groups: BTreeMap<usize, Vec<E>> = BTreeMap::new();
    for (expert, name) in table.assessors.iter().enumerate() {
        groups.entry(root(&mut above, expert)).or_default().push(*name);
    }
    groups.into_values().collect()
}

/// Who stands for the group this one is in.
fn root(above: &mut [usize], mut at: usize) -> usize {
    while above[at] != at {
        above[at] = above[above[at]];
        at = above[at];
    }
    at
}
