//! The suite that sees Convoca from outside, and holds the repository itself to its rules.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]
#![expect(clippy::disallowed_methods, reason = "which parts run is told by the environment")]

mod applicants;
mod architecture;
mod bank;
mod bank_files;
mod browser;
mod browser_harness;
mod browser_scored;
mod by_hand;
mod checking;
mod crash;
mod de_minimis;
mod decision;
mod demo;
#[cfg(feature = "pdf")]
mod documents;
mod evaluation;
mod grants;
mod migrations;
mod money_walk;
mod office;
mod permissions;
mod programmes;
mod questions;
mod races;
mod recovery;
mod rounds;
mod routes;
mod screening;
mod sending;
mod storm;
mod story;
mod support;
mod templates;
mod tidy;
mod workflow;
mod worlds;
