//! Money claimed back, by the real verbs: two people for each claim and each waiver, the ledger in
//! step, and nobody outside who sees it before it is theirs.

mod bank;
mod pages;

use crate::{
    grants::kit::{Grant, ONE},
    support::{app::TestApp, both_databases, kit::Kit, people, refused},
};
use convoca::{
    actions::{
        ActionError, budget, call, payment,
        recovery::{self as verb, CameIn},
    },
    domain::{
        access::Actor,
        ids::{PaymentId, RecoveryId},
        money::Money,
        payment::PaymentStageKind,
        person::StaffRole,
        recovery::{Claim, RecoveryReason},
    },
    store,
};

/// The innermost code of a refusal.
#[track_caller]
pub fn no<T: std::fmt::Debug>(result: Result<T, ActionError>) -> String {
    match result {
        Err(ActionError::Refused(why)) => {
            let mut why = serde_json::to_value(why).unwrap();
            while why["why"]["code"].is_string() {
                why = why["why"].take();
            }
            why["code"].as_str().unwrap().to_owned()
        }
        other => refused(other),
    }
}

/// A claim over so many cents, to be paid back by a day in April.
pub fn claim(cents: i64) -> Claim {
    Claim {
        amount: Money::from_cents(cents),
        why: RecoveryReason::StayCutShort,
        says: "The list of attendance ends on 4 March.".to_owned(),
        due_on: "2023-04-24".parse().unwrap(),
    }
}

pub async fn load(app: &TestApp, id: RecoveryId) -> store::recovery::Stored {
    store::recovery::load(app.desk.database.reads(), id).await.unwrap()
}

/// Stage, what is left, and what came by each way, in cents.
pub async fn stands(app: &TestApp, id: RecoveryId) -> (&'static str, i64, [i64; 3]) {
    let r = load(app, id).await;
    let ways = [r.tally.repaid, r.tally.set_off, r.tally.waived].map(Money::cents);
    (r.stage.kind().code(), r.tally.left().cents(), ways)
}

/// Proposed by one, approved by another.
pub async fn claimed(
    app: &TestApp,
    (by, second): (&Actor, &Actor),
    paid: PaymentId,
    cents: i64,
) -> RecoveryId {
    let desk = &app.desk;
    let before = store::recovery::of_payment(desk.database.reads(), paid).await.unwrap().len();
    let seen = i64::try_from(before).unwrap();
    let id = verb::propose(desk, by, paid, seen, &claim(cents)).await.unwrap();
    verb::approve(desk, second, id, 1, claim(cents).due_on).await.unwrap();
    id
}

fn came(cents: i64, on: &str) -> CameIn {
    let note = "statement 12".to_owned();
    CameIn { amount: Money::from_cents(cents), on: on.parse().unwrap(), note }
}

async fn repay(app: &TestApp, who: &Actor, id: RecoveryId, cents: i64) -> Result<(), ActionError> {
    let seen = load(app, id).await.version;
    let today = app.desk.now().day_in(convoca::domain::moment::BRUSSELS).to_string();
    verb::record_repayment(&app.desk, who, id, seen, &came(cents, &today)).await
}

/// The newest payment of a file.
async fn newest(app: &TestApp, id: convoca::domain::ids::ApplicationId) -> store::payment::Stored {
    let all = store::payment::of_application(app.desk.database.reads(), id).await.unwrap();
    all.into_iter().next_back().unwrap()
}

/// The same office with another edition, and its partnerships there.
async fn second_call(app: &TestApp, office: &people::Office) -> people::Office {
    let (desk, officer) = (&app.desk, &office.officer);
    let new = people::new_call(&people::Opening::default());
    let new = call::NewCall { edition: "2024".to_owned(), ..new };
    let id = call::create(desk, officer, new).await.unwrap();
    let add = async |code| {
        call::add_partnership(desk, officer, id, code, "Another", None, &[]).await.unwrap()
    };
    let (partnership, host_partnership) = (add("EAST").await, add("WEST").await);
    call::publish(desk, officer, id).await.unwrap();
    let given = Money::from_cents(5_000_000);
    budget::give(desk, &office.finance, id, given, "grant of the year").await.unwrap();
    let coordinates = |partnership| StaffRole::Coordinator(partnership);
    people::Office {
        call: id,
        partnership,
        host_partnership,
        coordinator: people::staff(app, "east", coordinates(partnership)).await,
        host_coordinator: people::staff(app, "west", coordinates(host_partnership)).await,
        ..office.clone()
    }
}

