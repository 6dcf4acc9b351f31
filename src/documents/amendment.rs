//! The letter of amendment: what was agreed, what is now, why, and who signed it. The one rule: it
//! is of a version that all have signed, so nothing on it can change any more.

use super::{About, Head, Paper, Party, Place, agreement::Paragraph, parties};
use crate::{
    domain::{
        document::{DocumentKind, Which},
        moment::Moment,
    },
    render::day_text,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// The version it changes.
#[derive(Debug, Clone, Copy)]
pub struct Before {
    /// Its number, from 1.
    pub number: u32,
    /// When its last signature came.
    pub signed_at: Moment,
}

/// One point that changes, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which point.
    pub what: String,
    /// As it was.
    pub old: String,
    /// As it is from now on.
    pub new: String,
}

/// A version of an agreement that took the place of one before.
#[derive(Debug, Clone)]
pub struct Amendment<'a> {
    /// Of what.
    pub about: About<'a>,
    /// The file of the grant: its letters differ by the number of their version.
    pub file: Uuid,
    /// Which version of the agreement this is, from 2.
    pub number: u32,
    /// When its last signature came; its day is the day on the letter.
    pub signed_at: Moment,
    /// SHA-256 of the frozen text.
    pub digest: &'a str,
    /// The version it changes.
    pub before: Before,
    /// Who is bound.
    pub parties: Vec<Party>,
    /// Why, as the office wrote it.
    pub reason: &'a str,
    /// What changes; may be empty when only the text does.
    pub changes: Vec<Change>,
    /// The frozen text.
    pub paragraphs: Vec<Paragraph>,
    /// The signatures.
    pub places: Vec<Place>,
}

/// Which paper the letter of this version is.
pub fn which(file: Uuid, number: u32) -> Which {
    Which { kind: DocumentKind::Amendment, subject: file, version: i64::from(number) }
}

/// The letter of amendment as a paper.
pub fn paper(a: &Amendment<'_>) -> Paper {
    let day = |at: Moment| at.day_in(a.about.zone);
    let change = |one: &Change| json!({"what": one.what, "old": one.old, "new": one.new});
    let paragraph = |one: &Paragraph| json!({"heading": one.heading, "text": one.text});
    let own = json!({
        "amends": {
            "title": "Grant agreement",
            "reference": a.about.reference,
            "version": a.before.number.to_string(),
            "signed_on": day_text(day(a.before.signed_at)),
        },
        "in_force": a.about.instant(a.signed_at),
        "parties": parties(&a.parties),
        "reason": a.reason,
        "changes": a.changes.iter().map(change).collect::<Vec<Value>>(),
        "paragraphs": a.paragraphs.iter().map(paragraph).collect::<Vec<Value>>(),
        "signatures": a.about.places(&a.places),
    });
    let title = format!("Amendment of the grant agreement, version {}", a.number);
    let on = day(a.signed_at);
    let head = Head { title: &title, on, version: a.number.to_string(), digest: a.digest };
    Paper {
        which: which(a.file, a.number),
        on,
        name: format!("{} amendment {}.pdf", a.about.reference, a.number),
        data: a.about.data(&head, own),
    }
}
