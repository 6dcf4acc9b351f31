//! Rounds of clarification: the question, and old and new side by side. The one rule: how a field
//! stood before is what was kept when it was asked, never the history guessed back.

use super::Opened;
use crate::{
    domain::{form::Answers, moment::BRUSSELS},
    queries::proposal_file::Clarification,
    render::{Tone, form::read_form, moment_text, parts::Chip},
};
use serde::Serialize;

/// One round.
#[derive(Debug, Clone, Serialize)]
pub struct RoundView {
    title: String,
    chip: Chip,
    question: Vec<String>,
    when: String,
    fields: Vec<Beside>,
}

/// A field before and after.
#[derive(Debug, Clone, Serialize)]
struct Beside {
    label: String,
    before: String,
    after: String,
    same: bool,
}

/// All rounds, the newest first.
pub fn rounds(o: &Opened) -> Vec<RoundView> {
    let rounds = &o.whole.rounds;
    let one = |at: usize| {
        let round = rounds.get(at)?;
        // A field asked for again stood as that later round found it.
        let later = |key: &String| {
            rounds.iter().skip(at + 1).find_map(|later| later.before.get(key)).cloned()
        };
        Some(view(o, round, &later))
    };
    (0..rounds.len()).rev().filter_map(one).collect()
}

fn view(o: &Opened, round: &Clarification, later: &dyn Fn(&String) -> Option<String>) -> RoundView {
    let chip = match round.state.as_str() {
        "open" => Chip::new(Tone::Info, "waits for the answer"),
        "answered" => Chip::new(Tone::Good, "answered"),
        _lapsed => Chip::new(Tone::Warn, "not answered in time"),
    };
    let when = match round.answered_at {
        Some(at) => format!("answered {}", moment_text(at, BRUSSELS)),
        None => format!("until {}", moment_text(round.due_at, BRUSSELS)),
    };
    let now = |key: &String| {
        let stands = o.assessed.answers.get(key).cloned().unwrap_or_default();
        later(key).unwrap_or(stands)
    };
    // What is typed before the answer is handed in is still the applicants' own.
    let shown = round.answered_at.is_some();
    let beside = |key: &String| {
        let before = round.before.get(key).cloned().unwrap_or_default();
        let after = if shown { now(key) } else { before.clone() };
        Beside {
            label: label(o, key),
            same: before == after,
            before: read(o, key, &before),
            after: read(o, key, &after),
        }
    };
    RoundView {
        title: format!("Question {}", round.number),
        chip,
        question: round.question.lines().map(str::to_owned).collect(),
        when: format!("asked {}, {when}", moment_text(round.asked_at, BRUSSELS)),
        fields: round.fields.iter().map(beside).collect(),
    }
}

fn label(o: &Opened, key: &str) -> String {
    let form = o.programme.round(o.stored.proposal.round).map(|round| &round.form);
    let field = form.and_then(|form| form.field(key));
    field.map_or_else(|| key.to_owned(), |field| field.label.clone())
}

/// The answer as a page reads it, labels for codes.
fn read(o: &Opened, key: &str, text: &str) -> String {
    let Some(round) = o.programme.round(o.stored.proposal.round) else { return text.to_owned() };
    let mut answers: Answers = o.assessed.answers.clone();
    answers.insert(key.to_owned(), text.to_owned());
    let wanted = label(o, key);
    let sections = read_form(&round.form, &answers, &o.assessed.worked.whole, false);
    let row = sections.into_iter().flat_map(|section| section.rows).find(|r| r.label == wanted);
    row.map_or_else(|| text.to_owned(), |row| row.text)
}

impl RoundView {
    /// Some for the samples.
    pub fn samples() -> Vec<Self> {
        let field = |same| Beside {
            label: "Budget".to_owned(),
            before: "Two person-months".to_owned(),
            after: "Two person-months, EUR 5,400".to_owned(),
            same,
        };
        vec![Self {
            title: "Question 1".to_owned(),
            chip: Chip::new(Tone::Good, "answered"),
            question: vec!["What does the work cost?".to_owned()],
            when: "asked 1 March 2027".to_owned(),
            fields: vec![field(false), field(true)],
        }]
    }
}
