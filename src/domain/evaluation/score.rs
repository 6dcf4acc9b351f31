//! Final marks of a proposal, exact to the last fraction: from the reports or a consensus, with
//! totals and thresholds. The one rule: what is missing blocks by name and never counts as nought.

use super::{
    exact::{NotStored, common_multiple, gcd},
    rules::{Combine, EvaluationRules, Mark, Weight},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use super::exact::{ExactMark, Weighted};

#[cfg(test)]
mod tests;

/// The marks of one report or one consensus, by criterion.
pub type Marks = BTreeMap<String, Mark>;

/// The final marks of a proposal, one per criterion of the rules. Only made by the functions of
/// this file, so all criteria are there and each mark is possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, ExactMark>")]
pub struct FinalMarks(BTreeMap<String, ExactMark>);

/// Why marks can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum ScoreFault {
    /// A criterion has no mark. It blocks; it is never counted as nought.
    #[error("there is no mark for {criterion}")]
    Missing {
        /// Its code.
        criterion: String,
    },
    /// The rules don't know this criterion.
    #[error("{criterion} is no criterion of this programme")]
    Unknown {
        /// The code that was given.
        criterion: String,
    },
    /// The mark doesn't stand on the scale.
    #[error("{mark} for {criterion} is not on the scale from {lowest} to {highest} by {step}")]
    OffScale {
        /// Code of the criterion.
        criterion: String,
        /// The mark that was given.
        mark: Mark,
        /// Least mark of the scale.
        lowest: Mark,
        /// Most.
        highest: Mark,
        /// From one to the next.
        step: Mark,
    },
    /// Fewer reports than the rules ask for.
    #[error("there are {has} reports; {needs} are needed")]
    Reports {
        /// Delivered.
        has: u32,
        /// What the rules ask for.
        needs: u32,
    },
    /// More than [`MOST_REPORTS`].
    #[error("there are {has} reports; {MOST_REPORTS} are the most")]
    TooManyReports {
        /// Delivered.
        has: u32,
    },
    /// The weights of the rules are so large that the weighted total doesn't fit.
    #[error("the weighted total is too large to be compared")]
    TooLarge,
    /// People write the final marks of this programme; they are never worked out.
    #[error("the final marks are written in a consensus, and there is none")]
    NoConsensus,
}

/// Most reports one proposal may have; keeps all sums inside their integers.
pub const MOST_REPORTS: usize = 1_000;

impl TryFrom<BTreeMap<String, ExactMark>> for FinalMarks {
    type Error = NotStored;
    /// Refuses what would not fit the sums: marks beyond 32 bits, or over more than reports can be.
    fn try_from(marks: BTreeMap<String, ExactMark>) -> Result<Self, NotStored> {
        let fits = |mark: &ExactMark| {
            let most = i64::from(i32::MAX) * i64::from(mark.over());
            mark.tenths().checked_abs().is_some_and(|tenths| tenths <= most)
        };
        let over = marks.values().try_fold(1_u64, |over, mark| {
            let common = u64::from(gcd(over, mark.over())?);
            Some(over / common * u64::from(mark.over())).filter(|over| *over <= 1_000_000)
        });
        let possible = over.is_some() && marks.values().all(fits);
        possible.then_some(Self(marks)).ok_or(NotStored)
    }
}

impl FinalMarks {
    /// The mark of a criterion.
    pub fn get(&self, criterion: &str) -> Option<ExactMark> {
        self.0.get(criterion).copied()
    }
    /// All, by code of the criterion.
    pub const fn all(&self) -> &BTreeMap<String, ExactMark> {
        &self.0
    }
}

/// Everything wrong with the marks of one report or one consensus; empty when nothing is.
pub fn faults(marks: &Marks, rules: &EvaluationRules) -> Vec<ScoreFault> {
    let scale = rules.scale;
    let unknown = marks
        .keys()
        .filter(|key| rules.criterion(key).is_none())
        .map(|key| ScoreFault::Unknown { criterion: key.clone() });
    let wrong = rules.criteria.iter().filter_map(|criterion| {
        let criterion = criterion.key.clone();
        match marks.get(&criterion) {
            None => Some(ScoreFault::Missing { criterion }),
            Some(mark) if scale.takes(*mark) => None,
            Some(mark) => Some(ScoreFault::OffScale {
                criterion,
                mark: *mark,
                lowest: scale.lowest,
                highest: scale.highest,
                step: scale.step,
            }),
        }
    });
    unknown.chain(wrong).collect()
}

/// The final marks people wrote in a consensus (or a panel set).
pub fn consensus(marks: &Marks, rules: &EvaluationRules) -> Result<FinalMarks, Vec<ScoreFault>> {
    let faults = faults(marks, rules);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(FinalMarks(marks.iter().map(|(key, mark)| (key.clone(), (*mark).into())).collect()))
}

/// The mean of the reports per criterion: the final marks under [`Combine::Mean`], and no more than
/// a start for a rapporteur under [`Combine::Consensus`] (domain facts 7.24).
pub fn mean(reports: &[Marks], rules: &EvaluationRules) -> Result<FinalMarks, Vec<ScoreFault>> {
    middle(reports, rules, ExactMark::mean)
}

/// The median of the reports per criterion; otherwise as [`mean`].
pub fn median(reports: &[Marks], rules: &EvaluationRules) -> Result<FinalMarks, Vec<ScoreFault>> {
    middle(reports, rules, ExactMark::median)
}