both_databases!(two_people_claim_the_debtor_pays_and_the_rest_is_waived, async |app| {
    let kit = Kit::new(app).await;
    let other = Kit { office: second_call(app, &kit.office).await, ..kit.clone() };
    other.office.accept(app, &kit.visitor, true).await;
    other.office.accept(app, &kit.host, false).await;
    let second_file = other.agreed(app).await;
    let file = kit.paid(app).await;
    let paid = newest(app, file).await.id;
    app.told().await;
    let (desk, office) = (&app.desk, &kit.office);
    let (officer, finance, second) = (&office.officer, &office.finance, &office.second_finance);
    let propose =
        async |who, seen, cents| verb::propose(desk, who, paid, seen, &claim(cents)).await;
    assert_eq!(no(propose(&office.auditor, 0, 26_000).await), "forbidden");
    for outside in [&kit.visitor.lead, &office.coordinator, &office.stranger] {
        assert_eq!(no(propose(outside, 0, 26_000).await), "unseen");
    }
    assert_eq!(no(propose(officer, 0, 110_001).await), "recovery_over");
    assert_eq!(no(propose(officer, 0, 0).await), "recovery_over");
    let late = Claim { due_on: "2023-03-24".parse().unwrap(), ..claim(5) };
    assert_eq!(no(verb::propose(desk, officer, paid, 0, &late).await), "recovery_day_over");
    let id = propose(officer, 0, 26_000).await.unwrap();
    assert_eq!(no(propose(officer, 0, 26_000).await), "stale", "pressed twice");
    assert_eq!(
        app.told().await,
        ["recovery_to_approve > finance", "recovery_to_approve > finance-two"]
    );
    let owed = format!("owed:{}", kit.visitor.id);
    assert_eq!(app.account(file, &owed).await, [0; 4], "no debt before a second person");
    // More than what the first leaves can't be claimed, by whomever.
    assert_eq!(no(propose(finance, 1, 84_001).await), "recovery_over");
    let own = propose(finance, 1, 84_000).await.unwrap();
    let due = claim(1).due_on;
    assert_eq!(no(verb::approve(desk, finance, own, 1, due).await), "same_person");
    assert_eq!(no(verb::withdraw(desk, finance, own, 1, " ").await), "reason_missing");
    verb::withdraw(desk, finance, own, 1, "Typed for another file.").await.unwrap();
    assert_eq!(no(verb::approve(desk, officer, id, 1, due).await), "forbidden");
    app.told().await;
    verb::approve(desk, second, id, 1, due).await.unwrap();
    assert_eq!(no(verb::approve(desk, finance, id, 1, due).await), "stale", "pressed twice");
    assert_eq!(no(verb::approve(desk, finance, id, 2, due).await), "recovery_stage");
    assert_eq!(app.told().await, ["recovery_claimed > visitor"]);
    assert_eq!(app.account(file, &owed).await, [0, 0, 0, 26_000]);
    // The debt is the call's own: a payment of another call keeps nothing of it back.
    other.write_report(app, second_file).await;
    other.hand_report_in(app, second_file).await.unwrap();
    other.validate(app, second_file).await.unwrap();
    drop(convoca::actions::call::confirm_rates(desk, officer, other.office.call).await);
    other.propose(app, second_file).await.unwrap();
    assert_eq!(newest(app, second_file).await.set_off, Money::ZERO);
    app.told().await;
    // Paid back in part, once.
    let part = came(10_000, "2023-03-24");
    assert_eq!(no(verb::record_repayment(desk, officer, id, 2, &part).await), "forbidden");
    let ahead = came(1, "2023-03-25");
    assert_eq!(no(verb::record_repayment(desk, finance, id, 2, &ahead).await), "bank_day_ahead");
    verb::record_repayment(desk, finance, id, 2, &part).await.unwrap();
    assert_eq!(no(verb::record_repayment(desk, finance, id, 2, &part).await), "stale");
    assert_eq!(no(repay(app, finance, id, 16_001).await), "recovery_over");
    assert_eq!(stands(app, id).await, ("partly_repaid", 16_000, [10_000, 0, 0]));
    assert_eq!(app.account(file, &owed).await, [0, 10_000, 0, 26_000]);
    // The rest is waived by another person than who asked.
    let rest = Money::from_cents(16_000);
    let ask = async |seen, reason| verb::ask_waiver(desk, finance, id, seen, rest, reason).await;
    assert_eq!(no(ask(3, " ").await), "reason_missing");
    ask(3, "The firm is in liquidation.").await.unwrap();
    assert_eq!(no(ask(4, "Again.").await), "waiver_waits");
    assert_eq!(no(verb::grant_waiver(desk, finance, id, 4).await), "same_person");
    verb::refuse_waiver(desk, second, id, 4, "Ask the liquidator first.").await.unwrap();
    ask(5, "The liquidator has nothing.").await.unwrap();
    app.told().await;
    verb::grant_waiver(desk, second, id, 6).await.unwrap();
    assert_eq!(app.told().await, ["recovery_waived > visitor"]);
    assert_eq!(stands(app, id).await, ("settled", 0, [10_000, 0, 16_000]));
    assert_eq!(app.account(file, &owed).await, [0, 26_000, 0, 26_000]);
    // What was waived stays with the grantee, and could be claimed again for another reason.
    let stored = store::payment::load(desk.database.reads(), paid).await.unwrap();
    let (most, count) = verb::claimable_of(desk.database.reads(), &stored).await.unwrap();
    assert_eq!((most.cents(), count), (100_000, 2));
});

