//! Instants and the zones people read them in. The one rule: a deadline is an instant, stored in
//! milliseconds of UTC; a zone is only how it is shown or typed.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// An instant, to the millisecond (what both databases keep exactly).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

impl Moment {
    /// From milliseconds since 1970-01-01T00:00Z.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }
    /// Milliseconds since 1970-01-01T00:00Z.
    pub const fn millis(self) -> i64 {
        self.0
    }
    /// The instant in UTC. An instant outside chrono's range (year 262,000) shows as 1970.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
    /// Reads the wall clock of `zone` at this instant.
    pub fn in_zone(self, zone: Tz) -> DateTime<Tz> {
        self.utc().with_timezone(&zone)
    }
    /// The calendar day in `zone` at this instant.
    pub fn day_in(self, zone: Tz) -> NaiveDate {
        self.in_zone(zone).date_naive()
    }
    /// This instant moved by `delta` (which may be negative).
    #[must_use]
    pub fn plus(self, delta: TimeDelta) -> Self {
        Self(self.0.saturating_add(delta.num_milliseconds()))
    }
    /// Time from `earlier` to this instant; negative when `earlier` is later.
    pub fn since(self, earlier: Self) -> TimeDelta {
        TimeDelta::milliseconds(self.0.saturating_sub(earlier.0))
    }
    /// The instant a wall clock in `zone` shows `local`. A time that a clock change skips is
    /// moved to the first instant after the gap; of a doubled one the earlier is taken, so no
    /// one gains an hour on a deadline by accident.
    pub fn from_local(local: NaiveDateTime, zone: Tz) -> Self {
        match zone.from_local_datetime(&local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Self(at.timestamp_millis()),
            LocalResult::None => {
                let mut probe = local;
                // Gaps are at most a few hours; one minute steps end quickly.
                for _ in 0..=24 * 60 {
                    probe += TimeDelta::minutes(1);
                    if let LocalResult::Single(at) = zone.from_local_datetime(&probe) {
                        return Self(at.timestamp_millis());
                    }
                }
                Self(Utc.from_utc_datetime(&local).timestamp_millis())
            }
        }
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_millis())
    }
}

/// A time zone by its IANA name.
pub type Zone = Tz;

/// The zone the Commission's deadlines are set in.
pub const BRUSSELS: Tz = chrono_tz::Europe::Brussels;

#[cfg(test)]
mod tests;
