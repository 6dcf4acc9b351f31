//! A programme file's own examples: facts, answers, and what must come out. The one rule: every
//! rule an example does not name must hold, so no rule changes without an example noticing.

use super::Programme;
use crate::domain::{
    calendar::Holidays,
    eligibility::{Outcome, overall},
    facts::{Fact, Facts},
    form::{self, Answers, Strictness},
    lump_sum::lump_sum,
    money::Money,
    quota::{NotKnown, PlaceKey, taken},
};
use std::collections::{BTreeMap, BTreeSet};

/// One case.
#[derive(Debug, Clone)]
pub struct Example {
    /// What the case shows.
    pub name: String,
    /// The facts of the case.
    pub facts: Facts,
    /// The answers on the application form, when the case speaks of them.
    pub answers: Option<Answers>,
    /// What must come out.
    pub expect: Expected,
    /// 1-based line of the file where it stands.
    pub line: u32,
}

/// What must come out of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The whole of the eligibility check.
    pub eligible: Outcome,
    /// Outcomes of single rules; those not named must hold.
    pub rules: BTreeMap<String, Outcome>,
    /// The lump sum.
    pub amount: Option<Money>,
    /// Keys of exactly the counters that count it.
    pub counts: Option<BTreeSet<String>>,
    /// Keys of exactly the fields a submit would refuse.
    pub faults: Option<BTreeSet<String>>,
}

/// What an example showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The example's name.
    pub name: String,
    /// Where it stands.
    pub line: u32,
    /// What came out.
    pub eligible: Outcome,
    /// The lump sum, if one can be worked out.
    pub amount: Option<Money>,
    /// Every difference to what was expected; empty when the example holds.
    pub differs: Vec<String>,
}

/// Runs every example.
pub fn prove(programme: &Programme, holidays: &Holidays) -> Vec<Proof> {
    programme.examples.iter().map(|example| run(programme, example, holidays)).collect()
}

fn run(programme: &Programme, example: &Example, holidays: &Holidays) -> Proof {
    let mut facts = example.facts.clone();
    programme.derive(&mut facts, holidays);
    let mut differs = Vec::new();
    if let Some(answers) = &example.answers {
        facts = form::facts_with_answers(&programme.form, answers, &facts);
    }
    let findings = programme.eligibility(&facts);
    for finding in &findings {
        let want = example.expect.rules.get(&finding.key).copied().unwrap_or(Outcome::Holds);
        if finding.outcome != want {
            differs.push(format!(
                "rule `{}` gives {}, not {}. {}",
                finding.key,
                finding.outcome.code(),
                want.code(),
                finding.says
            ));
        }
    }
    let eligible = overall(&findings);
    if eligible != example.expect.eligible {
        let (have, want) = (eligible.code(), example.expect.eligible.code());
        differs.push(format!("the whole gives {have}, not {want}"));
    }
    let amount = amount(programme, example, &facts, &mut differs);
    if let Some(want) = &example.expect.counts {
        match taken(&programme.quotas, &facts) {
            Ok(keys) => compare("it counts in", &counting(&keys), want, &mut differs),
            Err(NotKnown { key }) => differs.push(format!("quota `{key}`: it is not known")),
        }
    }
    if let Some(want) = &example.expect.faults {
        let answers = example.answers.clone().unwrap_or_default();
        let have = form::check(&programme.form, &answers, &facts, Strictness::Strict)
            .into_iter()
            .map(|fault| fault.field)
            .collect();
        compare("a submit refuses", &have, want, &mut differs);
    }
    Proof { name: example.name.clone(), line: example.line, eligible, amount, differs }
}

/// The rules that count it; the pool of a share's opposite counts everything else.
fn counting(keys: &[PlaceKey]) -> BTreeSet<String> {
    let counts = |key: &&PlaceKey| match key {
        PlaceKey::AtMost(_) | PlaceKey::Is(_) => true,
        PlaceKey::Not(_) => false,
    };
    keys.iter().filter(counts).map(|key| key.rule().to_owned()).collect()
}

fn amount(
    programme: &Programme,
    example: &Example,
    facts: &Facts,
    differs: &mut Vec<String>,
) -> Option<Money> {
    let worked_out = programme.stay_facts(facts).map(|stay| lump_sum(&programme.lump_sum, &stay));
    let amount = match &worked_out {
        Some(Ok(sum)) => Some(sum.amount),
        Some(Err(_)) | None => None,
    };
    if let Some(want) = example.expect.amount
        && amount != Some(want)
    {
        let have = match worked_out {
            Some(Ok(sum)) => format!("EUR {}", sum.amount),
            Some(Err(why)) => format!("none ({why:?})"),
            None => {
                let needed = ["host.country", "stay.from", "stay.working_days", "distance_km"];
                let missing: Vec<_> =
                    needed.into_iter().filter(|name| *facts.get(name) == Fact::Unknown).collect();
                format!("none (not known: {})", missing.join(", "))
            }
        };
        differs.push(format!("the lump sum is {have}, not EUR {want}"));
    }
    amount
}

fn compare(
    what: &str,
    have: &BTreeSet<String>,
    want: &BTreeSet<String>,
    differs: &mut Vec<String>,
) {
    if have != want {
        differs.push(format!("{what} {}, not {}", listed(have), listed(want)));
    }
}

fn listed(keys: &BTreeSet<String>) -> String {
    if keys.is_empty() {
        return "nothing".to_owned();
    }
    keys.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}
