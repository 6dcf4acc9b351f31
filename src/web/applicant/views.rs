//! Papers and files as several pages of an application show them.

use crate::{
    queries::report::Attachment,
    render::{
        Link,
        parts::{Download, Signature},
    },
};
use serde::Serialize;

/// A paper with its signatures.
#[derive(Debug, Serialize)]
pub(super) struct PaperView {
    /// Its title.
    pub name: &'static str,
    /// Its page.
    pub href: Link,
    /// Places with and without a signature.
    pub signs: Vec<Signature>,
    /// SHA-256 of its text.
    pub digest: String,
    /// The paper as PDF.
    pub downloads: Vec<Download>,
}

/// An uploaded file.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FileLink {
    /// The name it came with.
    pub name: String,
    /// Where it is downloaded.
    pub href: Link,
    /// Where it is removed.
    pub remove: Link,
    /// Its size.
    pub about: String,
}

impl FileLink {
    /// A file with its size.
    pub(super) fn of(file: &Attachment) -> Self {
        Self {
            name: file.name.clone(),
            href: Link::Attachment(file.id),
            remove: Link::AttachmentRemove(file.id),
            about: size(file.length),
        }
    }
}

/// "3.1 MB", "512 kB": decimal units, one digit for megabytes.
fn size(bytes: i64) -> String {
    match bytes {
        1_000_000.. => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        1_000.. => format!("{} kB", bytes / 1_000),
        few => format!("{few} bytes"),
    }
}
