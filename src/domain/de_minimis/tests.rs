//! The window as a table, the sum as properties, the undertaking as a graph.

use super::*;
use crate::domain::ids::OrganisationId;
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rules(years: u32, share: u32) -> DeMinimisRules {
    DeMinimisRules {
        member_state: "PT".parse().unwrap(),
        authority: "Office".into(),
        instrument: "Grant".into(),
        regulation: "Regulation".into(),
        ceiling: Money::from_cents(30_000_000),
        years,
        share: Percent::from_hundredths(share),
    }
}

fn line(on: &str, cents: i64) -> Line {
    let source = Source::Declared {
        by: "Tecnotex".into(),
        granter: "Agency".into(),
        measure: "Voucher".into(),
    };
    Line { source, granted_on: day(on), amount: Money::from_cents(cents) }
}

#[test]
fn three_years_back_to_the_day_count() {
    for (granted, award, counts) in [
        ("2023-03-10", "2026-03-10", true),
        ("2023-03-09", "2026-03-10", false),
        ("2026-03-10", "2026-03-10", true),
        ("2026-03-11", "2026-03-10", false),
        ("2021-02-28", "2024-02-29", true),
        ("2021-02-27", "2024-02-29", false),
        ("2024-02-29", "2027-02-28", true),
        ("2024-02-29", "2027-03-01", false),
    ] {
        let tally = rules(3, 10_000).tally(day(award), vec![line(granted, 100)], Money::ZERO);
        assert_eq!(tally.lines[0].counts, counts, "{granted} for {award}");
        assert_eq!(tally.before.cents(), if counts { 100 } else { 0 }, "{granted} for {award}");
    }
}

#[test]
fn the_ceiling_itself_holds_and_a_cent_more_does_not() {
    let before = vec![line("2025-01-01", 29_000_000)];
    let on = day("2026-03-10");
    let at = rules(3, 10_000).tally(on, before.clone(), Money::from_cents(1_000_000));
    assert_eq!((at.over(), at.left()), (None, Money::from_cents(1_000_000)));
    let above = rules(3, 10_000).tally(on, before, Money::from_cents(1_000_001));
    assert_eq!(above.over(), Some(Money::from_cents(1)));
}

#[test]
fn a_part_of_a_cent_of_national_money_counts_whole() {
    for (grant, share, part) in
        [(10_000, 10_000, 10_000), (10_000, 2_500, 2_500), (3, 2_500, 1), (1, 1, 1), (0, 1, 0)]
    {
        assert_eq!(rules(3, share).part(Money::from_cents(grant)).cents(), part, "{grant} {share}");
    }
    assert_eq!(rules(3, 2_500).part(Money::from_cents(-4)), Money::ZERO);
}

#[test]
fn what_stands_follows_from_what_became_of_the_grant() {
    let money = Money::from_cents;
    for (withdrawn, over, due, back, stands_cents) in [
        (false, false, 0, 0, 1_000),
        (false, false, 400, 100, 900),
        (false, true, 400, 0, 400),
        (false, true, 400, 150, 250),
        (false, true, 0, 0, 0),
        (false, true, 2_000, 0, 1_000),
        (true, false, 0, 0, 0),
        (false, true, 100, 500, 0),
    ] {
        let since = Since { withdrawn, over, due: money(due), back: money(back) };
        assert_eq!(stands(money(1_000), since), money(stands_cents), "{since:?}");
    }
}

#[test]
fn an_answer_is_neither_silence_nor_both() {
    use DeclarationFault as F;
    let enterprise = |name: &str, country: &str| Enterprise {
        name: name.into(),
        country: country.into(),
        registration: String::new(),
    };
    let aid = |on: &str, cents, granter: &str| Aid {
        granter: granter.into(),
        granted_on: day(on),
        amount: Money::from_cents(cents),
        measure: granter.into(),
    };
    let declared = |enterprises, aid, none| Declaration { enterprises, aid, none };
    let today = day("2026-03-10");
    let table = [
        (declared(vec![], vec![], true), vec![]),
        (declared(vec![enterprise("A", "PT")], vec![aid("2026-03-10", 1, "B")], false), vec![]),
        (declared(vec![], vec![], false), vec![F::NotAnswered]),
        (declared(vec![], vec![aid("2026-01-01", 1, "B")], true), vec![F::NoneAndSome]),
        (
            declared(vec![enterprise(" ", "Portugal")], vec![aid("2026-03-11", 0, " ")], false),
            vec![
                F::EnterpriseName { row: 0 },
                F::EnterpriseCountry { row: 0 },
                F::Granter { row: 0 },
                F::DayAhead { row: 0 },
                F::Amount { row: 0 },
                F::Measure { row: 0 },
            ],
        ),
    ];
    for (declared, found) in table {
        assert_eq!(faults(&declared, today), found, "{declared:?}");
    }
}

fn id(n: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(n))
}

