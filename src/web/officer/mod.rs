//! Pages for the office: calls, overview, lists, files, decisions, profiles. Officers act; finance
//! officers and auditors read the same pages without the buttons.

pub mod checks;
pub mod decide;
pub mod file;
pub mod overview;
pub mod parts;
pub mod queue;
pub mod stale;

use crate::{
    http::AppState,
    render::{links, page::SampleCheck},
};
use axum::{Router, routing::get};

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new().route(links::OVERVIEW, get(overview::get)).route(links::QUEUE, get(queue::get))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    crate::pages![overview::Overview, queue::Queue, file::File, checks::Checks, stale::Stale,]
        .to_vec()
}
