//! How far experts agree: intraclass correlations. The one rule: it describes a panel; it never
//! changes a score.

use super::{Grade, InsightFault, Interval, Table, Thousandths, count, mean, real, special};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Intraclass correlations of a panel (Shrout and Fleiss 1979).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Proposals with marks.
    pub proposals: u32,
    /// Marks.
    pub grades: u32,
    /// Marks a proposal has; the corrected mean when they differ.
    pub per_proposal: Thousandths,
    /// ICC(1): how much one mark of one expert tells, whoever gave it.
    pub single: Thousandths,
    /// 95 % interval of it. Exact for equal counts, else close.
    pub single_interval: Interval<Thousandths>,
    /// ICC(1,k): how much the mean of a proposal's marks tells.
    pub averaged: Thousandths,
    /// 95 % interval of it.
    pub averaged_interval: Interval<Thousandths>,
    /// ICC(3): as `single`, with the experts' severity taken out. Only where every expert gave
    /// every proposal a mark.
    pub consistent: Option<Thousandths>,
}

/// Correlations of all these marks. Needs two proposals, and one with two marks; marks that are all
/// the same tell nothing and are refused as too few.
pub fn agreement<P: Copy + Ord, E: Copy + Ord>(
    grades: &[Grade<P, E>],
) -> Result<Agreement, InsightFault<P, E>> {
    let table = Table::of(grades)?;
    let rows = table.by_proposal();
    let (n, all) = (rows.len(), table.cells.len());
    if n < 2 || all <= n {
        return Err(InsightFault::TooFew { has: count(all), needs: count(n.max(2) + 1) });
    }
    let marks: Vec<f64> = rows.iter().flatten().copied().collect();
    let middle = mean(&marks);
    let square = |values: &[f64], around: f64| -> f64 {
        values.iter().map(|value| (value - around).powi(2)).sum()
    };
    let within: f64 = rows.iter().map(|row| square(row, mean(row))).sum();
    let between: f64 = rows.iter().map(|r| real(r.len()) * (mean(r) - middle).powi(2)).sum();
    if within + between < 1e-9 {
        return Err(InsightFault::TooFew { has: 1, needs: 2 });
    }
    let (top, bottom) = (real(n - 1), real(all - n));
    let squares: f64 = rows.iter().map(|row| real(row.len()).powi(2)).sum();
    let k = (real(all) - squares / real(all)) / top;
    // Without any difference inside a proposal agreement is full; the ratio must stay finite.
    let ratio = (between / top) / (within / bottom).max(1e-12);
    let low = ratio / special::f_quantile(0.975, top, bottom);
    let high = ratio * special::f_quantile(0.975, bottom, top);
    let single = |f: f64| Thousandths::of((f - 1.0) / (f + k - 1.0));
    let averaged = |f: f64| Thousandths::of(1.0 - 1.0 / f.max(1e-12));
    Ok(Agreement {
        proposals: count(n),
        grades: count(all),
        per_proposal: Thousandths::of(k),
        single: single(ratio),
        single_interval: Interval { low: single(low), high: single(high) },
        averaged: averaged(ratio),
        averaged_interval: Interval { low: averaged(low), high: averaged(high) },
        consistent: consistent(&table, between, within, middle),
    })
}

/// ICC(3,1), for a full table only.
fn consistent<P, E>(
    table: &Table<P, E>,
    between: f64,
    within: f64,
    middle: f64,
) -> Option<Thousandths> {
    let (n, k) = (table.proposals.len(), table.assessors.len());
    if k < 2 || table.cells.len() != n * k {
        return None;
    }
    let mut sums = vec![0.0; k];
    for (_, assessor, mark) in &table.cells {
        sums[*assessor] += mark;
    }
    let severity: f64 = sums.iter().map(|sum| real(n) * (sum / real(n) - middle).powi(2)).sum();
    let rows = between / real(n - 1);
    let noise = (within - severity).max(0.0) / (real(n - 1) * real(k - 1));
    let all = rows + real(k - 1) * noise;
    (all > 0.0).then(|| Thousandths::of((rows - noise) / all))
}
