//! Examples of a programme file. The one rule: a file shows at least one exchange that is awarded
//! and one that is refused, or it is not taken.

use crate::{
    config::reader::{Source, Table, Text, as_day, integer, once},
    domain::{
        eligibility::{EligibilityRule, Outcome},
        facts::{Dictionary, Fact, FactType, Facts},
        form::{Answers, Form},
        money::Money,
        programme::{Example, Expected},
        quota::QuotaRule,
        suggest::did_you_mean,
    },
};
use std::collections::{BTreeMap, BTreeSet};
use toml::{Spanned, de::DeValue};

/// What a fact is written as when it is not known.
const UNKNOWN: &str = "?";

pub(super) fn read(
    top: &Table<'_, '_>,
    words: &Dictionary,
    form: &Form,
    rules: &[EligibilityRule],
    quotas: &[QuotaRule],
) -> Vec<Example> {
    let tables = top.tables("examples");
    let names: Vec<Text> = tables.iter().map(|table| table.text("name")).collect();
    once(top.source, "example", &names);
    let mut examples: Vec<Example> = Vec::new();
    for (table, name) in tables.into_iter().zip(names) {
        let base = like(&table, &examples);
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

/// The earlier example this one starts from.
fn like<'e>(table: &Table<'_, '_>, examples: &'e [Example]) -> Option<&'e Example> {
    let Text { text, at } = table.text_opt("like")?;
    let found = examples.iter().find(|example| example.name == text);
    if found.is_none() {
        let near = did_you_mean(&text, examples.iter().map(|example| example.name.as_str()));
        table.source.fault(at.start, format!("there is no example `{text}` above{near}"));
    }
    found
}

/// Facts as nested tables: `visitor.kind` is `kind` in the table `visitor`.
fn add_facts(table: &Table<'_, '_>, prefix: &str, words: &Dictionary, facts: &mut Facts) {
    for (key, at, value) in table.entries() {
        let name = format!("{prefix}{key}");
        if let DeValue::Table(inner) = value.get_ref() {
            let inner = Table::new(table.source, inner, at, &name);
            add_facts(&inner, &format!("{name}."), words, facts);
            continue;
        }
        let Some(kind) = words.get(&name).filter(|_| !name.starts_with("answer.")) else {
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
        FactType::Int => integer(given).map(Fact::Int),
        FactType::Date => as_day(given).map(Fact::Date),
        FactType::Text | FactType::Code(_) => {
            given.as_str().map(|text| Fact::Text(text.to_owned()))
        }
        FactType::List(_) => given.as_array().map(|items| {
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

fn add_answers(table: &Table<'_, '_>, form: &Form, answers: &mut Answers) {
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
    let Text { text, at } = expect.text("eligible");
    let eligible = outcome(table.source, &text, at.start);
    let rule_keys: Vec<&str> = rules.iter().map(|rule| rule.key.as_str()).collect();
    let mut named = BTreeMap::new();
    if let Some(given) = expect.table_opt("rules") {
        for (key, at, value) in given.entries() {
            if !rule_keys.contains(&key) {
                let near = did_you_mean(key, rule_keys.iter().copied());
                table.source.fault(at, format!("there is no rule `{key}`{near}"));
            }
            let text = value.get_ref().as_str().unwrap_or("");
            named.insert(key.to_owned(), outcome(table.source, text, value.span().start));
        }
    }
    let quota_keys: Vec<&str> = quotas.iter().map(|quota| quota.key.as_str()).collect();
    let field_keys: Vec<&str> = form.fields().map(|field| field.key.as_str()).collect();
    let expected = Expected {
        eligible,
        rules: named,
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
fn known(
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
