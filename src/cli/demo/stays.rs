//! When stays lie: so many working days of the host's country. The one rule: nobody travels around
//! the turn of the year, unless the stay has to run on that very day.

use crate::domain::{
    calendar::{Holidays, Period},
    country::Country,
};
use chrono::{Datelike, Days, NaiveDate};

/// Where days are counted from.
pub(super) struct Calendar<'a> {
    pub(super) holidays: &'a Holidays,
    pub(super) country: Country,
    pub(super) today: NaiveDate,
}

impl Calendar<'_> {
    pub(super) fn offset(&self, day: NaiveDate) -> i64 {
        (day - self.today).num_days()
    }
    fn day(&self, offset: i64) -> NaiveDate {
        let days = Days::new(offset.unsigned_abs());
        let moved = if offset < 0 {
            self.today.checked_sub_days(days)
        } else {
            self.today.checked_add_days(days)
        };
        moved.unwrap_or(self.today)
    }
    /// The stay of so many working days that begins on the first working day from `offset` on,
    /// or after the turn of the year if it would touch that.
    pub(super) fn beginning(&self, offset: i64, days: i64) -> anyhow::Result<Period> {
        let more = u32::try_from(days - 1).unwrap_or_default();
        let mut begins = offset;
        loop {
            let from = self.holidays.next_working_day(self.country, self.day(begins))?;
            let to = self.holidays.add_working_days(self.country, from, more)?;
            let stay = Period { from, to };
            // One that runs today has to begin when it does.
            if offset < 0 || !is_quiet(stay) {
                return Ok(stay);
            }
            begins += 1;
        }
    }
    /// The stay of so many working days that ends on the last working day up to `offset`, or
    /// before the turn of the year.
    pub(super) fn ending(&self, offset: i64, days: i64) -> anyhow::Result<Period> {
        let mut ends = offset;
        loop {
            let stay = self.ending_by(ends, days)?;
            if !is_quiet(stay) {
                return Ok(stay);
            }
            ends -= 1;
        }
    }
    fn ending_by(&self, offset: i64, days: i64) -> anyhow::Result<Period> {
        let mut found = Vec::new();
        let mut day = self.day(offset);
        while i64::try_from(found.len()).unwrap_or(i64::MAX) < days {
            if self.holidays.is_working_day(self.country, day)? {
                found.push(day);
            }
            day = day.pred_opt().unwrap_or(day);
        }
        let (to, from) = (found.first().copied(), found.last().copied());
        Ok(Period { from: from.unwrap_or(day), to: to.unwrap_or(day) })
    }
}

/// Nobody travels around the turn of the year.
fn is_quiet(stay: Period) -> bool {
    stay.days().any(|day| match day.month() {
        12 => day.day() > 18,
        1 => day.day() < 7,
        _rest => false,
    })
}
