//! Reads for pages and commands. The one rule: reads only, a fixed small number of statements each.

pub mod account; // a person's own page
pub mod calls; // calls and their partnerships
pub mod health; // whether an instance is well
pub mod quota; // money and places of a call
pub mod user_list; // everybody with their posts
