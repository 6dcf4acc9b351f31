//! Final marks of a proposal, exact to the last fraction: from the reports or from a consensus, with
//! totals and thresholds. The one rule: what is missing blocks by name and never counts as nought.

use super::rules::{Combine, EvaluationRules, Mark, Weight};
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, collections::BTreeMap, fmt};

#[cfg(test)]
mod tests;

/// An exact mark: so many tenths of a point, over a count of reports. 110 over 3 is the mean of 3.5,
/// 4 and 3.5. Always in lowest terms, so equal values are equal bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Fraction")]
pub struct ExactMark {
    tenths: i64,
    over: u32,
}

/// As it is stored, before it is looked at.
#[derive(Deserialize)]
struct Fraction {
    tenths: i64,
    over: u32,
}

/// A weighted total for ranking, exact: ten-thousandths of a tenth of a point, over a count. In
/// lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Weighted {
    units: i128,
    over: u32,
}

/// The marks of one report or one consensus, by criterion.
pub type Marks = BTreeMap<String, Mark>;

/// The final marks of a proposal, one per criterion of the rules. Only made by the functions of this
/// file, so all criteria are there and each mark is possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, ExactMark>")]
pub struct FinalMarks(BTreeMap<String, ExactMark>);

/// Stored marks that no rule could have made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored mark is no possible one")]
pub struct NotStored;

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
    /// People write the final marks of this programme; they are never worked out.
    #[error("the final marks are written in a consensus, and there is none")]
    NoConsensus,
}

/// Most reports one proposal may have; keeps all sums inside their integers.
pub const MOST_REPORTS: usize = 1_000;

impl ExactMark {
    /// So many tenths over so many; `None` over nought.
    pub fn try_new(tenths: i64, over: u32) -> Option<Self> {
        let common = i64::from(gcd(tenths.unsigned_abs(), over)?);
        let over = u32::try_from(i64::from(over) / common).ok()?;
        Some(Self { tenths: tenths / common, over })
    }
    /// The mean of all; `None` of none.
    pub fn mean(marks: &[Mark]) -> Option<Self> {
        let sum = marks.iter().map(|mark| i64::from(mark.tenths())).sum();
        Self::try_new(sum, u32::try_from(marks.len()).ok()?)
    }
    /// The one in the middle, or the mean of the two in the middle; `None` of none.
    pub fn median(marks: &[Mark]) -> Option<Self> {
        let mut sorted = marks.to_vec();
        sorted.sort_unstable();
        let middle = sorted.len() / 2;
        let from = if sorted.len().is_multiple_of(2) { middle.checked_sub(1)? } else { middle };
        Self::mean(sorted.get(from..=middle)?)
    }
    /// Tenths of a point, before the division by `over`.
    pub const fn tenths(self) -> i64 {
        self.tenths
    }
    /// What the tenths are divided by; at least one.
    pub const fn over(self) -> u32 {
        self.over
    }
    /// At least this mark, compared without a division.
    pub fn meets(self, threshold: Mark) -> bool {
        self >= Self::from(threshold)
    }
}

impl TryFrom<Fraction> for ExactMark {
    type Error = NotStored;
    fn try_from(stored: Fraction) -> Result<Self, NotStored> {
        Self::try_new(stored.tenths, stored.over).ok_or(NotStored)
    }
}

impl TryFrom<BTreeMap<String, ExactMark>> for FinalMarks {
    type Error = NotStored;
    /// Refuses what would not fit the sums: marks beyond 32 bits, or over more than reports can be.
    fn try_from(marks: BTreeMap<String, ExactMark>) -> Result<Self, NotStored> {
        let fits = |mark: &ExactMark| {
            let most = i64::from(i32::MAX) * i64::from(mark.over);
            mark.tenths.checked_abs().is_some_and(|tenths| tenths <= most)
        };
        let over = marks.values().try_fold(1_u64, |over, mark| {
            let common = u64::from(gcd(over, mark.over)?);
            Some(over / common * u64::from(mark.over)).filter(|over| *over <= 1_000_000)
        });
        let possible = over.is_some() && marks.values().all(fits);
        possible.then_some(Self(marks)).ok_or(NotStored)
    }
}

impl From<Mark> for ExactMark {
    fn from(mark: Mark) -> Self {
        Self { tenths: i64::from(mark.tenths()), over: 1 }
    }
}

impl Ord for ExactMark {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = i128::from(self.tenths) * i128::from(other.over);
        left.cmp(&(i128::from(other.tenths) * i128::from(self.over)))
    }
}

impl PartialOrd for ExactMark {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for ExactMark {
    /// For reading only: `3.5` when that is exact, else two decimals, a half up: `3.67`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, i128::from(self.tenths), 10 * i128::from(self.over))
    }
}

impl Ord for Weighted {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = self.units * i128::from(other.over);
        left.cmp(&(other.units * i128::from(self.over)))
    }
}

impl PartialOrd for Weighted {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Weighted {
    /// For reading only, as an [`ExactMark`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, self.units, 100_000 * i128::from(self.over))
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

/// Totals and thresholds. A criterion without a mark, or one the rules don't know, is refused.
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
    let rows = || rules.criteria.iter().filter_map(|c| Some((c, marks.get(&c.key)?)));
    let total = total(rows().map(|(_, mark)| mark));
    let weighted = weighted(rows().map(|(criterion, mark)| (criterion.weight, mark)));
    let mut missed: Vec<Missed> = rows()
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
    let over = marks.clone().fold(1, |over, mark| common_multiple(over, mark.over));
    let tenths = marks.map(|mark| mark.tenths * i64::from(over / mark.over)).sum();
    ExactMark::try_new(tenths, over).unwrap_or(ExactMark { tenths, over })
}

fn weighted(marks: impl Iterator<Item = (Weight, ExactMark)> + Clone) -> Weighted {
    let over = marks.clone().fold(1, |over, (_, mark)| common_multiple(over, mark.over));
    let part = |(weight, mark): (Weight, ExactMark)| {
        i128::from(weight.0) * i128::from(mark.tenths) * i128::from(over / mark.over)
    };
    let units: i128 = marks.map(part).sum();
    let rest = u64::try_from(units.unsigned_abs() % u128::from(over)).unwrap_or_default();
    let common = gcd(rest, over).unwrap_or(1);
    Weighted { units: units / i128::from(common), over: over / common }
}

/// Marks of one proposal come over the same reports, so this is their count or a divisor of it.
fn common_multiple(left: u32, right: u32) -> u32 {
    left / gcd(u64::from(left), right).unwrap_or(1) * right
}

/// The greatest common divisor; `None` when `over` is nought.
fn gcd(number: u64, over: u32) -> Option<u32> {
    let mut pair = (over, u32::try_from(number.checked_rem(u64::from(over))?).ok()?);
    while pair.1 != 0 {
        pair = (pair.1, pair.0 % pair.1);
    }
    Some(pair.0)
}

/// Two decimals, a half up (away from nought); one or none when that is exact.
fn show(f: &mut fmt::Formatter<'_>, top: i128, over: i128) -> fmt::Result {
    let sign = if top < 0 { "-" } else { "" };
    let top = top.abs();
    let hundredths = (top * 200 + over) / (over * 2);
    let exact = hundredths * over == top * 100;
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match (exact, part) {
        (true, 0) => write!(f, "{sign}{whole}"),
        (true, part) if part % 10 == 0 => write!(f, "{sign}{whole}.{}", part / 10),
        (true | false, part) => write!(f, "{sign}{whole}.{part:02}"),
    }
}
