//! Reads for pages and commands. The one rule: reads only, a fixed small number of statements each.

pub mod health; // whether an instance is well
pub mod user_list; // everybody with their posts
