//! Who got what: the list of recipients a public funder publishes. The one rule: nothing is written
//! from a grant, only from a [`List`], and a list holds only what [`publish`] let through: no
//! unsigned grant, no person after the time, no place of a person below NUTS 2.

use super::table::{Cell, Column, ColumnKind, Table, TableFault};
use crate::domain::{country::Country, moment::Moment, money::Money};
use chrono::{Datelike, NaiveDate};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// Years a natural person stays on the list, after the year that counts.
pub const PERSON_YEARS: i32 = 2;

/// A region of NUTS level 2: a country's two letters and two signs, as `BE10`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nuts2(String);

/// The text is no code of a NUTS region of level 2 or below.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not the code of a NUTS region of level 2 or 3")]
pub struct NotARegion(pub String);

impl FromStr for Nuts2 {
    type Err = NotARegion;
    /// Takes a code of level 2 or 3 and keeps level 2: `BE100` gives `BE10`. Refuses levels above,
    /// from which level 2 can't be known.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim().to_ascii_uppercase();
        let letters = code.bytes().take(2).all(|b| b.is_ascii_uppercase());
        let rest = code.bytes().skip(2).all(|b| b.is_ascii_alphanumeric());
        // All is ASCII once the two checks hold, so the cut can't fall inside a sign.
        match (letters && rest, code.len(), code.get(..4)) {
            (true, 4 | 5, Some(level_2)) => Ok(Self(level_2.to_owned())),
            _ => Err(NotARegion(text.to_owned())),
        }
    }
}

impl fmt::Display for Nuts2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who received it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A legal entity.
    Organisation {
        /// Its legal name.
        name: String,
        /// Its id in a public register as org-id.guide writes it: `BE-BCE_KBO-0123456789`.
        registered_id: Option<String>,
        /// Our own id, for entities without a public one. Must open nothing.
        internal_id: String,
    },
    /// A natural person, whose place is a region of NUTS level 2 and never less.
    Person {
        /// As it stands in the agreement.
        name: String,
        /// Where, if known.
        region: Option<Nuts2>,
    },
}

/// Whether the procedure may still be reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redress {
    /// No one may ask any more, and nothing is open.
    Over,
    /// It may be asked for until the end of this day.
    Until(NaiveDate),
    /// A request is being looked at.
    Pending,
}

/// A grant as held; not yet fit to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Reference of the grant for the public; unique in the list, and no key to anything.
    pub reference: String,
    /// Who received it.
    pub who: Who,
    /// Where the recipient is established or lives.
    pub country: Country,
    /// Amount of the agreement.
    pub amount: Money,
    /// The project's title.
    pub title: String,
    /// What the money is for, in a sentence or two.
    pub purpose: String,
    /// The call's code.
    pub call: String,
    /// The call's title.
    pub call_title: String,
    /// Day the last party signed; none while one is missing.
    pub signed_on: Option<NaiveDate>,
    /// Day of the last payment so far.
    pub last_paid_on: Option<NaiveDate>,
    /// First and last day of the project.
    pub planned: Option<(NaiveDate, NaiveDate)>,
    /// Whether the procedure may still be reviewed.
    pub redress: Redress,
    /// Publishing would put someone at risk; a person decided so, with a reason kept elsewhere.
    pub withheld: bool,
    /// When something of this was last changed.
    pub modified_at: Moment,
}

/// The year a person's time on the list is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonYear {
    /// The year the agreement was signed, as the Financial Regulation counts.
    Award,
    /// The year of the last payment, as the recovery funds count; without one, the year of signing.
    Payment,
}

/// Why a grant is not on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// Security: the first reason, so that no other is told with it.
    Withheld,
    /// Not signed by all, or on a later day.
    NotSigned,
    /// The procedure may still be reviewed.
    RedressOpen,
    /// No money was granted.
    NoMoney,
    /// A natural person, and the years are over.
    PersonTooOld,
}

/// What may be published on one day, in the order of signature and reference. Made by [`publish`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    on: NaiveDate,
    entries: Vec<Entry>,
}

/// A grant on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    grant: Recipient,
    signed_on: NaiveDate,
}

impl Entry {
    /// The grant.
    pub const fn grant(&self) -> &Recipient {
        &self.grant
    }
    /// Day the last party signed.
    pub const fn signed_on(&self) -> NaiveDate {
        self.signed_on
    }
}

