//! The sums of a call's accounts, to read. The one rule: they are the ledger's own, never counted
//! again from transfers.

use crate::{
    domain::{ids::CallId, ledger::Sums},
    store::{
        StoreError,
        sql::{self, values},
    },
};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// An account of a call with its name.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Named {
    /// Its name, `budget`, `places:exchanges`, …
    pub name: String,
    /// Reserved to go out.
    pub debits_pending: i64,
    /// Gone out.
    pub debits_posted: i64,
    /// Reserved to come in.
    pub credits_pending: i64,
    /// Come in.
    pub credits_posted: i64,
}

impl Named {
    /// Its four sums.
    pub const fn sums(&self) -> Sums {
        Sums {
            debits_pending: self.debits_pending,
            debits_posted: self.debits_posted,
            credits_pending: self.credits_pending,
            credits_posted: self.credits_posted,
        }
    }
}

/// The budget line, the places and the counters of a call: twenty rows, however many grantees.
pub async fn own(conn: &impl ConnectionTrait, call: CallId) -> Result<Vec<Named>, StoreError> {
    let sql = "select name, debits_pending, debits_posted, credits_pending, credits_posted \
         from accounts where call_id = $1 and grantee is null order by 1";
    sql::rows(conn, sql, values![call]).await
}

/// The same with the grantees' own accounts, summed up under the code of their kind; that reads an
/// index over all of them.
pub async fn overview(conn: &impl ConnectionTrait, call: CallId) -> Result<Vec<Named>, StoreError> {
    let sum = |column: &str| format!("cast(sum({column}) as bigint) as {column}");
    let sql = format!(
        "select name, debits_pending, debits_posted, credits_pending, credits_posted \
         from accounts where call_id = $1 and grantee is null \
         union all select grantee as name, {}, {}, {}, {} from accounts \
         where call_id = $1 and grantee is not null group by grantee order by 1",
        sum("debits_pending"),
        sum("debits_posted"),
        sum("credits_pending"),
        sum("credits_posted"),
    );
    sql::rows(conn, &sql, values![call]).await
}

/// An account in the trial balance.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Balance {
    /// Of which call.
    pub call_id: CallId,
    /// Its name, or the kind of grantees' accounts that are summed up.
    pub name: String,
    /// What it counts.
    pub unit: String,
    /// Gone out.
    pub debits_posted: i64,
    /// Come in.
    pub credits_posted: i64,
    /// Reserved to go out.
    pub debits_pending: i64,
    /// Reserved to come in.
    pub credits_pending: i64,
}

/// The sums of all accounts, of one call or of all; with `each`, every grantee's own account.
pub async fn trial_balance(
    conn: &impl ConnectionTrait,
    call: Option<CallId>,
    each: bool,
) -> Result<Vec<Balance>, StoreError> {
    let name = if each { "name" } else { "coalesce(grantee, name)" };
    let (wanted, given) = match call {
        Some(id) => (" where call_id = $1", values![id]),
        None => ("", values![]),
    };
    let sum = |column: &str| format!("cast(sum({column}) as bigint) as {column}");
    let sql = format!(
        "select call_id, {name} as name, unit, {}, {}, {}, {} from accounts{wanted} \
         group by call_id, {name}, unit order by call_id, unit, {name}",
        sum("debits_posted"),
        sum("credits_posted"),
        sum("debits_pending"),
        sum("credits_pending"),
    );
    sql::rows(conn, &sql, given).await
}
