//! The sentences as a person reads them.

use super::*;
use crate::domain::evaluation::{rules::Mark, score::ExactMark};

#[test]
fn a_rounded_mark_never_reads_as_the_threshold_it_missed() {
    let rules = crate::domain::evaluation::examples::rules();
    let (criterion, threshold) = ("impact".to_owned(), Mark::from_tenths(30));
    for (tenths, over, said) in [
        (25, 1, "impact 2.5, below the threshold of 3."),
        (80, 3, "impact 2.67, below the threshold of 3."),
        (2_999, 100, "impact 2999/1000, just below the threshold of 3."),
    ] {
        let mark = ExactMark::try_new(tenths, over).unwrap();
        let one = Missed::Criterion { criterion: criterion.clone(), mark, threshold };
        assert_eq!(missed(&one, &rules), said);
    }
}
