//! Eligibility rules, quotas and evidence of a programme file. The one rule: every key is there
//! once, for ever with the same meaning.

use super::{code, condition, sentence};
use crate::{
    config::reader::{Source, Table, Text, once},
    domain::{
        eligibility::EligibilityRule,
        facts::Dictionary,
        programme::EvidenceRule,
        quota::{QuotaAim, QuotaRule},
        suggest::did_you_mean,
    },
};

/// The key of each table, checked to be a code and there once.
pub(super) fn keys(source: &Source<'_>, tables: &[Table<'_, '_>], what: &str) -> Vec<String> {
    let keys: Vec<Text> = tables.iter().map(|table| table.text("key")).collect();
    once(source, what, keys.iter().filter(|key| !key.text.is_empty()));
    keys.into_iter()
        .map(|Text { text, at }| {
            code(source, &text, at.start, "a key");
            text
        })
        .collect()
}

/// The rules of a list, at least one.
pub(super) fn eligibility(
    top: &Table<'_, '_>,
    list: &'static str,
    words: &Dictionary,
) -> Vec<EligibilityRule> {
    let tables = top.tables(list);
    if tables.is_empty() {
        top.source.fault(top.place_of(list), format!("there is no [[{list}]] rule"));
    }
    let keys = keys(top.source, &tables, "rule");
    tables.into_iter().zip(keys).filter_map(|(table, key)| rule(table, key, words)).collect()
}

fn rule(table: Table<'_, '_>, key: String, words: &Dictionary) -> Option<EligibilityRule> {
    let holds = condition(&table, "holds", words);
    if table.get("holds").is_none() {
        table.text("holds");
    }
    let look = condition(&table, "look", words);
    let look_says = if table.get("look").is_some() {
        sentence(&table, "look_says", words)
    } else {
        if table.get("look_says").is_some() {
            table.fault("look_says", "`look_says` needs a condition `look`");
        }
        String::new()
    };
    let label = table.text("label").text;
    let says = sentence(&table, "says", words);
    let source = table.text("source").text;
    table.done();
    Some(EligibilityRule { key, label, holds: holds?, says, look, look_says, source })
}

pub(super) fn quotas(top: &Table<'_, '_>, words: &Dictionary) -> Vec<QuotaRule> {
    let tables = top.tables("quotas");
    let keys = keys(top.source, &tables, "quota");
    let rules: Vec<QuotaRule> = tables
        .iter()
        .zip(&keys)
        .map(|(table, key)| QuotaRule {
            key: key.clone(),
            label: table.text("label").text,
            counts: condition(table, "counts", words),
            aim: aim(table, key, &keys),
            note: table.text("note").text,
            source: table.text("source").text,
        })
        .collect();
    for (table, rule) in tables.into_iter().zip(&rules) {
        let whole = match &rule.aim {
            QuotaAim::AtLeastPercent { of, .. } => rules.iter().find(|whole| whole.key == *of),
            QuotaAim::AtMost(_) | QuotaAim::Report => None,
        };
        if let Some(whole) = whole
            && !matches!(whole.aim, QuotaAim::AtMost(_))
        {
            let says = format!("`{}` has no `at_most`, so no share of it can be kept", whole.key);
            table.fault("of", says);
        }
        table.done();
    }
    rules
}

fn aim(table: &Table<'_, '_>, own: &str, keys: &[String]) -> QuotaAim {
    let at_most =
        table.int_opt("at_most", 0..4_294_967_296).and_then(|most| u32::try_from(most).ok());
    let percent = table.int_opt("at_least_percent", 1..101).and_then(|p| u32::try_from(p).ok());
    let report = table.flag("report", false);
    let of = table.text_opt("of");
    let given = [table.get("at_most").is_some(), table.get("at_least_percent").is_some(), report];
    if given.iter().filter(|is| **is).count() != 1 {
        let says = "a quota has one of `at_most`, `at_least_percent` with `of`, or `report = true`";
        table.source.fault(table.at, says);
    }
    match (&of, table.get("at_least_percent").is_some()) {
        (Some(of), true) if !keys.contains(&of.text) || of.text == own => {
            let others = keys.iter().map(String::as_str).filter(|key| *key != own);
            let near = did_you_mean(&of.text, others);
            table.fault("of", format!("there is no other quota `{}`{near}", of.text));
        }
        (Some(_), false) => table.fault("of", "`of` goes with `at_least_percent`"),
        (None, true) => {
            table.source.fault(table.at, "`of` is missing: of which quota are these percent?");
        }
        (Some(_), true) | (None, false) => {}
    }
    match (at_most, percent, of) {
        (Some(most), _, _) => QuotaAim::AtMost(most),
        (None, Some(percent), Some(of)) => QuotaAim::AtLeastPercent { percent, of: of.text },
        (None, _, _) => QuotaAim::Report,
    }
}

pub(super) fn evidence(top: &Table<'_, '_>, words: &Dictionary) -> Vec<EvidenceRule> {
    let tables = top.tables("evidence");
    let keys = keys(top.source, &tables, "kind of evidence");
    tables
        .into_iter()
        .zip(keys)
        .map(|(table, key)| {
            let rule = EvidenceRule {
                key,
                label: table.text("label").text,
                hint: table.text_opt("hint").map(|hint| hint.text).unwrap_or_default(),
                needed: condition(&table, "needed", words),
            };
            table.done();
            rule
        })
        .collect()
}
