//! A criterion with its marks to choose from, what each mark means, and the comment. The one rule:
//! the marks are radio buttons with a name, so that keyboard and page without script both work.

use super::form::FieldView;
use crate::domain::evaluation::rules::{Criterion, Mark, Scale, Weight};
use serde::Serialize;

/// One mark to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Choice {
    value: String,
    says: String,
    chosen: bool,
}

/// What a mark means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Meaning {
    mark: String,
    says: String,
}

/// A criterion as scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkView {
    /// Name of the radio buttons; `seen.<name>` goes with it.
    name: String,
    id: String,
    label: String,
    hint: String,
    /// Weight and threshold in words; may be empty.
    note: String,
    choices: Vec<Choice>,
    meanings: Vec<Meaning>,
    seen: i64,
    error: Option<String>,
    comment: FieldView,
}

/// A mark as typed and shown, with its version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// `3.5`; empty for none.
    pub mark: String,
    /// Its version.
    pub seen: i64,
    /// Why the mark was not taken.
    pub error: Option<String>,
}

impl MarkView {
    /// A criterion with the mark given and its comment field.
    pub fn new(criterion: &Criterion, scale: &Scale, given: Given, comment: FieldView) -> Self {
        let means = |mark: &Mark| {
            let found = criterion.anchors.iter().find(|anchor| anchor.mark == *mark);
            found.map_or_else(String::new, |anchor| anchor.says.clone())
        };
        let choice = |mark: Mark| Choice {
            value: mark.to_string(),
            says: means(&mark),
            chosen: mark.to_string() == given.mark,
        };
        let meaning = |anchor: &crate::domain::evaluation::rules::Anchor| Meaning {
            mark: anchor.mark.to_string(),
            says: anchor.says.clone(),
        };
        Self {
            name: format!("mark.{}", criterion.key),
            id: format!("f-mark-{}", criterion.key),
            label: criterion.label.clone(),
            hint: criterion.hint.clone(),
            note: note(criterion),
            choices: scale.marks().into_iter().map(choice).collect(),
            meanings: criterion.anchors.iter().map(meaning).collect(),
            seen: given.seen,
            error: given.error,
            comment,
        }
    }
}

/// "Threshold 3 · counts 1.5 for ranking".
pub fn note(criterion: &Criterion) -> String {
    let mut parts = Vec::new();
    if let Some(threshold) = criterion.threshold {
        parts.push(format!("threshold {threshold}"));
    }
    if criterion.weight != Weight::ONE {
        let Weight(units) = criterion.weight;
        let text = format!("{}.{:04}", units / 10_000, units % 10_000);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        parts.push(format!("counts {text} for ranking"));
    }
    parts.join(" · ")
}

/// A criterion for samples.
pub fn sample() -> MarkView {
    use super::form::Input;
    let mark = Mark::from_tenths;
    let anchor = |tenths, says: &str| crate::domain::evaluation::rules::Anchor {
        mark: mark(tenths),
        says: says.to_owned(),
    };
    let criterion = Criterion {
        key: "impact".to_owned(),
        label: "Impact".to_owned(),
        hint: "Is there a market?".to_owned(),
        weight: Weight(15_000),
        threshold: Some(mark(30)),
        anchors: vec![anchor(30, "Good."), anchor(40, "Very good.")],
    };
    let scale = Scale { lowest: mark(0), highest: mark(50), step: mark(5) };
    let given = Given { mark: "3.5".to_owned(), seen: 2, error: None };
    let comment = FieldView::new(Input::Text, "comment.impact", "Why").chars(0, 5000).seen(1);
    MarkView::new(&criterion, &scale, given, comment)
}
