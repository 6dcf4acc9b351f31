//! Something that can be done from a page of a grant, as a form.

use crate::render::form::FieldView;
use serde::Serialize;

/// Something that can be done from a page, as a form.
#[derive(Debug, Clone, Serialize)]
pub struct Deed {
    /// Code sent with the form.
    pub act: &'static str,
    /// Which thing it is done to; may be empty.
    pub of: String,
    /// The version the page shows.
    pub seen: i64,
    /// Heading.
    pub title: String,
    /// What it does.
    pub intro: String,
    /// What is asked.
    pub fields: Vec<FieldView>,
    /// On the button.
    pub button: &'static str,
    /// The usual next thing.
    pub main: bool,
    /// Can't be taken back.
    pub grave: bool,
    /// Comes back with what was typed.
    pub open: bool,
}

impl Deed {
    /// One without fields.
    pub fn new(act: &'static str, of: impl Into<String>, seen: i64, button: &'static str) -> Self {
        let (title, intro) = (button.to_owned(), String::new());
        let fields = Vec::new();
        let of = of.into();
        let (main, grave, open) = (false, false, false);
        Self { act, of, seen, title, intro, fields, button, main, grave, open }
    }
    /// With its heading and what it does.
    #[must_use]
    pub fn says(mut self, title: impl Into<String>, intro: impl Into<String>) -> Self {
        (self.title, self.intro) = (title.into(), intro.into());
        self
    }
    /// With a question.
    #[must_use]
    pub fn ask(mut self, field: FieldView) -> Self {
        self.fields.push(field);
        self
    }
    /// The usual next thing.
    #[must_use]
    pub fn main(mut self) -> Self {
        self.main = true;
        self
    }
    /// Can't be taken back.
    #[must_use]
    pub fn grave(mut self) -> Self {
        self.grave = true;
        self
    }
}
