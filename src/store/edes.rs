//! What the office read in EDES about organisations, and the files that wait for a check. The one
//! rule: what was read is never changed; the last one counts.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, OrganisationId, PersonId},
    moment::Moment,
    screening::EdesResult,
};
use crate::store::sql::values;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::BTreeSet;
use uuid::Uuid;

#[derive(FromQueryResult)]
struct Row {
    organisation_id: OrganisationId,
    checked_on: NaiveDate,
    result: String,
    note: String,
    by_id: PersonId,
    at: Moment,
}

/// What somebody read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// About whom.
    pub organisation: OrganisationId,
    /// On which day.
    pub on: NaiveDate,
    /// What stood there.
    pub result: EdesResult,
    /// A note on it.
    pub note: String,
    /// Who read it.
    pub by: PersonId,
    /// When it was entered.
    pub at: Moment,
}

/// All checks of an organisation, the last first.
pub async fn of(conn: &impl ConnectionTrait, id: OrganisationId) -> Result<Vec<Check>, StoreError> {
    let sql = "select organisation_id, checked_on, result, note, by_id, at from edes_checks \
               where organisation_id = $1 order by at desc, id desc";
    let found: Vec<Row> = sql::rows(conn, sql, values![id]).await?;
    let check = |row: Row| {
        let bad = || StoreError::corrupt("edes_checks", "result");
        Ok(Check {
            organisation: row.organisation_id,
            on: row.checked_on,
            result: EdesResult::from_code(&row.result).ok_or_else(bad)?,
            note: row.note,
            by: row.by_id,
            at: row.at,
        })
    };
    found.into_iter().map(check).collect()
}

/// All organisations that are excluded, says the last check of each; they are few.
pub async fn excluded(conn: &impl ConnectionTrait) -> Result<BTreeSet<OrganisationId>, StoreError> {
    #[derive(FromQueryResult)]
    struct One {
        organisation_id: OrganisationId,
    }
    let sql = "select e.organisation_id from edes_checks e where e.result = 'excluded' \
               and not exists (select 1 from edes_checks f \
               where f.organisation_id = e.organisation_id \
               and (f.at > e.at or (f.at = e.at and f.id > e.id)))";
    let found: Vec<One> = sql::rows(conn, sql, vec![]).await?;
    Ok(found.into_iter().map(|one| one.organisation_id).collect())
}

/// Keeps a check.
pub async fn insert(tx: &WriteTx, id: Uuid, check: &Check) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into edes_checks (id, organisation_id, checked_on, result, note, by_id, at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        values![
            id,
            check.organisation,
            check.on,
            check.result.code(),
            check.note.clone(),
            check.by,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Notes that a file with all signatures waits for a check.
pub async fn hold(tx: &WriteTx, file: ApplicationId) -> Result<(), StoreError> {
    let sql = "insert into screening_held (file_id, since) values ($1, $2) on conflict do nothing";
    sql::run(tx.conn(), sql, values![file, tx.now()]).await.map(|_| ())
}

/// The files that wait, the longest waiting first.
pub async fn held(
    conn: &impl ConnectionTrait,
    most: usize,
) -> Result<Vec<ApplicationId>, StoreError> {
    #[derive(FromQueryResult)]
    struct One {
        file_id: ApplicationId,
    }
    let sql = format!("select file_id from screening_held order by since, file_id limit {most}");
    let found: Vec<One> = sql::rows(conn, &sql, vec![]).await?;
    Ok(found.into_iter().map(|one| one.file_id).collect())
}

/// It waits no more.
pub async fn go_on(tx: &WriteTx, file: ApplicationId) -> Result<(), StoreError> {
    let sql = "delete from screening_held where file_id = $1";
    sql::run(tx.conn(), sql, values![file]).await.map(|_| ())
}
