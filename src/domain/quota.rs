//! Quotas: what is counted, up to what, and how much room is left. The one rule: a share ("at
//! least 50 % of all") is kept by limiting its opposite, so it can't be lost between two requests.

use super::condition::Condition;

/// One counter of a programme.
#[derive(Debug, Clone)]
pub struct QuotaRule {
    /// Stable code, `sme`.
    pub key: String,
    /// What the meter is called.
    pub label: String,
    /// Which exchanges count; without a condition, all.
    pub counts: Option<Condition>,
    /// The limit or aim.
    pub aim: QuotaAim,
    /// What the meter says about what is counted and the denominator.
    pub note: String,
    /// Where the rule comes from.
    pub source: String,
}

/// What a counter is held to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuotaAim {
    /// Never more than this many. A call may open with fewer.
    AtMost(u32),
    /// At least this many percent of the counter `of`.
    AtLeastPercent { percent: u32, of: String },
    /// Only reported.
    Report,
}
