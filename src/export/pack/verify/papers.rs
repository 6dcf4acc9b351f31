//! What was sealed against what is in the pack: the application and its receipt, the signatures and
//! their text. The one rule: the digest was kept at that time, so a text that differs is the later.

use super::{archive::Files, digest::sha256};
use serde::Deserialize;

const SNAPSHOT: &str = "application/snapshot.json";
const SEAL: &str = "application/snapshot.sha256";
const SIGNATURES: &str = "agreement/signatures.json";

/// What is wrong with a paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperFault {
    /// A file is missing or can't be read.
    #[error("{path} is missing or can't be read")]
    Unreadable { path: String },
    /// The application isn't the one the receipt seals.
    #[error("the application is not the text its receipt seals: its SHA-256 differs")]
    SnapshotDiffers,
    /// A signature under a document that isn't in the pack.
    #[error("{name} signed {document}, which is not in the pack")]
    NoDocument { document: String, name: String },
    /// A signature under another text than the one in the pack.
    #[error("{name} signed another text than {document}: its SHA-256 differs")]
    TextDiffers { document: String, name: String },
    /// An instant that can't be read.
    #[error("{name} signed {document} at a time that can't be read")]
    Time { document: String, name: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    document: String,
    #[serde(rename = "place")]
    _place: String,
    name: String,
    at: String,
    text_sha256: String,
}

/// What doesn't hold about the application.
pub(super) fn snapshot(files: &Files) -> Vec<PaperFault> {
    let unreadable = |path: &str| vec![PaperFault::Unreadable { path: path.to_owned() }];
    let Some(snapshot) = files.get(SNAPSHOT) else {
        return unreadable(SNAPSHOT);
    };
    let seal = files.get(SEAL).and_then(|entry| str::from_utf8(&entry.bytes).ok());
    // As `sha256sum` writes it: the digest, two blanks, the file.
    let Some(sealed) = seal.and_then(|seal| seal.strip_suffix("  snapshot.json\n")) else {
        return unreadable(SEAL);
    };
    if sealed == sha256(&snapshot.bytes) { Vec::new() } else { vec![PaperFault::SnapshotDiffers] }
}

/// What doesn't hold about the signatures.
pub(super) fn signatures(files: &Files) -> Vec<PaperFault> {
    let list = files.get(SIGNATURES);
    let read = list.and_then(|e| serde_json::from_slice::<Vec<Signature>>(&e.bytes).ok());
    let Some(signatures) = read else {
        return vec![PaperFault::Unreadable { path: SIGNATURES.to_owned() }];
    };
    let fault = |signature: Signature| {
        let Signature { document, name, at, text_sha256, .. } = signature;
        let text = files.get(&document).map(|entry| sha256(&entry.bytes));
        match text {
            None => Some(PaperFault::NoDocument { document, name }),
            Some(text) if text != text_sha256 => Some(PaperFault::TextDiffers { document, name }),
            Some(_) if chrono::DateTime::parse_from_rfc3339(&at).is_err() => {
                Some(PaperFault::Time { document, name })
            }
            Some(_) => None,
        }
    };
    signatures.into_iter().filter_map(fault).collect()
}
