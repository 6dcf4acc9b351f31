//! The body of a result letter: the programme's paragraphs with this proposal's facts, the marks
//! with their comments, and how to ask for a review. The one rule: every number in it comes from
//! the signed ranking and the final marks, none is typed.

use super::{
    rules::EvaluationRules,
    score::{ExactMark, FinalMarks, Missed, Standing},
};
use crate::domain::{
    facts, paper,
    proposal::event::Outcome,
    scored::{Letters, Round},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[cfg(test)]
mod tests;

/// A letter as it is kept and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterBody {
    /// The outcome's paragraphs, one text each.
    pub opening: Vec<String>,
    /// Thresholds that were missed, a sentence each.
    pub missed: Vec<String>,
    /// The marks, in the programme's order; none for a proposal that was not evaluated.
    pub marks: Vec<MarkLine>,
    /// Sum of the raw marks, as read: `11.5`.
    pub total: Option<String>,
    /// The least sum that was asked for.
    pub threshold: Option<String>,
    /// How to ask for a review of the procedure.
    pub redress: Vec<String>,
}

/// One criterion in a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkLine {
    /// Its code.
    pub criterion: String,
    /// Its name.
    pub label: String,
    /// The mark as read: `3.5`.
    pub mark: String,
    /// The highest mark there is.
    pub highest: String,
    /// The least mark that was asked for.
    pub threshold: Option<String>,
    /// Reaches it.
    pub is_met: bool,
    /// What the experts say, a paragraph each.
    pub comments: Vec<String>,
}

/// Marks of one proposal with what was said.
#[derive(Debug, Clone)]
pub struct Marked<'a> {
    /// The final marks.
    pub marks: &'a FinalMarks,
    /// Totals and thresholds.
    pub standing: &'a Standing,
    /// Comments by criterion.
    pub comments: &'a BTreeMap<String, Vec<String>>,
}

/// The paragraphs of an outcome. Before the last round nobody is refused for want of money: others
/// went further.
fn paragraphs<'l>(letters: &'l Letters, round: &Round, outcome: Outcome) -> &'l [String] {
    match outcome {
        Outcome::Award => &letters.award,
        Outcome::GoesOn => &letters.goes_on,
        Outcome::Reserve => &letters.reserve,
        Outcome::BelowLine if round.goes_on_for.is_some() => &letters.not_further,
        Outcome::BelowLine => &letters.below_line,
        Outcome::BelowThreshold => &letters.below_threshold,
        Outcome::Ineligible => &letters.ineligible,
    }
}

/// Writes a letter. `value` gives the facts the paragraphs name (`scored::LETTER_NAMES`); the
/// review is offered in every letter, because every outcome can be contested.
pub fn write(
    letters: &Letters,
    round: &Round,
    outcome: Outcome,
    marked: Option<&Marked>,
    value: &dyn Fn(&str) -> Option<String>,
) -> LetterBody {
    let rules = &round.evaluation;
    let filled = |texts: &[String]| -> Vec<String> {
        let known = |name: &str| value(name).unwrap_or_else(|| format!("{{{{ {name} }}}}"));
        texts.iter().map(|text| facts::fill(text, known)).collect()
    };
    LetterBody {
        opening: filled(paragraphs(letters, round, outcome)),
        missed: marked.map(|m| missed(&m.standing.missed, rules)).unwrap_or_default(),
        marks: marked.map(|m| lines(m, rules)).unwrap_or_default(),
        total: marked.map(|m| m.standing.total.to_string()),
        threshold: rules.total_threshold.map(|mark| mark.to_string()),
        redress: filled(&letters.redress),
    }
}

fn lines(marked: &Marked, rules: &EvaluationRules) -> Vec<MarkLine> {
    let line = |criterion: &super::rules::Criterion| {
        let mark = marked.marks.get(&criterion.key)?;
        Some(MarkLine {
            criterion: criterion.key.clone(),
            label: criterion.label.clone(),
            mark: mark.to_string(),
            highest: rules.scale.highest.to_string(),
            threshold: criterion.threshold.map(|threshold| threshold.to_string()),
            is_met: criterion.threshold.is_none_or(|threshold| mark.meets(threshold)),
            comments: marked.comments.get(&criterion.key).cloned().unwrap_or_default(),
        })
    };
    rules.criteria.iter().filter_map(line).collect()
}

/// A sentence for each threshold that was missed.
pub fn missed(all: &[Missed], rules: &EvaluationRules) -> Vec<String> {
    let short = |mark: &ExactMark, threshold: super::rules::Mark| {
        format!("{mark} points where at least {threshold} are asked for")
    };
    all.iter()
        .map(|one| match one {
            Missed::Criterion { criterion, mark, threshold } => {
                let label = rules.criterion(criterion).map_or(criterion, |known| &known.label);
                format!("{label}: {}.", short(mark, *threshold))
            }
            Missed::Total { total, threshold } => {
                format!("All criteria together: {}.", short(total, *threshold))
            }
        })
        .collect()
}

/// Why a proposal got no money, without a word about another one.
pub fn placed(why: &super::line::Placed, rules: &EvaluationRules) -> String {
    use super::line::Placed as P;
    match why {
        P::Fits => "The budget reaches it.".to_owned(),
        P::DoesNotFit { left } => format!(
            "It asks for more than the EUR {left} that were left when its place in the ranking \
             came."
        ),
        P::LineEnded { .. } => "The budget ended above its place in the ranking.".to_owned(),
        P::Missed { missed: all } => missed(all, rules).join(" "),
    }
}

impl LetterBody {
    /// As JSON, the way it is kept; its digest is of this text.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
    /// From what was kept.
    pub fn from_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
    /// SHA-256 of the kept text.
    pub fn digest(&self) -> String {
        paper::digest(&self.to_text())
    }
}
