//! De minimis aid: what an undertaking may be granted by one Member State without a notice to the
//! Commission. The one rule: ceiling, years, Member State and regulation are data of the programme
//! file; here is only how they are added up (domain facts 4.1, 7.29).

use super::{
    country::Country,
    money::{Money, Percent, Rounding},
};
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;
mod undertaking;

pub use undertaking::{Known, undertaking};

/// National co-funding of a programme, as its file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeMinimisRules {
    /// Whose money it is.
    pub member_state: Country,
    /// Who grants, as the register names them.
    pub authority: String,
    /// The instrument, as the register names it: `Grant`.
    pub instrument: String,
    /// The regulation as a letter cites it.
    pub regulation: String,
    /// Most for one undertaking.
    pub ceiling: Money,
    /// Over so many years before the award.
    pub years: u32,
    /// The share of a grant that is national money, in hundredths of a percent.
    pub share: Percent,
}

impl DeMinimisRules {
    /// The national part of a grant. A part of a cent counts whole, so that rounding never passes
    /// a ceiling. Nought for what is nought or below.
    pub fn part(&self, grant: Money) -> Money {
        national(grant, self.share)
    }
    /// The first day whose aid counts for an award of this day: the same day so many years before.
    /// The recitals count three years back from the award; that day itself is counted in, which is
    /// the cautious reading. The last of February stands for the 29th.
    pub fn counts_from(&self, on: NaiveDate) -> NaiveDate {
        let months = Months::new(self.years.saturating_mul(12));
        on.checked_sub_months(months).unwrap_or(NaiveDate::MIN)
    }
    /// Adds up what counts for an award of `new` on this day. Lines outside the window are kept,
    /// marked as not counted, so that a page can show why.
    pub fn tally(&self, on: NaiveDate, lines: Vec<Line>, new: Money) -> Tally {
        let from = self.counts_from(on);
        let mut lines: Vec<Counted> = lines
            .into_iter()
            .map(|line| {
                let counts = line.granted_on >= from && line.granted_on <= on;
                Counted { line, counts }
            })
            .collect();
        lines.sort_by_key(|one| one.line.granted_on);
        let counted = lines.iter().filter(|one| one.counts).map(|one| one.line.amount);
        // What doesn't fit is above any ceiling.
        let before = Money::sum(counted).unwrap_or(MOST);
        let after = before.checked_add(new).unwrap_or(MOST);
        Tally { from, on, lines, before, new, after, ceiling: self.ceiling }
    }
}

const MOST: Money = Money::from_cents(i64::MAX);

/// The national part of a grant with this share, any part of a cent as a whole one.
pub fn national(grant: Money, share: Percent) -> Money {
    grant.max(Money::ZERO).percent(share, Rounding::Up).unwrap_or(grant)
}

/// What became of a grant since it was awarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    /// The proposal was withdrawn before anything was in force.
    pub withdrawn: bool,
    /// The grant was ended early or is closed: nothing more falls due.
    pub over: bool,
    /// What fell due of it, paid or not.
    pub due: Money,
    /// What came back, by transfer or kept from another payment.
    pub back: Money,
}

/// What of a grant stands: all of it while it runs; what fell due once it is over; nothing when it
/// was withdrawn; always less what came back.
pub fn stands(grant: Money, since: Since) -> Money {
    let had = match since {
        Since { withdrawn: true, .. } => Money::ZERO,
        Since { over: true, due, .. } => due.min(grant),
        Since { .. } => grant,
    };
    had.checked_sub(since.back).unwrap_or_default().max(Money::ZERO)
}

/// Where a line comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Declared, for the whole undertaking.
    Declared {
        /// Who of it declared so.
        by: String,
        /// Who granted it.
        granter: String,
        /// The measure.
        measure: String,
    },
    /// Granted here.
    Here {
        /// The number of the proposal.
        reference: String,
        /// To whom of the undertaking.
        organisation: String,
    },
}

/// Aid that was granted before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it is from.
    pub source: Source,
    /// When the legal right arose.
    pub granted_on: NaiveDate,
    /// What of it stands.
    pub amount: Money,
}

/// A line, and whether it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The line.
    pub line: Line,
    /// It lies within the years.
    pub counts: bool,
}

