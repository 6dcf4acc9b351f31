//! What each rule says of the answers, for someone without an account. The one rule: "not
//! answered" is not "an officer must look"; the first leads to its question.

use super::asked::Asked;
use crate::{
    domain::{
        eligibility::{Finding, Outcome},
        facts::{CATALOGUE, Fact, Facts},
    },
    render::{
        Tone,
        words::{self, Chip},
    },
};
use serde::Serialize;

/// One rule with what it says.
#[derive(Debug, Serialize)]
pub(super) struct Reason {
    label: String,
    chip: Chip,
    says: String,
    /// Questions that would decide it.
    asks: Vec<Ask>,
    #[serde(skip)]
    state: State,
}

/// A question to go to.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Ask {
    href: String,
    label: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Kept,
    Broken,
    /// An officer must look.
    Officer,
    /// A question of this page is open.
    Open,
    /// Asked in the application.
    Later,
}

impl Reason {
    pub(super) fn is_broken(&self) -> bool {
        self.state == State::Broken
    }
    pub(super) fn is_open(&self) -> bool {
        self.state == State::Open
    }
    pub(super) fn needs_officer(&self) -> bool {
        self.state == State::Officer
    }
}

/// The questions of this page that answer a fact: name in the address, what it is called here.
fn questions(fact: &str) -> &'static [(&'static str, &'static str)] {
    match fact {
        "visitor.kind" => &[("visitor_kind", "what the visitor is")],
        "visitor.country" => &[("visitor_country", "the visitor's country")],
        "visitor.cluster_member" => &[("visitor_member", "the visitor's membership")],
        "visitor.direct_beneficiary" | "visitor.partner_cluster_member" => {
            &[("visitor_link", "the link to a partnership")]
        }
        "visitor.funded_visits" => &[("visited", "visits in this edition")],
        "visitor.funded_visits_elsewhere" => &[("visited_before", "visits in earlier editions")],
        "host.kind" => &[("host_kind", "what the host is")],
        "host.country" => &[("host_country", "the host's country")],
        "host.cluster_member" => &[("host_member", "the host's membership")],
        "stay.from" | "stay.last_allowed" => &[("from", "the first day")],
        "stay.to" => &[("to", "the last day")],
        "stay.working_days" => &[("from", "the first day"), ("to", "the last day")],
        "distance_km" => &[("distance_km", "the distance")],
        _asked_elsewhere => &[],
    }
}

/// What a rule says.
pub(super) fn reason(finding: &Finding, facts: &Facts, asked: &Asked) -> Reason {
    let label = finding.label.clone();
    let made = |state, chip, says: String, asks| Reason { label, chip, says, asks, state };
    match finding.outcome {
        Outcome::Holds => made(State::Kept, words::outcome(Outcome::Holds), String::new(), vec![]),
        Outcome::Fails => {
            made(State::Broken, words::outcome(Outcome::Fails), finding.says.clone(), vec![])
        }
        Outcome::OfficerMustLook => {
            let (state, says, asks) = open(finding, facts, asked);
            let chip = match state {
                State::Open => Chip::new(Tone::Info, "not answered yet"),
                State::Later => Chip::new(Tone::Quiet, "asked later"),
                State::Kept | State::Broken | State::Officer => {
                    words::outcome(Outcome::OfficerMustLook)
                }
            };
            made(state, chip, says, asks)
        }
    }
}

fn open(finding: &Finding, facts: &Facts, asked: &Asked) -> (State, String, Vec<Ask>) {
    let unknown: Vec<&str> = finding
        .used
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| *facts.get(name) == Fact::Unknown)
        .collect();
    if unknown.is_empty() {
        return (State::Officer, finding.says.clone(), Vec::new());
    }
    let mut asks: Vec<Ask> = Vec::new();
    for (name, label) in unknown.iter().flat_map(|fact| questions(fact)) {
        let ask = Ask { href: format!("#f-{}", name.replace('_', "-")), label };
        if !asked.answered(name) && !asks.contains(&ask) {
            asks.push(ask);
        }
    }
    for key in unknown.iter().filter_map(|fact| fact.strip_prefix("answer.")) {
        let name = format!("answer.{key}");
        if asked.asks(&name) && !asked.answered(&name) {
            let href = format!("#f-answer-{}", key.replace('_', "-"));
            asks.push(Ask { href, label: "about the person" });
        }
    }
    if !asks.is_empty() {
        return (State::Open, "Still open:".to_owned(), asks);
    }
    let by_officer = unknown.iter().find_map(|fact| {
        CATALOGUE.iter().find(|entry| entry.name == *fact && entry.known_by.contains("officer"))
    });
    match by_officer {
        Some(entry) => {
            let says = format!(
                "As it stands this is kept only if an officer finds: \u{201c}{}\u{201d} Ask the \
                 office before you apply.",
                entry.means
            );
            (State::Officer, says, Vec::new())
        }
        None => (State::Later, "You are asked this in the application.".to_owned(), Vec::new()),
    }
}

/// One of each, for the sample of the page.
pub(super) fn samples() -> Vec<Reason> {
    let ask = Ask { href: "#f-host-country".to_owned(), label: "the host's country" };
    let one = |state, chip: Chip, says: &str, asks| Reason {
        label: "Visitor and host are in two countries".to_owned(),
        chip,
        says: says.to_owned(),
        asks,
        state,
    };
    vec![
        one(State::Kept, words::outcome(Outcome::Holds), "", vec![]),
        one(State::Broken, words::outcome(Outcome::Fails), "Choose another host.", vec![]),
        one(State::Open, Chip::new(Tone::Info, "not answered yet"), "Still open:", vec![ask]),
    ]
}