both_databases!(a_payment_is_set_off_against_the_oldest_debt_first, async |app| {
    let grant = Grant::in_force(app, ONE, "forty_forty_twenty").await;
    let office = &grant.kit.office;
    let (desk, officer) = (&app.desk, &office.officer);
    let (finance, second) = (&office.finance, &office.second_finance);
    app.on("2023-03-20");
    grant.pay_due(app, "2023-03-10").await;
    let first = newest(app, grant.id).await;
    grant.write(app, "interim").await;
    grant.submit(app, "interim").await.unwrap();
    grant.accept(app, "interim").await.unwrap();
    grant.pay_due(app, "2023-03-11").await;
    let all = store::payment::of_application(desk.database.reads(), grant.id).await.unwrap();
    let paid = all.into_iter().find(|one| one.id != first.id).unwrap();
    assert_eq!((first.amount.cents(), paid.amount.cents()), (800_000, 800_000));
    let older = claimed(app, (officer, finance), first.id, 300_000).await;
    app.on("2023-03-21");
    let newer = claimed(app, (officer, finance), paid.id, 200_000).await;
    grant.write(app, "final").await;
    grant.submit(app, "final").await.unwrap();
    grant.accept(app, "final").await.unwrap();
    let due = grant.instalments(app).await;
    let due = due.iter().find(|one| one.instalment.stage.kind().code() == "due").unwrap();
    let last = payment::propose(desk, officer, due.instalment.id).await.unwrap();
    let kept = store::payment::load(desk.database.reads(), last).await.unwrap();
    assert_eq!((kept.id, kept.amount, kept.set_off), (last, kept.set_off, kept.amount));
    assert_eq!(kept.set_off.cents(), 400_000);
    // What the payment holds can't be paid back or waived beside it; what is free can.
    assert_eq!(no(repay(app, finance, older, 100_001).await), "recovery_held");
    let ask = verb::ask_waiver(desk, finance, older, 2, Money::from_cents(200_000), "Poor.").await;
    ask.unwrap();
    assert_eq!(no(verb::grant_waiver(desk, second, older, 3).await), "recovery_held");
    // Taken back, it lets go of the debts; proposed again, it holds them again.
    payment::cancel(desk, officer, last, 1, "Wrong instalment.").await.unwrap();
    assert_eq!(stands(app, older).await, ("notified", 300_000, [0, 0, 0]));
    let last = payment::propose(desk, officer, due.instalment.id).await.unwrap();
    app.told().await;
    // All of it is kept back: done at once, the oldest debt whole, the newer in part.
    payment::approve(desk, finance, last, 1).await.unwrap();
    assert_eq!(no(payment::approve(desk, finance, last, 1).await), "stale");
    let stage = store::payment::load(desk.database.reads(), last).await.unwrap().stage.kind();
    assert_eq!(stage, PaymentStageKind::Settled);
    assert_eq!(stands(app, older).await, ("settled", 0, [0, 300_000, 0]));
    assert_eq!(stands(app, newer).await, ("partly_repaid", 100_000, [0, 100_000, 0]));
    let told = app.told().await;
    assert!(told.contains(&"recovery_settled > lead-1".to_owned()), "{told:?}");
    assert_eq!(told.iter().filter(|line| line.starts_with("recovery_")).count(), 1, "{told:?}");
    let moves = store::recovery::moves(desk.database.reads(), newer).await.unwrap();
    assert_eq!(
        (moves.len(), moves[0].of.payment, moves[0].of.amount.cents()),
        (1, Some(last), 100_000)
    );
    // The bank can't have sent back what is claimed back.
    let seen = store::payment::load(desk.database.reads(), first.id).await.unwrap().version;
    let on = "2023-03-21".parse().unwrap();
    let back = payment::bank_returned(desk, finance, first.id, seen, on, "AC04").await;
    assert_eq!(no(back), "recovery_stands");
    // The waiver asked for is of nothing any more; the rest comes back.
    assert_eq!(no(verb::grant_waiver(desk, second, older, 4).await), "recovery_stage");
    repay(app, finance, newer, 100_000).await.unwrap();
    assert_eq!(stands(app, newer).await, ("settled", 0, [100_000, 100_000, 0]));
});

