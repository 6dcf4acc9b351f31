//! A programme's form with its answers, faults and versions, as a page shows it to write or to
//! read. The one rule: only fields whose condition holds are shown; an account number is shown
//! whole only to those who may see it.

use super::{Fact, FaultLink, FieldView, Input, Theirs, fault_links, words};
use crate::domain::{
    facts::Facts,
    form::{self, Answers, Choice, Fault, Field, FieldKind, Form},
    moment::Moment,
};
use crate::render::{day_text, filters, number_text};
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::BTreeMap;

/// What stands in a form now.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    /// Answers as typed.
    pub answers: &'a Answers,
    /// Facts the fields' conditions may ask.
    pub facts: &'a Facts,
    /// What is wrong.
    pub faults: &'a [Fault],
    /// Version of each answer, for autosave; empty where no one else can write.
    pub seen: &'a BTreeMap<String, i64>,
    /// Answers someone else changed meanwhile.
    pub clashes: &'a [Clash],
    /// The reader may see account numbers whole.
    pub sees_accounts: bool,
    /// Zone for instants.
    pub zone: Tz,
}

/// An answer someone else changed while this one was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The field.
    pub field: String,
    /// Their answer.
    pub theirs: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
    /// The version of their answer.
    pub version: i64,
}

/// A form to write in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormView {
    /// Its sections that have something to show.
    pub sections: Vec<SectionView>,
    /// All faults, in the order of the form, each with a link.
    pub faults: Vec<FaultLink>,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionView {
    /// Stable code; its heading's id is `s-<key>`.
    pub key: String,
    /// Heading.
    pub title: String,
    /// A sentence; may be empty.
    pub intro: String,
    /// Its questions.
    pub fields: Vec<FieldView>,
}

/// A part of a form, to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadSection {
    /// Heading.
    pub title: String,
    /// Questions and answers.
    pub rows: Vec<Fact>,
}

/// The form to write in.
pub fn form_view(form: &Form, typed: &Typed) -> FormView {
    let shown = form::shown(form, typed.answers, typed.facts);
    let sections: Vec<SectionView> = form
        .sections
        .iter()
        .map(|section| SectionView {
            key: section.key.clone(),
            title: section.title.clone(),
            intro: section.intro.clone(),
            fields: section
                .fields
                .iter()
                .filter(|field| shown.contains(field.key.as_str()))
                .map(|field| field_view(field, typed))
                .collect(),
        })
        .filter(|section| !section.fields.is_empty())
        .collect();
    let faults = fault_links(sections.iter().flat_map(|section| &section.fields));
    FormView { sections, faults }
}

/// The form to read: answered or not, in its order.
pub fn read_form(
    form: &Form,
    answers: &Answers,
    facts: &Facts,
    accounts: bool,
) -> Vec<ReadSection> {
    let shown = form::shown(form, answers, facts);
    let row = |field: &Field| {
        let text = read_answer(field, answers.get(&field.key).map_or("", String::as_str), accounts);
        Fact::new(&field.label, if text.is_empty() { "not answered".to_owned() } else { text })
    };
    form.sections
        .iter()
        .map(|section| ReadSection {
            title: section.title.clone(),
            rows: section
                .fields
                .iter()
                .filter(|field| shown.contains(field.key.as_str()))
                .map(row)
                .collect(),
        })
        .filter(|section| !section.rows.is_empty())
        .collect()
}

/// Every answer that was given, whatever would be asked today; account numbers are masked.
pub fn answered(form: &Form, answers: &Answers) -> Vec<ReadSection> {
    let row = |field: &Field| {
        let given = answers.get(&field.key).map_or("", String::as_str);
        let text = match field.kind {
            FieldKind::Iban => form::mask_iban(given),
            FieldKind::Line { .. }
            | FieldKind::Text { .. }
            | FieldKind::Number { .. }
            | FieldKind::Date
            | FieldKind::Choice { .. }
            | FieldKind::Choices { .. }
            | FieldKind::Confirm => read_answer(field, given, false),
        };
        (!text.is_empty()).then(|| Fact::new(&field.label, text))
    };
    let section = |section: &form::Section| ReadSection {
        title: section.title.clone(),
        rows: section.fields.iter().filter_map(row).collect(),
    };
    form.sections.iter().map(section).filter(|section| !section.rows.is_empty()).collect()
}

