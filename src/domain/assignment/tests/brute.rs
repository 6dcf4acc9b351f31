//! All assignments of a small problem, one by one. The one rule: it is so simple that nobody doubts
//! it; it knows nothing of flows and prices.

use super::super::{
    problem::{Load, Problem, ProblemFault},
    proof::Objective,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A problem that can be tried out.
#[derive(Debug, Clone)]
pub struct Small {
    pub affinity: Vec<Vec<i64>>,
    pub demand: Vec<u32>,
    pub loads: Vec<Load>,
    pub houses: Vec<Option<u32>>,
    pub forbidden: Vec<(usize, usize)>,
    pub experts: Vec<(usize, usize)>,
    pub pinned: Vec<(usize, usize)>,
    pub current: Vec<(usize, usize)>,
}

/// What is wanted, in order; larger is better.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub with_expert: usize,
    worst: i64,
    pub total: i64,
    even: i64,
    kept: usize,
}

impl Key {
    /// The key of some pairs.
    pub fn of(small: &Small, objective: &Objective, pairs: &[(usize, usize)]) -> Key {
        let affinity = |&(p, e): &(usize, usize)| small.affinity[p][e];
        let experts: BTreeSet<usize> =
            pairs.iter().filter(|pair| small.experts.contains(pair)).map(|pair| pair.0).collect();
        let moved = pairs.iter().filter(|pair| !small.pinned.contains(pair));
        let squares = (0..small.loads.len()).map(|evaluator| {
            let load = pairs.iter().filter(|pair| pair.1 == evaluator).count();
            i64::try_from(load * load).unwrap()
        });
        Key {
            with_expert: experts.len(),
            worst: if objective.bottleneck { moved.map(affinity).min().unwrap_or(0) } else { 0 },
            total: pairs.iter().map(affinity).sum(),
            even: if objective.balance { -squares.sum::<i64>() } else { 0 },
            kept: pairs.iter().filter(|pair| small.current.contains(pair)).count(),
        }
    }
}

