//! The JSON of `convoca evaluation rank`. The one rule: a mark is read digit by digit, never as a
//! float; what isn't a mark of the scale is refused with its place.

use crate::domain::{
    evaluation::{
        entry::Entry,
        line::{LineTerms, SubLine},
        ranking::{RankFault, Ranking, rank},
        rules::{EvaluationRules, LinePolicy, Mark, Tie},
        score::{Marks, combine, consensus, faults},
    },
    moment::Moment,
    money::Money,
};
use chrono::DateTime;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The whole input.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankInput {
    /// Money of the common line, in cents.
    pub line_cents: i64,
    /// Sub-lines by name.
    #[serde(default)]
    pub sub_lines: BTreeMap<String, SubLineInput>,
    /// In place of the programme's policy at the line.
    pub policy: Option<LinePolicy>,
    /// In place of the programme's reserve places.
    pub reserve_places: Option<u32>,
    /// The applications.
    pub applications: Vec<Application>,
}

/// A sub-line.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubLineInput {
    /// Its money.
    pub cents: i64,
    /// What finds no room in it may go to the common line.
    #[serde(default)]
    pub may_use_common: bool,
}

/// Marks as they are written: numbers, or texts such as `"3.5"`.
pub type MarksInput = BTreeMap<String, Value>;

/// One application.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Its reference; no two are the same.
    pub id: String,
    /// Raw marks by evaluator, then by criterion.
    pub scores: BTreeMap<String, MarksInput>,
    /// Marks people agreed on, where the programme asks for a consensus.
    pub consensus: Option<MarksInput>,
    /// What it asks for.
    pub requested_cents: i64,
    /// Its sub-line.
    pub sub_line: Option<String>,
    /// Topics it addresses.
    #[serde(default)]
    pub topics: BTreeSet<String>,
    /// Countries of its partners.
    #[serde(default)]
    pub countries: BTreeSet<String>,
    /// Whole numbers the chain of ties may ask for.
    #[serde(default)]
    pub facts: BTreeMap<String, i64>,
    /// When it was handed in: `2026-11-02T15:03:00Z`, or milliseconds since 1970. Needed where the
    /// chain of ties asks for it.
    pub submitted_at: Option<Value>,
    /// Its number in a recorded draw.
    pub draw: Option<u64>,
}

/// What was read: the ranking, and the reports for the third evaluator's rule.
#[derive(Debug)]
pub struct Read {
    /// By application, in the order of the input.
    pub reports: Vec<Vec<Marks>>,
    /// Ids are places in the input.
    pub ranking: Ranking<usize>,
}

/// Reads, checks and ranks all applications.
pub fn entries(rules: &EvaluationRules, input: &RankInput) -> Result<Read, Vec<String>> {
    let mut wrong = Vec::new();
    let mut reports = Vec::new();
    let mut entries = Vec::new();
    for (id, application) in input.applications.iter().enumerate() {
        match entry(rules, id, application) {
            Ok((entry, marks)) => {
                entries.push(entry);
                reports.push(marks);
            }
            Err(faults) => wrong.extend(faults),
        }
    }
    let mut known = BTreeSet::new();
    for application in &input.applications {
        if !known.insert(&application.id) {
            wrong.push(format!("{}: there are two applications with this id", application.id));
        }
    }
    let ranking = match rank(&entries, rules) {
        Ok(ranking) if wrong.is_empty() => return Ok(Read { reports, ranking }),
        Ok(_) => return Err(wrong),
        Err(faults) => faults,
    };
    // Doubles are told above, also for applications with other faults.
    let told = |fault: &RankFault| !matches!(fault, RankFault::SameReference { .. });
    wrong.extend(ranking.iter().filter(|fault| told(fault)).map(ToString::to_string));
    Err(wrong)
}

