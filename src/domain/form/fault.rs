//! What can be wrong with one typed value: named values with the numbers a sentence needs. The
//! one rule: the wording is in `render/words.rs`, so nobody compares strings.

use serde::{Deserialize, Serialize};

/// What is wrong with one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The field.
    pub field: String,
    /// Its label, so a list of faults can be read alone.
    pub label: String,
    /// Why.
    pub why: FieldRefusal,
}

/// Why one typed value was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum FieldRefusal {
    /// Nothing was given.
    Missing,
    /// Fewer characters than needed (counted as Unicode scalar values after trimming).
    TooShort { have: u32, need: u32 },
    /// More characters than allowed.
    TooLong { have: u32, most: u32 },
    /// Not a whole number.
    NotANumber,
    /// Not a number with at most two decimals.
    NotADecimal,
    /// Outside the range.
    OutOfRange { least: Option<i64>, most: Option<i64> },
    /// Not a date of the form 2027-03-01.
    NotADate,
    /// A day that has not come yet.
    ToCome,
    /// Not one of the choices.
    NotAChoice,
    /// Not a country code.
    NotACountry,
    /// Not an e-mail address.
    NotAnAddress,
    /// Not an account number: letters, length.
    IbanShape,
    /// The length is wrong for the country.
    IbanLength { country: String, need: u32 },
    /// The check digits don't fit.
    IbanCheck,
    /// A box that must be ticked is not.
    NotConfirmed,
    /// Not an amount in euro with at most two decimals.
    NotAnAmount,
    /// A password too easy or too short.
    PasswordWeak { need: u32 },
    /// A rule of the programme failed; the sentence is the programme's.
    Rule { says: String },
    /// A latitude or longitude that is not on the globe.
    NotOnGlobe,
}
