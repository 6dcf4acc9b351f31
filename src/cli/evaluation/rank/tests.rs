//! The command on files as people write them.

use super::*;
use crate::domain::evaluation::examples::rules;
use serde_json::{Value, json};
use std::path::Path;

fn applications() -> Value {
    let scores = |one: [&str; 3], other: [&str; 3]| {
        let marks = |[one, two, three]: [&str; 3]| -> Value {
            let key = |at: usize| crate::domain::evaluation::examples::CRITERIA[at];
            json!({ key(0): one, key(1): two, key(2): three })
        };
        json!({ "expert-1": marks(one), "expert-2": marks(other) })
    };
    json!([
        {
            "id": "INV-001", "scores": scores(["4", "4.5", "4"], ["4", "4", "4"]),
            "requested_cents": 5_000_000, "topics": ["water"], "facts": { "sme_share": 70 },
            "submitted_at": "2026-11-02T15:03:00Z",
        },
        {
            "id": "INV-002", "scores": scores(["4", "4", "4"], ["4", "4.5", "4"]),
            "requested_cents": 4_000_000, "topics": ["water"], "facts": { "sme_share": 80 },
            "submitted_at": 1_793_600_000_000_i64,
        },
        {
            "id": "INV-003", "scores": scores(["2.5", "5", "5"], ["2.5", "5", "5"]),
            "requested_cents": 1_000_000, "facts": { "sme_share": 10 },
            "submitted_at": "2026-11-02T15:03:01+01:00",
        },
    ])
}

fn input(applications: &Value) -> RankInput {
    let value = json!({ "line_cents": 6_000_000, "applications": applications });
    serde_json::from_value(value).unwrap()
}

fn by_mean() -> EvaluationRules {
    EvaluationRules { combine: Combine::Mean, ..rules() }
}

#[test]
fn every_place_has_its_reason_in_words_and_in_data() {
    let answer = ranked(&by_mean(), &input(&applications())).unwrap();
    let answer = serde_json::to_value(&answer).unwrap();
    let rows = answer["ranking"].as_array().unwrap();
    assert_eq!((&rows[0]["id"], &rows[1]["id"]), (&json!("INV-002"), &json!("INV-001")));
    assert_eq!(rows[0]["reason"], "Nobody stands above.");
    assert_eq!(
        rows[1]["reason"],
        "Equal so far. sme_share is 70; the one above has 80, and more is better."
    );
    assert_eq!(rows[1]["decided_by"]["by"], "higher");
    assert_eq!((&rows[0]["total"], &rows[0]["weighted_total"]), (&json!("12.25"), &json!("14.38")));
    let of = |at: usize| ["place", "outcome", "paid_from", "reserve_place"].map(|f| &rows[at][f]);
    assert_eq!(of(0), [&json!(1), &json!("funded"), &json!("common"), &Value::Null]);
    assert_eq!(of(1), [&json!(2), &json!("reserve"), &Value::Null, &json!(1)]);
    assert_eq!(rows[0]["because"], "Funded with EUR 40,000.00 from the common line.");
    assert_eq!(
        rows[1]["because"],
        "Place 1 on the reserve list: EUR 50,000.00 asked for, EUR 20,000.00 left."
    );
    assert_eq!(
        answer["below_threshold"][0]["missed"],
        json!(["excellence 2.5, below the threshold of 3."])
    );
    assert_eq!(answer["lines"][0]["ended_at"], "INV-001");
    assert_eq!(answer["is_decided"], true);
}

