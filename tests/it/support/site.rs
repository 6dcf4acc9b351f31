//! The whole site in process, asked as one of its people.

use super::app::TestApp;
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, header},
};
use convoca::{
    actions::account,
    documents::Documents,
    domain::access::Actor,
    http::{AppState, ctx::session_cookie},
    render::Renderer,
    store, web,
};
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;

/// The site.
#[derive(Debug, Clone)]
pub struct Site {
    router: Router,
    cookie: &'static str,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Site {
    pub fn new(app: &TestApp) -> Self {
        let renderer = Arc::new(Renderer::new().unwrap());
        let documents = Documents::new(&app.desk.settings).unwrap();
        let state = AppState { desk: app.desk.clone(), renderer, documents };
        Self { router: web::site(&state), cookie: session_cookie(state.secure()) }
    }
    /// Asks for a page; a POST brings `form` from one of our own pages.
    pub async fn ask(&self, method: &Method, path: &str, form: &str, key: Option<&str>) -> Reply {
        self.send(method, path, form, "http://convoca.example", key).await
    }
    /// Sends a file with its fields, as a browser's form does; no name: no file was chosen.
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        name: &str,
        bytes: &[u8],
        key: &str,
    ) -> Reply {
        let mut body = Vec::new();
        for (field, value) in fields {
            let part = format!(
                "--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.into_bytes());
        }
        let head = format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n--x--\r\n");
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::HOST, "convoca.example")
            .header(header::ORIGIN, "http://convoca.example")
            .header(header::COOKIE, format!("{}={key}", self.cookie))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.reply(request.body(Body::from(body)).unwrap()).await
    }
    /// Posts an empty form from a page of another site.
    pub async fn ask_from(&self, origin: &str, path: &str) -> Reply {
        self.send(&Method::POST, path, "", origin, None).await
    }
    async fn send(
        &self,
        method: &Method,
        path: &str,
        form: &str,
        origin: &str,
        key: Option<&str>,
    ) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "convoca.example")
            .header(header::ORIGIN, origin);
        if let Some(key) = key {
            request = request.header(header::COOKIE, format!("{}={key}", self.cookie));
        }
        let mut body = Body::empty();
        if *method == Method::POST {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            body = Body::from(form.to_owned());
        }
        self.reply(request.body(body).unwrap()).await
    }
    async fn reply(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Reply { status: head.status.as_u16(), headers: head.headers, body, bytes: bytes.into() }
    }
}

/// Signs a person in; the session's key.
pub async fn sign_in(app: &TestApp, actor: &Actor) -> String {
    let id = actor.person().unwrap();
    let person = store::person::load(app.desk.database.reads(), id).await.unwrap().person;
    let (address, password) = (person.address.as_str(), "correct horse battery");
    let set = Some(password.to_owned());
    account::add_person(&app.desk, address, &person.name, set).await.unwrap();
    // Each from an address of its own, so that nobody runs into the limit of one.
    account::sign_in(&app.desk, address, address, password).await.unwrap().key
}
