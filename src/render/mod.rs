//! Templates, links and wording: how a value becomes a page or a mail. The one rule: a template
//! never guesses; a name it does not know, or a nothing it would print, fails the render.

pub mod assets; // style sheet, script, icon: bytes, type and address with a hash
pub mod errors; // the pages that say no
mod filters; // how money, days and instants are written
pub mod form; // a form and its answers as a template shows them
pub mod links; // every address of the site as a value
pub mod marks; // a criterion with its marks to choose from
pub mod meters; // a quota as a bar with words
pub mod page; // what a page is; the check of its samples
pub mod parts; // what the macros of templates/parts take
pub mod shell; // what all pages and all mails share
pub mod words; // every sentence said to a person about a named value

pub use assets::asset;
pub use filters::{
    count_text, day_text, days_between, euro_text, moment_text, number_text, zone_city,
};
pub use links::Link;
pub use page::Page;
pub use shell::{Flash, MailFrame, Office, Shell, Tone};

use minijinja::{
    AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value,
    syntax::SyntaxConfig, value::Serde,
};
use serde::Serialize;
use std::fmt;

/// A template is missing, faulty, or was given too little. Always a fault of ours.
#[derive(Debug, thiserror::Error)]
#[error("the template {template} can't be rendered: {why}")]
pub struct RenderError {
    /// Path under `templates/`.
    pub template: String,
    /// What the engine says, with its causes.
    pub why: String,
}

impl RenderError {
    fn new(template: &str, error: &minijinja::Error) -> Self {
        let mut why = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            why = format!("{why}: {inner}");
            cause = inner.source();
        }
        Self { template: template.to_owned(), why }
    }
}

/// A mail as it leaves: subject of one line, text and HTML saying the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailText {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML.
    pub html: String,
}

/// Renders templates. Cheap to share behind an `Arc`; a debug build sees an edited template at
/// the next request.
#[derive(Debug)]
pub struct Renderer {
    engine: Environment<'static>,
}

impl Renderer {
    /// Ready to render; templates are read when first named.
    pub fn new() -> Result<Self, RenderError> {
        let mut engine = Environment::new();
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .map_err(|error| RenderError::new("syntax", &error))?;
        engine.set_syntax(syntax);
        engine.set_undefined_behavior(UndefinedBehavior::Strict);
        engine.set_auto_reload(cfg!(debug_assertions));
        engine.set_loader(assets::template);
        engine.set_formatter(write_value);
        filters::add(&mut engine);
        Ok(Self { engine })
    }

    /// Reads every template: how many there are, and what is wrong with them.
    pub fn check(&self) -> (usize, Vec<RenderError>) {
        let names: Vec<_> = assets::template_names().collect();
        let fault = |name: &str| {
            self.engine.get_template(name).err().map(|error| RenderError::new(name, &error))
        };
        (names.len(), names.iter().filter_map(|name| fault(name)).collect())
    }

    /// Renders `template` (a path under `templates/`) with `context`.
    pub fn render(&self, template: &str, context: impl Serialize) -> Result<String, RenderError> {
        self.engine
            .get_template(template)
            .and_then(|found| found.render(Value::from(Serde(context))))
            .map_err(|error| RenderError::new(template, &error))
    }

    /// Renders a page with the template it names.
    pub fn page<P: Page>(&self, page: &P) -> Result<String, RenderError> {
        self.render(P::TEMPLATE, page)
    }

    /// Renders the three files of `templates/mail/<folder>/`: `subject.txt`, `body.txt` and
    /// `body.html`. The subject is brought onto one line, so no header can be smuggled in.
    pub fn mail(&self, folder: &str, context: impl Serialize) -> Result<MailText, RenderError> {
        let file = |name: &str| self.render(&format!("mail/{folder}/{name}"), &context);
        let subject = file("subject.txt")?.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(MailText { subject, text: file("body.txt")?, html: file("body.html")? })
    }
}

/// Writes one value. HTML is escaped without touching `/`, so that links stay readable in the
/// source; a nothing is refused, because "none" on a page helps nobody.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    if value.is_none() {
        let says = "a value that may be missing is printed without asking whether it is there";
        return Err(minijinja::Error::new(ErrorKind::UndefinedError, says));
    }
    let html = matches!(state.auto_escape(), AutoEscape::Html);
    match value.as_str() {
        Some(text) if html && !value.is_safe() => escape_into(text, out)?,
        Some(text) => out.write_str(text)?,
        None => minijinja::escape_formatter(out, state, value)?,
    }
    Ok(())
}

/// Escapes text for HTML, inside an element or a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    // Writing into a String can't fail.
    let _ = escape_into(text, &mut safe);
    safe
}

/// Likewise, straight to where it goes: a page has some hundred texts, and most need no change.
fn escape_into(text: &str, out: &mut impl fmt::Write) -> fmt::Result {
    let special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
    // Asks all bytes without stopping at the first: so the compiler can ask many at a time.
    if !text.bytes().fold(false, |any, byte| any | special(byte)) {
        return out.write_str(text);
    }
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _plain => continue,
        };
        // These are signs of one byte, so both places are between signs.
        out.write_str(&text[from..at])?;
        out.write_str(entity)?;
        from = at + 1;
    }
    out.write_str(&text[from..])
}

#[cfg(test)]
mod tests;
