//! What an assignment comes out as, and what proves it. The one rule: plain values only; whoever
//! checks a proof needs this file, the problem, and nothing of the solver.

use serde::{Deserialize, Serialize};

/// What is wanted, after demand, loads, conflicts and organisations, which are not for sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Objective {
    /// The worst pair first, then the sum. Pinned pairs don't count as worst: they can't move.
    pub bottleneck: bool,
    /// Of equally good answers, the one with the evener loads: least sum of squares.
    pub balance: bool,
    /// Only so many of each proposal's best pairs, and what demand and floors need besides.
    pub candidates: Option<usize>,
}

/// What a pair, a load and an expert are worth against each other. An earlier level outweighs all
/// that later ones can give together; the checker sees to that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    /// For each proposal with an expert.
    pub expert: i64,
    /// For each unit of affinity.
    pub affinity: i64,
    /// Against the square of each load.
    pub balance: i64,
    /// For each pair kept from today's assignment.
    pub stability: i64,
}

/// A branch of a proof: from this organisation the proposal takes only experts, or none.
///
/// "One of each organisation" and "one expert at least" nest in a flow unless one organisation has
/// both an expert and another evaluator for the same proposal. There the flow gives a bound, and
/// the two ways to decide are proven one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The proposal.
    pub proposal: usize,
    /// The organisation.
    pub organisation: u32,
    /// Whether only its experts are left, or only the others.
    pub experts: bool,
}

/// Prices that bound what any assignment can be worth.
///
/// For any prices, no assignment is worth more than: demand x price of each proposal, plus for each
/// evaluator the best of (load x price - square of the load x weight), plus the prices of groups,
/// plus what an expert's weight exceeds his price by, plus for each pair what its worth exceeds the
/// prices on it by. The optimum is where the two meet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Prices {
    /// Of a seat on each proposal.
    pub proposals: Vec<i64>,
    /// Of a place with each evaluator.
    pub evaluators: Vec<i64>,
    /// Of an organisation on a proposal: (proposal, organisation, price). Not named is 0.
    pub groups: Vec<(usize, u32, i64)>,
    /// Of an expert on a proposal: (proposal, price). Not named is 0.
    pub experts: Vec<(usize, i64)>,
}

/// The prices under some choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// The choices, in the order in which they were made.
    pub choices: Vec<Choice>,
    /// What bounds every assignment under them.
    pub prices: Prices,
}

/// Which side can't be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The proposals need more seats than the evaluators can fill.
    Demand,
    /// The evaluators should take more than there is for them.
    Floor,
}

/// Why there is no assignment.
///
/// Demand: the proposals need `short` seats more than the evaluators have places for, with all that
/// others may give besides. Floor: the least loads of the evaluators are `short` more than these
/// proposals have seats, with all that others may give besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Which of the two.
    pub side: Side,
    /// The proposals that block, in order.
    pub proposals: Vec<usize>,
    /// The evaluators that block, in order.
    pub evaluators: Vec<usize>,
    /// How many seats are missing; no assignment misses fewer.
    pub short: u64,
}

/// Why no assignment has a better worst pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ceiling {
    /// With better pairs alone there is no assignment.
    Cut(Cut),
    /// With better pairs alone more proposals stay without an expert.
    Experts(Vec<Leaf>),
}

/// The best worst pair, and why there is no better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worst {
    /// No pair below this affinity is used.
    pub at_least: i64,
    /// Why it is not more.
    pub ceiling: Ceiling,
    /// Why no assignment, whatever its worst pair, gives more proposals an expert. Empty where no
    /// pair counts as expert.
    pub most_experts: Vec<Leaf>,
}

/// What proves an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certificate {
    /// Nothing is worth more, or not more than the bound.
    Bound {
        /// What the levels weigh.
        weights: Weights,
        /// The worst pair, where it comes first.
        worst: Option<Worst>,
        /// The prices; more than one leaf only where rules don't nest.
        leaves: Vec<Leaf>,
    },
    /// There is no assignment.
    Cut(Cut),
}

/// How far an answer is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// No assignment is better.
    Optimal,
    /// Demand, loads and rules are kept; a better one may exist within the gap.
    Feasible,
    /// There is none. What is given keeps all rules and falls short as little as can be.
    Infeasible,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// How far it is proven.
    pub status: Status,
    /// Proposal and evaluator, in order.
    pub pairs: Vec<(usize, usize)>,
    /// Sum of their affinities.
    pub total: i64,
    /// The least of their affinities.
    pub bottleneck: Option<i64>,
    /// Units of affinity that a better answer could have at most besides; 0 when optimal, none
    /// when infeasible. Where experts are given and not all levels are proven, it counts what the
    /// levels above would be worth too.
    pub gap: Option<i64>,
    /// Proposals without an expert; none when no pair counts as expert.
    pub without_expert: Option<usize>,
    /// What proves it.
    pub certificate: Certificate,
}
