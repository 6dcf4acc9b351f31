//! Quotas: what is counted, up to what, and how much room is left. The one rule: a share ("at
//! least 50 % of all") is kept by limiting its opposite, so it can't be lost between two requests.

mod forecast;
mod meter;

pub use forecast::full_on;
pub use meter::{Count, Direction, Effect, Meter, after_one_more, meters};

use super::{
    condition::{Answer, Condition},
    facts::Facts,
    money::Percent,
};
use serde::{Deserialize, Serialize};
use std::{convert::Infallible, fmt, str::FromStr};

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
    /// At least this many percent of the counter `of`, which must be an `AtMost` rule.
    AtLeastPercent { percent: u32, of: String },
    /// Only reported.
    Report,
}

/// What one exchange is counted in; the ledger keeps an account for each. As text: `exchanges`,
/// `not:sme`, `is:sme`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum PlaceKey {
    /// A place of an `AtMost` rule; limited.
    AtMost(String),
    /// A place of those that do not count for a share; limited, so the share can't be lost.
    Not(String),
    /// Counts for a share or a report; without limit.
    Is(String),
}

impl PlaceKey {
    /// The rule's key.
    pub fn rule(&self) -> &str {
        match self {
            Self::AtMost(key) | Self::Not(key) | Self::Is(key) => key,
        }
    }
    /// Whether places come from a pool of fixed size.
    pub const fn is_limited(&self) -> bool {
        match self {
            Self::AtMost(_) | Self::Not(_) => true,
            Self::Is(_) => false,
        }
    }
}

impl fmt::Display for PlaceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(key) => f.write_str(key),
            Self::Not(key) => write!(f, "not:{key}"),
            Self::Is(key) => write!(f, "is:{key}"),
        }
    }
}

impl From<String> for PlaceKey {
    fn from(text: String) -> Self {
        match text.split_once(':') {
            Some(("not", key)) => Self::Not(key.to_owned()),
            Some(("is", key)) => Self::Is(key.to_owned()),
            Some(_) | None => Self::AtMost(text),
        }
    }
}

impl From<PlaceKey> for String {
    fn from(key: PlaceKey) -> Self {
        key.to_string()
    }
}

impl FromStr for PlaceKey {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text.to_owned()))
    }
}

/// A stock of places to open with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// What is taken from it.
    pub key: PlaceKey,
    /// The rule's label.
    pub label: String,
    /// How many places.
    pub size: u32,
}

/// A condition can't be answered, so it is not known what the exchange is counted in; an officer
/// must look.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is not known whether the exchange counts for {key}")]
pub struct NotKnown {
    /// The rule's key.
    pub key: String,
}

/// The size of an `AtMost` rule in a call that may open with fewer places than the programme has.
fn size_of(rules: &[QuotaRule], key: &str, at_most_override: Option<u32>) -> Option<u32> {
    rules.iter().filter(|rule| rule.key == key).find_map(|rule| match rule.aim {
        QuotaAim::AtMost(most) => Some(at_most_override.map_or(most, |fewer| fewer.min(most))),
        QuotaAim::AtLeastPercent { .. } | QuotaAim::Report => None,
    })
}

/// Of `whole` places, those that need not count when `percent` of them must: the rest after the
/// share is rounded up, so that a full pool never breaks it.
fn opposite(whole: u32, percent: u32) -> u32 {
    let must = (u64::from(whole) * u64::from(percent)).div_ceil(100);
    whole.saturating_sub(u32::try_from(must).unwrap_or(u32::MAX))
}

/// The pools a call opens with: one for each `AtMost` rule, and for each share the pool of its
/// opposite, `size - ceil(size * percent / 100)`. A share of a rule that is no `AtMost` has none.
pub fn pools(rules: &[QuotaRule], at_most_override: Option<u32>) -> Vec<Pool> {
    let pool = |rule: &QuotaRule| {
        let (key, size) = match &rule.aim {
            QuotaAim::AtMost(_) => {
                let size = size_of(rules, &rule.key, at_most_override)?;
                (PlaceKey::AtMost(rule.key.clone()), size)
            }
            QuotaAim::AtLeastPercent { percent, of } => {
                let whole = size_of(rules, of, at_most_override)?;
                (PlaceKey::Not(rule.key.clone()), opposite(whole, *percent))
            }
            QuotaAim::Report => return None,
        };
        Some(Pool { key, label: rule.label.clone(), size })
    };
    rules.iter().filter_map(pool).collect()
}

/// What one exchange with these facts is counted in. A share is asked only when the exchange
/// counts in its whole: a virtual exchange that takes no place does not dilute it (domain facts
/// 7.12). The first rule that can't be answered is named.
pub fn taken(rules: &[QuotaRule], facts: &Facts) -> Result<Vec<PlaceKey>, NotKnown> {
    taken_by(rules, &|rule| rule.counts.as_ref().map_or(Answer::Yes, |when| when.answer(facts)))
}

fn taken_by(
    rules: &[QuotaRule],
    answer: &dyn Fn(&QuotaRule) -> Answer,
) -> Result<Vec<PlaceKey>, NotKnown> {
    let counts = |rule: &QuotaRule| match answer(rule) {
        Answer::Yes => Ok(true),
        Answer::No => Ok(false),
        Answer::NotKnown => Err(NotKnown { key: rule.key.clone() }),
    };
    let mut keys = Vec::new();
    for rule in rules {
        let key = || rule.key.clone();
        match &rule.aim {
            QuotaAim::AtMost(_) if counts(rule)? => keys.push(PlaceKey::AtMost(key())),
            QuotaAim::Report if counts(rule)? => keys.push(PlaceKey::Is(key())),
            QuotaAim::AtMost(_) | QuotaAim::Report => {}
            QuotaAim::AtLeastPercent { of, .. } => {
                let Some(whole) = rules.iter().find(|whole| whole.key == *of) else { continue };
                if counts(whole)? {
                    let is = counts(rule)?;
                    keys.push(if is { PlaceKey::Is(key()) } else { PlaceKey::Not(key()) });
                }
            }
        }
    }
    Ok(keys)
}

#[cfg(test)]
mod tests;
