//! From days to moments: office hours in Brussels on weekdays. The one rule: what follows in a line
//! happens later, and nothing happens after yesterday.

use super::pick::Picker;
use crate::domain::moment::{BRUSSELS, Moment};
use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Weekday};

/// Turns days counted from today into moments.
#[derive(Debug, Clone)]
pub struct Diary {
    picker: Picker,
    today: NaiveDate,
}

impl Diary {
    /// Counts from `today`.
    pub const fn new(picker: Picker, today: NaiveDate) -> Self {
        Self { picker, today }
    }
    /// Today.
    pub const fn today(&self) -> NaiveDate {
        self.today
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
    /// At a time of the day in Brussels, on whatever day of the week.
    pub fn clock(&self, offset: i64, hour: u32) -> Moment {
        let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        Moment::from_local(self.day(offset).and_time(time), BRUSSELS)
    }
    /// Early in the morning: what the worker does by itself.
    pub fn early(&self, offset: i64) -> Moment {
        self.clock(offset, 5)
    }
    /// The same day, or the Friday before a weekend.
    pub fn weekday(&self, offset: i64) -> i64 {
        let back = match self.day(offset).weekday() {
            Weekday::Sat => 1,
            Weekday::Sun => 2,
            Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => 0,
        };
        offset - back
    }
    /// Some time in office hours; a weekend's work is done on the Friday before.
    pub fn office(&self, offset: i64) -> Moment {
        let seconds = self.picker.between(0, 7 * 3600);
        self.clock(self.weekday(offset), 9).plus(TimeDelta::seconds(seconds))
    }
    /// The moments of what follows in a line.
    pub fn line<T: Copy>(&self, days: &[(i64, T)]) -> Vec<(Moment, T)> {
        let mut last: Option<Moment> = None;
        let mut out = Vec::with_capacity(days.len());
        for (day, what) in days {
            let pause = TimeDelta::seconds(self.picker.between(600, 2700));
            let planned = self.office(*day);
            let at = last.map_or(planned, |last| planned.max(last.plus(pause)));
            last = Some(at);
            out.push((at, *what));
        }
        out
    }
}
