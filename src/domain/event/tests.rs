//! Every event once, made from the names in the source, so that none is forgotten.

use super::{Event, Happened, SUBJECT_KINDS};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The kinds of events, as the source names them. Those of a proposal, a grant and a panel are two
/// words with a point: `proposal.started`, `panel.expert_invited`.
pub fn names() -> Vec<String> {
    let mut all = variants(include_str!("../event.rs"), "Event");
    let apart = ["proposal", "grant", "panel", "bank", "recovery", "screening"];
    all.retain(|name| !apart.contains(&name.as_str()));
    let proposal = variants(include_str!("../proposal/event.rs"), "ProposalEvent");
    all.extend(proposal.iter().map(|name| format!("proposal.{name}")));
    let grant = variants(include_str!("../grant.rs"), "GrantEvent");
    all.extend(grant.iter().map(|name| format!("grant.{name}")));
    let panel = variants(include_str!("../panel.rs"), "PanelEvent");
    all.extend(panel.iter().map(|name| format!("panel.{name}")));
    let bank = variants(include_str!("../bank/event.rs"), "BankEvent");
    all.extend(bank.iter().map(|name| format!("bank.{name}")));
    let recovery = variants(include_str!("../recovery/event.rs"), "RecoveryEvent");
    all.extend(recovery.iter().map(|name| format!("recovery.{name}")));
    let screening = variants(include_str!("../screening/event.rs"), "ScreeningEvent");
    all.extend(screening.iter().map(|name| format!("screening.{name}")));
    all
}

fn variants(source: &str, of: &str) -> Vec<String> {
    let from = source.find(&format!("pub enum {of} {{")).unwrap();
    let source = &source[from..from + source[from..].find("\n}").unwrap()];
    source
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(|line| snake(line.split([' ', ',', '{', '(']).next().unwrap()))
        .collect()
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

fn id(n: u32) -> Value {
    json!(format!("00000000-0000-0000-0000-{n:012}"))
}

/// The file of all samples: visitor 3, host 4, their partnerships 5 and 6.
fn file() -> Value {
    json!({"application": id(1), "call": id(2), "visitor": id(3), "host": id(4),
           "visitor_partnership": id(5), "host_partnership": id(6), "author": id(7)})
}

/// An event of this kind: every fact an event can have is there, each takes its own.
pub fn sample(name: &str) -> Event {
    if let Some((whole, what)) = name.split_once('.') {
        let proposal = json!({"proposal": id(13), "call": id(2), "lead": id(3), "author": id(7)});
        let happened = scored(what);
        let recovery = json!({"recovery": id(27), "reference": "X-1-R1", "payment": id(11),
            "call": id(2), "debtor": id(3), "amount": 78000});
        let all = json!({"event": whole, "proposal": proposal, "call": id(2), "what": happened,
            "recovery": recovery});
        return serde_json::from_value(all).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
    let profile =
        json!({"profile": id(8), "call": id(2), "organisation": id(3), "partnership": id(5)});
    let role = match name {
        "role_given" | "role_taken" => json!({"role": "officer"}),
        _member => json!("editor"),
    };
    let all = json!({
        "event": name, "person": id(9), "organisation": id(3), "by": id(9), "call": id(2),
        "partnership": id(5), "role": role, "deadline": 5000, "ends": [5000], "reason": "why", "amount": 78000,
        "released": 78000, "profile": profile, "file": file(), "fields": ["goals"],
        "digest": "d1", "at": 4000, "side": "host", "both": true, "from": "awarded", "key": "k",
        "holds": true, "km": 300, "paper": "commitment", "place": "host", "number": 2, "text_digest": "d2",
        "attachment": id(10), "kind": "travel", "due_on": "2023-03-30", "on": "2023-03-24",
        "payment": {"payment": id(11), "file": {"kind": "exchange", "file": file()}, "payee": id(3),
            "amount": 78000, "set_off": 0},
        "outbox": id(12), "notice": "award_letter", "template": id(29)
    });
    serde_json::from_value(all).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Every fact an event of a scored call can have.
fn scored(what: &str) -> Value {
    let from = if what == "set_off" { id(11) } else { json!("submitted") };
    let mut all = json!({
        "what": what, "fields": ["goals"], "invitation": id(14), "person": id(9),
        "organisation": id(4), "requested": 78000, "digest": "d1", "at": 4000, "from": from,
        "released": 78000, "key": "k", "holds": true, "clarification": id(15), "due_at": 5000,
        "reason": "why", "letter": id(16), "outcome": "award", "amount": 78000,
        "redress": id(17), "upheld": true, "min": 1, "max": 5, "declared": 2, "conflict": id(18),
        "proposal": id(13), "run": id(19), "rapporteur": id(9), "agrees": true, "unanimous": true,
        "commitment": "c1", "recipients": 12, "deadline": 5000, "round": 0
    });
    let grant = json!({
        "agreement": id(20), "signatory": id(9), "number": 2,
        "place": "contracting", "text_digest": "d2", "on": "2023-03-24", "due_on": "2023-03-30",
        "attachment": id(10), "kind": "invoice", "delivery": id(21), "milestone": id(22), "value": 78000, "paid": 78000,
        "account": id(23), "batch": id(24), "lines": 2, "total": 78000, "limit": 78000,
        "payment": id(28), "reference": "B7", "file": id(25), "line": id(26), "waiting": 1, "note": id(25),
        "list": id(25), "candidate": id(25), "check": id(25), "entries": 2, "names": 3,
        "reopens": true, "score": 900, "result": "clear",
        "why": "other", "left": 0
    });
    if let (Some(all), Value::Object(grant)) = (all.as_object_mut(), grant) {
        all.extend(grant);
    }
    all
}

#[test]
fn every_event_has_a_subject_and_comes_back_from_its_line() {
    let mut kinds = BTreeSet::new();
    for name in names() {
        let event = sample(&name);
        let line = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&line).unwrap(), event);
        let subject = event.subject();
        let wanted = match subject.kind {
            "person" => id(9),
            "organisation" if name.starts_with("bank.") => id(4),
            "organisation" => id(3),
            "call" => id(2),
            "profile" => id(8),
            "application" => id(1),
            "proposal" => id(13),
            "outbox" => id(12),
            "batch" => id(24),
            "bank_file" | "bank_line" | "screening" => id(25),
            "recovery" => id(27),
            "payment" => id(28),
            other => panic!("{name}: {other}"),
        };
        assert_eq!(
            json!(subject.id.to_string()),
            wanted,
            "{name} is about another {}",
            subject.kind
        );
        let quiet = name.ends_with("answers_saved")
            || ["panel.report_saved", "panel.consensus_saved"].contains(&name.as_str());
        assert_eq!(event.is_quiet(), quiet, "{name}");
        kinds.insert(subject.kind);
    }
    assert_eq!(kinds, SUBJECT_KINDS.into_iter().collect());
    assert!(names().len() > 50, "the source is read wrongly");
}

#[test]
fn what_happened_keeps_its_order() {
    let (first, second) = (sample("paper_signed"), sample("all_signed"));
    let happened = Happened::one(first.clone()).and(second.clone());
    assert_eq!(happened.events(), [first, second]);
}
