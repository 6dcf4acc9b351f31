//! What prices prove: a sum that no assignment is worth more than. The one rule: it holds for any
//! prices whatever, so nobody has to know how they were found.

use super::{
    super::proof::{Choice, Leaf, Prices, Weights},
    Fault, Rest,
};

/// Whether the leaves are all ends of one tree of choices.
fn covers(leaves: &[&Leaf], depth: usize) -> bool {
    let Some(first) = leaves.first() else { return false };
    let Some(choice) = first.choices.get(depth) else { return leaves.len() == 1 };
    let same = |leaf: &&&Leaf| {
        leaf.choices.get(depth).is_some_and(|other| {
            (other.proposal, other.organisation) == (choice.proposal, choice.organisation)
        })
    };
    let way = |experts: bool| -> Vec<&Leaf> {
        leaves.iter().filter(|leaf| leaf.choices[depth].experts == experts).copied().collect()
    };
    leaves.iter().filter(same).count() == leaves.len()
        && covers(&way(true), depth + 1)
        && covers(&way(false), depth + 1)
}

impl Rest<'_> {
    /// What no assignment is worth more than.
    pub(super) fn bound(
        &self,
        leaves: &[Leaf],
        weights: Weights,
        least: i64,
    ) -> Result<i128, Fault> {
        if !covers(&leaves.iter().collect::<Vec<_>>(), 0) {
            return Err(Fault::Branches);
        }
        let mut most = i128::MIN;
        for leaf in leaves {
            most = most.max(self.leaf(leaf, weights, least)?);
        }
        Ok(most)
    }
    fn leaf(&self, leaf: &Leaf, weights: Weights, least: i64) -> Result<i128, Fault> {
        let (problem, prices) = (self.problem, &leaf.prices);
        let fits = prices.proposals.len() == problem.proposals()
            && prices.evaluators.len() == problem.evaluators()
            && prices.groups.iter().all(|(p, _, price)| *p < problem.proposals() && *price >= 0)
            && prices.experts.iter().all(|(p, price)| *p < problem.proposals() && *price >= 0)
            && prices.groups.windows(2).all(|two| (two[0].0, two[0].1) < (two[1].0, two[1].1))
            && prices.experts.windows(2).all(|two| two[0].0 < two[1].0);
        if !fits {
            return Err(Fault::Prices);
        }
        let mut bound: i128 = prices.groups.iter().map(|(_, _, price)| i128::from(*price)).sum();
        for (evaluator, price) in prices.evaluators.iter().enumerate() {
            bound += self.places(evaluator, i128::from(*price), i128::from(weights.balance));
        }
        for proposal in 0..problem.proposals() {
            bound += self.seats(proposal, &leaf.choices, prices, weights, least);
        }
        Ok(bound)
    }
    /// The best that an evaluator's places give at a price.
    fn places(&self, evaluator: usize, price: i128, balance: i128) -> i128 {
        let load = self.problem.load(evaluator);
        let from = i128::from(load.min).max(self.begun[evaluator]);
        let to = self.most(evaluator).max(from);
        let at = |places: i128| price * places - balance * places * places;
        if balance == 0 {
            return at(from).max(at(to));
        }
        (from..=to).map(at).max().unwrap_or(0)
    }
    /// What a proposal's seats cost, and what its pairs are worth above all prices.
    fn seats(
        &self,
        proposal: usize,
        choices: &[Choice],
        prices: &Prices,
        weights: Weights,
        least: i64,
    ) -> i128 {
        let problem = self.problem;
        let own = |at: usize| i128::from(prices.experts[at].1);
        let expert = prices.experts.binary_search_by_key(&proposal, |(p, _)| *p).map_or(0, own);
        let start = prices.groups.partition_point(|group| group.0 < proposal);
        let end = prices.groups.partition_point(|group| group.0 <= proposal);
        let groups = &prices.groups[start..end];
        let choices: Vec<&Choice> = choices.iter().filter(|c| c.proposal == proposal).collect();
        let seat = i128::from(prices.proposals[proposal]);
        let mut sum = seat * i128::from(problem.demand(proposal));
        sum += (i128::from(weights.expert) - expert).max(0);
        problem.each(proposal, |evaluator, affinity| {
            let house = problem.organisation(evaluator);
            let is_expert = problem.is_expert(proposal, evaluator);
            let group = groups.iter().find(|group| Some(group.1) == house);
            let kept = i128::from(problem.current().contains(proposal, evaluator));
            let above = i128::from(weights.affinity) * i128::from(affinity)
                + i128::from(weights.stability) * kept
                + if is_expert { expert } else { 0 }
                - group.map_or(0, |group| i128::from(group.2))
                - seat
                - i128::from(prices.evaluators[evaluator]);
            if self.pinned[proposal].contains(&evaluator) {
                sum += above;
                return;
            }
            let against = |choice: &&&Choice| {
                Some(choice.organisation) == house && choice.experts != is_expert
            };
            if above > 0
                && affinity >= least
                && self.may(proposal, evaluator)
                && choices.iter().find(against).is_none()
            {
                sum += above;
            }
        });
        sum
    }
}
