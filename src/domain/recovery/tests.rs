//! The life of a claim as a table and as properties: never more than was paid, never more back than
//! is left, and every cent in exactly one of four places.

use super::*;
use crate::domain::payment::FourEyes;
use proptest::prelude::*;
use uuid::Uuid;

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn id(n: u128) -> RecoveryId {
    RecoveryId(Uuid::from_u128(n))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn cents(cents: i64) -> Money {
    Money::from_cents(cents)
}

const AT: Moment = Moment::from_millis(1_000);

fn people() -> FourEyes {
    FourEyes { proposed_by: person(1), approved_by: person(2), approved_at: AT }
}

fn stages() -> Vec<RecoveryStage> {
    use RecoveryStage as S;
    let (by, at, on, reason) = (person(1), AT, day("2023-04-01"), "why".to_owned());
    vec![
        S::Proposed { by, at },
        S::Notified { people: people() },
        S::PartlyRepaid { people: people() },
        S::Settled { people: people(), on },
        S::Waived { people: people(), on },
        S::Rejected { proposed_by: by, by: person(2), at, reason: reason.clone() },
        S::Withdrawn { proposed_by: by, by, at, reason },
    ]
}

fn acts() -> Vec<(&'static str, RecoveryAct)> {
    use RecoveryAct as A;
    let (by, at, on, amount) = (person(2), AT, day("2023-04-01"), cents(10));
    let reason = || "why".to_owned();
    vec![
        ("approve", A::Approve { by, at }),
        ("reject", A::Reject { by, at, reason: reason() }),
        ("withdraw", A::Withdraw { by, at, reason: reason() }),
        ("repay", A::Repay { amount, on }),
        ("take_back", A::TakeBack { amount }),
        ("set_off", A::SetOff { amount, on }),
        ("waive", A::Waive { amount, asked_by: person(1), by, on }),
    ]
}

#[test]
fn every_stage_takes_its_own_acts_and_no_other() {
    let mut table = Vec::new();
    for stage in stages() {
        for (name, act) in acts() {
            let tally = Tally { repaid: cents(10), ..Tally::of(cents(100)) };
            match step(&stage, tally, act) {
                Ok((to, _)) => {
                    let (from, to) = (stage.kind().code(), to.kind().code());
                    table.push(format!("{from} {name} {to}"));
                }
                Err(why) => {
                    let stage = stage.kind();
                    assert_eq!(why, MoneyRefusal::RecoveryStage { stage }.into(), "{name}");
                }
            }
        }
    }
    let wanted = [
        "proposed approve notified",
        "proposed reject rejected",
        "proposed withdraw withdrawn",
        "notified repay partly_repaid",
        "notified set_off partly_repaid",
        "notified waive partly_repaid",
        "partly_repaid repay partly_repaid",
        "partly_repaid take_back notified",
        "partly_repaid set_off partly_repaid",
        "partly_repaid waive partly_repaid",
        "settled take_back notified",
    ];
    assert_eq!(table, wanted);
}

#[test]
fn the_last_cent_settles_and_a_whole_waiver_is_named_so() {
    let notified = RecoveryStage::Notified { people: people() };
    let on = day("2023-04-01");
    let all = RecoveryAct::Repay { amount: cents(100), on };
    let (settled, tally) = step(&notified, Tally::of(cents(100)), all).unwrap();
    assert_eq!((settled.kind(), tally.left()), (RecoveryStageKind::Settled, Money::ZERO));
    let waive = RecoveryAct::Waive { amount: cents(100), asked_by: person(1), by: person(2), on };
    let (waived, _) = step(&notified, Tally::of(cents(100)), waive).unwrap();
    assert_eq!(waived.kind(), RecoveryStageKind::Waived);
    // Of a debt that was paid in part, the rest waived settles it.
    let partly = Tally { repaid: cents(40), ..Tally::of(cents(100)) };
    let rest = RecoveryAct::Waive { amount: cents(60), asked_by: person(1), by: person(2), on };
    assert_eq!(step(&notified, partly, rest).unwrap().0.kind(), RecoveryStageKind::Settled);
}

#[test]
fn one_person_neither_claims_nor_waives_alone() {
    let proposed = RecoveryStage::Proposed { by: person(1), at: AT };
    let own = RecoveryAct::Approve { by: person(1), at: AT };
    assert_eq!(step(&proposed, Tally::of(cents(1)), own), Err(Refusal::SamePerson));
    let notified = RecoveryStage::Notified { people: people() };
    let (amount, on) = (cents(1), day("2023-04-01"));
    let own = RecoveryAct::Waive { amount, asked_by: person(2), by: person(2), on };
    assert_eq!(step(&notified, Tally::of(cents(1)), own), Err(Refusal::SamePerson));
}

#[test]
fn reasons_and_days_are_asked_for() {
    let proposed = RecoveryStage::Proposed { by: person(1), at: AT };
    for act in [
        RecoveryAct::Reject { by: person(2), at: AT, reason: " ".to_owned() },
        RecoveryAct::Withdraw { by: person(1), at: AT, reason: String::new() },
    ] {
        assert_eq!(step(&proposed, Tally::of(cents(1)), act), Err(Refusal::ReasonMissing));
    }
    let (why, due_on) = (RecoveryReason::Other, day("2023-05-01"));
    let claim = Claim { amount: cents(5), why, says: " The stay ended early. ".to_owned(), due_on };
    let today = day("2023-04-30");
    assert_eq!(checked(&claim, cents(5), today).unwrap().says, "The stay ended early.");
    let over = MoneyRefusal::RecoveryOver { most: cents(4), asked: cents(5) };
    assert_eq!(checked(&claim, cents(4), today), Err(over.into()));
    let late = MoneyRefusal::RecoveryDayOver { on: due_on };
    assert_eq!(checked(&claim, cents(5), due_on), Err(late.into()));
    let bare = Claim { says: "\n".to_owned(), ..claim };
    assert_eq!(checked(&bare, cents(5), today), Err(Refusal::ReasonMissing));
    assert_eq!(waivable(Tally::of(cents(5)), cents(5), " "), Err(Refusal::ReasonMissing));
    assert!(waivable(Tally::of(cents(5)), cents(6), "poor").is_err());
}

#[test]
fn a_reference_is_found_however_it_is_typed_and_never_in_a_longer_one() {
    let named = |text| is_named_in("CXC-2026-0412-R1", text);
    assert!(named("CXC-2026-0412-R1"));
    assert!(named("refund cxc 2026/0412 r1, thank you"));
    assert!(named("R12 CXC-2026-0412-R1"));
    assert!(named("CXC-2026-0412-R12 and CXC-2026-0412-R1"));
    assert!(!named("CXC-2026-0412-R12"));
    assert!(!named("CXC-2026-0412"));
    assert!(!is_named_in("", "anything"));
}

#[test]
fn codes_read_back() {
    for kind in RecoveryStageKind::ALL {
        assert_eq!(RecoveryStageKind::from_code(kind.code()), Some(kind));
    }
    for reason in RecoveryReason::ALL {
        assert_eq!(RecoveryReason::from_code(reason.code()), Some(reason));
    }
    for stage in stages() {
        let text = serde_json::to_string(&stage).unwrap();
        assert_eq!(serde_json::from_str::<RecoveryStage>(&text).unwrap(), stage);
        assert!(text.contains(&format!("\"stage\":\"{}\"", stage.kind().code())));
    }
}

fn any_act() -> impl Strategy<Value = RecoveryAct> {
    let on = day("2023-04-01");
    (0..4_u8, -5..60_i64, 1..4_u128, 1..4_u128).prop_map(move |(which, amount, asked, by)| {
        let amount = cents(amount);
        match which {
            0 => RecoveryAct::Repay { amount, on },
            1 => RecoveryAct::SetOff { amount, on },
            2 => RecoveryAct::TakeBack { amount },
            _waive => RecoveryAct::Waive { amount, asked_by: person(asked), by: person(by), on },
        }
    })
}

#[test]
fn a_repayment_taken_back_opens_the_claim_for_its_amount() {
    let on = day("2023-04-01");
    let done = |stage, tally, act| step(&stage, tally, act).unwrap();
    let back = |amount| RecoveryAct::TakeBack { amount: cents(amount) };
    let open = (RecoveryStage::Notified { people: people() }, Tally::of(cents(100)));
    let repay = |amount| RecoveryAct::Repay { amount: cents(amount), on };
    let waive = RecoveryAct::Waive { amount: cents(40), asked_by: person(1), by: person(2), on };
    // Settled by the repayment alone: as if nothing had come.
    let settled = done(open.0.clone(), open.1, repay(100));
    assert_eq!(settled.0.kind(), RecoveryStageKind::Settled);
    assert_eq!(done(settled.0, settled.1, back(100)), open);
    // Settled with a waiver: what was waived stays so.
    let part = done(open.0.clone(), open.1, waive);
    let settled = done(part.0.clone(), part.1, repay(60));
    assert_eq!(settled.0.kind(), RecoveryStageKind::Settled);
    assert_eq!(done(settled.0.clone(), settled.1, back(60)), part);
    let over = MoneyRefusal::RecoveryOver { most: cents(60), asked: cents(61) };
    assert_eq!(step(&settled.0, settled.1, back(61)), Err(over.into()));
}

proptest! {
    #[test]
    fn whatever_is_done_every_cent_stands_in_one_place(
        claimed in 1..200_i64,
        acts in prop::collection::vec(any_act(), 0..20),
    ) {
        let mut stage = RecoveryStage::Notified { people: people() };
        let mut tally = Tally::of(cents(claimed));
        for act in acts {
            let takes_back = matches!(act, RecoveryAct::TakeBack { .. });
            if let Ok((next, after)) = step(&stage, tally, act) {
                let more = after.left() > tally.left();
                prop_assert!(after.left() != tally.left());
                prop_assert_eq!(more, takes_back, "it gets more by what is taken back alone");
                stage = next;
                tally = after;
            }
            let parts = [tally.repaid, tally.set_off, tally.waived, tally.left()];
            prop_assert!(parts.iter().all(|part| !part.is_negative()));
            prop_assert_eq!(Money::sum(parts), Some(tally.claimed));
            prop_assert_eq!(stage.kind().is_owed(), tally.left() > Money::ZERO);
            prop_assert_eq!(
                stage.kind() == RecoveryStageKind::Waived,
                tally.waived == tally.claimed
            );
        }
    }

    #[test]
    fn claims_never_take_more_than_was_paid(
        paid in 0..500_i64,
        wishes in prop::collection::vec((-5..300_i64, 0..300_i64), 0..12),
    ) {
        let today = day("2023-04-01");
        let mut standing: Vec<Tally> = Vec::new();
        for (amount, waived) in wishes {
            let most = claimable(cents(paid), standing.iter().copied());
            let claim = Claim {
                amount: cents(amount),
                why: RecoveryReason::Other,
                says: "why".to_owned(),
                due_on: day("2023-05-01"),
            };
            if checked(&claim, most, today).is_ok() {
                let waived = cents(waived).min(cents(amount));
                standing.push(Tally { waived, ..Tally::of(cents(amount)) });
            }
            let taken = Money::sum(standing.iter().map(Tally::standing)).unwrap();
            prop_assert!(taken <= cents(paid));
        }
    }

    #[test]
    fn what_is_kept_back_goes_to_the_oldest_debt_first_to_the_cent(
        kept in 0..500_i64,
        lefts in prop::collection::vec(0..200_i64, 0..8),
    ) {
        let debts: Vec<_> =
            (1..).zip(&lefts).map(|(n, left)| (id(n), cents(*left))).collect();
        let parts = spread(cents(kept), &debts);
        let all: i64 = lefts.iter().sum();
        let spread_out = Money::sum(parts.iter().map(|(_, part)| *part)).unwrap();
        prop_assert_eq!(spread_out, cents(kept.min(all)));
        for (at, (id, part)) in parts.iter().enumerate() {
            let (_, left) = debts.iter().find(|(debt, _)| debt == id).unwrap();
            prop_assert!(*part > Money::ZERO && part <= left);
            // Only the last one may be left with something.
            prop_assert!(at + 1 == parts.len() || part == left);
        }
    }
}
