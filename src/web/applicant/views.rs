//! Papers and files as several pages of an application show them.

use crate::{
    queries::{proposal::Document, report::Attachment},
    render::{
        Link,
        parts::{Download, Signature},
    },
    web::attached::{length, size},
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
    /// A document of a proposal.
    pub(super) fn of_proposal(file: &Document) -> Self {
        Self {
            name: file.name.clone(),
            href: Link::Attachment(file.id),
            remove: Link::AttachmentRemove(file.id),
            about: length(file),
        }
    }
}
