//! Pages of experts: their own page, the way into a panel, their list, one proposal read and
//! scored, the consensus room. The one rule: a proposal is opened through `file::open`, and whoever
//! may not read it gets the same answer as for one that is not there.

mod answers;
mod contract;
mod file;
mod invitation;
mod list;
mod marking;
mod page;
mod review;
mod room;
mod saving;
mod screen;
pub mod waits;

use crate::{
    http::{
        AppState,
        route::{both, get, post},
    },
    render::{links, page::SampleCheck},
};
use axum::Router;

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(links::EXPERT, both(page::show, page::save))
        .route(links::PANEL_INVITATION, both(invitation::show, invitation::answer))
        .route(links::EXPERT_CONTRACT, both(contract::show, contract::sign))
        .route(links::SCREEN, both(screen::show, screen::answer))
        .route(links::EVALUATION, get(list::show))
        .route(links::MARKING, get(marking::show))
        .route(links::REVIEW, both(review::show, review::save))
        .route(links::REVIEW_FIELD, post(review::field))
        .route(links::CONSENSUS, both(room::show, room::save))
        .route(links::CONSENSUS_FIELD, post(room::field))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    crate::render::page::pages![
        page::ExpertPage,
        invitation::Invitation,
        contract::Contract,
        screen::Screen,
        list::List,
        marking::Marking,
        review::Review,
        room::Room,
    ]
    .to_vec()
}
