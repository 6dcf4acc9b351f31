//! Batches under a storm: workers put the same payments together, approve, give out and take back
//! batches, and take in what the bank says of them, some killed in the middle. The one rule:
//! afterwards each instalment can be brought to one settled payment, and a file that was given out
//! once has the same bytes for ever.

use super::{Dice, LIVING, lightning};
use crate::support::{
    app::TestApp,
    database::Engine,
    kit::Kit,
    paying::{batches, booked, due, rejected, transfers},
    run,
};
use convoca::{
    actions::{ActionError, Desk, bank_file, batch, payment},
    bank::pain001::Version,
    domain::{
        access::Actor,
        bank::BatchStageKind,
        ids::{ApplicationId, BatchId, PaymentId},
        money::Money,
        payment::PaymentStageKind,
    },
    store::{self, ledger},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::task::JoinSet;

const WORKERS: u64 = 32;
const TURNS: usize = 14;
const FILES: usize = 6;
const ON: &str = "2023-03-24";

/// Who acts, on what, and the files that anybody has had in hand.
#[derive(Clone)]
struct Stage {
    desk: Desk,
    officer: Actor,
    finance: [Actor; 2],
    files: Vec<ApplicationId>,
    had: Arc<Mutex<BTreeMap<BatchId, Vec<u8>>>>,
}

impl Stage {
    /// The payments that may join a batch now.
    async fn ready(&self) -> Result<Vec<PaymentId>, ActionError> {
        let all = batch::choices(&self.desk, &self.finance[0]).await?;
        Ok(all.iter().filter(|one| one.line.is_ok()).map(|one| one.payment.id).collect())
    }
    /// One act, as a person would press it having just seen the page.
    async fn turn(self, act: u64, luck: u64, who: Actor) -> Result<(), ActionError> {
        let mut luck = Dice(luck);
        let desk = &self.desk;
        match act {
            0 | 1 => {
                let file = *luck.pick(&self.files);
                payment::propose_lump_sum(desk, &self.officer, file).await?;
            }
            2 | 3 => {
                let mut chosen = self.ready().await?;
                chosen.retain(|_| luck.roll(4) > 0);
                if !chosen.is_empty() {
                    batch::propose(desk, &who, &chosen, ON.parse().unwrap()).await?;
                }
            }
            _ => {
                let made = batches(desk).await?;
                if !made.is_empty() {
                    self.with(luck.pick(&made), act, &mut luck, &who).await?;
                }
            }
        }
        Ok(())
    }
    /// One act on a batch.
    async fn with(
        &self,
        one: &store::batch::Stored,
        act: u64,
        luck: &mut Dice,
        who: &Actor,
    ) -> Result<(), ActionError> {
        let desk = &self.desk;
        // What is next at its stage, or sometimes what is not.
        let kind = if luck.roll(8) == 0 { BatchStageKind::Draft } else { one.stage.kind() };
        match act {
            4 if luck.roll(3) == 0 => {
                batch::cancel(desk, who, one.id, one.version, "put together twice").await
            }
            _ if kind == BatchStageKind::Proposed => {
                batch::approve(desk, who, one.id, one.version).await
            }
            _ if matches!(kind, BatchStageKind::Approved | BatchStageKind::Draft) => {
                let bytes = batch::file(desk, who, one.id, Version::V09).await?;
                batch::export(desk, who, one.id).await?;
                self.same(one.id, &bytes);
                Ok(())
            }
            _ if !is_out(one) => Ok(()),
            5 => {
                let lines = transfers(desk, one.id).await?;
                let name = format!("STATUS-{}-{}", one.number, luck.roll(2));
                let told = rejected(&name, &one.message_id, &luck.pick(&lines).0);
                bank_file::take_in(desk, who, &told).await.map(|_| ())
            }
            _ => {
                // Few names: the same statement arrives many times, also at the same moment.
                let name = luck.roll(2);
                let told = self.answer(one, name).await?;
                bank_file::take_in(desk, who, &told).await.map(|_| ())
            }
        }
    }
    /// What the bank says of a batch; in its first statement every third transfer comes back.
    async fn answer(&self, one: &store::batch::Stored, name: u64) -> Result<Vec<u8>, ActionError> {
        let lines = transfers(&self.desk, one.id).await?.into_iter().zip(1..);
        let lines: Vec<(String, Money, bool)> =
            lines.map(|((to, sum), at)| (to, sum, name == 0 && at % 3 == 0)).collect();
        Ok(booked(&self.desk, &format!("B{}-{name}", one.number), ON, &lines))
    }
    fn same(&self, id: BatchId, bytes: &[u8]) {
        let mut had = self.had.lock().unwrap();
        let first = had.entry(id).or_insert_with(|| bytes.to_vec());
        assert_eq!(*first, bytes, "a file that was given out has changed");
    }
    /// So many turns in a row; some are killed while they run.
    async fn work(self, seed: u64) -> Vec<String> {
        let (mut dice, mut broken) = (Dice(seed), Vec::new());
        for _ in 0..TURNS {
            let (act, luck) = (dice.roll(13), dice.roll(1_000_000));
            let who = dice.pick(&self.finance).clone();
            let turn = tokio::spawn(self.clone().turn(act, luck, who));
            if dice.roll(4) == 0 {
                tokio::time::sleep(Duration::from_micros(dice.roll(8_000))).await;
                turn.abort();
            }
            match turn.await {
                Ok(Err(ActionError::Broken(why))) => broken.push(format!("act {act}: {why:?}")),
                Ok(Ok(()) | Err(_)) => {}
                Err(stopped) => assert!(stopped.is_cancelled(), "a verb panicked: {stopped}"),
            }
        }
        broken
    }
}

fn is_out(one: &store::batch::Stored) -> bool {
    match one.stage.kind() {
        BatchStageKind::Exported | BatchStageKind::Done => true,
        BatchStageKind::Draft
        | BatchStageKind::Proposed
        | BatchStageKind::Approved
        | BatchStageKind::Cancelled => false,
    }
}

async fn storm(app: &TestApp, with_lightning: bool) {
    let kit = Kit::new(app).await;
    let files: Vec<ApplicationId> =
        due(app, &kit, FILES).await.into_iter().map(|(id, _)| id).collect();
    app.on(ON);
    let stage = Stage {
        desk: app.paying(),
        officer: kit.office.officer.clone(),
        finance: [kit.office.finance.clone(), kit.office.second_finance.clone()],
        files,
        had: Arc::default(),
    };
    let mut workers = JoinSet::new();
    for seed in 0..WORKERS {
        workers.spawn(stage.clone().work(seed));
    }
    let weather = with_lightning.then(|| tokio::spawn(lightning(app.desk.clone(), 8)));
    let broken: Vec<String> = workers.join_all().await.into_iter().flatten().collect();
    if let Some(weather) = weather {
        weather.await.unwrap();
    } else {
        assert_eq!(broken, Vec::<String>::new(), "nothing breaks from outside");
    }
    let made = store::batch::list(app.desk.database.reads(), 1_000).await.unwrap();
    assert!(!made.is_empty() && !stage.had.lock().unwrap().is_empty(), "no file was given out");
    afterwards(app, &stage).await;
}

/// Whatever stands there, all can be brought to its end, and each instalment is paid once.
async fn afterwards(app: &TestApp, stage: &Stage) {
    let (desk, [finance, second]) = (&stage.desk, &stage.finance);
    bank_file::do_due(desk, finance).await.unwrap();
    for one in batches(desk).await.unwrap() {
        let bytes = batch::file(desk, finance, one.id, Version::V09).await;
        if let (true, Ok(bytes)) = (is_out(&one), bytes) {
            stage.same(one.id, &bytes);
            let told = stage.answer(&one, 9).await.unwrap();
            bank_file::take_in(desk, finance, &told).await.unwrap();
        } else {
            batch::cancel(desk, finance, one.id, one.version, "the storm is over").await.unwrap();
        }
    }
    for file in &stage.files {
        let all = app.payments(*file).await;
        let living = all.iter().filter(|one| LIVING.contains(one)).count();
        assert!(living <= 1, "two payments of one instalment live: {all:?}");
        if living == 0 {
            payment::propose_lump_sum(desk, &stage.officer, *file).await.unwrap();
        }
    }
    let rest = stage.ready().await.unwrap();
    if !rest.is_empty() {
        let made = batch::propose(desk, finance, &rest, ON.parse().unwrap()).await.unwrap();
        batch::approve(desk, second, made, 1).await.unwrap();
        batch::export(desk, finance, made).await.unwrap();
        let last = store::batch::load(desk.database.reads(), made).await.unwrap();
        let told = stage.answer(&last, 9).await.unwrap();
        bank_file::take_in(desk, finance, &told).await.unwrap();
    }
    for file in &stage.files {
        let all = app.payments(*file).await;
        let settled = all.iter().filter(|one| **one == PaymentStageKind::Settled).count();
        assert_eq!(settled, 1, "{all:?}");
    }
    let books = ledger::trial_balance(desk.database.reads(), None, false).await.unwrap();
    let payees = books.iter().find(|one| one.name == "payee").unwrap();
    let paid = i64::try_from(stage.files.len()).unwrap() * 110_000;
    assert_eq!(payees.credits_posted - payees.debits_posted, paid, "each paid once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sqlite() {
    run(Engine::Sqlite, async |app: &TestApp| storm(app, false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn postgres() {
    run(Engine::Postgres, async |app: &TestApp| storm(app, false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn postgres_with_connections_killed() {
    run(Engine::Postgres, async |app: &TestApp| storm(app, true).await).await;
}
