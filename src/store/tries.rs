//! Limits on tries (sign-in, reset, register) by digest of what is limited, so that several
//! processes share them and the table names nobody.

use super::{StoreError, Tx, sql};
use crate::domain::{moment::Moment, paper::digest};
use crate::store::sql::values;
use chrono::TimeDelta;
use sea_orm::FromQueryResult;

#[derive(FromQueryResult)]
struct Row {
    window_start: Moment,
    count: i64,
}

/// Counts one try of `key` at `now`; says when to come back if there were more than `most` in the
/// running window.
pub async fn count(
    tx: &impl Tx,
    key: &str,
    now: Moment,
    window: TimeDelta,
    most: u32,
) -> Result<Option<Moment>, StoreError> {
    let key = digest(key);
    let oldest = now.plus(-window);
    let row: Option<Row> = sql::row(
        tx.conn(),
        "insert into tries (key_digest, window_start, count) values ($1, $2, 1) \
         on conflict (key_digest) do update set \
         count = case when tries.window_start <= $3 then 1 else tries.count + 1 end, \
         window_start = case when tries.window_start <= $3 then $2 else tries.window_start end \
         returning window_start, count",
        values![key, now, oldest],
    )
    .await?;
    Ok(row.filter(|r| r.count > i64::from(most)).map(|r| r.window_start.plus(window)))
}

/// Forgets the tries of `key`, after one that went well.
pub async fn forget(tx: &impl Tx, key: &str) -> Result<(), StoreError> {
    sql::run(tx.conn(), "delete from tries where key_digest = $1", values![digest(key)])
        .await
        .map(|_| ())
}

/// Forgets windows that ended before `before`.
pub async fn sweep(tx: &impl Tx, before: Moment) -> Result<u64, StoreError> {
    sql::run(tx.conn(), "delete from tries where window_start < $1", values![before]).await
}
