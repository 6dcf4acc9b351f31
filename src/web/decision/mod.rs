//! Pages on which a scored call is decided: ranking, draw, release, results, reserve list, reviews.
//! The one rule: nothing on them is for anybody outside the office; the public list is a page of
//! its own and knows only what was released.

pub mod draw;
pub mod parts;
pub mod ranking;
pub mod redress;
pub mod release;
pub mod reserve;
pub mod results;
pub mod rolling;
pub mod standing;

mod kept; // the rankings that were kept, and what two of them differ in
mod places; // the rows of a ranking
mod what_if; // the settings of a ranking as fields

use crate::{
    http::{
        AppState,
        route::{both, get},
    },
    render::{links, page::SampleCheck},
};
use axum::Router;

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(links::RANKING, both(ranking::get, ranking::post))
        .route(links::DRAW, both(draw::get, draw::post))
        .route(links::RELEASE, both(release::get, release::post))
        .route(links::OFFICE_RESULTS, get(results::get))
        .route(links::RESERVE, both(reserve::get, reserve::post))
        .route(links::REDRESS, both(redress::get, redress::post))
        .route(links::STANDING, get(standing::get))
        .route(links::ROLLING, both(rolling::get, rolling::post))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    crate::render::page::pages![
        draw::DrawPage,
        ranking::RankingPage,
        redress::RedressPage,
        release::ReleasePage,
        reserve::ReservePage,
        results::ResultsPage,
        rolling::RollingPage,
        standing::StandingPage,
    ]
    .to_vec()
}
