use super::{Stop, Tally, drain, outbox::pause, run};
use crate::{
    actions::{
        Clock, Desk,
        account::{self, Registration},
        delivery,
    },
    config::catalogue::Catalogue,
    domain::moment::Moment,
    mail::{
        Transport,
        tests::{NOW, Scratch, server::Server, settings},
    },
    render::Renderer,
    store::{Database, chance::Chance, sql},
};
use chrono::TimeDelta;
use sea_orm::FromQueryResult;
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::timeout};

struct Office {
    desk: Desk,
    renderer: Arc<Renderer>,
    transport: Transport,
    _scratch: Scratch,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    state: String,
    attempts: i64,
    error: String,
    secret: Option<String>,
    next_at: i64,
}

impl Office {
    async fn open(more: &[(&str, String)]) -> Self {
        let scratch = Scratch::new();
        let url = format!("sqlite:{}?mode=rwc", scratch.path().join("office.db").display());
        let database = Database::connect(&url, 2).await.unwrap();
        database.migrate().await.unwrap();
        let more: Vec<(&str, &str)> =
            more.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let settings = settings(&more);
        let transport = if more.is_empty() {
            Transport::memory(&settings.mail).unwrap()
        } else {
            Transport::from_settings(&settings.mail).unwrap()
        };
        let catalogue = Catalogue::load(None).unwrap();
        let clock = Clock::set_at(NOW);
        let desk = Desk::new(database, clock, Chance::seeded(7), settings, catalogue).unwrap();
        let renderer = Arc::new(Renderer::new().unwrap());
        Self { desk, renderer, transport, _scratch: scratch }
    }
    /// Registers somebody, which leaves one mail in the outbox.
    async fn register(&self, name: &str) {
        let form = Registration {
            address: format!("{name}@tecnotex.example"),
            name: name.to_owned(),
            password: "correct horse battery".to_owned(),
        };
        account::register(&self.desk, "127.0.0.1", form).await.unwrap();
    }
    async fn drain(&self) -> Tally {
        drain(&self.desk, &self.renderer, &self.transport).await.unwrap()
    }
    async fn rows(&self) -> Vec<Row> {
        let query = "select state, attempts, error, secret, next_at from outbox order by id";
        sql::rows(self.desk.database.reads(), query, vec![]).await.unwrap()
    }
    fn later(&self, delta: TimeDelta) {
        self.desk.clock.move_to(self.desk.now().plus(delta));
    }
    /// The worker in a task of its own, and what stops it.
    fn start(&self) -> (tokio::task::JoinHandle<()>, watch::Sender<bool>) {
        let (stop, stopped) = watch::channel(false);
        let (desk, renderer) = (self.desk.clone(), Arc::clone(&self.renderer));
        let work = run(desk, renderer, self.transport.clone(), Stop::new(stopped));
        (tokio::spawn(work), stop)
    }
}

/// Long enough for a slow machine; only a failing test waits for it.
const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_mail_is_sent_once_and_its_token_is_blanked() {
    let office = Office::open(&[]).await;
    office.register("ana").await;
    assert_eq!(office.drain().await, Tally { sent: 1, ..Tally::default() });
    assert_eq!(office.drain().await, Tally::default());
    let taken = office.transport.taken();
    assert_eq!(taken.len(), 1);
    assert!(taken[0].text.contains("https://convoca.example/verify/"));
    let rows = office.rows().await;
    assert_eq!((rows[0].state.as_str(), rows[0].secret.as_ref()), ("sent", None));
}

#[tokio::test]
async fn a_mail_whose_sender_died_is_sent_again_with_the_same_id() {
    let office = Office::open(&[]).await;
    office.register("ana").await;
    // One worker sends it and dies before it can say so.
    let letter = delivery::claim(&office.desk, 5).await.unwrap().remove(0);
    let settings = &office.desk.settings;
    let mail = crate::mail::compose(&office.renderer, settings, &letter, NOW).unwrap();
    office.transport.send(&mail).await.unwrap();
    assert_eq!(office.drain().await, Tally::default(), "the claim still holds");
    office.later(TimeDelta::minutes(5));
    assert_eq!(office.drain().await.sent, 1);
    let taken = office.transport.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0].message_id, taken[1].message_id);
    assert_eq!(taken[0].text, taken[1].text);
}

