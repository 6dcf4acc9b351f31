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
    http::{
        AppState,
        route::{both, get, post},
    },
    render::{links, page::SampleCheck},
};
use axum::Router;

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(links::BATCHES, both(batches::get, batches::post))
        .route(links::BATCH, both(batch::get, batch::post))
        .route(links::BATCH_FILE, get(batch::file))
        .route(links::MANUAL_PAYMENTS, both(manual::get, manual::post))
        .route(links::BANK_FILES, both(bank::get, bank::settle))
        .route(links::BANK_FILE_IN, post(bank::take))
        .route(links::BANK_ACCOUNTS, get(accounts::get))
        .route(links::DUE_LIST, get(due::get))
        .route(links::ORGANISATION_MONEY, get(organisation::get))
        .route(links::BANK_ACCOUNT, both(account::get, account::post))
        .route(links::SCREENING, both(screening::get, screening::post))
        .route(links::SCREENING_FIND, both(screening_find::get, screening_find::post))
        .route(
            links::ORGANISATION_SCREENING,
            both(screening_organisation::get, screening_organisation::post),
        )
        .route(links::DE_MINIMIS, get(de_minimis::get))
        .route(links::PAYMENTS, get(payments::get))
        .route(links::PAYMENT, both(payment::get, payment::post))
        .route(links::REMITTANCE, get(remittance::get))
        .route(links::RECOVERIES, get(recoveries::get))
        .route(links::CLAIM, both(claim::get, claim::post))
        .route(links::RECOVERY, both(recovery::get, recovery::post))
        .route(links::DEBIT_NOTE, get(debit_note::get))
        .route(links::LEDGER, get(ledger::get))
        .route(links::BUDGET, both(budget::get, budget::post))
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
