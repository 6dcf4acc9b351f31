//! Correlations against values worked out elsewhere.

use super::*;
use crate::domain::{
    evaluation::rules::Mark,
    insight::panels::{ONE, THREE, TWO, panel},
};

#[test]
fn the_mock_panels_have_the_known_correlations() {
    // Reference values: 1, 2, 3 of ICC(1) and ICC(3), worked out in R.
    for (grades, single, consistent) in [(ONE, 9, 368), (TWO, 888, 893), (THREE, 349, 520)] {
        let found = agreement(&panel(&grades)).unwrap();
        assert_eq!(found.single.0, single);
        assert_eq!(found.consistent.unwrap().0, consistent);
        assert_eq!(found.per_proposal.0, 5_000);
        // Spearman and Brown: k r / (1 + (k - 1) r).
        let brown = 5.0 * f64::from(i32::try_from(single).unwrap()) / 1000.0;
        let brown = brown / (1.0 + 4.0 * brown / 5.0);
        assert!(
            (f64::from(i32::try_from(found.averaged.0).unwrap()) / 1000.0 - brown).abs() < 0.003
        );
        assert!(found.single_interval.low < found.single);
        assert!(found.single < found.single_interval.high);
    }
}

/// Table 2 of Shrout and Fleiss (1979): six targets, four judges.
#[test]
fn the_classic_example_comes_out_as_printed() {
    let ratings = [9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7];
    let grades: Vec<_> = (0_u32..)
        .zip(ratings)
        .map(|(at, rating)| Grade {
            proposal: at / 4,
            assessor: at % 4,
            mark: Mark::from_tenths(rating * 10),
        })
        .collect();
    let found = agreement(&grades).unwrap();
    // Printed: ICC(1,1) .17, ICC(1,4) .44, ICC(3,1) .71; the interval is R's psych::ICC.
    assert_eq!(found.single.0, 166);
    assert_eq!(found.averaged.0, 443);
    assert_eq!(found.consistent.unwrap().0, 715);
    assert_eq!((found.single_interval.low.0, found.single_interval.high.0), (-133, 723));
}

#[test]
fn what_tells_nothing_is_refused() {
    let same: Vec<_> = [(1, 1), (1, 2), (2, 1), (2, 2)]
        .map(|(proposal, assessor)| Grade { proposal, assessor, mark: Mark::from_tenths(30) })
        .into();
    assert!(matches!(agreement(&same), Err(InsightFault::TooFew { .. })));
    assert!(matches!(agreement(&same[..2]), Err(InsightFault::TooFew { .. })));
    let twice = [same[0], same[0]];
    assert_eq!(agreement(&twice), Err(InsightFault::Twice { proposal: 1, assessor: 1 }));
}
