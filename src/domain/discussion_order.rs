//! The order in which a panel talks about proposals, so that people with a conflict go out and
//! come in as seldom as can be (review 2.9: nearest neighbour, then 2-opt). The one rule: same
//! input in any order, same order out. Everybody is in the room before the first and after the
//! last; each going out and each coming in is one movement.

use super::ids::{ApplicationId, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An order and what it costs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DiscussionOrder {
    /// The proposals as they are talked about.
    pub order: Vec<ApplicationId>,
    /// Door movements from the first to after the last.
    pub movements: u32,
}

/// The improving stops after so many rounds even if a better order were there. Panels need a few.
const MOST_ROUNDS: usize = 50;

/// Orders the proposals; each comes with those who leave the room for it. The result is at most as
/// costly as the order of the ids, but not proven to be the best there is.
pub fn discussion_order(leaving: &BTreeMap<ApplicationId, BTreeSet<PersonId>>) -> DiscussionOrder {
    let panel = Panel::of(leaving);
    let by_id: Vec<usize> = (1..=leaving.len()).collect();
    let mut tour = panel.nearest();
    panel.improve(&mut tour);
    if panel.cost(&by_id) <= panel.cost(&tour) {
        tour = by_id;
        panel.improve(&mut tour);
    }
    let ids: Vec<ApplicationId> = leaving.keys().copied().collect();
    DiscussionOrder {
        movements: panel.cost(&tour),
        order: tour.iter().filter_map(|at| ids.get(at - 1).copied()).collect(),
    }
}

/// The movements of a given order; a proposal that isn't listed is one nobody leaves for.
pub fn movements(
    order: &[ApplicationId],
    leaving: &BTreeMap<ApplicationId, BTreeSet<PersonId>>,
) -> u32 {
    let none = BTreeSet::new();
    let out = |id: &ApplicationId| leaving.get(id).unwrap_or(&none);
    let mut outside = &none;
    let mut sum = 0;
    for now in order.iter().map(out).chain([&none]) {
        sum += outside.symmetric_difference(now).count();
        outside = now;
    }
    u32::try_from(sum).unwrap_or(u32::MAX)
}

/// Distances between places: 0 is the full room, n the n-th proposal by id.
struct Panel {
    size: usize,
    distances: Vec<u32>,
}

impl Panel {
    fn of(leaving: &BTreeMap<ApplicationId, BTreeSet<PersonId>>) -> Self {
        let full = BTreeSet::new();
        let rooms: Vec<&BTreeSet<PersonId>> =
            std::iter::once(&full).chain(leaving.values()).collect();
        let distances = rooms
            .iter()
            .flat_map(|one| rooms.iter().map(|other| one.symmetric_difference(other).count()))
            .map(|count| u32::try_from(count).unwrap_or(u32::MAX))
            .collect();
        Self { size: rooms.len(), distances }
    }

    fn distance(&self, one: usize, other: usize) -> u32 {
        self.distances.get(one * self.size + other).copied().unwrap_or(0)
    }

    /// The place before `at` in the tour; the full room before the first.
    fn before(tour: &[usize], at: usize) -> usize {
        at.checked_sub(1).and_then(|at| tour.get(at)).copied().unwrap_or(0)
    }

    fn cost(&self, tour: &[usize]) -> u32 {
        let steps = (0..=tour.len()).map(|at| {
            let here = tour.get(at).copied().unwrap_or(0);
            self.distance(Self::before(tour, at), here)
        });
        steps.sum()
    }

    /// Always the nearest next; of equally near ones the first by id.
    fn nearest(&self) -> Vec<usize> {
        let mut left: BTreeSet<usize> = (1..self.size).collect();
        let mut tour = Vec::with_capacity(left.len());
        let mut here = 0;
        while let Some(next) = left.iter().copied().min_by_key(|to| (self.distance(here, *to), *to))
        {
            left.remove(&next);
            tour.push(next);
            here = next;
        }
        tour
    }

    /// Turns parts of the tour round while that helps.
    fn improve(&self, tour: &mut [usize]) {
        for _ in 0..MOST_ROUNDS {
            let mut better = false;
            for from in 0..tour.len() {
                for to in from + 1..tour.len() {
                    let after = tour.get(to + 1).copied().unwrap_or(0);
                    let before = Self::before(tour, from);
                    let now = self.distance(before, tour[from]) + self.distance(tour[to], after);
                    let turned = self.distance(before, tour[to]) + self.distance(tour[from], after);
                    if turned < now {
                        tour[from..=to].reverse();
                        better = true;
                    }
                }
            }
            if !better {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests;
