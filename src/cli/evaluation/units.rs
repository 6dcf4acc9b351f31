//! Affinities as the command reads and prints them: decimal numbers, held as whole millionths. The
//! one rule: a number that has more than six decimals is refused, never rounded.

use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};
use std::fmt::{self, Display, Formatter};

/// Units of one: six decimals.
const ONE: i64 = 1_000_000;
/// Whole millionths below this are exact in a JSON number.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A number in millionths. Shown as an exact decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Units(pub i64);

impl Units {
    /// Reads a decimal number as it stands in a text, such as `-12.25`.
    pub fn parse(text: &str) -> Option<Units> {
        let (minus, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let decimals = match decimals.trim_end_matches('0') {
            "" if plain(decimals) => "0",
            kept => kept,
        };
        if !plain(whole) || !plain(decimals) || decimals.len() > 6 {
            return None;
        }
        let millionths: i64 = format!("{decimals:0<6}").parse().ok()?;
        let units = whole.parse::<i64>().ok()?.checked_mul(ONE)?.checked_add(millionths)?;
        Some(Units(if minus { -units } else { units }))
    }
}

impl Display for Units {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let (whole, rest) = (self.0.unsigned_abs() / 1_000_000, self.0.unsigned_abs() % 1_000_000);
        if self.0 < 0 {
            f.write_str("-")?;
        }
        write!(f, "{whole}")?;
        if rest > 0 {
            write!(f, ".{}", format!("{rest:06}").trim_end_matches('0'))?;
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Units {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Units, D::Error> {
        from.deserialize_any(Number)
    }
}

struct Number;

impl Visitor<'_> for Number {
    type Value = Units;
    fn expecting(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str("a number with at most six decimals")
    }
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Units, E> {
        let whole = i64::try_from(number).ok().and_then(|whole| whole.checked_mul(ONE));
        whole.map(Units).ok_or_else(|| E::custom(format!("{number} is too large")))
    }
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Units, E> {
        let whole = number.checked_mul(ONE);
        whole.map(Units).ok_or_else(|| E::custom(format!("{number} is too large")))
    }
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Units, E> {
        // Whole millionths divided by a million give the very number that six decimals are read as,
        // so this is a test of the text and no rounding.
        let millionths = (number * 1e6).round();
        if millionths.abs() >= EXACT {
            return Err(E::custom(format!("{number} is too large")));
        }
        if (millionths / 1e6).to_bits() != number.to_bits() && number != 0.0 {
            return Err(E::custom(format!("{number} has more than six decimals: round it first")));
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^53 as seen above")]
        let units = millionths as i64;
        Ok(Units(units))
    }
}
