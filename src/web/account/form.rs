//! The two shapes of these pages: a short form, and a few sentences with something to press. The
//! one rule: what was typed comes back, passwords never do.

use super::No;
use crate::{
    domain::refusal::Refusal,
    render::{
        Link, Page, Shell,
        form::{FaultLink, FieldView, Input, fault_links},
        parts::Action,
        words,
    },
};
use serde::Serialize;

/// A short form.
#[derive(Debug, Serialize)]
pub(super) struct FormPage {
    shell: Shell,
    /// A sentence above the form; may be empty.
    lead: String,
    /// Why it was not taken as a whole; may be empty.
    says: String,
    faults: Vec<FaultLink>,
    fields: Vec<FieldView>,
    post: Link,
    button: String,
    /// Where to go afterwards; empty for the desk.
    next: String,
    /// Other ways on.
    others: Vec<Action>,
}

impl FormPage {
    pub(super) fn new(shell: Shell, post: Link, button: &str, fields: Vec<FieldView>) -> Self {
        Self {
            shell,
            lead: String::new(),
            says: String::new(),
            faults: fault_links(&fields),
            fields,
            post,
            button: button.to_owned(),
            next: String::new(),
            others: Vec::new(),
        }
    }
    pub(super) fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = lead.into();
        self
    }
    pub(super) fn next(mut self, next: impl Into<String>) -> Self {
        self.next = next.into();
        self
    }
    pub(super) fn other(mut self, action: Action) -> Self {
        self.others.push(action);
        self
    }
    /// Says why it comes back; the sentence of a field stands at the field already.
    pub(super) fn refused(mut self, no: Option<&No>) -> Self {
        let Some(no) = no else { return self };
        if !matches!(no.refusal, Refusal::FieldRefused { .. }) {
            self.says = words::refusal(&no.refusal, self.shell.zone);
        }
        self
    }
}

impl Page for FormPage {
    const TEMPLATE: &'static str = "pages/account/form.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("Sign in");
        let address = FieldView::new(Input::Email, "address", "E-mail address");
        let wrong = address.clone().value("ana").error("Write one e-mail address.");
        let form = |field| Self::new(shell.clone(), Link::SignIn, "Sign in", vec![field]);
        vec![
            form(address).lead("Welcome back.").next("/calls"),
            Self { says: "Too many tries.".to_owned(), ..form(wrong) }
                .other(Action::go("Create an account", Link::Register)),
        ]
    }
}

/// A few sentences with something to press.
#[derive(Debug, Serialize)]
pub(super) struct NoticePage {
    pub(super) shell: Shell,
    pub(super) says: Vec<String>,
    pub(super) action: Option<Action>,
}

impl Page for NoticePage {
    const TEMPLATE: &'static str = "pages/account/notice.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("Look into your mail");
        let says = vec!["A link is on its way.".to_owned()];
        let action = Some(Action::act("Confirm", Link::Verify("x".to_owned())));
        vec![
            Self { shell: shell.clone(), says: says.clone(), action },
            Self { shell, says, action: None },
        ]
    }
}
