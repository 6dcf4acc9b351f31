//! A proposal as the ranking sees it. The one rule: what the tie chain may ask for stands here, and
//! nothing that could tell who wrote it or who read it.

use super::score::FinalMarks;
use crate::domain::{moment::Moment, money::Money};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A proposal with its final marks. `I` is its id: anything small that can be put in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry<I> {
    /// Its id; no two are the same.
    pub id: I,
    /// The reference people use, `INV-2026-014`; no two are the same. Rows that nothing has decided
    /// yet are shown in its order.
    pub reference: String,
    /// Final marks.
    pub marks: FinalMarks,
    /// What it asks for; never below nought.
    pub requested: Money,
    /// Topics it addresses.
    pub topics: BTreeSet<String>,
    /// Countries of its partners.
    pub countries: BTreeSet<String>,
    /// The sub-line it belongs to, if the call has any.
    pub sub_line: Option<String>,
    /// Whole numbers the tie chain may ask for, by name.
    pub facts: BTreeMap<String, i64>,
    /// When it was handed in.
    pub submitted_at: Moment,
    /// Its number in the recorded draw; the lowest comes first.
    pub draw: Option<u64>,
}
