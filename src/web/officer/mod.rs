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
    Router::new()
        .route(links::OVERVIEW, get(overview::get))
        .route(links::QUEUE, get(queue::get))
        .route(links::FILE, get(file::get))
        .route(links::CHECKS, get(checks::get).post(checks::post))
        .route(links::DECIDE, get(decide::back).post(decide::decide))
        .route(links::VALIDATE, get(decide::back).post(decide::validate))
        .route(links::PROPOSE, get(decide::back).post(decide::propose))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    crate::pages![checks::Checks, file::File, overview::Overview, queue::Queue, stale::Stale,]
        .to_vec()
}
