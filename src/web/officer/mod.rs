//! Pages for the office: calls, overview, lists, files, decisions, profiles. Officers act; finance
//! officers and auditors read the same pages without the buttons.

pub mod calls;
pub mod checks;
pub mod decide;
pub mod file;
pub mod manage;
pub mod overview;
pub mod parts;
pub mod profile;
pub mod profiles;
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
        .route(links::OFFICER_CALLS, get(calls::get).post(calls::post))
        .route(links::OFFICER_CALL, get(manage::get).post(manage::post))
        .route(links::OVERVIEW, get(overview::get))
        .route(links::QUEUE, get(queue::get))
        .route(links::FILE, get(file::get))
        .route(links::CHECKS, get(checks::get).post(checks::post))
        .route(links::DECIDE, get(decide::back).post(decide::decide))
        .route(links::VALIDATE, get(decide::back).post(decide::validate))
        .route(links::PROPOSE, get(decide::back).post(decide::propose))
        .route(links::PROFILES, get(profiles::get))
        .route(links::PROFILE_DECIDE, get(profile::get).post(profile::post))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    crate::render::page::pages![
        calls::Calls,
        checks::Checks,
        file::File,
        manage::Manage,
        overview::Overview,
        profile::Profile,
        profiles::Profiles,
        queue::Queue,
        stale::Stale,
    ]
    .to_vec()
}
