//! Expected rank with credible interval, as the Swiss National Science Foundation does it (Heyard,
//! Ott, Salanti, Egger 2022; R package `ERforResearch`). The one rule: the same marks and the same
//! seed give the same answer, and the answer informs: it never changes a score or a rank.

use super::{Grade, InsightFault, Interval, Table, Thousandths, count, mean, real};
use serde::{Deserialize, Serialize};

mod sampler; // the chain
#[cfg(test)]
mod tests;

/// Most proposals that are worked out at once.
pub const MOST_PROPOSALS: usize = 2_000;

/// What is assumed before any mark is seen, in points of the scale, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priors {
    /// Standard deviation of the experts' severity.
    pub assessor_sd_hundredths: u32,
    /// All other standard deviations lie evenly between nought and this.
    pub sd_limit_hundredths: u32,
}

impl Priors {
    /// The published default, for a scale of six marks one point apart (a range of five points, as
    /// from 0 to 5).
    pub const SIX_POINT: Self = Self { assessor_sd_hundredths: 50, sd_limit_hundredths: 200 };
    /// The published option for nine marks.
    pub const NINE_POINT: Self = Self { assessor_sd_hundredths: 100, sd_limit_hundredths: 300 };
    /// The default stretched to a sum of so many criteria of the same scale. Ours, not published.
    #[must_use]
    pub const fn sum_of(self, criteria: u32) -> Self {
        Self {
            assessor_sd_hundredths: self.assessor_sd_hundredths.saturating_mul(criteria),
            sd_limit_hundredths: self.sd_limit_hundredths.saturating_mul(criteria),
        }
    }
}

/// How long to sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampling {
    /// The same seed gives the same answer.
    pub seed: u64,
    /// Chains that start apart; their spread tells whether it was long enough.
    pub chains: u32,
    /// Draws of each that are thrown away first.
    pub burn_in: u32,
    /// Draws of each that count.
    pub draws: u32,
    /// What is assumed.
    pub priors: Priors,
}

impl Sampling {
    /// Four chains of 10,000 after 4,000, as the package does.
    pub const fn seeded(seed: u64) -> Self {
        Self { seed, chains: 4, burn_in: 4_000, draws: 10_000, priors: Priors::SIX_POINT }
    }
}

/// One proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedRank<P> {
    /// The proposal.
    pub proposal: P,
    /// Marks it has.
    pub grades: u32,
    /// Their mean, in points.
    pub mean: Thousandths,
    /// Expected rank (ER): the mean of its rank over all draws; the lower the better.
    pub expected_rank: Thousandths,
    /// Percentile of it (PCER): 100 (ER - 0.5) / n.
    pub percentile: Thousandths,
    /// Surface under the cumulative ranking (SUCRA): (n - ER) / (n - 1).
    pub sucra: Thousandths,
    /// Half of the draws lie in here.
    pub half: Interval<u32>,
    /// Nine of ten draws lie in here.
    pub ninety: Interval<u32>,
}

/// All proposals, the lowest expected rank first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedRanks<P> {
    /// What was asked for.
    pub sampling: Sampling,
    /// The proposals.
    pub rows: Vec<ExpectedRank<P>>,
    /// The most two chains differ about an expected rank. Above about 0.2, sample longer.
    pub chain_spread: Thousandths,
}

/// Where a proposal lies beside a provisional line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// Half of the draws lie wholly above the line.
    Above,
    /// The interval crosses it: marks alone don't tell.
    Crossing,
    /// Wholly below.
    Below,
}

impl<P: Copy> ExpectedRanks<P> {
    /// Where each lies when so many can be funded, as `plot_er_distributions` of the package does
    /// it: the line is the expected rank of the last of them. When all that don't lie below are
    /// just so many, they all lie above. It informs the chair; the ranking stays as it is.
    pub fn zones(&self, fundable: usize) -> Vec<(P, Zone)> {
        let last = fundable.checked_sub(1).and_then(|at| self.rows.get(at));
        let zone = |row: &ExpectedRank<P>| {
            let line = match last {
                Some(last) => last.expected_rank.0,
                None if fundable == 0 => return Zone::Below,
                None => return Zone::Above,
            };
            let in_thousandths = |rank: u32| i64::from(rank) * 1_000;
            if row.expected_rank.0 == line {
                // A mean may lie outside its own interval.
                Zone::Crossing
            } else if in_thousandths(row.half.high) < line {
                Zone::Above
            } else if in_thousandths(row.half.low) > line {
                Zone::Below
            } else {
                Zone::Crossing
            }
        };
        let mut zones: Vec<_> = self.rows.iter().map(|row| (row.proposal, zone(row))).collect();
        if zones.iter().filter(|(_, zone)| *zone != Zone::Below).count() == fundable {
            for (_, zone) in zones.iter_mut().filter(|(_, zone)| *zone == Zone::Crossing) {
                *zone = Zone::Above;
            }
        }
        zones
    }
}

/// Expected ranks of all proposals. Needs two proposals and three marks.
pub fn expected_ranks<P: Copy + Ord, E: Copy + Ord>(
    grades: &[Grade<P, E>],
    sampling: Sampling,
) -> Result<ExpectedRanks<P>, InsightFault<P, E>> {
    let priors = sampling.priors;
    let nothing = [
        sampling.chains,
        sampling.draws,
        priors.assessor_sd_hundredths,
        priors.sd_limit_hundredths,
    ];
    if nothing.contains(&0) {
        return Err(InsightFault::Settings);
    }
    let table = Table::of(grades)?;
    let n = table.proposals.len();
    if n > MOST_PROPOSALS {
        return Err(InsightFault::TooMany { has: count(n), most: count(MOST_PROPOSALS) });
    }
    if n < 2 || table.cells.len() < 3 {
        return Err(InsightFault::TooFew { has: count(table.cells.len()), needs: 3 });
    }
    let ranks = sampler::sample(&table, sampling);
    let marks = table.by_proposal();
    let row = |at: usize| {
        let expected = ranks.expected(at);
        ExpectedRank {
            proposal: table.proposals[at],
            grades: count(marks[at].len()),
            mean: Thousandths::of(mean(&marks[at])),
            expected_rank: Thousandths::of(expected),
            percentile: Thousandths::of(100.0 * (expected - 0.5) / real(n)),
            sucra: Thousandths::of((real(n) - expected) / (real(n) - 1.0)),
            half: Interval { low: ranks.quantile(at, 25), high: ranks.quantile(at, 75) },
            ninety: Interval { low: ranks.quantile(at, 5), high: ranks.quantile(at, 95) },
        }
    };
    let mut rows: Vec<ExpectedRank<P>> = (0..n).map(row).collect();
    rows.sort_by_key(|row| (row.expected_rank, row.proposal));
    Ok(ExpectedRanks { sampling, rows, chain_spread: Thousandths::of(ranks.spread()) })
}
