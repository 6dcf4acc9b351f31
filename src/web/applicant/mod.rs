//! Pages for visitors, hosts and the partnerships that sign with them: from the organisation to
//! the report. The one rule: a file is opened through `file::open`, which asks for the permit.

mod checklist;
mod confirm;
mod desk;
mod desk_proposals;
mod desk_work;
mod documents;
mod edit;
mod evidence;
mod file;
mod hosts;
mod next;
mod organisation_edit;
mod organisation_form;
mod organisations;
mod overview;
mod paper_copies;
mod papers;
mod past;
mod profile;
mod profile_form;
mod proposal;
mod report;
mod samples;
mod saving;
mod signing;
mod start;
mod submit;
mod sum;
mod views;

use crate::{
    http::{
        AppState,
        route::{both, get, post},
    },
    render::{links, page::SampleCheck},
};
use axum::{Router, extract::DefaultBodyLimit};

/// Its routes.
pub fn routes(state: &AppState) -> Router<AppState> {
    // The file itself, and room for the fields and lines around it.
    let upload = state.desk.settings.limits.upload_max_bytes as usize + 64 * 1024;
    Router::new()
        .route(links::DESK, get(desk::show))
        .route(links::ORGANISATIONS, get(organisations::list))
        .route(links::ORGANISATION_NEW, both(organisations::new, organisations::create))
        .route(links::ORGANISATION_EDIT, both(organisation_edit::show, organisation_edit::change))
        .route(links::ORGANISATION_MEMBERS, post(organisation_edit::members))
        .route(links::PROFILE, both(profile::show, profile::save))
        .route(links::HOSTS, get(hosts::show))
        .route(links::APPLICATION_NEW, both(start::show, start::start))
        .route(links::APPLICATION_EDIT, both(edit::show, edit::save))
        .route(links::APPLICATION_FIELD, post(edit::field))
        .route(links::APPLICATION_SUBMIT, both(submit::show, submit::hand_in))
        .route(links::APPLICATION_RECEIPT, get(submit::receipt))
        .route(links::APPLICATION, get(overview::show))
        .route(links::APPLICATION_REOPEN, post(overview::reopen))
        .route(links::APPLICATION_WITHDRAW, both(confirm::show_withdraw, confirm::withdraw))
        .route(links::MATCH_CONFIRM, both(confirm::show_match, confirm::confirm_match))
        .route(links::PAPERS, get(papers::list))
        .route(links::PAPER_SIGN, both(papers::show, papers::sign))
        .route(links::APPLICATION_DOCUMENT, get(documents::show))
        .route(links::REPORT, both(report::show, report::save))
        .route(links::REPORT_FIELD, post(report::field))
        .route(links::REPORT_SUBMIT, post(report::hand_in))
        .route(links::HOST_REPORT, both(report::show_host, report::save_host))
        .route(links::HOST_REPORT_FIELD, post(report::host_field))
        .route(links::EVIDENCE_ADD, post(evidence::add).layer(DefaultBodyLimit::max(upload)))
        .route(links::PROJECT_FILE, post(proposal::add_file).layer(DefaultBodyLimit::max(upload)))
        .route(
            links::PROPOSAL_ATTACHED,
            both(proposal::show_documents, proposal::add_document)
                .layer(DefaultBodyLimit::max(upload)),
        )
        .route(links::PAPER_COPY, post(paper_copies::add).layer(DefaultBodyLimit::max(upload)))
        .route(links::AGREEMENT_COPY, post(proposal::add_copy).layer(DefaultBodyLimit::max(upload)))
        .route(links::SIGNED_COPY, get(crate::web::copies::download))
        .route(links::ATTACHMENT, get(evidence::download))
        .route(links::ATTACHMENT_REMOVE, post(evidence::remove))
        .merge(proposal::routes())
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    let mut all = crate::render::page::pages![
        desk::Desk,
        organisations::List,
        organisations::New,
        organisation_edit::Edit,
        profile::ProfilePage,
        hosts::Hosts,
        start::Start,
        edit::Edit,
        submit::Submit,
        submit::Receipt,
        overview::Overview,
        confirm::Match,
        confirm::Withdraw,
        papers::List,
        papers::PaperPage,
        report::Report,
    ]
    .to_vec();
    all.extend(proposal::pages());
    all
}

#[cfg(test)]
mod tests;
