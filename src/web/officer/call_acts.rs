//! What can be done to a call of either kind, as forms: one button each. The one rule: what can't
//! be taken back says so beside its button.

use crate::{
    domain::{
        form::Fault,
        refusal::{FieldRefusal, Refusal},
    },
    http::Typed,
    render::{
        form::{FieldView, Input},
        parts::Chip,
    },
};
use serde::Serialize;

/// One thing to do.
#[derive(Debug, Serialize)]
pub struct ActForm {
    act: &'static str,
    title: String,
    intro: String,
    fields: Vec<FieldView>,
    button: &'static str,
    grave: bool,
    /// It was sent and came back.
    pub open: bool,
}

impl ActForm {
    /// What is asked.
    pub fn fields(&self) -> impl Iterator<Item = &FieldView> {
        self.fields.iter()
    }
    /// The same, asking this.
    #[must_use]
    pub fn asks(mut self, fields: Vec<FieldView>) -> Self {
        self.fields = fields;
        self
    }
    /// The same, as something that can't be taken back.
    #[must_use]
    pub fn grave(mut self) -> Self {
        self.grave = true;
        self
    }
}

/// A chip's words after "the call is".
pub fn said(chip: &Chip) -> String {
    match chip.label.as_str() {
        "draft" => "a draft".to_owned(),
        "opens later" => "published and opens later".to_owned(),
        "deadline passed" => "past its deadline".to_owned(),
        other => other.to_owned(),
    }
}

/// The faults of fields a refusal names.
pub fn faults(refusal: Option<&Refusal>) -> Vec<Fault> {
    let one = |field: &str, why: &FieldRefusal| {
        vec![Fault { field: field.to_owned(), label: String::new(), why: why.clone() }]
    };
    match refusal {
        Some(Refusal::FormIncomplete { faults }) => faults.clone(),
        Some(Refusal::FieldRefused { field, why }) => one(field, why),
        Some(Refusal::ReasonMissing) => one("reason", &FieldRefusal::Missing),
        Some(_) | None => Vec::new(),
    }
}

/// A form with one button.
pub fn act(
    act: &'static str,
    title: &str,
    button: &'static str,
    intro: &str,
    typed: &Typed,
) -> ActForm {
    ActForm {
        act,
        title: title.to_owned(),
        intro: intro.to_owned(),
        fields: Vec::new(),
        button,
        grave: false,
        open: typed.get("act") == act,
    }
}

/// The form that moves the deadline.
pub fn deadline(typed: &Typed, faults: &[Fault]) -> ActForm {
    let says = "Everyone with a draft is told by mail. It can't be moved into the past.";
    let form = act("deadline", "Move the deadline", "Move the deadline", says, typed);
    let mine = |name: &str| if form.open { typed.get(name).to_owned() } else { String::new() };
    let fault = |names: &[&str]| {
        let found = faults.iter().find(|fault| names.contains(&fault.field.as_str()));
        found.filter(|_| form.open).map(|fault| &fault.why)
    };
    let fields = vec![
        FieldView::new(Input::Date, "deadline_day", "New deadline, day")
            .value(mine("deadline_day"))
            .fault(fault(&["deadline_day", "deadline"])),
        FieldView::new(Input::Line, "deadline_time", "New deadline, time")
            .hint("Brussels time, for example 17:00.")
            .value(mine("deadline_time"))
            .fault(fault(&["deadline_time"])),
        FieldView::new(Input::Text, "reason", "Why is it moved?")
            .value(mine("reason"))
            .fault(fault(&["reason"])),
    ];
    form.asks(fields)
}
