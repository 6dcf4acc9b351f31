//! A scored programme of a file: types, rounds, rules, forms, letters. The one rule: whatever two
//! parts say about each other (a tie chain and its criteria, a letter and its names, two rounds and
//! their answers) is checked here, so that a call never finds out.

use super::{countries, forms, kinds, names_in, prefix, rules, rules::keys, slug, zone};
use crate::{
    config::reader::{Source, Table, Text, once},
    domain::{
        eligibility::EligibilityRule,
        facts::Dictionary,
        form::Form,
        money::Percent,
        scored::{Caps, ClockRules, LETTER_NAMES, Letters, Round, ScoredProgramme, answers},
        suggest::did_you_mean,
    },
};

mod co_funding; // the de minimis switch
mod documents;
mod evaluation;
mod examples;
mod plans;
#[cfg(test)]
mod tests;
mod types;

pub(super) fn read(top: Table<'_, '_>) -> ScoredProgramme {
    let types = types::read(&top);
    let round_keys = codes(&top, "rounds");
    // Conditions of forms speak of the proposal and of their own answers; rules of those of the
    // rounds, too.
    let words = Dictionary::scored(codes(&top, "types"), round_keys);
    let rounds = rounds(&top, &words);
    let whole = with_answers(&top, &words, &rounds);
    let partner_form = forms::form(&top, "partner_form", &words.with_partner());
    let mut partner = words.with_partner();
    partner_form.describe(&mut partner);
    let mut both = words.with_partner();
    both.0.extend(whole.0.clone());
    let [admissibility, eligibility] =
        ["admissibility", "eligibility"].map(|list| rules::eligibility(&top, list, &whole));
    let partner_eligibility = rules::eligibility(&top, "partner_eligibility", &partner);
    rules_once(&top);
    let quotas = rules::quotas(&top, &both);
    let programme = ScoredProgramme {
        slug: slug(&top),
        version: top.count("version", 1, None),
        title: top.text("title").text,
        summary: top.text("summary").text,
        reference_prefix: prefix(&top),
        zone: zone(&top),
        countries: countries(&top),
        kinds: kinds(&top, "kinds"),
        admissibility,
        eligibility,
        partner_eligibility,
        partner_form,
        contract: accounts_masked(&top, "contract", &words),
        interim: if codes(&top, "interim").is_empty() {
            Form { sections: Vec::new() }
        } else {
            accounts_masked(&top, "interim", &words)
        },
        report: accounts_masked(&top, "report", &words),
        agreement: plans::agreement(&top, &types),
        caps: caps(&top),
        de_minimis: co_funding::read(&top),
        quotas,
        sme_share: percent(&top, "sme_share", 1..101),
        clocks: clocks(&top),
        letters: letters(&top, rounds.len() > 1),
        examples: Vec::new(),
        types,
        rounds,
    };
    let examples = examples::read(&top, &programme, &whole, &partner);
    top.done();
    ScoredProgramme { examples, ..programme }
}

/// The `key` of each table of a list, as far as it is there.
fn codes(top: &Table<'_, '_>, list: &'static str) -> Vec<String> {
    let tables = top.tables(list);
    tables.iter().filter_map(|table| table.text_opt("key")).map(|key| key.text).collect()
}

/// A rule is called by its key alone, so the three lists share one set of keys.
fn rules_once(top: &Table<'_, '_>) {
    let lists = ["admissibility", "eligibility", "partner_eligibility"];
    let keys: Vec<Text> = lists
        .into_iter()
        .flat_map(|list| top.tables(list))
        .filter_map(|table| table.text_opt("key"))
        .collect();
    once(top.source, "rule", &keys);
}

/// A whole number of percent, if it is there.
fn percent(
    table: &Table<'_, '_>,
    key: &'static str,
    bounds: std::ops::Range<i64>,
) -> Option<Percent> {
    let percent = table.int_opt(key, bounds)?;
    u32::try_from(percent).ok().map(Percent::whole)
}

/// One of several words with their meanings; the first stands in while the file is faulty.
fn one_of<V: Copy>(table: &Table<'_, '_>, key: &'static str, all: &[(&str, V); 2]) -> V {
    word(table, key, all).unwrap_or(all[0].1)
}

/// One of several words, with its fault noted when it is another.
fn word<V: Copy>(table: &Table<'_, '_>, key: &'static str, all: &[(&str, V)]) -> Option<V> {
    let Text { text, at } = table.text(key);
    let found = all.iter().find(|(word, _)| *word == text);
    if found.is_none() && !text.is_empty() {
        let words: Vec<&str> = all.iter().map(|(word, _)| *word).collect();
        let near = did_you_mean(&text, words.iter().copied());
        let says = format!("`{key}` is one of {}, not `{text}`{near}", words.join(", "));
        table.source.fault(at.start, says);
    }
    found.map(|(_, value)| *value)
}

