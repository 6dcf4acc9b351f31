//! The accounts of one call, by name. The one rule: a name's text is stable for ever, because the
//! store finds an account by it. Each call has its own set.

use super::{Limit, Sums, Unit};
use crate::domain::{
    ids::{OrganisationId, PartnershipId},
    money::Money,
    quota::{Count, PlaceKey},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// An account of a call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum AccountName {
    /// Where the call's money comes from: the parent grant. `source`, cents.
    Source,
    /// What the call may still commit. `budget`, cents, limited.
    Budget,
    /// What an organisation has got (pending: what it is promised). `payee:<id>`, cents.
    Payee(OrganisationId),
    /// Where the places of a quota come from. `places-source:<key>`, pieces.
    PlacesSource(PlaceKey),
    /// Places still free. `places:<key>`, pieces, limited.
    Places(PlaceKey),
    /// Places taken (pending: agreed, posted: done and validated). `taken:<key>`, pieces.
    Taken(PlaceKey),
    /// Where the exchanges of partnerships come from. `partnership-source`, pieces.
    PartnershipSource,
    /// Exchanges of a partnership: each counts once, for the visitor's (domain facts 1.5).
    /// `partnership:<id>`, pieces.
    Partnership(PartnershipId),
}

/// The text names no account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not the name of an account")]
pub struct UnknownAccount(pub String);

impl AccountName {
    /// What it counts.
    pub const fn unit(&self) -> Unit {
        match self {
            Self::Source | Self::Budget | Self::Payee(_) => Unit::Cents,
            Self::PlacesSource(_)
            | Self::Places(_)
            | Self::Taken(_)
            | Self::PartnershipSource
            | Self::Partnership(_) => Unit::Pieces,
        }
    }
    /// What it is held to: the budget and the places can't be overdrawn.
    pub const fn limit(&self) -> Limit {
        match self {
            Self::Budget | Self::Places(_) => Limit::DebitsWithinCredits,
            Self::Source
            | Self::Payee(_)
            | Self::PlacesSource(_)
            | Self::Taken(_)
            | Self::PartnershipSource
            | Self::Partnership(_) => Limit::None,
        }
    }
    /// Where a place of this key is taken from: its pool, or for a counter without limit the
    /// source itself.
    pub fn pool_of(key: &PlaceKey) -> Self {
        if key.is_limited() { Self::Places(key.clone()) } else { Self::PlacesSource(key.clone()) }
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source => f.write_str("source"),
            Self::Budget => f.write_str("budget"),
            Self::Payee(id) => write!(f, "payee:{id}"),
            Self::PlacesSource(key) => write!(f, "places-source:{key}"),
            Self::Places(key) => write!(f, "places:{key}"),
            Self::Taken(key) => write!(f, "taken:{key}"),
            Self::PartnershipSource => f.write_str("partnership-source"),
            Self::Partnership(id) => write!(f, "partnership:{id}"),
        }
    }
}

impl FromStr for AccountName {
    type Err = UnknownAccount;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownAccount(text.to_owned());
        let (kind, rest) = text.split_once(':').map_or((text, None), |(k, r)| (k, Some(r)));
        let place = |rest: &str| PlaceKey::from(rest.to_owned());
        match (kind, rest) {
            ("source", None) => Ok(Self::Source),
            ("budget", None) => Ok(Self::Budget),
            ("partnership-source", None) => Ok(Self::PartnershipSource),
            ("payee", Some(id)) => id.parse().map(Self::Payee).map_err(|_| unknown()),
            ("partnership", Some(id)) => id.parse().map(Self::Partnership).map_err(|_| unknown()),
            ("places-source", Some(key)) if !key.is_empty() => Ok(Self::PlacesSource(place(key))),
            ("places", Some(key)) if !key.is_empty() => Ok(Self::Places(place(key))),
            ("taken", Some(key)) if !key.is_empty() => Ok(Self::Taken(place(key))),
            _ => Err(unknown()),
        }
    }
}

impl TryFrom<String> for AccountName {
    type Error = UnknownAccount;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AccountName> for String {
    fn from(name: AccountName) -> Self {
        name.to_string()
    }
}

/// What the meters count, from the sums of `Taken` or `Partnership`: posted is done, pending is
/// agreed; what was corrected away (debits) is not counted.
pub fn count(sums: Sums) -> Count {
    let pieces = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
    Count {
        done: pieces(sums.credits_posted.saturating_sub(sums.debits_posted)),
        agreed: pieces(sums.credits_pending),
    }
}

/// A call's money as the overview shows it. The four always fit together:
/// appropriated = committed + paid + free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BudgetView {
    /// Given to the call, less what was taken back.
    pub appropriated: Money,
    /// Promised in agreements, not yet paid.
    pub committed: Money,
    /// Paid, less what the bank sent back.
    pub paid: Money,
    /// Can still be committed.
    pub free: Money,
}

impl BudgetView {
    /// From the sums of `Source` and `Budget`.
    pub fn of(source: Sums, budget: Sums) -> Self {
        let appropriated = source.debits_posted.saturating_sub(source.credits_posted);
        let (committed, free) = (budget.debits_pending, budget.room());
        let paid = appropriated.saturating_sub(committed).saturating_sub(free);
        Self {
            appropriated: Money::from_cents(appropriated),
            committed: Money::from_cents(committed),
            paid: Money::from_cents(paid),
            free: Money::from_cents(free),
        }
    }
}
