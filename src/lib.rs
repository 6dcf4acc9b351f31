//! Convoca, room by room, lowest first. A room may use the rooms below it as `docs/ARCHITECTURE.md`
//! says; `tests/it/architecture.rs` holds the code to that table.

pub mod actions; // the verbs of the system: read this folder first
pub mod app; // composition root: settings in, running service out
pub mod bank; // files to and from the bank: payments out, bookings in
pub mod cli; // serve, demo, migrate, doctor, user, programme, audit, lump-sum
pub mod config; // settings and programme files -> domain values
pub mod documents; // papers as PDF: their data, and the press that prints them
pub mod domain; // pure rules: states, money, quotas, lump sums, ledger, access
pub mod export; // what leaves as files: CSV, XLSX, 360Giving, the auditor's pack
pub mod http; // sessions, forms, errors: what the web doors share
pub mod lists; // lists of sanctions, read into entries
pub mod mail; // what leaves: composed messages and their transport
pub mod queries; // reads for pages, scoped to the reader
pub mod render; // templates, links, wording
pub mod store; // SQL: lock, load, save; the write transaction; outbox; audit
pub mod web; // pages, by audience
pub mod worker; // what happens in its own time: outbox, schedule