fn rounds(top: &Table<'_, '_>, words: &Dictionary) -> Vec<Round> {
    let tables = top.tables("rounds");
    if tables.is_empty() {
        top.source.fault(top.place_of("rounds"), "there is no [[rounds]] round");
    }
    let keys = keys(top.source, &tables, "round");
    let last = tables.len().saturating_sub(1);
    let mut read = Vec::new();
    for (place, (table, key)) in tables.into_iter().zip(keys).enumerate() {
        let form = forms::form(&table, "form", words);
        forms::needs(
            &table,
            "form",
            &form,
            &[
                (answers::TITLE, "line or text", true),
                (answers::SUMMARY, "text", true),
                (answers::MONTHS, "number", true),
                (answers::TOPICS, "choices", false),
            ],
        );
        forms::masked(&table, "form", &form);
        let goes_on_for = percent(&table, "goes_on_for", 100..10_001);
        match (goes_on_for, place == last) {
            (Some(_), true) => {
                table.fault("goes_on_for", "nothing goes on after the last round");
            }
            (None, false) if table.get("goes_on_for").is_none() => {
                let says = "`goes_on_for` is missing: what goes on may ask for how many percent \
                            of the budget? Only the last round has none";
                table.source.fault(table.at, says);
            }
            (Some(_) | None, _) => {}
        }
        let label = table.text("label").text;
        let documents = documents::read(&table, words);
        let evaluation = evaluation::read(&table, &form);
        table.done();
        read.extend(evaluation.map(|evaluation| Round {
            key,
            label,
            form,
            documents,
            evaluation,
            goes_on_for,
        }));
    }
    read
}

/// The names of rules: the answers of all rounds among them. One key means one thing.
fn with_answers(top: &Table<'_, '_>, words: &Dictionary, rounds: &[Round]) -> Dictionary {
    let mut whole = words.clone();
    for round in rounds {
        let mut own = Dictionary::default();
        round.form.describe(&mut own);
        for (name, kind) in own.0 {
            if whole.get(&name).is_some_and(|other| *other != kind) {
                let says = format!(
                    "`{name}` is a {} in the round `{}`, but not in one before",
                    kind.says(),
                    round.key
                );
                top.source.fault(top.place_of("rounds"), says);
            }
            whole.0.insert(name, kind);
        }
    }
    whole
}

fn accounts_masked(top: &Table<'_, '_>, key: &'static str, words: &Dictionary) -> Form {
    let form = forms::form(top, key, words);
    forms::masked(top, key, &form);
    form
}

fn caps(top: &Table<'_, '_>) -> Caps {
    let Some(table) = top.table_opt("caps") else { return Caps::default() };
    let caps = Caps {
        per_organisation: table.money_opt("per_organisation"),
        services_count: table.flag("services_count", false),
    };
    table.done();
    caps
}

fn clocks(top: &Table<'_, '_>) -> ClockRules {
    let Some(table) = top.table("clocks") else {
        return ClockRules {
            inform_months: 1,
            sign_months: 1,
            redress_days: 1,
            deemed_read_days: 1,
            pay_within_days: 1,
        };
    };
    let clocks = ClockRules {
        inform_months: table.count("inform_months", 1, None),
        sign_months: table.count("sign_months", 1, None),
        redress_days: table.count("redress_days", 1, None),
        deemed_read_days: table.count("deemed_read_days", 1, None),
        pay_within_days: table.count("pay_within_days", 1, None),
    };
    table.done();
    clocks
}

/// What every letter knows; the rest of `LETTER_NAMES` is known where it means something.
const EVERY_LETTER: [&str; 6] = ["reference", "title", "call", "lead", "type", "redress_days"];

fn letters(top: &Table<'_, '_>, is_staged: bool) -> Letters {
    let Some(table) = top.table("letters") else { return Letters::default() };
    let letter = |key: &'static str, more: &[&str]| {
        let known: Vec<&str> = EVERY_LETTER.into_iter().chain(more.iter().copied()).collect();
        let paragraphs = table.some_texts(key);
        for paragraph in &paragraphs {
            letter_names(top.source, paragraph, &known);
        }
        paragraphs.into_iter().map(|paragraph| paragraph.text).collect()
    };
    // Only where something goes on is there anything to say of it.
    let staged = |key: &'static str, more: &[&str]| match (is_staged, table.get(key)) {
        (true, _) => letter(key, more),
        (false, None) => Vec::new(),
        (false, Some(_)) => {
            table.fault(key, "nothing goes on in a programme of one round");
            Vec::new()
        }
    };
    let scores = ["total", "threshold", "place", "amount"];
    let letters = Letters {
        award: letter("award", &[&scores[..], &["sign_by"]].concat()),
        reserve: letter("reserve", &[&scores[..], &["reserve_place", "reserve_until"]].concat()),
        below_line: letter("below_line", &scores),
        goes_on: staged("goes_on", &["total", "threshold", "next_round", "next_deadline"]),
        not_further: staged("not_further", &["total", "threshold"]),
        below_threshold: letter("below_threshold", &["total", "threshold", "reason"]),
        ineligible: letter("ineligible", &["reason"]),
        redress: letter("redress", &[]),
    };
    table.done();
    letters
}

/// Names no letter has get a suggestion; names of another letter get told so.
fn letter_names(source: &Source<'_>, paragraph: &Text, known: &[&str]) {
    names_in(source, paragraph, &LETTER_NAMES);
    for name in LETTER_NAMES.iter().filter(|name| !known.contains(name)) {
        let is_named = crate::domain::facts::placeholders(&paragraph.text)
            .iter()
            .any(|(_, placed)| placed == name);
        if is_named {
            let says = format!("this letter does not know `{{{{ {name} }}}}`; it knows: ");
            source.fault(paragraph.at.start, says + &known.join(", "));
        }
    }
}

/// The keys of rules, for examples.
fn rule_keys(programme: &ScoredProgramme) -> Vec<&str> {
    let whole = programme.admissibility.iter().chain(&programme.eligibility);
    let all = whole.chain(&programme.partner_eligibility);
    all.map(|rule: &EligibilityRule| rule.key.as_str()).collect()
}
