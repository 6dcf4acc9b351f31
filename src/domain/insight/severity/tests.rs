//! Planted severity is found again; what can't be compared is refused.

use super::*;
use crate::domain::{
    evaluation::rules::Mark,
    insight::panels::{ONE, panel},
};
use proptest::prelude::*;

fn grade(proposal: u32, assessor: u32, tenths: i32) -> Grade<u32, u32> {
    Grade { proposal, assessor, mark: Mark::from_tenths(tenths) }
}

#[test]
fn in_a_full_table_the_offset_is_the_mean_less_the_mean_of_all() {
    // Means of the five assessors of panel 1: 5.67 3.93 4.33 3.53 1.73 (review notes, D7).
    let found = severity(&panel(&ONE)).unwrap();
    let all = (85 + 59 + 65 + 53 + 26) * 1000 / 75;
    for (severity, mean) in found.iter().zip([5_667, 3_933, 4_333, 3_533, 1_733]) {
        assert!((severity.offset.0 - (mean - all)).abs() <= 1, "{severity:?} {mean} {all}");
        assert_eq!((severity.grades, severity.shared), (15, 15));
        assert!(severity.interval.low < severity.offset);
    }
    assert!(found[4].is_marked() && found[4].offset.0 < 0, "assessor 5 is severe");
    // By hand: s2 = SSE/56, var = s2 (1/15)(1 - 1/5), t(56; .975) = 2.003.
    let width = (found[0].interval.high.0 - found[0].interval.low.0) / 2;
    for severity in &found {
        assert!(((severity.interval.high.0 - severity.interval.low.0) / 2 - width).abs() <= 1);
    }
}

#[test]
fn groups_that_share_no_proposal_are_told_apart() {
    let apart = [
        grade(1, 1, 30),
        grade(1, 2, 40),
        grade(2, 1, 35),
        grade(2, 2, 30),
        grade(3, 3, 40),
        grade(3, 4, 45),
    ];
    let groups = vec![vec![1, 2], vec![3, 4]];
    assert_eq!(severity(&apart), Err(InsightFault::NotConnected { groups }));
}

#[test]
fn no_more_marks_than_unknowns_are_too_few() {
    let few = [grade(1, 1, 30), grade(1, 2, 40)];
    assert_eq!(severity(&few), Err(InsightFault::TooFew { has: 2, needs: 4 }));
    assert_eq!(severity::<u32, u32>(&[]), Err(InsightFault::TooFew { has: 0, needs: 4 }));
}

proptest! {
    /// Without noise, additive severity is found exactly, whoever read what.
    #[test]
    fn planted_severity_is_found(
        quality in prop::collection::vec(0..30_i32, 6..12),
        mild in prop::collection::vec(-9..10_i32, 3..6),
        drop in any::<u64>(),
    ) {
        let experts = u32::try_from(mild.len()).unwrap();
        let mut grades = Vec::new();
        for (p, q) in (0_u32..).zip(&quality) {
            for (e, m) in (0_u32..).zip(&mild) {
                // Everybody reads the first two; of the rest some are left out.
                if p < 2 || drop >> ((p * experts + e) % 64) & 1 == 0 {
                    grades.push(grade(p, e, q + m));
                }
            }
        }
        let sum: i32 = mild.iter().sum();
        match severity(&grades) {
            Ok(found) => for (severity, m) in found.iter().zip(&mild) {
                let planted = f64::from(*m) * 100.0 - f64::from(sum) * 100.0 / f64::from(experts);
                let offset = f64::from(i32::try_from(severity.offset.0).unwrap());
                prop_assert!((offset - planted).abs() <= 1.0, "{offset} {planted}");
                prop_assert!(severity.interval.high.0 - severity.interval.low.0 <= 2);
            },
            Err(fault) => {
                let too_few = matches!(fault, InsightFault::TooFew { .. });
                prop_assert!(too_few);
            }
        }
    }
}
