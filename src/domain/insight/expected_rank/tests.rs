//! The published table, and what must hold whatever the marks.

use super::*;
use crate::domain::{
    evaluation::rules::Mark,
    insight::panels::{ONE, panel},
};

/// Vignette of `ERforResearch`, panel 1: ER of #1 to #15 (from PCER where it prints fewer digits).
const PUBLISHED: [f64; 15] = [
    2.44, 4.06, 4.09, 4.12, 5.08, 6.19, 7.34, 7.26, 8.43, 9.42, 10.445, 11.45, 12.965, 13.04,
    13.685,
];
const SUCRA: [f64; 15] =
    [0.90, 0.78, 0.78, 0.78, 0.71, 0.63, 0.55, 0.55, 0.47, 0.40, 0.33, 0.25, 0.15, 0.14, 0.09];

fn real(value: Thousandths) -> f64 {
    f64::from(i32::try_from(value.0).unwrap()) / 1000.0
}

#[test]
fn the_published_table_comes_out_within_a_tenth_of_a_rank() {
    for seed in [1991, 6] {
        let found = expected_ranks(&panel(&ONE), Sampling::seeded(seed)).unwrap();
        assert!(found.chain_spread.0 < 200, "chains agree: {}", found.chain_spread);
        for row in &found.rows {
            let at = usize::try_from(row.proposal - 1).unwrap();
            let away = (real(row.expected_rank) - PUBLISHED[at]).abs();
            assert!(away < 0.1, "seed {seed}, #{}: {}", row.proposal, row.expected_rank);
            assert!(
                (real(row.sucra) - SUCRA[at]).abs() < 0.012,
                "#{}: {}",
                row.proposal,
                row.sucra
            );
        }
    }
}

/// The vignette's last figure: five fundable, #1 accepted, #2 to #8 left to chance, #9 on rejected.
#[test]
fn five_grants_leave_the_group_of_the_published_figure() {
    let found = expected_ranks(&panel(&ONE), Sampling::seeded(1991)).unwrap();
    for (proposal, zone) in found.zones(5) {
        let published = match proposal {
            1 => Zone::Above,
            2..=8 => Zone::Crossing,
            _ => Zone::Below,
        };
        assert_eq!(zone, published, "#{proposal}");
    }
    assert!(found.zones(0).iter().all(|(_, zone)| *zone == Zone::Below));
    assert!(found.zones(15).iter().all(|(_, zone)| *zone == Zone::Above));
}

/// The bands of the same figure, read off its axis.
#[test]
fn the_intervals_are_those_of_the_published_figure() {
    let found = expected_ranks(&panel(&ONE), Sampling::seeded(1991)).unwrap();
    for (proposal, half, ninety) in
        [(1, (1, 3), (1, 6)), (2, (2, 6), (1, 9)), (5, (3, 7), (1, 10)), (15, (13, 15), (10, 15))]
    {
        let row = found.rows.iter().find(|row| row.proposal == proposal).unwrap();
        assert_eq!((row.half.low, row.half.high), half, "#{proposal}");
        assert_eq!((row.ninety.low, row.ninety.high), ninety, "#{proposal}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_in_any_order() {
    let mut grades = panel(&ONE);
    let sampling = Sampling { draws: 500, burn_in: 100, ..Sampling::seeded(7) };
    let once = serde_json::to_vec(&expected_ranks(&grades, sampling).unwrap()).unwrap();
    grades.reverse();
    assert_eq!(once, serde_json::to_vec(&expected_ranks(&grades, sampling).unwrap()).unwrap());
    let other = Sampling { seed: 8, ..sampling };
    assert_ne!(once, serde_json::to_vec(&expected_ranks(&grades, other).unwrap()).unwrap());
}

#[test]
fn ranks_sum_up_and_intervals_hold_the_middle() {
    let found = expected_ranks(&panel(&ONE), Sampling::seeded(3)).unwrap();
    let sum: i64 = found.rows.iter().map(|row| row.expected_rank.0).sum();
    assert!((sum - 120_000).abs() <= 15, "1 + .. + 15, rounded: {sum}");
    for row in &found.rows {
        assert!(row.ninety.low <= row.half.low && row.half.high <= row.ninety.high);
        assert!(row.half.low >= 1 && row.ninety.high <= 15);
    }
}

#[test]
fn a_clear_winner_is_first_almost_always() {
    let mut grades = Vec::new();
    for (proposal, tenths) in [(1, 50), (2, 20), (3, 15), (4, 10)] {
        for assessor in 1..=6 {
            let mark = Mark::from_tenths(tenths + (assessor % 2) * 2);
            grades.push(Grade { proposal, assessor, mark });
        }
    }
    let found = expected_ranks(&grades, Sampling::seeded(1)).unwrap();
    assert_eq!(found.rows[0].proposal, 1);
    assert!(found.rows[0].expected_rank.0 < 1_010);
    assert_eq!(found.rows[0].ninety, Interval { low: 1, high: 1 });
}

#[test]
fn too_little_is_refused_by_name() {
    let grades = panel(&ONE);
    let none = Sampling { draws: 0, ..Sampling::seeded(1) };
    assert_eq!(expected_ranks(&grades, none), Err(InsightFault::Settings));
    let too_few = expected_ranks(&grades[..5], Sampling::seeded(1));
    assert_eq!(too_few, Err(InsightFault::TooFew { has: 5, needs: 3 }));
}
