use super::{Money, Percent, Rounding, thousands};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::num::NonZeroU32;

const ROUNDINGS: [Rounding; 3] = [Rounding::HalfUp, Rounding::Down, Rounding::Up];

fn cents(cents: i64) -> Money {
    Money::from_cents(cents)
}

#[test]
fn what_people_type_is_read() {
    for (text, expected) in [
        ("610", 61_000),
        ("610.00", 61_000),
        ("610,5", 61_050),
        ("0.05", 5),
        (" 1 100,50 ", 110_050),
        ("1\u{a0}100.50", 110_050),
        ("1\u{202f}100", 110_000),
        ("1,100.00", 110_000),
        ("1.100,00", 110_000),
        ("1,234,567", 123_456_700),
        ("1,234,567.8", 123_456_780),
        ("1100", 110_000),
        ("€ 610.00", 61_000),
        ("610 €", 61_000),
        ("EUR 610", 61_000),
        ("610,00 EUR", 61_000),
        ("-12.30", -1_230),
        ("€ -12.30", -1_230),
    ] {
        assert_eq!(Money::parse_euro(text), Some(cents(expected)), "{text}");
    }
}

#[test]
fn what_is_unclear_or_no_amount_is_refused() {
    for text in [
        "",
        " ",
        "€",
        "-",
        "1,100",
        "1.100",
        "610.005",
        "610.",
        ".50",
        "1,10,000",
        "11,00.00",
        "1,100,00",
        "1.100.00",
        "1 100 50",
        "1,100 000",
        "1 100,000",
        "12 34",
        "1234,567,890",
        "6e2",
        "0x10",
        "+5",
        "--5",
        "610,-",
        "six",
        "٦١٠",
        "99999999999999999999",
        "1  100",
        "92233720368547758.08",
    ] {
        assert_eq!(Money::parse_euro(text), None, "{text}");
    }
    assert_eq!(Money::parse_euro("92233720368547758.07"), Some(cents(i64::MAX)));
}

#[test]
fn amounts_are_shown_with_commas_and_two_decimals() {
    for (amount, shown) in [
        (0, "0.00"),
        (5, "0.05"),
        (-5, "-0.05"),
        (61_000, "610.00"),
        (110_000, "1,100.00"),
        (-123_456_789, "-1,234,567.89"),
        (i64::MIN, "-92,233,720,368,547,758.08"),
    ] {
        assert_eq!(cents(amount).to_string(), shown);
    }
    assert_eq!(thousands(999), "999");
    assert_eq!(thousands(1_000), "1,000");
}

#[test]
fn rounding_is_as_named() {
    for (amount, half_up, down, up) in [
        (1, 1, 0, 1),
        (-1, -1, 0, -1),
        (3, 2, 1, 2),
        (-3, -2, -1, -2),
        (78_000, 39_000, 39_000, 39_000),
    ] {
        let halves = ROUNDINGS.map(|rounding| cents(amount).half(rounding).cents());
        assert_eq!(halves, [half_up, down, up], "half of {amount}");
    }
    // 12.34 % of 1.00 euro is 12.34 cents.
    let shares = ROUNDINGS.map(|r| cents(100).percent(Percent::from_hundredths(1_234), r));
    assert_eq!(shares, [Some(cents(12)), Some(cents(12)), Some(cents(13))]);
    assert_eq!(cents(i64::MAX).percent(Percent::whole(101), Rounding::Down), None);
}

#[test]
fn decimals_are_taken_exactly_or_not_at_all() {
    let dec = |text: &str| text.parse::<Decimal>().unwrap();
    assert_eq!(Money::from_decimal(dec("610.5")), Some(cents(61_050)));
    assert_eq!(Money::from_decimal(dec("610.500")), Some(cents(61_050)));
    assert_eq!(Money::from_decimal(dec("-0.01")), Some(cents(-1)));
    assert_eq!(Money::from_decimal(dec("610.005")), None);
    assert_eq!(Money::from_decimal(dec("92233720368547758.08")), None);
    assert_eq!(Money::from_decimal(Decimal::MAX), None);
    assert_eq!(Money::from_decimal(dec("0.0000000000000000000000000001")), None);
}

#[test]
fn shares_are_rounded_down_and_shown_short() {
    assert_eq!(Percent::share(1, 2), Some(Percent::whole(50)));
    assert_eq!(Percent::share(4_999, 10_000).map(|p| p.to_string()).as_deref(), Some("49.99 %"));
    assert_eq!(Percent::share(492, 1_000).map(|p| p.to_string()).as_deref(), Some("49.2 %"));
    assert_eq!(Percent::share(0, 0), None);
}

proptest! {
    #[test]
    fn shown_amounts_read_back(amount in -i64::MAX..=i64::MAX) {
        prop_assert_eq!(Money::parse_euro(&cents(amount).to_string()), Some(cents(amount)));
        prop_assert_eq!(Money::from_decimal(cents(amount).to_decimal()), Some(cents(amount)));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[-0-9., €]{0,14}") {
        if let Some(read) = Money::parse_euro(&text) {
            let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
            // Nothing is lost or made up: the digits typed are the digits shown, bar zeros.
            let (typed, shown) = (digits(&text), digits(&read.to_string()));
            prop_assert_eq!(typed.trim_matches('0'), shown.trim_matches('0'));
        }
    }

    #[test]
    fn a_split_loses_no_cent(amount in any::<i64>(), n in 1u32..200) {
        let parts = cents(amount).split(NonZeroU32::new(n).unwrap());
        prop_assert_eq!(parts.len(), n as usize);
        prop_assert_eq!(Money::sum(parts.iter().copied()), Some(cents(amount)));
        let (least, most) = (parts.iter().min().unwrap(), parts.iter().max().unwrap());
        prop_assert!(most.cents() - least.cents() <= 1);
    }

    #[test]
    fn sums_are_exact_or_refused(a in any::<i64>(), b in any::<i64>()) {
        let exact = i128::from(a) + i128::from(b);
        prop_assert_eq!(cents(a).checked_add(cents(b)).map(|m| i128::from(m.cents())),
            i64::try_from(exact).ok().map(i128::from));
        let exact = i128::from(a) - i128::from(b);
        prop_assert_eq!(cents(a).checked_sub(cents(b)).map(|m| i128::from(m.cents())),
            i64::try_from(exact).ok().map(i128::from));
    }

    #[test]
    fn two_halves_are_the_whole_within_a_cent(amount in any::<i64>()) {
        for rounding in ROUNDINGS {
            let twice = i128::from(cents(amount).half(rounding).cents()) * 2;
            prop_assert!((twice - i128::from(amount)).abs() <= 1);
        }
    }

    #[test]
    fn a_correction_mirrors_its_amount(
        amount in -1_000_000_000i64..1_000_000_000,
        share in 0u32..20_000,
    ) {
        for rounding in ROUNDINGS {
            let share = Percent::from_hundredths(share);
            let there = cents(amount).percent(share, rounding).unwrap();
            let back = cents(-amount).percent(share, rounding).unwrap();
            prop_assert_eq!(there.checked_neg(), Some(back));
            // Within one cent of the exact value.
            let exact = i128::from(amount) * i128::from(share.hundredths());
            prop_assert!((i128::from(there.cents()) * 10_000 - exact).abs() < 10_000);
        }
    }
}
