//! Pages of a proposal to a scored call, for its consortium. The one rule: a proposal is opened
//! through `file::open`, which asks for the permit before anything else of it is read.

mod agreement;
mod aid; // earlier de minimis aid
mod aid_form;
mod attached;
mod clarification;
mod copies;
mod declaration;
mod declaration_form;
mod documents;
mod edit;
mod enterprise;
mod file;
mod grant_form;
mod invitations;
mod letter;
mod next;
mod overview;
mod part;
mod partners;
mod past;
mod project;
mod redress;
mod samples;
mod start;
mod submit;
mod sum;
mod tie;
mod withdraw;
mod working;

use crate::{
    http::{
        AppState,
        route::{both, get, post},
    },
    render::{links, page::SampleCheck},
};
use axum::Router;

pub(super) use attached::{
    add as add_document, download as download_document, remove as remove_document,
    show as show_documents,
};
pub(super) use copies::add as add_copy;
pub(super) use overview::chip as stage_chip;
pub(super) use project::add as add_file;

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(links::PROPOSAL_NEW, both(start::show, start::start))
        .route(links::PROPOSAL, get(overview::show))
        .route(links::PROPOSAL_EDIT, both(edit::show, edit::save))
        .route(links::PROPOSAL_FIELD, post(edit::field))
        .route(links::PROPOSAL_PARTNERS, both(partners::show, partners::change))
        .route(links::PROPOSAL_LEAVE, post(partners::leave))
        .route(links::PART, both(part::show, part::save))
        .route(links::PART_FIELD, post(part::field))
        .route(links::PART_CONFIRM, post(part::confirm))
        .route(links::AID, both(aid::show, aid::save))
        .route(links::AID_LETTER, get(aid::letter))
        .route(links::DECLARATION, both(declaration::show, declaration::save))
        .route(links::PROPOSAL_SUBMIT, both(submit::show, submit::hand_in))
        .route(links::PROPOSAL_RECEIPT, get(submit::receipt))
        .route(links::PROPOSAL_REOPEN, post(overview::reopen))
        .route(links::PROPOSAL_WITHDRAW, both(withdraw::show, withdraw::withdraw))
        .route(links::CLARIFICATION, both(clarification::show, clarification::save))
        .route(links::LETTER, both(letter::show, letter::open))
        .route(links::PROPOSAL_DOCUMENT, get(documents::show))
        .route(links::AMENDMENT, get(documents::amendment))
        .route(links::OFFER, post(letter::offer))
        .route(links::REDRESS_ASK, both(redress::show, redress::ask))
        .route(links::CONTRACT, both(grant_form::show_contract, grant_form::save_contract))
        .route(links::AGREEMENT, both(agreement::show, agreement::sign))
        .route(links::PROJECT, both(project::show, project::post))
        .route(links::GRANT_REPORT, both(grant_form::show_report, grant_form::save_report))
        .route(links::INVITATIONS, both(invitations::show, invitations::answer))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    crate::render::page::pages![
        start::Start,
        overview::Overview,
        edit::Edit,
        attached::Attached,
        partners::Partners,
        part::PartPage,
        declaration::DeclarationPage,
        aid::AidPage,
        submit::Submit,
        submit::Receipt,
        withdraw::Withdraw,
        clarification::Clarify,
        letter::LetterPage,
        redress::RedressPage,
        agreement::AgreementPage,
        grant_form::GrantFormPage,
        project::ProjectPage,
        invitations::Invitations,
    ]
    .to_vec()
}
