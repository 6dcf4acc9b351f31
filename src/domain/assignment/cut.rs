//! Why demand or floors can't be met: the proposals and the evaluators that block each other. The
//! one rule: it starts where seats are missing and follows every exchange that could help; what it
//! reaches has no way out.

use super::{
    open::Open,
    problem::PairSet,
    proof::{Cut, Side},
};
use std::collections::BTreeMap;

/// Who sits where, for following exchanges.
struct Seats<'a> {
    open: &'a Open<'a>,
    used: PairSet,
    of_proposal: Vec<Vec<usize>>,
    of_evaluator: Vec<Vec<usize>>,
    /// The evaluator who sits for an organisation.
    holder: BTreeMap<(usize, u32), usize>,
    proposals: Vec<bool>,
    evaluators: Vec<bool>,
    to_do: Vec<usize>,
}

/// The cut behind the best cover `pairs` (without the pinned ones); none when nothing is short.
pub(super) fn cut(open: &Open, pairs: &[(usize, usize)]) -> Option<Cut> {
    let mut seats = Seats::new(open, pairs);
    let missing = |need: i64, list: &Vec<usize>| {
        u64::try_from(need).unwrap_or(0).saturating_sub(list.len() as u64)
    };
    let short: Vec<u64> =
        open.need.iter().zip(&seats.of_proposal).map(|(need, list)| missing(*need, list)).collect();
    let under: Vec<u64> =
        open.floor.iter().zip(&seats.of_evaluator).map(|(need, of)| missing(*need, of)).collect();
    let (side, short) = if short.iter().any(|short| *short > 0) {
        seats.follow_demand(&short);
        (Side::Demand, short)
    } else if under.iter().any(|short| *short > 0) {
        seats.follow_floor(&under);
        (Side::Floor, under)
    } else {
        return None;
    };
    let listed = |marks: &[bool]| (0..marks.len()).filter(|at| marks[*at]).collect();
    let (proposals, evaluators) = (listed(&seats.proposals), listed(&seats.evaluators));
    Some(Cut { side, proposals, evaluators, short: short.iter().sum() })
}

impl<'a> Seats<'a> {
    fn new(open: &'a Open<'a>, pairs: &[(usize, usize)]) -> Seats<'a> {
        let (proposals, evaluators) = (open.problem.proposals(), open.problem.evaluators());
        let mut seats = Seats {
            open,
            used: PairSet::new(proposals, evaluators),
            of_proposal: vec![Vec::new(); proposals],
            of_evaluator: vec![Vec::new(); evaluators],
            holder: BTreeMap::new(),
            proposals: vec![false; proposals],
            evaluators: vec![false; evaluators],
            to_do: Vec::new(),
        };
        for &(proposal, evaluator) in pairs {
            seats.used.insert(proposal, evaluator);
            seats.of_proposal[proposal].push(evaluator);
            seats.of_evaluator[evaluator].push(proposal);
            if let Some(organisation) = open.shared(evaluator) {
                seats.holder.insert((proposal, organisation), evaluator);
            }
        }
        seats
    }
    fn reach(&mut self, evaluator: usize) {
        if !self.evaluators[evaluator] {
            self.evaluators[evaluator] = true;
            self.to_do.push(evaluator);
        }
    }
    /// A seat is missing on a proposal: whoever could take it is reached, and whatever he could
    /// leave for it.
    fn follow_demand(&mut self, short: &[u64]) {
        let mut proposals: Vec<usize> = (0..short.len()).filter(|p| short[*p] > 0).collect();
        proposals.iter().for_each(|proposal| self.proposals[*proposal] = true);
        loop {
            while let Some(proposal) = proposals.pop() {
                for evaluator in self.takers(proposal) {
                    self.reach(evaluator);
                }
            }
            let Some(evaluator) = self.to_do.pop() else { return };
            for proposal in self.of_evaluator[evaluator].clone() {
                // A colleague of the same house may sit here instead, whoever else may.
                if let Some(organisation) = self.open.shared(evaluator) {
                    for colleague in self.colleagues(proposal, organisation) {
                        self.reach(colleague);
                    }
                }
                if !self.proposals[proposal] {
                    self.proposals[proposal] = true;
                    proposals.push(proposal);
                }
            }
        }
    }
    /// Who could take one more seat on a proposal.
    fn takers(&self, proposal: usize) -> Vec<usize> {
        let mut takers = Vec::new();
        self.open.problem.each(proposal, |evaluator, affinity| {
            let held = self
                .open
                .shared(evaluator)
                .is_some_and(|organisation| self.holder.contains_key(&(proposal, organisation)));
            if !held
                && !self.used.contains(proposal, evaluator)
                && self.open.pair(proposal, evaluator, affinity)
            {
                takers.push(evaluator);
            }
        });
        takers
    }
    /// Who else of an organisation may sit on a proposal.
    fn colleagues(&self, proposal: usize, organisation: u32) -> Vec<usize> {
        let mut colleagues = Vec::new();
        self.open.problem.each(proposal, |evaluator, affinity| {
            if self.open.shared(evaluator) == Some(organisation)
                && self.open.pair(proposal, evaluator, affinity)
            {
                colleagues.push(evaluator);
            }
        });
        colleagues
    }
    /// An evaluator is under his floor: whatever he could take is reached, and whoever sits there.
    fn follow_floor(&mut self, under: &[u64]) {
        let mut takes = vec![Vec::new(); under.len()];
        for proposal in 0..self.open.problem.proposals() {
            self.open.problem.each(proposal, |evaluator, affinity| {
                if self.open.pair(proposal, evaluator, affinity)
                    && !self.used.contains(proposal, evaluator)
                {
                    takes[evaluator].push(proposal);
                }
            });
        }
        (0..under.len()).filter(|e| under[*e] > 0).for_each(|evaluator| self.reach(evaluator));
        while let Some(evaluator) = self.to_do.pop() {
            for &proposal in &takes[evaluator] {
                let organisation = self.open.shared(evaluator);
                let holder = organisation.and_then(|of| self.holder.get(&(proposal, of)).copied());
                if let Some(holder) = holder {
                    // The house has its seat here: only its holder can give it.
                    self.reach(holder);
                } else if !self.proposals[proposal] {
                    self.proposals[proposal] = true;
                    for other in self.of_proposal[proposal].clone() {
                        self.reach(other);
                    }
                }
            }
        }
    }
}
