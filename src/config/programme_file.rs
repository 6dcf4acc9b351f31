//! A programme file (TOML) becomes a `domain::scheme::Scheme`: what its `kind` says, an exchange
//! where it says nothing. The one rule: all faults are told at once, each with its line, and a file
//! with one fault gives no programme at all.

use super::reader::{FileFault, Source, Table, Text, once};
use crate::domain::{
    condition::Condition,
    country::Country,
    facts::{Dictionary, placeholders},
    organisation::OrganisationKind,
    scheme::Scheme,
    suggest::did_you_mean,
};
use std::{collections::BTreeSet, sync::Arc};

mod example;
mod exchange;
mod forms;
mod rules;
mod scored;
#[cfg(test)]
mod tests;

/// The kinds of programme.
const KINDS: [&str; 2] = ["exchange", "scored"];

/// Reads a programme; `file` is how faults call it.
pub fn parse(file: &str, text: &str) -> Result<Scheme, Vec<FileFault>> {
    let source = Source::new(file, text);
    let document = source.parse();
    let top = Table::new(&source, document.get_ref(), 0, "");
    let scheme = match top.text_opt("kind") {
        Some(kind) if kind.text == "scored" => Scheme::Scored(Arc::new(scored::read(top))),
        kind => {
            if let Some(Text { text, at }) = kind.filter(|kind| kind.text != "exchange") {
                let near = did_you_mean(&text, KINDS);
                let says = format!("a programme is of kind {}, not `{text}`", KINDS.join(" or "));
                source.fault(at.start, format!("{says}{near}"));
            }
            Scheme::Exchange(Arc::new(exchange::read(top)))
        }
    };
    let faults = source.faults();
    if faults.is_empty() { Ok(scheme) } else { Err(faults) }
}

fn slug(top: &Table<'_, '_>) -> String {
    let Text { text, at } = top.text("slug");
    code(top.source, &text, at.start, "a slug");
    text
}

/// Notes a code that is not lower-case letters, digits and `_`, beginning with a letter.
fn code(source: &Source<'_>, text: &str, at: usize, what: &str) {
    let plain = text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && text.len() <= 40;
    if !plain && !text.is_empty() {
        let says =
            "has lower-case letters, digits and `_`, begins with a letter, and has at most 40";
        source.fault(at, format!("`{text}` is not {what}: it {says}"));
    }
}

fn prefix(top: &Table<'_, '_>) -> String {
    let Text { text, at } = top.text("reference_prefix");
    if !(1..=8).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        top.source.fault(at.start, "`reference_prefix` must be 1 to 8 capital letters");
    }
    text
}

fn zone(top: &Table<'_, '_>) -> chrono_tz::Tz {
    let Text { text, at } = top.text("zone");
    text.parse().unwrap_or_else(|_| {
        let near = did_you_mean(&text, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()));
        top.source.fault(at.start, format!("there is no time zone `{text}`{near}"));
        chrono_tz::UTC
    })
}

/// A country code of the file; the Union's EL and UK are taken too.
fn country(source: &Source<'_>, text: &Text) -> Option<Country> {
    text.text.parse().inspect_err(|error| source.fault(text.at.start, format!("{error}"))).ok()
}

fn countries(top: &Table<'_, '_>) -> BTreeSet<Country> {
    let texts = top.some_texts("countries");
    once(top.source, "country", &texts);
    texts.iter().filter_map(|text| country(top.source, text)).collect()
}

fn kinds(top: &Table<'_, '_>, key: &'static str) -> BTreeSet<OrganisationKind> {
    let texts = top.some_texts(key);
    once(top.source, "kind", &texts);
    texts
        .iter()
        .filter_map(|Text { text, at }| {
            let kind = OrganisationKind::from_code(text);
            if kind.is_none() {
                let all = OrganisationKind::ALL.map(OrganisationKind::code);
                let near = did_you_mean(text, all);
                let says = format!("there is no kind of organisation `{text}`{near}");
                top.source.fault(at.start, says);
            }
            kind
        })
        .collect()
}

/// The condition under a key, if it is there and has no fault.
fn condition(table: &Table<'_, '_>, key: &'static str, words: &Dictionary) -> Option<Condition> {
    let Text { text, at } = table.text_opt(key)?;
    match Condition::compile(&text, words) {
        Ok(condition) => Some(condition),
        Err(faults) => {
            for fault in faults {
                table.source.fault_inside(&at, fault.line, fault.column, fault.says);
            }
            None
        }
    }
}

/// A sentence that may have facts in `{{ }}`.
fn sentence(table: &Table<'_, '_>, key: &'static str, words: &Dictionary) -> String {
    let text = table.text(key);
    names_in(table.source, &text, &words.names().collect::<Vec<_>>());
    text.text
}

/// Notes every `{{ name }}` that is not among `known`, and braces that do not close.
fn names_in(source: &Source<'_>, Text { text, at }: &Text, known: &[&str]) {
    for (_, name) in placeholders(text) {
        if !known.contains(&name) {
            let near = did_you_mean(name, known.iter().copied());
            source.fault(at.start, format!("there is no `{{{{ {name} }}}}` here{near}"));
        }
    }
    if text.matches("{{").count() != text.matches("}}").count() {
        source.fault(at.start, "a `{{` has no `}}`, or the other way round");
    }
}
