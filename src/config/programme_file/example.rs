//! What examples of both kinds of programme share: facts, answers, outcomes. The one rule: a
//! fact is of its documented type or `"?"`, and is never guessed.

use crate::{
    config::reader::{Source, Table, Text, as_day, integer, once},
    domain::{
        eligibility::Outcome,
        facts::{Dictionary, Fact, FactType, Facts},
        form::{Answers, Form},
        suggest::did_you_mean,
    },
};
use std::collections::{BTreeMap, BTreeSet};
use toml::{Spanned, de::DeValue};

/// What a fact is written as when it is not known.
const UNKNOWN: &str = "?";

/// The earlier example this one starts from, by its name.
pub(super) fn like<'e, E>(
    table: &Table<'_, '_>,
    examples: &'e [E],
    name: impl Fn(&E) -> &str,
) -> Option<&'e E> {
    let Text { text, at } = table.text_opt("like")?;
    let found = examples.iter().find(|example| name(example) == text);
    if found.is_none() {
        let near = did_you_mean(&text, examples.iter().map(&name));
        table.source.fault(at.start, format!("there is no example `{text}` above{near}"));
    }
    found
}

/// Facts as nested tables: `visitor.kind` is `kind` in the table `visitor`. `words` has the names
/// that may be set so.
pub(super) fn add_facts(
    table: &Table<'_, '_>,
    prefix: &str,
    words: &Dictionary,
    facts: &mut Facts,
) {
    for (key, at, value) in table.entries() {
        let name = format!("{prefix}{key}");
        if let DeValue::Table(inner) = value.get_ref() {
            let inner = Table::new(table.source, inner, at, &name);
            add_facts(&inner, &format!("{name}."), words, facts);
            continue;
        }
        let Some(kind) = words.get(&name) else {
            let near = did_you_mean(&name, words.names());
            table.source.fault(at, format!("there is no fact `{name}`{near}"));
            continue;
        };
        if let Some(fact) = fact(table.source, &name, kind, value) {
            facts.set(&name, fact);
        }
    }
}

fn fact(
    source: &Source<'_>,
    name: &str,
    kind: &FactType,
    value: &Spanned<DeValue<'_>>,
) -> Option<Fact> {
    let given = value.get_ref();
    if given.as_str() == Some(UNKNOWN) {
        return Some(Fact::Unknown);
    }
    let fact = match kind {
        FactType::Bool => given.as_bool().map(Fact::Bool),
        FactType::Int | FactType::Cents => integer(given).map(Fact::Int),
        FactType::Date => as_day(given).map(Fact::Date),
        FactType::Text | FactType::Code(_) => {
            given.as_str().map(|text| Fact::Text(text.to_owned()))
        }
        FactType::List(_) | FactType::Texts => given.as_array().map(|items| {
            let texts = items.iter().filter_map(|item| item.get_ref().as_str());
            Fact::List(texts.map(str::to_owned).collect())
        }),
    };
    let fact = fact.filter(|fact| kind.takes(fact));
    if fact.is_none() {
        let says = format!("`{name}` takes: {}; or \"?\" when it is not known", kind.says());
        source.fault(value.span().start, says);
    }
    fact
}

/// Answers as typed.
pub(super) fn add_answers(table: &Table<'_, '_>, form: &Form, answers: &mut Answers) {
    for (key, at, value) in table.entries() {
        if form.field(key).is_none() {
            let near = did_you_mean(key, form.fields().map(|field| field.key.as_str()));
            table.source.fault(at, format!("the form has no field `{key}`{near}"));
        }
        match value.get_ref().as_str() {
            Some(text) => {
                answers.insert(key.to_owned(), text.to_owned());
            }
            None => table.source.fault(value.span().start, "an answer is a text, as typed"),
        }
    }
}

/// What the rules named must say; `all` has the keys there are.
pub(super) fn outcomes(expect: &Table<'_, '_>, all: &[&str]) -> BTreeMap<String, Outcome> {
    let mut named = BTreeMap::new();
    let Some(given) = expect.table_opt("rules") else { return named };
    for (key, at, value) in given.entries() {
        if !all.contains(&key) {
            let near = did_you_mean(key, all.iter().copied());
            expect.source.fault(at, format!("there is no rule `{key}`{near}"));
        }
        let text = value.get_ref().as_str().unwrap_or("");
        named.insert(key.to_owned(), outcome(expect.source, text, value.span().start));
    }
    named
}

/// The outcome of the whole.
pub(super) fn eligible(expect: &Table<'_, '_>) -> Outcome {
    let Text { text, at } = expect.text("eligible");
    outcome(expect.source, &text, at.start)
}

fn outcome(source: &Source<'_>, text: &str, at: usize) -> Outcome {
    Outcome::from_code(text).unwrap_or_else(|| {
        let all = Outcome::ALL.map(Outcome::code);
        let near = did_you_mean(text, all);
        let says = format!("an outcome is one of {}, not `{text}`{near}", all.join(", "));
        source.fault(at, says);
        Outcome::Holds
    })
}

/// The texts under a key, each one of `all`; `None` when the key is not there.
pub(super) fn known(
    table: &Table<'_, '_>,
    key: &'static str,
    what: &str,
    all: &[&str],
) -> Option<BTreeSet<String>> {
    table.get(key)?;
    let texts = table.texts(key);
    once(table.source, what, &texts);
    for Text { text, at } in &texts {
        if !all.contains(&text.as_str()) {
            let near = did_you_mean(text, all.iter().copied());
            table.source.fault(at.start, format!("there is no {what} `{text}`{near}"));
        }
    }
    Some(texts.into_iter().map(|text| text.text).collect())
}
