use super::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn instalment(stage: InstalmentStage) -> Instalment {
    Instalment {
        id: InstalmentId(Uuid::from_u128(1)),
        file: ApplicationId(Uuid::from_u128(2)),
        call: CallId(Uuid::from_u128(3)),
        payee: OrganisationId(Uuid::from_u128(4)),
        position: 1,
        label: "First".to_owned(),
        condition: "signature".to_owned(),
        planned: Money::from_cents(50_000),
        stage,
    }
}

fn stages() -> [InstalmentStage; 4] {
    let amount = Money::from_cents(40_000);
    let (since, due_on) = (Moment::from_millis(0), day("2026-03-01"));
    [
        InstalmentStage::Planned,
        InstalmentStage::Due { amount, since, due_on },
        InstalmentStage::Paid { amount, on: due_on },
        InstalmentStage::Cancelled { at: since, reason: "withdrawn".to_owned() },
    ]
}

#[test]
fn each_act_belongs_to_one_stage() {
    let acts = || {
        [
            InstalmentAct::MakeDue { amount: Money::from_cents(50_000), due_on: day("2026-03-10") },
            InstalmentAct::Pay { on: day("2026-03-09") },
            InstalmentAct::OweAgain {
                amount: Money::from_cents(40_000),
                due_on: day("2026-03-20"),
            },
            InstalmentAct::Cancel { reason: "the project ended".to_owned() },
        ]
    };
    let allowed = [
        (InstalmentStageKind::Planned, 0, InstalmentStageKind::Due),
        (InstalmentStageKind::Due, 1, InstalmentStageKind::Paid),
        (InstalmentStageKind::Paid, 2, InstalmentStageKind::Due),
        (InstalmentStageKind::Planned, 3, InstalmentStageKind::Cancelled),
    ];
    for stage in stages() {
        for (number, act) in acts().into_iter().enumerate() {
            let from = stage.kind();
            let next = step(Moment::from_millis(5), &instalment(stage.clone()), act);
            let expected = allowed.iter().find(|(at, act, _)| *at == from && *act == number);
            match expected {
                Some((_, _, to)) => assert_eq!(next.unwrap().kind(), *to),
                None => assert_eq!(next, Err(MoneyRefusal::InstalmentStage { stage: from }.into())),
            }
        }
    }
}

#[test]
fn no_more_is_due_than_was_promised_and_never_nothing() {
    for cents in [0, -1, 50_001] {
        let amount = Money::from_cents(cents);
        let act = InstalmentAct::MakeDue { amount, due_on: day("2026-03-10") };
        let refused = step(Moment::from_millis(0), &instalment(InstalmentStage::Planned), act);
        let planned = Money::from_cents(50_000);
        assert_eq!(refused, Err(MoneyRefusal::InstalmentOver { planned, asked: amount }.into()));
    }
}

#[test]
fn it_is_cancelled_with_a_reason_only() {
    let act = InstalmentAct::Cancel { reason: "  ".to_owned() };
    let refused = step(Moment::from_millis(0), &instalment(InstalmentStage::Planned), act);
    assert_eq!(refused, Err(Refusal::ReasonMissing));
}
