//! The system under test: a desk over a fresh database, with a clock that the test moves and
//! chance from a seed. The one rule: every test ends with the questions of `store::invariants` and
//! the check of the audit trail; a test that forgets to ask them fails.

use super::database::{Engine, TestDatabase};
use chrono::{NaiveDate, NaiveTime};
use convoca::{
    actions::{Clock, Desk},
    config::{catalogue::Catalogue, settings::Settings},
    domain::{
        ids::ApplicationId,
        moment::{BRUSSELS, Moment},
        payment::PaymentStageKind,
    },
    store::{application, audit, chance::Chance, invariants, ledger, payment, sql},
};
use sea_orm::FromQueryResult;
use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// The system under test.
#[derive(Debug)]
pub struct TestApp {
    pub desk: Desk,
    seen_mails: Mutex<BTreeSet<String>>,
    finished: bool,
    // Last: it removes what the desk's connections use.
    _database: TestDatabase,
}

/// A mail in the outbox.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Mail {
    pub message_id: String,
    pub notice: String,
    pub address: String,
    pub secret: Option<String>,
}

/// Nine in the morning in Brussels.
pub fn morning(day: &str) -> Moment {
    let day: NaiveDate = day.parse().unwrap();
    Moment::from_local(day.and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap()), BRUSSELS)
}

impl TestApp {
    /// Opens one; `None` when the engine is not to be had here.
    pub async fn open(engine: Engine) -> Option<Self> {
        Self::open_with(engine, None).await
    }
    /// The same with the programmes of a folder.
    pub async fn open_with(engine: Engine, programmes: Option<&Path>) -> Option<Self> {
        let database = TestDatabase::open(engine).await?;
        let clock = Clock::set_at(morning("2023-02-01"));
        let mut settings = Settings::load(None, []).unwrap();
        // Most tests are about something else; those of screening set it.
        settings.screening.without_list = convoca::domain::screening::WithoutList::Warn;
        let catalogue = Catalogue::load(programmes).unwrap();
        let desk =
            Desk::new(database.database.clone(), clock, Chance::seeded(7), settings, catalogue)
                .unwrap();
        let seen_mails = Mutex::default();
        Some(Self { desk, seen_mails, finished: false, _database: database })
    }
    /// The same desk in an office that has named the account it pays from.
    pub fn paying(&self) -> Desk {
        let mut desk = self.desk.clone();
        let mut settings = (*desk.settings).clone();
        let payer = &mut settings.payer;
        "Programme office".clone_into(&mut payer.name);
        "Brussels".clone_into(&mut payer.town);
        "BE".clone_into(&mut payer.country);
        "BE31 1111 2222 3333".clone_into(&mut payer.iban);
        desk.settings = Arc::new(settings);
        desk
    }
    /// Moves the clock to nine in the morning of a day.
    pub fn on(&self, day: &str) {
        self.desk.clock.move_to(morning(day));
    }
    /// The mails written since this was last asked, by notice and address.
    pub async fn new_mails(&self) -> Vec<Mail> {
        let all: Vec<Mail> = sql::rows(
            self.desk.database.reads(),
            "select o.message_id, o.notice, p.address, o.secret from outbox o \
             join persons p on p.id = o.person_id order by o.notice, p.address, o.id",
            vec![],
        )
        .await
        .unwrap();
        let mut seen = self.seen_mails.lock().unwrap_or_else(PoisonError::into_inner);
        all.into_iter().filter(|mail| seen.insert(mail.message_id.clone())).collect()
    }
    /// The new mails as `notice > name`, the name being what stands before the `@`.
    pub async fn told(&self) -> Vec<String> {
        let name = |mail: &Mail| mail.address.split('@').next().unwrap_or_default().to_owned();
        let mails = self.new_mails().await;
        let mut told: Vec<_> =
            mails.iter().map(|mail| format!("{} > {}", mail.notice, name(mail))).collect();
        told.sort();
        told
    }
    /// The application as it is now.
    pub async fn file(&self, id: ApplicationId) -> application::Stored {
        application::load(self.desk.database.reads(), id).await.unwrap()
    }
    /// The code of its stage.
    pub async fn stage(&self, id: ApplicationId) -> &'static str {
        self.file(id).await.application.stage.kind().code()
    }
    /// The events of its audit trail, in order.
    pub async fn trail(&self, id: ApplicationId) -> Vec<String> {
        #[derive(FromQueryResult)]
        struct Line {
            event: String,
        }
        let lines: Vec<Line> = sql::rows(
            self.desk.database.reads(),
            "select event from audit where subject_kind = 'application' and subject_id = $1 \
             order by seq",
            vec![sea_orm::Value::from(id)],
        )
        .await
        .unwrap();
        let name = |line: &Line| {
            let event: serde_json::Value = serde_json::from_str(&line.event).unwrap();
            event["event"].as_str().unwrap().to_owned()
        };
        lines.iter().map(name).collect()
    }
    /// One account of the call of a file: debits pending, debits posted, credits pending, credits
    /// posted. All zero when it was never opened.
    pub async fn account(&self, id: ApplicationId, name: &str) -> [i64; 4] {
        let call = self.file(id).await.application.call;
        let conn = self.desk.database.reads();
        let all = ledger::trial_balance(conn, Some(call), true).await.unwrap();
        all.iter().find(|account| account.name == name).map_or([0; 4], |a| {
            [a.debits_pending, a.debits_posted, a.credits_pending, a.credits_posted]
        })
    }
    /// The stages of its payments, oldest first.
    pub async fn payments(&self, id: ApplicationId) -> Vec<PaymentStageKind> {
        let all = payment::of_application(self.desk.database.reads(), id).await.unwrap();
        all.iter().map(|payment| payment.stage.kind()).collect()
    }
    /// Asks what must always hold.
    pub async fn finish(mut self) {
        self.finished = true;
        let broken = invariants::broken(self.desk.database.reads()).await.unwrap();
        assert_eq!(broken, Vec::<String>::new(), "invariants are broken");
        let trail = audit::verify(self.desk.database.reads()).await.unwrap();
        assert_eq!(trail.faults, Vec::<String>::new(), "the audit trail is broken");
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        assert!(
            self.finished || std::thread::panicking(),
            "a test ended without `app.finish().await`: its invariants were not asked"
        );
    }
}
