//! From the award to the last payment, through the verbs and the pages, on both databases.

mod amendments;
mod copies;
mod ends;
pub mod kit;
pub mod pack;
mod pages;
mod story;
