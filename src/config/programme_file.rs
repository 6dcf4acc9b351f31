//! A programme file (TOML) becomes a `domain::programme::Programme`. The one rule: all faults are
//! told at once, each with its line, and a file with one fault gives no programme at all.

use super::reader::{FileFault, Source, Table, Text, once};
use crate::domain::{
    calendar::StayRules,
    condition::Condition,
    country::Country,
    facts::{Dictionary, placeholders},
    organisation::OrganisationKind,
    programme::{PAPER_NAMES, Programme},
    suggest::did_you_mean,
};
use std::collections::BTreeSet;

mod examples;
mod forms;
mod lump_sum;
mod rules;
#[cfg(test)]
mod tests;

/// Reads a programme; `file` is how faults call it.
pub fn parse(file: &str, text: &str) -> Result<Programme, Vec<FileFault>> {
    let source = Source::new(file, text);
    let document = source.parse();
    let programme = read(Table::new(&source, document.get_ref(), 0, ""));
    let faults = source.faults();
    if faults.is_empty() { Ok(programme) } else { Err(faults) }
}

fn read(top: Table<'_, '_>) -> Programme {
    let source = top.source;
    let countries = countries(&top);
    let (visitors, hosts) = (kinds(&top, "visitors"), kinds(&top, "hosts"));
    let form = forms::application(&top);
    // Conditions outside the reports speak of the application's answers.
    let mut words = Dictionary::standard();
    form.describe(&mut words);
    let lump_sum = lump_sum::read(&top, &countries);
    let eligibility = rules::eligibility(&top, &words);
    let quotas = rules::quotas(&top, &words);
    let examples = examples::read(&top, &words, &form, &eligibility, &quotas);
    let (commitment_text, agreement_text) = papers(&top);
    let programme = Programme {
        slug: slug(&top),
        version: top.count("version", 1, None),
        title: top.text("title").text,
        summary: top.text("summary").text,
        reference_prefix: prefix(&top),
        zone: zone(&top),
        countries,
        visitors,
        hosts,
        stay: stay(&top),
        eligibility,
        report: forms::form(&top, "report"),
        host_report: forms::form(&top, "host_report"),
        host_report_required: top.flag("host_report_required", true),
        evidence: rules::evidence(&top, &words),
        form,
        lump_sum,
        quotas,
        partnership_target: top.count("partnership_target", 0, None),
        pay_within_days: top.count("pay_within_days", 1, None),
        pay_warn_days: top.count("pay_warn_days", 0, None),
        commitment_text,
        agreement_text,
        examples,
    };
    if programme.pay_warn_days > programme.pay_within_days {
        let says = "the warning must not come after the payment is due (`pay_within_days`)";
        source.fault(top.place_of("pay_warn_days"), says);
    }
    top.done();
    programme
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

fn stay(top: &Table<'_, '_>) -> StayRules {
    let Some(stay) = top.table("stay") else {
        return StayRules { min_working_days: 1, max_months: 1 };
    };
    let rules = StayRules {
        min_working_days: stay.count("min_working_days", 1, None),
        max_months: stay.count("max_months", 1, None),
    };
    stay.done();
    rules
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

fn papers(top: &Table<'_, '_>) -> (Vec<String>, Vec<String>) {
    let Some(papers) = top.table("papers") else { return (Vec::new(), Vec::new()) };
    let read = |key| {
        let paragraphs = papers.some_texts(key);
        for paragraph in &paragraphs {
            names_in(top.source, paragraph, &PAPER_NAMES);
        }
        paragraphs.into_iter().map(|paragraph| paragraph.text).collect()
    };
    let texts = (read("commitment"), read("agreement"));
    papers.done();
    texts
}
