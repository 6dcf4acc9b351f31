//! Ties: what each step of the chain compares, and the reason for a place in data. The one rule:
//! every place has the step that decided it against the one above, with both values.

use super::{
    entry::Entry,
    rules::Tie,
    score::{ExactMark, Weighted},
};
use crate::domain::moment::Moment;
use serde::{Deserialize, Serialize};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// Why a proposal stands below the one above it. `above` is the neighbour's value, `here` its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Reason {
    /// Nobody stands above.
    Top,
    /// The lower weighted total.
    Total {
        /// Of the one above.
        above: Weighted,
        /// Its own.
        here: Weighted,
    },
    /// The one above addresses these topics, which no better one did; this one had none such left.
    UncoveredTopic {
        /// Topics the one above brought.
        above: BTreeSet<String>,
    },
    /// The same, for countries.
    UncoveredCountry {
        /// Countries the one above brought.
        above: BTreeSet<String>,
    },
    /// The lower mark of a criterion.
    Criterion {
        /// Its code.
        criterion: String,
        /// Of the one above.
        above: ExactMark,
        /// Its own.
        here: ExactMark,
    },
    /// The lower value of a fact.
    Higher {
        /// Name of the fact.
        fact: String,
        /// Of the one above.
        above: i64,
        /// Its own.
        here: i64,
    },
    /// The higher value of a fact of which less is better.
    Lower {
        /// Name of the fact.
        fact: String,
        /// Of the one above.
        above: i64,
        /// Its own.
        here: i64,
    },
    /// Handed in later.
    Earlier {
        /// Of the one above.
        above: Moment,
        /// Its own.
        here: Moment,
    },
    /// The draw.
    Draw {
        /// Number of the one above.
        above: u64,
        /// Its own.
        here: u64,
    },
    /// Nothing has decided between the one above and this one: they share the place until a draw.
    Undecided,
}

/// One step's value of one proposal; the greater is the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// A topic or country nobody better has.
    New(bool),
    /// A mark.
    Mark(Option<ExactMark>),
    /// More is better.
    Higher(i64),
    /// Less is better.
    Lower(Reverse<i64>),
    /// Earlier is better.
    Earlier(Reverse<Moment>),
    /// A lower number is better.
    Draw(Reverse<u64>),
    /// No draw yet.
    Undrawn,
}

/// Which topics and countries are covered, and since which step of placing.
#[derive(Debug)]
pub(super) struct Covered {
    topics: Names,
    countries: Names,
}

/// Names as numbers, with the step that covered each.
#[derive(Debug, Default)]
struct Names {
    of: Vec<Vec<usize>>,
    all: Vec<String>,
    since: Vec<Option<usize>>,
}

impl Names {
    fn of<'a>(sets: impl Iterator<Item = &'a BTreeSet<String>>) -> Self {
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        let mut names = Self::default();
        for set in sets {
            let numbers = set.iter().map(|name| {
                *known.entry(name).or_insert_with(|| {
                    names.all.push(name.clone());
                    names.all.len() - 1
                })
            });
            let numbers = numbers.collect();
            names.of.push(numbers);
        }
        names.since = vec![None; names.all.len()];
        names
    }
    /// Has one that was not covered before this step.
    fn is_new(&self, entry: usize, step: usize) -> bool {
        self.of[entry].iter().any(|name| self.since[*name].is_none_or(|since| since >= step))
    }
    fn cover(&mut self, entry: usize, step: usize) {
        for name in &self.of[entry] {
            self.since[*name].get_or_insert(step);
        }
    }
    /// What this one brought at this step.
    fn brought(&self, entry: usize, step: usize) -> BTreeSet<String> {
        let new = self.of[entry].iter().filter(|name| self.since[**name] == Some(step));
        new.map(|name| self.all[*name].clone()).collect()
    }
}

