//! Random walks through the verbs of money over a grant in three instalments: payments by hand and
//! in batches, returns, claims, repayments, waivers and what is set off. The one rule: whatever is
//! pressed in whatever order, the books fit after every step.

use crate::{
    grants::kit::{Grant, ONE},
    recovery::claim,
    support::{
        app::TestApp,
        both_databases,
        paying::{account, batches, booked, rejected, transfers},
    },
};
use convoca::{
    actions::{
        ActionError, Desk, bank_account, bank_file, batch, payment,
        recovery::{self, CameIn},
    },
    bank::pain001::Version,
    domain::{
        access::Actor,
        bank::{BatchStageKind, PayeeOutcome},
        ids::{PaymentId, RecoveryId},
        money::Money,
        payment::PaymentStageKind,
    },
    store::{self, invariants, ledger, sql},
};
use std::collections::BTreeMap;

const ON: &str = "2023-03-24";
const STEPS: usize = 260;
/// What the grant was awarded with.
const AWARDED: i64 = 2_000_000;

/// A small generator: the walk of a seed is the same walk on both databases.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
    fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() { None } else { Some(&of[self.roll(of.len())]) }
    }
}

struct Walk {
    desk: Desk,
    grant: Grant,
    finance: [Actor; 2],
    dice: Dice,
    /// What was done and not refused, by name.
    done: BTreeMap<&'static str, u32>,
}