fn field_view(field: &Field, typed: &Typed) -> FieldView {
    let value = typed.answers.get(&field.key).map_or("", String::as_str);
    let mut view = FieldView::new(input(&field.kind), &field.key, &field.label)
        .hint(&field.hint)
        .fault(typed.faults.iter().find(|fault| fault.field == field.key).map(|fault| &fault.why));
    view = match &field.kind {
        FieldKind::Line { min_chars, max_chars } | FieldKind::Text { min_chars, max_chars } => {
            view.chars(*min_chars, *max_chars)
        }
        FieldKind::Number { unit, .. } => view.unit(unit),
        FieldKind::Choice { options } | FieldKind::Choices { options } => {
            view.options(options.iter().map(|option| (&option.code, &option.label)))
        }
        FieldKind::Date | FieldKind::Iban | FieldKind::Confirm => view,
    };
    if !field.required {
        view = view.optional();
    }
    if let Some(version) = typed.seen.get(&field.key) {
        view = view.seen(*version);
    }
    view.private |= field.masked;
    if field.masked && !typed.sees_accounts {
        return view.value(form::mask_iban(value)).locked();
    }
    match typed.clashes.iter().find(|clash| clash.field == field.key) {
        Some(clash) => view.value(value).seen(clash.version).theirs(Theirs {
            text: read_answer(field, &clash.theirs, typed.sees_accounts),
            by: clash.by.clone(),
            at: filters::moment_text(clash.at, typed.zone),
        }),
        None => view.value(value),
    }
}

const fn input(kind: &FieldKind) -> Input {
    match kind {
        FieldKind::Line { .. } => Input::Line,
        FieldKind::Text { .. } => Input::Text,
        FieldKind::Number { .. } => Input::Number,
        FieldKind::Date => Input::Date,
        FieldKind::Choice { options } if options.len() > 9 => Input::Select,
        FieldKind::Choice { .. } => Input::Choice,
        FieldKind::Choices { .. } => Input::Choices,
        FieldKind::Iban => Input::Iban,
        FieldKind::Confirm => Input::Confirm,
    }
}

/// An answer as it reads: labels for codes, a written day; what is not of its kind stays as typed.
fn read_answer(field: &Field, text: &str, accounts: bool) -> String {
    let text = form::normalise(field, text);
    if text.is_empty() {
        return text;
    }
    if field.masked && !accounts {
        return form::mask_iban(&text);
    }
    let label = |options: &[Choice], code: &str| {
        let found = options.iter().find(|option| option.code == code);
        found.map_or_else(|| code.to_owned(), |option| option.label.clone())
    };
    match &field.kind {
        FieldKind::Confirm if text == "yes" => "confirmed".to_owned(),
        FieldKind::Line { .. } | FieldKind::Text { .. } | FieldKind::Confirm => text,
        FieldKind::Number { unit, .. } => match text.parse() {
            Ok(number) => format!("{} {unit}", number_text(number)).trim_end().to_owned(),
            Err(_) => text,
        },
        FieldKind::Date => text.parse().map_or(text, day_text),
        FieldKind::Choice { options } => label(options, &text),
        FieldKind::Choices { options } => {
            words::list(&text.split(',').map(|code| label(options, code)).collect::<Vec<_>>())
        }
        FieldKind::Iban => in_fours(&text),
    }
}

/// An account number in groups of four, as cards show it.
fn in_fours(account: &str) -> String {
    let mut grouped = String::with_capacity(account.len() + account.len() / 4);
    for (at, letter) in account.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(letter);
    }
    grouped
}
