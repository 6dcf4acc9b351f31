//! The three mock panels of `snsf-data/ERforResearch` (R/data.R, MIT): 15 proposals, 5 assessors,
//! grades 1 (best) to 6. The one rule: for tests only.

use super::Grade;
use crate::domain::evaluation::rules::Mark;

/// Panel 1.
pub const ONE: [i32; 75] = [
    1, 1, 1, 2, 5, 1, 1, 2, 2, 6, 1, 2, 1, 3, 5, 1, 3, 2, 1, 5, 1, 2, 2, 3, 5, 1, 3, 1, 4, 5, 1, 2,
    3, 4, 5, 1, 5, 2, 2, 5, 1, 3, 4, 3, 5, 1, 4, 2, 5, 5, 2, 3, 4, 4, 5, 2, 4, 3, 5, 5, 2, 5, 4, 4,
    6, 2, 3, 4, 6, 6, 2, 5, 5, 4, 6,
];

/// Panel 2.
pub const TWO: [i32; 75] = [
    1, 1, 1, 2, 1, 1, 2, 2, 1, 1, 1, 3, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 2, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 4, 4, 3, 4, 3, 3, 4, 4, 4, 4, 4, 5, 4, 4, 4, 5, 5, 5, 4, 6, 4, 5, 5, 6, 5, 5, 5,
    5, 5, 5, 5, 6, 6, 5, 6, 6, 6, 6,
];

/// Panel 3.
pub const THREE: [i32; 75] = [
    1, 1, 1, 1, 5, 2, 1, 3, 1, 5, 2, 3, 2, 1, 5, 2, 4, 1, 3, 5, 4, 2, 3, 3, 5, 3, 4, 4, 2, 5, 4, 3,
    3, 3, 5, 2, 4, 5, 3, 5, 3, 3, 3, 5, 6, 5, 2, 2, 6, 6, 3, 5, 4, 5, 6, 5, 4, 5, 4, 6, 4, 6, 5, 5,
    6, 6, 4, 6, 5, 6, 5, 6, 6, 5, 6,
];

/// The grades as marks: 7 less the grade, as the package does.
pub fn panel(grades: &[i32; 75]) -> Vec<Grade<u32, u32>> {
    let grade = |(at, grade): (u32, &i32)| Grade {
        proposal: at / 5 + 1,
        assessor: at % 5 + 1,
        mark: Mark::from_tenths((7 - grade) * 10),
    };
    (0..).zip(grades).map(grade).collect()
}
