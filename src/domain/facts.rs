//! The facts a programme's conditions may speak of: a flat map from a dotted name to a value, and
//! the catalogue of all names with their types. What is not known is `Unknown`, never a guess; a
//! condition over it answers "an officer must look".

use super::{country::Country, money::Money, organisation::OrganisationKind};
use chrono::NaiveDate;
use std::{collections::BTreeMap, fmt};

mod catalogue;
mod scored;
#[cfg(test)]
mod tests;

pub use catalogue::{CATALOGUE, Entry, as_table};
pub use scored::{PARTNER, SCORED};

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A code or text.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// A whole number (its unit is in `docs/PROGRAMMES.md`).
    Int(i64),
    /// A calendar day; conditions see it as `YYYY-MM-DD` text, which orders rightly.
    Date(NaiveDate),
    /// Several codes.
    List(Vec<String>),
    /// Not known (yet).
    Unknown,
}

impl fmt::Display for Fact {
    /// As a check-list shows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Bool(true) => f.write_str("yes"),
            Self::Bool(false) => f.write_str("no"),
            Self::Int(number) => number.fmt(f),
            Self::Date(day) => day.fmt(f),
            Self::List(codes) => f.write_str(&codes.join(", ")),
            Self::Unknown => f.write_str("not known"),
        }
    }
}

/// What a fact means, as a part of a sentence; of an answer of the form, its key in words.
pub fn meaning(name: &str) -> String {
    if let Some(key) = name.strip_prefix("answer.") {
        return format!("the answer to \u{201c}{}\u{201d}", key.replace('_', " "));
    }
    let mut all = CATALOGUE.iter().chain(&SCORED).chain(&PARTNER);
    let means = all.find(|entry| entry.name == name).map_or(name, |entry| entry.means);
    let mut letters = means.trim_end_matches('.').chars();
    let first = letters.next().map(|letter| letter.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// The number that stands for "without limit" among facts.
pub const WITHOUT_LIMIT: i64 = i64::MAX;

/// Facts by dotted name, for example `visitor.country`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts(pub BTreeMap<String, Fact>);

impl Facts {
    /// Sets a fact; `None` is `Unknown`.
    pub fn set(&mut self, name: &str, fact: impl Into<Option<Fact>>) {
        self.0.insert(name.to_owned(), fact.into().unwrap_or(Fact::Unknown));
    }
    /// The fact with this name; a name never set is `Unknown`.
    pub fn get(&self, name: &str) -> &Fact {
        self.0.get(name).unwrap_or(&Fact::Unknown)
    }
    /// The fact as a sentence or a check-list shows it: an amount in euro, not in cents.
    pub fn shown(&self, name: &str) -> String {
        let fact = self.get(name);
        match *fact {
            Fact::Int(WITHOUT_LIMIT) => "no limit".to_owned(),
            Fact::Int(cents) if scored::is_amount(name) => {
                format!("EUR {}", Money::from_cents(cents))
            }
            Fact::Text(_)
            | Fact::Bool(_)
            | Fact::Int(_)
            | Fact::Date(_)
            | Fact::List(_)
            | Fact::Unknown => fact.to_string(),
        }
    }
    /// Replaces every `{{ name }}` in `text` by the fact of that name.
    pub fn fill(&self, text: &str) -> String {
        fill(text, |name| self.shown(name))
    }
}

/// Replaces every `{{ name }}` in `text` by its value.
pub fn fill(text: &str, value: impl Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, behind)) = after.split_once("}}") else { break };
        filled.push_str(before);
        filled.push_str(&value(name.trim()));
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

/// The names inside `{{ }}` in a text, with the byte where each opens.
pub fn placeholders(text: &str) -> Vec<(usize, &str)> {
    text.match_indices("{{")
        .filter_map(|(at, _)| {
            let (name, _) = text.get(at + 2..)?.split_once("}}")?;
            Some((at, name.trim()))
        })
        .collect()
}

/// A calendar day written as `2027-03-01`, and in no other way.
pub fn day(text: &str) -> Option<NaiveDate> {
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    plain.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

/// The codes a text fact can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Codes {
    /// Two-letter country codes.
    Countries,
    /// Codes of `OrganisationKind`.
    OrganisationKinds,
    /// A closed list that no file changes.
    Fixed(&'static [&'static str]),
    /// Codes a file gives: the options of a choice, types, rounds.
    Of(Vec<String>),
}