/// The sum for one award.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The first day that counts.
    pub from: NaiveDate,
    /// The day of the award.
    pub on: NaiveDate,
    /// What was before, by day.
    pub lines: Vec<Counted>,
    /// The sum of what counts.
    pub before: Money,
    /// The new aid.
    pub new: Money,
    /// Both.
    pub after: Money,
    /// The ceiling.
    pub ceiling: Money,
}

impl Tally {
    /// What could still be granted, before the new aid; never below nought.
    pub fn left(&self) -> Money {
        self.ceiling.checked_sub(self.before).unwrap_or_default().max(Money::ZERO)
    }
    /// By how much the new aid passes the ceiling.
    pub fn over(&self) -> Option<Money> {
        self.after.checked_sub(self.ceiling).filter(|over| *over > Money::ZERO)
    }
}

/// An enterprise of the same single undertaking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enterprise {
    /// Its legal name.
    pub name: String,
    /// Two letters.
    pub country: String,
    /// Its number in that country's register; without it, it is named only.
    pub registration: String,
}

/// De minimis aid declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aid {
    /// Who granted it.
    pub granter: String,
    /// When.
    pub granted_on: NaiveDate,
    /// How much, in cents of a euro: the gross grant equivalent.
    pub amount: Money,
    /// Under which measure.
    pub measure: String,
}

/// What an organisation declares for its single undertaking in one Member State.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// The other enterprises of the undertaking.
    pub enterprises: Vec<Enterprise>,
    /// Aid of the undertaking from others than this office.
    pub aid: Vec<Aid>,
    /// It says that there was none. Left open it is no declaration.
    pub none: bool,
}

/// A declaration as stored: JSON with the version of its shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "shape")]
pub enum StoredDeclaration {
    /// The first shape.
    #[serde(rename = "de-minimis-1")]
    V1(Declaration),
}

/// Where a declaration has a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
#[expect(missing_docs, reason = "`row` is the place in its list, from nought")]
pub enum DeclarationFault {
    /// Neither "none" nor any aid was said.
    NotAnswered,
    /// "None" and aid at the same time.
    NoneAndSome,
    /// An enterprise has no name.
    EnterpriseName { row: usize },
    /// An enterprise's country has not two letters.
    EnterpriseCountry { row: usize },
    /// It is not said who granted.
    Granter { row: usize },
    /// The day lies ahead.
    DayAhead { row: usize },
    /// The amount is not above nought.
    Amount { row: usize },
    /// The measure is not named.
    Measure { row: usize },
}

impl DeclarationFault {
    /// One of each, for the tests of the sentences.
    #[cfg(test)]
    pub fn samples() -> Vec<Self> {
        vec![
            Self::NotAnswered,
            Self::NoneAndSome,
            Self::EnterpriseName { row: 0 },
            Self::EnterpriseCountry { row: 0 },
            Self::Granter { row: 0 },
            Self::DayAhead { row: 0 },
            Self::Amount { row: 0 },
            Self::Measure { row: 0 },
        ]
    }
}

/// What is missing or wrong in a declaration made on this day, in the order of its form.
pub fn faults(declared: &Declaration, today: NaiveDate) -> Vec<DeclarationFault> {
    use DeclarationFault as F;
    let mut all = Vec::new();
    for (row, one) in declared.enterprises.iter().enumerate() {
        let two = one.country.len() == 2 && one.country.chars().all(|c| c.is_ascii_uppercase());
        all.extend(one.name.trim().is_empty().then_some(F::EnterpriseName { row }));
        all.extend((!two).then_some(F::EnterpriseCountry { row }));
    }
    match (declared.none, declared.aid.is_empty()) {
        (false, true) => all.push(F::NotAnswered),
        (true, false) => all.push(F::NoneAndSome),
        (true, true) | (false, false) => {}
    }
    for (row, one) in declared.aid.iter().enumerate() {
        all.extend(one.granter.trim().is_empty().then_some(F::Granter { row }));
        all.extend((one.granted_on > today).then_some(F::DayAhead { row }));
        all.extend((one.amount <= Money::ZERO).then_some(F::Amount { row }));
        all.extend(one.measure.trim().is_empty().then_some(F::Measure { row }));
    }
    all
}