impl Small {
    /// As the solver takes it.
    pub fn problem(&self) -> Problem {
        let affinity = self.affinity.concat();
        self.rest(Problem::dense(affinity, self.demand.clone(), self.loads.clone()))
    }
    /// Puts in all but affinity, demand and loads.
    pub fn rest(&self, problem: Result<Problem, ProblemFault>) -> Problem {
        let mut problem = problem.unwrap();
        problem.organisations(self.houses.clone()).unwrap();
        problem.forbid(&self.forbidden).unwrap();
        problem.experts(&self.experts).unwrap();
        problem.pin(&self.pinned).unwrap();
        problem.prefer(&self.current).unwrap();
        problem
    }
    /// Every pair by name.
    pub fn named(&self) -> Vec<(usize, usize, i64)> {
        let row = |(p, row): (usize, &Vec<i64>)| {
            row.iter().enumerate().map(move |(e, a)| (p, e, *a)).collect::<Vec<_>>()
        };
        self.affinity.iter().enumerate().flat_map(row).collect()
    }
    /// The same with other numbers for everyone.
    pub fn relabelled(&self, seed: u64) -> Small {
        let order = |number: usize, seed: u64| {
            let mut order: Vec<usize> = (0..number).collect();
            let mix = |at: usize| (at as u64 + 1).wrapping_mul(seed | 1).rotate_left(17) ^ seed;
            order.sort_by_key(|at| mix(*at).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            order
        };
        let proposals = order(self.demand.len(), seed);
        let evaluators = order(self.loads.len(), seed.rotate_left(32));
        let place = |order: &[usize], old: usize| order.iter().position(|at| *at == old).unwrap();
        let pairs = |list: &[(usize, usize)]| {
            list.iter().map(|(p, e)| (place(&proposals, *p), place(&evaluators, *e))).collect()
        };
        let row = |p: &usize| evaluators.iter().map(|e| self.affinity[*p][*e]).collect();
        Small {
            affinity: proposals.iter().map(row).collect(),
            demand: proposals.iter().map(|p| self.demand[*p]).collect(),
            loads: evaluators.iter().map(|e| self.loads[*e]).collect(),
            houses: evaluators.iter().map(|e| self.houses[*e].map(|house| 9 - house)).collect(),
            forbidden: pairs(&self.forbidden),
            experts: pairs(&self.experts),
            pinned: pairs(&self.pinned),
            current: pairs(&self.current),
        }
    }
    /// Keeps of the pinned pairs those that are allowed beside the ones before.
    fn settle(mut self) -> Small {
        let mut kept: Vec<(usize, usize)> = Vec::new();
        for (p, e) in std::mem::take(&mut self.pinned) {
            let house = self.houses[e];
            let on = kept.iter().filter(|pair| pair.0 == p).count();
            let by = kept.iter().filter(|pair| pair.1 == e).count();
            let allowed = !self.forbidden.contains(&(p, e))
                && !kept.contains(&(p, e))
                && on < self.demand[p] as usize
                && by < self.loads[e].max as usize
                && !kept
                    .iter()
                    .any(|(q, f)| *q == p && house.is_some() && self.houses[*f] == house);
            if allowed {
                kept.push((p, e));
            }
        }
        self.pinned = kept;
        self
    }
    /// All sets of evaluators a proposal may have, with no more than it needs.
    fn teams(&self, proposal: usize, whole: bool) -> Vec<Vec<usize>> {
        let number = self.loads.len();
        let team = |bits: u32| (0..number).filter(move |e| bits >> e & 1 == 1).collect::<Vec<_>>();
        let needs = self.demand[proposal] as usize;
        let mut teams: Vec<Vec<usize>> = (0..1_u32 << number).map(team).collect();
        teams.retain(|team| {
            let houses: Vec<u32> = team.iter().filter_map(|e| self.houses[*e]).collect();
            let apart = houses.iter().collect::<BTreeSet<_>>().len() == houses.len();
            let pinned = self.pinned.iter().filter(|pair| pair.0 == proposal);
            apart
                && (team.len() == needs || !whole && team.len() < needs)
                && team.iter().all(|e| !self.forbidden.contains(&(proposal, *e)))
                && pinned.map(|pair| pair.1).all(|e| team.contains(&e))
        });
        teams
    }
    fn every(&self, whole: bool, call: &mut dyn FnMut(&[(usize, usize)])) {
        let teams: Vec<_> = (0..self.demand.len()).map(|p| self.teams(p, whole)).collect();
        self.descend(&teams, &mut vec![0; self.loads.len()], &mut Vec::new(), call);
    }
    fn descend(
        &self,
        teams: &[Vec<Vec<usize>>],
        loads: &mut [u32],
        pairs: &mut Vec<(usize, usize)>,
        call: &mut dyn FnMut(&[(usize, usize)]),
    ) {
        let Some((here, rest)) = teams.split_first() else { return call(pairs) };
        let proposal = self.demand.len() - teams.len();
        for team in here {
            if team.iter().any(|e| loads[*e] == self.loads[*e].max) {
                continue;
            }
            team.iter().for_each(|e| loads[*e] += 1);
            pairs.extend(team.iter().map(|e| (proposal, *e)));
            self.descend(rest, loads, pairs, call);
            pairs.truncate(pairs.len() - team.len());
            team.iter().for_each(|e| loads[*e] -= 1);
        }
    }
}

/// The best of all assignments; none if there is none.
pub fn best_of(small: &Small, objective: &Objective) -> Option<Key> {
    let mut best = None;
    small.every(true, &mut |pairs| {
        let filled = small.loads.iter().enumerate().all(|(evaluator, load)| {
            pairs.iter().filter(|pair| pair.1 == evaluator).count() >= load.min as usize
        });
        if filled {
            best = best.take().max(Some(Key::of(small, objective, pairs)));
        }
    });
    best
}

/// The most seats that can be filled, floors or not.
pub fn most_seats(small: &Small) -> usize {
    let mut most = 0;
    small.every(false, &mut |pairs| most = most.max(pairs.len()));
    most
}

/// Small problems with everything in them.
pub fn small() -> impl Strategy<Value = Small> {
    (1_usize..=4, 1_usize..=5).prop_flat_map(|(proposals, evaluators)| {
        let pairs =
            move |most: usize| prop::collection::vec((0..proposals, 0..evaluators), 0..=most);
        let row = prop::collection::vec(-2_i64..=5, evaluators);
        let load = (0_u32..=1, 0_u32..=4).prop_map(|(min, more)| Load { min, max: min + more });
        let house = prop::option::weighted(0.6, 0_u32..3);
        (
            prop::collection::vec(row, proposals),
            prop::collection::vec(0_u32..=3, proposals),
            prop::collection::vec(load, evaluators),
            prop::collection::vec(house, evaluators),
            (pairs(5), pairs(8), pairs(3), pairs(6)),
        )
            .prop_map(
                |(affinity, demand, loads, houses, (forbidden, experts, pinned, current))| {
                    let all = Small {
                        affinity,
                        demand,
                        loads,
                        houses,
                        forbidden,
                        experts,
                        pinned,
                        current,
                    };
                    all.settle()
                },
            )
    })
}
