//! The lump sum of an exchange, with every step of the reasoning. The one rule: a short stay or a
//! short way gives exactly half of what the same exchange would get otherwise, never a quarter.

use super::{
    country::Country,
    money::{Money, Rounding, thousands},
};
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
    /// Stable code, in this order: `virtual`, or `rate`, `days`, `distance`, `ceiling`,
    /// `partnership`, `half`; then `total`. `partnership` and `half` only where they apply.
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
    /// The table has no line for the place (its English name, or a region's code).
    NoRateForPlace { place: String },
    /// The table has lines for the place, but none valid on that day.
    NoRateOnDay { place: String, on: NaiveDate },
}

/// Works out the lump sum (domain facts 1.4 and 7.1 to 7.4), or says why there is none.
///
/// 1. The rate of the host's outermost region, else of the host country, valid on the stay's first
///    day. A region with lines of its own never falls back to its country's: no rate is guessed.
/// 2. Never above the scheme's ceiling, nor above what the partnership pays.
/// 3. Halved once under so many working days and/or kilometres, half a cent up.
///
/// The ceilings come before the halving: 7.1 reads the amount of an exchange as min(rate, 1,100),
/// the partnership may pay less, and "halved" speaks of that amount. So a short stay gets half of
/// the long one also where a ceiling bites, and the lower of the two possible sums is never missed.
/// The page's order is kept: `days` and `distance` say what was found, `half` then acts on it.
pub fn lump_sum(rules: &LumpSumRules, stay: &StayFacts) -> Result<LumpSum, LumpSumRefusal> {
    let mut sheet = Sheet::default();
    if stay.virtual_exchange {
        sheet.line("virtual", "A virtual exchange is not paid".to_owned());
        return Ok(sheet.total());
    }
    let (place, rate) = rate_on(rules, stay)?;
    sheet.amount = rate.amount;
    sheet.line("rate", format!("Ceiling for {place} on {}: {}", day(stay.on), rate.amount));

    let short_stay = stay.working_days < rules.half_under_working_days;
    sheet.line("days", says_days(rules, stay, short_stay));
    let short_way = stay.distance_km < rules.half_under_km;
    sheet.line("distance", says_distance(rules, stay, short_way));

    sheet.amount = sheet.amount.min(rules.ceiling);
    sheet.line("ceiling", format!("Never above {}", rules.ceiling));
    if let Some(most) = stay.partnership_ceiling {
        sheet.amount = sheet.amount.min(most.max(Money::ZERO));
        sheet.line("partnership", format!("Your partnership pays at most {most}"));
    }

    let why = match (short_stay, short_way) {
        (true, true) => Some("Short stay and short way: both; halved once"),
        (true, false) => Some("Halved for the short stay"),
        (false, true) => Some("Halved for the short way"),
        (false, false) => None,
    };
    if let Some(why) = why {
        sheet.amount = sheet.amount.half(Rounding::HalfUp);
        sheet.line("half", format!("{why}: {}", sheet.amount));
    }
    Ok(sheet.total())
}

/// The rate valid on the day, with the name of its place. Of two that overlap the later counts.
fn rate_on<'r>(
    rules: &'r LumpSumRules,
    stay: &StayFacts,
) -> Result<(String, &'r Rate), LumpSumRefusal> {
    let of = |place: &Place| rules.rates.iter().filter(|r| r.place == *place).collect::<Vec<_>>();
    let region = stay.host_region.as_ref().map(|code| (code, of(&Place::Region(code.clone()))));
    let (place, rates) = match region {
        Some((code, rates)) if !rates.is_empty() => {
            (format!("{} ({code})", stay.host_country.name()), rates)
        }
        Some(_) | None => {
            (stay.host_country.name().to_owned(), of(&Place::Country(stay.host_country)))
        }
    };
    if rates.is_empty() {
        return Err(LumpSumRefusal::NoRateForPlace { place });
    }
    let valid = |rate: &&Rate| rate.from <= stay.on && rate.until.is_none_or(|d| stay.on <= d);
    match rates.into_iter().filter(valid).max_by_key(|rate| rate.from) {
        Some(rate) => Ok((place, rate)),
        None => Err(LumpSumRefusal::NoRateOnDay { place, on: stay.on }),
    }
}

fn says_days(rules: &LumpSumRules, stay: &StayFacts, short: bool) -> String {
    let days = stay.working_days;
    let noun = if days == 1 { "working day" } else { "working days" };
    if short {
        format!("{days} {noun}, fewer than {}: halved", rules.half_under_working_days)
    } else {
        format!("{days} {noun}: not halved")
    }
}

fn says_distance(rules: &LumpSumRules, stay: &StayFacts, short: bool) -> String {
    let km = |km: u32| thousands(u64::from(km));
    let found = if short {
        format!("{} km apart, less than {}: halved", km(stay.distance_km), km(rules.half_under_km))
    } else {
        format!("{} km apart: not halved", km(stay.distance_km))
    };
    match &stay.distance_reason {
        Some(reason) => format!("{found} (distance set by an officer: {reason})"),
        None => found,
    }
}

fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// The reasoning as it grows.
#[derive(Default)]
struct Sheet {
    amount: Money,
    steps: Vec<Step>,
}

impl Sheet {
    fn line(&mut self, code: &str, says: String) {
        self.steps.push(Step { code: code.to_owned(), says, after: self.amount });
    }
    fn total(mut self) -> LumpSum {
        self.line("total", format!("Lump sum: {}", self.amount));
        LumpSum { amount: self.amount, steps: self.steps }
    }
}

#[cfg(test)]
mod tests;
