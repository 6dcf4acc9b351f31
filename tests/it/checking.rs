//! The office's checks of a proposal, and the public side of its call: verbs and pages.

mod asking;
mod pages;
mod public;
pub mod verbs;
