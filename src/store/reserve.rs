//! The journal of a reserve list. The one rule: steps are only ever added, under the lock of the
//! release; the list's state is worked out from them, never stored.

use super::{StoreError, Tx, WriteTx, audit, sql};
use crate::domain::{
    evaluation::reserve::{Recorded, ReserveStep},
    ids::{ApplicationId, CallId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    at: Moment,
    by_whom: String,
    event: String,
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What happened, and when.
    pub recorded: Recorded<ApplicationId>,
    /// `person:<id>` or `system:<reason>`.
    pub by_whom: String,
}

/// All lines, oldest first.
pub async fn journal(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Vec<Line>, StoreError> {
    let found: Vec<Row> = sql::rows(
        conn,
        "select at, by_whom, event from reserve_journal where call_id = $1 and round = $2 \
         order by number",
        values![call, i64::from(round)],
    )
    .await?;
    let line = |row: Row| {
        let step: ReserveStep<ApplicationId> = serde_json::from_str(&row.event)
            .map_err(|_| StoreError::corrupt("reserve_journal", "event"))?;
        Ok(Line { recorded: Recorded { at: row.at, step }, by_whom: row.by_whom })
    };
    found.into_iter().map(line).collect()
}

/// Adds a step at the end. The caller holds the lock of the release.
pub async fn append(
    tx: &WriteTx,
    call: CallId,
    round: u32,
    recorded: &Recorded<ApplicationId>,
) -> Result<(), StoreError> {
    let event = serde_json::to_string(&recorded.step)
        .map_err(|e| StoreError::corrupt("reserve_journal", e.to_string()))?;
    sql::run(
        tx.conn(),
        "insert into reserve_journal (call_id, round, number, at, by_whom, event) \
         select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5 from reserve_journal \
         where call_id = $1 and round = $2",
        values![
            call,
            i64::from(round),
            recorded.at,
            audit::by_whom(tx.permit().who()),
            event
        ],
    )
    .await
    .map(|_| ())
}
