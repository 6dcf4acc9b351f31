use super::*;
use minijinja::context;
use proptest::prelude::*;

#[test]
fn money_is_written_with_thousands_and_two_decimals() {
    for (cents, written) in [
        (0, "0.00"),
        (5, "0.05"),
        (61_000, "610.00"),
        (110_000, "1,100.00"),
        (-123_456_789, "\u{2212}1,234,567.89"),
        (i64::MIN, "\u{2212}92,233,720,368,547,758.08"),
    ] {
        assert_eq!(money_text(cents), written);
    }
    assert_eq!(euro_text(110_000), "€\u{a0}1,100.00");
}

#[test]
fn percent_never_rounds_up_to_an_aim() {
    for (hundredths, written) in
        [(5300, "53.0"), (2496, "24.96"), (4, "0.04"), (-150, "\u{2212}1.5")]
    {
        assert_eq!(percent_text(hundredths), format!("{written}\u{a0}%"));
    }
}

#[test]
fn days_are_counted_on_the_calendar_of_the_zone() {
    // 23:30 in Brussels on 30 January, and one hour later.
    let late = Moment::from_millis(1_801_348_200_000);
    let next = late.plus(chrono::TimeDelta::hours(1));
    assert_eq!(moment_text(late, BRUSSELS), "30 January 2027, 23:30 Brussels");
    assert_eq!(days_between(late, next, BRUSSELS), "tomorrow");
    assert_eq!(days_between(next, late, BRUSSELS), "yesterday");
    assert_eq!(days_between(late, late.plus(chrono::TimeDelta::days(30)), BRUSSELS), "in 30 days");
    assert_eq!(ago_text(late, next, BRUSSELS), "yesterday");
    assert_eq!(ago_text(late, late.plus(chrono::TimeDelta::minutes(1)), BRUSSELS), "1 minute ago");
}

#[test]
fn templates_get_safe_times_and_are_refused_what_is_no_number() {
    let mut engine = Environment::new();
    add(&mut engine);
    let render =
        |source: &str| engine.render_str(source, context! { now => 1_801_348_200_000_i64 });
    assert_eq!(
        render("{{ 1801411200000|moment }} {{ 1801411200000|in_days }}").unwrap(),
        "<time datetime=\"2027-01-31T16:00:00Z\">31 January 2027, 17:00 Brussels</time> tomorrow"
    );
    assert_eq!(
        render("{{ '2027-03-01'|day }}").unwrap(),
        "<time datetime=\"2027-03-01\">1 March 2027</time>"
    );
    assert_eq!(
        render("{{ 'PT'|country }}, {{ 1|plural('day', 'days') }}").unwrap(),
        "Portugal, 1 day"
    );
    for source in ["{{ 1.5|euro }}", "{{ '12'|euro }}", "{{ 'QQ'|country }}", "{{ 'x'|day }}"] {
        assert!(render(source).is_err(), "{source} was taken");
    }
}

proptest! {
    #[test]
    fn grouping_loses_no_digit(number in any::<i64>()) {
        let plain = number_text(number).replace(',', "").replace('\u{2212}', "-");
        prop_assert_eq!(plain, number.to_string());
    }
}
