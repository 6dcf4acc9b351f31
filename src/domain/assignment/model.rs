//! The problem as a network that grows where its prices ask. The one rule: what the prices say is
//! asked of every open pair, in the network or not; when none is worth more than its prices, the
//! flow is the optimum of the whole problem, however few pairs the network holds.
//!
//! Proposal -> (experts) -> (organisation) -> evaluator -> root. An organisation is a node with
//! capacity 1; the first expert comes over an arc that gains; each load is an arc at the evaluator.

use super::{
    open::Open,
    problem::PairSet,
    proof::Prices,
    simplex::{ROOT, Simplex},
};
use std::collections::BTreeMap;

/// Pairs of a proposal in the first network, for each seat and besides.
const FIRST: (usize, usize) = (2, 6);
/// Most pairs of a proposal that one round adds.
const ROUND: usize = 6;
/// A capacity that never binds.
const FREE: i64 = 1 << 40;

/// The best flow and what it says.
#[derive(Debug)]
pub(super) struct Flow {
    /// The pairs, without the pinned ones.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Seats without evaluator, and places that should be filled and are not.
    pub(super) short: i64,
    pub(super) prices: Prices,
    /// What pairs outside the network are worth above their prices: the bound lies so much above.
    pub(super) excess: i128,
}

/// An arc of a pair.
#[derive(Debug, Clone, Copy)]
struct PairArc {
    arc: usize,
    proposal: usize,
    evaluator: usize,
}

#[derive(Debug)]
struct Model<'a> {
    open: &'a Open<'a>,
    simplex: Simplex,
    /// More than all levels together can give.
    whole: i64,
    proposals: Vec<usize>,
    evaluators: Vec<usize>,
    /// The arcs that should carry the floor.
    floors: Vec<(usize, i64)>,
    /// Node of the experts of a proposal, and the arc of the first one.
    experts: BTreeMap<usize, (usize, usize)>,
    /// Node and arc of an organisation on a proposal, experts apart.
    groups: BTreeMap<(usize, u32, bool), (usize, usize)>,
    pairs: Vec<PairArc>,
    present: PairSet,
}

/// Solves what is open. `whole` outweighs all levels; with `candidates` only so many pairs of each
/// proposal, unless seats or floors ask for more.
pub(super) fn flow(open: &Open, whole: i64, candidates: Option<usize>) -> Flow {
    let mut model = Model::new(open, whole);
    let mut limits = model.first(candidates);
    let mut enough = false;
    loop {
        model.simplex.run();
        let prices = model.prices();
        let short = model.short();
        let (excess, asked) = model.asked(&prices, &limits);
        if asked.is_empty() || enough && short == 0 {
            if short > 0 && candidates.is_some() && !enough {
                // The best pairs alone don't reach: any pair may help until all seats are filled.
                limits.fill(i64::MIN);
                enough = true;
                continue;
            }
            let pairs = model.used();
            return Flow { pairs, short, prices, excess };
        }
        for (proposal, evaluator, worth) in asked {
            model.pair(proposal, evaluator, worth);
        }
    }
}

