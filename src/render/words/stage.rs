//! The stages of an application by their three names: the program's, the staff's, the
//! applicant's. The one rule: nobody is shown a name made for someone else.

use super::Chip;
use crate::{domain::application::StageKind, render::shell::Tone};
use chrono::NaiveDate;

/// The names of one stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage {
    /// The program's, for addresses and columns.
    pub code: &'static str,
    /// The staff's, in lists and filters.
    pub staff: &'static str,
    /// The applicant's.
    pub applicant: &'static str,
    /// The colour of its chip.
    pub tone: Tone,
}

impl Stage {
    /// The chip staff see.
    pub fn staff_chip(self) -> Chip {
        Chip::new(self.tone, self.staff)
    }
    /// The chip applicants and hosts see.
    pub fn applicant_chip(self) -> Chip {
        Chip::new(self.tone, self.applicant)
    }
}

/// The names of `kind`.
pub const fn stage(kind: StageKind) -> Stage {
    let (code, staff, applicant, tone) = match kind {
        StageKind::Draft => ("draft", "being written", "being written", Tone::Quiet),
        StageKind::Submitted => ("submitted", "to decide", "handed in", Tone::Info),
        StageKind::Ineligible => ("ineligible", "ineligible", "not eligible", Tone::Bad),
        StageKind::Awarded => ("awarded", "awarded, to sign", "awarded, to be signed", Tone::Warn),
        StageKind::Agreed => ("agreed", "agreed", "agreed", Tone::Info),
        StageKind::Reported => ("reported", "report to validate", "report handed in", Tone::Warn),
        StageKind::Validated => ("validated", "to pay", "report accepted", Tone::Info),
        StageKind::Feedback => {
            ("feedback", "host's feedback awaited", "done, host's feedback awaited", Tone::Good)
        }
        StageKind::Closed => ("closed", "closed", "finished", Tone::Good),
        StageKind::Refused => ("refused", "refused", "not awarded", Tone::Bad),
        StageKind::Withdrawn => ("withdrawn", "withdrawn", "taken back", Tone::Quiet),
    };
    Stage { code, staff, applicant, tone }
}

/// The chip staff see on a day: of an agreed exchange it says where its stay (first and last day)
/// is.
pub fn staff_chip_on(
    kind: StageKind,
    stay: Option<(NaiveDate, NaiveDate)>,
    today: NaiveDate,
) -> Chip {
    match (kind, stay) {
        (StageKind::Agreed, Some((from, _))) if today < from => {
            Chip::new(Tone::Info, "agreed, stay ahead")
        }
        (StageKind::Agreed, Some((_, to))) if today <= to => {
            Chip::new(Tone::Info, "agreed, stay under way")
        }
        (StageKind::Agreed, Some(_over)) => Chip::new(Tone::Warn, "stay over, report awaited"),
        (other, _) => stage(other).staff_chip(),
    }
}

/// The way of an exchange as its people see it, with the step it stands at (from 0). `None` when
/// it has left the way.
pub const fn visitor_steps(kind: StageKind) -> ([&'static str; 6], Option<usize>) {
    let steps =
        ["Application", "Decision", "Signatures", "Stay and report", "Validation", "Payment"];
    let at = match kind {
        StageKind::Draft => Some(0),
        StageKind::Submitted => Some(1),
        StageKind::Awarded => Some(2),
        StageKind::Agreed => Some(3),
        StageKind::Reported => Some(4),
        StageKind::Validated => Some(5),
        StageKind::Feedback | StageKind::Closed => Some(6),
        StageKind::Ineligible | StageKind::Refused | StageKind::Withdrawn => None,
    };
    (steps, at)
}
