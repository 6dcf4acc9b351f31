//! The clocks of a call: time to inform, time to sign, redress (domain facts 3 and 7.28). The one
//! rule: a time limit ends with its last day in the call's zone; numbers come from the programme.
//!
//! Months end on the same day number, or on the last day of a shorter month
//! ([`super::calendar::ends_by`] does the same for stays). The day something happens on isn't
//! counted: 30 days from access on the 1st end with the 31st.

use super::moment::Moment;
use chrono::{Days, Months, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The numbers of a call's clocks, from its programme file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockRules {
    /// Months from the deadline to inform all applicants.
    pub inform_months: u32,
    /// Months from informing to signing.
    pub sign_months: u32,
    /// Calendar days for redress from access to the notice.
    pub redress_days: u32,
    /// Days after which a notice nobody opened counts as read.
    pub deemed_read_days: u32,
    /// How many days before its end a clock warns.
    pub warn_days: u32,
}

/// A time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Limit {
    /// The last day that is in time.
    pub last_day: NaiveDate,
    /// The first instant that is late: the start of the day after, in the zone.
    pub ends_at: Moment,
}

impl Limit {
    /// The limit that ends with this day.
    pub fn of_day(last_day: NaiveDate, zone: Tz) -> Self {
        let next = last_day.succ_opt().unwrap_or(NaiveDate::MAX);
        Self { last_day, ends_at: Moment::from_local(next.and_time(NaiveTime::MIN), zone) }
    }
    /// So many months after the day of `from`; at the end of a shorter month its last day.
    pub fn months_after(from: Moment, months: u32, zone: Tz) -> Self {
        let day = from.day_in(zone).checked_add_months(Months::new(months));
        Self::of_day(day.unwrap_or(LAST), zone)
    }
    /// So many calendar days after the day of `from`.
    pub fn days_after(from: Moment, days: u32, zone: Tz) -> Self {
        Self::of_day(plus_days(from.day_in(zone), days), zone)
    }
    /// Where the clock stands. `met_at` is when the thing was done.
    pub fn state(
        &self,
        now: Moment,
        met_at: Option<Moment>,
        warn_days: u32,
        zone: Tz,
    ) -> ClockState {
        if let Some(at) = met_at {
            return ClockState::Met { at, in_time: at < self.ends_at };
        }
        let days = (self.last_day - now.day_in(zone)).num_days();
        if now >= self.ends_at {
            return ClockState::Late { days_over: u32::try_from(-days).unwrap_or(u32::MAX) };
        }
        let days_left = u32::try_from(days).unwrap_or(0);
        if days_left <= warn_days {
            ClockState::Warn { days_left }
        } else {
            ClockState::Running { days_left }
        }
    }
}

/// Where a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ClockState {
    /// There is time.
    Running {
        /// Whole days after today that are still in time; 0 on the last day.
        days_left: u32,
    },
    /// There is little time.
    Warn {
        /// As above.
        days_left: u32,
    },
    /// The time is over, and the thing isn't done.
    Late {
        /// Days since the last day.
        days_over: u32,
    },
    /// The thing is done.
    Met {
        /// When.
        at: Moment,
        /// It was in time.
        in_time: bool,
    },
}

/// Far enough from the end of the calendar for zones.
const LAST: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 30) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

fn plus_days(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(LAST).min(LAST)
}

impl ClockRules {
    /// By when all applicants of a deadline (or cut-off) are informed.
    pub fn inform_by(&self, deadline: Moment, zone: Tz) -> Limit {
        Limit::months_after(deadline, self.inform_months, zone)
    }
    /// By when a funded one signs, counted from informing it. `None` for one on the reserve list:
    /// no time runs against it (domain facts 3); once offered money, call this with the offer.
    pub fn sign_by(&self, informed: Moment, on_reserve: bool, zone: Tz) -> Option<Limit> {
        (!on_reserve).then(|| Limit::months_after(informed, self.sign_months, zone))
    }
    /// The time for redress on a notice.
    pub fn redress(&self, sent: Moment, read: Option<Moment>, zone: Tz) -> Redress {
        let deemed_on = plus_days(sent.day_in(zone), self.deemed_read_days);
        let read_on = read.map(|at| at.day_in(zone)).filter(|day| *day <= deemed_on);
        let access_on = read_on.unwrap_or(deemed_on);
        let last_day = plus_days(access_on, self.redress_days);
        Redress {
            opens_at: match (read_on, read) {
                (Some(_), Some(at)) => at,
                (None, _) | (Some(_), None) => {
                    Moment::from_local(deemed_on.and_time(NaiveTime::MIN), zone)
                }
            },
            access_on,
            deemed: read_on.is_none(),
            limit: Limit::of_day(last_day, zone),
        }
    }
}

/// The time for redress on one notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Redress {
    /// From when redress can be asked for: the reading, or the start of the day it counts as read.
    pub opens_at: Moment,
    /// The day of access; the time runs from the day after.
    pub access_on: NaiveDate,
    /// Nobody had opened it in time, so it counts as read. Until that day this is a forecast: an
    /// earlier reading makes the time end earlier.
    pub deemed: bool,
    /// Its end.
    pub limit: Limit,
}

impl Redress {
    /// Redress may be asked for now.
    pub fn is_open(&self, now: Moment) -> bool {
        self.opens_at <= now && now < self.limit.ends_at
    }
    /// The time is over: without redress asked for, the result is final (domain facts 7.28).
    pub fn is_over(&self, now: Moment) -> bool {
        now >= self.limit.ends_at
    }
}

#[cfg(test)]
mod tests;
