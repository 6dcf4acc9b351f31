//! The rules asked of a whole proposal and of each partner, and a scored file's own examples. The
//! one rule: every rule an example does not name must hold, so no rule changes without an example
//! noticing.

use super::{ScoredExample, ScoredProgramme, counts_partners, partner_facts};
use crate::domain::{
    condition::Answer,
    eligibility::{self, Finding, Outcome},
    facts::{Fact, Facts},
    form::{self, Strictness},
    money::Money,
    programme::Proof,
    quota::{NotKnown, QuotaRule},
};
use std::collections::{BTreeMap, BTreeSet};

/// What all rules found about one proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Admissibility of the whole, in the file's order.
    pub admissibility: Vec<Finding>,
    /// Eligibility of the whole.
    pub eligibility: Vec<Finding>,
    /// Each partner's findings, the lead first.
    pub partners: Vec<Vec<Finding>>,
}

impl Checked {
    /// All findings, those of the whole first.
    pub fn all(&self) -> impl Iterator<Item = &Finding> {
        let whole = self.admissibility.iter().chain(&self.eligibility);
        whole.chain(self.partners.iter().flatten())
    }
    /// The worst outcome of all rules: one partner that fails fails the whole.
    pub fn overall(&self) -> Outcome {
        self.all().map(|finding| finding.outcome).max().unwrap_or(Outcome::Holds)
    }
}

impl ScoredProgramme {
    /// Asks every rule. The facts should have been through `derive` and the forms: those of the
    /// whole with the answers of its round, each partner's with those of the partner's form.
    pub fn check(&self, whole: &Facts, partners: &[Facts]) -> Checked {
        let of_partner =
            |partner| eligibility::check(&self.partner_eligibility, &partner_facts(whole, partner));
        Checked {
            admissibility: eligibility::check(&self.admissibility, whole),
            eligibility: eligibility::check(&self.eligibility, whole),
            partners: partners.iter().map(of_partner).collect(),
        }
    }
    /// What each counter counts in a proposal: 1 for the proposal itself, or how many of its
    /// partners. Counters that count nothing are left out. The first that can't be answered is
    /// named.
    pub fn counted(
        &self,
        whole: &Facts,
        partners: &[Facts],
    ) -> Result<BTreeMap<String, u32>, NotKnown> {
        let mut counted = BTreeMap::new();
        for rule in &self.quotas {
            let mut number: u32 = 0;
            if counts_partners(rule) {
                for partner in partners {
                    number += u32::from(counts(rule, &with_answers(whole, partner))?);
                }
            } else {
                number = u32::from(counts(rule, whole)?);
            }
            if number > 0 {
                counted.insert(rule.key.clone(), number);
            }
        }
        Ok(counted)
    }
}

/// A counter's facts: those of the whole with its answers, and the partner's without.
fn with_answers(whole: &Facts, partner: &Facts) -> Facts {
    let own = partner.0.iter().filter(|(name, _)| name.starts_with("partner."));
    let own = own.map(|(name, fact)| (name.clone(), fact.clone()));
    Facts(whole.0.clone().into_iter().chain(own).collect())
}

fn counts(rule: &QuotaRule, facts: &Facts) -> Result<bool, NotKnown> {
    match rule.counts.as_ref().map_or(Answer::Yes, |when| when.answer(facts)) {
        Answer::Yes => Ok(true),
        Answer::No => Ok(false),
        Answer::NotKnown => Err(NotKnown { key: rule.key.clone() }),
    }
}

/// Runs every example.
pub fn prove(programme: &ScoredProgramme) -> Vec<Proof> {
    programme.examples.iter().map(|example| run(programme, example)).collect()
}

fn run(programme: &ScoredProgramme, example: &ScoredExample) -> Proof {
    let (mut whole, mut partners) = (example.facts.clone(), example.partners.clone());
    programme.derive(&mut whole, &mut partners);
    let mut differs = Vec::new();
    let round = match whole.get("proposal.round") {
        Fact::Text(key) => programme.round_of(key),
        Fact::Bool(_) | Fact::Int(_) | Fact::Date(_) | Fact::List(_) | Fact::Unknown => None,
    };
    if let (Some(answers), Some(round)) = (&example.answers, round) {
        whole = round.facts(answers, &whole);
    }
    let checked = programme.check(&whole, &partners);
    rules(example, &checked, &mut differs);
    if let Some(want) = &example.counts {
        match programme.counted(&whole, &partners) {
            Ok(have) if have == *want => {}
            Ok(have) => differs.push(format!("it counts {}, not {}", told(&have), told(want))),
            Err(NotKnown { key }) => differs.push(format!("quota `{key}`: it is not known")),
        }
    }
    if let (Some(want), Some(round)) = (&example.faults, round) {
        let answers = example.answers.clone().unwrap_or_default();
        let have: BTreeSet<String> = form::check(&round.form, &answers, &whole, Strictness::Strict)
            .into_iter()
            .map(|fault| fault.field)
            .collect();
        if have != *want {
            differs.push(format!("a submit refuses {}, not {}", listed(&have), listed(want)));
        }
    }
    let amount = match whole.get("proposal.requested") {
        Fact::Int(cents) => Some(Money::from_cents(*cents)),
        Fact::Text(_) | Fact::Bool(_) | Fact::Date(_) | Fact::List(_) | Fact::Unknown => None,
    };
    let eligible = checked.overall();
    Proof { name: example.name.clone(), line: example.line, eligible, amount, differs }
}

/// Every rule once, a partner's rule at its worst partner.
fn rules(example: &ScoredExample, checked: &Checked, differs: &mut Vec<String>) {
    let mut worst: Vec<&Finding> = Vec::new();
    for finding in checked.all() {
        match worst.iter_mut().find(|known| known.key == finding.key) {
            Some(known) if known.outcome < finding.outcome => *known = finding,
            Some(_) => {}
            None => worst.push(finding),
        }
    }
    for finding in worst {
        let named = example.rules.iter().find(|(key, _)| *key == finding.key);
        let want = named.map_or(Outcome::Holds, |(_, outcome)| *outcome);
        if finding.outcome != want {
            let (have, want) = (finding.outcome.code(), want.code());
            let (key, says) = (&finding.key, &finding.says);
            differs.push(format!("rule `{key}` gives {have}, not {want}. {says}"));
        }
    }
    let whole = checked.overall();
    if whole != example.eligible {
        let (have, want) = (whole.code(), example.eligible.code());
        differs.push(format!("the whole gives {have}, not {want}"));
    }
}

fn told(counted: &BTreeMap<String, u32>) -> String {
    let all: BTreeSet<String> =
        counted.iter().map(|(key, number)| format!("{key} {number}")).collect();
    listed(&all)
}

fn listed(keys: &BTreeSet<String>) -> String {
    if keys.is_empty() {
        return "nothing".to_owned();
    }
    keys.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}
