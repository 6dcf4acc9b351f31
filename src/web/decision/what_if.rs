//! The settings of a ranking as fields: the line, money added, the policy, money kept for a type.
//! The one rule: they live in the address, so a what-if can be kept, sent and reloaded.

use crate::{
    domain::{
        evaluation::{line::SubLine, rules::LinePolicy, scenario::Settings},
        form::FieldRefusal,
        money::Money,
        scored::{Deciding, ScoredProgramme},
    },
    http::Typed,
    render::form::{FieldView, Input},
};
use std::collections::BTreeMap;

/// Settings as read, with what could not be understood.
pub struct Read {
    /// What was understood; the start for the rest.
    pub settings: Settings,
    /// Names of amounts that are none.
    pub wrong: Vec<String>,
}

fn sub_name(key: &str) -> String {
    format!("sub.{key}")
}

fn common_name(key: &str) -> String {
    format!("common.{key}")
}

/// Types that can have money of their own: the ranked ones, when there is more than one.
fn types(programme: &ScoredProgramme) -> Vec<(&str, &str)> {
    let ranked = programme.types.iter().filter(|kind| kind.decision == Deciding::Ranked);
    let all: Vec<_> = ranked.map(|kind| (kind.key.as_str(), kind.label.as_str())).collect();
    if all.len() > 1 { all } else { Vec::new() }
}

/// Whether an address speaks of settings at all.
pub fn is_asked(asked: &Typed) -> bool {
    asked.0.iter().any(|(name, _)| name == "line")
}

/// Reads them; what was left empty is as `start` has it.
pub fn read(asked: &Typed, programme: &ScoredProgramme, start: &Settings) -> Read {
    let mut wrong = Vec::new();
    let mut amount = |name: &str, empty: Money| match asked.get(name).trim() {
        "" => empty,
        text => Money::parse_euro(text).filter(|m| !m.is_negative()).unwrap_or_else(|| {
            wrong.push(name.to_owned());
            empty
        }),
    };
    let line = amount("line", start.line);
    let added = amount("added", Money::ZERO);
    let mut sub_lines = BTreeMap::new();
    for (key, _) in types(programme) {
        let money = amount(&sub_name(key), Money::ZERO);
        if money > Money::ZERO {
            let may_use_common = asked.ticked(&common_name(key));
            sub_lines.insert(key.to_owned(), SubLine { money, may_use_common });
        }
    }
    let policy = match asked.get("policy") {
        "stop" => LinePolicy::Stop,
        "skip" => LinePolicy::Skip,
        _other => start.policy,
    };
    Read { settings: Settings { line, added, policy, sub_lines }, wrong }
}

/// The code of a policy in an address.
pub const fn policy_code(policy: LinePolicy) -> &'static str {
    match policy {
        LinePolicy::Stop => "stop",
        LinePolicy::Skip => "skip",
    }
}

/// What a policy does, in words.
pub const fn policy_says(policy: LinePolicy) -> &'static str {
    match policy {
        LinePolicy::Stop => "The first that does not fit ends the line",
        LinePolicy::Skip => "The next that fits may pass",
    }
}

/// The settings as the pairs of an address or of hidden fields.
pub fn pairs(settings: &Settings) -> Vec<(String, String)> {
    let mut all = vec![
        ("line".to_owned(), settings.line.to_string().replace(',', "")),
        ("added".to_owned(), settings.added.to_string().replace(',', "")),
        ("policy".to_owned(), policy_code(settings.policy).to_owned()),
    ];
    for (key, sub) in &settings.sub_lines {
        all.push((sub_name(key), sub.money.to_string().replace(',', "")));
        if sub.may_use_common {
            all.push((common_name(key), "yes".to_owned()));
        }
    }
    all
}

/// The fields of the form.
pub fn fields(
    programme: &ScoredProgramme,
    settings: &Settings,
    asked: &Typed,
    wrong: &[String],
) -> Vec<FieldView> {
    let amount = |name: String, label: String, now: Money| {
        let is_wrong = wrong.contains(&name);
        let typed = asked.get(&name).to_owned();
        let text = if is_wrong { typed } else { now.to_string().replace(',', "") };
        let fault = is_wrong.then_some(&FieldRefusal::NotAnAmount);
        FieldView::new(Input::Amount, name, label).value(text).unit("EUR").fault(fault)
    };
    let mut all = vec![
        amount("line".to_owned(), "Money of the line".to_owned(), settings.line),
        amount("added".to_owned(), "Money added on trial".to_owned(), settings.added)
            .hint("It must be in the books before the ranking is proposed.")
            .optional(),
        FieldView::new(Input::Choice, "policy", "When one does not fit")
            .options([LinePolicy::Stop, LinePolicy::Skip].map(|p| (policy_code(p), policy_says(p))))
            .value(policy_code(settings.policy)),
    ];
    for (key, label) in types(programme) {
        let sub = settings.sub_lines.get(key);
        let now = sub.map_or(Money::ZERO, |sub| sub.money);
        let label = format!("Kept for: {label}");
        all.push(amount(sub_name(key), label.clone(), now).optional());
        let common = sub.is_some_and(|sub| sub.may_use_common);
        let says = format!("{label}: may use the common line, too");
        let tick = FieldView::new(Input::Confirm, common_name(key), says).optional();
        all.push(tick.value(if common { "yes" } else { "" }));
    }
    all
}
