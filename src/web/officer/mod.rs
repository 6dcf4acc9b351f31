//! Pages for the office: calls, overview, lists, files, decisions, profiles. Officers act; finance
//! officers and auditors read the same pages without the buttons.

pub mod call_acts;
mod call_dates;
pub mod calls;
pub mod checks;
pub mod contracting;
pub mod decide;
pub mod file;
pub mod grant_agreement;
pub mod grant_file;
pub mod grants;
pub mod manage;
pub mod overview;
pub mod parts;
pub mod profile;
pub mod profiles;
pub mod proposal;
pub mod proposal_ask;
pub mod proposal_checks;
pub mod proposal_decide;
pub mod proposal_past;
pub mod proposal_stale;
pub mod proposals;
pub mod queue;
pub mod scored_manage;
pub mod scored_overview;
pub mod stale;

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
        .route(links::OFFICER_CALLS, both(calls::get, calls::post))
        .route(links::OFFICER_CALL, both(manage::get, manage::post))
        .route(links::OVERVIEW, get(overview::get))
        .route(links::QUEUE, get(queue::get))
        .route(links::PROPOSALS, get(proposals::get))
        .route(links::PROPOSAL_FILE, get(proposal::get))
        .route(links::PROPOSAL_CHECKS, both(proposal_checks::get, proposal_checks::post))
        .route(links::PROPOSAL_ASK, both(proposal_ask::get, proposal_ask::post))
        .route(links::PROPOSAL_DECIDE, both(proposal_decide::back, proposal_decide::post))
        .route(links::CONTRACTING, both(contracting::get, contracting::post))
        .route(links::GRANTS, get(grants::get))
        .route(links::GRANT_AGREEMENT, both(grant_agreement::get, grant_agreement::post))
        .route(links::GRANT_FILE, both(grant_file::get, grant_file::post))
        .route(links::FILE, get(file::get))
        .route(links::CHECKS, both(checks::get, checks::post))
        .route(links::DECIDE, both(decide::back, decide::decide))
        .route(links::VALIDATE, both(decide::back, decide::validate))
        .route(links::PROPOSE, both(decide::back, decide::propose))
        .route(links::PROFILES, get(profiles::get))
        .route(links::PROFILE_DECIDE, both(profile::get, profile::post))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    crate::render::page::pages![
        calls::Calls,
        checks::Checks,
        contracting::ContractingPage,
        file::File,
        grant_agreement::GrantAgreement,
        grant_file::GrantFile,
        grants::Grants,
        manage::Manage,
        overview::Overview,
        profile::Profile,
        profiles::Profiles,
        proposal::ProposalPage,
        proposal_ask::Ask,
        proposal_checks::ProposalChecks,
        proposal_past::PastRound,
        proposals::Proposals,
        queue::Queue,
        scored_manage::ScoredManage,
        scored_overview::ScoredOverview,
        stale::Stale,
    ]
    .to_vec()
}
