//! Pages for those who keep the house: audit trail, mails, people; and the demo's mailbox. The one
//! rule: each asks for its own permission; the mailbox is there only when the settings say so.

mod audit;
mod mailbox;
mod outbox;
mod people;
mod person;
#[cfg(test)]
mod tests;

use crate::{
    http::{
        AppState,
        route::{both, get},
    },
    render::{
        links,
        page::{SampleCheck, check_samples},
    },
};
use axum::Router;

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(links::AUDIT_LOG, get(audit::show))
        .route(links::OUTBOX, both(outbox::show, outbox::retry))
        .route(links::PEOPLE, get(people::show))
        .route(links::PERSON, both(person::show, person::change))
        .route(links::MAILBOX, get(mailbox::show))
        .route(links::MAILBOX_ITEM, get(mailbox::read))
        .route(links::MAILBOX_HTML, get(mailbox::html))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    vec![
        check_samples::<audit::Trail>,
        check_samples::<outbox::Mails>,
        check_samples::<people::People>,
        check_samples::<person::OnePerson>,
        check_samples::<mailbox::Mailbox>,
        check_samples::<mailbox::Letter>,
    ]
}