fn entry(
    rules: &EvaluationRules,
    id: usize,
    application: &Application,
) -> Result<(Entry<usize>, Vec<Marks>), Vec<String>> {
    let name = &application.id;
    let mut wrong = Vec::new();
    if name.trim().is_empty() {
        wrong.push(format!("application {}: the id is empty", id + 1));
    }
    let mut reports = Vec::new();
    for (evaluator, given) in &application.scores {
        let said = |fault: String| format!("{name}, {evaluator}: {fault}");
        match marks(given) {
            Ok(marks) => {
                wrong.extend(faults(&marks, rules).iter().map(|fault| said(fault.to_string())));
                reports.push(marks);
            }
            Err(faults) => wrong.extend(faults.into_iter().map(said)),
        }
    }
    let said = |fault: String| format!("{name}, consensus: {fault}");
    let written = match application.consensus.as_ref().map(marks) {
        Some(Ok(marks)) => {
            let faults = consensus(&marks, rules).err().unwrap_or_default();
            wrong.extend(faults.iter().map(|fault| said(fault.to_string())));
            Some(marks)
        }
        Some(Err(faults)) => {
            wrong.extend(faults.into_iter().map(said));
            None
        }
        None => None,
    };
    let submitted_at = submitted(application, rules).unwrap_or_else(|fault| {
        wrong.push(format!("{name}: {fault}"));
        Moment::from_millis(0)
    });
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let marks = combine(&reports, written.as_ref(), rules)
        .map_err(|all| all.iter().map(|fault| format!("{name}: {fault}")).collect::<Vec<_>>())?;
    let entry = Entry {
        id,
        reference: name.clone(),
        marks,
        requested: Money::from_cents(application.requested_cents),
        topics: application.topics.clone(),
        countries: application.countries.clone(),
        sub_line: application.sub_line.clone(),
        facts: application.facts.clone(),
        submitted_at,
        draw: application.draw,
    };
    Ok((entry, reports))
}

fn marks(given: &MarksInput) -> Result<Marks, Vec<String>> {
    let mut wrong = Vec::new();
    let mut marks = Marks::new();
    for (criterion, value) in given {
        match mark(value) {
            Some(mark) => {
                marks.insert(criterion.clone(), mark);
            }
            None => wrong.push(format!(
                "{value} for {criterion} is not a mark: a number with at most one digit after \
                 the point"
            )),
        }
    }
    if wrong.is_empty() { Ok(marks) } else { Err(wrong) }
}

/// A mark from a number or a text, by its digits.
pub fn mark(value: &Value) -> Option<Mark> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn submitted(application: &Application, rules: &EvaluationRules) -> Result<Moment, String> {
    let needed = rules.ties.contains(&Tie::Earlier);
    match &application.submitted_at {
        None if needed => Err("submitted_at is missing, and it settles ties".to_owned()),
        None => Ok(Moment::from_millis(0)),
        Some(Value::Number(millis)) => millis
            .as_i64()
            .map(Moment::from_millis)
            .ok_or_else(|| format!("submitted_at is no whole number of milliseconds: {millis}")),
        Some(Value::String(text)) => DateTime::parse_from_rfc3339(text)
            .map(|at| Moment::from_millis(at.timestamp_millis()))
            .map_err(|_| {
                format!("submitted_at is no instant such as 2026-11-02T15:03:00Z: {text}")
            }),
        Some(other @ (Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_))) => {
            Err(format!("submitted_at is no instant: {other}"))
        }
    }
}

/// The terms of the line: the programme's, as far as the input doesn't say otherwise.
pub fn terms(rules: &EvaluationRules, input: &RankInput) -> LineTerms {
    let sub = |(name, sub): (&String, &SubLineInput)| {
        let (money, may_use_common) = (Money::from_cents(sub.cents), sub.may_use_common);
        (name.clone(), SubLine { money, may_use_common })
    };
    LineTerms {
        common: Money::from_cents(input.line_cents),
        sub_lines: input.sub_lines.iter().map(sub).collect(),
        policy: input.policy.unwrap_or(rules.line),
        reserve_places: input.reserve_places.or(rules.reserve.places),
    }
}
