//! Caps on support at four levels: one voucher type, one proposal, one SME over the whole project
//! and all types, and the call (domain facts 2.2). The one rule: what is committed and paid already
//! counts together with what is asked; a cap is met or broken in whole cents.
//!
//! Cash alone is tested, unless the call says that services count too (domain facts 7.18). Linked
//! enterprises are tested one by one, with a warning for the group (7.20); support from other
//! projects is declared and only warned about (7.19).

use super::{ids::OrganisationId, money::Money};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Cash and valued services in kind: the two ledgers (domain facts 7.18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Support {
    /// Cash.
    pub cash: Money,
    /// Services in kind, at their value.
    #[serde(default)]
    pub services: Money,
}

/// The caps of a voucher type, from its programme file. `None` is no cap at that level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Caps {
    /// For each organisation, from vouchers of this type.
    pub per_type: Option<Money>,
    /// For the proposal, all partners together.
    pub per_proposal: Option<Money>,
    /// For each organisation, over the whole project and all types.
    pub per_life: Option<Money>,
    /// For the call: its budget. Tested at the award only (leave it out while applying): what is
    /// committed by others is nothing for an applicant to see.
    pub per_call: Option<Money>,
    /// Services in kind count towards the caps.
    pub services_count: bool,
}

/// At which level a cap stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapLevel {
    /// One organisation, vouchers of one type.
    Type,
    /// One organisation, over the whole project and all types.
    Life,
    /// One proposal, all partners together.
    Proposal,
    /// The call.
    Call,
}

impl CapLevel {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Life => "life",
            Self::Proposal => "proposal",
            Self::Call => "call",
        }
    }
}

/// What one organisation of the proposal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Who.
    pub organisation: OrganisationId,
    /// How much; not below zero.
    pub support: Support,
}

/// What is committed or paid already, this proposal's own commitments left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Used {
    /// By organisation, from vouchers of this type.
    pub by_type: BTreeMap<OrganisationId, Support>,
    /// By organisation, over the whole project and all types; members of groups too.
    pub by_life: BTreeMap<OrganisationId, Support>,
    /// For this proposal before (an earlier stage of it).
    pub proposal: Support,
    /// From the call, by everybody.
    pub call: Support,
    /// By organisation, from other parent projects, as declared.
    pub elsewhere: BTreeMap<OrganisationId, Support>,
    /// Groups of linked enterprises.
    pub groups: Vec<BTreeSet<OrganisationId>>,
}

/// One line of the table a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapLine {
    /// At which level.
    pub level: CapLevel,
    /// Whose line; `None` for the proposal and the call.
    pub organisation: Option<OrganisationId>,
    /// Committed and paid already.
    pub used: Money,
    /// Asked for now.
    pub asked: Money,
    /// The cap.
    pub cap: Money,
    /// What would be left; below zero, it is what is too much.
    pub left: Money,
}

/// A cap that what is asked would break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum CapBreach {
    /// Over a cap.
    Over {
        /// At which level.
        level: CapLevel,
        /// Whose; `None` for the proposal and the call.
        organisation: Option<OrganisationId>,
        /// The cap.
        cap: Money,
        /// How much too much.
        over: Money,
    },
    /// An amount below zero was asked for.
    BelowZero {
        /// By whom.
        organisation: OrganisationId,
    },
}

/// What an officer should know, and what blocks nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum CapWarning {
    /// Linked enterprises together are over the cap for one (domain facts 7.20).
    Group {
        /// The linked enterprises, those that ask and those that don't.
        members: BTreeSet<OrganisationId>,
        /// Used and asked by all of them.
        together: Money,
        /// The cap for one.
        cap: Money,
    },
    /// With what was declared from other projects it is over the cap (domain facts 7.19).
    OtherProjects {
        /// Who.
        organisation: OrganisationId,
        /// As declared.
        elsewhere: Money,
        /// Used and asked here.
        here: Money,
        /// The cap.
        cap: Money,
    },
}

/// All lines, breaches and warnings, each in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CapReport {
    /// For each organisation by type and life, then the proposal, then the call.
    pub lines: Vec<CapLine>,
    /// What is broken; empty when all caps are kept.
    pub breaches: Vec<CapBreach>,
    /// What to look at.
    pub warnings: Vec<CapWarning>,
}

