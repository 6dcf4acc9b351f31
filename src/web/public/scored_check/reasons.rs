//! What each rule of a scored call says of the answers, for someone without an account. The one
//! rule: "not answered" leads to its question, and what is asked later is not "an officer must
//! look".

use super::asked::name;
use crate::{
    domain::{
        eligibility::{Finding, Outcome},
        facts::{Fact, Facts},
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
    pub(super) state: State,
}

/// A question to go to.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Ask {
    href: String,
    label: &'static str,
}

/// Where a rule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It holds.
    Kept,
    /// It does not.
    Broken,
    /// An officer must look.
    Officer,
    /// A question of this page is open.
    Open,
    /// Asked in the application.
    Later,
}

/// The question of this page that answers a fact: its name in the address, and what it is called.
fn question(fact: &str) -> Option<(&'static str, &'static str)> {
    match fact {
        "proposal.type" => Some(("type", "the type")),
        "proposal.months" => Some(("months", "the duration")),
        "proposal.partners" => Some(("partners", "the number of organisations")),
        "partner.country"
        | "proposal.lead_country"
        | "proposal.countries"
        | "proposal.country_count" => Some(("country", "the country")),
        "partner.kind" | "proposal.lead_kind" => Some(("kind", "what it is")),
        "partner.sme" | "proposal.lead_sme" | "proposal.smes" => {
            Some(("sme", "whether it is an SME"))
        }
        "partner.sector" | "proposal.sectors" | "proposal.sector_count" => {
            Some(("sector", "the main activity"))
        }
        "partner.requested" | "proposal.requested" | "proposal.sme_share" => {
            Some(("requested", "the sum asked for"))
        }
        "partner.used" => Some(("used", "earlier support")),
        _asked_later => None,
    }
}

/// What a rule says; `at` is the organisation it is asked of.
pub(super) fn reason(finding: &Finding, facts: &Facts, at: usize) -> Reason {
    let label = finding.label.clone();
    let made = |state, chip, says: &str, asks| Reason {
        label: label.clone(),
        chip,
        says: says.to_owned(),
        asks,
        state,
    };
    let says = finding.says.as_str();
    match finding.outcome {
        Outcome::Holds => made(State::Kept, words::outcome(Outcome::Holds), "", Vec::new()),
        Outcome::Fails => made(State::Broken, words::outcome(Outcome::Fails), says, Vec::new()),
        Outcome::OfficerMustLook => {
            let unknown: Vec<&str> = finding
                .used
                .iter()
                .map(|(name, _)| name.as_str())
                .filter(|name| *facts.get(name) == Fact::Unknown)
                .collect();
            let mut asks = asks(&unknown, at);
            // The type's limits are not among the facts a rule names.
            if unknown.is_empty() && *facts.get("proposal.type") == Fact::Unknown {
                asks.extend(self::asks(&["proposal.type"], at));
            }
            if !asks.is_empty() {
                let chip = Chip::new(Tone::Info, "not answered yet");
                return made(State::Open, chip, "It depends on", asks);
            }
            if unknown.is_empty() && !finding.used.is_empty() {
                let chip = words::outcome(Outcome::OfficerMustLook);
                return made(State::Officer, chip, says, asks);
            }
            let chip = Chip::new(Tone::Quiet, "asked later");
            made(State::Later, chip, "The application asks for it.", asks)
        }
    }
}

fn asks(unknown: &[&str], at: usize) -> Vec<Ask> {
    let mut asks: Vec<Ask> = Vec::new();
    for (what, label) in unknown.iter().filter_map(|fact| question(fact)) {
        let of_whole = matches!(what, "type" | "months" | "partners");
        let field = if of_whole { what.to_owned() } else { name(what, at) };
        let ask = Ask { href: format!("#f-{}", field.replace('_', "-")), label };
        if !asks.contains(&ask) {
            asks.push(ask);
        }
    }
    asks
}

/// Some for the samples.
pub(super) fn samples() -> Vec<Reason> {
    let reason = |state, outcome, asks| Reason {
        label: "Registered in a country that takes part".to_owned(),
        chip: words::outcome(outcome),
        says: "It depends on".to_owned(),
        asks,
        state,
    };
    let ask = Ask { href: "#f-country".to_owned(), label: "the country" };
    vec![
        reason(State::Broken, Outcome::Fails, Vec::new()),
        reason(State::Open, Outcome::OfficerMustLook, vec![ask]),
    ]
}

#[cfg(test)]
mod tests {
    use super::{State, reason};
    use crate::domain::{
        eligibility::{Finding, Outcome},
        facts::{Fact, Facts},
    };

    fn finding(used: &str) -> Finding {
        Finding {
            key: "rule".to_owned(),
            label: "Rule".to_owned(),
            outcome: Outcome::OfficerMustLook,
            says: "Look.".to_owned(),
            used: vec![(used.to_owned(), "not known".to_owned())],
            source: String::new(),
        }
    }

    #[test]
    fn what_is_open_leads_to_its_question_and_what_comes_later_says_so() {
        let none = Facts::default();
        let open = reason(&finding("partner.country"), &none, 2);
        assert_eq!((open.state, open.asks[0].href.as_str()), (State::Open, "#f-p2-country"));
        assert_eq!(reason(&finding("partner.declared"), &none, 0).state, State::Later);
        let mut known = Facts::default();
        known.set("proposal.type", Fact::Text("small".to_owned()));
        known.set("partner.country", Fact::Text("XK".to_owned()));
        assert_eq!(reason(&finding("partner.country"), &known, 0).state, State::Officer);
    }
}
