//! Tables and properties of the stages.

use super::{
    Stage, StageAct, StageKind,
    stage::{Award, Checks, Confirmed, Side},
    step,
};
use crate::domain::{ids::PersonId, moment::Moment, money::Money, refusal::Refusal};
use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

const NOW: Moment = Moment::from_millis(1_000_000);
const LATER: Moment = Moment::from_millis(2_000_000);
const BEFORE: Moment = Moment::from_millis(999_999);

fn who(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[expect(clippy::unnecessary_wraps, reason = "the fact of a stage that may be missing")]
fn confirmed() -> Option<Confirmed> {
    Some(Confirmed { by: who(7), at: BEFORE })
}

fn award() -> Award {
    Award { amount: Money::from_cents(78_000), by: who(8), at: BEFORE }
}

/// One stage of each kind; the host has not confirmed yet.
fn stages() -> Vec<Stage> {
    let (award, at, by) = (award(), BEFORE, who(8));
    let reason = String::from("why");
    vec![
        Stage::Draft,
        Stage::Submitted { at, visitor_confirmed: confirmed(), host_confirmed: None },
        Stage::Ineligible {
            at,
            by,
            reason: reason.clone(),
            visitor_confirmed: confirmed(),
            host_confirmed: None,
            submitted_at: at,
        },
        Stage::Awarded(award),
        Stage::Agreed { award, at },
        Stage::Reported { award, agreed_at: at, at },
        Stage::Validated { award, by, at, due_on: day("2023-03-30") },
        Stage::Feedback { award, on: day("2023-03-24") },
        Stage::Closed { award, on: day("2023-03-24") },
        Stage::Refused { at, by, reason },
        Stage::Withdrawn { at, by, from: StageKind::Draft },
    ]
}

/// Every act, with the facts that make its rules answer differently.
fn acts() -> Vec<(&'static str, StageAct)> {
    let amount = Money::from_cents(78_000);
    let (today, due_on, ends_on) = (day("2023-03-20"), day("2023-03-30"), day("2023-03-17"));
    let reason = || String::from(" why ");
    let one = || vec![String::from("one")];
    let none = Vec::new;
    let checks = |open: Vec<String>, failed: Vec<String>| Checks { open, failed };
    vec![
        ("submit in time", StageAct::Submit { deadline: NOW }),
        ("submit after the deadline", StageAct::Submit { deadline: BEFORE }),
        ("reopen in time", StageAct::Reopen { deadline: LATER }),
        ("reopen after the deadline", StageAct::Reopen { deadline: BEFORE }),
        ("confirm as visitor", StageAct::ConfirmMatch { side: Side::Visitor }),
        ("confirm as host", StageAct::ConfirmMatch { side: Side::Host }),
        ("find ineligible", StageAct::FindIneligible { reason: reason() }),
        ("find ineligible without a reason", StageAct::FindIneligible { reason: " ".into() }),
        ("reinstate", StageAct::Reinstate),
        ("award with clear checks", StageAct::Award { amount, checks: checks(none(), none()) }),
        ("award with an open check", StageAct::Award { amount, checks: checks(one(), none()) }),
        ("award with a failed check", StageAct::Award { amount, checks: checks(none(), one()) }),
        ("refuse", StageAct::Refuse { reason: reason() }),
        ("refuse without a reason", StageAct::Refuse { reason: String::new() }),
        ("last signature", StageAct::AllSigned),
        ("report", StageAct::Report { today: ends_on, ends_on, missing_evidence: none() }),
        (
            "report before the stay is over",
            StageAct::Report { today: day("2023-03-16"), ends_on, missing_evidence: none() },
        ),
        ("report without evidence", StageAct::Report { today, ends_on, missing_evidence: one() }),
        ("send back", StageAct::SendBack { reason: reason() }),
        ("send back without a reason", StageAct::SendBack { reason: String::new() }),
        ("validate", StageAct::Validate { due_on, today, feedback_in: false }),
        ("the bank paid, feedback awaited", StageAct::Paid { on: today, feedback_in: false }),
        ("the bank paid, feedback there", StageAct::Paid { on: today, feedback_in: true }),
        ("the host's feedback", StageAct::HostReport),
        ("the bank sent it back", StageAct::PaymentReturned { due_on }),
        ("withdraw", StageAct::Withdraw),
    ]
}

fn code(refusal: &Refusal) -> String {
    let json = serde_json::to_value(refusal).unwrap();
    json["code"].as_str().unwrap().to_owned()
}

#[test]
fn every_act_on_every_stage_is_as_the_table_says() {
    let wanted: Vec<&str> = include_str!("steps.table")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let have: Vec<String> = acts()
        .iter()
        .map(|(name, act)| {
            let to = |stage: &Stage| match step(NOW, who(1), stage, act) {
                Ok(to) => Some(format!("{} -> {}", stage.kind().code(), to.kind().code())),
                Err(Refusal::WrongStage { stage: told }) => {
                    assert_eq!(told, stage.kind(), "{name} names another stage");
                    None
                }
                Err(no) => Some(format!("{} -> no: {}", stage.kind().code(), code(&no))),
            };
            let moves: Vec<_> = stages().iter().filter_map(to).collect();
            format!("{name}: {}", moves.join(", "))
        })
        .collect();
    assert_eq!(have, wanted);
    assert_eq!(stages().iter().map(Stage::kind).collect::<Vec<_>>(), StageKind::ALL);
}

#[test]
fn both_must_confirm_before_an_award() {
    let act = StageAct::Award { amount: Money::from_cents(1), checks: Checks::default() };
    for (visitor, host) in [(None, confirmed()), (confirmed(), None), (None, None)] {
        let stage =
            Stage::Submitted { at: BEFORE, visitor_confirmed: visitor, host_confirmed: host };
        let no = step(NOW, who(1), &stage, &act).unwrap_err();
        assert_eq!(no, Refusal::ChecksNotClear { open: vec!["match".into()], failed: vec![] });
    }
    let both = Stage::Submitted {
        at: BEFORE,
        visitor_confirmed: confirmed(),
        host_confirmed: confirmed(),
    };
    let awarded = step(NOW, who(1), &both, &act).unwrap();
    let award = Award { amount: Money::from_cents(1), by: who(1), at: NOW };
    assert_eq!(awarded, Stage::Awarded(award));
}

#[test]
fn nothing_is_owed_for_a_virtual_exchange() {
    let award = Award { amount: Money::ZERO, ..award() };
    let stage = Stage::Reported { award, agreed_at: BEFORE, at: BEFORE };
    let (due_on, today) = (day("2023-03-30"), day("2023-03-20"));
    let validate = |feedback_in| StageAct::Validate { due_on, today, feedback_in };
    let ended = |feedback_in| step(NOW, who(1), &stage, &validate(feedback_in));
    assert_eq!(ended(true), Ok(Stage::Closed { award, on: today }));
    assert_eq!(ended(false), Ok(Stage::Feedback { award, on: today }));
}

#[test]
fn what_is_taken_back_leaves_no_trace_in_the_facts() {
    let there = Stage::Submitted {
        at: BEFORE,
        visitor_confirmed: confirmed(),
        host_confirmed: confirmed(),
    };
    let aside = StageAct::FindIneligible { reason: "no residence".into() };
    let ineligible = step(NOW, who(1), &there, &aside).unwrap();
    assert_eq!(step(LATER, who(2), &ineligible, &StageAct::Reinstate), Ok(there));
    let agreed = Stage::Agreed { award: award(), at: BEFORE };
    let (today, ends_on) = (day("2023-03-20"), day("2023-03-17"));
    let report = StageAct::Report { today, ends_on, missing_evidence: vec![] };
    let reported = step(NOW, who(1), &agreed, &report).unwrap();
    let back = StageAct::SendBack { reason: "unreadable".into() };
    assert_eq!(step(LATER, who(2), &reported, &back), Ok(agreed));
}

#[test]
fn a_stage_is_kept_whole_in_its_column() {
    for stage in stages() {
        let text = serde_json::to_string(&stage).unwrap();
        assert_eq!(serde_json::from_str::<Stage>(&text).unwrap(), stage);
        assert_eq!(StageKind::from_code(stage.kind().code()), Some(stage.kind()));
        assert_eq!(stage.award().is_some(), stage.kind().holds_award());
    }
}

proptest! {
    /// Any sequence of acts by anyone: what was not seen on the way is not true at the end.
    #[test]
    fn no_way_leads_round_a_rule(way in prop::collection::vec((0..26_usize, 1..4_u128), 0..40)) {
        let acts = acts();
        let mut stage = Stage::Draft;
        let (mut awards, mut both) = (0, false);
        for (which, by) in way {
            let (name, act) = &acts[which];
            match step(NOW, who(by), &stage, act) {
                Err(_refusal) => {}
                Ok(next) => {
                    let ended = matches!(stage.kind(), StageKind::Refused | StageKind::Withdrawn);
                    prop_assert!(!ended, "{name} moved an ended file");
                    if let Stage::Awarded(award) = &next {
                        prop_assert!(both, "awarded without both confirmations");
                        prop_assert_eq!((award.by, award.at), (who(by), NOW));
                        awards += 1;
                    }
                    if let (Some(before), Some(after)) = (stage.award(), next.award()) {
                        prop_assert_eq!(before, after, "{} changed the award", name);
                    }
                    stage = next;
                }
            }
            both = matches!(&stage, Stage::Submitted {
                visitor_confirmed: Some(_), host_confirmed: Some(_), .. });
        }
        prop_assert!(awards <= 1, "awarded twice");
        prop_assert_eq!(stage.award().is_some(), stage.kind().holds_award());
    }
}
