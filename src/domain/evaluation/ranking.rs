//! The ranking: who stands where, and why. The one rule: a pure function of the final marks, the
//! rules and the recorded draw; neither the order of the input nor the ids change it.

use super::{
    entry::Entry,
    rules::{EvaluationRules, Tie},
    score::{ExactMark, Missed, ScoreFault, Standing, Weighted, standing},
    ties::{Chain, Covered, Part, Reason, Side, reason},
};
use crate::domain::money::Money;
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::BinaryHeap, ops::Range};

#[cfg(test)]
mod tests;

/// One row of the ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place<I> {
    /// From 1. Proposals nothing has decided between share it: 1, 2, 2, 4.
    pub place: u32,
    /// The proposal.
    pub id: I,
    /// Its reference.
    pub reference: String,
    /// What it asks for.
    pub requested: Money,
    /// The sub-line it belongs to.
    pub sub_line: Option<String>,
    /// Sum of the raw marks.
    pub total: ExactMark,
    /// What ranks it.
    pub weighted: Weighted,
    /// Proposals of one weighted total have one number here, from 1: the groups ex aequo, before
    /// the chain of ties.
    pub group: u32,
    /// Shares its place: the decision can't be signed before a draw.
    pub is_undecided: bool,
    /// Why it stands below the row above.
    pub reason: Reason,
}

/// A proposal that is not ranked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Below<I> {
    /// The proposal.
    pub id: I,
    /// Its reference.
    pub reference: String,
    /// What it asks for.
    pub requested: Money,
    /// Sum of the raw marks.
    pub total: ExactMark,
    /// The weighted sum, for reading.
    pub weighted: Weighted,
    /// What it missed; never empty.
    pub missed: Vec<Missed>,
}

/// Ranked proposals, best first, and those below a threshold, by reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranking<I> {
    /// Ranked.
    pub places: Vec<Place<I>>,
    /// Not ranked.
    pub below: Vec<Below<I>>,
}

/// Why there is no ranking. All faults of all proposals are told at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum RankFault {
    /// Marks are missing or not of these rules.
    #[error("{reference}: {score}")]
    Score {
        /// The proposal.
        reference: String,
        /// What is wrong.
        score: ScoreFault,
    },
    /// Two proposals have one id.
    #[error("{reference}: another proposal has the same id")]
    SameId {
        /// The second of them.
        reference: String,
    },
    /// Two proposals have one reference.
    #[error("{reference}: another proposal has the same reference")]
    SameReference {
        /// Their reference.
        reference: String,
    },
    /// Asks for less than nothing.
    #[error("{reference}: the amount asked for is below nought")]
    Negative {
        /// The proposal.
        reference: String,
    },
    /// The chain of ties asks for a fact it doesn't have.
    #[error("{reference}: the fact {fact}, which settles ties, is not known")]
    NoFact {
        /// The proposal.
        reference: String,
        /// Name of the fact.
        fact: String,
    },
    /// Two proposals of one total have one number of the draw.
    #[error("{reference}: another proposal has the same number in the draw")]
    SameDraw {
        /// The second of them.
        reference: String,
    },
    /// The chain of ties names a criterion the programme doesn't have.
    #[error("ties are settled by {criterion}, which is no criterion of this programme")]
    NoCriterion {
        /// The code it names.
        criterion: String,
    },
}

impl<I: Copy> Ranking<I> {
    /// Every place is decided; otherwise nothing may be signed.
    pub fn is_decided(&self) -> bool {
        self.places.iter().all(|place| !place.is_undecided)
    }
    /// The groups that share a place, best first.
    pub fn undecided(&self) -> Vec<&[Place<I>]> {
        let groups = self.places.chunk_by(|one, next| one.place == next.place);
        groups.filter(|group| group.len() > 1).collect()
    }
    /// Who takes part in the draw, by reference: all of every group of equal totals in which
    /// something is undecided. Numbers for only some of a group decide nothing.
    pub fn to_draw(&self) -> Vec<&Place<I>> {
        let groups = self.places.chunk_by(|one, next| one.group == next.group);
        let open = groups.filter(|group| group.iter().any(|place| place.is_undecided));
        let mut all: Vec<_> = open.flatten().collect();
        all.sort_by(|one, other| one.reference.cmp(&other.reference));
        all
    }
}

