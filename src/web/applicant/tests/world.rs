//! A site over its own database, with people who have signed in, and a clock that is moved.

use crate::{
    actions::{Clock, Desk, account, budget, call, roles},
    config::{catalogue::Catalogue, settings::Settings},
    documents::Documents,
    domain::{
        access::Actor,
        ids::{CallId, PartnershipId, PersonId},
        moment::Moment,
        money::Money,
        person::StaffRole,
    },
    http::AppState,
    render::Renderer,
    store::{Database, chance::Chance},
};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;

/// 2 November 2026, 10:00 in Brussels.
pub const START: Moment = Moment::from_millis(1_793_610_000_000);
const DAY: i64 = 86_400_000;

/// The site.
pub struct World {
    pub desk: Desk,
    pub app: Router,
    pub call: CallId,
    pub partnerships: [PartnershipId; 2],
    pub officer: Person,
}

/// Someone signed in.
#[derive(Clone)]
pub struct Person {
    pub id: PersonId,
    pub key: String,
}

/// An answer of the site.
pub struct Got {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Got {
    pub fn location(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.headers[header::LOCATION].to_str().unwrap().to_owned()
    }
    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let from = self.text.find(&mark).unwrap_or_else(|| panic!("no {name} in {}", self.text));
        let rest = &self.text[from + mark.len()..];
        rest[..rest.find('"').unwrap()].to_owned()
    }
}

impl World {
    /// An open call with two partnerships, money and places.
    pub async fn new(name: &str) -> Self {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/applicant-tests");
        std::fs::create_dir_all(&folder).unwrap();
        for end in ["", "-wal", "-shm"] {
            drop(std::fs::remove_file(folder.join(format!("{name}.db{end}"))));
        }
        let url = format!("sqlite:{}/{name}.db?mode=rwc", folder.display());
        let database = Database::connect(&url, 2).await.unwrap();
        database.migrate().await.unwrap();
        let desk = Desk::new(
            database,
            Clock::set_at(START),
            Chance::seeded(7),
            Settings::load(None, []).unwrap(),
            Catalogue::load(None).unwrap(),
        )
        .unwrap();
        let renderer = Arc::new(Renderer::new().unwrap());
        let documents = Documents::new(&desk.settings).unwrap();
        let state = AppState { desk: desk.clone(), renderer, documents };
        let app = crate::web::site(&state);
        let officer = sign_in(&desk, "Olga Officer").await;
        let finance = sign_in(&desk, "Fin Finance").await;
        let admin = Actor::system("test");
        roles::give(&desk, &admin, officer.id, StaffRole::Officer).await.unwrap();
        roles::give(&desk, &admin, finance.id, StaffRole::Finance).await.unwrap();
        let office = account::actor(&desk, officer.id).await.unwrap();
        let money = account::actor(&desk, finance.id).await.unwrap();
        let new = call::NewCall {
            programme: "clusterxchange".to_owned(),
            title: "ClusterXchange 2027".to_owned(),
            edition: "2027".to_owned(),
            opens_at: START,
            deadline: Moment::from_millis(START.millis() + 90 * DAY),
            places: None,
        };
        let id = call::create(&desk, &office, new).await.unwrap();
        let mut partnerships = Vec::new();
        for (code, name) in [("CLOTH", "Clothing and textiles"), ("WOOD", "Wood and furniture")] {
            let made = call::add_partnership(&desk, &office, id, code, name, None, &[]).await;
            partnerships.push(made.unwrap());
        }
        call::publish(&desk, &office, id).await.unwrap();
        let amount = Money::from_cents(20_000_000);
        budget::give(&desk, &money, id, amount, "Grant agreement").await.unwrap();
        let partnerships = [partnerships[0], partnerships[1]];
        Self { desk, app, call: id, partnerships, officer }
    }
    /// Someone new, signed in.
    pub async fn person(&self, name: &str) -> Person {
        sign_in(&self.desk, name).await
    }
    /// The actor behind a person, as of now.
    pub async fn actor(&self, person: &Person) -> Actor {
        account::actor(&self.desk, person.id).await.unwrap()
    }
    /// Moves the clock on.
    pub fn days_pass(&self, days: i64) {
        self.desk.clock.move_to(Moment::from_millis(self.desk.now().millis() + days * DAY));
    }
    pub async fn ask(&self, request: Request<Body>) -> Got {
        let answer = self.app.clone().oneshot(request).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        Got { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }
    pub async fn get(&self, who: &Person, path: &str) -> Got {
        self.ask(request(who, Method::GET, path).body(Body::empty()).unwrap()).await
    }
    pub async fn post(&self, who: &Person, path: &str, fields: &[(&str, &str)]) -> Got {
        let body = form(fields);
        let request = request(who, Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }
    /// Sends one file with a field that says which evidence it is.
    pub async fn upload(
        &self,
        who: &Person,
        path: &str,
        kind: &str,
        name: &str,
        file: &[u8],
    ) -> Got {
        let mut body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n--x\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: text/html\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = request(who, Method::POST, path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }
}

fn request(who: &Person, method: Method, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "convoca.example")
        .header(header::COOKIE, format!("convoca={}", who.key))
}

fn form(fields: &[(&str, &str)]) -> String {
    let coded = |text: &str| {
        text.bytes()
            .map(|b| match b {
                b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
                b => format!("%{b:02X}"),
            })
            .collect::<String>()
    };
    let pairs: Vec<String> =
        fields.iter().map(|(k, v)| format!("{}={}", coded(k), coded(v))).collect();
    pairs.join("&")
}

async fn sign_in(desk: &Desk, name: &str) -> Person {
    let address = format!("{}@test.example", name.to_lowercase().replace(' ', "."));
    let password = "four unrelated words here".to_owned();
    let id = account::add_person(desk, &address, name, Some(password.clone())).await.unwrap();
    let session = account::sign_in(desk, "test", &address, &password).await.unwrap();
    Person { id, key: session.key }
}
