//! Pages for finance: payments, the ledger, the budget. Officers and auditors read them; only
//! finance officers approve, pay and give money.

pub mod budget;
pub mod ledger;
pub mod payment;
pub mod payments;

use crate::{
    http::AppState,
    render::{links, page::SampleCheck},
};
use axum::{Router, routing::get};

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(links::PAYMENTS, get(payments::get))
        .route(links::PAYMENT, get(payment::get).post(payment::post))
        .route(links::LEDGER, get(ledger::get))
        .route(links::BUDGET, get(budget::get).post(budget::post))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    crate::render::page::pages![
        budget::Budget,
        ledger::Ledger,
        payment::PaymentPage,
        payments::Payments
    ]
    .to_vec()
}
