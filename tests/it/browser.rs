//! The journey in real Chromium: the real server over a fresh database, its worker, its mails in a
//! folder, walked by `tests/browser/story_*.mjs`. The one rule: nothing is served that a person
//! could not have made; what stands before the first page comes by the real actions.

use crate::support::{
    app::TestApp,
    browser,
    database::Engine,
    forms::Days,
    kit::Kit,
    people::{self, Party, profile_form},
};
use convoca::{
    actions::{account, profile},
    app::{self, App},
    config::settings::Settings,
    documents::Documents,
    domain::{ids::ApplicationId, screening::WithoutList},
    http::AppState,
    mail::Transport,
    render::Renderer,
    web,
};
use serde_json::{Value, json};
use std::{path::PathBuf, sync::Arc};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// Everybody's.
pub const PASSWORD: &str = "oyster lantern meadow seven";
/// The day on which the journey is walked; the call is open, and the stay of `OVER` is over.
pub const TODAY: &str = "2023-02-13";
/// Five working days that end before `TODAY`.
const OVER: Days = Days { from: "2023-02-06", to: "2023-02-10" };

/// The server in its own task.
pub struct Served {
    base: String,
    folder: PathBuf,
    stop: oneshot::Sender<()>,
    task: JoinHandle<anyhow::Result<()>>,
}

/// An application whose desk is set for the pages: mails go into a folder of its own.
pub async fn open(name: &str) -> (TestApp, TcpListener, PathBuf) {
    let mut app = TestApp::open(Engine::Sqlite).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let folder = std::env::temp_dir().join(format!("convoca-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut settings = Settings::load(None, []).unwrap();
    settings.screening.without_list = WithoutList::Warn;
    settings.server.public_url = format!("http://{}", listener.local_addr().unwrap());
    settings.mail.folder = folder.display().to_string();
    settings.instance.mailbox_page = true;
    settings.worker.poll_seconds = 1;
    // All come from one address, and the clock stands still.
    settings.limits.sign_in_tries_per_address = 1000;
    app.desk.settings = Arc::new(settings);
    (app, listener, folder)
}

/// Serves it until the story is walked.
pub fn serve(app: &TestApp, listener: TcpListener, folder: PathBuf) -> Served {
    let desk = app.desk.clone();
    let documents = Documents::new(&desk.settings).unwrap();
    let renderer = Arc::new(Renderer::new().unwrap());
    let state = AppState { desk: desk.clone(), renderer, documents };
    let transport = Transport::from_settings(&desk.settings.mail).unwrap();
    let base = desk.settings.server.public_url.clone();
    let router = web::site(&state);
    let (stop, stopped) = oneshot::channel();
    let until = async move { drop(stopped.await) };
    let task = tokio::spawn(app::serve(App { desk, state, router, transport }, listener, until));
    Served { base, folder, stop, task }
}

impl Served {
    /// Walks a story and stops the server.
    pub async fn walk(self, story: &str, knows: &Value) {
        let knows = knows.to_string();
        let arguments = [self.base.as_str(), story, &knows];
        let told = tokio::task::block_in_place(|| browser::run("Chromium", "run.mjs", &arguments));
        let _gone_already = self.stop.send(());
        self.task.await.unwrap().unwrap();
        drop(std::fs::remove_dir_all(&self.folder));
        if let Some(told) = told {
            assert!(told.contains("no faults"), "{told}");
        }
    }
}

/// Gives everybody who has none the password, by the way of a forgotten one.
async fn give_passwords(app: &TestApp, names: &[&str]) {
    for name in names {
        let address = format!("{name}@example.org");
        drop(app.new_mails().await);
        account::forgot(&app.desk, "test", &address).await.unwrap();
        let mails = app.new_mails().await;
        let mail = mails.iter().find(|mail| mail.address == address).unwrap();
        let token = mail.secret.clone().unwrap();
        account::reset(&app.desk, &token, PASSWORD.to_owned()).await.unwrap();
    }
}

const OFFICE: [&str; 8] = [
    "officer",
    "finance",
    "finance-two",
    "auditor",
    "admin",
    "stranger",
    "coordinator",
    "host-coordinator",
];

/// The call, its office, and an exchange agreed whose stay is over.
async fn kit(app: &TestApp) -> (Kit, ApplicationId) {
    let kit = Kit::new(app).await;
    let over = Kit { days: OVER, ..kit.with_visitor(app, "traveller").await };
    let agreed = over.agreed(app).await;
    give_passwords(app, &OFFICE).await;
    give_passwords(app, &["visitor", "host", "traveller"]).await;
    (kit, agreed)
}

/// A cluster in Portugal that hosts.
async fn portuguese_host(app: &TestApp, kit: &Kit) -> Party {
    let party = people::party(app, "porto-host", "cluster", "PT").await;
    kit.office.accept(app, &party, false).await;
    give_passwords(app, &["porto-host"]).await;
    party
}

/// From nothing to signed, and from signed to paid, JavaScript off, all by hand.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn browser_journey_by_hand() {
    let (app, listener, folder) = open("journey").await;
    let (kit, agreed) = kit(&app).await;
    portuguese_host(&app, &kit).await;
    app.on(TODAY);
    let knows = json!({ "password": PASSWORD, "call": kit.office.call, "agreed": agreed });
    serve(&app, listener, folder).walk("./story_by_hand.mjs", &knows).await;
    app.finish().await;
}

/// A file at every stage, and a profile that waits.
async fn every_stage(app: &TestApp, kit: &Kit, agreed: ApplicationId) -> Value {
    let with = async |name: &str| Kit { days: OVER, ..kit.with_visitor(app, name).await };
    let draft = with("drafter").await.draft(app).await;
    let submitted = with("waiter").await.submitted(app).await;
    let ready = with("ready").await.ready(app).await;
    let awarded = with("awarded").await.awarded(app).await;
    let reporter = with("reporter").await;
    let reported = reporter.agreed(app).await;
    let payee = with("payee").await;
    let paid = payee.agreed(app).await;
    let waits = people::party(app, "newcomer", "sme", "SE").await;
    let form = profile_form(kit.office.partnership, true, false);
    let (lead, call) = (&waits.lead, kit.office.call);
    let profile = profile::save(&app.desk, lead, call, waits.id, &form).await.unwrap();
    profile::submit(&app.desk, lead, profile).await.unwrap();
    app.on(TODAY);
    for (who, id) in [(&reporter, reported), (&payee, paid)] {
        who.write_report(app, id).await;
        who.hand_report_in(app, id).await.unwrap();
    }
    payee.validate(app, paid).await.unwrap();
    let officer = &kit.office.officer;
    convoca::actions::call::confirm_rates(&app.desk, officer, call).await.unwrap();
    let payment = payee.exported(app, paid).await;
    payee.settle(app, paid, payment, TODAY).await.unwrap();
    give_passwords(app, &["drafter", "waiter", "reporter", "payee", "newcomer"]).await;
    json!({
        "password": PASSWORD, "call": call, "profile": profile, "payment": payment,
        "now": app.desk.now().millis(), "organisation": payee.visitor.id,
        "draft": draft, "submitted": submitted, "ready": ready, "awarded": awarded,
        "agreed": agreed, "reported": reported, "paid": paid,
    })
}

/// Every page of every role looked at once, JavaScript on; what a script adds is tried.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn browser_every_page() {
    let (app, listener, folder) = open("pages").await;
    let (kit, agreed) = kit(&app).await;
    let knows = every_stage(&app, &kit, agreed).await;
    serve(&app, listener, folder).walk("./story_every_page.mjs", &knows).await;
    app.finish().await;
}
