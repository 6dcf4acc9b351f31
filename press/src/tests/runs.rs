//! Reads a set paper back: every run of text with its place, as a person sees it.

use crate::{Press, Template, cover, day, template::SAMPLE_MADE_ON, typeset, world::Desk};
use serde_json::Value;
use typst::layout::{Abs, Frame, FrameItem, Point};

/// Letters in one line, in points from the upper left corner of the page.
#[derive(Debug)]
pub struct Run {
    pub page: usize,
    pub left: f64,
    pub right: f64,
    pub baseline: f64,
    text: String,
}

impl Run {
    /// What it says.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Where the foot of the page begins: a paragraph may go on after it, on the next page.
const FOOT: f64 = (297.0 - 25.0) / 25.4 * 72.0;

/// The paper's text, without the first page's foot between two pages: feet come last.
pub fn runs(press: &Press, template: Template, data: &Value) -> Vec<Run> {
    let today = day(SAMPLE_MADE_ON).unwrap();
    let desk = Desk::new(press, &template.file(), &cover::showable(data), today).unwrap();
    let (document, _) = typeset(&desk).unwrap_or_else(|fault| panic!("{fault}"));
    let mut found = Vec::new();
    for (page, sheet) in document.pages().iter().enumerate() {
        collect(&sheet.frame, Point::zero(), page, &mut found);
    }
    let (feet, mut body): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|run: &Run| run.baseline > FOOT);
    body.extend(feet);
    body
}

fn collect(frame: &Frame, origin: Point, page: usize, found: &mut Vec<Run>) {
    for (at, item) in frame.items() {
        let at = origin + *at;
        match item {
            FrameItem::Group(group) => {
                let shift = Point::new(group.transform.tx, group.transform.ty);
                collect(&group.frame, at + shift, page, found);
            }
            FrameItem::Text(text) => found.push(Run {
                page,
                left: at.x.to_pt(),
                right: (at.x + text.width()).to_pt(),
                baseline: at.y.to_pt(),
                text: text.text.to_string(),
            }),
            FrameItem::Shape(..)
            | FrameItem::Image(..)
            | FrameItem::Link(..)
            | FrameItem::Tag(_) => {}
        }
    }
}

/// Runs beyond the margins, or over each other: what a person would call broken.
pub fn collisions(runs: &[Run]) -> Vec<String> {
    let margin = Abs::mm(25.0).to_pt();
    let right_edge = Abs::mm(210.0).to_pt() - margin;
    let slack = 0.5;
    let outside = runs.iter().filter(|run| {
        let is_seen = !run.text.trim().is_empty();
        is_seen && (run.left < margin - slack || run.right > right_edge + slack)
    });
    let mut faults: Vec<String> = outside.map(|run| format!("outside: {run:?}")).collect();
    for (at, one) in runs.iter().enumerate() {
        for other in &runs[at + 1..] {
            let is_one_line = one.page == other.page && (one.baseline - other.baseline).abs() < 3.0;
            let overlap = one.right.min(other.right) - one.left.max(other.left);
            if is_one_line && overlap > slack {
                faults.push(format!("over each other: {one:?} {other:?}"));
            }
        }
    }
    faults
}