impl Walk {
    async fn payments(&self) -> Vec<store::payment::Stored> {
        let conn = self.desk.database.reads();
        store::payment::of_application(conn, self.grant.id).await.unwrap()
    }
    async fn instalments(&self) -> Vec<store::instalment::Stored> {
        store::instalment::of_file(self.desk.database.reads(), self.grant.id).await.unwrap()
    }
    /// One act by a person who has just seen the page, and its name.
    async fn step(&mut self) -> (&'static str, Result<(), ActionError>) {
        let who = self.finance[self.dice.roll(2)].clone();
        match self.dice.roll(3) {
            0 => self.pay(&who).await,
            1 => self.batch(&who).await,
            _ => self.claim(&who).await,
        }
    }
    async fn pay(&mut self, who: &Actor) -> (&'static str, Result<(), ActionError>) {
        let (desk, on) = (self.desk.clone(), ON.parse().unwrap());
        let all = self.payments().await;
        let act = [0, 0, 0, 2, 2, 3, 4, 4, 5, 6][self.dice.roll(10)];
        if act < 2 {
            let due = self.instalments().await;
            let Some(one) = self.dice.pick(&due) else { return ("nothing", Ok(())) };
            let done = payment::propose(&desk, self.grant.officer(), one.instalment.id).await;
            return ("propose", done.map(|_| ()));
        }
        // Mostly one that is under way, and what is next for it.
        let mut under_way = all.clone();
        under_way.retain(|one| !one.stage.kind().is_final());
        let from = if self.dice.roll(4) > 0 { &under_way } else { &all };
        let Some(one) = self.dice.pick(from).cloned() else { return ("nothing", Ok(())) };
        let (id, seen) = (one.id, one.version);
        let act = match one.stage.kind() {
            _ if self.dice.roll(4) == 0 => act,
            PaymentStageKind::Proposed => 2,
            PaymentStageKind::Approved => 3,
            PaymentStageKind::Exported => 4,
            PaymentStageKind::Settled | PaymentStageKind::Returned => act,
            PaymentStageKind::Cancelled => 5,
        };
        match act {
            2 => ("approve", payment::approve(&desk, who, id, seen).await),
            3 => ("export", payment::export(&desk, who, id, seen).await),
            4 => ("settle", payment::settle(&desk, who, id, seen, on).await),
            5 => ("return", payment::bank_returned(&desk, who, id, seen, on, "AC04").await),
            _ => ("cancel", payment::cancel(&desk, self.grant.officer(), id, seen, "no").await),
        }
    }
    async fn batch(&mut self, who: &Actor) -> (&'static str, Result<(), ActionError>) {
        let desk = self.desk.clone();
        let act = [0, 0, 2, 2, 2, 4, 4, 4, 5, 6, 6, 6][self.dice.roll(12)];
        if act < 2 {
            let free = batch::choices(&desk, who).await.unwrap();
            let free = free.iter().filter(|one| one.line.is_ok());
            let chosen: Vec<PaymentId> = free.map(|one| one.payment.id).collect();
            if chosen.is_empty() {
                return ("nothing", Ok(()));
            }
            let done = batch::propose(&desk, who, &chosen, ON.parse().unwrap()).await;
            return ("put together", done.map(|_| ()));
        }
        let made = batches(&desk).await.unwrap();
        // Mostly the newest: older ones are over.
        let from = if self.dice.roll(4) > 0 { made.len().saturating_sub(1) } else { 0 };
        let one = self.dice.pick(&made[from..]).cloned();
        let Some(one) = one else { return ("nothing", Ok(())) };
        let act = match one.stage.kind() {
            _ if self.dice.roll(4) == 0 => act,
            BatchStageKind::Proposed => 2,
            BatchStageKind::Approved => 4,
            BatchStageKind::Exported => 6,
            BatchStageKind::Draft | BatchStageKind::Done | BatchStageKind::Cancelled => act,
        };
        match act {
            2 => ("approve batch", batch::approve(&desk, who, one.id, one.version).await),
            4 => ("give out", batch::export(&desk, who, one.id).await),
            5 => ("take back", batch::cancel(&desk, who, one.id, one.version, "no").await),
            _ => self.told(who, &one).await,
        }
    }
    /// The bank answers for a batch whose file was given out.
    async fn told(
        &mut self,
        who: &Actor,
        one: &store::batch::Stored,
    ) -> (&'static str, Result<(), ActionError>) {
        let desk = self.desk.clone();
        let out = batch::file(&desk, who, one.id, Version::V09).await.is_ok();
        let lines = transfers(&desk, one.id).await.unwrap();
        if !out || lines.is_empty() {
            return ("nothing", Ok(()));
        }
        let name = format!("{}-{}", one.number, self.dice.roll(3));
        if self.dice.roll(4) == 0 {
            let to = &lines[self.dice.roll(lines.len())].0;
            let told = rejected(&name, &one.message_id, to);
            return ("status", bank_file::take_in(&desk, who, &told).await.map(|_| ()));
        }
        let mut back = |(to, sum): (String, Money)| (to, sum, self.dice.roll(4) == 0);
        let lines: Vec<(String, Money, bool)> = lines.into_iter().map(&mut back).collect();
        let told = booked(&desk, &name, ON, &lines);
        ("statement", bank_file::take_in(&desk, who, &told).await.map(|_| ()))
    }
    async fn claim(&mut self, who: &Actor) -> (&'static str, Result<(), ActionError>) {
        let desk = self.desk.clone();
        let conn = desk.database.reads();
        let mut all = self.payments().await;
        if self.dice.roll(8) > 0 {
            all.retain(|one| one.stage.kind() == PaymentStageKind::Settled);
        }
        let cents = i64::try_from(1 + self.dice.roll(300_000)).unwrap();
        let act = [0, 0, 2, 2, 2, 4, 5, 5, 6, 7][self.dice.roll(10)];
        let Some(paid) = self.dice.pick(&all).cloned() else { return ("nothing", Ok(())) };
        let claims = store::recovery::of_payment(conn, paid.id).await.unwrap();
        if act < 2 {
            let seen = i64::try_from(claims.len()).unwrap();
            let done = recovery::propose(&desk, who, paid.id, seen, &claim(cents)).await;
            return ("claim", done.map(|_| ()));
        }
        let Some(one) = self.dice.pick(&claims).cloned() else { return ("nothing", Ok(())) };
        let (id, seen, left) = (one.id, one.version, one.tally.left());
        let sum = Money::from_cents(cents);
        let sum = if self.dice.roll(3) > 0 { sum.min(left) } else { sum };
        let act = match one.stage.kind().code() {
            _ if self.dice.roll(4) == 0 => act,
            "proposed" => 2,
            _ => 5 + act % 3,
        };
        match act {
            2 => {
                let on = claim(cents).due_on;
                ("approve claim", recovery::approve(&desk, who, id, seen, on).await)
            }
            4 => ("reject claim", recovery::reject(&desk, who, id, seen, "no").await),
            5 => ("repay", self.repay(who, id, seen, sum).await),
            6 => ("ask waiver", recovery::ask_waiver(&desk, who, id, seen, sum, "x").await),
            _ => ("waive", recovery::grant_waiver(&desk, who, id, seen).await),
        }
    }
    async fn repay(
        &self,
        who: &Actor,
        id: RecoveryId,
        seen: i64,
        amount: Money,
    ) -> Result<(), ActionError> {
        let came = CameIn { amount, on: ON.parse().unwrap(), note: String::new() };
        recovery::record_repayment(&self.desk, who, id, seen, &came).await
    }
    /// What must hold after every step, counted from the books and the rows by themselves.
    async fn holds(&self, says: &str) {
        let conn = self.desk.database.reads();
        assert_eq!(invariants::broken(conn).await.unwrap(), Vec::<String>::new(), "{says}");
        let books = ledger::trial_balance(conn, None, true).await.unwrap();
        let out: i64 = books.iter().map(|one| one.debits_posted).sum();
        let come: i64 = books.iter().map(|one| one.credits_posted).sum();
        assert_eq!(out, come, "the ledger is not zero after {says}");
        for one in books.iter().filter(|one| one.name == "budget") {
            let promised = one.debits_posted + one.debits_pending;
            assert!(promised <= one.credits_posted, "above the line after {says}: {one:?}");
        }
        let all = self.instalments().await;
        let planned: i64 = all.iter().map(|one| one.instalment.planned.cents()).sum();
        assert_eq!(planned, AWARDED, "instalments that do not come to the grant after {says}");
        let mut each: BTreeMap<_, (u32, i64)> = BTreeMap::new();
        for one in self.payments().await {
            let (living, paid) = each.entry(one.instalment).or_default();
            let kind = one.stage.kind();
            *living += u32::from(!matches!(
                kind,
                PaymentStageKind::Returned | PaymentStageKind::Cancelled
            ));
            *paid += if kind == PaymentStageKind::Settled { one.amount.cents() } else { 0 };
        }
        // A payment that came back after part of it was set off leaves that part settled.
        let paid: i64 = each.values().map(|(_, paid)| paid).sum();
        assert!(paid <= AWARDED, "{paid} paid after {says}");
        assert!(each.values().all(|(living, _)| *living <= 1), "two live after {says}");
        let owed = "select count(*) from accounts where name like 'payable:%' \
                    and debits_posted > credits_posted";
        let over: Option<i64> = sql::scalar(conn, owed, vec![]).await.unwrap();
        assert_eq!(over, Some(0), "more paid than was due after {says}");
    }
}

