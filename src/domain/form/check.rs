//! Which fields are shown, and what is wrong with the answers. The one rule: a field that is not
//! shown is never asked for, and its answer is no fact, though the text is kept.

use super::{
    Answers, Choice, Fault, Field, FieldKind, FieldRefusal, Form, Strictness, check_iban, normalise,
};
use crate::domain::{
    condition::Answer,
    facts::{Fact, Facts, day},
};
use std::collections::BTreeSet;

/// Keys of the fields that are shown: those whose condition holds, given the answers before them.
pub fn shown<'f>(form: &'f Form, answers: &Answers, facts: &Facts) -> BTreeSet<&'f str> {
    walk(form, answers, facts).0
}

/// `facts` with `answer.<key>` of every field that is shown. An answer that is not given, or not
/// of its kind, is unknown; a box that is not ticked is "no".
pub fn facts_with_answers(form: &Form, answers: &Answers, facts: &Facts) -> Facts {
    walk(form, answers, facts).1
}

fn walk<'f>(form: &'f Form, answers: &Answers, facts: &Facts) -> (BTreeSet<&'f str>, Facts) {
    let mut known = facts.clone();
    let mut shown = BTreeSet::new();
    for field in form.fields() {
        // A programme file lets a field depend on earlier ones only, so one walk is enough.
        if field.show_if.as_ref().is_none_or(|when| when.answer(&known) == Answer::Yes) {
            let text = normalise(field, answers.get(&field.key).map_or("", String::as_str));
            known.set(&format!("answer.{}", field.key), fact(field, &text));
            shown.insert(field.key.as_str());
        }
    }
    (shown, known)
}

/// A normalised answer as a fact.
fn fact(field: &Field, text: &str) -> Fact {
    match &field.kind {
        FieldKind::Confirm => Fact::Bool(text == "yes"),
        _ if text.is_empty() => Fact::Unknown,
        FieldKind::Line { .. } | FieldKind::Text { .. } | FieldKind::Iban => {
            Fact::Text(text.to_owned())
        }
        FieldKind::Number { .. } => text.parse().map_or(Fact::Unknown, Fact::Int),
        FieldKind::Date => day(text).map_or(Fact::Unknown, Fact::Date),
        FieldKind::Choice { options } if has(options, text) => Fact::Text(text.to_owned()),
        FieldKind::Choices { options } if text.split(',').all(|one| has(options, one)) => {
            Fact::List(text.split(',').map(str::to_owned).collect())
        }
        FieldKind::Choice { .. } | FieldKind::Choices { .. } => Fact::Unknown,
    }
}

/// What is wrong, in the order of the form, at most one fault a field. Answers to fields the form
/// does not have, or does not show, are ignored (and kept by the caller).
pub fn check(form: &Form, answers: &Answers, facts: &Facts, how: Strictness) -> Vec<Fault> {
    let (shown, known) = walk(form, answers, facts);
    form.fields()
        .filter(|field| shown.contains(field.key.as_str()))
        .filter_map(|field| {
            let text = normalise(field, answers.get(&field.key).map_or("", String::as_str));
            let why = refusal(field, &text, how).or_else(|| rule(field, &text, &known))?;
            Some(Fault { field: field.key.clone(), label: field.label.clone(), why })
        })
        .collect()
}

fn rule(field: &Field, text: &str, known: &Facts) -> Option<FieldRefusal> {
    if text.is_empty() {
        return None;
    }
    let broken = field.must.iter().find(|rule| rule.holds.answer(known) == Answer::No)?;
    Some(FieldRefusal::Rule { says: known.fill(&broken.says) })
}

/// What is wrong with one normalised answer by itself.
fn refusal(field: &Field, text: &str, how: Strictness) -> Option<FieldRefusal> {
    let strict = how == Strictness::Strict;
    if text.is_empty() {
        return (strict && field.required).then_some(match field.kind {
            FieldKind::Confirm => FieldRefusal::NotConfirmed,
            FieldKind::Line { .. }
            | FieldKind::Text { .. }
            | FieldKind::Number { .. }
            | FieldKind::Date
            | FieldKind::Choice { .. }
            | FieldKind::Choices { .. }
            | FieldKind::Iban => FieldRefusal::Missing,
        });
    }
    match &field.kind {
        FieldKind::Line { min_chars, max_chars } | FieldKind::Text { min_chars, max_chars } => {
            let have = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            if have > *max_chars {
                return Some(FieldRefusal::TooLong { have, most: *max_chars });
            }
            // While someone types, every text is too short for a while.
            (strict && have < *min_chars)
                .then_some(FieldRefusal::TooShort { have, need: *min_chars })
        }
        FieldKind::Number { least, most, .. } => match text.parse::<i64>() {
            Err(_) => Some(FieldRefusal::NotANumber),
            Ok(number) => {
                let inside = least.is_none_or(|least| number >= least)
                    && most.is_none_or(|most| number <= most);
                (!inside).then_some(FieldRefusal::OutOfRange { least: *least, most: *most })
            }
        },
        FieldKind::Date => day(text).is_none().then_some(FieldRefusal::NotADate),
        FieldKind::Choice { options } => (!has(options, text)).then_some(FieldRefusal::NotAChoice),
        FieldKind::Choices { options } => {
            (!text.split(',').all(|code| has(options, code))).then_some(FieldRefusal::NotAChoice)
        }
        FieldKind::Iban => check_iban(text).err(),
        FieldKind::Confirm => (text != "yes").then_some(FieldRefusal::NotConfirmed),
    }
}

fn has(options: &[Choice], code: &str) -> bool {
    options.iter().any(|option| option.code == code)
}
