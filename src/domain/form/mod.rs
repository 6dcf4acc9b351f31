//! Forms as a programme declares them: sections, fields, conditions. The one rule: everything a
//! person typed is kept as typed; a check says what is missing, it never throws text away.

use super::{
    condition::Condition,
    facts::{Codes, Dictionary, FactType},
};
use std::collections::BTreeMap;

mod check;
mod fault;
mod iban;
mod normalise;
#[cfg(test)]
mod tests;

pub use check::{check, facts_with_answers, shown};
pub use fault::{Fault, FieldRefusal};
pub use iban::{check_iban, mask_iban};
pub use normalise::normalise;

/// A form.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// A part of a form under one heading.
#[derive(Debug, Clone)]
pub struct Section {
    /// Stable code.
    pub key: String,
    /// Heading.
    pub title: String,
    /// A sentence under the heading; may be empty.
    pub intro: String,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// One question.
#[derive(Debug, Clone)]
pub struct Field {
    /// Stable code; the same meaning for ever.
    pub key: String,
    /// The question.
    pub label: String,
    /// What helps to answer; may be empty.
    pub hint: String,
    /// What kind of answer.
    pub kind: FieldKind,
    /// Must be answered before submitting (when shown).
    pub required: bool,
    /// Shown only when this holds; its facts are `answer.<key>` and the programme's.
    pub show_if: Option<Condition>,
    /// Only finance and the writer see the whole value (account numbers).
    pub masked: bool,
    /// What must hold once the field is answered.
    pub must: Vec<FieldRule>,
}

/// A rule of the programme about one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRule {
    /// Must not be "no"; its facts are `answer.<key>` and the programme's.
    pub holds: Condition,
    /// Sentence shown when it is: what is wrong and what to do.
    pub says: String,
}

impl Form {
    /// All fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }
    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields().find(|field| field.key == key)
    }
    /// Adds `answer.<key>` of every field to the names a condition may use.
    pub fn describe(&self, words: &mut Dictionary) {
        for field in self.fields() {
            words.0.insert(format!("answer.{}", field.key), field.kind.fact_type());
        }
    }
}

impl FieldKind {
    /// What values the answer takes as a fact.
    pub fn fact_type(&self) -> FactType {
        let codes = |options: &[Choice]| {
            Codes::Of(options.iter().map(|option| option.code.clone()).collect())
        };
        match self {
            Self::Line { .. } | Self::Text { .. } | Self::Iban => FactType::Text,
            Self::Number { .. } => FactType::Int,
            Self::Date => FactType::Date,
            Self::Choice { options } => FactType::Code(codes(options)),
            Self::Choices { options } => FactType::List(codes(options)),
            Self::Confirm => FactType::Bool,
        }
    }
}

/// Kinds of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Line { min_chars: u32, max_chars: u32 },
    /// Several lines.
    Text { min_chars: u32, max_chars: u32 },
    /// A whole number with its unit.
    Number { least: Option<i64>, most: Option<i64>, unit: String },
    /// A calendar day.
    Date,
    /// One of several.
    Choice { options: Vec<Choice> },
    /// Any of several; stored as codes joined by a comma.
    Choices { options: Vec<Choice> },
    /// An account number (IBAN).
    Iban,
    /// A box to tick; stored as `yes`.
    Confirm,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Stable code.
    pub code: String,
    /// What the person reads.
    pub label: String,
}

/// Answers as typed, by field key.
pub type Answers = BTreeMap<String, String>;

/// How strictly answers are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// While typing: what is missing is no fault.
    Lenient,
    /// On submitting: all that is shown and required must be there.
    Strict,
}
