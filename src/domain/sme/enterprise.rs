//! What an enterprise declares about its size: figures, and the enterprises it is tied to. The one
//! rule: it is kept as people gave it, gaps included, in a shape with a version.

use crate::domain::money::{Money, Percent, Rounding};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which enterprise of one declaration: 0 is the one that declares, others as they were numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EnterpriseKey(pub u32);

impl EnterpriseKey {
    /// The enterprise that declares.
    pub const OWN: Self = Self(0);
}

/// Staff in hundredths of an annual work unit: 950 is 9.50.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Headcount(i64);

impl Headcount {
    /// From hundredths of an annual work unit.
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }
    /// From whole annual work units; beyond what fits it stays at the largest value.
    pub const fn whole(units: i64) -> Self {
        Self(units.saturating_mul(100))
    }
    /// In hundredths of an annual work unit.
    pub const fn hundredths(self) -> i64 {
        self.0
    }
    /// The sum; `None` when it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
    /// This share, a part of a hundredth settled by `rounding`. `None` when it does not fit.
    pub fn percent(self, share: Percent, rounding: Rounding) -> Option<Self> {
        // Hundredths of a unit round as hundredths of a euro do.
        Money::from_cents(self.0).percent(share, rounding).map(|part| Self(part.cents()))
    }
}

impl fmt::Display for Headcount {
    /// `9.5`, `12`, `0.25`: no more decimals than needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let (whole, part) = (size / 100, size % 100);
        match part {
            0 => write!(f, "{sign}{whole}"),
            part if part.is_multiple_of(10) => write!(f, "{sign}{whole}.{}", part / 10),
            part => write!(f, "{sign}{whole}.{part:02}"),
        }
    }
}

/// The three figures of one year. `None` is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Staff in annual work units.
    #[serde(default)]
    pub headcount: Option<Headcount>,
    /// Turnover of the year.
    #[serde(default)]
    pub turnover: Option<Money>,
    /// Balance sheet total at the year's end.
    #[serde(default)]
    pub balance: Option<Money>,
}

impl Figures {
    /// Nobody and nothing, all known.
    pub const ZERO: Self = Self {
        headcount: Some(Headcount::from_hundredths(0)),
        turnover: Some(Money::ZERO),
        balance: Some(Money::ZERO),
    };
}

/// Which accounts there are (domain facts 4.2: two closed years; new firms use estimates). A
/// start-up without turnover says so with a turnover of zero, or leaves it open: a balance sheet
/// total inside the ceiling is enough, since of the two money tests one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "books", rename_all = "snake_case", deny_unknown_fields)]
pub enum Books {
    /// The last two closed accounting years.
    TwoYears {
        /// The last closed year.
        last: Figures,
        /// The closed year before it.
        before: Figures,
    },
    /// One closed year; there was none before.
    OneYear {
        /// The one closed year.
        last: Figures,
    },
    /// A new firm without closed accounts: an estimate in good faith for the running year.
    Estimate {
        /// The estimate.
        this: Figures,
    },
}

/// What an enterprise that is tied to another is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnterpriseKind {
    /// None of the others.
    Ordinary,
    /// A public investment company.
    PublicInvestment,
    /// A venture capital company.
    VentureCapital,
    /// A business angel.
    BusinessAngel,
    /// A university.
    University,
    /// An institutional investor.
    InstitutionalInvestor,
    /// A small local authority.
    SmallLocalAuthority,
    /// Any other public body.
    PublicBody,
}

impl EnterpriseKind {
    /// All kinds, in the order forms show them.
    pub const ALL: [Self; 8] = [
        Self::Ordinary,
        Self::PublicInvestment,
        Self::VentureCapital,
        Self::BusinessAngel,
        Self::University,
        Self::InstitutionalInvestor,
        Self::SmallLocalAuthority,
        Self::PublicBody,
    ];
    /// The stable code used in files, columns and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::PublicInvestment => "public_investment",
            Self::VentureCapital => "venture_capital",
            Self::BusinessAngel => "business_angel",
            Self::University => "university",
            Self::InstitutionalInvestor => "institutional_investor",
            Self::SmallLocalAuthority => "small_local_authority",
            Self::PublicBody => "public_body",
        }
    }
    /// The kind with this code, if there is one.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
    /// As an owner it makes no partner up to 50 % (domain facts 4.2).
    pub const fn is_exempt(self) -> bool {
        match self {
            Self::PublicInvestment
            | Self::VentureCapital
            | Self::BusinessAngel
            | Self::University
            | Self::InstitutionalInvestor
            | Self::SmallLocalAuthority => true,
            Self::Ordinary | Self::PublicBody => false,
        }
    }
}

/// Which way a holding goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The related enterprise holds a part of the other: an owner.
    Up,
    /// The other holds a part of the related enterprise: a holding.
    Down,
}

/// One tie of a related enterprise to another of the declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tie {
    /// To whom.
    pub to: EnterpriseKey,
    /// Which way the holding goes.
    pub direction: Direction,
    /// The share of capital or votes, whichever is higher. `None` is not known.
    #[serde(default)]
    pub share: Option<Percent>,
    /// The holder controls: majority of votes, right to appoint the board, dominant influence by
    /// contract. `None` is not answered.
    #[serde(default)]
    pub control: Option<bool>,
    /// The related enterprise's figures are already in the (consolidated) figures given for `to`.
    #[serde(default)]
    pub in_accounts: bool,
}

/// An enterprise that is tied to the one that declares, directly or through others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// Its number in this declaration; not 0, none twice.
    pub key: EnterpriseKey,
    /// Legal name.
    pub name: String,
    /// Two-letter code of its country, which may be any of the world.
    pub country: String,
    /// Registration number; may be empty.
    #[serde(default)]
    pub registration: String,
    /// What it is.
    pub kind: EnterpriseKind,
    /// Its own figures, without those of others unless consolidated.
    pub books: Books,
    /// To whom it is tied; at least one.
    pub ties: Vec<Tie>,
}

/// A size, from small to large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// A micro enterprise.
    Micro,
    /// A small enterprise.
    Small,
    /// A medium-sized enterprise.
    Medium,
    /// Above the ceilings.
    Large,
}

/// What an enterprise declares about its size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// Its own figures.
    pub own: Books,
    /// The day its last closed accounting year ended; `None` for a new firm.
    #[serde(default)]
    pub last_closed_on: Option<NaiveDate>,
    /// What public bodies hold or control together, directly or through others. `None` is not
    /// answered; zero is no.
    #[serde(default)]
    pub public_control: Option<Percent>,
    /// The size it had before the two years given; asked when the two years differ.
    #[serde(default)]
    pub held: Option<Size>,
    /// The owners changed between the two years; asked when the two years differ.
    #[serde(default)]
    pub ownership_changed: Option<bool>,
    /// The enterprises it is tied to.
    #[serde(default)]
    pub related: Vec<Related>,
}

/// A declaration as stored: JSON with the version of its shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "shape")]
pub enum StoredDeclaration {
    /// The first shape.
    #[serde(rename = "sme-1")]
    V1(Declaration),
}

impl StoredDeclaration {
    /// In today's shape.
    pub fn into_declaration(self) -> Declaration {
        match self {
            Self::V1(declaration) => declaration,
        }
    }
}

impl From<Declaration> for StoredDeclaration {
    fn from(declaration: Declaration) -> Self {
        Self::V1(declaration)
    }
}
