//! What several tests share: the source tree as values, and the record of what was left out.

pub mod browser;
pub mod left_out;
pub mod source;
