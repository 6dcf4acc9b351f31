//! Meters of a project that passes money on: SMEs reached and supported, and euro to SMEs against
//! the share the topic asks for (domain facts 2.1, 7.17). The one rule: an organisation counts
//! once, however often it applied; money counts each time.

use super::{
    country::Country,
    ids::OrganisationId,
    money::{Money, Percent, Rounding},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One partner of one application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CascadeRow {
    /// Who.
    pub organisation: OrganisationId,
    /// Its country.
    pub country: Country,
    /// Code of its sector, if known.
    pub sector: Option<String>,
    /// It is an SME, as the officer's check stands; others are left out.
    pub is_sme: bool,
    /// The support; `None` while the application isn't funded.
    pub funded: Option<CascadeSupport>,
}

/// What a funded partner gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CascadeSupport {
    /// Cash.
    pub cash: Money,
    /// Services in kind, at their value.
    pub services: Money,
}

/// What the project's proposal says of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CascadeAim {
    /// Total proposed budget: the base (domain facts 7.17).
    pub total_budget: Money,
    /// The budget of the project's own partners that are SMEs.
    pub sme_partners_budget: Money,
    /// The share to reach; 75 % for INNOSUP-1 (domain facts 2.1).
    pub target: Percent,
}

/// A line of the meters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CascadeLine {
    /// SMEs that applied, each once; those supported among them.
    pub reached: u64,
    /// SMEs that got something, each once.
    pub supported: u64,
    /// Cash to SMEs.
    pub cash: Money,
    /// Services to SMEs, at their value.
    pub services: Money,
}

/// An amount against the aim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CascadeShare {
    /// The amount.
    pub amount: Money,
    /// Its share in the base, rounded down; `None` when the base is nothing.
    pub share: Option<Percent>,
    /// The aim is reached.
    pub reached: bool,
    /// What is short of it; zero when it is reached.
    pub short: Money,
}

/// The meters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CascadeMeters {
    /// All SMEs.
    pub all: CascadeLine,
    /// By country.
    pub by_country: BTreeMap<Country, CascadeLine>,
    /// By code of sector; `None` where it isn't known.
    pub by_sector: Vec<(Option<String>, CascadeLine)>,
    /// What the aim asks for, rounded up to a cent.
    pub aim: Money,
    /// Cash alone against it.
    pub cash_alone: CascadeShare,
    /// Cash, services and the SME partners' own budget against it.
    pub with_services_and_partners: CascadeShare,
}

/// One line while it is counted.
#[derive(Default)]
struct Count {
    reached: BTreeSet<OrganisationId>,
    supported: BTreeSet<OrganisationId>,
    support: CascadeSupport,
}

impl Count {
    fn add(&mut self, row: &CascadeRow) -> Option<()> {
        self.reached.insert(row.organisation);
        if let Some(support) = &row.funded {
            self.supported.insert(row.organisation);
            self.support.cash = self.support.cash.checked_add(support.cash)?;
            self.support.services = self.support.services.checked_add(support.services)?;
        }
        Some(())
    }

    fn line(&self) -> CascadeLine {
        let count = |set: &BTreeSet<_>| u64::try_from(set.len()).unwrap_or(u64::MAX);
        CascadeLine {
            reached: count(&self.reached),
            supported: count(&self.supported),
            cash: self.support.cash,
            services: self.support.services,
        }
    }
}

/// Counts the rows. `None` when a sum doesn't fit.
pub fn cascade_meters<'r>(
    rows: impl IntoIterator<Item = &'r CascadeRow>,
    aim: &CascadeAim,
) -> Option<CascadeMeters> {
    let mut all = Count::default();
    let mut by_country = BTreeMap::<Country, Count>::new();
    let mut by_sector = BTreeMap::<Option<String>, Count>::new();
    for row in rows.into_iter().filter(|row| row.is_sme) {
        all.add(row)?;
        by_country.entry(row.country).or_default().add(row)?;
        by_sector.entry(row.sector.clone()).or_default().add(row)?;
    }
    let all = all.line();
    let needed = aim.total_budget.percent(aim.target, Rounding::Up)?;
    let broad = Money::sum([all.cash, all.services, aim.sme_partners_budget])?;
    Some(CascadeMeters {
        all,
        by_country: by_country.into_iter().map(|(key, count)| (key, count.line())).collect(),
        by_sector: by_sector.into_iter().map(|(key, count)| (key, count.line())).collect(),
        aim: needed,
        cash_alone: share(all.cash, needed, aim.total_budget)?,
        with_services_and_partners: share(broad, needed, aim.total_budget)?,
    })
}

fn share(amount: Money, needed: Money, base: Money) -> Option<CascadeShare> {
    let parts = |money: Money| u64::try_from(money.cents()).unwrap_or(0);
    Some(CascadeShare {
        amount,
        share: Percent::share(parts(amount), parts(base)),
        reached: amount >= needed,
        short: needed.checked_sub(amount)?.max(Money::ZERO),
    })
}

#[cfg(test)]
mod tests;
