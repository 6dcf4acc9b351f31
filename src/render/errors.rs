//! The pages that say no. The one rule: plain words, what to do now, and everything the person
//! typed, so that a refusal never costs them their text.

use super::{Page, Shell, parts::Action};
use serde::Serialize;

/// Something typed, to copy from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The question.
    pub label: String,
    /// The text.
    pub text: String,
}

/// 404: not there, or not for this person; the page does not tell which.
#[derive(Debug, Clone, Serialize)]
pub struct NotFound {
    /// Frame.
    pub shell: Shell,
}

/// 403: signed in, but this is not theirs to do.
#[derive(Debug, Clone, Serialize)]
pub struct Forbidden {
    /// Frame.
    pub shell: Shell,
    /// What is needed.
    pub says: String,
}

/// 409, 413, 422, 429: a rule said no.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    /// Frame.
    pub shell: Shell,
    /// The refusal's sentence.
    pub says: String,
    /// Where to go on.
    pub action: Option<Action>,
    /// What was typed.
    pub kept: Vec<Kept>,
}

/// 500, 503: our fault.
#[derive(Debug, Clone, Serialize)]
pub struct Broken {
    /// Frame.
    pub shell: Shell,
    /// Finds the fault in the log.
    pub reference: String,
    /// What was typed.
    pub kept: Vec<Kept>,
}

fn kept() -> Vec<Kept> {
    vec![Kept { label: "Goals".to_owned(), text: "See the dye house.\nMeet <members>.".to_owned() }]
}

impl Page for NotFound {
    const TEMPLATE: &'static str = "pages/error/not_found.html";
    fn samples() -> Vec<Self> {
        vec![Self { shell: Shell::sample("This page is not here") }]
    }
}

impl Page for Forbidden {
    const TEMPLATE: &'static str = "pages/error/forbidden.html";
    fn samples() -> Vec<Self> {
        let says = "Only a lead or a signatory of Tecnotex Lda can sign.".to_owned();
        vec![Self { shell: Shell::sample("This is not yours to do"), says }]
    }
}

impl Page for Refused {
    const TEMPLATE: &'static str = "pages/error/refused.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("This could not be done");
        let says = "The deadline was 31 January 2027, 17:00 Brussels.".to_owned();
        let action = Some(Action::go("Open the draft", super::Link::Desk));
        vec![
            Self { shell: shell.clone(), says: says.clone(), action, kept: kept() },
            Self { shell, says, action: None, kept: Vec::new() },
        ]
    }
}

impl Page for Broken {
    const TEMPLATE: &'static str = "pages/error/broken.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("Something went wrong on our side");
        let reference = "0192f3a7".to_owned();
        vec![
            Self { shell: shell.clone(), reference: reference.clone(), kept: kept() },
            Self { shell, reference, kept: Vec::new() },
        ]
    }
}
