//! Running SQL. Statements are written once with `$1` places, which both engines take.

use super::StoreError;
use sea_orm::{ConnectionTrait, DatabaseBackend, FromQueryResult, Statement, Value};

/// Anything that can run a statement: a pool, or a transaction. Rooms that hold no SQL name it so.
pub use sea_orm::ConnectionTrait as Conn;

/// Values for the places of a statement, in order.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$(sea_orm::Value::from($value)),*] };
}
pub(crate) use values;

fn statement(conn: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(conn.get_database_backend(), sql, values)
}

/// Runs a change; how many rows it touched.
pub async fn run(
    conn: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<u64, StoreError> {
    Ok(conn.execute_raw(statement(conn, sql, values)).await?.rows_affected())
}

/// All rows of a query.
pub async fn rows<T: FromQueryResult>(
    conn: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<T>, StoreError> {
    let found = conn.query_all_raw(statement(conn, sql, values)).await?;
    found.iter().map(|row| T::from_query_result(row, "").map_err(StoreError::from)).collect()
}

/// The row of a query, if there is one.
pub async fn row<T: FromQueryResult>(
    conn: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<T>, StoreError> {
    let found = conn.query_one_raw(statement(conn, sql, values)).await?;
    found.as_ref().map(|row| T::from_query_result(row, "").map_err(StoreError::from)).transpose()
}

/// The first column of the first row.
pub async fn scalar<T: sea_orm::TryGetable>(
    conn: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<T>, StoreError> {
    let found = conn.query_one_raw(statement(conn, sql, values)).await?;
    found.as_ref().map(|row| row.try_get_by_index::<T>(0).map_err(StoreError::from)).transpose()
}

/// What makes a query lock its rows: SQLite's writer is alone anyway.
pub fn for_update(conn: &impl ConnectionTrait) -> &'static str {
    if conn.get_database_backend() == DatabaseBackend::Postgres { " for update" } else { "" }
}

/// What makes a query lock a row whose key stays: other transactions may still write rows that name
/// it, so one that holds the call's lock does not wait for one that waits for the call's lock.
pub fn for_change(conn: &impl ConnectionTrait) -> &'static str {
    match for_update(conn) {
        "" => "",
        _postgres => " for no key update",
    }
}

/// Makes sure a change found its row under the version that was seen.
pub const fn touched_one(rows: u64, table: &'static str) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale { table }) }
}
