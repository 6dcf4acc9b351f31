//! Pages of a proposal to a scored call, for its consortium. The one rule: a proposal is opened
//! through `file::open`, which asks for the permit before anything else of it is read.

mod clarification;
mod declaration;
mod declaration_form;
mod edit;
mod enterprise;
mod file;
mod invitations;
mod letter;
mod next;
mod overview;
mod part;
mod partners;
mod past;
mod redress;
mod samples;
mod start;
mod submit;
mod sum;
mod withdraw;
mod working;

use crate::{
    http::AppState,
    render::{links, page::SampleCheck},
};
use axum::{
    Router,
    routing::{get, post},
};

pub(super) use overview::chip as stage_chip;

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(links::PROPOSAL_NEW, get(start::show).post(start::start))
        .route(links::PROPOSAL, get(overview::show))
        .route(links::PROPOSAL_EDIT, get(edit::show).post(edit::save))
        .route(links::PROPOSAL_FIELD, post(edit::field))
        .route(links::PROPOSAL_PARTNERS, get(partners::show).post(partners::change))
        .route(links::PROPOSAL_LEAVE, post(partners::leave))
        .route(links::PART, get(part::show).post(part::save))
        .route(links::PART_FIELD, post(part::field))
        .route(links::PART_CONFIRM, post(part::confirm))
        .route(links::DECLARATION, get(declaration::show).post(declaration::save))
        .route(links::PROPOSAL_SUBMIT, get(submit::show).post(submit::hand_in))
        .route(links::PROPOSAL_RECEIPT, get(submit::receipt))
        .route(links::PROPOSAL_REOPEN, post(overview::reopen))
        .route(links::PROPOSAL_WITHDRAW, get(withdraw::show).post(withdraw::withdraw))
        .route(links::CLARIFICATION, get(clarification::show).post(clarification::save))
        .route(links::LETTER, get(letter::show).post(letter::open))
        .route(links::OFFER, post(letter::offer))
        .route(links::REDRESS_ASK, get(redress::show).post(redress::ask))
        .route(links::INVITATIONS, get(invitations::show).post(invitations::answer))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    crate::render::page::pages![
        start::Start,
        overview::Overview,
        edit::Edit,
        partners::Partners,
        part::PartPage,
        declaration::DeclarationPage,
        submit::Submit,
        submit::Receipt,
        withdraw::Withdraw,
        clarification::Clarify,
        letter::LetterPage,
        redress::RedressPage,
        invitations::Invitations,
    ]
    .to_vec()
}
