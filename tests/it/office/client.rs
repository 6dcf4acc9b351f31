//! A browser without JavaScript, in process: one person's cookie, pages and forms.

use crate::support::app::TestApp;
use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use convoca::{
    documents::Documents,
    domain::{
        access::{Act, Actor, Subject, permit},
        paper::digest,
    },
    http::AppState,
    render::{Link, Renderer},
    store::session,
    web,
};
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;

/// One person at a browser.
#[derive(Debug, Clone)]
pub struct Client {
    site: Router,
    cookie: Option<String>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Got {
    pub status: u16,
    /// Where a redirect leads.
    pub to: Option<String>,
    pub body: String,
}

impl Client {
    /// Nobody signed in.
    pub fn nobody(app: &TestApp) -> Self {
        let renderer = Arc::new(Renderer::new().unwrap());
        let documents = Documents::new(&app.desk.settings).unwrap();
        let state = AppState { desk: app.desk.clone(), renderer, documents };
        Self { site: web::site(&state), cookie: None }
    }
    /// This person, signed in.
    pub async fn of(app: &TestApp, actor: &Actor) -> Self {
        let person = actor.person().unwrap();
        let key = app.desk.chance.secret();
        let may = permit(actor, Act::EnterAccount, &Subject::Account(person)).unwrap();
        let tx = app.desk.begin().await.unwrap().permit(may);
        let end = tx.now().plus(chrono::TimeDelta::days(30));
        session::open(&tx, &digest(&key), person, end).await.unwrap();
        tx.keep_quietly().await.unwrap();
        let cookie = Some(format!("convoca={key}"));
        Self { cookie, ..Self::nobody(app) }
    }
    pub async fn get(&self, link: &Link) -> Got {
        self.get_at(&link.path()).await
    }
    pub async fn get_at(&self, path: &str) -> Got {
        self.send(Request::get(path), String::new()).await
    }
    pub async fn post(&self, link: &Link, fields: &[(&str, &str)]) -> Got {
        self.post_at(&link.path(), fields).await
    }
    pub async fn post_at(&self, path: &str, fields: &[(&str, &str)]) -> Got {
        // A query is written the way a form is.
        let body = Link::Home.with(fields).split_once('?').map_or("", |(_, q)| q).to_owned();
        let form = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::CONTENT_TYPE, form);
        self.send(request, body).await
    }
    async fn send(&self, request: axum::http::request::Builder, body: String) -> Got {
        let request = match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        };
        let request = request.body(Body::from(body)).unwrap();
        let response = self.site.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let to = response.headers().get(header::LOCATION);
        let to = to.map(|to| to.to_str().unwrap().to_owned());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Got { status, to, body: String::from_utf8_lossy(&bytes).into_owned() }
    }
}
