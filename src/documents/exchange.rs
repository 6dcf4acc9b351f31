//! The papers of an exchange: what is signed before it, and the certificate after it. The one
//! rule: the text is the one that was frozen and signed; here nothing is worded anew.

use super::{About, Head, Paper, Party, Place, parties, plain};
use crate::{
    domain::{
        document::{DocumentKind, Which},
        money::Money,
        paper::Paper as Signable,
    },
    queries::papers::Text,
    render::{day_text, euro_text, words},
};
use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

/// The stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay<'a> {
    /// With whom.
    pub host: &'a str,
    /// The host's country.
    pub host_country: &'a str,
    /// The host's town.
    pub town: &'a str,
    /// First and last day.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// How many of them count.
    pub working_days: Option<u32>,
}

impl Stay<'_> {
    fn data(&self) -> Value {
        let (from, to) = match self.days {
            Some((from, to)) => (day_text(from), day_text(to)),
            None => ("not known".to_owned(), "not known".to_owned()),
        };
        json!({
            "host": self.host,
            "place": format!("{}, {}", self.town, self.host_country),
            "from": from,
            "to": to,
            "working_days": self.working_days.map_or_else(String::new, |days| days.to_string()),
        })
    }
}

/// A paper with its signatures so far.
#[derive(Debug, Clone)]
pub struct ToSign<'a> {
    /// Of what.
    pub about: About<'a>,
    /// The file.
    pub file: Uuid,
    /// The frozen text.
    pub text: &'a Text,
    /// Who is named in it.
    pub parties: Vec<Party>,
    /// The stay.
    pub stay: Stay<'a>,
    /// What was awarded; shown on the Financial Agreement alone.
    pub amount: Money,
    /// The places under it.
    pub places: Vec<Place>,
    /// The day it was frozen.
    pub frozen_on: NaiveDate,
}

impl ToSign<'_> {
    /// How many have signed: a paper with one more signature is another print.
    pub fn version(places: &[Place]) -> i64 {
        let signed = places.iter().filter(|place| place.signed.is_some()).count();
        i64::try_from(signed).unwrap_or(i64::MAX)
    }
    /// The paper: dated by its last signature, or by the day its text was frozen.
    pub fn paper(&self) -> Paper {
        let zone = self.about.zone;
        let last = self.places.iter().filter_map(|place| Some(place.signed.as_ref()?.at)).max();
        let on = last.map_or(self.frozen_on, |at| at.day_in(zone));
        let kind = kind(self.text.paper);
        let title = words::paper_name(self.text.paper);
        let paragraphs: Vec<String> = self.text.text.split("\n\n").map(str::to_owned).collect();
        let own = json!({
            "parties": parties(&self.parties),
            "stay": self.stay.data(),
            "lump_sum": euro_text(self.amount.cents()),
            "paragraphs": plain(&paragraphs),
            // The text says which account; no number is repeated for those who sign.
            "accounts": [],
            "signatures": self.about.places(&self.places),
        });
        let head = Head { title, on, version: String::new(), digest: &self.text.digest };
        let version = Self::version(&self.places);
        Paper {
            which: Which { kind, subject: self.file, version },
            on,
            name: format!("{} {}.pdf", self.about.reference, kind.code()),
            data: self.about.data(&head, own),
        }
    }
}

/// The kind of print a paper to sign has.
pub const fn kind(paper: Signable) -> DocumentKind {
    match paper {
        Signable::Commitment => DocumentKind::Commitment,
        Signable::Agreement => DocumentKind::FinancialAgreement,
    }
}

/// What a certificate says.
#[derive(Debug, Clone, Copy)]
pub struct Certificate<'a> {
    /// Of what.
    pub about: About<'a>,
    /// The file.
    pub file: Uuid,
    /// Who signed for the visitor.
    pub person: &'a str,
    /// The visiting organisation.
    pub visitor: &'a str,
    /// Its country.
    pub visitor_country: &'a str,
    /// The stay.
    pub stay: Stay<'a>,
    /// Who validated the report.
    pub by: &'a str,
    /// On which day.
    pub on: NaiveDate,
}

impl Certificate<'_> {
    /// The paper: dated by the day the report was validated.
    pub fn paper(&self) -> Paper {
        let mut own = json!({
            "visitor": {
                "person": self.person,
                "organisation": self.visitor,
                "country": self.visitor_country,
            },
            "host": {"organisation": self.stay.host, "country": self.stay.host_country},
            "purpose": "",
            "confirmed_by": [{
                "name": self.by,
                "role": "Programme office",
                "organisation": self.about.office.name,
                "on": day_text(self.on),
            }],
        });
        let stay = self.stay.data();
        for key in ["from", "to", "working_days"] {
            own[key] = stay[key].clone();
        }
        own["place"] = Value::from(self.stay.town);
        let title = "Certificate of Exchange";
        let head = Head { title, on: self.on, version: String::new(), digest: "" };
        let kind = DocumentKind::Certificate;
        Paper {
            which: Which { kind, subject: self.file, version: 1 },
            on: self.on,
            name: format!("{} {}.pdf", self.about.reference, kind.code()),
            data: self.about.data(&head, own),
        }
    }
}
