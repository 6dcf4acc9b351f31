//! What all pages and all mails share. The one rule: every page's context has a field `shell`,
//! every mail's a field `mail`; the layouts use nothing else.

use super::links::Link;
use crate::domain::moment::{BRUSSELS, Moment};
use chrono_tz::Tz;
use serde::Serialize;

/// The colour of a message or a chip; never the only thing that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// For your information.
    #[default]
    Info,
    /// Done, clear, paid.
    Good,
    /// Waits for someone, soon due.
    Warn,
    /// Refused, failed, late.
    Bad,
    /// Over, of no concern now.
    Quiet,
}

/// A message shown once, at the top of the next page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flash {
    /// Its colour.
    pub kind: Tone,
    /// One sentence.
    pub says: String,
}

/// An entry of the main navigation, or of the way back above the title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NavItem {
    /// What is read.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// It is the page shown.
    pub current: bool,
}

/// The pages of a call, below them the pages of the group that is shown, and its rounds where it
/// has more than one.
#[derive(Debug, Clone, Serialize)]
pub struct Tabs {
    pages: Vec<NavItem>,
    group: Vec<NavItem>,
    rounds: Vec<NavItem>,
}

impl Tabs {
    /// Without rounds.
    pub const fn new(pages: Vec<NavItem>) -> Self {
        Self { pages, group: Vec::new(), rounds: Vec::new() }
    }
    /// With the pages of the group that is shown.
    #[must_use]
    pub fn group(mut self, group: Vec<NavItem>) -> Self {
        self.group = group;
        self
    }
    /// With the rounds of the call: `labels` in order, of which `round` (from nought) is shown by
    /// this page. One round is nothing to choose from.
    #[must_use]
    pub fn rounds(mut self, here: &Link, labels: Vec<String>, round: u32) -> Self {
        if labels.len() > 1 {
            let item = |(number, label): (u32, String)| NavItem {
                label,
                current: number == round,
                href: here.with(&[("round", &(number + 1).to_string())]),
            };
            self.rounds = (0..).zip(labels).map(item).collect();
        }
        self
    }
}

/// The office that answers for this site, from the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Office {
    /// Its name.
    pub name: String,
    /// Where to write to.
    pub email: String,
}

/// The frame of a page.
#[derive(Debug, Clone, Serialize)]
pub struct Shell {
    /// The heading, which says the state: "217 of 500 exchanges done, 8 decisions wait".
    pub title: String,
    /// The way back, above the heading.
    pub crumbs: Vec<NavItem>,
    /// A short text above the heading without a link: a reference, a call's title.
    pub crumb: Option<String>,
    /// A sentence under the heading.
    pub state_line: Option<String>,
    /// Main navigation.
    pub nav: Vec<NavItem>,
    /// Who is signed in, "Ana Sousa, Tecnotex Lda".
    pub who: Option<String>,
    /// Said once.
    pub flash: Option<Flash>,
    /// When the page was made.
    pub now: Moment,
    /// IANA name of the zone instants are shown in.
    pub zone: Tz,
    /// When the session ends, if someone is signed in.
    pub session_ends: Option<Moment>,
    /// Who answers.
    pub office: Office,
    /// The demo: made-up data, mails in a folder.
    pub demo: bool,
    home: Link,
    account: Link,
    sign_in: Link,
    sign_out: Link,
    register: Link,
    mailbox: Link,
}

impl Shell {
    /// A page with this heading, shown to nobody in particular.
    pub fn new(title: impl Into<String>, now: Moment, office: &Office) -> Self {
        Self {
            title: title.into(),
            crumbs: Vec::new(),
            crumb: None,
            state_line: None,
            nav: Vec::new(),
            who: None,
            flash: None,
            now,
            zone: BRUSSELS,
            session_ends: None,
            office: office.clone(),
            demo: false,
            home: Link::Home,
            account: Link::Account,
            sign_in: Link::SignIn,
            sign_out: Link::SignOut,
            register: Link::Register,
            mailbox: Link::Mailbox,
        }
    }
    /// Adds a step of the way back.
    #[must_use]
    pub fn back(mut self, label: impl Into<String>, to: Link) -> Self {
        self.crumbs.push(NavItem { label: label.into(), href: to.into(), current: false });
        self
    }
    /// Sets the short text above the heading.
    #[must_use]
    pub fn crumb(mut self, says: impl Into<String>) -> Self {
        self.crumb = Some(says.into());
        self
    }
    /// Sets the sentence under the heading.
    #[must_use]
    pub fn state(mut self, says: impl Into<String>) -> Self {
        self.state_line = Some(says.into());
        self
    }
    /// Adds an entry of the main navigation; `here` is the page's own link, or its parent's.
    #[must_use]
    pub fn nav(mut self, label: impl Into<String>, to: Link, here: &Link) -> Self {
        let current = to == *here;
        self.nav.push(NavItem { label: label.into(), href: to.into(), current });
        self
    }
    /// Says who is signed in.
    #[must_use]
    pub fn who(mut self, who: impl Into<String>) -> Self {
        self.who = Some(who.into());
        self
    }
    /// Says something once.
    #[must_use]
    pub fn flash(mut self, kind: Tone, says: impl Into<String>) -> Self {
        self.flash = Some(Flash { kind, says: says.into() });
        self
    }
    /// A shell for samples and tests: 22 November 2026, 14:20 in Brussels.
    pub fn sample(title: &str) -> Self {
        let office = Office {
            name: "Cluster exchange office".to_owned(),
            email: "office@convoca.example".to_owned(),
        };
        Self::new(title, Moment::from_millis(1_795_353_600_000), &office)
            .nav("Calls", Link::Home, &Link::Home)
            .nav("My work", Link::Desk, &Link::Home)
            .who("Ana Sousa, Tecnotex Lda")
    }
}

/// The frame of a mail. Links in mails are absolute: `{{ mail.site }}{{ link }}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailFrame {
    /// The receiver's name.
    pub to: String,
    /// Who writes.
    pub office: Office,
    /// Address of the site without a slash at the end.
    pub site: String,
    /// IANA name of the zone instants are shown in.
    pub zone: Tz,
    /// Why this person gets this mail, one sentence.
    pub why: String,
}

impl MailFrame {
    /// A frame for samples and tests.
    pub fn sample() -> Self {
        Self {
            to: "Ana Sousa".to_owned(),
            office: Shell::sample("").office,
            site: "https://convoca.example".to_owned(),
            zone: BRUSSELS,
            why: "You get this mail because you lead the application CXC-2026-0412.".to_owned(),
        }
    }
}
