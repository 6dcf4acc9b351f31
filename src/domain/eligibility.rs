//! Eligibility: each rule answers yes, no, or "an officer must look", with the sentence that says
//! why and the facts it used. The one rule: what is not known is never a no.

use super::{
    condition::{Answer, Condition},
    facts::{self, Fact, Facts},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[cfg(test)]
mod tests;

/// One rule of a programme.
#[derive(Debug, Clone)]
pub struct EligibilityRule {
    /// Stable code, `cross_border`.
    pub key: String,
    /// What is checked, as the officer's check-list shows it.
    pub label: String,
    /// Must hold.
    pub holds: Condition,
    /// Sentence shown when it does not hold: what is wrong and what to do.
    pub says: String,
    /// When this holds, the answer is "an officer must look" instead of no (an exception the
    /// programme knows).
    pub look: Option<Condition>,
    /// Sentence for that.
    pub look_says: String,
    /// Where the rule comes from.
    pub source: String,
}

/// What a rule says about an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The rule is kept.
    Holds,
    /// A fact is not known, or an exception the programme knows may apply.
    OfficerMustLook,
    /// The rule is broken.
    Fails,
}

impl Outcome {
    /// All outcomes, best first.
    pub const ALL: [Self; 3] = [Self::Holds, Self::OfficerMustLook, Self::Fails];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::OfficerMustLook => "officer_must_look",
            Self::Fails => "fails",
        }
    }
    /// An officer who answers `holds` says what the rule found. Where the rule could not tell,
    /// no answer agrees: the officer's own evidence is the reason, and must be written down.
    pub const fn agrees(self, holds: bool) -> bool {
        match self {
            Self::Holds => holds,
            Self::Fails => !holds,
            Self::OfficerMustLook => false,
        }
    }
    /// The outcome with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// What one rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code.
    pub key: String,
    /// What is checked.
    pub label: String,
    /// What it says.
    pub outcome: Outcome,
    /// Why, and what to do; empty when the rule holds.
    pub says: String,
    /// The facts it used, by name, with their values as text.
    pub used: Vec<(String, String)>,
    /// Where the rule comes from.
    pub source: String,
}

/// Asks every rule, in order.
pub fn check(rules: &[EligibilityRule], facts: &Facts) -> Vec<Finding> {
    rules.iter().map(|rule| find(rule, facts)).collect()
}

/// The worst of the findings: one failure fails the whole. No rules, no objection.
pub fn overall(findings: &[Finding]) -> Outcome {
    findings.iter().map(|finding| finding.outcome).max().unwrap_or(Outcome::Holds)
}

fn find(rule: &EligibilityRule, facts: &Facts) -> Finding {
    let look = || rule.look.as_ref().map_or(Answer::No, |look| look.answer(facts));
    let (outcome, says) = match rule.holds.answer(facts) {
        Answer::Yes => (Outcome::Holds, String::new()),
        Answer::NotKnown => (Outcome::OfficerMustLook, unknown(rule, facts)),
        Answer::No => match look() {
            Answer::Yes => (Outcome::OfficerMustLook, facts.fill(&rule.look_says)),
            Answer::No => (Outcome::Fails, facts.fill(&rule.says)),
            Answer::NotKnown => (Outcome::OfficerMustLook, unknown(rule, facts)),
        },
    };
    let names: BTreeSet<&String> = conditions(rule).flat_map(Condition::names).collect();
    Finding {
        key: rule.key.clone(),
        label: rule.label.clone(),
        outcome,
        says,
        // What the programme itself says is in the rule already.
        used: names
            .into_iter()
            .filter(|name| !name.starts_with("programme.") && !name.starts_with("limit."))
            .map(|name| (name.clone(), facts.shown(name)))
            .collect(),
        source: rule.source.clone(),
    }
}

fn conditions(rule: &EligibilityRule) -> impl Iterator<Item = &Condition> {
    std::iter::once(&rule.holds).chain(&rule.look)
}

fn unknown(rule: &EligibilityRule, facts: &Facts) -> String {
    let missing: BTreeSet<&str> =
        conditions(rule).flat_map(Condition::names).map(String::as_str).collect();
    let missing: Vec<String> = missing
        .into_iter()
        .filter(|name| *facts.get(name) == Fact::Unknown)
        .map(facts::meaning)
        .collect();
    if missing.is_empty() {
        return "An officer must look: the rule can't be worked out from these facts.".to_owned();
    }
    format!("An officer must look. Not known yet: {}.", missing.join("; "))
}
