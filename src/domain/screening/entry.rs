//! One entry of a list of sanctions, as far as it can be compared with a payee. The one rule: its
//! digest changes with anything a decision rested on, so an old decision never covers a new entry.

use crate::domain::paper::digest;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    /// A natural person.
    Person,
    /// Anything else: a firm, a group, a body, a ship.
    Enterprise,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The list's own number for it.
    pub id: String,
    /// What is listed.
    pub subject: SubjectType,
    /// All its names, the first as the list leads with it; never empty.
    pub aliases: Vec<String>,
    /// Days or years of birth, as the list writes them.
    pub births: Vec<String>,
    /// Countries of citizenship and address, two letters.
    pub countries: Vec<String>,
    /// The programme it is listed under.
    pub programme: String,
}

impl Entry {
    /// The entry in one order: each thing once, so that the same content has the same digest. The
    /// first name stays first.
    #[must_use]
    pub fn tidy(mut self) -> Self {
        let mut seen = std::collections::BTreeSet::new();
        self.aliases.retain(|alias| seen.insert(alias.clone()));
        if let [_first, rest @ ..] = self.aliases.as_mut_slice() {
            rest.sort();
        }
        for list in [&mut self.births, &mut self.countries] {
            list.sort();
            list.dedup();
        }
        self
    }
    /// Digest of all of it.
    pub fn digest(&self) -> String {
        let subject = match self.subject {
            SubjectType::Person => "person",
            SubjectType::Enterprise => "enterprise",
        };
        let lists = [&self.aliases, &self.births, &self.countries];
        let lists = lists.map(|list| list.join("\u{1f}"));
        digest(
            &[&self.id, subject, &self.programme, &lists.join("\u{1e}")]
                .map(String::from)
                .join("\u{1d}"),
        )
    }
}

/// A list as read from its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The day the list was made, where the file says it.
    pub made_on: Option<NaiveDate>,
    /// Its entries.
    pub entries: Vec<Entry>,
}
