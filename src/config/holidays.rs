//! Public holidays from TOML (`PT.2027 = ["01-01", ...]`). The one rule: a line that can't be read
//! is an error with its line number, because a holiday left out silently changes a lump sum.

use crate::domain::{calendar::Holidays, country::Country};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// The file that ships with Convoca; its head says where it comes from and what it leaves out.
const BUILTIN: &str = include_str!("../../config/holidays.toml");

/// What is wrong with a file of holidays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("holidays, line {line}: {says}")]
pub struct HolidaysFault {
    /// 1-based line.
    pub line: usize,
    /// What is wrong.
    pub says: String,
}

/// Country, then year, then days as MM-DD.
type Raw = BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, Vec<Spanned<String>>>>;

/// Reads a file of holidays. Refuses unknown countries, years that are no year, days that are not
/// in the calendar, and a country and year given twice.
pub fn parse(text: &str) -> Result<Holidays, HolidaysFault> {
    let at = |offset: usize, says: String| HolidaysFault {
        line: text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1,
        says,
    };
    let raw: Raw = toml::from_str(text).map_err(|error| {
        at(error.span().map_or(0, |span| span.start), error.message().to_owned())
    })?;
    let mut holidays = Holidays::default();
    for (code, years) in raw {
        let country: Country =
            code.get_ref().parse().map_err(|error| at(code.span().start, format!("{error}")))?;
        for (year, listed) in years {
            let line = year.span().start;
            let number = year
                .get_ref()
                .parse::<i32>()
                .ok()
                .filter(|number| (1900..=2999).contains(number))
                .ok_or_else(|| at(line, format!("{} is not a year", year.get_ref())))?;
            let mut days = BTreeSet::new();
            for day in listed {
                let full = format!("{number}-{}", day.get_ref());
                let read = NaiveDate::parse_from_str(&full, "%Y-%m-%d").map_err(|_| {
                    at(day.span().start, format!("{} is not a day of {number}", day.get_ref()))
                })?;
                days.insert(read);
            }
            // EL and GR are one country; the second would replace the first unseen.
            if holidays.covers(country, number) {
                return Err(at(line, format!("{country} {number} is given twice")));
            }
            holidays
                .add_year(country, number, days)
                .map_err(|day| at(line, format!("{day} is not a day of {number}")))?;
        }
    }
    Ok(holidays)
}

/// The holidays that ship with Convoca: the COSME countries, 2020 to 2030. An error here means a
/// broken build; a test holds it.
pub fn builtin() -> Result<Holidays, HolidaysFault> {
    parse(BUILTIN)
}

#[cfg(test)]
mod tests;
