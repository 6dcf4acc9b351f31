//! The answer of the SME arithmetic as data: sums, tests and all that led to them. The one rule:
//! every number that leads to the answer is in the answer, so a page can print the reasoning.

use super::{
    enterprise::{EnterpriseKey, Figures, Headcount, Size},
    group::Role,
};
use crate::domain::money::{Money, Percent};
use serde::{Deserialize, Serialize};

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmeClass {
    /// A micro enterprise.
    Micro,
    /// A small enterprise.
    Small,
    /// A medium-sized enterprise.
    Medium,
    /// No SME: above the ceilings, or under public control.
    NotSme,
    /// Not settled by what is known.
    OfficerMustLook,
}

impl SmeClass {
    /// All answers.
    pub const ALL: [Self; 5] =
        [Self::Micro, Self::Small, Self::Medium, Self::NotSme, Self::OfficerMustLook];
    /// The stable code used in files, columns and facts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Micro => "micro",
            Self::Small => "small",
            Self::Medium => "medium",
            Self::NotSme => "not_sme",
            Self::OfficerMustLook => "officer_must_look",
        }
    }
    /// The answer with this code, if there is one.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }
}

/// One row of the table of classes (domain facts 4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ceiling {
    /// The largest size these ceilings are for.
    pub size: Size,
    /// Headcount must be below this.
    pub headcount_below: Headcount,
    /// Turnover up to this ..
    pub turnover: Money,
    /// .. or balance sheet total up to this: one of the two is enough.
    pub balance: Money,
}

const fn ceiling(size: Size, units: i64, turnover_euro: i64, balance_euro: i64) -> Ceiling {
    Ceiling {
        size,
        headcount_below: Headcount::whole(units),
        turnover: Money::from_cents(turnover_euro * 100),
        balance: Money::from_cents(balance_euro * 100),
    }
}

/// The ceilings of Recommendation 2003/361/EC (domain facts 4.2), from small to large.
pub const CEILINGS: [Ceiling; 3] = [
    ceiling(Size::Micro, 10, 2_000_000, 2_000_000),
    ceiling(Size::Small, 50, 10_000_000, 10_000_000),
    ceiling(Size::Medium, 250, 50_000_000, 43_000_000),
];

/// Which year a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Year {
    /// The last closed accounting year.
    Last,
    /// The closed year before it.
    Before,
    /// A new firm's running year, estimated.
    Estimate,
}

/// A sum so far: what is known of it, and whether something is missing in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Running<T> {
    /// The known part; the sum is at least this.
    pub known: T,
    /// Something that belongs in it isn't known, so it may be more.
    pub open: bool,
}

/// The sums of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Staff.
    pub headcount: Running<Headcount>,
    /// Turnover.
    pub turnover: Running<Money>,
    /// Balance sheet total.
    pub balance: Running<Money>,
}

/// One enterprise in one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepYear {
    /// Which year.
    pub year: Year,
    /// Its figures as declared; zero where it had closed no accounts yet.
    pub figures: Figures,
    /// What is added: all, the share, or nothing.
    pub added: Figures,
    /// The sums after it.
    pub sums: Totals,
}

/// One line of the arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which enterprise; 0 is the one that declares.
    pub enterprise: EnterpriseKey,
    /// What it is to the one that declares.
    pub role: Role,
    /// The share of its figures that is added; `None` when nothing is.
    pub counted: Option<Percent>,
    /// It would count, but its figures are in another's accounts already.
    pub in_accounts: bool,
    /// By year, as in [`Assessment::years`].
    pub years: Vec<StepYear>,
}

/// The answer of one test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// Inside the ceiling, whatever is missing.
    Within,
    /// Over it, whatever is missing.
    Over,
    /// What is missing decides.
    Open,
}

/// The tests of one row of the table in one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelTest {
    /// The row.
    pub ceiling: Ceiling,
    /// Staff below the ceiling; compulsory.
    pub headcount: Test,
    /// Turnover up to the ceiling.
    pub turnover: Test,
    /// Balance sheet total up to the ceiling.
    pub balance: Test,
    /// Headcount, and one of the two others.
    pub holds: Test,
}

/// One year's sums and what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearResult {
    /// Which year.
    pub year: Year,
    /// The sums.
    pub sums: Totals,
    /// The rows of the table, from small to large.
    pub tests: [LevelTest; 3],
    /// The smallest size it may be.
    pub at_least: Size,
    /// The largest size it may be; the same when the year is settled.
    pub at_most: Size,
}

/// The test of public control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicControl {
    /// As answered.
    pub declared: Option<Percent>,
    /// As the declared holdings give it.
    pub worked_out: Percent,
    /// It bars the status: either is 25 % or more (domain facts 4.2: "normally", so an officer may
    /// decide otherwise with a reason).
    pub bars: bool,
}

/// What the enterprise is by its ties, as the Commission's form asks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nobody's figures are added.
    Autonomous,
    /// Partners' figures are added, none whole.
    Partner,
    /// Others' figures are added whole.
    Linked,
}

/// Something that isn't known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Missing {
    /// Of which enterprise.
    pub enterprise: EnterpriseKey,
    /// What.
    pub what: MissingWhat,
}

/// What isn't known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum MissingWhat {
    /// Staff of that year.
    Headcount {
        /// The year.
        year: Year,
    },
    /// Turnover of that year.
    Turnover {
        /// The year.
        year: Year,
    },
    /// Balance sheet total of that year.
    Balance {
        /// The year.
        year: Year,
    },
    /// To whom it is tied.
    Ties,
    /// The share of a tie.
    Share {
        /// To whom.
        to: EnterpriseKey,
    },
    /// Whether there is control.
    Control {
        /// To whom.
        to: EnterpriseKey,
    },
    /// Whether public bodies control it.
    PublicControl,
    /// The size before the two years, which differ.
    Held,
    /// Whether the owners changed between the two years, which differ.
    OwnershipChanged,
    /// The owners changed between the two years, which differ; no source here says which counts.
    WhichYear,
}

/// The answer with its reasoning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The answer.
    pub class: SmeClass,
    /// SME or not, where that is settled even if the class isn't.
    pub is_sme: Option<bool>,
    /// What it is by its ties.
    pub standing: Standing,
    /// The columns: the last year and the one before, one year, or an estimate.
    pub years: Vec<Year>,
    /// Each enterprise in the order of adding: itself, then as declared.
    pub steps: Vec<Step>,
    /// Sums and tests by year.
    pub results: Vec<YearResult>,
    /// The smallest size it may be after the rule of two years.
    pub at_least: Size,
    /// The largest size it may be after it.
    pub at_most: Size,
    /// The rule of two years kept a size that the last year alone wouldn't give.
    pub kept_by_two_years: bool,
    /// Public control.
    pub public: PublicControl,
    /// All that isn't known; the class may be settled without it.
    pub missing: Vec<Missing>,
}
