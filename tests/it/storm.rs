//! Money under a storm: thirty-two workers pay, take back and return the same payments at once,
//! some are killed in the middle, on PostgreSQL their connections too. The one rule: whatever
//! happens, the books fit after it (`app.finish()` asks), each instalment was paid once, and the
//! work goes on.

mod batches;

use crate::support::{
    app::TestApp,
    database::Engine,
    kit::Kit,
    paying::validated,
    people::{Opening, staff},
    run,
};
use convoca::{
    actions::{ActionError, Desk, payment},
    domain::{
        access::Actor, ids::ApplicationId, money::Money, payment::PaymentStageKind,
        person::StaffRole,
    },
    store::{self, sql},
};
use std::time::Duration;
use tokio::task::JoinSet;

const WORKERS: u64 = 32;
const TURNS: usize = 12;
const FILES: usize = 6;

/// Of these an instalment has one at most.
const LIVING: [PaymentStageKind; 4] = [
    PaymentStageKind::Proposed,
    PaymentStageKind::Approved,
    PaymentStageKind::Exported,
    PaymentStageKind::Settled,
];

/// Who acts, on what.
#[derive(Clone)]
struct Stage {
    desk: Desk,
    officer: Actor,
    finance: [Actor; 2],
    files: Vec<ApplicationId>,
}

/// A small generator: the storm of a seed is the same storm, as far as the machine lets it.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.roll(of.len() as u64)).unwrap()]
    }
}

impl Stage {
    /// One act on one payment, as a person would press it having just seen the page.
    async fn turn(self, act: u64, file: ApplicationId, who: Actor) -> Result<(), ActionError> {
        let desk = &self.desk;
        if act == 0 {
            return payment::propose_lump_sum(desk, &self.officer, file).await.map(|_| ());
        }
        let all = store::payment::of_application(desk.database.reads(), file).await?;
        // The one that lives; all of a storm stand at the same moment, so none is "the newest".
        let living = all.iter().find(|one| LIVING.contains(&one.stage.kind()));
        let Some(last) = living.or(all.last()) else { return Ok(()) };
        let (id, seen, on) = (last.id, last.version, "2023-03-24".parse().unwrap());
        match act {
            1 | 2 => payment::approve(desk, &who, id, seen).await,
            3 | 4 => payment::export(desk, &who, id, seen).await,
            5 | 6 => payment::settle(desk, &who, id, seen, on).await,
            7 => payment::bank_returned(desk, &who, id, seen, on, "the account is closed").await,
            _ => payment::cancel(desk, &self.officer, id, seen, "put together twice").await,
        }
    }
    /// So many turns in a row; some are killed while they run.
    async fn work(self, seed: u64) -> usize {
        let (mut dice, mut broken) = (Dice(seed), 0);
        for _ in 0..TURNS {
            let (act, file) = (dice.roll(9), *dice.pick(&self.files));
            let who = dice.pick(&self.finance).clone();
            let turn = tokio::spawn(self.clone().turn(act, file, who));
            if dice.roll(4) == 0 {
                tokio::time::sleep(Duration::from_micros(dice.roll(4_000))).await;
                turn.abort();
            }
            match turn.await {
                Ok(Err(ActionError::Broken(_))) => broken += 1,
                Ok(Ok(()) | Err(_)) => {}
                Err(stopped) => assert!(stopped.is_cancelled(), "a verb panicked: {stopped}"),
            }
        }
        broken
    }
}

/// Kills connections of this database now and then, as a server that restarts does.
async fn lightning(desk: Desk, times: u32) {
    for _ in 0..times {
        tokio::time::sleep(Duration::from_millis(60)).await;
        let _gone = sql::run(
            desk.database.reads(),
            "select pg_terminate_backend(pid) from pg_stat_activity \
             where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'",
            vec![],
        )
        .await;
    }
}

async fn storm(app: &TestApp, engine: Engine) {
    let kit = Kit::open(app, &Opening::default()).await;
    let second = staff(app, "finance-storm", StaffRole::Finance).await;
    let files = validated(app, &kit, FILES).await;
    let files: Vec<ApplicationId> = files.into_iter().map(|(id, _)| id).collect();
    app.on("2023-03-24");
    let stage = Stage {
        desk: app.desk.clone(),
        officer: kit.office.officer.clone(),
        finance: [kit.office.finance.clone(), second],
        files: files.clone(),
    };
    let mut workers = JoinSet::new();
    for seed in 0..WORKERS {
        workers.spawn(stage.clone().work(seed));
    }
    let weather =
        (engine == Engine::Postgres).then(|| tokio::spawn(lightning(app.desk.clone(), 8)));
    let broken: usize = workers.join_all().await.into_iter().sum();
    if let Some(weather) = weather {
        weather.await.unwrap();
    } else {
        assert_eq!(broken, 0, "on SQLite nothing breaks from outside");
    }
    for file in &files {
        afterwards(app, &stage, *file).await;
    }
    let paid = Money::from_cents(110_000 * i64::try_from(FILES).unwrap());
    assert_eq!(app.account(files[0], "budget").await[1], paid.cents(), "each paid once");
}

/// Whatever stands there, the payment can be brought to its end, and is paid once.
async fn afterwards(app: &TestApp, stage: &Stage, file: ApplicationId) {
    let count = |all: &[PaymentStageKind]| all.iter().filter(|one| LIVING.contains(one)).count();
    assert!(count(&app.payments(file).await) <= 1, "two payments of one instalment live");
    for _ in 0..5 {
        let all = app.payments(file).await;
        let act = match all.iter().find(|one| LIVING.contains(one)) {
            Some(PaymentStageKind::Proposed) => 1,
            Some(PaymentStageKind::Approved) => 3,
            Some(PaymentStageKind::Exported) => 5,
            Some(PaymentStageKind::Settled) => break,
            Some(PaymentStageKind::Returned | PaymentStageKind::Cancelled) | None => 0,
        };
        // One of the two may approve; whoever proposed is the officer.
        stage.clone().turn(act, file, stage.finance[0].clone()).await.unwrap();
    }
    let all = app.payments(file).await;
    assert_eq!(count(&all), 1);
    assert!(all.contains(&PaymentStageKind::Settled), "{all:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sqlite() {
    run(Engine::Sqlite, async |app: &TestApp| storm(app, Engine::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn postgres() {
    run(Engine::Postgres, async |app: &TestApp| storm(app, Engine::Postgres).await).await;
}
