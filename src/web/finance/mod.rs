//! Pages for finance: payments, the ledger, the budget. Officers and auditors read them; only
//! finance officers approve, pay and give money.

pub mod account;
pub mod accounts;
pub mod bank;
pub mod batch;
pub mod batches;
pub mod budget;
mod burn;
pub mod claim;
pub mod de_minimis;
pub mod debit_note;
pub mod due;
pub mod ledger;
pub mod manual;
pub mod organisation;
pub mod owed;
mod parts;
pub mod payment;
pub mod payments;
pub mod recoveries;
pub mod recovery;
pub mod remittance;
pub mod screening;
pub mod screening_find;
pub mod screening_organisation;

use crate::{
    http::AppState,
    render::{links, page::SampleCheck},
};
use axum::{
    Router,
    routing::{get, post},
};

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(links::BATCHES, get(batches::get).post(batches::post))
        .route(links::BATCH, get(batch::get).post(batch::post))
        .route(links::BATCH_FILE, get(batch::file))
        .route(links::MANUAL_PAYMENTS, get(manual::get).post(manual::post))
        .route(links::BANK_FILES, get(bank::get).post(bank::settle))
        .route(links::BANK_FILE_IN, post(bank::take))
        .route(links::BANK_ACCOUNTS, get(accounts::get))
        .route(links::DUE_LIST, get(due::get))
        .route(links::ORGANISATION_MONEY, get(organisation::get))
        .route(links::BANK_ACCOUNT, get(account::get).post(account::post))
        .route(links::SCREENING, get(screening::get).post(screening::post))
        .route(links::SCREENING_FIND, get(screening_find::get).post(screening_find::post))
        .route(
            links::ORGANISATION_SCREENING,
            get(screening_organisation::get).post(screening_organisation::post),
        )
        .route(links::DE_MINIMIS, get(de_minimis::get))
        .route(links::PAYMENTS, get(payments::get))
        .route(links::PAYMENT, get(payment::get).post(payment::post))
        .route(links::REMITTANCE, get(remittance::get))
        .route(links::RECOVERIES, get(recoveries::get))
        .route(links::CLAIM, get(claim::get).post(claim::post))
        .route(links::RECOVERY, get(recovery::get).post(recovery::post))
        .route(links::DEBIT_NOTE, get(debit_note::get))
        .route(links::LEDGER, get(ledger::get))
        .route(links::BUDGET, get(budget::get).post(budget::post))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    crate::render::page::pages![
        account::AccountPage,
        accounts::Accounts,
        bank::BankFiles,
        batch::BatchPage,
        batches::Batches,
        budget::Budget,
        claim::ClaimPage,
        due::Due,
        de_minimis::DeMinimis,
        ledger::Ledger,
        manual::ManualList,
        organisation::OrganisationMoney,
        payment::PaymentPage,
        payments::Payments,
        recoveries::Recoveries,
        recovery::RecoveryPage,
        screening::Screening,
        screening_find::Find,
        screening_organisation::OrganisationScreening
    ]
    .to_vec()
}
