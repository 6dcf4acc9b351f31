//! A call's books as pages show them: money, places, exchanges by partnership. The one rule: the
//! figures are the ledger's own sums, never counted again from files.

use crate::{
    domain::{
        ids::{CallId, PartnershipId},
        ledger::{
            Sums,
            chart::{AccountName, BudgetView, count},
        },
        quota::{Count, Meter, PlaceKey, QuotaRule, meters},
    },
    store::{StoreError, ledger, sql, sql::Conn},
};
use sea_orm::FromQueryResult;
use std::collections::BTreeMap;

/// The sums of a call's accounts, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Books(BTreeMap<String, Sums>);

impl Books {
    /// The sums of an account; an account that was never opened has none.
    pub fn sums(&self, name: &AccountName) -> Sums {
        self.named(&name.to_string())
    }
    /// The sums under a name; those of the grantees' accounts stand under the code of their kind.
    pub fn named(&self, name: &str) -> Sums {
        self.0.get(name).copied().unwrap_or_default()
    }
    /// All of them, by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, Sums)> {
        self.0.iter().map(|(name, sums)| (name.as_str(), *sums))
    }
    /// Money was given to the call.
    pub fn is_open(&self) -> bool {
        !self.0.is_empty()
    }
    /// The call's money.
    pub fn budget(&self) -> BudgetView {
        BudgetView::of(|name| self.named(name))
    }
    /// Exchanges counted under a key.
    pub fn count(&self, key: &PlaceKey) -> Count {
        count(self.sums(&AccountName::Taken(key.clone())))
    }
    /// Exchanges of a partnership.
    pub fn of_partnership(&self, id: PartnershipId) -> Count {
        count(self.sums(&AccountName::Partnership(id)))
    }
    /// A meter for each quota; `places` is the call's own number of exchanges, if it has one.
    pub fn meters(&self, rules: &[QuotaRule], places: Option<u32>) -> Vec<Meter> {
        meters(rules, places, &|key| self.count(key))
    }
}

fn by_name(named: Vec<ledger::Named>) -> Books {
    Books(named.into_iter().map(|named| (named.name.clone(), named.sums())).collect())
}

/// The books of one call, for the office.
pub async fn books(conn: &impl Conn, call: CallId) -> Result<Books, StoreError> {
    Ok(by_name(ledger::overview(conn, call).await?))
}

/// The call's own accounts: what is free and what is counted. What grantees got is not among them:
/// nobody outside the office is shown it, and it would take a row for each of them.
pub async fn own_books(conn: &impl Conn, call: CallId) -> Result<Books, StoreError> {
    Ok(by_name(ledger::own(conn, call).await?))
}

#[derive(FromQueryResult)]
struct Row {
    call_id: CallId,
    name: String,
    debits_pending: i64,
    debits_posted: i64,
    credits_pending: i64,
    credits_posted: i64,
}

/// The books of all published calls, in one query: for the list of calls. What grantees got is not
/// among them: nobody outside the office is shown it.
pub async fn of_published(conn: &impl Conn) -> Result<BTreeMap<CallId, Books>, StoreError> {
    let sql = "select a.call_id, a.name, a.debits_pending, a.debits_posted, a.credits_pending, \
         a.credits_posted from accounts a join calls c on c.id = a.call_id \
         where c.stage = 'published' and a.grantee is null";
    Ok(by_call(sql::rows(conn, sql, vec![]).await?))
}

/// The money of all calls, in one query: for the office's list.
pub async fn money_of_all(conn: &impl Conn) -> Result<BTreeMap<CallId, Books>, StoreError> {
    let sum = |column: &str| format!("cast(sum({column}) as bigint) as {column}");
    let sql = format!(
        "select call_id, name, debits_pending, debits_posted, credits_pending, credits_posted \
         from accounts where grantee is null and name in ('source','budget','recovered') \
         union all select call_id, grantee as name, {}, {}, {}, {} from accounts \
         where grantee is not null group by call_id, grantee",
        sum("debits_pending"),
        sum("debits_posted"),
        sum("credits_pending"),
        sum("credits_posted"),
    );
    Ok(by_call(sql::rows(conn, &sql, vec![]).await?))
}

fn by_call(found: Vec<Row>) -> BTreeMap<CallId, Books> {
    let mut all: BTreeMap<CallId, Books> = BTreeMap::new();
    for row in found {
        let sums = Sums {
            debits_pending: row.debits_pending,
            debits_posted: row.debits_posted,
            credits_pending: row.credits_pending,
            credits_posted: row.credits_posted,
        };
        all.entry(row.call_id).or_default().0.insert(row.name, sums);
    }
    all
}
