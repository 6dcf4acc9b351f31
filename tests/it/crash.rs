//! The process ends between any two steps of a batch: put together, approved, given out, the
//! bank's answers taken in, the mails sent. The one rule: whoever starts it again and presses the
//! same again finds one effect: each payment made once, one file of the same bytes, each mail's
//! row sent, and books that fit after every crash.

use crate::support::{
    app::TestApp,
    both_databases,
    kit::Kit,
    paying::{Post, batches, booked, due, post, rejected, transfers},
};
use chrono::TimeDelta;
use convoca::{
    actions::{ActionError, Desk, bank_file, batch, payment},
    bank::pain001::Version,
    domain::{
        access::Actor,
        bank::BatchStageKind,
        ids::ApplicationId,
        money::Money,
        payment::PaymentStageKind::{Returned, Settled},
    },
    mail::Transport,
    render::Renderer,
    store::{invariants, ledger, sql},
    worker::drain,
};
use std::{
    collections::BTreeMap,
    future::poll_fn,
    pin::pin,
    sync::{Arc, Mutex},
    task::Poll,
    time::Duration,
};

/// Two are paid, one comes back, one the bank rejects.
const FILES: usize = 4;

/// Ends the work the `most`-th time it waits for anything, as a process that ends does: what was
/// open is rolled back by the database. `None` when it was ended.
async fn ended_at<T>(most: u32, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut waits = 0;
    poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => {
            waits += 1;
            if waits >= most { Poll::Ready(None) } else { Poll::Pending }
        }
    })
    .await
}

/// People who press what is next, as often as they like.
struct Office {
    desk: Desk,
    officer: Actor,
    finance: Actor,
    second: Actor,
    files: Vec<ApplicationId>,
    file: Mutex<Option<Vec<u8>>>,
    renderer: Renderer,
    transport: Transport,
}

