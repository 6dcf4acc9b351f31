//! Pages of the office about experts and evaluation: panel, conflicts, assignment, progress, the
//! moderator's view of one proposal, the chair's view of marking. The one rule: officers act,
//! auditors read; for everybody else they are not there.

mod assignment;
mod chair;
mod conflicts;
mod frame;
pub mod insight;
mod members;
mod moderate;
mod progress;
pub mod side;

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
        .route(links::PANEL, both(members::show, members::act))
        .route(links::CONFLICTS, both(conflicts::show, conflicts::act))
        .route(links::ASSIGNMENT, both(assignment::show, assignment::act))
        .route(links::PROGRESS, both(progress::show, progress::act))
        .route(links::CHAIR, get(chair::show))
        .route(links::MODERATE, both(moderate::show, moderate::act))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    crate::render::page::pages![
        members::Members,
        conflicts::Conflicts,
        assignment::Assignments,
        progress::Progress,
        chair::Chair,
        moderate::Moderate,
    ]
    .to_vec()
}
