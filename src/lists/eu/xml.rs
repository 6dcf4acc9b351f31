//! The XML form: `export` with `sanctionEntity`, whose names, birth dates, citizenships and
//! addresses are elements with attributes. The one rule: only attributes are read, never the text.

use super::{Gathered, ListFault, add, day, subject, whole};
use crate::domain::screening::SubjectType;
use quick_xml::{
    Reader, escape,
    events::{BytesStart, Event},
};
use std::collections::BTreeMap;

/// An entry between its start and the first thing in it that can be kept.
#[derive(Default)]
struct Open {
    id: String,
    line: u64,
    subject: Option<SubjectType>,
    programme: String,
    names: Vec<String>,
    births: Vec<String>,
    countries: Vec<String>,
}

pub(super) fn read(text: &str) -> Result<Gathered, ListFault> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let (mut gathered, mut open, mut is_export) = (Gathered::default(), None::<Open>, false);
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    loop {
        let line = lines.at(reader.buffer_position());
        match reader.read_event().map_err(|_| ListFault::Form { line })? {
            Event::Start(start) => {
                let name = start.local_name();
                let name = std::str::from_utf8(name.as_ref());
                match (name.map_err(|_| ListFault::Form { line })?, &mut open) {
                    ("export", None) if !is_export => {
                        is_export = true;
                        let found = attributes(line, &start)?;
                        gathered.made_on = found.get("generationDate").and_then(|on| day(on));
                    }
                    _ if !is_export => return Err(ListFault::Unknown),
                    ("sanctionEntity", _) => open = Some(begin(line, &start)?),
                    (name, Some(entry)) => part(line, name, &start, entry)?,
                    (_other, None) => {}
                }
            }
            Event::End(end) if end.local_name().as_ref() == b"sanctionEntity" => {
                if let Some(done) = open.take() {
                    keep(&mut gathered, done)?;
                }
            }
            Event::Eof if is_export && open.is_none() => return Ok(gathered),
            Event::DocType(_) | Event::Eof => return Err(ListFault::Form { line }),
            Event::End(_)
            | Event::Empty(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

fn begin(line: u64, start: &BytesStart<'_>) -> Result<Open, ListFault> {
    let mut found = attributes(line, start)?;
    let id = found.remove("logicalId").filter(|id| !id.trim().is_empty());
    let id = id.ok_or(ListFault::Missing { line, name: "logicalId" })?;
    Ok(Open { id, line, ..Open::default() })
}

/// Something within an entry.
fn part(line: u64, name: &str, start: &BytesStart<'_>, open: &mut Open) -> Result<(), ListFault> {
    let found = attributes(line, start)?;
    let value = |key: &str| found.get(key).map_or("", String::as_str);
    match name {
        "subjectType" => {
            let code = [value("classificationCode"), value("code")];
            let code = code.into_iter().find(|one| !one.is_empty()).unwrap_or("");
            open.subject = Some(subject(line, code)?);
        }
        "regulation" if open.programme.is_empty() => {
            value("programme").clone_into(&mut open.programme);
        }
        "nameAlias" => {
            let parts = [value("firstName"), value("middleName"), value("lastName")];
            open.names.extend(whole(value("wholeName"), parts));
        }
        "birthdate" => {
            let birth = [value("birthdate"), value("year")];
            add(&mut open.births, birth.into_iter().find(|one| !one.is_empty()).unwrap_or(""));
        }
        "citizenship" | "address" => add(&mut open.countries, value("countryIso2Code")),
        _other => {}
    }
    Ok(())
}

fn keep(gathered: &mut Gathered, open: Open) -> Result<(), ListFault> {
    let (line, name) = (open.line, "subjectType");
    let subject = open.subject.ok_or(ListFault::Missing { line, name })?;
    let entry = gathered.entry(line, open.id.trim(), subject, &open.programme);
    entry.aliases.extend(open.names);
    entry.births.extend(open.births);
    entry.countries.extend(open.countries);
    Ok(())
}

fn attributes(line: u64, start: &BytesStart<'_>) -> Result<BTreeMap<String, String>, ListFault> {
    let mut found = BTreeMap::new();
    for attribute in start.attributes().with_checks(false).take(64) {
        let attribute = attribute.map_err(|_| ListFault::Form { line })?;
        let text = |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned);
        let key = text(attribute.key.local_name().as_ref());
        let value = text(&attribute.value).map_err(|_| ListFault::Form { line })?;
        let value = escape::unescape(&value).map_err(|_| ListFault::Form { line })?.into_owned();
        found.insert(key.map_err(|_| ListFault::Form { line })?, value);
    }
    Ok(found)
}

/// Counts lines up to places that only go forward.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn at(&mut self, place: u64) -> u64 {
        let place = usize::try_from(place).unwrap_or(usize::MAX).min(self.text.len());
        let passed = self.text.get(self.at..place).unwrap_or_default();
        self.line += passed.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.at = self.at.max(place);
        self.line
    }
}
