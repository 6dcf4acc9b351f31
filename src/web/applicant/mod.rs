//! Pages for visitors, hosts and the partnerships that sign with them: from the organisation to
//! the report. The one rule: a file is opened through `file::open`, which asks for the permit.

mod edit;
mod file;
mod hosts;
mod organisation_edit;
mod organisation_form;
mod organisations;
mod profile;
mod profile_form;
mod samples;
mod saving;
mod start;
mod submit;
mod sum;

use crate::{
    http::AppState,
    pages,
    render::{links, page::SampleCheck},
};
use axum::{
    Router,
    routing::{get, post},
};

/// Its routes.
pub fn routes(_state: &AppState) -> Router<AppState> {
    Router::new()
        .route(links::ORGANISATIONS, get(organisations::list))
        .route(links::ORGANISATION_NEW, get(organisations::new).post(organisations::create))
        .route(
            links::ORGANISATION_EDIT,
            get(organisation_edit::show).post(organisation_edit::change),
        )
        .route(links::ORGANISATION_MEMBERS, post(organisation_edit::members))
        .route(links::PROFILE, get(profile::show).post(profile::save))
        .route(links::HOSTS, get(hosts::show))
        .route(links::APPLICATION_NEW, get(start::show).post(start::start))
        .route(links::APPLICATION_EDIT, get(edit::show).post(edit::save))
        .route(links::APPLICATION_FIELD, post(edit::field))
        .route(links::APPLICATION_SUBMIT, get(submit::show).post(submit::hand_in))
        .route(links::APPLICATION_RECEIPT, get(submit::receipt))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    pages![
        organisations::List,
        organisations::New,
        organisation_edit::Edit,
        profile::ProfilePage,
        hosts::Hosts,
        start::Start,
        edit::Edit,
        submit::Submit,
        submit::Receipt,
    ]
    .to_vec()
}
