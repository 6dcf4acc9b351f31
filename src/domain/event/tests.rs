//! Every event once, made from the names in the source, so that none is forgotten.

use super::{Event, Happened};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The kinds of events, as the source names them.
pub fn names() -> Vec<String> {
    let source = include_str!("../event.rs");
    let from = source.find("pub enum Event {").unwrap();
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
    let profile =
        json!({"profile": id(8), "call": id(2), "organisation": id(3), "partnership": id(5)});
    let role = match name {
        "role_given" | "role_taken" => json!({"role": "officer"}),
        _member => json!("editor"),
    };
    let all = json!({
        "event": name, "person": id(9), "organisation": id(3), "by": id(9), "call": id(2),
        "partnership": id(5), "role": role, "deadline": 5000, "reason": "why", "amount": 78000,
        "released": 78000, "profile": profile, "file": file(), "fields": ["goals"],
        "digest": "d1", "at": 4000, "side": "host", "both": true, "from": "awarded", "key": "k",
        "holds": true, "km": 300, "paper": "commitment", "place": "host", "text_digest": "d2",
        "attachment": id(10), "kind": "travel", "due_on": "2023-03-30", "on": "2023-03-24",
        "payment": {"payment": id(11), "file": file(), "amount": 78000},
        "outbox": id(12), "notice": "award_letter"
    });
    serde_json::from_value(all).unwrap_or_else(|e| panic!("{name}: {e}"))
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
            "organisation" => id(3),
            "call" => id(2),
            "profile" => id(8),
            "application" => id(1),
            "outbox" => id(12),
            other => panic!("{name}: {other}"),
        };
        assert_eq!(
            json!(subject.id.to_string()),
            wanted,
            "{name} is about another {}",
            subject.kind
        );
        assert_eq!(event.is_quiet(), name == "answers_saved", "{name}");
        kinds.insert(subject.kind);
    }
    assert_eq!(kinds.len(), 6);
    assert!(names().len() > 50, "the source is read wrongly");
}

#[test]
fn what_happened_keeps_its_order() {
    let (first, second) = (sample("paper_signed"), sample("all_signed"));
    let happened = Happened::one(first.clone()).and(second.clone());
    assert_eq!(happened.events(), [first, second]);
}
