//! The line by hand and through random calls.

use super::*;
use crate::domain::evaluation::{
    examples::{entry, rules},
    ranking::rank,
};
use proptest::prelude::*;

/// Proposals in order of rank, with what they ask for in euro and their sub-line.
pub fn ranked(rows: &[(i64, Option<&str>)]) -> Ranking<u32> {
    let entries: Vec<_> = (1..)
        .zip(rows)
        .map(|(id, (euro, sub))| {
            let mut entry = entry(id, [40; 3]);
            entry.requested = Money::from_cents(euro * 100);
            entry.sub_line = sub.map(str::to_owned);
            entry
        })
        .collect();
    rank(&entries, &rules()).unwrap()
}

pub fn terms(euro: i64, policy: LinePolicy) -> LineTerms {
    LineTerms { policy, ..LineTerms::of(&rules(), Money::from_cents(euro * 100)) }
}

fn said(line: &Line<u32>) -> String {
    let word = |row: &Row<u32>| match &row.outcome {
        Outcome::Funded { from: LineName::Common } => "funded".to_owned(),
        Outcome::Funded { from: LineName::Sub(name) } => format!("funded:{name}"),
        Outcome::Reserve { place } => format!("r{place}"),
        Outcome::BelowLine => "below".to_owned(),
        Outcome::BelowThreshold => "threshold".to_owned(),
    };
    line.rows.iter().map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn stop_ends_the_line_and_skip_lets_the_next_pass() {
    let ranking = ranked(&[(40, None), (30, None), (50, None), (20, None), (10, None)]);
    for (euro, policy, expected, left) in [
        (100, LinePolicy::Stop, "funded funded r1 r2 r3", 30),
        (100, LinePolicy::Skip, "funded funded r1 funded funded", 0),
        (120, LinePolicy::Stop, "funded funded funded r1 r2", 0),
        (150, LinePolicy::Stop, "funded funded funded funded funded", 0),
        (39, LinePolicy::Stop, "r1 r2 r3 r4 r5", 39),
        (39, LinePolicy::Skip, "r1 funded r2 r3 r4", 9),
        (0, LinePolicy::Skip, "r1 r2 r3 r4 r5", 0),
    ] {
        let line = draw_line(&ranking, &terms(euro, policy)).unwrap();
        assert_eq!(said(&line), expected, "{euro} {policy:?}");
        assert_eq!(line.purses[0].left, Money::from_cents(left * 100));
        assert_eq!(line.funded().cents() + line.purses[0].left.cents(), euro * 100);
    }
}

#[test]
fn each_row_tells_the_rule_that_placed_it() {
    let ranking = ranked(&[(40, None), (50, None), (30, None)]);
    let line = draw_line(&ranking, &terms(80, LinePolicy::Stop)).unwrap();
    let rules: Vec<&Placed> = line.rows.iter().map(|row| &row.rule).collect();
    assert_eq!(rules[0], &Placed::Fits);
    assert_eq!(rules[1], &Placed::DoesNotFit { left: Money::from_cents(4_000) });
    assert_eq!(rules[2], &Placed::LineEnded { at: "INV-002".to_owned() });
    assert_eq!(line.purses[0].ended_at.as_deref(), Some("INV-002"));
}

#[test]
fn the_reserve_list_has_its_places() {
    let ranking = ranked(&[(40, None), (40, None), (40, None), (40, None)]);
    let terms = LineTerms { reserve_places: Some(2), ..terms(50, LinePolicy::Stop) };
    assert_eq!(said(&draw_line(&ranking, &terms).unwrap()), "funded r1 r2 below");
    let none = LineTerms { reserve_places: Some(0), ..terms };
    assert_eq!(said(&draw_line(&ranking, &none).unwrap()), "funded below below below");
}

#[test]
fn sub_lines_have_their_own_money() {
    let ranking = ranked(&[
        (40, Some("big")),
        (30, Some("big")),
        (10, None),
        (5, Some("small")),
        (20, Some("big")),
        (20, None),
        (6, Some("small")),
    ]);
    let sub = |euro: i64, may_use_common| SubLine {
        money: Money::from_cents(euro * 100),
        may_use_common,
    };
    let with = |policy, common, big, small| LineTerms {
        sub_lines: [("big".to_owned(), big), ("small".to_owned(), small)].into(),
        ..terms(common, policy)
    };
    for (policy, big, small, expected) in [
        (
            LinePolicy::Stop,
            sub(60, false),
            sub(10, false),
            "funded:big r1 funded funded:small r2 funded r3",
        ),
        (
            LinePolicy::Skip,
            sub(60, false),
            sub(10, false),
            "funded:big r1 funded funded:small funded:big funded r2",
        ),
        (
            LinePolicy::Stop,
            sub(60, true),
            sub(10, false),
            "funded:big funded r1 funded:small funded:big r2 r3",
        ),
        (
            LinePolicy::Stop,
            sub(60, false),
            sub(10, true),
            "funded:big r1 funded funded:small r2 funded r3",
        ),
    ] {
        let line = draw_line(&ranking, &with(policy, 30, big, small)).unwrap();
        assert_eq!(said(&line), expected, "{policy:?} {big:?}");
    }
    let lost = terms(30, LinePolicy::Stop);
    let fault =
        LineFault::NoSubLine { reference: "INV-001".to_owned(), sub_line: "big".to_owned() };
    assert_eq!(draw_line(&ranking, &lost), Err(fault));
    let negative = with(LinePolicy::Stop, 30, sub(-1, false), sub(0, false));
    let line = LineName::Sub("big".to_owned());
    assert_eq!(draw_line(&ranking, &negative), Err(LineFault::Negative { line }));
    let mut huge = with(LinePolicy::Stop, 30, sub(1, false), sub(1, false));
    huge.common = Money::from_cents(i64::MAX);
    assert_eq!(draw_line(&ranking, &huge), Err(LineFault::TooMuch));
}

#[test]
fn a_what_if_names_who_enters_leaves_and_moves() {
    let ranking = ranked(&[(40, None), (30, None), (50, None), (20, None)]);
    let stop = draw_line(&ranking, &terms(70, LinePolicy::Stop)).unwrap();
    let more = draw_line(&ranking, &terms(120, LinePolicy::Stop)).unwrap();
    let ids = |changes: &[Change<u32>]| changes.iter().map(|change| change.id).collect::<Vec<_>>();
    let changes = compare(&stop, &more);
    assert_eq!(
        (ids(&changes.enters), ids(&changes.leaves), ids(&changes.moves)),
        (vec![3], vec![], vec![4])
    );
    assert_eq!(changes.funded_by, Money::from_cents(5_000));
    let back = compare(&more, &stop);
    assert_eq!(
        (ids(&back.enters), ids(&back.leaves), ids(&back.moves)),
        (vec![], vec![3], vec![4])
    );
    assert_eq!(back.funded_by, Money::from_cents(-5_000));
    let same = compare(&stop, &stop.clone());
    assert!(same.enters.is_empty() && same.leaves.is_empty() && same.moves.is_empty());
    let fewer =
        draw_line(&ranked(&[(40, None), (30, None)]), &terms(70, LinePolicy::Stop)).unwrap();
    assert_eq!(ids(&compare(&stop, &fewer).moves), [3, 4]);
}

#[test]
fn an_undecided_ranking_gives_a_provisional_line() {
    let mut entries = [entry(1, [40; 3]), entry(2, [40; 3])];
    entries[1].submitted_at = entries[0].submitted_at;
    let line = draw_line(&rank(&entries, &rules()).unwrap(), &terms(10, LinePolicy::Stop)).unwrap();
    assert!(line.is_provisional);
}

/// Random lines: amounts in small units so that fits and misses are both common.
pub fn random() -> impl Strategy<Value = (Vec<(i64, Option<&'static str>)>, LineTerms)> {
    let sub = prop_oneof![2 => Just(None), 1 => Just(Some("a")), 1 => Just(Some("b"))];
    let sub_line = || {
        (0..60_i64, any::<bool>()).prop_map(|(euro, may_use_common)| SubLine {
            money: Money::from_cents(euro * 100),
            may_use_common,
        })
    };
    let policy = prop_oneof![Just(LinePolicy::Stop), Just(LinePolicy::Skip)];
    let places = prop::option::of(0..10_u32);
    (
        prop::collection::vec((0..30_i64, sub), 0..20),
        (0..150_i64, sub_line(), sub_line(), policy, places),
    )
        .prop_map(|(rows, (common, a, b, policy, reserve_places))| {
            let sub_lines = [("a".to_owned(), a), ("b".to_owned(), b)].into();
            let common = Money::from_cents(common * 100);
            (rows, LineTerms { common, sub_lines, policy, reserve_places })
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_line_gives_more_than_it_has_and_nobody_is_passed_over((rows, terms) in random()) {
        let line = draw_line(&ranked(&rows), &terms).unwrap();
        for purse in &line.purses {
            let given: i64 = line
                .winners()
                .filter(|row| row.outcome == Outcome::Funded { from: purse.line.clone() })
                .map(|row| row.requested.cents())
                .sum();
            prop_assert!(given <= purse.total.cents());
            prop_assert_eq!(purse.total.cents() - given, purse.left.cents());
        }
        for (at, row) in line.rows.iter().enumerate() {
            if let Outcome::Funded { from } = &row.outcome {
                prop_assert!(row.lines.contains(from));
                // Nobody better who could have used this line went away with nothing.
                if terms.policy == LinePolicy::Stop {
                    let above = line.rows[..at].iter().filter(|above| above.lines.contains(from));
                    let funded = |row: &&Row<u32>| matches!(row.outcome, Outcome::Funded { .. });
                    let passed_over = above.filter(|row| !funded(row)).count();
                    prop_assert_eq!(passed_over, 0);
                }
            } else if terms.policy == LinePolicy::Skip {
                // It really did not fit: what was left after it, it was before it too.
                let Placed::DoesNotFit { left } = &row.rule else { panic!("{row:?}") };
                prop_assert!(row.requested > *left);
            }
        }
        let reserve: Vec<u32> = line
            .rows
            .iter()
            .filter_map(|row| match row.outcome {
                Outcome::Reserve { place } => Some(place),
                Outcome::Funded { .. } | Outcome::BelowLine | Outcome::BelowThreshold => None,
            })
            .collect();
        let most = terms.reserve_places.unwrap_or(u32::MAX);
        prop_assert!(reserve.iter().copied().eq(1..=u32::try_from(reserve.len()).unwrap()));
        prop_assert!(u32::try_from(reserve.len()).unwrap() <= most);
        let again = draw_line(&ranked(&rows), &terms).unwrap();
        prop_assert_eq!(serde_json::to_vec(&line).unwrap(), serde_json::to_vec(&again).unwrap());
        let text = serde_json::to_string(&line).unwrap();
        prop_assert_eq!(serde_json::from_str::<Line<u32>>(&text).unwrap(), line);
    }

    /// One line for all: more money never takes a grant away under `stop`.
    #[test]
    fn more_money_takes_nothing_away(
        amounts in prop::collection::vec(0..30_i64, 0..20), line in 0..200_i64, more in 0..100_i64,
    ) {
        let rows: Vec<_> = amounts.into_iter().map(|euro| (euro, None)).collect();
        let ranking = ranked(&rows);
        let before = draw_line(&ranking, &terms(line, LinePolicy::Stop)).unwrap();
        let after = draw_line(&ranking, &terms(line + more, LinePolicy::Stop)).unwrap();
        prop_assert!(compare(&before, &after).leaves.is_empty());
    }
}