both_databases!(many_press_at_once_and_one_counts, async |app| {
    let kit = Kit::new(app).await;
    let file = kit.paid(app).await;
    let paid = newest(app, file).await.id;
    let (desk, office) = (&app.desk, &kit.office);
    let (officer, finance) = (&office.officer, &office.finance);
    let many = |count: usize| (0..count).map(|_| (desk.clone(), officer.clone(), finance.clone()));
    let mut tasks = tokio::task::JoinSet::new();
    for (desk, officer, _) in many(4) {
        tasks.spawn(async move { verb::propose(&desk, &officer, paid, 0, &claim(60_000)).await });
    }
    let (made, no_more): (Vec<_>, Vec<_>) =
        tasks.join_all().await.into_iter().partition(Result::is_ok);
    assert_eq!((made.len(), no_more.len()), (1, 3));
    let id = *made[0].as_ref().unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for (desk, _, finance) in many(4) {
        tasks.spawn(async move { verb::approve(&desk, &finance, id, 1, claim(1).due_on).await });
    }
    assert_eq!(tasks.join_all().await.iter().filter(|done| done.is_ok()).count(), 1);
    let mut tasks = tokio::task::JoinSet::new();
    for (desk, _, finance) in many(4) {
        let came = came(40_000, "2023-03-24");
        tasks.spawn(async move { verb::record_repayment(&desk, &finance, id, 2, &came).await });
    }
    assert_eq!(tasks.join_all().await.iter().filter(|done| done.is_ok()).count(), 1);
    assert_eq!(stands(app, id).await, ("partly_repaid", 20_000, [40_000, 0, 0]));
});

/// Takes back the repayment with this number.
async fn undo(app: &TestApp, who: &Actor, id: RecoveryId, number: i64) -> Result<(), ActionError> {
    let seen = load(app, id).await.version;
    verb::undo_repayment(&app.desk, who, id, seen, number, "It was for claim R7.").await
}

/// What the doctor finds wrong.
async fn wrong(app: &TestApp) -> Vec<String> {
    store::invariants::broken(app.desk.database.reads()).await.unwrap()
}