impl<'a> Model<'a> {
    fn new(open: &'a Open<'a>, whole: i64) -> Model<'a> {
        let problem = open.problem;
        let mut model = Model {
            open,
            simplex: Simplex::new(),
            whole,
            proposals: Vec::new(),
            evaluators: Vec::new(),
            floors: Vec::new(),
            experts: BTreeMap::new(),
            groups: BTreeMap::new(),
            pairs: Vec::new(),
            present: PairSet::new(problem.proposals(), problem.evaluators()),
        };
        for proposal in 0..problem.proposals() {
            let node = model.simplex.node(open.need[proposal], FREE, whole);
            model.proposals.push(node);
        }
        for evaluator in 0..problem.evaluators() {
            model.evaluator(evaluator);
        }
        if open.counts_experts() {
            for proposal in 0..problem.proposals() {
                if open.need[proposal] > 0 && !open.has_pinned_expert(proposal) {
                    model.expert(proposal);
                }
            }
        }
        model
    }
    /// A node with an arc for each stretch of its load that costs the same.
    fn evaluator(&mut self, evaluator: usize) {
        let (room, floor) = (self.open.room[evaluator], self.open.floor[evaluator]);
        let begun = self.open.begun[evaluator];
        let balance = self.open.goal.weights.balance;
        let mut stretches = Vec::new();
        if balance == 0 {
            stretches.extend([(floor, -self.whole), (room - floor, 0)]);
        } else {
            // The k-th place costs k * k - (k - 1) * (k - 1).
            stretches.extend((0..room).map(|place| {
                let must = if place < floor { self.whole } else { 0 };
                (1, balance * (2 * (begun + place) + 1) - must)
            }));
        }
        stretches.retain(|(cap, _)| *cap > 0);
        // Without any place it hangs on its own; no pair leads there.
        let (cap, cost) = stretches.pop().unwrap_or((1, 0));
        let node = self.simplex.node(0, cap, cost);
        let last = self.simplex.slack_arc(node);
        let mut arcs = vec![(last, cap)];
        for (cap, cost) in stretches.into_iter().rev() {
            arcs.push((self.simplex.arc(node, ROOT, cap, cost), cap));
        }
        // The floor lies on the cheapest arcs, which are filled first.
        let mut left = floor;
        for (arc, cap) in arcs.into_iter().rev() {
            if left > 0 {
                self.floors.push((arc, cap.min(left)));
                left -= cap;
            }
        }
        self.evaluators.push(node);
    }
    fn expert(&mut self, proposal: usize) {
        let node = self.simplex.node(0, FREE, 2 * self.whole);
        let from = self.proposals[proposal];
        let first = self.simplex.arc(from, node, 1, -self.open.goal.weights.expert);
        self.simplex.arc(from, node, FREE, 0);
        self.experts.insert(proposal, (node, first));
    }
    /// Adds a pair, and its organisation when it is the first of it.
    fn pair(&mut self, proposal: usize, evaluator: usize, worth: i64) {
        if !self.present.insert(proposal, evaluator) {
            return;
        }
        let is_expert =
            self.open.counts_experts() && self.open.problem.is_expert(proposal, evaluator);
        let mut from = self.proposals[proposal];
        if is_expert && let Some((node, _)) = self.experts.get(&proposal) {
            from = *node;
        }
        if let Some(organisation) = self.open.shared(evaluator)
            && self.open.need[proposal] > 1
        {
            let key = (proposal, organisation, is_expert);
            let (simplex, whole) = (&mut self.simplex, self.whole);
            from = self
                .groups
                .entry(key)
                .or_insert_with(|| {
                    let node = simplex.node(0, FREE, 2 * whole);
                    (node, simplex.arc(from, node, 1, 0))
                })
                .0;
        }
        let arc = self.simplex.arc(from, self.evaluators[evaluator], 1, -worth);
        self.pairs.push(PairArc { arc, proposal, evaluator });
    }
    /// The first pairs: the best of each proposal. Gives what a pair must be worth to be among the
    /// candidates of its proposal; equally good ones are in or out together.
    fn first(&mut self, candidates: Option<usize>) -> Vec<i64> {
        let open = self.open;
        let (mut best, mut limits) = (Vec::new(), Vec::new());
        let evaluators = open.problem.evaluators();
        for proposal in 0..open.problem.proposals() {
            best.clear();
            open.problem.each(proposal, |evaluator, affinity| {
                if open.pair(proposal, evaluator, affinity) {
                    // Equally good ones from another start for each proposal, so that not all ask
                    // for the same.
                    let turn = (evaluator + evaluators - proposal % evaluators) % evaluators;
                    best.push((-open.worth(proposal, evaluator, affinity), turn, evaluator));
                }
            });
            let seats = usize::try_from(open.need[proposal]).unwrap_or(usize::MAX);
            let first = seats.saturating_mul(FIRST.0).saturating_add(FIRST.1);
            let most = first.max(candidates.unwrap_or(0));
            if best.len() > most {
                best.select_nth_unstable(most - 1);
                best.truncate(most);
            }
            best.sort_unstable();
            let last = candidates.and_then(|most| best.get(most - 1));
            let limit = last.map_or(i64::MIN, |(cost, ..)| -cost);
            limits.push(limit);
            for &(cost, _, evaluator) in best.iter().take(first) {
                if -cost >= limit {
                    self.pair(proposal, evaluator, -cost);
                }
            }
        }
        limits
    }
    fn short(&self) -> i64 {
        let slack = self.proposals.iter().map(|node| self.to_root(*node)).sum::<i64>();
        let floors = self.floors.iter().map(|(arc, cap)| (cap - self.simplex.flow(*arc)).max(0));
        slack + floors.sum::<i64>()
    }
    /// Seats of a proposal without evaluator: the slack arc is the first arc of its node.
    fn to_root(&self, node: usize) -> i64 {
        // Node n was made with arc n - 1, as proposals are made first and with one arc each.
        self.simplex.flow(node - 1)
    }
    fn used(&self) -> Vec<(usize, usize)> {
        let used = self.pairs.iter().filter(|pair| self.simplex.flow(pair.arc) == 1);
        let mut pairs: Vec<_> = used.map(|pair| (pair.proposal, pair.evaluator)).collect();
        pairs.sort_unstable();
        pairs
    }
    fn prices(&self) -> Prices {
        let (open, simplex) = (self.open, &self.simplex);
        // Nobody may want a seat or a place that isn't there.
        let closed = 4 * self.whole;
        let mut prices = Prices::default();
        for (node, need) in self.proposals.iter().zip(&open.need) {
            prices.proposals.push(if *need == 0 { closed } else { simplex.price(*node) });
        }
        for (node, room) in self.evaluators.iter().zip(&open.room) {
            prices.evaluators.push(if *room == 0 { closed } else { -simplex.price(*node) });
        }
        let weight = open.goal.weights.expert;
        for (proposal, above) in self.proposals.iter().enumerate() {
            let price = match self.experts.get(&proposal) {
                Some((node, first)) if simplex.flow(*first) > 0 => {
                    simplex.price(*above) - simplex.price(*node)
                }
                // No expert comes: one would be worth the whole weight.
                Some(_) => weight,
                None if open.has_pinned_expert(proposal) => 0,
                None => weight,
            };
            if price > 0 {
                prices.experts.push((proposal, price));
            }
        }
        let mut groups = BTreeMap::new();
        for (&(proposal, organisation, is_expert), &(node, arc)) in &self.groups {
            let mut above = self.proposals[proposal];
            if is_expert && let Some((node, _)) = self.experts.get(&proposal) {
                above = *node;
            }
            if simplex.flow(arc) == 1 {
                let price = (simplex.price(node) - simplex.price(above)).max(0);
                let most = groups.entry((proposal, organisation)).or_insert(0);
                *most = price.max(*most);
            }
        }
        let named = groups.into_iter().filter(|(_, price)| *price > 0);
        prices.groups = named.map(|((proposal, of), price)| (proposal, of, price)).collect();
        prices
    }
    /// The pairs outside the network that are worth more than their prices: by how much all
    /// together, and of each proposal those that are so most and within its limit.
    fn asked(&self, prices: &Prices, limits: &[i64]) -> (i128, Vec<(usize, usize, i64)>) {
        let open = self.open;
        let weights = open.goal.weights;
        let (mut excess, mut asked, mut of_one) = (0, Vec::new(), Vec::new());
        let (mut experts, mut groups) = (prices.experts.iter().peekable(), &prices.groups[..]);
        for proposal in 0..open.problem.proposals() {
            let expert = experts.next_if(|(of, _)| *of == proposal).map_or(0, |(_, price)| *price);
            let here = groups.iter().take_while(|(of, ..)| *of == proposal).count();
            let (own, rest) = groups.split_at(here);
            groups = rest;
            let most = expert + weights.stability - prices.proposals[proposal];
            of_one.clear();
            open.problem.each(proposal, |evaluator, affinity| {
                let price = prices.evaluators[evaluator];
                if weights.affinity * affinity + most <= price
                    || self.present.contains(proposal, evaluator)
                    || !open.pair(proposal, evaluator, affinity)
                {
                    return;
                }
                let worth = open.worth(proposal, evaluator, affinity);
                let mut above = worth - prices.proposals[proposal] - price;
                if open.problem.is_expert(proposal, evaluator) {
                    above += expert;
                }
                if let Some(organisation) = open.shared(evaluator) {
                    above -= own.iter().find(|g| g.1 == organisation).map_or(0, |g| g.2);
                }
                if above > 0 {
                    excess += i128::from(above);
                    if worth >= limits[proposal] {
                        of_one.push((-above, evaluator, worth));
                    }
                }
            });
            of_one.sort_unstable();
            asked.extend(of_one.iter().take(ROUND).map(|&(_, e, worth)| (proposal, e, worth)));
        }
        (excess, asked)
    }
}
