//! Which organisations are one undertaking. The one rule: what either of two declares ties both,
//! and ties go on through others; nobody gets room by staying silent about whom another names.

use super::Enterprise;
use crate::domain::ids::OrganisationId;
use std::collections::{BTreeMap, BTreeSet};

/// An organisation as it is known here, with what it declared last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: OrganisationId,
    /// Two letters.
    pub country: String,
    /// Its number in that country's register; may be empty.
    pub registration: String,
    /// The other enterprises it declared.
    pub declared: Vec<Enterprise>,
}

/// Country and number, however it was typed. None without a number.
fn key(country: &str, registration: &str) -> Option<String> {
    let number: String = registration.chars().filter(char::is_ascii_alphanumeric).collect();
    let country = country.trim();
    // A number is often written with its country before it.
    let upper = number.to_ascii_uppercase();
    let bare = upper.strip_prefix(&country.to_ascii_uppercase()).unwrap_or(&upper);
    (!bare.is_empty()).then(|| format!("{}:{bare}", country.to_ascii_uppercase()))
}

/// The undertaking of an organisation: itself, and all of these it is tied to by number.
pub fn undertaking(of: OrganisationId, all: &[Known]) -> BTreeSet<OrganisationId> {
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let keys: Vec<BTreeSet<String>> = all
        .iter()
        .map(|one| {
            let others = one.declared.iter().filter_map(|e| key(&e.country, &e.registration));
            key(&one.country, &one.registration).into_iter().chain(others).collect()
        })
        .collect();
    for (at, keys) in keys.iter().enumerate() {
        for key in keys {
            by_key.entry(key.clone()).or_default().push(at);
        }
    }
    let mut found = BTreeSet::from([of]);
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut open: Vec<usize> =
        all.iter().enumerate().filter(|(_, one)| one.id == of).map(|(at, _)| at).collect();
    while let Some(at) = open.pop() {
        if !seen.insert(at) {
            continue;
        }
        let (Some(one), Some(keys)) = (all.get(at), keys.get(at)) else { continue };
        found.insert(one.id);
        for key in keys {
            open.extend(by_key.get(key).into_iter().flatten().copied());
        }
    }
    found
}
