//! Countries and outermost regions as the schemes name them.

use serde::{Deserialize, Serialize};

/// An ISO 3166-1 alpha-2 code (XK for Kosovo as Eurostat uses it), known to this module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);