impl Codes {
    /// All codes.
    pub fn all(&self) -> Vec<&str> {
        match self {
            Self::Countries => Country::all().map(Country::code).collect(),
            Self::OrganisationKinds => {
                OrganisationKind::ALL.iter().map(|kind| kind.code()).collect()
            }
            Self::Fixed(codes) => codes.to_vec(),
            Self::Of(codes) => codes.iter().map(String::as_str).collect(),
        }
    }
}

/// What values a fact takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactType {
    /// Yes or no.
    Bool,
    /// A whole number.
    Int,
    /// An amount in whole cents; shown in euro.
    Cents,
    /// Free text.
    Text,
    /// Several free texts.
    Texts,
    /// A calendar day.
    Date,
    /// One of a closed set of codes.
    Code(Codes),
    /// Several of a closed set of codes.
    List(Codes),
}

impl FactType {
    /// The type in plain words.
    pub fn says(&self) -> &'static str {
        match self {
            Self::Bool => "yes or no",
            Self::Int => "whole number",
            Self::Cents => "amount in cents",
            Self::Text => "text",
            Self::Texts => "list of texts",
            Self::Date => "date",
            Self::Code(Codes::Countries) => "country code",
            Self::Code(Codes::OrganisationKinds) => "kind of organisation",
            Self::Code(Codes::Fixed(_) | Codes::Of(_)) => "code",
            Self::List(Codes::Countries) => "list of country codes",
            Self::List(Codes::OrganisationKinds) => "list of kinds of organisation",
            Self::List(Codes::Fixed(_) | Codes::Of(_)) => "list of codes",
        }
    }
    /// Whether a fact is of this type; `Unknown` is of every type.
    pub fn takes(&self, fact: &Fact) -> bool {
        match (self, fact) {
            (_, Fact::Unknown)
            | (Self::Bool, Fact::Bool(_))
            | (Self::Int | Self::Cents, Fact::Int(_))
            | (Self::Text, Fact::Text(_))
            | (Self::Texts, Fact::List(_))
            | (Self::Date, Fact::Date(_)) => true,
            (Self::Code(codes), Fact::Text(text)) => codes.all().contains(&text.as_str()),
            (Self::List(codes), Fact::List(several)) => {
                let all = codes.all();
                several.iter().all(|code| all.contains(&code.as_str()))
            }
            (
                Self::Bool
                | Self::Int
                | Self::Cents
                | Self::Text
                | Self::Texts
                | Self::Date
                | Self::Code(_)
                | Self::List(_),
                Fact::Text(_) | Fact::Bool(_) | Fact::Int(_) | Fact::Date(_) | Fact::List(_),
            ) => false,
        }
    }
}

/// The names a condition may use, with their types: the catalogue and, for a form, its answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dictionary(pub BTreeMap<String, FactType>);

impl Dictionary {
    /// The names of the catalogue.
    pub fn standard() -> Self {
        Self::of(&CATALOGUE)
    }
    /// The names a scored programme knows of a whole proposal. The codes of voucher types and
    /// rounds are the file's own.
    pub fn scored(types: Vec<String>, rounds: Vec<String>) -> Self {
        let mut words = Self::of(&SCORED);
        words.0.insert("proposal.type".to_owned(), FactType::Code(Codes::Of(types)));
        words.0.insert("proposal.round".to_owned(), FactType::Code(Codes::Of(rounds)));
        words
    }
    /// These names and those of a partner; answers are left out, for a partner has a form of its
    /// own.
    #[must_use]
    pub fn with_partner(&self) -> Self {
        let mut words = self.without_answers();
        words.0.extend(Self::of(&PARTNER).0);
        words
    }
    /// These names but those of answers.
    #[must_use]
    pub fn without_answers(&self) -> Self {
        let others = self.0.iter().filter(|(name, _)| !name.starts_with("answer."));
        Self(others.map(|(name, kind)| (name.clone(), kind.clone())).collect())
    }
    fn of(entries: &[Entry]) -> Self {
        Self(entries.iter().map(|entry| (entry.name.to_owned(), entry.kind.clone())).collect())
    }
    /// The type of a name.
    pub fn get(&self, name: &str) -> Option<&FactType> {
        self.0.get(name)
    }
    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