impl Office {
    /// From what stands there to the last mail; every part of it may have been done before.
    async fn work(&self) -> Result<(), ActionError> {
        let mut chosen = Vec::new();
        for file in &self.files {
            let all = convoca::store::payment::of_application(self.desk.database.reads(), *file);
            if let Some(there) = all.await?.first() {
                chosen.push(there.id);
            } else {
                let made = payment::propose_lump_sum(&self.desk, &self.officer, *file);
                chosen.push(made.await?);
            }
        }
        if batches(&self.desk).await?.is_empty() {
            let on = "2023-03-24".parse().unwrap();
            batch::propose(&self.desk, &self.finance, &chosen, on).await?;
        }
        let made = batches(&self.desk).await?.remove(0);
        if made.stage.kind() == BatchStageKind::Proposed {
            batch::approve(&self.desk, &self.second, made.id, made.version).await?;
        }
        let bytes = batch::file(&self.desk, &self.finance, made.id, Version::V09).await?;
        self.same(&bytes);
        batch::export(&self.desk, &self.finance, made.id).await?;
        let lines = transfers(&self.desk, made.id).await?;
        let status = rejected("STATUS-1", &made.message_id, &lines[0].0);
        bank_file::take_in(&self.desk, &self.finance, &status).await?;
        let rest: Vec<(String, Money, bool)> = lines[1..]
            .iter()
            .map(|(name, sum)| (name.clone(), *sum, *name == lines[1].0))
            .collect();
        let answer = booked(&self.desk, "STATEMENT-1", "2023-03-24", &rest);
        bank_file::take_in(&self.desk, &self.finance, &answer).await?;
        drain(&self.desk, &self.renderer, &self.transport).await?;
        Ok(())
    }
    /// What was ended has been rolled back, or its commit has arrived.
    async fn calm(&self) {
        drop(self.desk.begin().await.unwrap());
        if self.desk.database.engine() != "PostgreSQL" {
            return;
        }
        // A commit on its way when its sender ended is still the server's to do.
        let busy = "select count(*) from pg_stat_activity where datname = current_database() \
                    and backend_type = 'client backend' and pid <> pg_backend_pid() \
                    and state <> 'idle'";
        for _ in 0..2_000 {
            let left: Option<i64> =
                sql::scalar(self.desk.database.reads(), busy, vec![]).await.unwrap();
            if left == Some(0) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let who = "select coalesce(string_agg(pid || ' ' || state || ' ' || \
                   coalesce(wait_event, '') || ' ' || left(query, 60), '; '), '') \
                   from pg_stat_activity where datname = current_database() \
                   and pid <> pg_backend_pid() and state <> 'idle'";
        let who: Option<String> =
            sql::scalar(self.desk.database.reads(), who, vec![]).await.unwrap();
        panic!("what was ended is still at work: {who:?}");
    }
    /// The file is what it was the first time somebody had it.
    fn same(&self, bytes: &[u8]) {
        let mut first = self.file.lock().unwrap();
        assert_eq!(*first.get_or_insert_with(|| bytes.to_vec()), bytes, "the file has changed");
    }
    /// Everything that stays, counted: a change of it is a step that was kept.
    async fn kept(&self) -> i64 {
        self.calm().await;
        let sql = "select (select count(*) from audit) + (select count(*) from bank_acts \
                   where done_at is not null) + (select count(*) from outbox \
                   where state <> 'waiting')";
        sql::scalar(self.desk.database.reads(), sql, vec![]).await.unwrap().unwrap()
    }
}

async fn opened(app: &TestApp) -> (Kit, Office) {
    let kit = Kit::new(app).await;
    let files = due(app, &kit, FILES).await.into_iter().map(|(id, _)| id).collect();
    app.on("2023-03-24");
    let mut desk = app.paying();
    let mut settings = (*desk.settings).clone();
    // A mail that ends its sender as often as this is given up; here each is ended far more often.
    settings.worker.max_attempts = 1_000_000;
    desk.settings = Arc::new(settings);
    let renderer = Renderer::new().unwrap();
    let transport = Transport::memory(&desk.settings.mail).unwrap();
    drain(&desk, &renderer, &transport).await.unwrap();
    let (officer, finance) = (kit.office.officer.clone(), kit.office.finance.clone());
    let (second, file) = (kit.office.second_finance.clone(), Mutex::default());
    (kit, Office { desk, officer, finance, second, files, file, renderer, transport })
}

both_databases!(a_crash_between_any_two_steps_leaves_one_effect, async |app: &TestApp| {
    let (_kit, office) = opened(app).await;
    let before = office.transport.taken().len();
    let (mut crashes, mut at, mut kept) = (0_usize, 1, office.kept().await);
    loop {
        match ended_at(at, office.work()).await {
            Some(done) => {
                done.unwrap();
                break;
            }
            None => crashes += 1,
        }
        // A claimed mail is free again after five minutes.
        app.desk.clock.move_to(app.desk.now().plus(TimeDelta::minutes(5)));
        let now = office.kept().await;
        if now != kept || crashes % 5 == 0 {
            let broken = invariants::broken(app.desk.database.reads()).await.unwrap();
            assert_eq!(broken, Vec::<String>::new(), "after crash {crashes}, at wait {at}");
        }
        // What a crash left behind is where the next begins: it is ended at each of its steps too.
        at = if now == kept { at + 1 } else { 1 };
        kept = now;
    }
    assert!(crashes > 100, "only {crashes} crashes: the work was not ended everywhere");
    let now = office.kept().await;
    office.work().await.unwrap();
    assert_eq!(office.kept().await, now, "to press all of it once more has done something");
    one_effect(app, &office).await;
    mails_once(&office, before, crashes).await;
});

async fn one_effect(app: &TestApp, office: &Office) {
    let mut ends = BTreeMap::new();
    for file in &office.files {
        let all = app.payments(*file).await;
        assert_eq!(all.len(), 1, "one payment of each file: {all:?}");
        *ends.entry(all[0].code()).or_insert(0) += 1;
    }
    assert_eq!(ends, BTreeMap::from([(Settled.code(), 2), (Returned.code(), 2)]));
    let conn = office.desk.database.reads();
    let books = ledger::trial_balance(conn, None, false).await.unwrap();
    let payees = books.iter().find(|one| one.name == "payee").unwrap();
    assert_eq!(payees.credits_posted - payees.debits_posted, 2 * 110_000, "each paid once");
    let all = batches(&office.desk).await.unwrap();
    assert_eq!(all.len(), 1, "one batch");
    assert_eq!(all[0].stage.kind(), BatchStageKind::Done);
    let files: Option<i64> =
        sql::scalar(office.desk.database.reads(), "select count(*) from bank_files", vec![])
            .await
            .unwrap();
    assert_eq!(files, Some(2), "each file of the bank once");
}

/// Each row of the outbox was sent, and what was sent twice was the same mail under the same name.
async fn mails_once(office: &Office, before: usize, crashes: usize) {
    let rows = post(&office.desk).await;
    assert!(rows.iter().all(|row| row.state == "sent"), "{rows:?}");
    let taken = office.transport.taken();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for mail in &taken {
        let text = texts.entry(mail.message_id.clone()).or_insert_with(|| mail.text.clone());
        assert_eq!(*text, mail.text, "the same mail says something else");
    }
    let named = |row: &Post| texts.keys().any(|id| id.starts_with(&row.message_id));
    assert!(rows.iter().all(named), "a mail under the name of each row");
    assert_eq!(texts.len(), rows.len(), "and none without a row");
    let again = taken.len() - rows.len();
    assert!(before < rows.len() && again <= crashes, "{again} sent again in {crashes} crashes");
}
