//! Experts and evaluation, from the invitation to the final marks, on both databases. The one rule:
//! people and panels come by the real actions; only proposals are put in as admitted.

mod assigning;
mod conflicts;
mod pages;
mod reminding;
mod room;
mod scoring;
pub mod world;
