//! The Gibbs sampler: mark = overall mean + proposal + expert + noise. The one rule: one mark per
//! pair, so noise and the experts' own scatter can't be told apart and are drawn as one.

use super::Sampling;
use crate::domain::insight::{Table, chance::Chance, mean, real};
use std::f64::consts::{FRAC_PI_2, SQRT_2};

/// How often each proposal had each rank, and the sum of its ranks in each chain.
pub struct Ranks {
    proposals: usize,
    seen: Vec<u64>,
    sums: Vec<Vec<u64>>,
    draws: u64,
}

impl Ranks {
    /// The mean rank over all chains.
    pub fn expected(&self, proposal: usize) -> f64 {
        let chains: Vec<f64> =
            self.sums.iter().map(|sums| whole(sums[proposal]) / whole(self.draws)).collect();
        mean(&chains)
    }
    /// The most two chains differ about one proposal.
    pub fn spread(&self) -> f64 {
        let apart = |proposal: usize| {
            let sums = || self.sums.iter().map(|sums| sums[proposal]);
            sums().max().unwrap_or_default() - sums().min().unwrap_or_default()
        };
        let most = (0..self.proposals).map(apart).max().unwrap_or_default();
        whole(most) / whole(self.draws)
    }
    /// The first rank that so many percent of the draws don't pass.
    pub fn quantile(&self, proposal: usize, percent: u64) -> u32 {
        let row = &self.seen[proposal * self.proposals..(proposal + 1) * self.proposals];
        let all: u64 = row.iter().sum();
        let mut passed = 0;
        let at = row.iter().position(|seen| {
            passed += seen;
            passed * 100 >= all * percent
        });
        super::count(at.unwrap_or_default() + 1)
    }
}

/// Counts of draws are far below 2^53.
#[expect(clippy::cast_precision_loss, reason = "counts of draws are far below 2^53")]
fn whole(number: u64) -> f64 {
    number as f64
}

struct Chain<'a> {
    /// Proposal, expert, mark less the overall mean.
    cells: &'a [(usize, usize, f64)],
    marks_of_proposal: &'a [f64],
    marks_of_expert: &'a [f64],
    limit: f64,
    expert_precision: f64,
    proposals: Vec<f64>,
    experts: Vec<f64>,
    noise: f64,
    spread: f64,
    chance: Chance,
}

impl Chain<'_> {
    fn step(&mut self) {
        let noise = self.noise.powi(-2);
        let mut sums = vec![0.0; self.proposals.len()];
        for (proposal, expert, mark) in self.cells {
            sums[*proposal] += mark - self.experts[*expert];
        }
        let spread = self.spread.powi(-2);
        for (at, sum) in sums.iter().enumerate() {
            let precision = self.marks_of_proposal[at] * noise + spread;
            self.proposals[at] = sum * noise / precision + self.chance.normal() / precision.sqrt();
        }
        let mut sums = vec![0.0; self.experts.len()];
        for (proposal, expert, mark) in self.cells {
            sums[*expert] += mark - self.proposals[*proposal];
        }
        for (at, sum) in sums.iter().enumerate() {
            let precision = self.marks_of_expert[at] * noise + self.expert_precision;
            self.experts[at] = sum * noise / precision + self.chance.normal() / precision.sqrt();
        }
        self.scales();
    }
    /// Both standard deviations, given everything else.
    fn scales(&mut self) {
        let limit = self.limit;
        let rest = |(proposal, expert, mark): &(usize, usize, f64)| {
            (mark - self.proposals[*proposal] - self.experts[*expert]).powi(2)
        };
        let squares: f64 = self.cells.iter().map(rest).sum();
        let n = real(self.cells.len());
        // Noise and the experts' scatter lie evenly in a square; this is the law of their length.
        let corner =
            |s: f64| if s <= limit { FRAC_PI_2 } else { FRAC_PI_2 - 2.0 * (limit / s).acos() };
        let log = |s: f64| (1.0 - n) * s.ln() - squares / (2.0 * s * s) + corner(s).ln();
        self.noise = self.chance.slice(self.noise, (1e-6, limit * SQRT_2), log);
        let squares: f64 = self.proposals.iter().map(|effect| effect.powi(2)).sum();
        let n = real(self.proposals.len());
        let log = |t: f64| -n * t.ln() - squares / (2.0 * t * t);
        self.spread = self.chance.slice(self.spread, (1e-6, limit), log);
    }
}

/// All chains, one after the other.
pub fn sample<P: Copy + Ord, E: Copy + Ord>(table: &Table<P, E>, sampling: Sampling) -> Ranks {
    let rows = table.by_proposal();
    let means: Vec<f64> = rows.iter().map(|row| mean(row)).collect();
    let overall = mean(&means);
    let centred = |(p, e, mark): &(usize, usize, f64)| (*p, *e, mark - overall);
    let cells: Vec<_> = table.cells.iter().map(centred).collect();
    let marks_of_proposal: Vec<f64> = rows.iter().map(|row| real(row.len())).collect();
    let mut marks_of_expert = vec![0.0; table.assessors.len()];
    for (_, expert, _) in &cells {
        marks_of_expert[*expert] += 1.0;
    }
    let n = rows.len();
    let limit = f64::from(sampling.priors.sd_limit_hundredths) / 100.0;
    let expert_sd = f64::from(sampling.priors.assessor_sd_hundredths) / 100.0;
    let draws = u64::from(sampling.draws);
    let mut ranks = Ranks { proposals: n, seen: vec![0; n * n], sums: Vec::new(), draws };
    let mut seeds = Chance::new(sampling.seed);
    for _ in 0..sampling.chains {
        let mut chance = Chance::new(seeds.word());
        // Chains start apart, so that agreeing at the end means something.
        let (noise, spread) = (limit * chance.even(), limit * chance.even());
        let mut chain = Chain {
            cells: &cells,
            marks_of_proposal: &marks_of_proposal,
            marks_of_expert: &marks_of_expert,
            limit,
            expert_precision: expert_sd.powi(-2),
            proposals: vec![0.0; n],
            experts: vec![0.0; marks_of_expert.len()],
            noise,
            spread,
            chance,
        };
        ranks.sums.push(run(&mut chain, sampling, &mut ranks.seen));
    }
    ranks
}

/// One chain: the sum of each proposal's ranks; `seen` counts each rank.
fn run(chain: &mut Chain<'_>, sampling: Sampling, seen: &mut [u64]) -> Vec<u64> {
    let n = chain.proposals.len();
    let mut sums = vec![0; n];
    let mut order: Vec<usize> = (0..n).collect();
    for draw in 0..sampling.burn_in.saturating_add(sampling.draws) {
        chain.step();
        if draw < sampling.burn_in {
            continue;
        }
        let effects = &chain.proposals;
        order.sort_by(|one, other| effects[*other].total_cmp(&effects[*one]));
        for (rank, proposal) in (0_u64..).zip(&order) {
            sums[*proposal] += rank + 1;
            seen[proposal * n..][usize::try_from(rank).unwrap_or_default()] += 1;
        }
    }
    sums
}
