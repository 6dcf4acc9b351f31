//! What can go wrong at the press, as named values. The one rule: a fault in a template says file,
//! line and column, since an officer may have written it.

use chrono::NaiveDate;
use std::{fmt, path::PathBuf};
use typst::{
    World, WorldExt,
    diag::{SourceDiagnostic, Tracepoint},
    syntax::DiagSpan,
};

/// What Typst says when a template asks for a key the data doesn't have.
const NO_KEY: &str = "dictionary does not contain key \"";

/// Why there is no paper.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No template and no part has this name.
    #[error("there is no template {name:?}; there are: {known}")]
    UnknownTemplate {
        /// The name asked for.
        name: String,
        /// All names there are, with commas.
        known: String,
    },
    /// The operator's folder of templates can't be read.
    #[error("the folder of templates {} can't be read", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A template asks for something the data doesn't have.
    #[error("{at}: the data has no {key:?}")]
    MissingKey {
        /// The key asked for.
        key: String,
        /// Where it is asked for.
        at: Box<Mark>,
    },
    /// A template can't be set. Never empty.
    #[error("{}", list(marks))]
    Template {
        /// Each fault, in the order Typst found them.
        marks: Vec<Mark>,
    },
    /// A sample of this program is no JSON.
    #[error("the sample of {name:?} can't be read")]
    Sample {
        /// The template.
        name: &'static str,
        /// Why.
        source: serde_json::Error,
    },
    /// A day no PDF can bear.
    #[error("no paper can be dated {on}")]
    Day {
        /// The day.
        on: NaiveDate,
    },
    /// The export refuses the standards asked for, or says nothing more.
    #[error("the export to PDF failed: {message}")]
    Standard {
        /// What it says.
        message: String,
    },
}

impl Fault {
    pub(crate) fn unknown(name: &str) -> Self {
        let known = crate::template::names().collect::<Vec<_>>().join(", ");
        Self::UnknownTemplate { name: name.to_owned(), known }
    }

    pub(crate) fn from_marks(all: impl IntoIterator<Item = Mark>) -> Self {
        // A fault in a loop comes once for each turn; once is enough.
        let mut marks: Vec<Mark> = Vec::new();
        for mark in all {
            if !marks.contains(&mark) {
                marks.push(mark);
            }
        }
        match marks.first() {
            None => Self::Standard { message: "no reason given".to_owned() },
            Some(first) => match first.missing_key() {
                Some(key) => Self::MissingKey { key: key.to_owned(), at: Box::new(first.clone()) },
                None => Self::Template { marks },
            },
        }
    }
}

/// One thing Typst says about a template, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Where; `None` for what concerns the paper as a whole.
    pub place: Option<Place>,
    /// Where the part at fault is used from, the nearest first.
    pub used_from: Vec<Place>,
    /// What is wrong, in Typst's words.
    pub message: String,
    /// What might help, in Typst's words; may be empty.
    pub hints: Vec<String>,
}

/// A place in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

impl Mark {
    pub(crate) fn new(world: &dyn World, said: &SourceDiagnostic) -> Self {
        let calls = said.trace.iter().filter(|call| matches!(call.v, Tracepoint::Call(_)));
        Self {
            place: place(world, said.span),
            used_from: calls.filter_map(|call| place(world, call.span.into())).collect(),
            message: said.message.to_string(),
            hints: said.hints.iter().map(|hint| hint.v.to_string()).collect(),
        }
    }

    fn missing_key(&self) -> Option<&str> {
        let (_, after) = self.message.split_once(NO_KEY)?;
        after.split('"').next()
    }
}

fn place(world: &dyn World, span: DiagSpan) -> Option<Place> {
    let id = span.id()?;
    let range = world.range(span)?;
    let source = world.source(id).ok()?;
    let (line, column) = source.lines().byte_to_line_column(range.start)?;
    let file = id.get().vpath().get_without_slash().to_owned();
    Some(Place { file, line: line + 1, column: column + 1 })
}

fn list(marks: &[Mark]) -> String {
    let said = |mark: &Mark| match mark.hints.as_slice() {
        [] => format!("{mark}: {}", mark.message),
        hints => format!("{mark}: {} ({})", mark.message, hints.join("; ")),
    };
    marks.iter().map(said).collect::<Vec<_>>().join("\n")
}

impl fmt::Display for Mark {
    /// The place alone, so that each fault can go on with its own words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.place, self.used_from.first()) {
            (None, _) => f.write_str("the paper"),
            (Some(place), None) => write!(f, "{place}"),
            (Some(place), Some(from)) => write!(f, "{place} (used from {from})"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} line {}, column {}", self.file, self.line, self.column)
    }
}
