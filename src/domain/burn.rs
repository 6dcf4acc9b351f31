//! A call's money month by month, and the months to come. The one rule: a forecast adds up what is
//! promised on the day it waits for; nothing is guessed, and what has no day stands apart.

use super::{ledger::Code, money::Money};
use chrono::{Datelike, Months, NaiveDate};
use std::collections::BTreeMap;

/// The first day of a month.
pub type Month = NaiveDate;

/// The first day of the month a day lies in.
pub fn month_of(day: NaiveDate) -> Month {
    day.with_day(1).unwrap_or(day)
}

/// What stood at the end of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// Which month.
    pub month: Month,
    /// Given to the call so far, less what went back.
    pub given: Money,
    /// No longer free: promised, due or paid.
    pub promised: Money,
    /// Paid so far, less what came back.
    pub paid: Money,
}

/// Where money went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Into {
    /// The call's budget: it is free.
    Budget,
    /// What a grantee has got.
    Payee,
    /// Any other account.
    Other,
}

/// A movement of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// When.
    pub day: NaiveDate,
    /// Why.
    pub why: Code,
    /// Where to.
    pub into: Into,
    /// How much; of an instalment that became due, what of its promise came free.
    pub cents: Money,
}

#[derive(Default)]
struct Sum {
    given: i64,
    promised: i64,
    paid: i64,
}

impl Sum {
    const fn add(&mut self, one: &Move) {
        let cents = one.cents.cents();
        match one.why {
            Code::Appropriation => self.given += cents,
            Code::Commitment => self.promised += cents,
            Code::Release | Code::Due | Code::Reuse => self.promised -= cents,
            Code::Payment => self.paid += cents,
            Code::Return | Code::Recovery => self.paid -= cents,
            Code::Closing => self.given -= cents,
            Code::SetOff | Code::Correction => match one.into {
                Into::Payee => self.paid += cents,
                Into::Budget => self.promised -= cents,
                Into::Other => {}
            },
            Code::Repayment | Code::Service | Code::Counted => {}
        }
    }
}

/// The stand at the end of each month, from the first movement to the month of `today`; a month in
/// which nothing moved repeats the one before.
pub fn months(moves: &[Move], today: NaiveDate) -> Vec<Stand> {
    let mut by_month: BTreeMap<Month, Sum> = BTreeMap::new();
    for one in moves {
        by_month.entry(month_of(one.day)).or_default().add(one);
    }
    let Some(mut month) = by_month.keys().next().copied() else { return Vec::new() };
    let mut all = Vec::new();
    let mut so_far = Sum::default();
    while month <= month_of(today) {
        if let Some(sum) = by_month.get(&month) {
            so_far.given += sum.given;
            so_far.promised += sum.promised;
            so_far.paid += sum.paid;
        }
        all.push(Stand {
            month,
            given: Money::from_cents(so_far.given),
            promised: Money::from_cents(so_far.promised),
            paid: Money::from_cents(so_far.paid),
        });
        let Some(next) = month.checked_add_months(Months::new(1)) else { break };
        month = next;
    }
    all
}

/// Money that is still to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forecast {
    /// By the month its day lies in; what is late counts for the month of today.
    pub months: Vec<(Month, Money)>,
    /// What has no day: nothing says when it becomes due.
    pub without_day: Money,
}

/// What is to be paid in which month.
pub fn forecast(coming: &[(Option<NaiveDate>, Money)], today: NaiveDate) -> Forecast {
    let mut by_month: BTreeMap<Month, i64> = BTreeMap::new();
    let mut without_day = 0;
    for (day, cents) in coming {
        match day {
            Some(day) => *by_month.entry(month_of(*day.max(&today))).or_default() += cents.cents(),
            None => without_day += cents.cents(),
        }
    }
    let months = by_month.into_iter().map(|(m, cents)| (m, Money::from_cents(cents))).collect();
    Forecast { months, without_day: Money::from_cents(without_day) }
}

#[cfg(test)]
mod tests;