both_databases!(a_repayment_entered_by_mistake_is_taken_back_once, async |app| {
    let kit = Kit::new(app).await;
    let file = kit.paid(app).await;
    let paid = newest(app, file).await.id;
    let office = &kit.office;
    let (officer, finance, second) = (&office.officer, &office.finance, &office.second_finance);
    let id = claimed(app, (officer, finance), paid, 26_000).await;
    let owed = format!("owed:{}", kit.visitor.id);
    repay(app, finance, id, 10_000).await.unwrap();
    repay(app, finance, id, 6_000).await.unwrap();
    let rest = Money::from_cents(10_000);
    verb::ask_waiver(&app.desk, officer, id, 4, rest, "Bankrupt.").await.unwrap();
    verb::grant_waiver(&app.desk, finance, id, 5).await.unwrap();
    assert_eq!(stands(app, id).await, ("settled", 0, [16_000, 0, 10_000]));
    app.told().await;
    // Who may not, why not, and what is no repayment.
    assert_eq!(no(undo(app, officer, id, 1).await), "forbidden");
    assert_eq!(no(undo(app, &kit.visitor.lead, id, 1).await), "unseen");
    let blank = verb::undo_repayment(&app.desk, finance, id, 6, 1, " ").await;
    assert_eq!(no(blank), "reason_missing");
    assert_eq!(no(undo(app, finance, id, 3).await), "unseen", "a waiver");
    assert_eq!(no(undo(app, finance, id, 9).await), "unseen", "nothing");
    // Many press at once, one counts.
    let mut tasks = tokio::task::JoinSet::new();
    for (desk, finance) in (0..4).map(|_| (app.desk.clone(), finance.clone())) {
        tasks.spawn(async move { verb::undo_repayment(&desk, &finance, id, 6, 1, "R7").await });
    }
    assert_eq!(tasks.join_all().await.iter().filter(|done| done.is_ok()).count(), 1);
    assert_eq!(stands(app, id).await, ("partly_repaid", 10_000, [6_000, 0, 10_000]));
    assert_eq!(app.account(file, &owed).await, [0, 26_000, 0, 36_000]);
    assert_eq!(app.account(file, "recovered").await, [0, 10_000, 0, 16_000]);
    assert_eq!(app.told().await, ["recovery_reopened > visitor"]);
    assert_eq!(no(undo(app, second, id, 1).await), "already_done");
    assert_eq!(wrong(app).await, Vec::<String>::new());
    // What is open is paid back after all, and the other one is taken back as well.
    repay(app, finance, id, 10_000).await.unwrap();
    assert_eq!(stands(app, id).await, ("settled", 0, [16_000, 0, 10_000]));
    undo(app, second, id, 2).await.unwrap();
    undo(app, second, id, 4).await.unwrap();
    assert_eq!(stands(app, id).await, ("partly_repaid", 16_000, [0, 0, 10_000]));
    let moves = store::recovery::moves(app.desk.database.reads(), id).await.unwrap();
    let undone: Vec<bool> = moves.iter().map(|one| one.undone.is_some()).collect();
    assert_eq!(undone, [true, true, false, true], "what was entered stays");
    assert_eq!(wrong(app).await, Vec::<String>::new());
});

both_databases!(the_database_refuses_one_pair_of_eyes_for_claims_too, async |app| {
    let kit = Kit::new(app).await;
    let file = kit.paid(app).await;
    let paid = newest(app, file).await.id;
    let (officer, finance) = (&kit.office.officer, &kit.office.finance);
    let id = claimed(app, (officer, finance), paid, 10_000).await;
    verb::ask_waiver(&app.desk, officer, id, 2, Money::from_cents(1), "Small.").await.unwrap();
    for (text, name) in [
        ("update recoveries set approved_by = proposed_by", "recoveries_four_eyes"),
        ("update recoveries set repaid_cents = amount_cents + 1", "recoveries_"),
        ("update recoveries set stage = 'settled'", "recoveries_done"),
        ("update recoveries set claim_id = null", "recoveries_approved"),
        (
            "update recovery_waivers set state = 'granted', decided_by = asked_by",
            "recovery_waivers_four_eyes",
        ),
    ] {
        use sea_orm::TransactionTrait;
        let tx = app.desk.database.reads().begin().await.unwrap();
        let why = store::sql::run(&tx, text, vec![]).await.unwrap_err();
        assert!(why.is_constraint(name), "{text}: {why:?}");
    }
    repay(app, finance, id, 1).await.unwrap();
    let change = "update recovery_moves set note = 'x'";
    let said = store::sql::run(app.desk.database.reads(), change, vec![]).await.unwrap_err();
    assert!(format!("{said:?}").contains("append_only"), "{said:?}");
});
