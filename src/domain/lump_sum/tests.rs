use super::{LumpSum, LumpSumRefusal, LumpSumRules, Place, Rate, StayFacts, lump_sum};
use crate::domain::{country::Country, money::Money};
use chrono::NaiveDate;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

fn euro(text: &str) -> Money {
    Money::parse_euro(text).unwrap()
}

/// Lines of domain.md 1.4, and a few made up to reach the edges: Norway above the ceiling, lines
/// that end, begin and overlap.
fn rules() -> LumpSumRules {
    let line = |place: &str, amount, from, until: Option<&str>| Rate {
        place: place.parse().map_or_else(|_| Place::Region(place.to_owned()), Place::Country),
        amount: Money::from_cents(amount),
        from: day(from),
        until: until.map(day),
    };
    LumpSumRules {
        rates: vec![
            line("DK", 110_000, "2022-01-01", None),
            line("PT", 78_000, "2022-01-01", None),
            line("PL", 61_000, "2022-01-01", None),
            line("EE", 67_000, "2022-01-01", None),
            line("ES", 83_000, "2022-01-01", None),
            line("ES70", 110_000, "2022-01-01", None),
            line("PT20", 110_000, "2024-01-01", None),
            line("AT", 90_000, "2022-01-01", Some("2023-12-31")),
            line("AT", 100_000, "2024-01-01", None),
            line("BG", 56_000, "2022-01-01", Some("2023-12-31")),
            line("FI", 96_000, "2024-01-01", None),
            line("FI", 95_000, "2022-01-01", None),
            line("NO", 120_000, "2022-01-01", None),
        ],
        ceiling: euro("1,100.00"),
        half_under_working_days: 5,
        half_under_km: 200,
        source: "domain.md 1.4".to_owned(),
        derived_default: true,
    }
}

fn stay(host: &str, working_days: u32, distance_km: u32) -> StayFacts {
    StayFacts {
        host_country: country(host),
        host_region: None,
        working_days,
        distance_km,
        distance_reason: None,
        on: day("2027-03-01"),
        virtual_exchange: false,
        partnership_ceiling: None,
    }
}

fn parse_case(line: &str) -> (StayFacts, String) {
    let (given, expected) = line.split_once("=>").unwrap();
    let cells: Vec<&str> = given.split('|').map(str::trim).collect();
    let [host, region, days, km, on, virtual_exchange, partnership] = cells[..] else {
        panic!("seven cells in {line}")
    };
    let some = |cell: &str| (cell != "-").then(|| cell.to_owned());
    let facts = StayFacts {
        host_region: some(region),
        on: day(on),
        virtual_exchange: virtual_exchange == "yes",
        partnership_ceiling: some(partnership).map(|text| euro(&text)),
        ..stay(host, days.parse().unwrap(), km.parse().unwrap())
    };
    let expected: Vec<&str> = expected.split('|').map(str::trim).collect();
    (facts, expected.join(" | "))
}

fn print(result: &Result<LumpSum, LumpSumRefusal>) -> String {
    match result {
        Ok(sum) => {
            let codes: Vec<&str> = sum.steps.iter().map(|step| step.code.as_str()).collect();
            format!("{} | {}", sum.amount, codes.join(" "))
        }
        Err(LumpSumRefusal::NoRateForPlace { place }) => format!("no rate for {place} | -"),
        Err(LumpSumRefusal::NoRateOnDay { place, on }) => {
            format!("no rate for {place} on {on} | -")
        }
    }
}

#[test]
fn the_table_of_cases() {
    let cases =
        include_str!("cases.table").lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    let mut read = 0;
    for line in cases {
        let (facts, expected) = parse_case(line);
        assert_eq!(print(&lump_sum(&rules(), &facts)), expected, "{line}");
        read += 1;
    }
    assert!(read >= 35, "the table lost lines: {read}");
}

fn says(facts: &StayFacts) -> Vec<String> {
    lump_sum(&rules(), facts).unwrap().steps.into_iter().map(|step| step.says).collect()
}

#[test]
fn the_reasoning_reads_as_on_the_page() {
    assert_eq!(
        says(&stay("PL", 5, 2_310)),
        [
            "Ceiling for Poland on 1 March 2027: 610.00",
            "5 working days: not halved",
            "2,310 km apart: not halved",
            "Never above 1,100.00",
            "Lump sum: 610.00",
        ]
    );
    let both = StayFacts {
        distance_reason: Some("the site moved to Graz".to_owned()),
        host_region: Some("ES70".to_owned()),
        partnership_ceiling: Some(euro("800")),
        ..stay("ES", 1, 150)
    };
    assert_eq!(
        says(&both),
        [
            "Ceiling for Spain (ES70) on 1 March 2027: 1,100.00",
            "1 working day, fewer than 5: halved",
            "150 km apart, less than 200: halved (distance set by an officer: the site moved to Graz)",
            "Never above 1,100.00",
            "Your partnership pays at most 800.00",
            "Short stay and short way: both; halved once: 400.00",
            "Lump sum: 400.00",
        ]
    );
    assert_eq!(says(&stay("PL", 4, 200))[4], "Halved for the short stay: 305.00");
    assert_eq!(says(&stay("PL", 5, 199))[4], "Halved for the short way: 305.00");
}

fn any_stay() -> impl Strategy<Value = StayFacts> {
    let hosts = prop::sample::select(vec!["DK", "PT", "PL", "EE", "ES", "AT", "FI", "NO"]);
    let ceiling = prop::option::of((0i64..150_000).prop_map(Money::from_cents));
    (hosts, 0u32..30, 0u32..5_000, ceiling, any::<bool>()).prop_map(
        |(host, days, km, partnership_ceiling, canary)| StayFacts {
            partnership_ceiling,
            host_region: (canary && host == "ES").then(|| "ES70".to_owned()),
            ..stay(host, days, km)
        },
    )
}

fn sum_of(facts: &StayFacts) -> i64 {
    lump_sum(&rules(), facts).unwrap().amount.cents()
}

proptest! {
    #[test]
    fn never_above_any_ceiling_and_never_below_zero(facts in any_stay()) {
        let amount = lump_sum(&rules(), &facts).unwrap().amount;
        prop_assert!(amount <= rules().ceiling);
        prop_assert!(facts.partnership_ceiling.is_none_or(|most| amount <= most));
        prop_assert!(!amount.is_negative());
    }

    #[test]
    fn a_longer_stay_or_way_never_gives_less(
        facts in any_stay(),
        days in 0u32..9,
        km in 0u32..900,
    ) {
        let more = StayFacts {
            working_days: facts.working_days + days,
            distance_km: facts.distance_km + km,
            ..facts.clone()
        };
        prop_assert!(sum_of(&more) >= sum_of(&facts));
    }

    #[test]
    fn the_whole_or_its_half_never_a_quarter(facts in any_stay()) {
        let whole = sum_of(&StayFacts { working_days: 5, distance_km: 200, ..facts.clone() });
        let short = facts.working_days < 5 || facts.distance_km < 200;
        let expected = if short { (whole + 1) / 2 } else { whole };
        prop_assert_eq!(sum_of(&facts), expected);
    }

    #[test]
    fn the_last_step_is_the_sum_and_each_step_goes_down(facts in any_stay()) {
        let sum = lump_sum(&rules(), &facts).unwrap();
        let after: Vec<_> = sum.steps.iter().map(|step| step.after).collect();
        prop_assert_eq!(after.last(), Some(&sum.amount));
        prop_assert!(after.is_sorted_by(|a, b| a >= b));
    }
}
