//! When one more evaluator is called. The one rule: only once, when all first reports are in
//! (domain facts 7.23).

use super::{
    rules::{EvaluationRules, Mark},
    score::{Marks, ScoreFault, consensus, faults, standing},
};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Why one more evaluator is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum ThirdReason {
    /// Two totals are at least the gap of the rules apart.
    Gap {
        /// The lowest total.
        lowest: Mark,
        /// The highest.
        highest: Mark,
        /// The gap of the rules.
        gap: Mark,
    },
    /// One report meets all thresholds and another doesn't.
    ThresholdCrossed {
        /// Reports that meet them all.
        met: u32,
        /// Reports that don't.
        missed: u32,
    },
}

/// Whether one more evaluator is called now, and why. No, while first reports are out, and no, once
/// one more report is in. A report with a fault is refused.
pub fn third_wanted(
    reports: &[Marks],
    rules: &EvaluationRules,
) -> Result<Option<ThirdReason>, Vec<ScoreFault>> {
    let wrong: Vec<ScoreFault> = reports.iter().flat_map(|r| faults(r, rules)).collect();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let Some(third) = rules.third else { return Ok(None) };
    if u32::try_from(reports.len()) != Ok(rules.evaluators) {
        return Ok(None);
    }
    let total = |report: &Marks| report.values().map(|mark| mark.tenths()).sum();
    let totals = || reports.iter().map(total).map(Mark::from_tenths);
    let (Some(lowest), Some(highest)) = (totals().min(), totals().max()) else { return Ok(None) };
    let apart = highest.tenths() - lowest.tenths();
    if reports.len() > 1 && apart >= third.gap.tenths() {
        return Ok(Some(ThirdReason::Gap { lowest, highest, gap: third.gap }));
    }
    let mut missed = 0;
    for report in reports {
        missed += u32::from(!standing(&consensus(report, rules)?, rules)?.missed.is_empty());
    }
    let met = rules.evaluators - missed;
    let crossed = third.threshold_crossed && met > 0 && missed > 0;
    Ok(crossed.then_some(ThirdReason::ThresholdCrossed { met, missed }))
}
