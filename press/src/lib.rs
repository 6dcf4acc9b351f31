//! Papers and letters as PDF: a Typst template and JSON data in, bytes out. The one rule: the same
//! templates, data and day give the same bytes, so nothing here asks the clock, the network or the
//! machine's fonts.

mod cover;
mod fault;
mod template;
mod world;

pub use fault::{Fault, Mark};
pub use template::Template;

use chrono::{Datelike, NaiveDate};
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};
use typst::{
    World,
    diag::{SourceDiagnostic, Warned},
    foundations::{Bytes, Datetime, Smart},
    syntax::Source,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use world::Desk;

/// How many prints Typst's memory of parts lasts. It is shared by the process and grows without end
/// unless cleared; a few prints keep what letters of one run have in common.
const PRINTS_REMEMBERED: usize = 4;

/// Templates and pictures, ready to print. Cheap to clone; can be shared between threads.
#[derive(Debug, Clone)]
pub struct Press {
    sources: BTreeMap<String, Source>,
    pictures: BTreeMap<String, Bytes>,
}

/// A paper as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// The file: PDF/A-2a and PDF/UA-1, so archivable, tagged, with title, language and date.
    pub pdf: Vec<u8>,
    /// How many pages.
    pub pages: usize,
    /// What Typst warned of, such as a font it doesn't know.
    pub notes: Vec<Mark>,
}

impl Press {
    /// The templates of this program; over them those of an operator's folder. Takes `.typ` files
    /// with the names of ours, and pictures (`.png`, `.jpg`, `.svg`) for them to show. Refuses a
    /// template with another name: it would never be used, and nobody would notice.
    pub fn new(own: Option<&Path>) -> Result<Self, Fault> {
        let mut press = Self { sources: BTreeMap::new(), pictures: BTreeMap::new() };
        for (name, text) in template::ours() {
            press.put(name, text)?;
        }
        if let Some(folder) = own {
            press.read(folder)?;
        }
        Ok(press)
    }

    /// The same press with templates given as text, such as a programme's, over its own. A name is
    /// that of a template or `parts`, with or without `.typ`; another is refused.
    pub fn with_templates<'a>(
        &self,
        own: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Fault> {
        let mut press = self.clone();
        for (name, text) in own {
            press.put(name, text)?;
        }
        Ok(press)
    }

    /// The text of a template as it is used, or of `parts`: what an editor starts from.
    pub fn text(&self, name: &str) -> Result<&str, Fault> {
        let file = template::file(name)?;
        let source = self.sources.get(&file).ok_or_else(|| Fault::unknown(name))?;
        Ok(source.text())
    }

    /// A paper as PDF. `made_on` becomes the file's date and Typst's `datetime.today()`. A long
    /// paper takes seconds in a debug build: call it off the async threads.
    pub fn pdf(
        &self,
        template: Template,
        data: &Value,
        made_on: NaiveDate,
    ) -> Result<Vec<u8>, Fault> {
        self.print(template, data, made_on).map(|print| print.pdf)
    }

    /// A paper as PDF, with its number of pages and what Typst warned of.
    pub fn print(
        &self,
        template: Template,
        data: &Value,
        made_on: NaiveDate,
    ) -> Result<Print, Fault> {
        let today = day(made_on)?;
        let desk = Desk::new(self, &template.file(), &cover::showable(data), today)?;
        let print = typeset(&desk).and_then(|(document, notes)| {
            let pdf = export(&desk, &document, today)?;
            Ok(Print { pdf, pages: document.pages().len(), notes })
        });
        typst::comemo::evict(PRINTS_REMEMBERED);
        print
    }

    /// Prints a template with its sample: whether it can be used. The day is the sample's own.
    pub fn check(&self, template: Template) -> Result<Print, Fault> {
        self.print(template, &template.sample()?, template::SAMPLE_MADE_ON)
    }

    fn put(&mut self, name: &str, text: &str) -> Result<(), Fault> {
        let file = template::file(name)?;
        let source = Source::new(world::id(&file)?, text.to_owned());
        self.sources.insert(file, source);
        Ok(())
    }

    fn read(&mut self, folder: &Path) -> Result<(), Fault> {
        let broken = |source| Fault::Folder { folder: folder.to_owned(), source };
        for entry in std::fs::read_dir(folder).map_err(broken)? {
            let path = entry.map_err(broken)?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            match path.extension().and_then(|ending| ending.to_str()) {
                Some("typ") => {
                    let text = std::fs::read_to_string(&path).map_err(broken)?;
                    self.put(name, &text)?;
                }
                Some("png" | "jpg" | "svg") => {
                    let bytes = std::fs::read(&path).map_err(broken)?;
                    self.pictures.insert(name.to_owned(), Bytes::new(bytes));
                }
                // A README or an editor's copy may lie beside them.
                Some(_) | None => {}
            }
        }
        Ok(())
    }
}

fn day(on: NaiveDate) -> Result<Datetime, Fault> {
    let part = |number: u32| u8::try_from(number).ok();
    part(on.month())
        .zip(part(on.day()))
        .and_then(|(month, day)| Datetime::from_ymd(on.year(), month, day))
        // A PDF's year has four digits.
        .filter(|_| (0..=9999).contains(&on.year()))
        .ok_or(Fault::Day { on })
}

fn typeset(desk: &Desk<'_>) -> Result<(PagedDocument, Vec<Mark>), Fault> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(desk);
    let document = output.map_err(|faults| told(desk, &faults))?;
    Ok((document, warnings.iter().map(|warning| Mark::new(desk, warning)).collect()))
}

fn export(desk: &Desk<'_>, document: &PagedDocument, today: Datetime) -> Result<Vec<u8>, Fault> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|fault| Fault::Standard { message: fault.message().to_string() })?;
    let timestamp = Some(Timestamp::new_utc(today));
    let creator = Smart::Custom(Some("Convoca".to_owned()));
    let options = PdfOptions { timestamp, creator, standards, ..PdfOptions::default() };
    typst_pdf::pdf(document, &options).map_err(|faults| told(desk, &faults))
}

fn told(world: &dyn World, faults: &[SourceDiagnostic]) -> Fault {
    Fault::from_marks(faults.iter().map(|fault| Mark::new(world, fault)))
}

#[cfg(test)]
mod tests;
