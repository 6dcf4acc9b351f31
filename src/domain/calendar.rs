//! Working days and the length of a stay. The one rule: Monday to Friday minus public holidays
//! of the host country (domain facts 7.5); holidays are imported data, a year without data is an
//! error, never "no holidays".

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How long a stay may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayRules {
    /// Fewest working days, travel days not counted.
    pub min_working_days: u32,
    /// Longest stay in calendar months ("at most the same day number in the next month").
    pub max_months: u32,
}

/// First and last day of the stay itself; travel days lie outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day, not before the first.
    pub to: NaiveDate,
}
