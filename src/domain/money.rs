//! Euro as whole cents, exact and checked. No float ever; decimals only at the edge. The one rule:
//! what does not fit or would have to be rounded is refused, unless the caller names the rounding.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{fmt, num::NonZeroU32};

/// An amount of euro in cents. May be negative (a debt, a correction).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(i64);

/// How a part of a cent is settled. All three mirror at zero, so a correction of an amount always
/// gives the negative of that amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearest cent, a half away from zero (commercial rounding): 0.5 gives 1, -0.5
    /// gives -1.
    HalfUp,
    /// Towards zero: what is not a whole cent is dropped.
    Down,
    /// Away from zero: any part of a cent counts as one.
    Up,
}

/// A share in hundredths of a percent: 2,500 is 25.00 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent(u32);

impl Percent {
    /// From hundredths of a percent.
    pub const fn from_hundredths(hundredths: u32) -> Self {
        Self(hundredths)
    }
    /// From whole percents; above 42 million it stays at the largest value.
    pub const fn whole(percent: u32) -> Self {
        Self(percent.saturating_mul(100))
    }
    /// In hundredths of a percent.
    pub const fn hundredths(self) -> u32 {
        self.0
    }
    /// The share `part` has in `whole`, rounded down, so an aim never looks reached before it is.
    /// `None` when the whole is nothing.
    pub fn share(part: u64, whole: u64) -> Option<Self> {
        let hundredths = (u128::from(part) * 10_000).checked_div(u128::from(whole))?;
        Some(Self(u32::try_from(hundredths).unwrap_or(u32::MAX)))
    }
}

impl fmt::Display for Percent {
    /// One decimal when that is exact, else two: `49.2 %`, `33.33 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 100, self.0 % 100);
        if part.is_multiple_of(10) {
            write!(f, "{whole}.{} %", part / 10)
        } else {
            write!(f, "{whole}.{part:02} %")
        }
    }
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// From whole cents.
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }
    /// In whole cents.
    pub const fn cents(self) -> i64 {
        self.0
    }
    /// Below zero: a debt or a correction.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
    /// The sum; `None` when it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
    /// The difference; `None` when it does not fit.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }
    /// The same amount the other way; `None` for the one value that has no opposite.
    pub fn checked_neg(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }
    /// The sum of all; zero for none, `None` when it does not fit.
    pub fn sum(all: impl IntoIterator<Item = Self>) -> Option<Self> {
        all.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
    /// This share of the amount, a part of a cent settled by `rounding`. `None` when it does not
    /// fit.
    pub fn percent(self, share: Percent, rounding: Rounding) -> Option<Self> {
        let exact = i128::from(self.0) * i128::from(share.0);
        i64::try_from(divide(exact, 10_000, rounding)).ok().map(Self)
    }
    /// Half the amount, an odd cent settled by `rounding` (lump sums: half-up, domain facts 7.3).
    #[must_use]
    pub fn half(self, rounding: Rounding) -> Self {
        let odd_cent = match rounding {
            Rounding::HalfUp | Rounding::Up => self.0 % 2,
            Rounding::Down => 0,
        };
        Self(self.0 / 2 + odd_cent)
    }
    /// `n` parts that sum to the whole exactly and differ by at most one cent; the larger in size
    /// come first.
    pub fn split(self, n: NonZeroU32) -> Vec<Self> {
        let parts = i64::from(n.get());
        let (base, rest) = (self.0 / parts, self.0 % parts);
        (0..parts).map(|i| Self(if i < rest.abs() { base + rest.signum() } else { base })).collect()
    }
    /// From a decimal in euro. `None` when it has a part of a cent (never rounded) or does not fit.
    pub fn from_decimal(euro: Decimal) -> Option<Self> {
        let cents = euro.checked_mul(Decimal::ONE_HUNDRED)?;
        // A decimal that large may have lost digits in the product; the way back shows it.
        if !cents.is_integer() || cents / Decimal::ONE_HUNDRED != euro {
            return None;
        }
        i64::try_from(cents).ok().map(Self)
    }
    /// As a decimal in euro with two decimals.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }
    /// Reads what a person types: `610`, `610.5`, `610,50`, `1 100,50` (also with no-break
    /// spaces), `1,100.00`, `1.100,00`, with or without `€` or `EUR`, with or without `-`.
    /// `None` for all else, and for what could mean two amounts: `1,100` and `1.100` are refused,
    /// because one reader takes them for eleven hundred and another for a typing error of 1.10.
    pub fn parse_euro(text: &str) -> Option<Self> {
        let (negative, number) = strip_signs(text);
        let (whole, cents) = split_decimals(number)?;
        let whole = whole.parse::<i64>().ok()?;
        let cents = whole.checked_mul(100)?.checked_add(cents)?;
        Some(Self(if negative { -cents } else { cents }))
    }
}