/// Ranks the proposals. Those with equal weighted totals are settled by the chain of the rules from
/// the top, each looking at what better ones cover (H2020 rule).
pub fn rank<I: Copy + Ord>(
    entries: &[Entry<I>],
    rules: &EvaluationRules,
) -> Result<Ranking<I>, Vec<RankFault>> {
    // By reference from here on, so the order of the input has no say.
    let mut sorted: Vec<&Entry<I>> = entries.iter().collect();
    sorted.sort_by(|one, other| (&one.reference, one.id).cmp(&(&other.reference, other.id)));
    let mut faults = chain_faults(rules);
    faults.extend(doubles(&sorted));
    let mut ranked: Vec<(&Entry<I>, Standing)> = Vec::with_capacity(entries.len());
    let mut below = Vec::new();
    for entry in sorted {
        match standing(&entry.marks, rules) {
            Err(wrong) => faults.extend(
                wrong
                    .into_iter()
                    .map(|score| RankFault::Score { reference: entry.reference.clone(), score }),
            ),
            Ok(standing) if standing.missed.is_empty() => {
                faults.extend(missing_facts(entry, rules));
                ranked.push((entry, standing));
            }
            Ok(Standing { total, weighted, missed }) => {
                let (id, reference) = (entry.id, entry.reference.clone());
                let requested = entry.requested;
                below.push(Below { id, reference, requested, total, weighted, missed });
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    // Stable: inside a total they stay by reference.
    ranked.sort_by_key(|(_, standing)| Reverse(standing.weighted));
    let groups = ranked.chunk_by(|one, next| one.1.weighted == next.1.weighted);
    let faults: Vec<RankFault> = groups.flat_map(same_draws).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Ranking { places: place_all(&ranked, rules), below })
}

fn chain_faults(rules: &EvaluationRules) -> Vec<RankFault> {
    let unknown = |tie: &Tie| match tie {
        Tie::Criterion(criterion) if rules.criterion(criterion).is_none() => {
            Some(RankFault::NoCriterion { criterion: criterion.clone() })
        }
        Tie::Criterion(_)
        | Tie::UncoveredTopic
        | Tie::UncoveredCountry
        | Tie::Higher(_)
        | Tie::Lower(_)
        | Tie::Earlier
        | Tie::Draw => None,
    };
    rules.ties.iter().filter_map(unknown).collect()
}

/// What is there twice, and amounts below nought; `sorted` is by reference.
fn doubles<I: Copy + Ord>(sorted: &[&Entry<I>]) -> Vec<RankFault> {
    let mut faults = Vec::new();
    let mut ids: Vec<(I, &str)> = sorted.iter().map(|e| (e.id, e.reference.as_str())).collect();
    ids.sort_unstable();
    for pair in ids.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        faults.push(RankFault::SameId { reference: pair[1].1.to_owned() });
    }
    for pair in sorted.windows(2).filter(|pair| pair[0].reference == pair[1].reference) {
        faults.push(RankFault::SameReference { reference: pair[1].reference.clone() });
    }
    for entry in sorted.iter().filter(|entry| entry.requested.is_negative()) {
        faults.push(RankFault::Negative { reference: entry.reference.clone() });
    }
    faults
}

/// Numbers of the draw that are there twice among equal totals. Between groups they may repeat: a
/// draw can be held for each.
fn same_draws<I>(group: &[(&Entry<I>, Standing)]) -> Vec<RankFault> {
    let drawn = group.iter().filter_map(|(entry, _)| Some((entry.draw?, &entry.reference)));
    let mut drawn: Vec<(u64, &String)> = drawn.collect();
    drawn.sort_unstable();
    let same = drawn.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    same.map(|pair| RankFault::SameDraw { reference: pair[1].1.clone() }).collect()
}

fn missing_facts<I>(entry: &Entry<I>, rules: &EvaluationRules) -> Vec<RankFault> {
    let asked = rules.ties.iter().filter_map(|tie| match tie {
        Tie::Higher(name) | Tie::Lower(name) => Some(name),
        Tie::UncoveredTopic
        | Tie::UncoveredCountry
        | Tie::Criterion(_)
        | Tie::Earlier
        | Tie::Draw => None,
    });
    asked
        .filter(|name| !entry.facts.contains_key(*name))
        .map(|name| RankFault::NoFact { reference: entry.reference.clone(), fact: name.clone() })
        .collect()
}

/// A candidate for the next place: the best parts first, and of equal ones the first by reference.
type Candidate = (Vec<Part>, Reverse<usize>);

/// Places group after group of equal totals.
struct Placing<'a, I> {
    ranked: &'a [(&'a Entry<I>, Standing)],
    covered: Covered,
    chain: Chain,
    /// How often something was placed; those placed together share a step.
    step: usize,
    /// The last one placed, with its parts and its step.
    last: Option<(usize, Vec<Part>, usize)>,
    places: Vec<Place<I>>,
    group: u32,
}

