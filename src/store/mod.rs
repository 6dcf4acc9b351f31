//! The only writer. SQL lives here and in `queries`, nowhere else. The one rule: nothing is saved
//! outside a `WriteTx`, and a `WriteTx` begins with a permit and ends with what happened.

pub mod agreement;
pub mod answers;
pub mod application;
pub mod assignment;
pub mod audit;
pub mod bank_account;
pub mod bank_file;
pub mod batch;
pub mod call;
pub mod chance;
pub mod checks;
pub mod clarification;
mod commit; // how a change is kept: audit lines and outbox rows in the same commit
pub mod conflict;
pub mod conflict_facts;
pub mod consensus;
pub mod contracting;
pub mod db;
pub mod delivery;
pub mod document;
pub mod draw;
pub mod error;
pub mod evidence;
pub mod expert;
pub mod instalment;
pub mod invariants;
pub mod ledger;
pub mod letter;
pub mod milestone;
pub mod organisation;
pub mod outbox;
pub mod panel;
pub mod papers;
pub mod partner;
pub mod partner_use;
pub mod payment;
pub mod person;
pub mod profile;
pub mod proposal;
pub mod ranking;
pub mod redress;
pub mod release;
pub mod report;
pub mod report_dates;
pub mod reserve;
pub mod session;
pub mod sql;
pub mod tries;
pub mod tx;
pub mod values;

pub use db::Database;
pub use error::StoreError;
pub use tx::{OpenTx, Tx, WriteTx};
