//! The officer's check-list: one answer a rule, with its note.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// One answer of the list.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Check {
    /// The rule.
    pub key: String,
    /// The officer's answer.
    pub holds: bool,
    /// Evidence or reason.
    pub note: String,
    /// By whom.
    pub by_person: PersonId,
    /// Their name.
    pub by_name: String,
    /// When.
    pub at: Moment,
}

/// All answers of a file.
pub async fn load(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Check>, StoreError> {
    sql::rows(
        conn,
        "select c.key, c.holds, c.note, c.by_person, p.name as by_name, c.at from checks c \
         join persons p on p.id = c.by_person where c.application_id = $1 order by c.key",
        values![id],
    )
    .await
}

/// Answers one check; a later answer replaces an earlier one (the audit trail keeps both).
pub async fn put(
    tx: &WriteTx,
    id: ApplicationId,
    key: &str,
    holds: bool,
    note: &str,
    by: PersonId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into checks (application_id, key, holds, note, by_person, at) \
         values ($1, $2, $3, $4, $5, $6) on conflict (application_id, key) do update set \
         holds = excluded.holds, note = excluded.note,
         by_person = excluded.by_person, at = excluded.at",
        values![id, key, holds, note, by, tx.now()],
    )
    .await
    .map(|_| ())
}

/// Keeps all answers as those of a round that is over, and forgets them for the next.
pub async fn close_round(tx: &WriteTx, id: ApplicationId, round: u32) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into past_checks (application_id, round, key, holds, note, by_person, at) \
         select application_id, $2, key, holds, note, by_person, at from checks \
         where application_id = $1",
        values![id, i64::from(round)],
    )
    .await?;
    clear(tx, id).await
}

/// The answers of a round that is over.
pub async fn past(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
    round: u32,
) -> Result<Vec<Check>, StoreError> {
    sql::rows(
        conn,
        "select c.key, c.holds, c.note, c.by_person, p.name as by_name, c.at from past_checks c \
         join persons p on p.id = c.by_person where c.application_id = $1 and c.round = $2 \
         order by c.key",
        values![id, i64::from(round)],
    )
    .await
}

/// Forgets all answers, when an application is taken back into writing.
pub async fn clear(tx: &WriteTx, id: ApplicationId) -> Result<(), StoreError> {
    sql::run(tx.conn(), "delete from checks where application_id = $1", values![id])
        .await
        .map(|_| ())
}
