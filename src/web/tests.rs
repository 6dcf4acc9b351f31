//! A whole site in process for tests, and a browser that keeps its cookies. The one rule: each
//! test has a database of its own and a clock that stands.

use crate::{
    actions::{Clock, Desk, account, budget, call},
    config::{catalogue::Catalogue, settings::Settings},
    documents::Documents,
    domain::{
        access::Actor,
        ids::{CallId, PersonId},
        moment::Moment,
        money::Money,
        person::StaffRole,
    },
    http::AppState,
    render::{Link, Renderer},
    store::{Database, chance::Chance},
};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use chrono::TimeDelta;
use http_body_util::BodyExt;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};
use tower::ServiceExt;

static NUMBER: AtomicU32 = AtomicU32::new(0);
/// 22 November 2026, 14:20 in Brussels.
pub const NOW: Moment = Moment::from_millis(1_795_353_600_000);
/// Good enough for tests.
pub const PASSWORD: &str = "four unrelated words";

/// A site with its database.
pub struct Site {
    /// Its desk.
    pub desk: Desk,
    router: Router,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// Status.
    pub status: StatusCode,
    /// Where to go on, empty for nowhere.
    pub location: String,
    /// Headers.
    pub headers: axum::http::HeaderMap,
    /// Body as text.
    pub body: String,
}

impl Site {
    /// An empty site.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }
    /// An empty site with other settings.
    pub async fn with(set: impl FnOnce(&mut Settings)) -> Self {
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let file =
            std::env::temp_dir().join(format!("convoca-web-{}-{number}.db", std::process::id()));
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", file.display()));
        }
        let url = format!("sqlite:{}?mode=rwc", file.display());
        let database = Database::connect(&url, 4).await.unwrap();
        database.migrate().await.unwrap();
        let mut settings = Settings::load(None, []).unwrap();
        set(&mut settings);
        let chance = Chance::seeded(number.into());
        let desk = Desk::new(
            database,
            Clock::set_at(NOW),
            chance,
            settings,
            Catalogue::load(None).unwrap(),
        )
        .unwrap();
        let documents = Documents::new(&desk.settings).unwrap();
        let renderer = Arc::new(Renderer::new().unwrap());
        let state = AppState { desk: desk.clone(), renderer, documents };
        Self { desk, router: super::site(&state) }
    }
    /// A confirmed person with `PASSWORD` and these posts.
    pub async fn person(&self, address: &str, name: &str, roles: &[StaffRole]) -> PersonId {
        let password = Some(PASSWORD.to_owned());
        let id = account::add_person(&self.desk, address, name, password).await.unwrap();
        let system = Actor::system("test");
        for role in roles {
            crate::actions::roles::give(&self.desk, &system, id, *role).await.unwrap();
        }
        id
    }
    /// A draft of a call that opened yesterday and closes in 70 days, with an officer to act.
    pub async fn draft(&self) -> (CallId, Actor) {
        let roles = [StaffRole::Officer, StaffRole::Finance];
        let id = self.person("officer@office.example", "Olga Ofi", &roles).await;
        let officer = account::actor(&self.desk, id).await.unwrap();
        let new = call::NewCall {
            programme: "clusterxchange".to_owned(),
            title: "ClusterXchange 2026".to_owned(),
            edition: "2026".to_owned(),
            opens_at: NOW.plus(TimeDelta::days(-1)),
            deadline: NOW.plus(TimeDelta::days(70)),
            places: None,
        };
        let id = call::create(&self.desk, &officer, new).await.unwrap();
        let (code, name) = ("CLOTH", "Cloth and fibre");
        call::add_partnership(&self.desk, &officer, id, code, name, None, &[]).await.unwrap();
        (id, officer)
    }
    /// An open call with money.
    pub async fn open_call(&self) -> (CallId, Actor) {
        let (id, officer) = self.draft().await;
        call::publish(&self.desk, &officer, id).await.unwrap();
        let money = Money::from_cents(40_000_000);
        budget::give(&self.desk, &officer, id, money, "grant").await.unwrap();
        (id, officer)
    }
    /// A browser without cookies.
    pub fn browser(&self) -> Browser<'_> {
        Browser { site: self, cookies: BTreeMap::new() }
    }
}

/// A browser that keeps its cookies.
pub struct Browser<'s> {
    site: &'s Site,
    /// Name and value.
    pub cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    /// Reads an address.
    pub async fn get(&mut self, path: impl Into<String>) -> Reply {
        self.send(Request::get(path.into()), String::new()).await
    }
    /// Sends a form from our own pages.
    pub async fn post(&mut self, path: impl Into<String>, fields: &[(&str, &str)]) -> Reply {
        let request = Request::post(path.into())
            .header(header::HOST, "convoca.example")
            .header(header::ORIGIN, "http://convoca.example");
        self.send(request.header(header::CONTENT_TYPE, FORM), encode(fields)).await
    }
    /// Sends a form from another site.
    pub async fn post_from_elsewhere(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let request = Request::post(path)
            .header(header::HOST, "convoca.example")
            .header(header::ORIGIN, "https://elsewhere.example")
            .header("sec-fetch-site", "cross-site")
            .header(header::CONTENT_TYPE, FORM);
        self.send(request, encode(fields)).await
    }
    /// Signs in with `PASSWORD`.
    pub async fn sign_in(&mut self, address: &str) {
        let fields = [("address", address), ("password", PASSWORD)];
        let reply = self.post(Link::SignIn.path(), &fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    }
    /// Sends any request with the cookies.
    pub async fn send(&mut self, mut request: axum::http::request::Builder, body: String) -> Reply {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let request = request.body(Body::from(body)).unwrap();
        let response = self.site.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for value in parts.headers.get_all(header::SET_COOKIE) {
            let pair = value.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let text = |name| {
            parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
        };
        Reply {
            status: parts.status,
            location: text(header::LOCATION),
            body: String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned(),
            headers: parts.headers,
        }
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

fn encode(fields: &[(&str, &str)]) -> String {
    // A link's query is written the same way as a form's body.
    Link::Home.with(fields).split_once('?').map_or_else(String::new, |(_, body)| body.to_owned())
}
