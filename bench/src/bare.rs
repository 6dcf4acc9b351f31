//! What the pages are measured against: bare handlers that make the queries a page can't do
//! without and answer a fixed body of the page's size. The one rule: no rule of the programme is
//! asked and no template filled here; reading rows into values is part of the query.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use convoca::{
    actions::Desk,
    domain::{
        access::Actor,
        ids::{ApplicationId, CallId},
    },
    http::ctx::session_cookie,
    queries::{calls, overview, queue, quota},
    store::{StoreError, person, session},
};
use std::sync::LazyLock;

mod submit;

/// What bodies are cut from.
static BODY: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(vec![b'x'; 1 << 20]));

/// Any fault is a 500, which the report shows.
#[derive(Debug)]
struct Broken;

impl From<StoreError> for Broken {
    fn from(_: StoreError) -> Self {
        Self
    }
}

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

/// The handlers, under the same paths as the pages.
pub fn router(desk: Desk) -> Router {
    Router::new()
        .route("/calls/{id}", get(call))
        .route("/office/calls/{id}/applications", get(list))
        .route("/applications/{id}/submit", post(submit::hand_in))
        .with_state(desk)
}

/// How long a body is asked for: `?bytes=`.
type Asked = Query<Vec<(String, usize)>>;

fn body(asked: &Asked) -> Response {
    let bytes = asked.0.iter().find(|(key, _)| key == "bytes").map_or(0, |(_, bytes)| *bytes);
    let body = BODY.slice(..bytes.min(BODY.len()));
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], Body::from(body)).into_response()
}

async fn call(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, Broken> {
    let id: CallId = id.parse().map_err(|_| Broken)?;
    let conn = desk.database.reads();
    let found = (
        calls::find(conn, id).await?,
        quota::own_books(conn, id).await?,
        calls::partnerships(conn, id).await?,
    );
    std::hint::black_box(found);
    Ok(body(&asked))
}

async fn list(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, Broken> {
    let id: CallId = id.parse().map_err(|_| Broken)?;
    let actor = actor(&desk, &headers).await?;
    let conn = desk.database.reads();
    let found = (
        actor,
        overview::load(conn, id).await?,
        queue::stage_counts(conn, id).await?,
        queue::list(conn, id, &queue::Filter::default(), queue::PAGE).await?,
    );
    std::hint::black_box(found);
    Ok(body(&asked))
}

/// Who asks, by the session's cookie.
async fn actor(desk: &Desk, headers: &HeaderMap) -> Result<Actor, Broken> {
    let cookie = headers.get(header::COOKIE).and_then(|value| value.to_str().ok());
    let key = cookie.and_then(|cookie| cookie.strip_prefix(session_cookie(false)));
    let key = key.and_then(|rest| rest.strip_prefix('=')).ok_or(Broken)?;
    let digest = convoca::domain::paper::digest(key);
    let conn = desk.database.reads();
    let session = session::find(conn, &digest, desk.now()).await?.ok_or(Broken)?;
    Ok(person::actor(conn, session.person_id).await?)
}

/// An application by its id in the path.
fn application(id: &str) -> Result<ApplicationId, Broken> {
    id.parse().map_err(|_| Broken)
}
