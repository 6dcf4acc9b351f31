//! Working days and the length of a stay. The one rule: Monday to Friday minus public holidays
//! of the host country (domain facts 7.5); holidays are imported data, a year without data is an
//! error, never "no holidays".

use super::country::Country;
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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

impl Period {
    /// Its days in order; none when the end lies before the start.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let to = self.to;
        self.from.iter_days().take_while(move |day| *day <= to)
    }
    /// Whether `day` lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }
}

/// What is wrong with the length of a stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum StayFault {
    /// The last day lies before the first.
    EndBeforeStart,
    /// The stay goes on after the last day it may.
    TooLong { last_day: NaiveDate },
    /// Fewer working days than asked for.
    TooShort { have: u32, need: u32 },
}

impl StayRules {
    /// The last day a stay that starts on `from` may have.
    pub fn last_day(&self, from: NaiveDate) -> NaiveDate {
        ends_by(from, self.max_months)
    }
    /// Checks a stay with this many working days (domain facts 1.3): order of days first, then
    /// the longest, then the shortest.
    pub fn check(&self, stay: &Period, working_days: u32) -> Result<(), StayFault> {
        let last_day = self.last_day(stay.from);
        if stay.to < stay.from {
            Err(StayFault::EndBeforeStart)
        } else if stay.to > last_day {
            Err(StayFault::TooLong { last_day })
        } else if working_days < self.min_working_days {
            Err(StayFault::TooShort { have: working_days, need: self.min_working_days })
        } else {
            Ok(())
        }
    }
}

/// At most the same day number `max_months` later; where that month is shorter, its last day
/// (domain facts 7.6). 31 January and one month give the last day of February.
pub fn ends_by(from: NaiveDate, max_months: u32) -> NaiveDate {
    from.checked_add_months(Months::new(max_months)).unwrap_or(NaiveDate::MAX)
}

/// The day this many calendar days later (domain facts 7.14).
pub fn add_calendar_days(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

/// The imported holidays have no line for that country and year; an officer must add them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("there are no public holidays for {country} in {year}")]
pub struct NoHolidayData {
    /// The country asked about.
    pub country: Country,
    /// The year asked about.
    pub year: i32,
}

/// Public holidays by country and year. A year that was imported with no holidays is known; one
/// that was not imported is not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holidays {
    years: BTreeMap<(Country, i32), BTreeSet<NaiveDate>>,
}

impl Holidays {
    /// Adds a country's year. Days of other years are refused by giving them back.
    pub fn add_year(
        &mut self,
        country: Country,
        year: i32,
        days: BTreeSet<NaiveDate>,
    ) -> Result<(), NaiveDate> {
        if let Some(other) = days.iter().find(|day| day.year() != year) {
            return Err(*other);
        }
        self.years.insert((country, year), days);
        Ok(())
    }
    /// Whether the country's year was imported.
    pub fn covers(&self, country: Country, year: i32) -> bool {
        self.years.contains_key(&(country, year))
    }
    /// The country's public holidays of that year, in order.
    pub fn of_year(
        &self,
        country: Country,
        year: i32,
    ) -> Result<&BTreeSet<NaiveDate>, NoHolidayData> {
        self.years.get(&(country, year)).ok_or(NoHolidayData { country, year })
    }
    /// Monday to Friday and no public holiday. Asks for data even on a Sunday, so that a gap in
    /// the import shows whatever the day.
    pub fn is_working_day(&self, country: Country, day: NaiveDate) -> Result<bool, NoHolidayData> {
        let holidays = self.of_year(country, day.year())?;
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        Ok(!weekend && !holidays.contains(&day))
    }
    /// Working days of the stay in the host country. The period holds no travel days.
    pub fn working_days(&self, stay: &Period, country: Country) -> Result<u32, NoHolidayData> {
        let mut count = 0;
        for day in stay.days() {
            count += u32::from(self.is_working_day(country, day)?);
        }
        Ok(count)
    }
    /// Public holidays that fall on a weekday of the stay: what the page says beside the count.
    pub fn holidays_in(
        &self,
        stay: &Period,
        country: Country,
    ) -> Result<Vec<NaiveDate>, NoHolidayData> {
        let mut found = Vec::new();
        for day in stay.days() {
            let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            if self.of_year(country, day.year())?.contains(&day) && !weekend {
                found.push(day);
            }
        }
        Ok(found)
    }
    /// The first working day on or after `day`: where a deadline on a free day moves to.
    pub fn next_working_day(
        &self,
        country: Country,
        day: NaiveDate,
    ) -> Result<NaiveDate, NoHolidayData> {
        let mut next = day;
        while !self.is_working_day(country, next)? {
            next = add_calendar_days(next, 1);
        }
        Ok(next)
    }
    /// The `n`th working day after `day`; `day` itself for none.
    pub fn add_working_days(
        &self,
        country: Country,
        day: NaiveDate,
        n: u32,
    ) -> Result<NaiveDate, NoHolidayData> {
        let mut at = day;
        for _ in 0..n {
            at = self.next_working_day(country, add_calendar_days(at, 1))?;
        }
        Ok(at)
    }
}

#[cfg(test)]
mod tests;
