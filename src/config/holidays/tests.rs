use super::{builtin, parse};
use crate::domain::{calendar::Period, country::Country};
use chrono::{Datelike, NaiveDate};

/// COSME 2014-2020 (domain facts 5.1).
const COSME: &str = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI \
                     ES SE GB IS AL BA XK ME MK RS TR AM MD UA";

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_shipped_file_covers_every_cosme_country() {
    let holidays = builtin().unwrap();
    for code in COSME.split_whitespace() {
        for year in 2020..=2030 {
            let days = holidays.of_year(country(code), year).unwrap();
            assert!(
                days.iter().all(|day| day.weekday().num_days_from_monday() < 5),
                "{code} {year}"
            );
            // Ukraine has none under martial law; the head of the file says so.
            assert!(days.len() >= 3 || (code == "UA" && year > 2022), "{code} {year}");
        }
    }
    assert!(!holidays.covers(country("PT"), 2031));
}

#[test]
fn known_days_are_in_it() {
    let holidays = builtin().unwrap();
    for (code, free) in [
        ("PT", "2027-06-10"),
        ("PL", "2027-05-03"),
        ("FR", "2026-07-14"),
        ("DE", "2025-10-03"),
        ("GR", "2027-03-25"),
        ("GB", "2027-12-27"),
        ("SE", "2025-06-06"),
        ("BE", "2028-07-21"),
    ] {
        assert_eq!(holidays.is_working_day(country(code), day(free)), Ok(false), "{code} {free}");
    }
    let week = Period { from: day("2027-03-01"), to: day("2027-03-05") };
    assert_eq!(holidays.working_days(&week, country("PL")), Ok(5));
}

#[test]
fn a_broken_file_says_where() {
    for (text, line, says) in [
        ("PT.2027 = [\"01-01\"]\nZZ.2027 = []\n", 2, "ZZ"),
        ("PT.2027 = [\n  \"01-01\",\n  \"02-30\",\n]\n", 3, "02-30 is not a day of 2027"),
        ("# head\nPT.27 = []\n", 2, "27 is not a year"),
        ("EL.2027 = []\nGR.2027 = []\n", 2, "GR 2027 is given twice"),
        ("PT.2027 = [\"01-01\"]\nPT.2027 = []\n", 2, "duplicate"),
        ("PT.2027 = [1]\n", 1, "string"),
        ("PT.2027 = [\"01-01\"", 1, ""),
        ("\nPT.2027 = [\"2027-01-01\"]", 2, "not a day"),
    ] {
        let fault = parse(text).unwrap_err();
        assert_eq!(fault.line, line, "{text}: {fault}");
        assert!(fault.says.contains(says), "{text}: {fault}");
    }
}
