//! What is wrong with a declaration, field by field. The one rule: a fault names its enterprise,
//! its tie and its field, so that a page can put the sentence beside it.

use super::enterprise::{Books, Declaration, EnterpriseKey, Figures, Headcount, Related};
use crate::domain::{money::Money, naming::name_key};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A thing that is wrong or missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeclarationFault {
    /// Which enterprise's row.
    pub enterprise: EnterpriseKey,
    /// Which of its ties, from 0; `None` when it isn't about a tie.
    pub tie: Option<usize>,
    /// Which field.
    pub field: FaultField,
    /// What is wrong.
    pub why: FaultWhy,
}

/// A field of the declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultField {
    /// The row's number.
    Key,
    /// The legal name.
    Name,
    /// The country.
    Country,
    /// Its ties as a whole.
    Ties,
    /// To whom a tie goes.
    To,
    /// The share of a tie.
    Share,
    /// The question of control.
    Control,
    /// The day the last year closed.
    LastClosedOn,
    /// Public control.
    PublicControl,
    /// Headcount of the last closed (or estimated) year.
    Headcount,
    /// Turnover of that year.
    Turnover,
    /// Balance sheet total of that year.
    Balance,
    /// Headcount of the year before.
    HeadcountBefore,
    /// Turnover of the year before.
    TurnoverBefore,
    /// Balance sheet total of the year before.
    BalanceBefore,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum FaultWhy {
    /// Nothing is given.
    Missing,
    /// Below zero.
    Negative,
    /// More than 100 %.
    OverWhole,
    /// Larger than any enterprise.
    TooLarge,
    /// Not a two-letter code in capitals.
    NotACountry,
    /// A number that stands twice, or 0.
    KeyTaken,
    /// No enterprise of the declaration has this number.
    NobodyThere,
    /// Tied to itself.
    ToItself,
    /// The same enterprise stands here already.
    SameEnterprise {
        /// Where.
        as_key: EnterpriseKey,
    },
}

/// The largest figure taken: ten thousand billion euro, or as many hundredths of a unit.
const LARGEST: i64 = 1_000_000_000_000_000;

/// All faults, in the order of the declaration; [`FaultWhy::Missing`] among them, for a caller who
/// saves a draft to leave out.
pub fn faults(declaration: &Declaration) -> Vec<DeclarationFault> {
    let mut all = Vec::new();
    let mut own = |field, why| {
        all.push(DeclarationFault { enterprise: EnterpriseKey::OWN, tie: None, field, why });
    };
    of_books(&declaration.own, &mut own);
    let is_new = matches!(declaration.own, Books::Estimate { .. });
    if !is_new && declaration.last_closed_on.is_none() {
        own(FaultField::LastClosedOn, FaultWhy::Missing);
    }
    match declaration.public_control {
        None => own(FaultField::PublicControl, FaultWhy::Missing),
        Some(share) if share.hundredths() > 10_000 => {
            own(FaultField::PublicControl, FaultWhy::OverWhole);
        }
        Some(_) => {}
    }
    let mut seen = BTreeMap::new();
    for (place, related) in declaration.related.iter().enumerate() {
        let mut add = |tie, field, why| {
            all.push(DeclarationFault { enterprise: related.key, tie, field, why });
        };
        let before = &declaration.related[..place];
        if related.key == EnterpriseKey::OWN || before.iter().any(|r| r.key == related.key) {
            add(None, FaultField::Key, FaultWhy::KeyTaken);
        }
        of_identity(related, &mut seen, &mut |field, why| add(None, field, why));
        of_books(&related.books, &mut |field, why| add(None, field, why));
        of_ties(related, declaration, &mut add);
    }
    all
}

fn of_identity(
    related: &Related,
    seen: &mut BTreeMap<(String, String), EnterpriseKey>,
    add: &mut impl FnMut(FaultField, FaultWhy),
) {
    if related.name.trim().is_empty() {
        add(FaultField::Name, FaultWhy::Missing);
    }
    let code = related.country.trim();
    if code.is_empty() {
        add(FaultField::Country, FaultWhy::Missing);
    } else if code.len() != 2 || !code.chars().all(|c| c.is_ascii_uppercase()) {
        add(FaultField::Country, FaultWhy::NotACountry);
    }
    let name = name_key(&related.name);
    if name.is_empty() {
        return;
    }
    // A natural name may stand twice in a country; then the register numbers differ.
    let registration = related.registration.trim().to_uppercase();
    let key = (format!("{code} {name}"), registration);
    if let Some(as_key) = seen.get(&key) {
        add(FaultField::Name, FaultWhy::SameEnterprise { as_key: *as_key });
    } else {
        seen.insert(key, related.key);
    }
}

fn of_ties(
    related: &Related,
    declaration: &Declaration,
    add: &mut impl FnMut(Option<usize>, FaultField, FaultWhy),
) {
    if related.ties.is_empty() {
        add(None, FaultField::Ties, FaultWhy::Missing);
    }
    for (place, tie) in related.ties.iter().enumerate() {
        let mut at = |field, why| add(Some(place), field, why);
        if tie.to == related.key {
            at(FaultField::To, FaultWhy::ToItself);
        } else if tie.to != EnterpriseKey::OWN
            && !declaration.related.iter().any(|other| other.key == tie.to)
        {
            at(FaultField::To, FaultWhy::NobodyThere);
        }
        match tie.share {
            None if tie.control != Some(true) => at(FaultField::Share, FaultWhy::Missing),
            Some(share) if share.hundredths() > 10_000 => {
                at(FaultField::Share, FaultWhy::OverWhole);
            }
            None | Some(_) => {}
        }
        // Past a half they are linked anyway.
        let linked = tie.share.is_some_and(|share| share.hundredths() > 5_000);
        if tie.control.is_none() && !linked {
            at(FaultField::Control, FaultWhy::Missing);
        }
    }
}

fn of_books(books: &Books, add: &mut impl FnMut(FaultField, FaultWhy)) {
    let last = [FaultField::Headcount, FaultField::Turnover, FaultField::Balance];
    let earlier =
        [FaultField::HeadcountBefore, FaultField::TurnoverBefore, FaultField::BalanceBefore];
    match books {
        Books::TwoYears { last: figures, before } => {
            of_figures(figures, last, add);
            of_figures(before, earlier, add);
        }
        Books::OneYear { last: figures } | Books::Estimate { this: figures } => {
            of_figures(figures, last, add);
        }
    }
}

fn of_figures(
    figures: &Figures,
    fields: [FaultField; 3],
    add: &mut impl FnMut(FaultField, FaultWhy),
) {
    let values = [
        figures.headcount.map(Headcount::hundredths),
        figures.turnover.map(Money::cents),
        figures.balance.map(Money::cents),
    ];
    for (field, value) in fields.into_iter().zip(values) {
        match value {
            None => add(field, FaultWhy::Missing),
            Some(value) if value < 0 => add(field, FaultWhy::Negative),
            Some(value) if value > LARGEST => add(field, FaultWhy::TooLarge),
            Some(_) => {}
        }
    }
}