impl fmt::Display for Money {
    /// `1,100.00`: thousands comma, always two decimals, `-` in front of a debt.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", thousands(cents / 100), cents % 100)
    }
}

/// Digits in groups of three with a comma, as British texts write them: `2,310`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `exact / by` with the named rounding; `by` is positive.
fn divide(exact: i128, by: i128, rounding: Rounding) -> i128 {
    let (quotient, rest) = (exact / by, exact % by);
    let away = match rounding {
        Rounding::HalfUp => rest.abs() * 2 >= by,
        Rounding::Down => false,
        Rounding::Up => rest != 0,
    };
    if away { quotient + exact.signum() } else { quotient }
}

/// Takes off blanks, the currency in front or behind, and a minus; says whether there was a minus.
fn strip_signs(text: &str) -> (bool, &str) {
    let mut rest = text.trim();
    for sign in ["€", "EUR"] {
        rest = rest.strip_prefix(sign).or(rest.strip_suffix(sign)).unwrap_or(rest).trim();
    }
    match rest.strip_prefix(['-', '\u{2212}']) {
        Some(number) => (true, number.trim_start()),
        None => (false, rest),
    }
}

/// Whole euro as bare digits, and cents. The decimal sign is the last separator when one or two
/// digits follow it; every other separator must stand at thousands, all of one kind.
fn split_decimals(number: &str) -> Option<(String, i64)> {
    let separator = |c: char| matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    if !number.chars().all(|c| c.is_ascii_digit() || separator(c)) {
        return None;
    }
    let (whole, decimal_sign, cents) = match number.rfind(['.', ',']) {
        Some(at) if number.len() - at <= 3 => {
            let cents = match number.as_bytes()[at + 1..] {
                [tens @ b'0'..=b'9'] => i64::from(tens - b'0') * 10,
                [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
                    i64::from(tens - b'0') * 10 + i64::from(ones - b'0')
                }
                _ => return None,
            };
            (&number[..at], number[at..].chars().next(), cents)
        }
        Some(_) | None => (number, None, 0),
    };
    let kind = |c: char| if matches!(c, '.' | ',') { c } else { ' ' };
    let mut kinds = whole.chars().filter(|c| separator(*c)).map(kind);
    if let Some(first) = kinds.next() {
        let more = kinds.clone().count();
        // One comma or point before three last digits could be meant as a decimal sign.
        let unclear = first != ' ' && more == 0 && decimal_sign.is_none();
        if unclear || kinds.any(|k| k != first) || decimal_sign == Some(first) {
            return None;
        }
    }
    let groups: Vec<&str> = whole.split(separator).collect();
    let (first, others) = groups.split_first()?;
    let first_fits = !first.is_empty() && (others.is_empty() || first.len() <= 3);
    let all_fit = first_fits && others.iter().all(|group| group.len() == 3);
    all_fit.then(|| (groups.concat(), cents))
}

#[cfg(test)]
mod tests;
