//! Forms as the macro `field` of `templates/parts/form.html` takes them: plain fields built one by
//! one, or a programme's form with its answers and faults. The one rule: what a person typed is
//! shown again as typed, right or wrong.

mod programme;

pub use programme::{
    Clash, FormView, ReadSection, SectionView, Typed, answered, form_view, read_form,
};

use super::{
    parts::Fact,
    words::{self, field_refusal},
};
use crate::domain::form::FieldRefusal;
use serde::Serialize;

/// What the browser shows to answer with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// One line.
    Line,
    /// Several lines.
    Text,
    /// One line of digits.
    Number,
    /// A day.
    Date,
    /// One of a few, all in sight.
    Choice,
    /// Any of a few.
    Choices,
    /// One of many, in a list.
    Select,
    /// A box to tick; sent as `yes`.
    Confirm,
    /// An e-mail address.
    Email,
    /// A password that is there already.
    Password,
    /// A new password.
    NewPassword,
    /// An account number.
    Iban,
    /// An amount in euro.
    Amount,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OptionView {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A line under the label; may be empty.
    pub hint: String,
    /// It is the answer.
    pub chosen: bool,
}

/// Characters asked for; the browser counts while someone types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counter {
    /// Fewest; 0 for none.
    pub min: u32,
    /// Most.
    pub max: u32,
}

/// Someone else's answer to the same question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Theirs {
    /// Their text, as it reads.
    pub text: String,
    /// Who.
    pub by: String,
    /// When, written out.
    pub at: String,
}

/// One question as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldView {
    name: String,
    /// Id of the control (of the box around several); what a list of faults links to.
    id: String,
    input: Input,
    label: String,
    hint: String,
    value: String,
    options: Vec<OptionView>,
    required: bool,
    error: Option<String>,
    counter: Option<Counter>,
    autocomplete: Option<&'static str>,
    unit: String,
    /// What a list says before anything is chosen.
    blank: String,
    /// Version of the answer this page was made from; sent back as `seen.<name>`.
    seen: Option<i64>,
    theirs: Option<Theirs>,
    /// Never kept in the browser.
    private: bool,
    /// Shown, not asked: the reader may not change it, or may not see it whole.
    locked: bool,
}

impl FieldView {
    /// A question that must be answered. The id is `f-<name>`.
    pub fn new(input: Input, name: impl Into<String>, label: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            id: format!("f-{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "-")),
            autocomplete: match input {
                Input::Email => Some("email"),
                Input::Password => Some("current-password"),
                Input::NewPassword => Some("new-password"),
                Input::Iban => Some("off"),
                Input::Line
                | Input::Text
                | Input::Number
                | Input::Date
                | Input::Choice
                | Input::Choices
                | Input::Select
                | Input::Confirm
                | Input::Amount => None,
            },
            private: matches!(input, Input::Password | Input::NewPassword | Input::Iban),
            name,
            input,
            label: label.into(),
            hint: String::new(),
            value: String::new(),
            options: Vec::new(),
            required: true,
            error: None,
            counter: None,
            unit: String::new(),
            blank: "Choose…".to_owned(),
            seen: None,
            theirs: None,
            locked: false,
        }
    }
    /// A line that helps to answer.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
    /// What was typed; of several choices the codes, joined by a comma. Call after `options`.
    /// A password is never shown again.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        let value = value.into();
        let several = self.input == Input::Choices;
        for option in &mut self.options {
            option.chosen = if several {
                value.split(',').any(|code| code.trim() == option.value)
            } else {
                value == option.value
            };
        }
        if !matches!(self.input, Input::Password | Input::NewPassword) {
            self.value = value;
        }
        self
    }
    /// The options of a choice: what is sent, what is read.
    #[must_use]
    pub fn options<V: Into<String>, L: Into<String>>(
        mut self,
        options: impl IntoIterator<Item = (V, L)>,
    ) -> Self {
        let option = |(value, label): (V, L)| OptionView {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
            chosen: false,
        };
        self.options = options.into_iter().map(option).collect();
        self
    }
    /// May stay empty, and says so. A field that only narrows a list needs no such word.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }
    /// Why the answer was not taken.
    #[must_use]
    pub fn fault(mut self, why: Option<&FieldRefusal>) -> Self {
        self.error = why.map(field_refusal);
        self
    }
    /// Why the answer was not taken, in words.
    #[must_use]
    pub fn error(mut self, says: impl Into<String>) -> Self {
        self.error = Some(says.into());
        self
    }
    /// Counts characters.
    #[must_use]
    pub fn chars(mut self, min: u32, max: u32) -> Self {
        self.counter = Some(Counter { min, max });
        self
    }
    /// What a browser may fill in by itself (WCAG 1.3.5).
    #[must_use]
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }
    /// The unit behind a number.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }
    /// What a list says before anything is chosen: "All stages" in a filter.
    #[must_use]
    pub fn blank(mut self, says: impl Into<String>) -> Self {
        self.blank = says.into();
        self
    }
    /// The version of the answer this page shows.
    #[must_use]
    pub fn seen(mut self, version: i64) -> Self {
        self.seen = Some(version);
        self
    }
    /// Someone else's text beside this one. `seen` must be their version, so that sending the
    /// page again keeps what stands in the box; the button "take theirs" sends `take=<name>`.
    #[must_use]
    pub fn theirs(mut self, theirs: Theirs) -> Self {
        self.theirs = Some(theirs);
        self
    }
    /// Shown, not asked.
    #[must_use]
    pub fn locked(mut self) -> Self {
        self.locked = true;
        self
    }
    /// Another id, where several forms of a page ask the same.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }
    /// Its entry in the list of faults.
    pub fn fault_link(&self) -> Option<FaultLink> {
        let says = self.error.clone()?;
        // The label may be a question or a sentence; a colon follows it.
        let label = self.label.trim_end_matches(['.', '?', ':', ' ']).to_owned();
        Some(FaultLink { href: format!("#{}", self.id), label, says })
    }
    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// One line of the list of faults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FaultLink {
    /// To the field.
    pub href: String,
    /// The field.
    pub label: String,
    /// What to do.
    pub says: String,
}

/// The faults of some fields, in order.
pub fn fault_links<'f>(fields: impl IntoIterator<Item = &'f FieldView>) -> Vec<FaultLink> {
    fields.into_iter().filter_map(FieldView::fault_link).collect()
}

/// A field to upload one file with; sent as multipart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Upload {
    /// Name and id of the control.
    pub name: String,
    /// The question.
    pub label: String,
    /// What will do.
    pub hint: String,
    /// Endings or media types, for the browser's dialog.
    pub accept: String,
    /// Kinds and size in words.
    pub limits: String,
    /// Why the last file was not taken.
    pub error: Option<String>,
}

#[cfg(test)]
mod tests;
