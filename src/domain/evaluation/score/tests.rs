//! Marks, totals and thresholds, as tables.

use super::*;
use crate::domain::evaluation::{
    examples::{marks, rules},
    rules::{Combine, Criterion},
};

fn exact(tenths: i64, over: u32) -> ExactMark {
    ExactMark::try_new(tenths, over).unwrap()
}

#[test]
fn means_and_medians_are_exact() {
    let of = |tenths: &[i32]| tenths.iter().map(|t| Mark::from_tenths(*t)).collect::<Vec<_>>();
    for (tenths, mean, median, shown) in [
        (&[35, 40, 35][..], exact(110, 3), exact(35, 1), "3.67 3.5"),
        (&[30, 35], exact(65, 2), exact(65, 2), "3.25 3.25"),
        (&[45], exact(45, 1), exact(45, 1), "4.5 4.5"),
        (&[0, 50, 45, 50], exact(145, 4), exact(95, 2), "3.63 4.75"),
        (&[20, 20, 20], exact(20, 1), exact(20, 1), "2 2"),
        (&[-5, 0, 0], exact(-5, 3), exact(0, 1), "-0.17 0"),
    ] {
        let marks = of(tenths);
        assert_eq!(ExactMark::mean(&marks), Some(mean), "{tenths:?}");
        assert_eq!(ExactMark::median(&marks), Some(median), "{tenths:?}");
        assert_eq!(format!("{mean} {median}"), shown);
    }
    assert_eq!((ExactMark::mean(&[]), ExactMark::median(&[])), (None, None));
}

#[test]
fn two_decimals_are_rounded_half_up_for_reading_only() {
    for (tenths, over, shown) in [
        (25, 8, "0.31"),
        (1, 20, "0.01"),
        (1, 21, "0"),
        (299, 10, "2.99"),
        (2_999, 100, "3.00"),
        (30, 1, "3"),
        (35, 1, "3.5"),
    ] {
        let shown = if shown == "0" { "0.00" } else { shown };
        assert_eq!(exact(tenths, over).to_string(), shown, "{tenths}/{over}");
    }
    // What reads as 3.00 may still miss 3: thresholds look at the exact value.
    assert!(!exact(2_999, 100).meets(Mark::from_tenths(30)));
}

#[test]
fn thresholds_stand_on_raw_marks() {
    let three = Mark::from_tenths(30);
    let ten = Mark::from_tenths(100);
    for (tenths, missed) in [
        ([30, 30, 40], ""),
        ([35, 35, 30], ""),
        ([50, 50, 25], "implementation"),
        ([30, 30, 30], "total"),
        ([30, 35, 30], "total"),
        ([25, 25, 25], "excellence impact implementation total"),
        ([0, 50, 50], "excellence"),
        // Weighted it would be 10.25; the weight doesn't help.
        ([30, 35, 25], "implementation total"),
    ] {
        let standing = standing(&consensus(&marks(tenths), &rules()).unwrap(), &rules()).unwrap();
        let names: Vec<&str> = standing
            .missed
            .iter()
            .map(|missed| match missed {
                Missed::Criterion { criterion, mark, threshold } => {
                    assert_eq!(*threshold, three);
                    assert!(*mark < three.into());
                    criterion.as_str()
                }
                Missed::Total { total, threshold } => {
                    assert_eq!((*threshold, *total), (ten, standing.total));
                    "total"
                }
            })
            .collect();
        assert_eq!(names.join(" "), missed, "{tenths:?}");
    }
}

#[test]
fn weights_only_change_the_weighted_total() {
    let one = standing(&consensus(&marks([40, 45, 35]), &rules()).unwrap(), &rules()).unwrap();
    assert_eq!((one.total.to_string(), one.weighted.to_string()), ("12".into(), "14.25".into()));
    let other = standing(&consensus(&marks([45, 40, 35]), &rules()).unwrap(), &rules()).unwrap();
    assert_eq!(other.total, one.total);
    assert!(other.weighted < one.weighted);
}

