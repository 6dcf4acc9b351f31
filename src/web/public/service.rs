//! What browsers and machines fetch: static files, "is it up", "can it work". The one rule: only
//! an address that carries the hash of the bytes may be kept for ever.

use crate::{
    http::{Answer, AppState, Fail},
    queries::calls,
    render::asset as file,
};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// A file under `static/`.
pub(super) async fn asset(
    Path(path): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Answer {
    let file = file(&path).ok_or_else(Fail::not_found)?;
    let hashed = query.iter().any(|(name, value)| name == "v" && *value == file.hash);
    let tag = format!("\"{}\"", file.hash);
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|given| given.trim().trim_start_matches("W/") == tag);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, file.media_type)], file.bytes.into_owned()).into_response()
    };
    let keep = if hashed { FOR_EVER } else { ASK_AGAIN };
    response.headers_mut().insert(header::CACHE_CONTROL, keep);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// The process is up.
pub(super) async fn health() -> &'static str {
    "up\n"
}

/// The database answers too.
pub(super) async fn ready(State(state): State<AppState>) -> Response {
    match calls::ready(state.desk.database.reads()).await {
        Ok(true) => "ready\n".into_response(),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response(),
        Err(err) => {
            tracing::error!(error = %err, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
    }
}
