//! Examples of a programme file. The one rule: a file shows at least one exchange that is awarded
//! and one that is refused, or it is not taken.

use crate::{
    config::{
        programme_file::example::{add_answers, add_facts, eligible, known, like, outcomes},
        reader::{Table, Text, once},
    },
    domain::{
        eligibility::{EligibilityRule, Outcome},
        facts::Dictionary,
        form::Form,
        money::Money,
        programme::{Example, Expected},
        quota::QuotaRule,
    },
};
use std::collections::BTreeMap;

pub(super) fn read(
    top: &Table<'_, '_>,
    words: &Dictionary,
    form: &Form,
    rules: &[EligibilityRule],
    quotas: &[QuotaRule],
) -> Vec<Example> {
    // Answers are given as typed, never as facts.
    let words = &words.without_answers();
    let tables = top.tables("examples");
    let names: Vec<Text> = tables.iter().map(|table| table.text("name")).collect();
    once(top.source, "example", &names);
    let mut examples: Vec<Example> = Vec::new();
    for (table, name) in tables.into_iter().zip(names) {
        let base = like(&table, &examples, |example| &example.name);
        let (mut facts, mut answers) =
            base.map_or_else(Default::default, |base| (base.facts.clone(), base.answers.clone()));
        if let Some(given) = table.table_opt("facts") {
            add_facts(&given, "", words, &mut facts);
        }
        if let Some(given) = table.table_opt("answers") {
            add_answers(&given, form, answers.get_or_insert_default());
        }
        let expect = expected(&table, form, rules, quotas);
        let (line, _) = top.source.place(table.at);
        table.done();
        examples.push(Example { name: name.text, facts, answers, expect, line });
    }
    complete(top, &examples);
    examples
}

fn complete(top: &Table<'_, '_>, examples: &[Example]) {
    let awarded = |example: &Example| {
        example.expect.eligible == Outcome::Holds
            && example.expect.amount.is_some_and(|amount| amount > Money::ZERO)
    };
    let at = top.place_of("examples");
    if !examples.iter().any(awarded) {
        let says = "no example shows an exchange that is awarded (eligible = \"holds\", an amount)";
        top.source.fault(at, says);
    }
    if !examples.iter().any(|example| example.expect.eligible == Outcome::Fails) {
        let says = "no example shows an exchange that is refused (eligible = \"fails\")";
        top.source.fault(at, says);
    }
}

fn expected(
    table: &Table<'_, '_>,
    form: &Form,
    rules: &[EligibilityRule],
    quotas: &[QuotaRule],
) -> Expected {
    let nothing = Expected {
        eligible: Outcome::Holds,
        rules: BTreeMap::new(),
        amount: None,
        counts: None,
        faults: None,
    };
    let Some(expect) = table.table("expect") else { return nothing };
    let eligible = eligible(&expect);
    let rule_keys: Vec<&str> = rules.iter().map(|rule| rule.key.as_str()).collect();
    let quota_keys: Vec<&str> = quotas.iter().map(|quota| quota.key.as_str()).collect();
    let field_keys: Vec<&str> = form.fields().map(|field| field.key.as_str()).collect();
    let expected = Expected {
        eligible,
        rules: outcomes(&expect, &rule_keys),
        amount: expect.money_opt("amount"),
        counts: known(&expect, "counts", "quota", &quota_keys),
        faults: known(&expect, "faults", "field", &field_keys),
    };
    if expected.faults.is_some() && table.get("answers").is_none() && table.get("like").is_none() {
        expect.fault("faults", "`faults` needs `answers`, here or in the example this is like");
    }
    expect.done();
    expected
}