impl Covered {
    /// Nothing covered yet; entries are known by their number from here on.
    pub(super) fn of<'a, I: 'a>(entries: impl Iterator<Item = &'a Entry<I>> + Clone) -> Self {
        Self {
            topics: Names::of(entries.clone().map(|entry| &entry.topics)),
            countries: Names::of(entries.map(|entry| &entry.countries)),
        }
    }
    /// Places an entry at this step.
    pub(super) fn cover(&mut self, entry: usize, step: usize) {
        self.topics.cover(entry, step);
        self.countries.cover(entry, step);
    }
    /// What the chain compares of an entry, as things stood before this step.
    pub(super) fn parts<I>(
        &self,
        chain: &Chain,
        entry: (usize, &Entry<I>),
        step: usize,
    ) -> Vec<Part> {
        let (number, entry) = entry;
        let fact = |name: &str| entry.facts.get(name).copied().unwrap_or_default();
        let part = |tie: &Tie| match tie {
            Tie::UncoveredTopic => Part::New(self.topics.is_new(number, step)),
            Tie::UncoveredCountry => Part::New(self.countries.is_new(number, step)),
            Tie::Criterion(criterion) => Part::Mark(entry.marks.get(criterion)),
            Tie::Higher(name) => Part::Higher(fact(name)),
            Tie::Lower(name) => Part::Lower(Reverse(fact(name))),
            Tie::Earlier => Part::Earlier(Reverse(entry.submitted_at)),
            Tie::Draw => match entry.draw.filter(|_| chain.drawn) {
                Some(number) => Part::Draw(Reverse(number)),
                None => Part::Undrawn,
            },
        };
        chain.steps.iter().map(part).collect()
    }
}

/// The chain as it holds for one group of equal totals.
#[derive(Debug)]
pub(super) struct Chain {
    steps: Vec<Tie>,
    /// All of the group have a number; else the draw decides nothing.
    pub(super) drawn: bool,
}

impl Chain {
    /// The steps of the rules. A recorded draw is the last resort of every chain (facts 7.26).
    pub(super) fn of(ties: &[Tie]) -> Self {
        let mut steps = ties.to_vec();
        if !steps.contains(&Tie::Draw) {
            steps.push(Tie::Draw);
        }
        Self { steps, drawn: false }
    }
    /// The steps see what better ones cover, so an entry's parts change while others are placed.
    pub(super) fn looks_up(&self) -> bool {
        self.steps.iter().any(|tie| matches!(tie, Tie::UncoveredTopic | Tie::UncoveredCountry))
    }
}

/// One side of a comparison.
#[derive(Debug)]
pub(super) struct Side<'a, I> {
    pub(super) number: usize,
    pub(super) entry: &'a Entry<I>,
    pub(super) parts: &'a [Part],
}

/// The step that put `above` over `here`, as things stood when `above` was placed at `step`.
pub(super) fn reason<I>(
    chain: &Chain,
    covered: &Covered,
    above: &Side<I>,
    here: &Side<I>,
    step: usize,
) -> Reason {
    let differs = above.parts.iter().zip(here.parts).position(|(above, here)| above != here);
    let Some(tie) = differs.and_then(|at| chain.steps.get(at)) else { return Reason::Undecided };
    let facts = |name: &str| {
        let of = |side: &Side<I>| side.entry.facts.get(name).copied().unwrap_or_default();
        (name.to_owned(), of(above), of(here))
    };
    match tie {
        Tie::UncoveredTopic => {
            Reason::UncoveredTopic { above: covered.topics.brought(above.number, step) }
        }
        Tie::UncoveredCountry => {
            Reason::UncoveredCountry { above: covered.countries.brought(above.number, step) }
        }
        Tie::Criterion(criterion) => {
            let of = |side: &Side<I>| side.entry.marks.get(criterion);
            match (of(above), of(here)) {
                (Some(above), Some(here)) => {
                    Reason::Criterion { criterion: criterion.clone(), above, here }
                }
                (None, _) | (_, None) => Reason::Undecided,
            }
        }
        Tie::Higher(name) => {
            let (fact, above, here) = facts(name);
            Reason::Higher { fact, above, here }
        }
        Tie::Lower(name) => {
            let (fact, above, here) = facts(name);
            Reason::Lower { fact, above, here }
        }
        Tie::Earlier => {
            Reason::Earlier { above: above.entry.submitted_at, here: here.entry.submitted_at }
        }
        Tie::Draw => match (above.entry.draw, here.entry.draw) {
            (Some(above), Some(here)) => Reason::Draw { above, here },
            (None, _) | (_, None) => Reason::Undecided,
        },
    }
}
