//! Exact marks and totals: a whole number over a count, compared by multiplying out. The one rule:
//! rounding is for reading only.

use super::rules::Mark;
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, fmt};

/// An exact mark: so many tenths of a point, over a count of reports. 110 over 3 is the mean of
/// 3.5, 4 and 3.5. Always in lowest terms, so equal values are equal bytes.
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
#[serde(try_from = "Units")]
pub struct Weighted {
    units: i64,
    over: u32,
}

/// As it is stored, before it is looked at.
#[derive(Deserialize)]
struct Units {
    units: i64,
    over: u32,
}

/// Stored marks that no rule could have made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored mark is no possible one")]
pub struct NotStored;

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

impl TryFrom<Units> for Weighted {
    type Error = NotStored;
    fn try_from(stored: Units) -> Result<Self, NotStored> {
        Self::try_new(i128::from(stored.units), stored.over).ok_or(NotStored)
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

impl Weighted {
    /// In lowest terms; `None` over nought, or when it doesn't fit.
    pub(super) fn try_new(units: i128, over: u32) -> Option<Self> {
        let rest = u64::try_from(units.unsigned_abs().checked_rem(u128::from(over))?).ok()?;
        let common = gcd(rest, over)?;
        let units = i64::try_from(units / i128::from(common)).ok()?;
        Some(Self { units, over: over / common })
    }
}

impl Ord for Weighted {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = i128::from(self.units) * i128::from(other.over);
        left.cmp(&(i128::from(other.units) * i128::from(self.over)))
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
        show(f, i128::from(self.units), 100_000 * i128::from(self.over))
    }
}

/// Marks of one proposal come over the same reports, so this is their count or a divisor of it.
pub(super) fn common_multiple(left: u32, right: u32) -> u32 {
    left / gcd(u64::from(left), right).unwrap_or(1) * right
}

/// The greatest common divisor; `None` when `over` is nought.
pub(super) fn gcd(number: u64, over: u32) -> Option<u32> {
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
