//! The commands from file to answer: what they print, what they refuse, and in which words.

use super::{EvaluationCommand, run, units::Units};
use clap::Parser;
use serde_json::{Value, json};
use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
};

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    command: EvaluationCommand,
}

static FILES: AtomicUsize = AtomicUsize::new(0);

struct File(PathBuf);

impl File {
    fn new(text: &str) -> File {
        let number = FILES.fetch_add(1, Ordering::Relaxed);
        let name = format!("convoca-assign-{}-{number}.txt", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, text).unwrap();
        File(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _gone = fs::remove_file(&self.0);
    }
}

/// Runs a command on an input; gives what it prints, or what it says is wrong.
fn told(words: &[&str], input: &str) -> Result<String, String> {
    let file = File::new(input);
    let path = file.0.to_str().unwrap();
    let all = ["evaluation"].iter().chain(words).copied().chain(["--input", path]);
    let line = Line::try_parse_from(all).map_err(|error| error.to_string())?;
    let mut out = Vec::new();
    run(&line.command, None, &mut out, &mut Vec::new()).map_err(|error| format!("{error:#}"))?;
    Ok(String::from_utf8(out).unwrap())
}

fn assigned(words: &[&str], input: &str) -> Value {
    let all: Vec<&str> = ["assign"].iter().chain(words).copied().collect();
    serde_json::from_str(&told(&all, input).unwrap()).unwrap()
}

fn verified(result: &Value, input: &str) -> Result<String, String> {
    let file = File::new(&result.to_string());
    told(&["verify", "--result", file.0.to_str().unwrap()], input)
}

fn call() -> Value {
    json!({
        "proposals": 3, "evaluators": 3,
        "affinity": [[1, 0.5, 0.25], [1, 0, 0], [0.5, 0.5, 0]],
        "conflicts": [[2, 2]], "per_proposal": 1, "max_load": [1, 1, 1]
    })
}

fn without(key: &str) -> String {
    let mut call = call();
    call.as_object_mut().unwrap().remove(key);
    call.to_string()
}

fn with(key: &str, value: Value) -> String {
    let mut call = call();
    call[key] = value;
    call.to_string()
}

#[test]
fn an_answer_has_pairs_an_exact_total_and_a_proof_that_verifies() {
    let input = call().to_string();
    let text = told(&["assign"], &input).unwrap();
    assert!(text.starts_with(r#"{"status":"optimal","total":1.75,"bottleneck":0.25,"#), "{text}");
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["pairs"], json!([[0, 2], [1, 0], [2, 1]]));
    assert!(answer["seconds"].is_number());
    let proven: Value = serde_json::from_str(&verified(&answer, &input).unwrap()).unwrap();
    let expected = json!({
        "valid": true, "status": "optimal", "optimal": true, "objective": "total",
        "total": 1.75, "gap": 0
    });
    assert_eq!(proven, expected);
}

#[test]
fn the_worst_proposal_first_may_cost_total() {
    let input = json!({
        "proposals": 2, "evaluators": 2, "affinity": [[5, 2], [2, 0]], "per_proposal": 1,
        "max_load": 1
    });
    let total = assigned(&[], &input.to_string());
    let worst = assigned(&["--objective", "bottleneck"], &input.to_string());
    assert_eq!([&total["total"], &total["bottleneck"]], [&json!(5), &json!(0)]);
    assert_eq!([&worst["total"], &worst["bottleneck"]], [&json!(4), &json!(2)]);
    assert!(verified(&worst, &input.to_string()).unwrap().contains("\"bottleneck\""));
}

#[test]
fn an_infeasible_call_says_who_blocks_it() {
    let input = with("conflicts", json!([[0, 1], [0, 2], [1, 1], [1, 2]]));
    let answer = assigned(&[], &input);
    assert_eq!(answer["status"], "infeasible");
    assert_eq!(answer["blocked"], json!({"proposals": [0, 1], "evaluators": [0], "short": 1}));
    assert!(verified(&answer, &input).unwrap().contains("infeasible"));
    let mut other = answer;
    other["blocked"]["proposals"] = json!([2]);
    assert!(verified(&other, &input).unwrap_err().starts_with("not valid"));
}

#[test]
fn few_candidates_say_how_much_better_all_pairs_could_be() {
    let input = json!({
        "proposals": 2, "evaluators": 3, "affinity": [[9, 8, 0], [9, 1, 5]], "per_proposal": 1,
        "max_load": 1
    });
    let answer = assigned(&["--candidates", "1"], &input.to_string());
    let (total, gap) = (answer["total"].as_i64().unwrap(), answer["gap"].as_i64().unwrap());
    assert!(total <= 17 && total + gap >= 17, "{answer}");
    assert!(verified(&answer, &input.to_string()).is_ok());
    assert!(told(&["assign", "--candidates", "0"], "").unwrap_err().contains("candidates"));
}

#[test]
fn a_tampered_answer_is_refused_with_its_fault() {
    let input = call().to_string();
    let answer = assigned(&[], &input);
    for (key, value, says) in [
        ("total", json!(1.5), "the total is 1750000, not 1500000"),
        ("pairs", json!([[0, 2], [1, 0], [2, 2]]), "pair [2, 2] is forbidden"),
        ("pairs", json!([[0, 2], [1, 0]]), "proposal 2 needs 1 evaluators and has 0"),
        ("pairs", json!([[0, 0], [1, 0], [2, 1]]), "evaluator 0 has 2 proposals"),
        ("status", json!("infeasible"), "not valid"),
        ("status", json!("splendid"), "no answer"),
        ("certificate", json!(null), "no answer"),
    ] {
        let mut tampered = answer.clone();
        tampered[key] = value;
        let told = verified(&tampered, &input).unwrap_err();
        assert!(told.contains(says), "{key}: {told}");
    }
}

#[test]
fn what_is_wrong_with_an_input_is_said_with_its_place() {
    for (input, says) in [
        ("{".to_owned(), "EOF"),
        (without("max_load"), "missing field `max_load`"),
        (with("max_laod", json!(1)), "unknown field `max_laod`"),
        (with("proposals", json!(2)), "affinity has 3 rows for 2 proposals"),
        (with("evaluators", json!(2)), "rows of affinity have 3 numbers for 2 evaluators"),
        (with("affinity", json!([[1, 2, 3], [1], [1, 2, 3]])), "row 1 of affinity has 1 numbers"),
        (with("affinity", json!([[1, 2, "x"]])), "a number with at most six decimals"),
        (with("affinity", json!([[0.000_000_1]])), "more than six decimals"),
        (with("affinity", json!([[u64::MAX]])), "too large"),
        (with("conflicts", json!([[3, 0]])), "the pair [3, 0] names what isn't there"),
        (with("conflicts", json!([[-1, 0]])), "invalid value: integer `-1`"),
        (with("max_load", json!(-1)), "a whole number from 0"),
        (with("max_load", json!([1, 2])), "max_load has 2 numbers, not 3"),
        (with("per_proposal", json!(1.5)), "a whole number from 0"),
        (with("min_load", json!(2)), "the least load 2 is above the largest 1"),
        (with("organisations", json!(["A"])), "organisations: 3 entries are needed, 1 are there"),
        (with("organisations", json!([{}])), "a text, a whole number or null"),
    ] {
        let told = told(&["assign"], &input).unwrap_err();
        assert!(told.contains(says) && told.contains("can't be used"), "{says}: {told}");
    }
    let line = Line::try_parse_from(["evaluation", "assign", "--input", "/no/such/file"]).unwrap();
    let told = run(&line.command, None, &mut Vec::new(), &mut Vec::new()).unwrap_err().to_string();
    assert_eq!(told, "/no/such/file can't be read");
}

#[test]
fn organisations_may_be_named_or_numbered() {
    for houses in [json!(["A", "A", null]), json!([4, 4, null])] {
        let mut call = call();
        call["per_proposal"] = json!(2);
        call["max_load"] = json!(3);
        call["conflicts"] = json!([]);
        call["organisations"] = houses;
        let answer = assigned(&[], &call.to_string());
        assert_eq!(answer["total"], json!(2.75), "each has evaluator 2 beside one of the house");
        assert!(verified(&answer, &call.to_string()).is_ok());
    }
}

#[test]
fn bids_are_read_as_they_stand() {
    let bids = "2 2\n1 0.25\n0.5 0.5\n";
    let words = ["--format", "bids", "--per-proposal", "1", "--max-load", "1", "--min-load", "1"];
    assert_eq!(assigned(&words, bids)["total"], json!(1.5));
    for (text, says) in [
        ("2 2\n1 0 1", "2 x 2 numbers are announced, and 3 are there"),
        ("2 2\n1 0 1 yes", "row 1, column 1: `yes` is no number"),
        ("two 2", "the number of proposals, not `two`"),
    ] {
        let all: Vec<&str> = ["assign"].iter().chain(&words).copied().collect();
        assert!(told(&all, text).unwrap_err().contains(says), "{says}");
    }
    let told_so = told(&["assign", "--format", "bids"], bids).unwrap_err();
    assert!(told_so.contains("needs --per-proposal"), "{told_so}");
    let told_so = told(&["assign", "--max-load", "1"], &call().to_string()).unwrap_err();
    assert!(told_so.contains("--format bids"), "{told_so}");
}

#[test]
fn decimals_are_exact_both_ways() {
    for (text, millionths) in
        [("0", 0), ("12", 12_000_000), ("0.25", 250_000), ("-1.5", -1_500_000), ("0.000001", 1)]
    {
        assert_eq!(Units::parse(text), Some(Units(millionths)));
        assert_eq!(Units(millionths).to_string(), text);
        assert_eq!(serde_json::from_str::<Units>(text).unwrap(), Units(millionths));
    }
    assert_eq!(Units::parse("1.500000000"), Some(Units(1_500_000)), "zeros at the end are nothing");
    for text in ["", ".", "1.", ".5", "-", "+1", "1e3", "0.0000001", "99999999999999", "1,5"] {
        assert_eq!(Units::parse(text), None, "{text}");
    }
    assert!(serde_json::from_str::<Units>("0.1234567").is_err());
}