/// An organisation with the number `n`, that declared these numbers.
fn known(n: u128, declared: &[u128]) -> Known {
    let other = |n: &u128| Enterprise {
        name: String::new(),
        country: "PT".into(),
        registration: format!("{n}"),
    };
    Known {
        id: id(n),
        country: "PT".into(),
        registration: format!("{n}"),
        declared: declared.iter().map(other).collect(),
    }
}

#[test]
fn ties_go_both_ways_and_through_others() {
    // 1 names 9, which is not here; 3 names 9, too. 4 names 1. 5 stands alone.
    let all = [known(1, &[9]), known(3, &[9]), known(4, &[1]), known(5, &[])];
    for of in [1, 3, 4] {
        let found: Vec<_> = undertaking(id(of), &all).into_iter().collect();
        assert_eq!(found, [id(1), id(3), id(4)], "of {of}");
    }
    assert_eq!(undertaking(id(5), &all).len(), 1);
    assert_eq!(undertaking(id(7), &all).into_iter().collect::<Vec<_>>(), [id(7)], "not known");
}

#[test]
fn a_number_is_the_same_however_it_is_typed() {
    let mut one = known(1, &[]);
    one.registration = "pt 501.234-567".into();
    let mut other = known(2, &[]);
    other.registration = "501234567".into();
    assert_eq!(undertaking(id(1), &[one.clone(), other.clone()]).len(), 2);
    other.country = "DK".into();
    assert_eq!(undertaking(id(1), &[one.clone(), other]).len(), 1, "another register");
    let mut nameless = known(3, &[]);
    nameless.registration = " - ".into();
    let mut also = nameless.clone();
    also.id = id(4);
    assert_eq!(undertaking(id(3), &[nameless, also]).len(), 1, "no number ties nobody");
}

fn lines() -> impl Strategy<Value = Vec<(i64, i64)>> {
    proptest::collection::vec((-2_000_i64..100, 1_i64..20_000_000), 0..12)
}

proptest! {
    /// The sum is that of the lines in the window, whatever their order; more lines or more years
    /// never leave more room.
    #[test]
    fn the_sum_is_that_of_its_window(
        given in lines(),
        new in 0_i64..40_000_000,
        years in 1_u32..5,
    ) {
        let on = day("2026-03-10");
        let made = |given: &[(i64, i64)]| -> Vec<Line> {
            let at = |days: i64| on + chrono::TimeDelta::days(days);
            given.iter().map(|(days, cents)| line(&at(*days).to_string(), *cents)).collect()
        };
        let rules = rules(years, 10_000);
        let tally = rules.tally(on, made(&given), Money::from_cents(new));
        let from = rules.counts_from(on);
        let by_hand: i64 = made(&given)
            .iter()
            .filter(|one| one.granted_on >= from && one.granted_on <= on)
            .map(|one| one.amount.cents())
            .sum();
        prop_assert_eq!(tally.before.cents(), by_hand);
        prop_assert_eq!(tally.after.cents(), by_hand + new);
        prop_assert_eq!(tally.over().is_some(), by_hand + new > rules.ceiling.cents());
        let mut turned = given.clone();
        turned.reverse();
        let turned = rules.tally(on, made(&turned), Money::from_cents(new));
        prop_assert_eq!(turned.before, tally.before);
        let fewer = rules.tally(on, made(given.get(1..).unwrap_or_default()), Money::ZERO);
        prop_assert!(fewer.left() >= tally.left());
        let longer = super::tests::rules(years + 1, 10_000).tally(on, made(&given), Money::ZERO);
        prop_assert!(longer.left() <= tally.left());
    }
    /// The national part is at least the exact share, less than a cent above it, and never more
    /// than the grant.
    #[test]
    fn the_national_part_is_the_share_rounded_up(
        grant in 0_i64..1_000_000_000,
        share in 1_u32..10_001,
    ) {
        let part = i128::from(rules(3, share).part(Money::from_cents(grant)).cents());
        let exact = i128::from(grant) * i128::from(share);
        prop_assert!(part * 10_000 >= exact && part * 10_000 < exact + 10_000);
        prop_assert!(part <= i128::from(grant));
    }
    /// Whoever is in somebody's undertaking has the same undertaking.
    #[test]
    fn an_undertaking_is_one_for_all_in_it(
        ties in proptest::collection::vec((0_u128..8, 0_u128..12), 0..10),
    ) {
        let named = |n: u128| -> Vec<u128> {
            ties.iter().filter(|(from, _)| *from == n).map(|(_, to)| *to).collect()
        };
        let all: Vec<Known> = (0..8).map(|n| known(n, &named(n))).collect();
        for n in 0..8 {
            let mine = undertaking(id(n), &all);
            prop_assert!(mine.contains(&id(n)));
            for other in &mine {
                prop_assert_eq!(&undertaking(*other, &all), &mine);
            }
        }
    }
}
