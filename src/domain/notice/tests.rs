//! Who is told what, as a table over every event.

use super::{Addressee, Notice, notices};
use crate::domain::{
    application::{StageKind, stage::Side},
    event::{
        Event,
        tests::{names, sample},
    },
};
use std::collections::BTreeSet;
use uuid::Uuid;

fn name(addressee: Addressee) -> &'static str {
    let party = |id: Uuid, visitor, host| match id.as_u128() {
        // The last digits of the samples' ids: visitor and its partnership, host and its own.
        3 | 5 => visitor,
        4 | 6 => host,
        other => panic!("{other:x} is no party of the sample"),
    };
    match addressee {
        Addressee::Person(_) => "the person",
        Addressee::Organisation(id) => party(id.0, "visitor", "host"),
        Addressee::Signatories(id) => party(id.0, "visitor's signatories", "host's signatories"),
        Addressee::Coordinators(id) => party(id.0, "visitor's coordinators", "host's coordinators"),
        Addressee::Officers => "officers",
        Addressee::Finance => "finance",
        Addressee::Consortium(_) => "the consortium",
        Addressee::GrantSignatories(_) => "the signatories",
        Addressee::Evaluators(_) => "the evaluators",
        Addressee::Drafting(_) => "all with a draft",
    }
}

fn told(event: &Event) -> Vec<String> {
    let line = |(addressee, notice): (Addressee, Notice)| {
        format!("{} > {}", notice.name(), name(addressee))
    };
    notices(event).into_iter().map(line).collect()
}

#[test]
fn every_event_tells_whom_the_table_names() {
    let wanted: BTreeSet<&str> = include_str!("notices.table")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let lines: Vec<String> = names()
        .iter()
        .map(|name| (name, told(&sample(name))))
        .filter(|(_, told)| !told.is_empty())
        .map(|(name, told)| format!("{name}: {}", told.join(", ")))
        .collect();
    assert_eq!(lines.iter().map(String::as_str).collect::<BTreeSet<_>>(), wanted);
}

#[test]
fn a_confirmation_goes_to_the_other_side_and_to_officers_when_both_are_there() {
    let Event::MatchConfirmed { file, .. } = sample("match_confirmed") else { panic!() };
    let of = |side, both| told(&Event::MatchConfirmed { file, side, both });
    assert_eq!(of(Side::Host, false), ["match_confirmed > visitor"]);
    assert_eq!(of(Side::Visitor, false), ["match_confirmed > host"]);
    let both = ["match_confirmed > host", "application_to_check > officers"];
    assert_eq!(of(Side::Visitor, true), both);
}

#[test]
fn the_host_hears_nothing_of_a_draft() {
    let Event::ApplicationWithdrawn { file, released, .. } = sample("application_withdrawn") else {
        panic!()
    };
    for from in StageKind::ALL {
        let told = told(&Event::ApplicationWithdrawn { file, from, released });
        let host = told.iter().any(|line| line.ends_with("> host"));
        assert_eq!(host, from != StageKind::Draft, "{from:?}");
    }
}

#[test]
fn every_notice_comes_back_from_its_row_under_its_name() {
    let mut seen = BTreeSet::new();
    for name in names() {
        for (_, notice) in notices(&sample(&name)) {
            let text = serde_json::to_string(&notice).unwrap();
            assert_eq!(serde_json::from_str::<Notice>(&text).unwrap(), notice);
            // The name of a message about a proposal or a panel stands inside.
            let inside = matches!(
                notice,
                Notice::Proposal { .. }
                    | Notice::Grant { .. }
                    | Notice::Panel { .. }
                    | Notice::Recovery { .. }
            );
            let tag = if inside { "about" } else { "notice" };
            assert!(text.contains(&format!("\"{tag}\":\"{}\"", notice.name())), "{text}");
            seen.insert(notice.name());
        }
    }
    assert_eq!(seen.len(), 75, "a notice is never sent: {seen:?}");
}
