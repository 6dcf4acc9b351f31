//! Where an organisation stands: may it be awarded, sign, be paid? The one rule: what is excluded
//! or matched blocks for good, what is open waits, and without a list the settings decide.

use serde::{Deserialize, Serialize};

/// At which act it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// Before an award.
    Award,
    /// Before an agreement takes effect.
    Signature,
    /// Before a payment.
    Payment,
    /// A newer list came.
    List,
}

impl Occasion {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Award, Self::Signature, Self::Payment, Self::List];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Award => "award",
            Self::Signature => "signature",
            Self::Payment => "payment",
            Self::List => "list",
        }
    }
    /// The occasion with this text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What a check came to, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// No name is like one on the list.
    Clear,
    /// Some are; people decide.
    Candidates,
    /// No list was in use.
    NoList,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Clear, Self::Candidates, Self::NoList];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Candidates => "candidates",
            Self::NoList => "no_list",
        }
    }
    /// The outcome with this text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What somebody read in EDES.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EdesResult {
    /// Nothing stands against it.
    Clear,
    /// It is excluded.
    Excluded,
}

impl EdesResult {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Clear, Self::Excluded];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Excluded => "excluded",
        }
    }
    /// The result with this text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What the settings say while no list was imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutList {
    /// Nothing is awarded, signed or paid.
    Refuse,
    /// Nothing is paid before somebody has noted why no list is in use.
    Note,
    /// It is told on the pages and stops nothing.
    Warn,
}

/// Where an organisation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Nothing was found, or two people decided that it is somebody else.
    Clear,
    /// No list is in use, and nothing is stopped by that.
    Unlisted,
    /// No list is in use, and that has to be mended or noted first.
    NoList,
    /// A find waits for a decision.
    Open,
    /// It is on the list.
    Match,
    /// It is excluded.
    Excluded,
}

impl Standing {
    /// May it go on?
    pub const fn passes(self) -> bool {
        match self {
            Self::Clear | Self::Unlisted => true,
            Self::NoList | Self::Open | Self::Match | Self::Excluded => false,
        }
    }
}

/// What is known of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "facts, each asked by itself")]
pub struct StandingFacts {
    /// The last EDES check says it is excluded.
    pub excluded: bool,
    /// A find was decided to be the same, and its entry still stands on the list.
    pub matched: bool,
    /// A find waits for people.
    pub open: bool,
    /// A list is in use.
    pub has_list: bool,
    /// Why none is in use was noted.
    pub has_note: bool,
}

/// Where it stands, at this occasion and under this setting.
pub fn standing(facts: &StandingFacts, occasion: Occasion, without: WithoutList) -> Standing {
    if facts.excluded {
        return Standing::Excluded;
    }
    if facts.matched {
        return Standing::Match;
    }
    if facts.open {
        return Standing::Open;
    }
    if facts.has_list {
        return Standing::Clear;
    }
    let stops = match (without, occasion) {
        (WithoutList::Refuse, _) => true,
        (WithoutList::Note, Occasion::Payment) => !facts.has_note,
        (WithoutList::Note, Occasion::Award | Occasion::Signature | Occasion::List)
        | (WithoutList::Warn, _) => false,
    };
    if stops { Standing::NoList } else { Standing::Unlisted }
}