/// The final marks by the programme's own rule. Too few reports are refused, also beside a
/// consensus: it stands on the individual reports (facts 3, Phases).
pub fn combine(
    reports: &[Marks],
    written: Option<&Marks>,
    rules: &EvaluationRules,
) -> Result<FinalMarks, Vec<ScoreFault>> {
    let found = match (rules.combine, written) {
        (Combine::Consensus, Some(written)) => consensus(written, rules),
        (Combine::Consensus, None) => Err(vec![ScoreFault::NoConsensus]),
        (Combine::Mean, _) => mean(reports, rules),
        (Combine::Median, _) => median(reports, rules),
    };
    let has = u32::try_from(reports.len()).unwrap_or(u32::MAX);
    if has >= rules.evaluators {
        return found;
    }
    let mut all = vec![ScoreFault::Reports { has, needs: rules.evaluators }];
    let others = found.err().unwrap_or_default();
    all.extend(others.into_iter().filter(|fault| !matches!(fault, ScoreFault::Reports { .. })));
    Err(all)
}

fn middle(
    reports: &[Marks],
    rules: &EvaluationRules,
    of: fn(&[Mark]) -> Option<ExactMark>,
) -> Result<FinalMarks, Vec<ScoreFault>> {
    let has = u32::try_from(reports.len()).unwrap_or(u32::MAX);
    if reports.is_empty() {
        return Err(vec![ScoreFault::Reports { has, needs: 1 }]);
    }
    if reports.len() > MOST_REPORTS {
        return Err(vec![ScoreFault::TooManyReports { has }]);
    }
    let mut wrong: Vec<ScoreFault> = reports.iter().flat_map(|r| faults(r, rules)).collect();
    wrong.dedup();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let of_criterion = |key: &String| {
        let marks: Vec<Mark> = reports.iter().filter_map(|r| r.get(key).copied()).collect();
        of(&marks).map(|mark| (key.clone(), mark))
    };
    Ok(FinalMarks(rules.criteria.iter().filter_map(|c| of_criterion(&c.key)).collect()))
}

/// What was missed, on raw marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "missed", rename_all = "snake_case")]
pub enum Missed {
    /// The threshold of a criterion.
    Criterion {
        /// Its code.
        criterion: String,
        /// What the proposal got.
        mark: ExactMark,
        /// What it needed.
        threshold: Mark,
    },
    /// The threshold of the sum.
    Total {
        /// What the proposal got.
        total: ExactMark,
        /// What it needed.
        threshold: Mark,
    },
}

/// Totals of a proposal, and what it missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Sum of the raw marks; thresholds look at this.
    pub total: ExactMark,
    /// Weighted sum; the ranking looks at this.
    pub weighted: Weighted,
    /// Thresholds not met; empty when the proposal is ranked.
    pub missed: Vec<Missed>,
}

/// Totals and thresholds. A criterion without a mark, or one the rules don't know, is refused, and
/// so are weights that make the weighted total too large.
pub fn standing(marks: &FinalMarks, rules: &EvaluationRules) -> Result<Standing, Vec<ScoreFault>> {
    let unknown = marks
        .0
        .keys()
        .filter(|key| rules.criterion(key).is_none())
        .map(|key| ScoreFault::Unknown { criterion: key.clone() });
    let absent = rules
        .criteria
        .iter()
        .filter(|criterion| marks.get(&criterion.key).is_none())
        .map(|criterion| ScoreFault::Missing { criterion: criterion.key.clone() });
    let faults: Vec<ScoreFault> = unknown.chain(absent).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let rows: Vec<_> =
        rules.criteria.iter().filter_map(|c| Some((c, marks.get(&c.key)?))).collect();
    let total = total(rows.iter().map(|(_, mark)| *mark));
    let weighted = weighted(rows.iter().map(|(criterion, mark)| (criterion.weight, *mark)))
        .ok_or_else(|| vec![ScoreFault::TooLarge])?;
    let mut missed: Vec<Missed> = rows
        .into_iter()
        .filter_map(|(criterion, mark)| {
            let threshold = criterion.threshold.filter(|threshold| !mark.meets(*threshold))?;
            Some(Missed::Criterion { criterion: criterion.key.clone(), mark, threshold })
        })
        .collect();
    if let Some(threshold) = rules.total_threshold.filter(|threshold| !total.meets(*threshold)) {
        missed.push(Missed::Total { total, threshold });
    }
    Ok(Standing { total, weighted, missed })
}

fn total(marks: impl Iterator<Item = ExactMark> + Clone) -> ExactMark {
    let over = marks.clone().fold(1, |over, mark| common_multiple(over, mark.over()));
    let tenths = marks.map(|mark| mark.tenths() * i64::from(over / mark.over())).sum();
    ExactMark::try_new(tenths, over).unwrap_or_else(|| Mark::ZERO.into())
}

fn weighted(marks: impl Iterator<Item = (Weight, ExactMark)> + Clone) -> Option<Weighted> {
    let over = marks.clone().fold(1, |over, (_, mark)| common_multiple(over, mark.over()));
    let part = |(weight, mark): (Weight, ExactMark)| {
        i128::from(weight.0) * i128::from(mark.tenths()) * i128::from(over / mark.over())
    };
    Weighted::try_new(marks.map(part).sum(), over)
}
