//! The register of de minimis aid granted. The one rule: what was granted stays in it as granted;
//! what of it stands is told beside.

pub use crate::store::de_minimis::{After, Aid, Declared, one, register};

/// Rows on a page.
pub const PAGE: usize = 50;
