//! From the award to the last payment, through the verbs and the pages, on both databases.

mod ends;
pub mod kit;
mod pages;
mod story;
