//! The agreement of a grant, with its tables and signature pages. The one rule: an account comes in
//! masked; whoever fills this in never has the whole number in hand.

use super::{About, Head, Paper, Party, Place, parties};
use crate::{
    domain::{
        document::{DocumentKind, Which},
        money::Money,
    },
    render::euro_text,
};
use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

/// A paragraph with its heading, which may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Its heading.
    pub heading: String,
    /// Its text.
    pub text: String,
}

/// An instalment, with what each party gets of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instalment {
    /// What it waits for.
    pub trigger: String,
    /// When it is due, in words.
    pub due: String,
    /// In all.
    pub amount: Money,
    /// By party.
    pub shares: Vec<(String, Money)>,
}

/// A report of the calendar, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What it is called.
    pub name: String,
    /// The time it covers.
    pub period: String,
    /// When it is due.
    pub due: String,
}

/// An account, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Whose.
    pub payee: String,
    /// The masked number.
    pub masked: String,
    /// The bank; may be empty.
    pub bank: String,
}

/// An agreement with its signatures so far.
#[derive(Debug, Clone)]
pub struct Agreement<'a> {
    /// Of what.
    pub about: About<'a>,
    /// The agreement, or the file it belongs to.
    pub subject: Uuid,
    /// Which version of the text, from 1.
    pub version: u32,
    /// The day on it: of the last signature, or the day the text was frozen.
    pub on: NaiveDate,
    /// SHA-256 of the frozen text.
    pub digest: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The project.
    pub subtitle: &'a str,
    /// Who is bound.
    pub parties: Vec<Party>,
    /// The whole grant.
    pub amount: Money,
    /// "Lump sum", "70 % of costs".
    pub rate: &'a str,
    /// What it is for.
    pub purpose: &'a str,
    /// How long, in words.
    pub duration: &'a str,
    /// The frozen text.
    pub paragraphs: Vec<Paragraph>,
    /// What is paid when.
    pub instalments: Vec<Instalment>,
    /// Which reports are due when.
    pub calendar: Vec<Report>,
    /// Where the money goes.
    pub accounts: Vec<Account>,
    /// What belongs to it.
    pub annexes: Vec<String>,
    /// The places under it.
    pub places: Vec<Place>,
}

/// The agreement as a paper; a further version of the text or a further signature is another print.
pub fn agreement(a: &Agreement<'_>) -> Paper {
    let kind = DocumentKind::GrantAgreement;
    let signed = super::exchange::ToSign::version(&a.places);
    let paragraph = |one: &Paragraph| json!({"heading": one.heading, "text": one.text});
    let report = |one: &Report| json!({"name": one.name, "period": one.period, "due": one.due});
    let account =
        |one: &Account| json!({"payee": one.payee, "account": one.masked, "bank": one.bank});
    let total: i64 = a.instalments.iter().map(|one| one.amount.cents()).sum();
    let own = json!({
        "subtitle": a.subtitle,
        "parties": parties(&a.parties),
        "grant": {
            "amount": euro_text(a.amount.cents()),
            "rate": a.rate,
            "purpose": a.purpose,
            "duration": a.duration,
        },
        "paragraphs": a.paragraphs.iter().map(paragraph).collect::<Vec<_>>(),
        "instalments": instalments(&a.instalments),
        "total": euro_text(total),
        "calendar": a.calendar.iter().map(report).collect::<Vec<_>>(),
        "accounts": a.accounts.iter().map(account).collect::<Vec<_>>(),
        "annexes": a.annexes,
        "signatures": a.about.places(&a.places),
    });
    let version = a.version.to_string();
    let head = Head { title: a.title, on: a.on, version, digest: a.digest };
    Paper {
        which: Which { kind, subject: a.subject, version: i64::from(a.version) * 100 + signed },
        on: a.on,
        name: format!("{} agreement {}.pdf", a.about.reference, a.version),
        data: a.about.data(&head, own),
    }
}

fn instalments(all: &[Instalment]) -> Vec<Value> {
    let share = |(name, amount): &(String, Money)| json!({"name": name, "amount": euro_text(amount.cents())});
    let one = |(number, one): (usize, &Instalment)| {
        json!({
            "number": number.to_string(),
            "trigger": one.trigger,
            "due": one.due,
            "amount": euro_text(one.amount.cents()),
            "shares": one.shares.iter().map(share).collect::<Vec<_>>(),
        })
    };
    (1..).zip(all).map(one).collect()
}
