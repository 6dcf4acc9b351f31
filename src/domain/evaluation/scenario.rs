//! A ranking tried out: the settings of a line, what they lead to, and the digest of what they
//! were tried on. The one rule: the same input and the same settings give the same bytes, so a
//! scenario whose input changed can be told from one that still holds.

use super::{
    entry::Entry,
    line::{Line, LineFault, LineTerms, SubLine, draw_line},
    ranking::{RankFault, Ranking, rank},
    rules::{EvaluationRules, LinePolicy},
};
use crate::domain::{
    ids::ApplicationId,
    money::{Money, Percent, Rounding},
    paper::digest,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[cfg(test)]
mod tests;

/// What an officer sets. A sub-line's name is the key of a voucher type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Money of the common line.
    pub line: Money,
    /// Money added to it on trial. It must be in the books before the ranking is proposed.
    pub added: Money,
    /// What happens when one does not fit.
    pub policy: LinePolicy,
    /// Money kept for a voucher type alone, by its key.
    pub sub_lines: BTreeMap<String, SubLine>,
}

/// A ranking with its line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Who stands where, and why.
    pub ranking: Ranking<ApplicationId>,
    /// Who gets what.
    pub line: Line<ApplicationId>,
}

/// Why nothing can be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScenarioFault {
    /// Marks or facts don't allow a ranking.
    Rank(Vec<RankFault>),
    /// The money doesn't allow a line.
    Line(LineFault),
}

/// Whether a round decides about money, or only about who goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stakes {
    /// The last round: the line gives money, and a reserve list follows.
    Money,
    /// A round before it: what goes on may ask for so much of the budget together.
    GoingOn(Percent),
}

impl Settings {
    /// What the page starts with: all that is free, the policy of the call, no sub-lines. Before
    /// the last round the line is the share of the free budget that may go on.
    pub fn of(rules: &EvaluationRules, free: Money, stakes: Stakes) -> Self {
        let line = match stakes {
            Stakes::Money => free,
            Stakes::GoingOn(share) => free.percent(share, Rounding::Down).unwrap_or(free),
        };
        Self { line, added: Money::ZERO, policy: rules.line, sub_lines: BTreeMap::new() }
    }
    /// All lines together: what the books must hold. `None` when that is no amount.
    pub fn total(&self) -> Option<Money> {
        let subs = self.sub_lines.values().map(|sub| sub.money);
        Money::sum([self.line, self.added].into_iter().chain(subs))
    }
    /// What the line is drawn with.
    fn terms(&self, rules: &EvaluationRules, stakes: Stakes) -> Result<LineTerms, LineFault> {
        let reserve_places = match stakes {
            Stakes::Money => rules.reserve.places,
            Stakes::GoingOn(_) => Some(0),
        };
        Ok(LineTerms {
            common: self.line.checked_add(self.added).ok_or(LineFault::TooMuch)?,
            sub_lines: self.sub_lines.clone(),
            policy: self.policy,
            reserve_places,
        })
    }
}

/// Ranks and draws the line. An entry's `sub_line` is its voucher type; it counts only where the
/// settings keep money for that type.
pub fn drawn(
    entries: &[Entry<ApplicationId>],
    settings: &Settings,
    rules: &EvaluationRules,
    stakes: Stakes,
) -> Result<Drawn, ScenarioFault> {
    let terms = settings.terms(rules, stakes).map_err(ScenarioFault::Line)?;
    let with_lines: Vec<Entry<ApplicationId>> = entries
        .iter()
        .map(|entry| {
            let kept = |key: &String| settings.sub_lines.contains_key(key);
            Entry { sub_line: entry.sub_line.clone().filter(kept), ..entry.clone() }
        })
        .collect();
    let ranking = rank(&with_lines, rules).map_err(ScenarioFault::Rank)?;
    let line = draw_line(&ranking, &terms).map_err(ScenarioFault::Line)?;
    Ok(Drawn { ranking, line })
}

/// SHA-256 of everything a ranking rests on: the proposals with marks, sums and facts in the order
/// of their references, and the rules. The order of the input has no say.
pub fn input_digest(entries: &[Entry<ApplicationId>], rules: &EvaluationRules) -> String {
    let mut sorted: Vec<&Entry<ApplicationId>> = entries.iter().collect();
    sorted.sort_by(|one, other| (&one.reference, one.id).cmp(&(&other.reference, other.id)));
    // Maps inside are ordered and numbers whole, so equal values are equal text.
    digest(&serde_json::to_string(&(sorted, rules)).unwrap_or_default())
}