#[tokio::test]
async fn tries_keep_to_the_schedule_until_an_officer_is_told() {
    let server = Server::start(&["450 busy"; 3]).await;
    let mut more = server.settings().to_vec();
    more.push(("CONVOCA_WORKER__RETRY_SECONDS", "60,300".to_owned()));
    more.push(("CONVOCA_WORKER__MAX_ATTEMPTS", "3".to_owned()));
    let office = Office::open(&more).await;
    office.register("ana").await;
    for (seconds, attempts) in [(60, 1), (300, 2)] {
        assert_eq!(office.drain().await, Tally { postponed: 1, ..Tally::default() });
        let row = office.rows().await.remove(0);
        assert_eq!((row.state.as_str(), row.attempts), ("waiting", attempts));
        let wait = TimeDelta::seconds(seconds);
        assert_eq!(Moment::from_millis(row.next_at), office.desk.now().plus(wait));
        office.later(wait - TimeDelta::milliseconds(1));
        assert_eq!(office.drain().await, Tally::default(), "not a moment too early");
        office.later(TimeDelta::milliseconds(1));
    }
    assert_eq!(office.drain().await, Tally { given_up: 1, ..Tally::default() });
    let row = office.rows().await.remove(0);
    assert_eq!((row.state.as_str(), row.attempts), ("failed", 3));
    assert_eq!(row.error, "the server answered 450");
}

#[tokio::test]
async fn an_address_the_server_does_not_know_is_given_up_at_once() {
    let server = Server::start(&["550 5.1.1 <ana@tecnotex.example> is not known"]).await;
    let office = Office::open(&server.settings()).await;
    office.register("ana").await;
    office.register("rui").await;
    assert_eq!(office.drain().await, Tally { sent: 1, postponed: 0, given_up: 1 });
    let rows = office.rows().await;
    assert_eq!(rows[0].error, "the server answered 550");
    let told: Option<String> = sql::scalar(
        office.desk.database.reads(),
        "select event from audit where event like '%mail_given_up%'",
        vec![],
    )
    .await
    .unwrap();
    assert!(told.unwrap().contains("confirm_address"));
}

#[tokio::test]
async fn a_mail_that_always_kills_its_sender_is_given_up() {
    let office = Office::open(&[]).await;
    office.register("ana").await;
    for _ in 0..office.desk.settings.worker.max_attempts {
        assert_eq!(delivery::claim(&office.desk, 5).await.unwrap().len(), 1);
        office.later(TimeDelta::minutes(5));
    }
    assert_eq!(office.drain().await, Tally { given_up: 1, ..Tally::default() });
    assert!(office.transport.taken().is_empty());
}

#[tokio::test]
async fn the_bell_wakes_the_worker() {
    let server = Server::start(&[]).await;
    let mut more = server.settings().to_vec();
    more.push(("CONVOCA_WORKER__POLL_SECONDS", "3600".to_owned()));
    let office = Office::open(&more).await;
    let (work, stop) = office.start();
    office.register("ana").await;
    timeout(SOON, server.begun.notified()).await.expect("the mail comes without the timer");
    stop.send_replace(true);
    timeout(SOON, work).await.unwrap().unwrap();
    assert_eq!(office.rows().await[0].state, "sent");
}

#[tokio::test]
async fn stopping_finishes_the_mail_in_hand_and_puts_back_the_rest() {
    let server = Server::start(&[]).await;
    server.may_take.forget_permits(1000);
    let office = Office::open(&server.settings()).await;
    office.register("ana").await;
    office.register("rui").await;
    let (work, stop) = office.start();
    timeout(SOON, server.begun.notified()).await.expect("the first mail is in hand");
    stop.send_replace(true);
    server.may_take.add_permits(1);
    timeout(SOON, work).await.expect("the worker ends").unwrap();
    assert_eq!(server.mails().len(), 1);
    let states: Vec<String> = office.rows().await.into_iter().map(|row| row.state).collect();
    assert_eq!(states, ["sent", "waiting"]);
    // Whoever starts next goes on at once.
    server.may_take.add_permits(1);
    assert_eq!(office.drain().await.sent, 1);
}

#[test]
fn the_last_pause_repeats() {
    let pauses: Vec<i64> =
        [1, 2, 3, 9].iter().map(|tries| pause(&[60, 300], *tries).num_seconds()).collect();
    assert_eq!(pauses, [60, 300, 300, 300]);
}