#[test]
fn everything_wrong_is_told_at_once() {
    let mut all = applications();
    all[0]["scores"]["expert-1"]["impact"] = json!(4.25);
    all[0]["scores"]["expert-2"]["style"] = json!(4);
    all[1]["scores"]["expert-1"].as_object_mut().unwrap().remove("impact");
    all[1]["scores"]["expert-2"]["impact"] = json!(4.2);
    all[1]["submitted_at"] = json!("yesterday");
    all[2]["scores"].as_object_mut().unwrap().remove("expert-2");
    let mut again = all[2].clone();
    again["facts"] = json!({});
    again["scores"]["expert-2"] = again["scores"]["expert-1"].clone();
    all.as_array_mut().unwrap().push(again);
    let faults = ranked(&by_mean(), &input(&all)).unwrap_err();
    assert_eq!(
        faults,
        [
            "INV-001, expert-1: 4.25 for impact is not a mark: a number with at most one digit \
             after the point",
            "INV-001, expert-2: style is no criterion of this programme",
            "INV-002, expert-1: there is no mark for impact",
            "INV-002, expert-2: 4.2 for impact is not on the scale from 0 to 5 by 0.5",
            "INV-002: submitted_at is no instant such as 2026-11-02T15:03:00Z: yesterday",
            "INV-003: there are 1 reports; 2 are needed",
            "INV-003: there are two applications with this id",
        ]
    );
}

#[test]
fn a_consensus_is_never_worked_out_silently() {
    let faults = ranked(&rules(), &input(&applications())).unwrap_err();
    assert_eq!(faults.len(), 3);
    assert_eq!(faults[0], "INV-001: the final marks are written in a consensus, and there is none");
    let mut all = applications();
    for application in all.as_array_mut().unwrap() {
        application["consensus"] =
            json!({ "excellence": 4, "impact": 3.5, "implementation": "4,0" });
    }
    let answer = ranked(&rules(), &input(&all)).unwrap();
    assert_eq!(answer.ranking.len(), 3);
    assert_eq!(answer.ranking[0].total, "11.5");
}

#[test]
fn an_open_tie_names_who_needs_the_draw_and_the_third_report_is_called_for() {
    let mut all = applications();
    all[1]["facts"] = all[0]["facts"].clone();
    all[1]["submitted_at"] = all[0]["submitted_at"].clone();
    all[2]["scores"]["expert-2"] = json!({ "excellence": 4, "impact": 1, "implementation": 1 });
    let answer = ranked(&by_mean(), &input(&all)).unwrap();
    assert!(!answer.is_decided);
    assert_eq!(answer.to_draw, ["INV-001", "INV-002"]);
    assert_eq!(answer.ranking[1].place, 1);
    let third: Vec<_> = answer.third_wanted.into_iter().collect();
    let reason = "Totals of 6 and 12.5 are at least 3 apart.".to_owned();
    assert_eq!(third, [("INV-003".to_owned(), reason)]);
}

#[test]
fn the_command_reads_a_file_and_gives_an_exit_code() {
    let path = std::env::temp_dir().join(format!("rank-{}.json", std::process::id()));
    let run_on = |text: &str, combine: Option<CombineArg>| {
        std::fs::write(&path, text).unwrap();
        let args = RankArgs { programme: "p".to_owned(), input: path.clone(), combine };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = run(&args, &rules(), &mut out, &mut err).unwrap();
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    };
    let good = json!({ "line_cents": 1, "applications": applications() }).to_string();
    let (code, out, err) = run_on(&good, Some(CombineArg::Median));
    assert_eq!((code, err.as_str()), (0, ""));
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&answer["is_trial"], &answer["combine"]), (&json!(true), &json!("median")));
    let (code, out, err) = run_on(&good, None);
    assert_eq!((code, out.as_str(), err.lines().count()), (1, "", 3));
    let (code, _, err) = run_on(r#"{"line_cents": 1, "aplications": []}"#, None);
    assert_eq!(code, 1);
    assert!(err.contains("unknown field `aplications`"), "{err}");
    std::fs::remove_file(&path).unwrap();
    let args =
        RankArgs { programme: "p".to_owned(), input: Path::new("/no").into(), combine: None };
    assert!(run(&args, &rules(), &mut Vec::new(), &mut Vec::new()).is_err());
}
