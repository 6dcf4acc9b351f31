use super::{Holidays, NoHolidayData, Period, StayFault, StayRules, add_calendar_days, ends_by};
use crate::domain::country::Country;
use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn stay(from: &str, to: &str) -> Period {
    Period { from: day(from), to: day(to) }
}

fn poland() -> Country {
    "PL".parse().unwrap()
}

/// Poland in 2027 with two of its holidays, and 2028 with one.
fn holidays() -> Holidays {
    let mut holidays = Holidays::default();
    let days = |list: &[&str]| list.iter().map(|text| day(text)).collect::<BTreeSet<_>>();
    holidays.add_year(poland(), 2027, days(&["2027-03-29", "2027-05-03"])).unwrap();
    holidays.add_year(poland(), 2028, days(&["2028-01-06"])).unwrap();
    holidays
}

#[test]
fn weekends_and_holidays_are_no_working_days() {
    let count = |from, to| holidays().working_days(&stay(from, to), poland());
    assert_eq!(count("2027-03-01", "2027-03-05"), Ok(5));
    assert_eq!(count("2027-03-05", "2027-03-08"), Ok(2));
    assert_eq!(count("2027-03-06", "2027-03-07"), Ok(0));
    assert_eq!(count("2027-03-26", "2027-03-30"), Ok(2));
    assert_eq!(count("2027-12-31", "2028-01-07"), Ok(5));
    assert_eq!(count("2027-03-05", "2027-03-01"), Ok(0));
    let free = holidays().holidays_in(&stay("2027-03-22", "2027-04-02"), poland());
    assert_eq!(free, Ok(vec![day("2027-03-29")]));
}

#[test]
fn a_year_without_data_is_an_error_even_on_a_sunday() {
    let missing = NoHolidayData { country: poland(), year: 2026 };
    assert_eq!(holidays().is_working_day(poland(), day("2026-03-01")), Err(missing));
    assert_eq!(holidays().working_days(&stay("2026-12-30", "2027-01-08"), poland()), Err(missing));
    let spain = "ES".parse().unwrap();
    let missing = NoHolidayData { country: spain, year: 2027 };
    assert_eq!(holidays().working_days(&stay("2027-03-01", "2027-03-05"), spain), Err(missing));
}

#[test]
fn a_day_of_another_year_is_given_back() {
    let wrong = BTreeSet::from([day("2027-01-01"), day("2028-01-01")]);
    assert_eq!(holidays().add_year(poland(), 2027, wrong), Err(day("2028-01-01")));
}

#[test]
fn one_month_is_the_same_day_number_or_the_months_last() {
    for (from, last) in [
        ("2027-03-01", "2027-04-01"),
        ("2027-01-31", "2027-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2027-03-31", "2027-04-30"),
        ("2027-12-15", "2028-01-15"),
    ] {
        assert_eq!(ends_by(day(from), 1), day(last), "{from}");
    }
}

#[test]
fn stays_at_the_edges() {
    let rules = StayRules { min_working_days: 3, max_months: 1 };
    assert_eq!(rules.check(&stay("2027-03-01", "2027-03-03"), 3), Ok(()));
    assert_eq!(
        rules.check(&stay("2027-03-01", "2027-03-02"), 2),
        Err(StayFault::TooShort { have: 2, need: 3 })
    );
    assert_eq!(rules.check(&stay("2027-03-01", "2027-04-01"), 23), Ok(()));
    assert_eq!(
        rules.check(&stay("2027-03-01", "2027-04-02"), 24),
        Err(StayFault::TooLong { last_day: day("2027-04-01") })
    );
    assert_eq!(rules.check(&stay("2027-03-02", "2027-03-01"), 0), Err(StayFault::EndBeforeStart));
}

#[test]
fn deadlines_move_to_working_days() {
    let next = |text| holidays().next_working_day(poland(), day(text));
    assert_eq!(next("2027-03-05"), Ok(day("2027-03-05")));
    assert_eq!(next("2027-03-27"), Ok(day("2027-03-30")));
    let later = |text, n| holidays().add_working_days(poland(), day(text), n);
    assert_eq!(later("2027-03-26", 0), Ok(day("2027-03-26")));
    assert_eq!(later("2027-03-26", 1), Ok(day("2027-03-30")));
    assert_eq!(later("2027-03-01", 5), Ok(day("2027-03-08")));
    assert_eq!(add_calendar_days(day("2027-12-25"), 10), day("2028-01-04"));
    assert_eq!(add_calendar_days(NaiveDate::MAX, 1), NaiveDate::MAX);
}

proptest! {
    #[test]
    fn a_stay_never_has_more_working_days_than_weekdays(start in 0u32..330, length in 0u32..60) {
        let from = add_calendar_days(day("2027-01-01"), start);
        let period = Period { from, to: add_calendar_days(from, length) };
        let weekdays = period.days().filter(|d| d.weekday().num_days_from_monday() < 5).count();
        let working = holidays().working_days(&period, poland()).unwrap() as usize;
        let free = holidays().holidays_in(&period, poland()).unwrap().len();
        prop_assert_eq!(working + free, weekdays);
    }

    #[test]
    fn the_last_day_is_one_to_a_month_later(start in 0u32..3_000) {
        let from = add_calendar_days(day("2024-01-01"), start);
        let last = ends_by(from, 1);
        prop_assert!((28..=31).contains(&(last - from).num_days()));
        let is_month_end = add_calendar_days(last, 1).day() == 1;
        prop_assert!(last.day() == from.day() || (last.day() < from.day() && is_month_end));
    }

    #[test]
    fn the_nth_working_day_counts_n(start in 0u32..300, n in 0u32..20) {
        let from = add_calendar_days(day("2027-01-01"), start);
        let at = holidays().add_working_days(poland(), from, n).unwrap();
        let period = Period { from: add_calendar_days(from, 1), to: at };
        prop_assert_eq!(holidays().working_days(&period, poland()), Ok(n));
    }
}
