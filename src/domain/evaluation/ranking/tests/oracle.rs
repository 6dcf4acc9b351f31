//! The ranking once more, as the rule reads aloud: of those still unplaced take the highest total,
//! of these the first step's best, and so on. It shares no arithmetic with the program: raw marks
//! are whole numbers here, fractions are compared by multiplying out.

use super::*;
use crate::domain::evaluation::rules::Combine;

/// A proposal before anything was worked out.
#[derive(Debug, Clone)]
pub struct Raw {
    pub id: u32,
    pub reference: String,
    /// Marks of each report, in tenths.
    pub reports: Vec<[i32; 3]>,
    pub topics: Vec<u8>,
    pub countries: Vec<u8>,
    pub fact: i64,
    pub millis: i64,
    pub draw: Option<u64>,
}

/// Numerator and denominator.
type Fraction = (i128, i128);

fn less(one: Fraction, other: Fraction) -> bool {
    one.0 * other.1 < other.0 * one.1
}

impl Raw {
    fn mark(&self, criterion: usize, how: Combine) -> Fraction {
        let mut marks: Vec<i128> = self.reports.iter().map(|r| r[criterion].into()).collect();
        match how {
            Combine::Consensus => (marks[0], 1),
            Combine::Mean => (marks.iter().sum(), marks.len().try_into().unwrap()),
            Combine::Median => {
                marks.sort_unstable();
                (marks[(marks.len() - 1) / 2] + marks[marks.len() / 2], 2)
            }
        }
    }
    fn sum(&self, how: Combine, weights: [i128; 3]) -> Fraction {
        let parts = [0, 1, 2].map(|c| self.mark(c, how));
        let over = parts[0].1;
        (parts.iter().zip(weights).map(|(part, weight)| part.0 * weight).sum(), over)
    }
    /// Meets 3 per criterion and 10 in all.
    pub fn passes(&self, how: Combine) -> bool {
        let (sum, over) = self.sum(how, [1; 3]);
        sum >= 100 * over && (0..3).all(|c| !less(self.mark(c, how), (30, 1)))
    }
}

/// Step that put the one above first: the total is nought, the chain counts from one.
pub type Placed = (u32, u32, Option<usize>);

/// Place, id and deciding step of each.
pub fn rank(all: &[Raw], how: Combine, weights: [i128; 3], chain: &[Tie]) -> Vec<Placed> {
    let total = |raw: &Raw| raw.sum(how, weights);
    let mut rest: Vec<&Raw> = all.iter().filter(|raw| raw.passes(how)).collect();
    rest.sort_by(|one, other| one.reference.cmp(&other.reference));
    let everybody = rest.clone();
    let (mut placed, mut done): (Vec<Placed>, Vec<&Raw>) = (Vec::new(), Vec::new());
    // Which step threw each one out when the last one was placed.
    let mut thrown: Vec<(u32, usize)> = Vec::new();
    while !rest.is_empty() {
        let mut left = rest.clone();
        let mut out = Vec::new();
        for step in 0..=chain.len() {
            let wins = |one: &Raw, other: &Raw| match step.checked_sub(1).map(|at| &chain[at]) {
                None => less(total(other), total(one)),
                Some(Tie::UncoveredTopic) => {
                    let new = |raw: &Raw| {
                        raw.topics.iter().any(|t| !done.iter().any(|d| d.topics.contains(t)))
                    };
                    new(one) && !new(other)
                }
                Some(Tie::UncoveredCountry) => {
                    let new = |raw: &Raw| {
                        raw.countries.iter().any(|t| !done.iter().any(|d| d.countries.contains(t)))
                    };
                    new(one) && !new(other)
                }
                Some(Tie::Criterion(_)) => less(other.mark(1, how), one.mark(1, how)),
                Some(Tie::Higher(_)) => one.fact > other.fact,
                Some(Tie::Lower(_)) => one.fact < other.fact,
                Some(Tie::Earlier) => one.millis < other.millis,
                Some(Tie::Draw) => {
                    let (one_total, other_total) = (total(one), total(other));
                    let equal =
                        |raw: &&&Raw| !less(total(raw), one_total) && !less(one_total, total(raw));
                    assert!(one_total.0 * other_total.1 == other_total.0 * one_total.1);
                    everybody.iter().filter(equal).all(|raw| raw.draw.is_some())
                        && one.draw < other.draw
                }
            };
            let stays = |raw: &&Raw| !left.iter().any(|other| wins(other, raw));
            let (stay, go): (Vec<&Raw>, Vec<&Raw>) = left.iter().partition(|raw| stays(raw));
            out.extend(go.iter().map(|raw| (raw.id, step)));
            left = stay;
        }
        let place = u32::try_from(placed.len() + 1).unwrap();
        for (at, raw) in left.iter().enumerate() {
            let step = thrown.iter().find(|(id, _)| *id == raw.id).map(|(_, step)| *step);
            placed.push((place, raw.id, if at == 0 { step } else { None }));
        }
        done.extend(&left);
        rest.retain(|raw| !left.iter().any(|one| one.id == raw.id));
        thrown = out;
    }
    placed
}
