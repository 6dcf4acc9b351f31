//! The command on a small file.

use super::*;

fn input(grades: &[(&str, &str, &str)]) -> GradesInput {
    let grade = |(proposal, assessor, mark): &(&str, &str, &str)| {
        let (proposal, assessor, mark) = (*proposal, *assessor, *mark);
        json!({ "proposal": proposal, "assessor": assessor, "mark": mark })
    };
    let grades: Vec<Value> = grades.iter().map(grade).collect();
    serde_json::from_value(json!({ "grades": grades })).unwrap()
}

fn short() -> Sampling {
    Sampling { draws: 400, burn_in: 100, ..Sampling::seeded(4) }
}

#[test]
fn ranks_agreement_and_severity_come_together() {
    let grades = [
        ("A", "x", "5"),
        ("A", "y", "4.5"),
        ("B", "x", "3"),
        ("B", "y", "2,5"),
        ("C", "x", "1"),
        ("C", "y", "1.5"),
    ];
    let found = answer(&input(&grades), short(), Some(1)).unwrap();
    let names: Vec<_> = found["ranks"].as_array().unwrap().iter().map(|r| &r["proposal"]).collect();
    assert_eq!(names, ["A", "B", "C"]);
    assert_eq!(found["ranks"][0]["mean"], 4.75);
    assert!(found["ranks"][2]["zone"].is_string());
    assert!(found["agreement"]["icc_1"].as_f64().unwrap() > 0.8);
    assert_eq!(found["severity"][0]["assessor"], "x");
    let again = answer(&input(&grades), short(), Some(1)).unwrap();
    assert_eq!(found.to_string(), again.to_string());
}

#[test]
fn experts_that_nothing_compares_are_told_apart() {
    let apart = [("A", "x", "5"), ("A", "y", "4"), ("B", "u", "3"), ("B", "v", "2")];
    let found = answer(&input(&apart), short(), None).unwrap();
    assert_eq!(found["severity"]["groups"], json!([["u", "v"], ["x", "y"]]));
    assert_eq!(found["severity"]["refused"], "the experts fall into groups that share no proposal");
}

#[test]
fn all_faults_are_told_at_once() {
    let wrong = [("A", "x", "5"), ("A", "x", "4"), ("B", "x", "good")];
    let faults = answer(&input(&wrong), short(), None).unwrap_err();
    assert_eq!(faults, ["A, x: there are two marks", "B, x: \"good\" is not a mark"]);
    let few = answer(&input(&wrong[..1]), short(), None).unwrap_err();
    assert_eq!(few, ["there are too few marks to say anything: 1, and 3 are needed"]);
}