impl CapReport {
    /// All caps are kept.
    pub fn is_kept(&self) -> bool {
        self.breaches.is_empty()
    }
    /// The lines of one organisation.
    pub fn of(&self, organisation: OrganisationId) -> impl Iterator<Item = &CapLine> {
        self.lines.iter().filter(move |line| line.organisation == Some(organisation))
    }
}

/// Tests what is asked against all caps. Rows of one organisation are taken together.
pub fn check(caps: &Caps, asked: &[Asked], used: &Used) -> CapReport {
    let counts = |support: Support| counted(caps, support);
    let mut report = CapReport::default();
    let mut by_organisation = BTreeMap::<OrganisationId, Money>::new();
    for row in asked {
        if row.support.cash.is_negative() || row.support.services.is_negative() {
            let breach = CapBreach::BelowZero { organisation: row.organisation };
            if !report.breaches.contains(&breach) {
                report.breaches.push(breach);
            }
        }
        let sum = by_organisation.entry(row.organisation).or_default();
        *sum = plus(*sum, counts(row.support));
    }
    report.breaches.sort_unstable();
    let of = |sums: &BTreeMap<OrganisationId, Support>, who| {
        counts(sums.get(&who).copied().unwrap_or_default())
    };
    for (who, amount) in &by_organisation {
        report.test(CapLevel::Type, Some(*who), caps.per_type, of(&used.by_type, *who), *amount);
        report.test(CapLevel::Life, Some(*who), caps.per_life, of(&used.by_life, *who), *amount);
    }
    let all = by_organisation.values().copied().fold(Money::ZERO, plus);
    report.test(CapLevel::Proposal, None, caps.per_proposal, counts(used.proposal), all);
    report.test(CapLevel::Call, None, caps.per_call, counts(used.call), all);
    if let Some(cap) = caps.per_life {
        report.warnings = warnings(caps, cap, &by_organisation, used);
    }
    report
}

impl CapReport {
    fn test(
        &mut self,
        level: CapLevel,
        organisation: Option<OrganisationId>,
        cap: Option<Money>,
        used: Money,
        asked: Money,
    ) {
        let Some(cap) = cap else { return };
        let left = minus(cap, plus(used, asked));
        self.lines.push(CapLine { level, organisation, used, asked, cap, left });
        if left.is_negative() {
            let over = minus(Money::ZERO, left);
            self.breaches.push(CapBreach::Over { level, organisation, cap, over });
        }
    }
}

fn warnings(
    caps: &Caps,
    cap: Money,
    asked: &BTreeMap<OrganisationId, Money>,
    used: &Used,
) -> Vec<CapWarning> {
    let here = |who: &OrganisationId| {
        let before = counted(caps, used.by_life.get(who).copied().unwrap_or_default());
        plus(before, asked.get(who).copied().unwrap_or_default())
    };
    let groups = used
        .groups
        .iter()
        .filter(|members| members.len() > 1 && members.iter().any(|who| asked.contains_key(who)));
    let mut warnings: Vec<_> = groups
        .filter_map(|members| {
            let together = members.iter().map(here).fold(Money::ZERO, plus);
            (together > cap).then(|| CapWarning::Group { members: members.clone(), together, cap })
        })
        .chain(asked.keys().filter_map(|who| {
            let elsewhere = counted(caps, *used.elsewhere.get(who)?);
            let here = here(who);
            (elsewhere > Money::ZERO && plus(elsewhere, here) > cap)
                .then_some(CapWarning::OtherProjects { organisation: *who, elsewhere, here, cap })
        }))
        .collect();
    warnings.sort_unstable();
    warnings.dedup();
    warnings
}

fn counted(caps: &Caps, support: Support) -> Money {
    if caps.services_count { plus(support.cash, support.services) } else { support.cash }
}

/// What doesn't fit is more than any cap, and stays the largest amount.
fn plus(a: Money, b: Money) -> Money {
    Money::from_cents(a.cents().saturating_add(b.cents()))
}

fn minus(a: Money, b: Money) -> Money {
    Money::from_cents(a.cents().saturating_sub(b.cents()))
}

#[cfg(test)]
mod tests;
