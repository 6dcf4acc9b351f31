//! The pages, by audience: one page a file, its template at the same path under
//! `templates/pages/`. The one rule: a handler parses, calls one action or query, renders.

pub mod account; // register, sign in, my account
pub mod admin; // audit trail, mails, people, the demo's mailbox
pub mod applicant; // organisations, profiles, applications, papers, reports
mod attached; // documents of a proposal, for all who read it
pub mod copies; // counter-signed copies beside agreements
pub mod decision; // ranking, draw, release, reserve list, reviews
pub mod expert; // experts: the way in, reading, scoring, consensus
mod exports; // lists as files
pub mod finance; // payments, ledger, budget
pub mod grant; // what pages of a grant share
pub mod officer; // overview, lists, files, decisions, calls
pub mod panel; // the office about experts and evaluation
pub mod public; // calls, the self-check, static files, health
#[cfg(test)]
pub(crate) mod tests; // a site in process with a browser's cookies

use crate::{
    http::{AppState, layers},
    render::page::SampleCheck,
};
use axum::Router;

/// The whole site.
pub fn site(state: &AppState) -> Router {
    let routes = Router::new()
        .merge(public::routes())
        .merge(account::routes())
        .merge(applicant::routes(state))
        .merge(expert::routes())
        .merge(panel::routes())
        .merge(officer::routes())
        .merge(decision::routes())
        .merge(finance::routes())
        .merge(exports::routes())
        .merge(admin::routes());
    layers::around(routes, state)
}

/// The sample checks of all pages.
pub fn pages() -> Vec<SampleCheck> {
    [
        public::pages(),
        account::pages(),
        applicant::pages(),
        expert::pages(),
        panel::pages(),
        officer::pages(),
        decision::pages(),
        finance::pages(),
        admin::pages(),
        exports::pages(),
    ]
    .concat()
}
