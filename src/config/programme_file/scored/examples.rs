//! Examples of a scored programme. The one rule: each voucher type is shown by one that holds, and
//! one at least is refused, or the file is not taken.

use super::rule_keys;
use crate::{
    config::{
        programme_file::example::{add_answers, add_facts, eligible, known, like, outcomes},
        reader::{Table, Text, integer, once},
    },
    domain::{
        eligibility::Outcome,
        facts::{Dictionary, Fact, Facts},
        form::{Form, Section},
        scored::{ScoredExample, ScoredProgramme},
        suggest::did_you_mean,
    },
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn read(
    top: &Table<'_, '_>,
    programme: &ScoredProgramme,
    whole: &Dictionary,
    partner: &Dictionary,
) -> Vec<ScoredExample> {
    let words = Words::new(whole, partner);
    let form = every_field(programme);
    let tables = top.tables("examples");
    let names: Vec<Text> = tables.iter().map(|table| table.text("name")).collect();
    once(top.source, "example", &names);
    let mut examples: Vec<ScoredExample> = Vec::new();
    for (table, name) in tables.into_iter().zip(names) {
        let base = like(&table, &examples, |example| &example.name);
        let (mut facts, base_partners, mut answers) = base.map_or_else(Default::default, |base| {
            (base.facts.clone(), base.partners.clone(), base.answers.clone())
        });
        if let Some(given) = table.table_opt("facts") {
            add_facts(&given, "", &words.whole, &mut facts);
        }
        if let [only] = programme.rounds.as_slice() {
            facts.set("proposal.round", Fact::Text(only.key.clone()));
        }
        let partners = partners(&table, base_partners, &words.partner);
        if let Some(given) = table.table_opt("answers") {
            add_answers(&given, &form, answers.get_or_insert_default());
        }
        let (line, _) = top.source.place(table.at);
        let mut example = ScoredExample {
            name: name.text,
            line,
            facts,
            partners,
            answers,
            eligible: Outcome::Holds,
            rules: Vec::new(),
            counts: None,
            faults: None,
        };
        expected(&table, programme, &form, &mut example);
        table.done();
        examples.push(example);
    }
    complete(top, programme, &examples);
    examples
}

/// The names an example may set. What the programme itself says is not among them.
struct Words {
    whole: Dictionary,
    partner: Dictionary,
}

impl Words {
    fn new(whole: &Dictionary, partner: &Dictionary) -> Self {
        let mut set = whole.without_answers();
        set.0.retain(|name, _| !name.starts_with("programme.") && !name.starts_with("limit."));
        // In a partner's table its answers stand as `answer = { .. }`, below `partner`.
        let own = partner.0.iter().filter_map(|(name, kind)| match name.split_once('.') {
            Some(("partner", _)) => Some((name.clone(), kind.clone())),
            Some(("answer", _)) => Some((format!("partner.{name}"), kind.clone())),
            Some(_) | None => None,
        });
        Self { whole: set, partner: Dictionary(own.collect()) }
    }
}

/// The fields of all rounds as one form, to look keys up in.
fn every_field(programme: &ScoredProgramme) -> Form {
    let sections = programme.rounds.iter().flat_map(|round| &round.form.sections);
    let sections: Vec<Section> = sections.cloned().collect();
    Form { sections }
}

/// The partners: those of the example this is like, `keep` of them, each with the changes given for
/// its place; one more begins like the last.
fn partners(table: &Table<'_, '_>, base: Vec<Facts>, words: &Dictionary) -> Vec<Facts> {
    let mut partners = base;
    if let Some(keep) = table.int_opt("keep", 1..1_001) {
        partners.truncate(usize::try_from(keep).unwrap_or(usize::MAX));
    }
    for (place, given) in table.tables("partners").into_iter().enumerate() {
        if place >= partners.len() {
            let mut one_more = partners.last().cloned().unwrap_or_default();
            one_more.0.remove("partner.lead");
            partners.push(one_more);
        }
        let mut changed = Facts::default();
        add_facts(&given, "partner.", words, &mut changed);
        for (name, fact) in changed.0 {
            let name = name.strip_prefix("partner.answer.").map_or(name.clone(), answer);
            if let Some(partner) = partners.get_mut(place) {
                partner.set(&name, fact);
            }
        }
    }
    if partners.is_empty() {
        table.source.fault(table.at, "an example needs `partners`, the lead first");
    }
    partners
}

fn answer(key: &str) -> String {
    format!("answer.{key}")
}

fn expected(
    table: &Table<'_, '_>,
    programme: &ScoredProgramme,
    form: &Form,
    example: &mut ScoredExample,
) {
    let Some(expect) = table.table("expect") else { return };
    example.eligible = eligible(&expect);
    example.rules = outcomes(&expect, &rule_keys(programme)).into_iter().collect();
    example.counts = counts(&expect, programme);
    let field_keys: BTreeSet<&str> = form.fields().map(|field| field.key.as_str()).collect();
    let field_keys: Vec<&str> = field_keys.into_iter().collect();
    example.faults = known(&expect, "faults", "field", &field_keys);
    if example.faults.is_some() && example.answers.is_none() {
        expect.fault("faults", "`faults` needs `answers`, here or in the example this is like");
    }
    expect.done();
}

fn counts(expect: &Table<'_, '_>, programme: &ScoredProgramme) -> Option<BTreeMap<String, u32>> {
    let given = expect.table_opt("counts")?;
    let all: Vec<&str> = programme.quotas.iter().map(|quota| quota.key.as_str()).collect();
    let mut counts = BTreeMap::new();
    for (key, at, value) in given.entries() {
        if !all.contains(&key) {
            let near = did_you_mean(key, all.iter().copied());
            expect.source.fault(at, format!("there is no quota `{key}`{near}"));
        }
        match integer(value.get_ref()).and_then(|number| u32::try_from(number).ok()) {
            Some(0) | None => {
                let says = "a count is a whole number of at least 1; leave out what counts nothing";
                expect.source.fault(value.span().start, says);
            }
            Some(number) => {
                counts.insert(key.to_owned(), number);
            }
        }
    }
    Some(counts)
}

fn complete(top: &Table<'_, '_>, programme: &ScoredProgramme, examples: &[ScoredExample]) {
    let at = top.place_of("examples");
    for kind in &programme.types {
        let is_of_kind = |example: &ScoredExample| {
            *example.facts.get("proposal.type") == Fact::Text(kind.key.clone())
        };
        let holds = |example: &&ScoredExample| example.eligible == Outcome::Holds;
        if !examples.iter().filter(holds).any(is_of_kind) {
            let key = &kind.key;
            let says = format!("no example shows a proposal of type `{key}` that is eligible");
            top.source.fault(at, says);
        }
    }
    if !examples.iter().any(|example| example.eligible == Outcome::Fails) {
        let says = "no example shows a proposal that is refused (eligible = \"fails\")";
        top.source.fault(at, says);
    }
}
