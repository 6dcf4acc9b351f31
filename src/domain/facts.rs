//! The facts a programme's conditions may speak of: a flat map from a dotted name to a value.
//! What is not known is `Unknown`, never a guess; a condition over it answers "an officer must look".

use chrono::NaiveDate;
use std::collections::BTreeMap;

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
}