fn place_all<I: Copy>(ranked: &[(&Entry<I>, Standing)], rules: &EvaluationRules) -> Vec<Place<I>> {
    let mut placing = Placing {
        ranked,
        covered: Covered::of(ranked.iter().map(|(entry, _)| *entry)),
        chain: Chain::of(&rules.ties),
        step: 0,
        last: None,
        places: Vec::with_capacity(ranked.len()),
        group: 0,
    };
    let mut from = 0;
    for group in ranked.chunk_by(|one, next| one.1.weighted == next.1.weighted) {
        placing.place_group(from..from + group.len());
        from += group.len();
    }
    placing.places
}

impl<I: Copy> Placing<'_, I> {
    fn parts(&self, number: usize, step: usize) -> Vec<Part> {
        self.covered.parts(&self.chain, (number, self.ranked[number].0), step)
    }
    fn place_group(&mut self, group: Range<usize>) {
        self.group += 1;
        self.chain.drawn = group.clone().all(|number| self.ranked[number].0.draw.is_some());
        let mut heap: BinaryHeap<Candidate> =
            group.map(|number| (self.parts(number, self.step), Reverse(number))).collect();
        while let Some((parts, Reverse(first))) = self.best(&mut heap) {
            let mut together = vec![first];
            while let Some(next) = self.best(&mut heap) {
                if next.0 != parts {
                    heap.push(next);
                    break;
                }
                together.push(next.1.0);
            }
            self.place(&together, parts);
        }
    }
    /// The best candidate as things stand. Cover only grows, so parts only get worse: one whose
    /// parts still hold when it comes up is really the best.
    fn best(&self, heap: &mut BinaryHeap<Candidate>) -> Option<Candidate> {
        loop {
            let (parts, Reverse(number)) = heap.pop()?;
            if !self.chain.looks_up() {
                return Some((parts, Reverse(number)));
            }
            let now = self.parts(number, self.step);
            if now == parts {
                return Some((parts, Reverse(number)));
            }
            heap.push((now, Reverse(number)));
        }
    }
    fn place(&mut self, together: &[usize], parts: Vec<Part>) {
        let place = u32::try_from(self.places.len() + 1).unwrap_or(u32::MAX);
        for (at, number) in together.iter().enumerate() {
            let reason = if at == 0 { self.reason_for(*number) } else { Reason::Undecided };
            let (entry, standing) = &self.ranked[*number];
            self.places.push(Place {
                place,
                id: entry.id,
                reference: entry.reference.clone(),
                requested: entry.requested,
                sub_line: entry.sub_line.clone(),
                total: standing.total,
                weighted: standing.weighted,
                group: self.group,
                is_undecided: together.len() > 1,
                reason,
            });
        }
        for number in together {
            self.covered.cover(*number, self.step);
        }
        self.last = together.last().map(|number| (*number, parts, self.step));
        self.step += 1;
    }
    fn reason_for(&self, number: usize) -> Reason {
        let Some((above, above_parts, step)) = &self.last else { return Reason::Top };
        let (above_entry, above_standing) = &self.ranked[*above];
        let (entry, standing) = &self.ranked[number];
        if above_standing.weighted != standing.weighted {
            let (above, here) = (above_standing.weighted, standing.weighted);
            return Reason::Total { above, here };
        }
        // As things stood when the one above was placed: it may have covered what this one has.
        let parts = self.parts(number, *step);
        let above = Side { number: *above, entry: above_entry, parts: above_parts };
        reason(&self.chain, &self.covered, &above, &Side { number, entry, parts: &parts }, *step)
    }
}
