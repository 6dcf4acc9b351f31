//! What is left to assign once the pinned pairs stand: needs, places, floors, and the pairs that are
//! open. The one rule: a pair that is not open here is in no network and in no cut.

use super::{
    problem::Problem,
    proof::{Choice, Weights},
};

/// What is wanted of a network: weights, and the least affinity of a pair.
#[derive(Debug, Clone, Copy)]
pub(super) struct Goal {
    pub(super) weights: Weights,
    pub(super) at_least: Option<i64>,
}

/// What is left.
#[derive(Debug)]
pub(super) struct Open<'a> {
    pub(super) problem: &'a Problem,
    pub(super) goal: Goal,
    pub(super) choices: &'a [Choice],
    /// Seats a proposal still needs.
    pub(super) need: Vec<i64>,
    /// Places an evaluator still has.
    pub(super) room: Vec<i64>,
    /// Of these, how many must be filled.
    pub(super) floor: Vec<i64>,
    /// The evaluators pinned to each proposal.
    pub(super) pinned: Vec<Vec<usize>>,
    /// How many are pinned to each evaluator.
    pub(super) begun: Vec<i64>,
    /// Organisations with one evaluator alone need no rule.
    shared: Vec<Option<u32>>,
}

impl<'a> Open<'a> {
    pub(super) fn new(problem: &'a Problem, goal: Goal, choices: &'a [Choice]) -> Open<'a> {
        let mut pinned = vec![Vec::new(); problem.proposals()];
        let mut begun = vec![0; problem.evaluators()];
        for (proposal, evaluator) in problem.pinned().iter() {
            pinned[proposal].push(evaluator);
            begun[evaluator] += 1;
        }
        let of = |list: &Vec<usize>| i64::try_from(list.len()).unwrap_or(i64::MAX);
        let need = (0..problem.proposals())
            .map(|proposal| i64::from(problem.demand(proposal)) - of(&pinned[proposal]))
            .collect();
        let load = |evaluator: usize| problem.load(evaluator);
        // Nobody takes a proposal twice.
        let all = i64::try_from(problem.proposals()).unwrap_or(i64::MAX);
        let room = |e: usize| i64::from(load(e).max).min(all) - begun[e];
        let room = (0..problem.evaluators()).map(room).collect();
        let floor = |e: usize| (i64::from(load(e).min) - begun[e]).max(0);
        let floor = (0..problem.evaluators()).map(floor).collect();
        let mut members = std::collections::BTreeMap::new();
        for evaluator in 0..problem.evaluators() {
            if let Some(organisation) = problem.organisation(evaluator) {
                *members.entry(organisation).or_insert(0) += 1;
            }
        }
        let shared = (0..problem.evaluators())
            .map(|e| problem.organisation(e).filter(|organisation| members[organisation] > 1))
            .collect();
        Open { problem, goal, choices, need, room, floor, pinned, begun, shared }
    }
    /// The organisation of an evaluator, where others belong to it too.
    #[inline]
    pub(super) fn shared(&self, evaluator: usize) -> Option<u32> {
        self.shared[evaluator]
    }
    /// Whether experts count.
    pub(super) fn counts_experts(&self) -> bool {
        self.goal.weights.expert > 0
    }
    /// Whether a proposal has an expert that stays.
    pub(super) fn has_pinned_expert(&self, proposal: usize) -> bool {
        self.pinned[proposal].iter().any(|e| self.problem.is_expert(proposal, *e))
    }
    /// Whether a pair may be used.
    pub(super) fn pair(&self, proposal: usize, evaluator: usize, affinity: i64) -> bool {
        if self.need[proposal] == 0
            || self.room[evaluator] == 0
            || self.goal.at_least.is_some_and(|least| affinity < least)
            || self.problem.is_forbidden(proposal, evaluator)
        {
            return false;
        }
        let pinned = &self.pinned[proposal];
        if pinned.contains(&evaluator) {
            return false;
        }
        let Some(organisation) = self.shared(evaluator) else { return true };
        let is_expert = self.problem.is_expert(proposal, evaluator);
        !pinned.iter().any(|other| self.shared(*other) == Some(organisation))
            && self.choices.iter().all(|choice| {
                choice.proposal != proposal
                    || choice.organisation != organisation
                    || choice.experts == is_expert
            })
    }
    /// What a pair is worth, its expert apart.
    #[inline]
    pub(super) fn worth(&self, proposal: usize, evaluator: usize, affinity: i64) -> i64 {
        let weights = self.goal.weights;
        let kept = self.problem.current().contains(proposal, evaluator);
        weights.affinity * affinity + if kept { weights.stability } else { 0 }
    }
}
