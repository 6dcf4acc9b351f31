//! That something was handed in, and what. The one rule: both papers are made from the snapshot
//! that was kept when it came in; later changes of the file don't reach them.

use super::{About, Head, Paper, addressed, joined};
use crate::{
    domain::{
        document::{DocumentKind, Which},
        form::{Answers, Form},
        money::Money,
    },
    queries::application::Snapshot,
    render::{euro_text, form::answered, number_text},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// What was handed in, read out of its snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedIn {
    /// The answers of its form.
    pub answers: Answers,
    /// Who takes part, the visitor or lead first, with what each asks for where that is known.
    pub organisations: Vec<(String, Option<Money>)>,
    /// Documents by name, with the SHA-256 of their bytes; none of an exchange.
    pub documents: Vec<(String, String)>,
}

impl HandedIn {
    /// Reads a snapshot of either kind.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        let all: Value = serde_json::from_str(text)?;
        let answers = serde_json::from_value(all["answers"].clone())?;
        let name = |value: &Value| serde_json::from_value::<String>(value.clone());
        let organisations = match all["partners"].as_array() {
            Some(partners) => {
                let asks = |one: &Value| serde_json::from_value(one["requested"].clone());
                let one = |one: &Value| Ok((name(&one["name"])?, Some(asks(one)?)));
                partners.iter().map(one).collect::<Result<_, serde_json::Error>>()?
            }
            None => vec![(name(&all["visitor"])?, None), (name(&all["host"])?, None)],
        };
        // Snapshots from before there were documents have no such list.
        let documents = all["documents"].as_array().map_or(&[][..], Vec::as_slice);
        let document = |one: &Value| Ok((name(&one["name"])?, name(&one["sha256"])?));
        let documents = documents.iter().map(document).collect::<Result<_, serde_json::Error>>()?;
        Ok(Self { answers, organisations, documents })
    }
    /// Who handed it in.
    pub fn applicant(&self) -> &str {
        self.organisations.first().map_or("", |(name, _)| name.as_str())
    }
}

/// A submission.
#[derive(Debug, Clone, Copy)]
pub struct Submission<'a> {
    /// Of what.
    pub about: About<'a>,
    /// The file.
    pub file: Uuid,
    /// As kept.
    pub snapshot: &'a Snapshot,
    /// The same, read.
    pub handed_in: &'a HandedIn,
    /// The form it was written in.
    pub form: &'a Form,
    /// "application" or "proposal".
    pub noun: &'a str,
}

impl Submission<'_> {
    fn paper(&self, kind: DocumentKind, head: &Head<'_>, own: Value) -> Paper {
        let number = self.snapshot.number;
        Paper {
            which: Which { kind, subject: self.file, version: number },
            on: head.on,
            name: format!("{} {} {number}.pdf", self.about.reference, kind.code()),
            data: self.about.data(head, own),
        }
    }
    /// That it came in.
    pub fn receipt(&self) -> Paper {
        let on = self.snapshot.at.day_in(self.about.zone);
        let title = format!("Your {} has come in", self.noun);
        let says = format!(
            "We have your {}. It came in before the deadline, complete. This receipt is no \
             decision.",
            self.noun
        );
        let sections = answered(self.form, &self.handed_in.answers);
        let answers: usize = sections.iter().map(|section| section.rows.len()).sum();
        let count = |many: usize| number_text(many.try_into().unwrap_or(i64::MAX));
        let item = format!(
            "Form: sections with answers {}, answers {}",
            count(sections.len()),
            count(answers)
        );
        let who = self.handed_in.organisations.iter().skip(1);
        let mut items = vec![json!({"name": item, "kind": "Form", "size": ""})];
        items.extend(who.map(|(name, asks)| {
            let kind = asks.map_or_else(String::new, |asks| euro_text(asks.cents()));
            json!({"name": format!("Part of {name}"), "kind": kind, "size": ""})
        }));
        let own = json!({
            "call": self.about.call,
            "applicant": self.handed_in.applicant(),
            "received_at": self.about.instant(self.snapshot.at),
            "deadline": "",
            "handed_in_by": "",
            "items": items,
            "snapshot_digest": self.snapshot.digest,
        });
        let letter = addressed(self.handed_in.applicant(), self.about.call, &[says]);
        let head = Head { title: &title, on, version: String::new(), digest: "" };
        self.paper(DocumentKind::Receipt, &head, joined(letter, own))
    }
    /// What came in: every answer, account numbers masked.
    pub fn annex(&self) -> Paper {
        let on = self.snapshot.at.day_in(self.about.zone);
        let title = format!("Annex: the {} as handed in", self.noun);
        let fact = |label: &str, value: String| json!({"label": label, "value": value});
        let field =
            |fact: &crate::render::parts::Fact| json!({"label": fact.label, "answer": fact.text});
        let mut sections: Vec<Value> = answered(self.form, &self.handed_in.answers)
            .iter()
            .map(|section| {
                let fields: Vec<Value> = section.rows.iter().map(field).collect();
                json!({"title": section.title, "fields": fields})
            })
            .collect();
        let part = |(name, asks): &(String, Option<Money>)| {
            let asks = asks.map_or_else(|| "takes part".to_owned(), |m| euro_text(m.cents()));
            json!({"label": name, "answer": asks})
        };
        let parts: Vec<Value> = self.handed_in.organisations.iter().map(part).collect();
        sections.push(json!({"title": "Who takes part", "fields": parts}));
        if !self.handed_in.documents.is_empty() {
            let field = |(name, digest): &(String, String)| json!({"label": name, "answer": format!("SHA-256 {digest}")});
            let fields: Vec<Value> = self.handed_in.documents.iter().map(field).collect();
            sections.push(json!({"title": "Documents", "fields": fields}));
        }
        let own = json!({
            "intro": "As it was handed in. Of account numbers only the ends are shown.",
            "about": [
                fact("Call", self.about.call.to_owned()),
                fact("Applicant", self.handed_in.applicant().to_owned()),
                fact("Handed in", self.about.instant(self.snapshot.at)),
                fact("Submission", number_text(self.snapshot.number)),
            ],
            "sections": sections,
            "files": [],
        });
        let digest = &self.snapshot.digest;
        let head = Head { title: &title, on, version: String::new(), digest };
        self.paper(DocumentKind::Annex, &head, own)
    }
}
