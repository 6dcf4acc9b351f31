use super::{PaymentAct, PaymentStage, PaymentStageKind, Urgency, due_on, step, urgency};
use crate::domain::{ids::PersonId, moment::Moment, refusal::Refusal};
use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn at(n: i64) -> Moment {
    Moment::from_millis(n)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn proposed() -> PaymentStage {
    PaymentStage::Proposed { by: person(1), at: at(1) }
}

fn approve(by: u128) -> PaymentAct {
    PaymentAct::Approve { by: person(by), at: at(2) }
}

fn export() -> PaymentAct {
    PaymentAct::Export { by: person(1), at: at(3) }
}

fn settle() -> PaymentAct {
    PaymentAct::Settle { on: day("2027-03-10") }
}

fn bank_return(reason: &str) -> PaymentAct {
    PaymentAct::Return { on: day("2027-03-12"), reason: reason.to_owned() }
}

fn cancel(reason: &str) -> PaymentAct {
    PaymentAct::Cancel { by: person(1), at: at(4), reason: reason.to_owned() }
}

/// The stage after the acts, in order.
fn after(acts: &[PaymentAct]) -> PaymentStage {
    acts.iter().fold(proposed(), |stage, act| step(&stage, act.clone()).unwrap())
}

#[test]
fn the_person_who_proposed_never_approves() {
    assert_eq!(step(&proposed(), approve(1)), Err(Refusal::SamePerson));
    let approved = after(&[approve(2)]);
    let PaymentStage::Approved { people } = approved else { panic!("{approved:?}") };
    assert_eq!((people.proposed_by, people.approved_by), (person(1), person(2)));
}

#[test]
fn a_reason_is_asked_for() {
    assert_eq!(step(&proposed(), cancel(" \n")), Err(Refusal::ReasonMissing));
    let exported = after(&[approve(2), export()]);
    assert_eq!(step(&exported, bank_return("")), Err(Refusal::ReasonMissing));
    let cancelled = after(&[cancel(" wrong account ")]);
    assert!(
        matches!(cancelled, PaymentStage::Cancelled { ref reason, .. } if reason == "wrong account")
    );
}

/// Every stage against every act: a dash is a refusal that names the stage.
#[test]
fn every_stage_against_every_act() {
    let stages = [
        proposed(),
        after(&[approve(2)]),
        after(&[approve(2), export()]),
        after(&[approve(2), export(), settle()]),
        after(&[approve(2), export(), settle(), bank_return("AC04")]),
        after(&[cancel("twice")]),
    ];
    let acts = [approve(2), export(), settle(), bank_return("AC04"), cancel("twice")];
    let mut table = String::new();
    for stage in &stages {
        let mut cells = vec![stage.kind().code()];
        for act in &acts {
            cells.push(match step(stage, act.clone()) {
                Ok(next) => next.kind().code(),
                Err(refusal) => {
                    assert_eq!(refusal, Refusal::PaymentStage { stage: stage.kind() });
                    "-"
                }
            });
        }
        table.push_str(&cells.join(" "));
        table.push('\n');
        assert_eq!(stage.proposed_by(), person(1));
        let moves = cells[1..].iter().any(|cell| *cell != "-");
        assert_eq!(stage.kind().is_final(), !moves, "{}", stage.kind().code());
    }
    // stage, then after: approve, export, settle, return, cancel
    let expected = "proposed approved - - - cancelled\n\
                    approved - exported - - -\n\
                    exported - - settled returned -\n\
                    settled - - - returned -\n\
                    returned - - - - -\n\
                    cancelled - - - - -\n";
    assert_eq!(table, expected);
}

#[test]
fn codes_read_back() {
    for kind in PaymentStageKind::ALL {
        assert_eq!(PaymentStageKind::from_code(kind.code()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
    }
    assert_eq!(PaymentStageKind::from_code("paid"), None);
    let stage = after(&[approve(2), export()]);
    let text = serde_json::to_string(&stage).unwrap();
    assert!(text.contains("\"stage\":\"exported\""), "{text}");
    assert_eq!(serde_json::from_str::<PaymentStage>(&text).unwrap(), stage);
}

#[test]
fn due_from_the_later_day() {
    let due = |end, evidence| due_on(day(end), day(evidence), 10);
    assert_eq!(due("2027-03-05", "2027-03-05"), day("2027-03-15"));
    assert_eq!(due("2027-03-05", "2027-03-20"), day("2027-03-30"));
    assert_eq!(due("2027-03-05", "2027-03-01"), day("2027-03-15"));
}

#[test]
fn warned_from_day_seven_and_late_after_day_ten() {
    let (warn, due) = (day("2027-03-12"), day("2027-03-15"));
    for (today, expected) in [
        ("2027-03-11", Urgency::InTime),
        ("2027-03-12", Urgency::Warn),
        ("2027-03-15", Urgency::Warn),
        ("2027-03-16", Urgency::Late),
    ] {
        assert_eq!(urgency(day(today), warn, due), expected, "{today}");
    }
}

fn any_act() -> impl Strategy<Value = PaymentAct> {
    prop_oneof![
        (1u128..4).prop_map(approve),
        Just(export()),
        Just(settle()),
        Just(bank_return("AC04")),
        Just(cancel("twice")),
    ]
}

proptest! {
    #[test]
    fn whatever_is_tried_two_people_stand_behind_what_leaves(acts in prop::collection::vec(any_act(), 0..12)) {
        let mut stage = proposed();
        for act in acts {
            if let Ok(next) = step(&stage, act) {
                stage = next;
            }
            match &stage {
                PaymentStage::Approved { people }
                | PaymentStage::Exported { people, .. }
                | PaymentStage::Settled { people, .. }
                | PaymentStage::Returned { people, .. } => {
                    prop_assert_ne!(people.proposed_by, people.approved_by);
                }
                PaymentStage::Proposed { .. } | PaymentStage::Cancelled { .. } => {}
            }
        }
    }
}
