//! When one more is called, as a table.

use super::*;
use crate::domain::evaluation::{
    examples::{marks, rules},
    rules::ThirdRule,
};

#[test]
fn a_third_is_called_for_a_gap_or_a_crossed_threshold() {
    let gap = |lowest, highest| {
        let mark = Mark::from_tenths;
        Some(ThirdReason::Gap { lowest: mark(lowest), highest: mark(highest), gap: mark(30) })
    };
    let crossed = |met, missed| Some(ThirdReason::ThresholdCrossed { met, missed });
    for (reports, wanted) in [
        (&[[40, 40, 40], [40, 40, 40]][..], None),
        (&[[40, 40, 40], [30, 30, 30]], gap(90, 120)),
        (&[[40, 40, 40], [35, 30, 30]], crossed(1, 1)),
        (&[[40, 40, 40], [45, 50, 25]], crossed(1, 1)),
        // Both below, or both above: nothing is crossed.
        (&[[25, 40, 40], [40, 25, 40]], None),
        (&[[40, 40, 20], [35, 35, 30]], crossed(1, 1)),
        // The gap is told first.
        (&[[50, 50, 50], [25, 25, 25]], gap(75, 150)),
        // Not all in yet, and one more in already.
        (&[[40, 40, 40]], None),
        (&[[50, 50, 50], [25, 25, 25], [40, 40, 40]], None),
        (&[], None),
    ] {
        let reports: Vec<Marks> = reports.iter().map(|tenths| marks(*tenths)).collect();
        assert_eq!(third_wanted(&reports, &rules()), Ok(wanted), "{reports:?}");
    }
}

#[test]
fn the_rules_may_ask_for_less() {
    let far = [marks([50, 50, 50]), marks([25, 25, 25])];
    let near = [marks([40, 40, 40]), marks([40, 40, 25])];
    let without = EvaluationRules { third: None, ..rules() };
    assert_eq!(third_wanted(&far, &without), Ok(None));
    let third = Some(ThirdRule { gap: Mark::from_tenths(30), threshold_crossed: false });
    assert_eq!(third_wanted(&near, &EvaluationRules { third, ..rules() }), Ok(None));
    let one = EvaluationRules { evaluators: 1, ..rules() };
    assert_eq!(third_wanted(&far[..1], &one), Ok(None));
}

#[test]
fn a_report_with_a_hole_is_refused() {
    let mut short = marks([40, 40, 40]);
    short.remove("impact");
    let missing = ScoreFault::Missing { criterion: "impact".to_owned() };
    assert_eq!(third_wanted(&[short, marks([40; 3])], &rules()), Err(vec![missing]));
}
