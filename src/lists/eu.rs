//! The consolidated list of the European Union (Financial Sanctions Files), in the two forms it is
//! published in: CSV with semicolons, and XML. The one rule: columns and attributes are found by
//! name, what is not needed is passed over, and an entry without a name is refused.

mod csv;
mod xml;

use crate::domain::screening::{Entry, Listed, SubjectType};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Bytes of the largest file that is read; the list has about a quarter of it.
pub const MOST_BYTES: usize = 120 * 1024 * 1024;

/// What is wrong with a list. Nothing of it was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListFault {
    /// Too many bytes.
    #[error("the file has more than {most} bytes")]
    TooLarge { most: usize },
    /// Not UTF-8.
    #[error("the file is not UTF-8")]
    Encoding,
    /// Neither of the two forms.
    #[error("this is neither the CSV nor the XML form of the consolidated list of the Union")]
    Unknown,
    /// A column or attribute is not there.
    #[error("line {line}: there is no `{name}`")]
    Missing { line: u64, name: &'static str },
    /// A value that can't be.
    #[error("line {line}: `{name}` can't be read")]
    Unreadable { line: u64, name: &'static str },
    /// Not well-formed.
    #[error("line {line}: not well-formed")]
    Form { line: u64 },
    /// An entry has no name.
    #[error("line {line}: the entry has no name")]
    Nameless { line: u64 },
    /// No entry at all.
    #[error("the list has no entry")]
    Empty,
}

/// Reads a list in either form. Refused: what is no such list, is broken anywhere, or is empty.
pub fn read(bytes: &[u8]) -> Result<Listed, ListFault> {
    if bytes.len() > MOST_BYTES {
        return Err(ListFault::TooLarge { most: MOST_BYTES });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ListFault::Encoding)?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let gathered = if text.starts_with('<') {
        xml::read(text)?
    } else if text.lines().next().is_some_and(|line| line.contains(';')) {
        csv::read(text)?
    } else {
        return Err(ListFault::Unknown);
    };
    gathered.finish()
}

/// Entries while they are read; one may come in many rows.
#[derive(Debug, Default)]
struct Gathered {
    made_on: Option<NaiveDate>,
    entries: BTreeMap<String, (u64, Entry)>,
}

impl Gathered {
    /// The entry with this number, begun where it is new.
    fn entry(&mut self, line: u64, id: &str, subject: SubjectType, programme: &str) -> &mut Entry {
        let new = || Entry {
            id: id.to_owned(),
            subject,
            aliases: Vec::new(),
            births: Vec::new(),
            countries: Vec::new(),
            programme: programme.to_owned(),
        };
        &mut self.entries.entry(id.to_owned()).or_insert_with(|| (line, new())).1
    }
    fn finish(self) -> Result<Listed, ListFault> {
        if self.entries.is_empty() {
            return Err(ListFault::Empty);
        }
        let mut entries = Vec::with_capacity(self.entries.len());
        for (line, entry) in self.entries.into_values() {
            if entry.aliases.is_empty() {
                return Err(ListFault::Nameless { line });
            }
            entries.push(entry.tidy());
        }
        Ok(Listed { made_on: self.made_on, entries })
    }
}

/// `P` or `person` is a person, `E` or `enterprise` anything else.
fn subject(line: u64, text: &str) -> Result<SubjectType, ListFault> {
    match text.trim().to_lowercase().as_str() {
        "p" | "person" => Ok(SubjectType::Person),
        "e" | "enterprise" => Ok(SubjectType::Enterprise),
        _other => Err(ListFault::Unreadable { line, name: "subject type" }),
    }
}

/// A day as the list writes it: `2026-09-29`, with a time behind it, or `29/09/2026`.
fn day(text: &str) -> Option<NaiveDate> {
    let date = text.trim().get(..10)?;
    let parse = |form| NaiveDate::parse_from_str(date, form).ok();
    parse("%Y-%m-%d").or_else(|| parse("%d/%m/%Y"))
}

/// A whole name, or its parts.
fn whole(name: &str, parts: [&str; 3]) -> Option<String> {
    let name = name.trim();
    if !name.is_empty() {
        return Some(name.to_owned());
    }
    let parts: Vec<&str> = parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn add(list: &mut Vec<String>, value: &str) {
    let value = value.trim();
    if !value.is_empty() && value != "00" {
        list.push(value.to_owned());
    }
}

#[cfg(test)]
mod tests;
