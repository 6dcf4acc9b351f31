//! What stands around every request, outermost first: panics as pages, time-out, headers,
//! compression, cross-site check, body limit. The one rule: a limit is refused before any work.

use super::{AppState, fail};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::Response,
};
use std::time::Duration;
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer,
    set_header::SetResponseHeaderLayer, timeout::TimeoutLayer,
};

/// Nothing from elsewhere, nothing inline.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Puts everything around the routes.
pub fn around(routes: Router<AppState>, state: &AppState) -> Router {
    let settings = &state.desk.settings.server;
    let fixed = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    // One layer of all, outermost first: a request then passes one box instead of ten.
    let all = (
        CatchPanicLayer::new(),
        // A page is made anew for each reader: the last bytes saved cost more than they bring.
        CompressionLayer::new().quality(CompressionLevel::Fastest),
        fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        fixed(header::REFERRER_POLICY, "same-origin"),
        fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        fixed(header::CONTENT_SECURITY_POLICY, POLICY),
        middleware::from_fn(private),
        TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            Duration::from_secs(settings.timeout_seconds.into()),
        ),
        middleware::from_fn_with_state(state.clone(), fail::as_page),
        CsrfLayer::new(),
        DefaultBodyLimit::max(settings.max_body_bytes as usize),
    );
    routes.layer(all).with_state(state.clone())
}

/// Pages are for whoever asked and nobody's cache; what carries its hash says otherwise itself.
async fn private(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}
