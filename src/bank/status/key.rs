//! The key of a line: the same for the same statement of the bank, whichever file repeats it. The
//! one rule: it is made from what the bank says about the booking, never from the file around it.

use crate::domain::paper::digest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A line's key: 64 hex digits (SHA-256).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LineKey(pub(super) String);

impl LineKey {
    /// As kept in the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// A key as kept in the database; what was never given out is never met again.
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Gives out the keys of one file. Two lines alike in all they say are counted, so that a bank
/// booking the same thing twice on one day is seen twice.
#[derive(Debug, Default)]
pub struct Keys(BTreeMap<String, u32>);

impl Keys {
    /// The key for these parts. Each is written with its length, so no two lists read alike.
    pub fn key(&mut self, parts: &[&str]) -> LineKey {
        let mut said = String::new();
        for part in parts {
            said.push_str(&format!("{}:{part};", part.len()));
        }
        let times = self.0.entry(said.clone()).and_modify(|times| *times += 1).or_insert(1);
        LineKey(digest(&format!("{said}{times}")))
    }
}
