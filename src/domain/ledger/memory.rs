//! Books in memory, for tests: does with maps what the store does with rows, so the rules can be
//! tried without a database.

use super::{Account, Books, Entry, Kind, LedgerRefusal, Limit, Moved, Sums, Transfer, Unit, post};
use crate::domain::ids::{AccountId, TransferId};
use std::collections::BTreeMap;

/// Accounts and transfers, by id.
#[derive(Default, Clone)]
pub struct Memory {
    /// With their sums.
    pub accounts: BTreeMap<AccountId, Account>,
    /// What was taken, as the store keeps it.
    pub entries: BTreeMap<TransferId, Entry>,
}

impl Memory {
    /// Opens an account that is not there yet.
    pub fn open(&mut self, id: AccountId, unit: Unit, limit: Limit) {
        let fresh = Account { id, unit, limit, sums: Sums::default() };
        self.accounts.entry(id).or_insert(fresh);
    }
    /// The account's sums; all zero when it was never opened.
    pub fn sums(&self, id: AccountId) -> Sums {
        self.accounts.get(&id).map(|account| account.sums).unwrap_or_default()
    }
    /// Posts and writes what that changes.
    pub fn post(&mut self, t: &Transfer) -> Result<Moved, LedgerRefusal> {
        let ends = match t.kind {
            Kind::PostOf(id) | Kind::VoidOf(id) => Some(id),
            Kind::Posted | Kind::Pending => None,
        };
        let books = Books {
            debit: self.accounts.get(&t.debit).copied(),
            credit: self.accounts.get(&t.credit).copied(),
            same_id: self.entries.get(&t.id).copied(),
            pending: ends.and_then(|id| self.entries.get(&id).copied()),
        };
        let moved = post(&books, t)?;
        if let Moved::Done { debit, credit, ended } = moved {
            self.accounts.entry(t.debit).and_modify(|account| account.sums = debit);
            self.accounts.entry(t.credit).and_modify(|account| account.sums = credit);
            self.entries.insert(t.id, Entry { transfer: *t, ended: None });
            if let Some(id) = ends {
                self.entries.entry(id).and_modify(|entry| entry.ended = ended);
            }
        }
        Ok(moved)
    }
}