both_databases!(whatever_is_pressed_the_books_fit_after_every_step, async |app: &TestApp| {
    let grant = Grant::in_force(app, ONE, "forty_forty_twenty").await;
    let office = grant.kit.office.clone();
    app.on("2023-03-20");
    for report in ["interim", "final"] {
        grant.write(app, report).await;
        grant.submit(app, report).await.unwrap();
        grant.accept(app, report).await.unwrap();
    }
    let (firm, lead) = &grant.firms[0];
    let named = bank_account::propose(&app.desk, lead, *firm, account("Alfa")).await.unwrap();
    bank_account::confirm(&app.desk, &office.finance, named, 1, PayeeOutcome::Match).await.unwrap();
    app.on(ON);
    let finance = [office.finance.clone(), office.second_finance.clone()];
    let (desk, dice, done) = (app.paying(), Dice(7), BTreeMap::new());
    let mut walk = Walk { desk, grant, finance, dice, done };
    for number in 0..STEPS {
        let (name, end) = walk.step().await;
        match end {
            Ok(()) => *walk.done.entry(name).or_default() += 1,
            Err(ActionError::Broken(why)) => panic!("step {number}, {name}: {why:?}"),
            Err(ActionError::Refused(_) | ActionError::Forbidden | ActionError::Unseen) => {}
        }
        walk.holds(&format!("step {number}, {name}")).await;
    }
    // A walk that went nowhere would hold anything.
    let all = ["propose", "put together", "approve batch", "give out", "statement", "settle"];
    for name in all.into_iter().chain(["return", "claim", "approve claim", "repay"]) {
        assert!(walk.done.contains_key(name), "never {name}: {:?}", walk.done);
    }
});