impl List {
    /// The day it holds for.
    pub const fn on(&self) -> NaiveDate {
        self.on
    }
    /// The grants.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// The last day a person stays on the list when this year counts.
pub fn person_until(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.checked_add(PERSON_YEARS)?, 12, 31)
}

/// The list as it may be seen on `today` (in the office's zone), and what is not on it with the
/// reason, by reference. The reasons are for the desk, not for the public.
pub fn publish(
    grants: Vec<Recipient>,
    persons_from: PersonYear,
    today: NaiveDate,
) -> (List, Vec<(String, LeftOut)>) {
    let (mut entries, mut left_out) = (Vec::new(), Vec::new());
    for grant in grants {
        match may_publish(&grant, persons_from, today) {
            Ok(signed_on) => entries.push(Entry { grant, signed_on }),
            Err(why) => left_out.push((grant.reference, why)),
        }
    }
    entries
        .sort_by(|a, b| (a.signed_on, &a.grant.reference).cmp(&(b.signed_on, &b.grant.reference)));
    left_out.sort();
    (List { on: today, entries }, left_out)
}

/// The day of signature, when the grant may be seen on `today`.
fn may_publish(
    grant: &Recipient,
    persons_from: PersonYear,
    today: NaiveDate,
) -> Result<NaiveDate, LeftOut> {
    if grant.withheld {
        return Err(LeftOut::Withheld);
    }
    let signed_on = grant.signed_on.filter(|day| *day <= today).ok_or(LeftOut::NotSigned)?;
    match grant.redress {
        Redress::Over => {}
        Redress::Until(last) if last < today => {}
        Redress::Until(_) | Redress::Pending => return Err(LeftOut::RedressOpen),
    }
    if grant.amount <= Money::ZERO {
        return Err(LeftOut::NoMoney);
    }
    match grant.who {
        Who::Organisation { .. } => Ok(signed_on),
        Who::Person { .. } => {
            let counts = match persons_from {
                PersonYear::Award => signed_on,
                PersonYear::Payment => grant.last_paid_on.unwrap_or(signed_on),
            };
            // A year no calendar has can't be over; the day of signature bounds it in practice.
            let over = person_until(counts.year()).is_some_and(|last| today > last);
            if over { Err(LeftOut::PersonTooOld) } else { Ok(signed_on) }
        }
    }
}

/// The list as a table.
pub fn table(list: &List) -> Result<Table, TableFault> {
    let columns = vec![
        Column::new("recipient", "Recipient", ColumnKind::Text),
        Column::new("natural_person", "Natural person", ColumnKind::Flag),
        Column::new("country", "Country", ColumnKind::Text),
        Column::new("country_code", "Country code", ColumnKind::Text),
        Column::new("region", "Region (NUTS 2)", ColumnKind::Text),
        Column::new("amount", "Amount (EUR)", ColumnKind::Money),
        Column::new("title", "Title", ColumnKind::Text),
        Column::new("purpose", "Purpose", ColumnKind::Text),
        Column::new("call", "Call", ColumnKind::Text),
        Column::new("call_title", "Title of the call", ColumnKind::Text),
        Column::new("signed_on", "Signed on", ColumnKind::Day),
        Column::new("reference", "Reference", ColumnKind::Text),
    ];
    let rows = list.entries.iter().map(row).collect();
    Table::try_new(format!("Recipients on {}", list.on), columns, rows)
}

fn row(entry: &Entry) -> Vec<Cell> {
    let grant = &entry.grant;
    let (name, person, region) = match &grant.who {
        Who::Organisation { name, .. } => (name, false, None),
        Who::Person { name, region } => (name, true, region.as_ref()),
    };
    vec![
        Cell::text(name),
        Cell::Flag(person),
        Cell::text(grant.country.name()),
        Cell::text(grant.country.code()),
        Cell::maybe(region.map(Nuts2::to_string)),
        Cell::Money(grant.amount),
        Cell::text(&grant.title),
        Cell::text(&grant.purpose),
        Cell::text(&grant.call),
        Cell::text(&grant.call_title),
        Cell::Day(entry.signed_on),
        Cell::text(&grant.reference),
    ]
}

/// References that stand on the list more than once: a fault of the caller, told by name.
pub(super) fn twice(list: &List) -> Option<&str> {
    let mut seen = BTreeSet::new();
    let references = list.entries.iter().map(|entry| entry.grant.reference.as_str());
    references.into_iter().find(|reference| !seen.insert(*reference))
}

#[cfg(test)]
pub(super) mod tests;
