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
    /// What an organisation is owed: an instalment that is due (pending: what it is promised).
    /// `payable:<id>`, cents, limited: nobody is paid more than is due.
    Payable(OrganisationId),
    /// What an organisation has got. `payee:<id>`, cents, limited: no more comes back than went.
    Payee(OrganisationId),
    /// What an organisation must give back. `owed:<id>`, cents, limited.
    Owed(OrganisationId),
    /// What was got back and not given out again. `recovered`, cents, limited.
    Recovered,
    /// Where services in kind come from: the project's partners. `services-source`, service value.
    ServicesSource,
    /// Services an organisation has had (pending: agreed). `services:<id>`, service value.
    Services(OrganisationId),
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
            Self::Source
            | Self::Budget
            | Self::Payable(_)
            | Self::Payee(_)
            | Self::Owed(_)
            | Self::Recovered => Unit::Cents,
            Self::ServicesSource | Self::Services(_) => Unit::Services,
            Self::PlacesSource(_)
            | Self::Places(_)
            | Self::Taken(_)
            | Self::PartnershipSource
            | Self::Partnership(_) => Unit::Pieces,
        }
    }
    /// What it is held to: nothing that holds money or places can be overdrawn.
    pub const fn limit(&self) -> Limit {
        match self {
            Self::Budget
            | Self::Payable(_)
            | Self::Payee(_)
            | Self::Owed(_)
            | Self::Recovered
            | Self::Places(_) => Limit::DebitsWithinCredits,
            Self::Source
            | Self::ServicesSource
            | Self::Services(_)
            | Self::PlacesSource(_)
            | Self::Taken(_)
            | Self::PartnershipSource
            | Self::Partnership(_) => Limit::None,
        }
    }
    /// The kind of an account an organisation has for itself; `None` for those of the call. A call
    /// has few of the latter and may have thousands of the former, so the store keeps them apart.
    pub const fn of_grantee(&self) -> Option<GranteeKind> {
        match self {
            Self::Payable(_) => Some(GranteeKind::Payable),
            Self::Payee(_) => Some(GranteeKind::Payee),
            Self::Owed(_) => Some(GranteeKind::Owed),
            Self::Services(_) => Some(GranteeKind::Services),
            Self::Source
            | Self::Budget
            | Self::Recovered
            | Self::ServicesSource
            | Self::PlacesSource(_)
            | Self::Places(_)
            | Self::Taken(_)
            | Self::PartnershipSource
            | Self::Partnership(_) => None,
        }
    }
    /// The organisation it belongs to, if to one.
    pub const fn grantee(&self) -> Option<OrganisationId> {
        match self {
            Self::Payable(id) | Self::Payee(id) | Self::Owed(id) | Self::Services(id) => Some(*id),
            Self::Source
            | Self::Budget
            | Self::Recovered
            | Self::ServicesSource
            | Self::PlacesSource(_)
            | Self::Places(_)
            | Self::Taken(_)
            | Self::PartnershipSource
            | Self::Partnership(_) => None,
        }
    }
    /// Where a place of this key is taken from: its pool, or for a counter without limit the
    /// source itself.
    pub fn pool_of(key: &PlaceKey) -> Self {
        if key.is_limited() { Self::Places(key.clone()) } else { Self::PlacesSource(key.clone()) }
    }
}

/// The accounts each grantee has for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GranteeKind {
    /// What it is owed.
    Payable,
    /// What it has got.
    Payee,
    /// What it must give back.
    Owed,
    /// Services it has had.
    Services,
}

impl GranteeKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Payable, Self::Payee, Self::Owed, Self::Services];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Payable => "payable",
            Self::Payee => "payee",
            Self::Owed => "owed",
            Self::Services => "services",
        }
    }
    /// The kind of this text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source => f.write_str("source"),
            Self::Budget => f.write_str("budget"),
            Self::Payable(id) => write!(f, "payable:{id}"),
            Self::Payee(id) => write!(f, "payee:{id}"),
            Self::Owed(id) => write!(f, "owed:{id}"),
            Self::Recovered => f.write_str("recovered"),
            Self::ServicesSource => f.write_str("services-source"),
            Self::Services(id) => write!(f, "services:{id}"),
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
            ("recovered", None) => Ok(Self::Recovered),
            ("services-source", None) => Ok(Self::ServicesSource),
            ("payable", Some(id)) => id.parse().map(Self::Payable).map_err(|_| unknown()),
            ("payee", Some(id)) => id.parse().map(Self::Payee).map_err(|_| unknown()),
            ("owed", Some(id)) => id.parse().map(Self::Owed).map_err(|_| unknown()),
            ("services", Some(id)) => id.parse().map(Self::Services).map_err(|_| unknown()),
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

/// A call's money as the overview shows it. The seven always fit together:
/// appropriated = free + committed + due + paid + to get back + recovered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BudgetView {
    /// Given to the call, less what was taken back.
    pub appropriated: Money,
    /// Can still be committed.
    pub free: Money,
    /// Promised in awards, not yet due.
    pub committed: Money,
    /// Owed to grantees: instalments that are due and not paid.
    pub due: Money,
    /// Paid, less what the bank sent back and what must be given back.
    pub paid: Money,
    /// Claimed back from grantees and not yet there.
    pub to_recover: Money,
    /// Got back and not given out again.
    pub recovered: Money,
}

impl BudgetView {
    /// From the sums of the accounts of a call; those of a kind of grantee's account are summed up
    /// under the kind's code (`payable`, `payee`, `owed`).
    pub fn of(sums: impl Fn(&str) -> Sums) -> Self {
        let (source, budget) =
            (sums(&AccountName::Source.to_string()), sums(&AccountName::Budget.to_string()));
        let come_in = |name: &str| {
            let sums = sums(name);
            Money::from_cents(sums.credits_posted.saturating_sub(sums.debits_posted))
        };
        let appropriated = source.debits_posted.saturating_sub(source.credits_posted);
        Self {
            appropriated: Money::from_cents(appropriated),
            free: Money::from_cents(budget.room()),
            committed: Money::from_cents(budget.debits_pending),
            due: come_in(GranteeKind::Payable.code()),
            paid: come_in(GranteeKind::Payee.code()),
            to_recover: come_in(GranteeKind::Owed.code()),
            recovered: come_in(&AccountName::Recovered.to_string()),
        }
    }
}
