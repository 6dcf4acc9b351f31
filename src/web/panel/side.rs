//! Reports side by side, the draft to read, and who agrees: what the evaluators' room and the
//! moderator's page share. The one rule: mean and median are shown beside the marks, never used.

use crate::{
    actions::evaluation::{mark_text, marks},
    domain::evaluation::{
        rules::{EvaluationRules, Mark},
        score::ExactMark,
    },
    queries::panel::{ConsensusLine, Line, Position, Report},
    render::{Tone, words::Chip},
};
use serde::Serialize;

/// Delivered reports, a column each.
#[derive(Debug, Clone, Serialize)]
pub struct Side {
    names: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Serialize)]
struct Row {
    label: String,
    /// How far apart the marks are; empty when they are the same.
    differs: String,
    marks: Vec<String>,
    mean: String,
    median: String,
    comments: Vec<Comment>,
}

#[derive(Debug, Clone, Serialize)]
struct Comment {
    who: String,
    mark: String,
    says: String,
}

/// The delivered reports of a proposal, by name.
pub fn reports(rules: &EvaluationRules, all: &[Report], lines: &[Line]) -> Side {
    let all: Vec<&Report> = all.iter().filter(|report| report.is_delivered()).collect();
    let line = |report: &Report, key: &str| {
        lines.iter().find(|line| line.report_id == report.id && line.criterion == key)
    };
    let row = |key: &str, label: &str| {
        let found: Vec<Option<&Line>> = all.iter().map(|report| line(report, key)).collect();
        let given: Vec<Mark> =
            found.iter().flatten().filter_map(|line| marks([*line]).get(key).copied()).collect();
        let text = |exact: Option<ExactMark>| exact.map_or_else(String::new, |m| m.to_string());
        Row {
            label: label.to_owned(),
            differs: differs(&given),
            marks: found.iter().map(|l| mark_text(l.and_then(|l| l.tenths))).collect(),
            mean: text(ExactMark::mean(&given)),
            median: text(ExactMark::median(&given)),
            comments: all
                .iter()
                .zip(&found)
                .map(|(report, line)| Comment {
                    who: report.name.clone(),
                    mark: mark_text(line.and_then(|line| line.tenths)),
                    says: line.map_or_else(String::new, |line| line.comment.clone()),
                })
                .collect(),
        }
    };
    Side {
        names: all.iter().map(|report| report.name.clone()).collect(),
        rows: rules.criteria.iter().map(|c| row(&c.key, &c.label)).collect(),
    }
}

fn differs(given: &[Mark]) -> String {
    match given.iter().min().zip(given.iter().max()) {
        Some((low, high)) if low < high => {
            format!("{} apart", Mark::from_tenths(high.tenths() - low.tenths()))
        }
        Some(_) | None => String::new(),
    }
}

/// A criterion of the draft as it reads.
#[derive(Debug, Clone, Serialize)]
pub struct Written {
    label: String,
    mark: String,
    says: String,
}

/// The draft, to read.
pub fn written(rules: &EvaluationRules, lines: &[ConsensusLine]) -> Vec<Written> {
    let line = |key: &str| lines.iter().find(|line| line.criterion == key);
    let one = |criterion: &crate::domain::evaluation::rules::Criterion| {
        let found = line(&criterion.key);
        let mark = mark_text(found.and_then(|line| line.tenths));
        Written {
            label: criterion.label.clone(),
            mark: if mark.is_empty() { "no mark yet".to_owned() } else { mark },
            says: found.map_or_else(String::new, |line| line.comment.clone()),
        }
    };
    rules.criteria.iter().map(one).collect()
}

/// What one evaluator says to the draft.
#[derive(Debug, Clone, Serialize)]
pub struct PositionLine {
    name: String,
    chip: Chip,
    dissent: String,
    /// Has not answered this version.
    #[serde(skip)]
    pub waits: bool,
}

/// What each evaluator says to this version of the draft.
pub fn position_lines(reports: &[Report], said: &[Position], version: i64) -> Vec<PositionLine> {
    let line = |report: &Report| {
        let now = said
            .iter()
            .find(|one| one.person_id == report.person_id && one.seen_version == version);
        let chip = match now {
            None => Chip::new(Tone::Warn, "no answer yet"),
            Some(one) if one.agrees => Chip::new(Tone::Good, "agrees"),
            Some(_) => Chip::new(Tone::Bad, "dissents"),
        };
        PositionLine {
            name: report.name.clone(),
            chip,
            dissent: now.map_or_else(String::new, |one| one.dissent.clone()),
            waits: now.is_none(),
        }
    };
    reports.iter().map(line).collect()
}

/// For samples.
pub fn samples() -> (Side, Vec<Written>, Vec<PositionLine>) {
    let comment = Comment {
        who: "Maria Rossi".to_owned(),
        mark: "3.5".to_owned(),
        says: "Sound.".to_owned(),
    };
    let side = Side {
        names: vec!["Maria Rossi".to_owned(), "Jan Novak".to_owned()],
        rows: vec![Row {
            label: "Impact".to_owned(),
            differs: "1 apart".to_owned(),
            marks: vec!["3.5".to_owned(), "4.5".to_owned()],
            mean: "4".to_owned(),
            median: "4".to_owned(),
            comments: vec![comment],
        }],
    };
    let written =
        Written { label: "Impact".to_owned(), mark: "4".to_owned(), says: "Sound.".to_owned() };
    let position = |chip: Chip, dissent: &str| PositionLine {
        name: "Maria Rossi".to_owned(),
        chip,
        dissent: dissent.to_owned(),
        waits: false,
    };
    let positions = vec![
        position(Chip::new(Tone::Good, "agrees"), ""),
        position(Chip::new(Tone::Bad, "dissents"), "Too mild."),
    ];
    (side, vec![written], positions)
}
