//! stub

pub mod lump_sum;
pub mod programme;
