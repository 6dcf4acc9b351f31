//! One field of a report or a draft as typed: which criterion's mark or comment it is, whether it
//! is on the scale, and what becomes of it. The one rule: a field is only overwritten by someone
//! who saw its newest text.

use crate::domain::{
    evaluation::rules::{EvaluationRules, Mark},
    moment::Moment,
    refusal::{FieldRefusal, Refusal, ScoredRefusal},
};

/// Most characters of a comment.
pub const COMMENT_MAX: u32 = 5000;

/// What saving one field came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// Written; the field's new version.
    Now(i64),
    /// The same was there already.
    Unchanged(i64),
    /// It was changed in another tab since; nothing was overwritten.
    Conflict {
        /// What stands there.
        value: String,
        /// Its version.
        version: i64,
        /// Since when.
        at: Moment,
    },
}

/// Which field of a criterion.
pub(in crate::actions) enum Part<'t> {
    Mark(&'t str),
    Comment(&'t str),
}

impl<'t> Part<'t> {
    /// `mark.impact`, `comment.impact`.
    pub(in crate::actions) fn parse(field: &'t str) -> Option<Self> {
        let (part, criterion) = field.split_once('.')?;
        match part {
            "mark" => Some(Self::Mark(criterion)),
            "comment" => Some(Self::Comment(criterion)),
            _other => None,
        }
    }
    pub(in crate::actions) const fn criterion(&self) -> &'t str {
        match self {
            Self::Mark(criterion) | Self::Comment(criterion) => criterion,
        }
    }
}

/// A mark in tenths as typed; nothing for an empty field. Refuses what is not on the scale.
pub(in crate::actions) fn mark(
    rules: &EvaluationRules,
    criterion: &str,
    text: &str,
) -> Result<Option<i64>, Refusal> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let off = || {
        let label = rules.criterion(criterion).map_or(criterion, |c| c.label.as_str());
        Refusal::from(ScoredRefusal::OffScale { criterion: label.to_owned() })
    };
    let mark: Mark = text.trim().parse().map_err(|_| off())?;
    if rules.scale.takes(mark) { Ok(Some(mark.tenths().into())) } else { Err(off()) }
}

/// A comment as it is kept: one kind of line end, nothing around it.
pub(in crate::actions) fn comment(criterion: &str, text: &str) -> Result<String, Refusal> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    let have = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if have > COMMENT_MAX {
        let why = FieldRefusal::TooLong { have, most: COMMENT_MAX };
        return Err(Refusal::FieldRefused { field: format!("comment.{criterion}"), why });
    }
    Ok(text)
}

/// A mark in tenths as a form writes it: `3.5`.
pub fn mark_text(tenths: Option<i64>) -> String {
    let tenths = tenths.and_then(|tenths| i32::try_from(tenths).ok());
    tenths.map_or_else(String::new, |tenths| Mark::from_tenths(tenths).to_string())
}

/// What becomes of a field: the same is left, the newest seen is written, anything else comes back.
pub(in crate::actions) fn compare(
    (value, version, at): (String, i64, Moment),
    is_same: bool,
    seen: i64,
) -> Kept {
    if is_same {
        Kept::Unchanged(version)
    } else if seen == version {
        Kept::Now(version + 1)
    } else {
        Kept::Conflict { value, version, at }
    }
}
