//! Who pays. The one rule: `Debug` shows the country alone, so no account number gets into a log.

use serde::Deserialize;
use std::fmt;

/// Who pays: the account that files for the bank name. Nothing goes to a bank while it is empty.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payer {
    /// The name the bank knows.
    pub name: String,
    /// Street.
    pub street: String,
    /// Building number.
    pub building_number: String,
    /// Post code.
    pub post_code: String,
    /// Town.
    pub town: String,
    /// Country, two letters.
    pub country: String,
    /// Account number.
    pub iban: String,
    /// The bank's code, where the bank wants to read it.
    pub bic: String,
}

impl fmt::Debug for Payer {
    /// Its country alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payer({})", self.country)
    }
}
