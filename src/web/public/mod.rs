//! Pages for the public audience.

use crate::{http::AppState, render::page::SampleCheck};
use axum::Router;

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new()
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    Vec::new()
}
