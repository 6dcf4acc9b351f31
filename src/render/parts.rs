//! What the macros of `templates/parts/show.html` take. The one rule: a part that shows a figure
//! also says it in words, so nothing depends on a colour or a picture.

use super::{
    Link, euro_text,
    filters::{money_text, percent_text},
    number_text,
    shell::Tone,
};
use crate::domain::{lump_sum::LumpSum, moment::Moment, money::Percent};
use serde::Serialize;

pub use super::words::Chip;

/// A question or label with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// Label.
    pub label: String,
    /// Answer; line ends are kept.
    pub text: String,
    /// Where the answer leads, if somewhere.
    pub href: Option<String>,
}

impl Fact {
    /// A label with its answer.
    pub fn new(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { label: label.into(), text: text.into(), href: None }
    }
    /// The same, leading somewhere.
    #[must_use]
    pub fn leading_to(self, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..self }
    }
}

/// Something to press: a link, or a button that sends a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// What it does, a verb first.
    pub label: String,
    /// Where it leads or sends.
    pub href: String,
    /// It changes something, so it is sent by POST.
    pub post: bool,
}

impl Action {
    /// A link to a page.
    pub fn go(label: impl Into<String>, to: Link) -> Self {
        Self { label: label.into(), href: to.into(), post: false }
    }
    /// A button that does it at once.
    pub fn act(label: impl Into<String>, to: Link) -> Self {
        Self { label: label.into(), href: to.into(), post: true }
    }
}

/// A paper to download as PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Download {
    /// What it is, for those who hear the link alone.
    pub label: String,
    /// Where it is.
    pub href: Link,
    /// What is known of earlier prints, a sentence each.
    pub notes: Vec<String>,
}

/// The one line that says what happens next, when, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextLine {
    /// "Next: submit before 31 January 2027, 17:00 Brussels".
    pub says: String,
    /// A sentence more; may be empty.
    pub detail: String,
    /// What the reader can do about it.
    pub action: Option<Action>,
    /// Warn when it is late, quiet when someone else must act.
    pub tone: Tone,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Behind.
    Done,
    /// Here.
    Now,
    /// Ahead.
    Ahead,
    /// Will not be reached.
    Off,
}

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepItem {
    /// What it is called.
    pub label: String,
    /// Where it stands.
    pub state: StepState,
}

/// Steps with all before `at` done; past the last all are done, without `at` none will be reached.
pub fn steps(labels: &[&str], at: Option<usize>) -> Vec<StepItem> {
    let state = |step: usize| match at {
        None => StepState::Off,
        Some(at) if step < at => StepState::Done,
        Some(at) if step == at => StepState::Now,
        Some(_) => StepState::Ahead,
    };
    let item =
        |(step, label): (usize, &&str)| StepItem { label: (*label).to_owned(), state: state(step) };
    labels.iter().enumerate().map(item).collect()
}

/// One thing that waits for someone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkItem {
    /// What it is about.
    pub label: String,
    /// Where it is done.
    pub href: String,
    /// What, how much, since when.
    pub detail: String,
    /// Age or due date.
    pub chip: Option<Chip>,
}

/// A figure with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tile {
    /// Name.
    pub label: String,
    /// Figure.
    pub figure: String,
    /// What it means.
    pub note: String,
    /// Where the figure can be followed to.
    pub href: Option<String>,
}

impl Tile {
    /// A figure with its name and what it means.
    pub fn new(
        label: impl Into<String>,
        figure: impl Into<String>,
        note: impl Into<String>,
    ) -> Self {
        Self { label: label.into(), figure: figure.into(), note: note.into(), href: None }
    }
    /// The same, leading somewhere.
    #[must_use]
    pub fn leading_to(self, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..self }
    }
}

/// One line of a reasoning printed as a sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalcLine {
    /// What the line says.
    pub label: String,
    /// The figure after it; empty when the line changes nothing.
    pub figure: String,
    /// It is the result.
    pub total: bool,
}

/// The reasoning of a lump sum. A figure stands only where it changes.
pub fn calc_lines(sum: &LumpSum) -> Vec<CalcLine> {
    let mut before = None;
    let line = |step: &crate::domain::lump_sum::Step| {
        let total = step.code == "total";
        let figure = if total {
            euro_text(step.after.cents())
        } else if before == Some(step.after) {
            String::new()
        } else {
            money_text(step.after.cents())
        };
        before = Some(step.after);
        // The amount stands in its own column; it need not be said twice.
        let label = step.says.strip_suffix(&format!(": {}", step.after)).unwrap_or(&step.says);
        CalcLine { label: label.to_owned(), figure, total }
    };
    sum.steps.iter().map(line).collect()
}

/// A bar with an aim, the place used, and what the next decision would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meter {
    label: String,
    /// The figures in words, beside the label.
    says: String,
    /// The picture in words.
    alt: String,
    /// Widths and places in thousandths of the bar.
    done: i64,
    held: i64,
    next_from: i64,
    next: i64,
    loss: bool,
    aim: Option<i64>,
    note: String,
    chip: Option<Chip>,
}

