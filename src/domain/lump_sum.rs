//! The lump sum of an exchange, with every step of the reasoning.

use super::{country::Country, money::Money};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The table and the rules around it.
#[derive(Debug, Clone)]
pub struct LumpSumRules {
    /// Rates by host country or region, with validity.
    pub rates: Vec<Rate>,
    /// Never above this.
    pub ceiling: Money,
    /// Under this many working days the sum is halved.
    pub half_under_working_days: u32,
    /// Under this many kilometres the sum is halved (once, even if both hold).
    pub half_under_km: u32,
    /// Where the table comes from, as shown to applicants.
    pub source: String,
    /// The table is a derived default: an officer must confirm it before the first payment.
    pub derived_default: bool,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// Host place.
    pub place: Place,
    /// Full rate for one exchange.
    pub amount: Money,
    /// First day it applies.
    pub from: NaiveDate,
    /// Last day it applies; open when none.
    pub until: Option<NaiveDate>,
}

/// A host country, or an outermost region inside one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A country.
    Country(Country),
    /// A NUTS 2 code of an outermost region (domain facts 5.2), or the ISO code where it has none.
    Region(String),
}

/// What the sum depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayFacts {
    /// Where the host is.
    pub host_country: Country,
    /// Outermost region of the host's site, if it lies in one.
    pub host_region: Option<String>,
    /// Working days of the stay, travel days not counted.
    pub working_days: u32,
    /// Kilometres between the two sites.
    pub distance_km: u32,
    /// Why the distance is not the great circle, if an officer set it.
    pub distance_reason: Option<String>,
    /// The day that decides which rate applies: the first day of the stay.
    pub on: NaiveDate,
    /// A virtual exchange is never paid.
    pub virtual_exchange: bool,
    /// The partnership pays less than the table gives.
    pub partnership_ceiling: Option<Money>,
}

/// The sum with its reasoning, one line a step, in order; the last line is the sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LumpSum {
    /// What is paid.
    pub amount: Money,
    /// The reasoning.
    pub steps: Vec<Step>,
}

/// One line of the reasoning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Stable code: `rate`, `days`, `distance`, `half`, `ceiling`, `partnership`, `virtual`, `total`.
    pub code: String,
    /// What the line says, in plain English.
    pub says: String,
    /// The sum after this line.
    pub after: Money,
}

/// Why no sum can be worked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum LumpSumRefusal {
    /// The table has no line for the place.
    NoRateForPlace { place: String },
    /// The table has lines for the place, but none valid on that day.
    NoRateOnDay { place: String, on: NaiveDate },
}
