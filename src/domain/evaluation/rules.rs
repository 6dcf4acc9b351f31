//! What a programme says about evaluating proposals: scale, criteria, thresholds, ties, the budget
//! line. The one rule: a mark is a whole number of tenths; no float ever touches a score.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A mark, or a sum of marks, in tenths of a point: 35 is 3.5.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Mark(i32);

impl Mark {
    /// Nought.
    pub const ZERO: Self = Self(0);
    /// From tenths of a point.
    pub const fn from_tenths(tenths: i32) -> Self {
        Self(tenths)
    }
    /// In tenths of a point.
    pub const fn tenths(self) -> i32 {
        self.0
    }
}

impl fmt::Display for Mark {
    /// `4`, `3.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, tenth) = (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        if tenth == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{tenth}") }
    }
}

/// The text is not a mark: digits, and at most one digit after a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a mark is a number with at most one digit after the point")]
pub struct NotAMark;

impl FromStr for Mark {
    type Err = NotAMark;
    /// `4`, `3.5`, `3,5`; nothing else.
    fn from_str(text: &str) -> Result<Self, NotAMark> {
        let (whole, tenth) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(tenth) || whole.len() > 4 || tenth.len() != 1 {
            return Err(NotAMark);
        }
        let whole: i32 = whole.parse().map_err(|_| NotAMark)?;
        let tenth: i32 = tenth.parse().map_err(|_| NotAMark)?;
        Ok(Self(whole * 10 + tenth))
    }
}

/// The marks one criterion can get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// The least.
    pub lowest: Mark,
    /// The most.
    pub highest: Mark,
    /// From one mark to the next; more than nought.
    pub step: Mark,
}

impl Scale {
    /// The mark stands on the scale.
    pub const fn takes(&self, mark: Mark) -> bool {
        mark.0 >= self.lowest.0
            && mark.0 <= self.highest.0
            && self.step.0 > 0
            && (mark.0 - self.lowest.0) % self.step.0 == 0
    }
    /// Every mark, lowest first.
    pub fn marks(&self) -> Vec<Mark> {
        let step = usize::try_from(self.step.0.max(1)).unwrap_or(1);
        (self.lowest.0..=self.highest.0).step_by(step).map(Mark).collect()
    }
}

/// How much a criterion counts for ranking, in ten-thousandths: 15,000 is 1.5. Thresholds never
/// see it (domain facts 7.25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weight(pub u32);

impl Weight {
    /// Counts once.
    pub const ONE: Self = Self(10_000);
}

/// What a mark means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The mark.
    pub mark: Mark,
    /// In words.
    pub says: String,
}

/// One criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Stable code, `impact`.
    pub key: String,
    /// What experts and applicants read.
    pub label: String,
    /// What to look at.
    pub hint: String,
    /// Counts so much for ranking.
    pub weight: Weight,
    /// At least this raw mark, else the proposal is not ranked.
    pub threshold: Option<Mark>,
    /// What each mark means, lowest first.
    pub anchors: Vec<Anchor>,
}

/// When one more evaluator is called (domain facts 7.23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThirdRule {
    /// When two totals are at least so far apart.
    pub gap: Mark,
    /// When one report meets all thresholds and another does not.
    pub threshold_crossed: bool,
}

/// How the final marks of a proposal come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// People write them in a consensus (domain facts 7.24).
    Consensus,
    /// The mean of the reports, exact.
    Mean,
    /// The median of the reports, exact.
    Median,
}

/// One step of the chain that orders proposals with equal weighted totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// Topics no better-ranked proposal covers come first (H2020 rule).
    UncoveredTopic,
    /// Countries no better-ranked proposal covers come first.
    UncoveredCountry,
    /// The higher mark of this criterion.
    Criterion(String),
    /// The higher value of a whole number the proposal carries, for example `sme_share`.
    Higher(String),
    /// The lower one.
    Lower(String),
    /// Handed in earlier.
    Earlier,
    /// The recorded draw.
    Draw,
}

/// What happens when the next of the ranking does not fit into what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinePolicy {
    /// The line ends there.
    Stop,
    /// The next that fits may pass; the call must say so.
    Skip,
}

/// The reserve list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReserveRules {
    /// At most so many places; without it, all above the thresholds.
    pub places: Option<u32>,
    /// Calendar days from the release until the list ends.
    pub expires_after_days: u32,
}

/// How experts' work becomes a ranking, for one programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationRules {
    /// The marks.
    pub scale: Scale,
    /// The criteria, in order.
    pub criteria: Vec<Criterion>,
    /// At least this sum of raw marks.
    pub total_threshold: Option<Mark>,
    /// Reports a proposal needs.
    pub evaluators: u32,
    /// When one more is called.
    pub third: Option<ThirdRule>,
    /// How the final marks come about.
    pub combine: Combine,
    /// The chain for equal totals, in order; `Draw` or `Earlier` last.
    pub ties: Vec<Tie>,
    /// The budget line.
    pub line: LinePolicy,
    /// The reserve list.
    pub reserve: ReserveRules,
}

impl EvaluationRules {
    /// The criterion with this code.
    pub fn criterion(&self, key: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.key == key)
    }
}
