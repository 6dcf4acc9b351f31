//! Brings what is recorded in line with what is found now. The one rule: a person's word stands
//! against recomputing, except that nothing keeps a disqualifying conflict released.

use super::{Conflict, ConflictKind, ConflictSource, Found, Weight};
use crate::domain::{
    ids::{ConflictId, OrganisationId},
    moment::Moment,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One change of the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A new row, source detected, not pinned.
    Add {
        /// What was found.
        found: Found,
        /// When.
        at: Moment,
    },
    /// The row shows something else now: other evidence, weight or days.
    Update {
        /// Which row.
        id: ConflictId,
        /// What was found now.
        found: Found,
        /// When.
        at: Moment,
        /// It was released and disqualifies now: the release falls.
        drops_release: bool,
    },
    /// No longer true.
    End {
        /// Which row.
        id: ConflictId,
        /// When.
        at: Moment,
    },
}

/// What to change in the record of one expert and one proposal. Rows of persons (declared or
/// entered) are never touched; pinned or released ones are never ended, and their weight only
/// rises. The order of either list doesn't matter.
pub fn merge(existing: &[Conflict], detected: &[Found], now: Moment) -> Vec<Change> {
    let mut found_by_key = BTreeMap::<(ConflictKind, Option<OrganisationId>), &Found>::new();
    for found in detected {
        let place = found_by_key.entry((found.kind, found.party)).or_insert(found);
        *place = (*place).max(found);
    }
    let mut live: Vec<&Conflict> = existing
        .iter()
        .filter(|row| row.source == ConflictSource::Detected && row.ended_at.is_none())
        .collect();
    // Where one thing stands twice: when it disqualifies, the row that says so already goes first,
    // for its release has fallen and its word with it; then a row with a word; then the older id.
    live.sort_by_key(|row| {
        let found = found_by_key.get(&(row.found.kind, row.found.party));
        let rises = found.is_some_and(|found| found.weight > row.found.weight);
        (rises, !row.has_a_word(), row.id)
    });
    let mut held = BTreeSet::new();
    let mut changes = Vec::new();
    for row in live {
        let key = (row.found.kind, row.found.party);
        let now_found = found_by_key.get(&key).copied();
        let worded = row.pinned || row.release.is_some();
        let first = held.insert(key);
        match now_found {
            Some(found) if first => changes.extend(update(row, found, worded, now)),
            // A person's word is never ended by recomputing; a second row without one says
            // nothing new.
            Some(_) | None if worded => {}
            None | Some(_) => changes.push(Change::End { id: row.id, at: now }),
        }
    }
    for (key, found) in found_by_key {
        if !held.contains(&key) {
            changes.push(Change::Add { found: found.clone(), at: now });
        }
    }
    changes.sort();
    changes
}

fn update(row: &Conflict, found: &Found, worded: bool, at: Moment) -> Option<Change> {
    let mut found = found.clone();
    if worded {
        found.weight = found.weight.max(row.found.weight);
        if row.pinned {
            found.valid = found.valid.cover(row.found.valid);
        }
    }
    let drops_release = row.release.is_some() && found.weight == Weight::Disqualifying;
    (found != row.found || drops_release).then_some(Change::Update {
        id: row.id,
        found,
        at,
        drops_release,
    })
}
