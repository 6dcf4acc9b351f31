//! The programmes there are: those built in, and those of a folder. The one rule: a broken file
//! never starts a server; a file is taken only when its own examples hold.

use super::{holidays, programme_file, reader::FileFault};
use crate::domain::{
    calendar::Holidays,
    programme::{self, Programme, Proof},
    scheme::Scheme,
    scored::{self, ScoredProgramme},
};
use std::{collections::BTreeMap, path::Path};

#[cfg(test)]
mod tests;

/// The programmes that ship with Convoca, by file name.
const BUILTIN: [(&str, &str); 2] = [
    (
        "config/programmes/clusterxchange.toml",
        include_str!("../../config/programmes/clusterxchange.toml"),
    ),
    (
        "config/programmes/innosup_voucher.toml",
        include_str!("../../config/programmes/innosup_voucher.toml"),
    ),
];

/// Programmes by slug, with the text they were read from.
#[derive(Debug, Clone)]
pub struct Catalogue {
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    scheme: Scheme,
    text: String,
}

impl Catalogue {
    /// The built-in programmes, and every `*.toml` of `folder`. A file of the folder stands in
    /// for the built-in one with the same slug; two files of the folder may not share one.
    pub fn load(folder: Option<&Path>) -> Result<Self, Vec<FileFault>> {
        let holidays = builtin_holidays()?;
        let mut faults = Vec::new();
        let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
        for (file, text) in BUILTIN {
            match checked(file, text, &holidays) {
                Ok((scheme, _)) => {
                    entries.insert(scheme.slug().into(), Entry { scheme, text: text.into() });
                }
                Err(found) => faults.extend(found),
            }
        }
        let mut from: BTreeMap<String, String> = BTreeMap::new();
        for (file, text) in read_folder(folder).map_err(|fault| vec![fault])? {
            match checked(&file, &text, &holidays) {
                Ok((scheme, _)) => {
                    let slug = scheme.slug().to_owned();
                    if let Some(other) = from.insert(slug.clone(), file.clone()) {
                        let says = format!("the slug `{slug}` is that of {other}, too");
                        faults.push(FileFault { file, line: 1, column: 1, says });
                    }
                    entries.insert(slug, Entry { scheme, text });
                }
                Err(found) => faults.extend(found),
            }
        }
        if faults.is_empty() { Ok(Self { entries }) } else { Err(faults) }
    }
    /// The programme with this slug, of either kind.
    pub fn scheme(&self, slug: &str) -> Option<&Scheme> {
        self.entries.get(slug).map(|entry| &entry.scheme)
    }
    /// The exchange programme with this slug; a scored one is not there.
    pub fn exchange(&self, slug: &str) -> Option<&Programme> {
        self.scheme(slug).and_then(Scheme::exchange).map(AsRef::as_ref)
    }
    /// The scored programme with this slug; an exchange is not there.
    pub fn scored(&self, slug: &str) -> Option<&ScoredProgramme> {
        self.scheme(slug).and_then(Scheme::scored).map(AsRef::as_ref)
    }
    /// The TOML text of the programme: what a call freezes when it opens.
    pub fn text(&self, slug: &str) -> Option<&str> {
        self.entries.get(slug).map(|entry| entry.text.as_str())
    }
    /// All programmes, by slug.
    pub fn all(&self) -> impl Iterator<Item = &Scheme> {
        self.entries.values().map(|entry| &entry.scheme)
    }
}

/// Reads the text a call froze. It was proven when it was frozen, so its examples are not run
/// again; a fault means the text was tampered with, or Convoca no longer knows one of its keys.
pub fn parse_frozen(text: &str) -> Result<Scheme, Vec<FileFault>> {
    programme_file::parse("the programme this call froze", text)
}

/// Reads a programme and runs its examples; an example that does not hold is a fault at its line.
pub fn checked(
    file: &str,
    text: &str,
    holidays: &Holidays,
) -> Result<(Scheme, Vec<Proof>), Vec<FileFault>> {
    let scheme = programme_file::parse(file, text)?;
    let proofs = match &scheme {
        Scheme::Exchange(programme) => programme::prove(programme, holidays),
        Scheme::Scored(programme) => scored::prove(programme),
    };
    let faults: Vec<FileFault> = proofs
        .iter()
        .flat_map(|proof| {
            proof.differs.iter().map(|differs| FileFault {
                file: file.to_owned(),
                line: proof.line,
                column: 1,
                says: format!("example \"{}\": {differs}", proof.name),
            })
        })
        .collect();
    if faults.is_empty() { Ok((scheme, proofs)) } else { Err(faults) }
}

/// The holidays that ship with Convoca, with a fault in the shape of the others.
pub fn builtin_holidays() -> Result<Holidays, Vec<FileFault>> {
    holidays::builtin().map_err(|fault| {
        vec![FileFault {
            file: "config/holidays.toml".to_owned(),
            line: u32::try_from(fault.line).unwrap_or(0),
            column: 1,
            says: fault.says,
        }]
    })
}

/// Names and texts of the folder's programme files, by name.
fn read_folder(folder: Option<&Path>) -> Result<Vec<(String, String)>, FileFault> {
    let Some(folder) = folder else { return Ok(Vec::new()) };
    let fault = |path: &Path, error: &std::io::Error| FileFault {
        file: path.display().to_string(),
        line: 0,
        column: 0,
        says: format!("can't be read: {error}"),
    };
    let mut paths = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>())
        .map_err(|error| fault(folder, &error))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).map_err(|error| fault(path, &error))?;
            Ok((path.display().to_string(), text))
        })
        .collect()
}
