//! The suite that sees Convoca from outside, and holds the repository itself to its rules.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]
#![expect(clippy::disallowed_methods, reason = "which parts run is told by the environment")]

mod architecture;
mod browser;
mod browser_harness;
mod demo;
mod evaluation;
mod migrations;
mod office;
mod permissions;
mod programmes;
mod races;
mod routes;
mod sending;
mod story;
mod support;
mod templates;
mod tidy;
mod workflow;
