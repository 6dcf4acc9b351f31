//! Evidence: rows and bytes in the same database, so that a file is there exactly when its row is
//! (ADR 0003). Bytes are kept once per digest.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, AttachmentId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// An uploaded file without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// The application it belongs to.
    pub application_id: ApplicationId,
    /// Which evidence it is.
    pub kind: String,
    /// The name it was uploaded under.
    pub name: String,
    /// By its bytes.
    pub media_type: String,
    /// In bytes.
    pub length: i64,
    /// SHA-256 of the bytes.
    pub digest: String,
    /// By whom.
    pub added_by: PersonId,
    /// When.
    pub added_at: Moment,
}

const COLUMNS: &str =
    "id, application_id, kind, name, media_type, length, digest, added_by, added_at";

/// The files of an application.
pub async fn list(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Attachment>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from attachments where application_id = $1 order by added_at, id"
    );
    sql::rows(conn, &sql, values![id]).await
}

/// One file's row.
pub async fn load(conn: &impl ConnectionTrait, id: AttachmentId) -> Result<Attachment, StoreError> {
    let sql = format!("select {COLUMNS} from attachments where id = $1");
    sql::row(conn, &sql, values![id]).await?.ok_or(StoreError::Missing { table: "attachments" })
}

/// One file's bytes.
pub async fn bytes(conn: &impl ConnectionTrait, digest: &str) -> Result<Vec<u8>, StoreError> {
    sql::scalar(conn, "select bytes from blobs where digest = $1", values![digest])
        .await?
        .ok_or(StoreError::Missing { table: "blobs" })
}

/// Keeps bytes under their digest.
pub async fn keep_bytes(tx: &WriteTx, digest: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into blobs (digest, bytes) values ($1, $2) on conflict (digest) do nothing",
        values![digest, bytes],
    )
    .await
    .map(|_| ())
}

/// Adds a file.
pub async fn add(tx: &WriteTx, file: &Attachment, bytes: Vec<u8>) -> Result<(), StoreError> {
    keep_bytes(tx, &file.digest, bytes).await?;
    sql::run(
        tx.conn(),
        "insert into attachments (id, application_id, kind, name, media_type, length, digest, \
         added_by, added_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values![
            file.id,
            file.application_id,
            file.kind.clone(),
            file.name.clone(),
            file.media_type.clone(),
            file.length,
            file.digest.clone(),
            file.added_by,
            file.added_at
        ],
    )
    .await
    .map(|_| ())
}

/// Removes a file, and its bytes when nothing else has them.
pub async fn remove(tx: &WriteTx, file: &Attachment) -> Result<(), StoreError> {
    sql::run(tx.conn(), "delete from attachments where id = $1", values![file.id]).await?;
    drop_bytes(tx, &file.digest).await
}

/// Removes bytes that nothing has any more.
pub(super) async fn drop_bytes(tx: &WriteTx, digest: &str) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "delete from blobs where digest = $1 \
         and not exists (select 1 from attachments where digest = $1) \
         and not exists (select 1 from proposal_documents where digest = $1) \
         and not exists (select 1 from signed_copies where digest = $1) \
         and not exists (select 1 from batches where file = $1 or file_03 = $1)",
        values![digest],
    )
    .await
    .map(|_| ())
}
