//! Prints of papers: their digests, never their bytes. The one rule: the same bytes are kept once.

use super::{StoreError, WriteTx, sql};
use crate::domain::{
    document::{DocumentKind, Printed, Which},
    ids::DocumentId,
    moment::Moment,
};
use crate::store::{Tx, sql::values};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

#[derive(FromQueryResult)]
struct Row {
    id: DocumentId,
    kind: String,
    subject_id: Uuid,
    version: i64,
    digest: String,
    made_at: Moment,
    made_on: NaiveDate,
}

/// The prints of a file's or a payment's papers, oldest first.
pub async fn of_subject(
    conn: &impl ConnectionTrait,
    subject: Uuid,
) -> Result<Vec<Printed>, StoreError> {
    let found: Vec<Row> = sql::rows(
        conn,
        "select id, kind, subject_id, version, digest, made_at, made_on from documents \
         where subject_id = $1 order by made_at, id",
        values![subject],
    )
    .await?;
    found
        .into_iter()
        .map(|row| {
            let kind = DocumentKind::from_code(&row.kind)
                .ok_or_else(|| StoreError::corrupt("documents", "kind"))?;
            Ok(Printed {
                id: row.id,
                which: Which { kind, subject: row.subject_id, version: row.version },
                digest: row.digest,
                made_at: row.made_at,
                made_on: row.made_on,
            })
        })
        .collect()
}

/// Keeps a print, unless the same bytes are kept already.
pub async fn keep(tx: &WriteTx, one: &Printed) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into documents (id, kind, subject_id, version, digest, made_at, made_on) \
         values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (subject_id, kind, version, digest) do nothing",
        values![
            one.id,
            one.which.kind.code(),
            one.which.subject,
            one.which.version,
            one.digest.clone(),
            one.made_at,
            one.made_on
        ],
    )
    .await
    .map(|_| ())
}
