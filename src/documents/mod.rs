//! Papers as PDF: what each paper says, as the data of its template, and the press that prints it.
//! The one rule: everything on a paper is given, its day too, so that the same paper is the same
//! bytes whenever it is printed; a grantee's account number comes in masked or not at all.

pub mod agreement; // the agreement of a grant
pub mod amendment; // what a signed version changed in it
pub mod de_minimis; // that a grant is de minimis aid
pub mod debit_note; // what has to be paid back
pub mod exchange; // commitment, financial agreement, certificate
pub mod letter; // the letter with the result
pub mod printer; // bytes of a paper; the operator's own templates
pub mod receipt; // what was handed in, and that it came in
pub mod remittance; // what a payment is made of

pub use printer::{Documents, Print, PrintFault};

use crate::{
    domain::{document::Which, moment::Moment},
    render::{day_text, zone_city},
};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Value, json};

/// The office as a letter head shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its name.
    pub name: String,
    /// Its address, a line each; may be empty.
    pub address: Vec<String>,
    /// Where people write to.
    pub email: String,
    /// Its address in the web.
    pub web: String,
    /// Who pays, beside the flag; empty for no flag.
    pub funding: String,
}

/// What a paper is about, as its head and foot say.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Whose paper it is.
    pub office: &'a Office,
    /// The scheme's name.
    pub programme: &'a str,
    /// The call's title.
    pub call: &'a str,
    /// The file's number.
    pub reference: &'a str,
    /// Where times on it are told.
    pub zone: Tz,
}

/// A paper, ready to be printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// Which one.
    pub which: Which,
    /// The day on it: that of the thing itself, never today.
    pub on: NaiveDate,
    /// What its file is called.
    pub name: String,
    /// What its template is filled with.
    pub data: Value,
}

/// A party of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// What it is called in the text.
    pub part: String,
    /// Its name.
    pub name: String,
    /// Its number in a register; may be empty.
    pub legal_id: String,
    /// Where it is; may be empty.
    pub address: String,
    /// Its share of the money; may be empty.
    pub share: String,
}

/// A place under a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// "For the visitor".
    pub place: String,
    /// For whom.
    pub organisation: String,
    /// The signature, once there is one.
    pub signed: Option<Signed>,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub name: String,
    /// When.
    pub at: Moment,
    /// SHA-256 of the text signed.
    pub digest: String,
}

/// What differs between papers in head and foot.
struct Head<'a> {
    title: &'a str,
    on: NaiveDate,
    version: String,
    digest: &'a str,
}

impl About<'_> {
    /// The data of a paper: its head, and what is its own.
    fn data(&self, head: &Head<'_>, own: Value) -> Value {
        let mut data = json!({
            "lang": "en",
            "office": {
                "name": self.office.name,
                "address": self.office.address,
                "email": self.office.email,
                "web": self.office.web,
            },
            "programme": self.programme,
            "funding": self.office.funding,
            "reference": self.reference,
            "version": head.version,
            "date": day_text(head.on),
            "digest": head.digest,
            "title": head.title,
        });
        if let (Some(data), Value::Object(own)) = (data.as_object_mut(), own) {
            data.extend(own);
        }
        data
    }
    /// An instant to the second, with the city whose clock it is on.
    fn instant(&self, at: Moment) -> String {
        let text = at.in_zone(self.zone).format("%-d %B %Y, %H:%M:%S");
        format!("{text} {}", zone_city(self.zone))
    }
    /// The places under a paper.
    fn places(&self, places: &[Place]) -> Vec<Value> {
        let view = |place: &Place| {
            let signed = place.signed.as_ref();
            json!({
                "place": place.place,
                "organisation": place.organisation,
                "name": signed.map_or("", |signed| &signed.name),
                "role": "",
                "signed_at": signed.map_or_else(String::new, |signed| self.instant(signed.at)),
                "digest": signed.map_or("", |signed| &signed.digest),
            })
        };
        places.iter().map(view).collect()
    }
}

/// What a letter has beside: to whom, and who stands for it.
fn addressed(to: &str, subject: &str, paragraphs: &[String]) -> Value {
    json!({
        "subject": subject,
        "recipient": {"name": to, "address": []},
        "salutation": "",
        "paragraphs": plain(paragraphs),
        "closing": "Yours sincerely,",
        "signer": {"name": "Programme office", "role": ""},
    })
}

/// Paragraphs without headings.
fn plain(texts: &[String]) -> Vec<Value> {
    texts.iter().map(|text| json!({"heading": "", "text": text})).collect()
}

fn parties(all: &[Party]) -> Vec<Value> {
    let view = |one: &Party| {
        json!({
            "part": one.part,
            "name": one.name,
            "legal_id": one.legal_id,
            "address": one.address,
            "share": one.share,
        })
    };
    all.iter().map(view).collect()
}

/// Lays one object's fields over another's.
fn joined(mut one: Value, other: Value) -> Value {
    if let (Some(one), Value::Object(other)) = (one.as_object_mut(), other) {
        one.extend(other);
    }
    one
}

#[cfg(test)]
mod tests;
