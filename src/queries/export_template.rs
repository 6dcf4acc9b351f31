//! Saved export templates, to read. The one rule: a person sees the own ones and what is shared.

pub use crate::store::export_template::{Stored, find, of_list};
