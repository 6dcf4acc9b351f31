//! Deadlines on days when the clock is moved.

use super::{BRUSSELS, Moment};
use chrono::{NaiveDateTime, TimeDelta};
use proptest::prelude::*;

fn local(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn utc(text: &str) -> String {
    Moment::from_local(local(text), BRUSSELS).utc().to_rfc3339()
}

#[test]
fn a_time_of_day_means_another_instant_in_summer() {
    assert_eq!(utc("2023-01-31T17:00:00"), "2023-01-31T16:00:00+00:00");
    assert_eq!(utc("2023-07-31T17:00:00"), "2023-07-31T15:00:00+00:00");
}

#[test]
fn a_time_the_clock_skips_is_the_first_after_the_gap() {
    // On 26 March 2023 the clock goes from 02:00 to 03:00.
    assert_eq!(utc("2023-03-26T02:30:00"), "2023-03-26T01:00:00+00:00");
    assert_eq!(utc("2023-03-26T03:00:00"), "2023-03-26T01:00:00+00:00");
}

#[test]
fn of_a_time_that_comes_twice_the_first_is_meant() {
    // On 29 October 2023 the clock goes from 03:00 back to 02:00.
    assert_eq!(utc("2023-10-29T02:30:00"), "2023-10-29T00:30:00+00:00");
}

#[test]
fn the_day_is_that_of_the_zone() {
    let late = Moment::from_local(local("2023-02-28T23:30:00"), BRUSSELS);
    assert_eq!(late.day_in(BRUSSELS).to_string(), "2023-02-28");
    assert_eq!(late.plus(TimeDelta::minutes(30)).day_in(BRUSSELS).to_string(), "2023-03-01");
    assert_eq!(late.plus(TimeDelta::minutes(30)).since(late), TimeDelta::minutes(30));
}

proptest! {
    /// An instant shown in Brussels and typed in again is the same, or an hour earlier where the
    /// shown time comes twice.
    #[test]
    fn shown_and_typed_again(seconds in 1_500_000_000_i64..2_000_000_000) {
        let at = Moment::from_millis(seconds * 1000);
        let again = Moment::from_local(at.in_zone(BRUSSELS).naive_local(), BRUSSELS);
        prop_assert!(again == at || at.since(again) == TimeDelta::hours(1), "{:?}", at.utc());
    }
}