#[test]
fn nothing_missing_counts_as_nought() {
    let mut short = marks([30, 30, 40]);
    short.remove("impact");
    short.insert("style".to_owned(), Mark::from_tenths(50));
    short.insert("excellence".to_owned(), Mark::from_tenths(52));
    let faults = consensus(&short, &rules()).unwrap_err();
    assert_eq!(
        faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "style is no criterion of this programme",
            "5.2 for excellence is not on the scale from 0 to 5 by 0.5",
            "there is no mark for impact",
        ]
    );
    let mut mean_rules = rules();
    mean_rules.combine = Combine::Mean;
    let reports = [marks([30, 30, 40]), short];
    assert_eq!(combine(&reports, None, &mean_rules).unwrap_err(), faults);
}

#[test]
fn the_programme_says_how_final_marks_come_about() {
    let reports = [marks([30, 30, 40]), marks([40, 35, 40]), marks([50, 35, 45])];
    let written = marks([45, 45, 45]);
    for (how, excellence) in [
        (Combine::Mean, exact(40, 1)),
        (Combine::Median, exact(40, 1)),
        (Combine::Consensus, exact(45, 1)),
    ] {
        let rules = EvaluationRules { combine: how, ..rules() };
        let found = combine(&reports, Some(&written), &rules).unwrap();
        assert_eq!(found.get("excellence"), Some(excellence), "{how:?}");
    }
    assert_eq!(mean(&reports, &rules()).unwrap().get("impact"), Some(exact(100, 3)));
    assert_eq!(median(&reports, &rules()).unwrap().get("impact"), Some(exact(35, 1)));
    assert_eq!(combine(&reports, None, &rules()), Err(vec![ScoreFault::NoConsensus]));
}

#[test]
fn too_few_reports_block_even_beside_a_consensus() {
    let few = ScoreFault::Reports { has: 1, needs: 2 };
    let reports = [marks([30, 30, 40])];
    assert_eq!(combine(&reports, Some(&reports[0]), &rules()), Err(vec![few.clone()]));
    let both = Err(vec![few, ScoreFault::NoConsensus]);
    assert_eq!(combine(&reports, None, &rules()), both);
    let rules = EvaluationRules { combine: Combine::Mean, ..rules() };
    assert_eq!(combine(&[], None, &rules), Err(vec![ScoreFault::Reports { has: 0, needs: 2 }]));
}

#[test]
fn marks_of_other_rules_are_refused_when_they_are_ranked() {
    let mut more = rules();
    more.criteria.push(Criterion { key: "ethics".to_owned(), ..more.criteria[0].clone() });
    let old = consensus(&marks([30, 30, 40]), &rules()).unwrap();
    let missing = ScoreFault::Missing { criterion: "ethics".to_owned() };
    assert_eq!(standing(&old, &more), Err(vec![missing]));
    more.criteria.remove(0);
    assert_eq!(standing(&old, &more).unwrap_err().len(), 2);
}

#[test]
fn stored_marks_come_back_and_impossible_ones_do_not() {
    let marks = mean(&[marks([30, 30, 40]), marks([35, 30, 40])], &rules()).unwrap();
    let text = serde_json::to_string(&marks).unwrap();
    assert!(text.contains(r#""excellence":{"tenths":65,"over":2}"#), "{text}");
    assert_eq!(serde_json::from_str::<FinalMarks>(&text).unwrap(), marks);
    for bad in [
        r#"{"a":{"tenths":1,"over":0}}"#,
        r#"{"a":{"tenths":9223372036854775807,"over":1}}"#,
        r#"{"a":{"tenths":1,"over":999983},"b":{"tenths":1,"over":999979}}"#,
    ] {
        assert!(serde_json::from_str::<FinalMarks>(bad).is_err(), "{bad}");
    }
}
