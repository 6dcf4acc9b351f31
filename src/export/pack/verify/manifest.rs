//! The list of files against the files. The one rule: complete both ways, and nothing about a file
//! is believed that can be counted.

use super::{archive::Files, digest::sha256};
use chrono::{DateTime, Datelike, Timelike, Utc};
use serde::Deserialize;
use std::collections::BTreeSet;

const PATH: &str = "manifest.json";
const FORMAT: &str = "convoca-pack";
const VERSION: u32 = 1;
/// Without these it is no pack, whatever the manifest says.
const NEEDED: [&str; 13] = [
    "README.txt",
    "agreement/signatures.json",
    "application/snapshot.json",
    "application/snapshot.sha256",
    "audit-heads.json",
    "audit.jsonl",
    "call.txt",
    "conflicts.json",
    "decision.json",
    "ledger.csv",
    "ledger.json",
    "payments.json",
    "programme.toml",
];

/// What is wrong with the list of files.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestFault {
    /// There is no manifest, or it can't be read.
    #[error("manifest.json is missing or can't be read")]
    Unreadable,
    /// Written by another program, or a later one.
    #[error("the pack is of the format {format}, version {version}, which is not known here")]
    UnknownFormat { format: String, version: u32 },
    /// The files are not dated as the manifest is.
    #[error("{path} is not dated as the manifest is")]
    OtherDate { path: String },
    /// The README begins otherwise than the manifest.
    #[error("README.txt names another grant than manifest.json, or another instant of making")]
    OtherReadme,
    /// Paths are not in order, or one is named twice.
    #[error("{path} stands in the wrong place of the manifest, or twice")]
    OutOfOrder { path: String },
    /// Named, or needed in every pack, and not there.
    #[error("{path} is missing")]
    Missing { path: String },
    /// There and not named.
    #[error("{path} is in the pack and not in its manifest")]
    Extra { path: String },
    /// Longer or shorter than named.
    #[error("{path} has {is} bytes, the manifest says {named}")]
    Length { path: String, is: u64, named: u64 },
    /// Another content than named.
    #[error("{path} is not the file the manifest names: its SHA-256 differs")]
    Digest { path: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: String,
    version: u32,
    reference: String,
    made_at: String,
    files: Vec<File>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    path: String,
    bytes: u64,
    sha256: String,
}

fn read(files: &Files) -> Option<Manifest> {
    serde_json::from_slice(&files.get(PATH)?.bytes).ok()
}

/// The grant's reference and the instant of making.
pub(super) fn about(files: &Files) -> Option<(String, String)> {
    read(files).map(|manifest| (manifest.reference, manifest.made_at))
}

/// What doesn't hold.
pub(super) fn check(files: &Files) -> Vec<ManifestFault> {
    let Some(manifest) = read(files) else {
        return vec![ManifestFault::Unreadable];
    };
    if manifest.format != FORMAT || manifest.version != VERSION {
        let Manifest { format, version, .. } = manifest;
        return vec![ManifestFault::UnknownFormat { format, version }];
    }
    let mut faults = dates(files, &manifest.made_at);
    if !is_introduced(files, &manifest) {
        faults.push(ManifestFault::OtherReadme);
    }
    for two in manifest.files.windows(2) {
        if two[0].path >= two[1].path {
            faults.push(ManifestFault::OutOfOrder { path: two[1].path.clone() });
        }
    }
    for file in &manifest.files {
        let path = file.path.clone();
        let Some(entry) = files.get(&file.path) else {
            faults.push(ManifestFault::Missing { path });
            continue;
        };
        let is = entry.bytes.len() as u64;
        if is != file.bytes {
            faults.push(ManifestFault::Length { path, is, named: file.bytes });
        } else if sha256(&entry.bytes) != file.sha256 {
            faults.push(ManifestFault::Digest { path });
        }
    }
    let named: BTreeSet<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let extra = files.keys().filter(|path| *path != PATH && !named.contains(path.as_str()));
    faults.extend(extra.map(|path| ManifestFault::Extra { path: path.clone() }));
    let missing = NEEDED.into_iter().filter(|path| !named.contains(path));
    faults.extend(missing.map(|path| ManifestFault::Missing { path: path.to_owned() }));
    faults
}

/// What the manifest says of itself stands in the README, which it seals. A missing one is told as
/// such.
fn is_introduced(files: &Files, manifest: &Manifest) -> bool {
    let Some(readme) = files.get("README.txt") else { return true };
    let made = format!("All that is held about this grant, made {}.", manifest.made_at);
    str::from_utf8(&readme.bytes).is_ok_and(|text| {
        text.lines().next() == Some(&manifest.reference) && text.lines().any(|line| line == made)
    })
}

/// Each file carries the manifest's instant, as far as a ZIP can say it.
fn dates(files: &Files, made_at: &str) -> Vec<ManifestFault> {
    let made_at = DateTime::parse_from_rfc3339(made_at).ok().map(|at| at.with_timezone(&Utc));
    let expected = made_at.and_then(dos_date);
    files
        .iter()
        .filter(|(_, entry)| Some(entry.dated) != expected)
        .map(|(path, _)| ManifestFault::OtherDate { path: path.clone() })
        .collect()
}

/// Years from 1980, and seconds by two: the clock of an old disk system.
fn dos_date(at: DateTime<Utc>) -> Option<u32> {
    let years = u32::try_from(at.year()).ok()?.checked_sub(1980).filter(|years| *years < 128)?;
    let day = years << 9 | at.month() << 5 | at.day();
    let time = at.hour() << 11 | at.minute() << 5 | (at.second() / 2);
    Some(day << 16 | time)
}