impl Meter {
    /// A number that fills up to a limit: done, reserved, of so many.
    pub fn count(label: impl Into<String>, done: i64, held: i64, limit: i64) -> Self {
        let left = limit.saturating_sub(done).saturating_sub(held).max(0);
        let words = [done, held, left, limit].map(number_text);
        let says =
            format!("{} done · {} agreed · {} left of {}", words[0], words[1], words[2], words[3]);
        let alt = format!("{} done and {} agreed of {}", words[0], words[1], words[3]);
        let (done, held) = (part(done, limit), part(done.saturating_add(held), limit));
        Self { held: held - done, done, ..Self::empty(label.into(), says, alt) }
    }
    /// Whole euro that are spent and promised of what was given.
    pub fn amount(label: impl Into<String>, paid: i64, held: i64, given: i64) -> Self {
        let words = [paid, held, given].map(number_text);
        let says = format!("€\u{a0}{} paid · {} committed of {}", words[0], words[1], words[2]);
        let (done, used) = (part(paid, given), part(paid.saturating_add(held), given));
        Self { held: used - done, done, ..Self::empty(label.into(), says.clone(), says) }
    }
    /// Whole euro that count against a limit.
    pub fn used(label: impl Into<String>, used: i64, limit: i64) -> Self {
        let words = [used, limit].map(number_text);
        let says = format!("€\u{a0}{} of €\u{a0}{}", words[0], words[1]);
        Self { done: part(used, limit), ..Self::empty(label.into(), says.clone(), says) }
    }
    /// A share that should reach an aim. `None` when there is nothing to take a share of yet.
    pub fn share(label: impl Into<String>, now: Option<Percent>, aim: Percent) -> Self {
        let aimed = percent(aim);
        let said = now.map_or_else(
            || "nothing counted yet".to_owned(),
            |now| format!("{} now", percent(now)),
        );
        let alt = format!("{said}, aim {aimed}");
        let short = now.map_or(0, |now| i64::from(aim.hundredths()) - i64::from(now.hundredths()));
        let chip = (short > 0).then(|| {
            let points = percent_text(short).replace("\u{a0}%", "");
            Chip::new(Tone::Warn, format!("{points} points short"))
        });
        let meter = Self::empty(label.into(), format!("{said} · aim {aimed}"), alt);
        Self { done: now.map_or(0, share), aim: Some(share(aim)), chip, ..meter }
    }
    /// Shows what the decision at hand would add to a number, of the same limit.
    #[must_use]
    pub fn would_add(mut self, more: i64, limit: i64) -> Self {
        self.next_from = self.done + self.held;
        self.next = (part(more, limit)).clamp(0, 1000 - self.next_from);
        // One of many is less than a hair; it is drawn as wide as can be seen.
        if more > 0 && self.next_from < 1000 {
            self.next = self.next.max(6).min(1000 - self.next_from);
        }
        let more = number_text(more);
        self.alt = format!("{}; this decision would add {more}", self.alt);
        self.note = format!("This decision would add {more}.");
        self
    }
    /// Shows the share after the decision at hand.
    #[must_use]
    pub fn would_become(mut self, after: Percent) -> Self {
        let (now, then) = (self.done, share(after));
        (self.next_from, self.next) = (now.min(then), (then - now).abs());
        self.loss = then < now;
        let after = percent(after);
        self.alt = format!("{}; this decision would make it {after}", self.alt);
        self.note = format!("This decision would make it {after}.");
        self
    }
    /// A sentence under the bar, in place of the one about the decision.
    #[must_use]
    pub fn note(mut self, says: impl Into<String>) -> Self {
        self.note = says.into();
        self
    }
    /// A short word beside the figures.
    #[must_use]
    pub fn chip(mut self, chip: Chip) -> Self {
        self.chip = Some(chip);
        self
    }

    fn empty(label: String, says: String, alt: String) -> Self {
        Self {
            label,
            says,
            alt,
            done: 0,
            held: 0,
            next_from: 0,
            next: 0,
            loss: false,
            aim: None,
            note: String::new(),
            chip: None,
        }
    }
}

/// `part` of `whole` in thousandths, within the bar.
fn part(part: i64, whole: i64) -> i64 {
    part.saturating_mul(1000).checked_div(whole).unwrap_or(0).clamp(0, 1000)
}

fn share(share: Percent) -> i64 {
    i64::from(share.hundredths() / 10).min(1000)
}

fn percent(share: Percent) -> String {
    percent_text(share.hundredths().into())
}

/// Where the list on the screen is to be had as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Export {
    /// Comma-separated.
    pub csv: String,
    /// A spreadsheet.
    pub xlsx: String,
    /// Where columns are chosen.
    pub columns: String,
}

impl Export {
    /// The files of a list, narrowed as the list is.
    pub fn of(list: &str, filter: &[(&str, &str)]) -> Self {
        let file = |format: &str| {
            let asked = [filter, &[("format", format)]].concat();
            Link::Export(list.to_owned()).with(&asked)
        };
        let columns = Link::ExportColumns(list.to_owned()).with(filter);
        Self { csv: file("csv"), xlsx: file("xlsx"), columns }
    }
}

/// Links of a list that is read page by page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Pager {
    /// What is shown: "50 of 10,000, newest first".
    pub says: String,
    /// Back to the first page; `None` on it.
    pub first: Option<String>,
    /// On; `None` on the last.
    pub next: Option<String>,
}

/// One signature that is there or still missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// The party: "Visitor: Tecnotex Lda".
    pub party: String,
    /// Who signed; `None` while it is missing.
    pub by: Option<String>,
    /// When.
    pub at: Option<Moment>,
    /// Hash of the text signed, or a word on who can sign; may be empty.
    pub detail: String,
}

/// One line of what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// When.
    pub at: Moment,
    /// What.
    pub says: String,
    /// Who; may be empty.
    pub who: String,
}

#[cfg(test)]
mod tests;
