//! Documents of a proposal: rows and bytes in the same database (ADR 3). The one rule: what was
//! handed in once keeps its bytes; a draft's document goes with its row.

use super::{StoreError, Tx, WriteTx, evidence, sql};
use crate::domain::{
    ids::{ApplicationId, AttachmentId, OrganisationId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A document without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Document {
    /// Its id.
    pub id: AttachmentId,
    /// The proposal it belongs to.
    pub proposal_id: ApplicationId,
    /// Which of the programme's rounds asked for it, from nought.
    pub stage_no: i64,
    /// The partner it belongs to; none when it is of the whole proposal.
    pub organisation_id: Option<OrganisationId>,
    /// Which document of the round, by its key.
    pub kind: String,
    /// The name it was uploaded under.
    pub name: String,
    /// By its bytes.
    pub media_type: String,
    /// In bytes.
    pub length: i64,
    /// SHA-256 of the bytes.
    pub digest: String,
    /// Pages; none when they can't be counted.
    pub pages: Option<i64>,
    /// By whom.
    pub added_by: PersonId,
    /// When.
    pub added_at: Moment,
}

const COLUMNS: &str = "d.id, d.proposal_id, d.stage_no, d.organisation_id, d.kind, d.name, \
     d.media_type, d.length, d.digest, d.pages, d.added_by, d.added_at";

/// What counts: not removed, and of nobody who has left.
const THERE: &str = "d.removed_at is null and (d.organisation_id is null or exists (select 1 \
     from partners x where x.proposal_id = d.proposal_id \
     and x.organisation_id = d.organisation_id))";

/// The documents of all rounds of a proposal, oldest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Document>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from proposal_documents d where d.proposal_id = $1 and {THERE} \
         order by d.stage_no, d.added_at, d.id"
    );
    sql::rows(conn, &sql, values![id]).await
}

/// One document's row.
pub async fn load(conn: &impl ConnectionTrait, id: AttachmentId) -> Result<Document, StoreError> {
    let sql = format!("select {COLUMNS} from proposal_documents d where d.id = $1 and {THERE}");
    let found = sql::row(conn, &sql, values![id]).await?;
    found.ok_or(StoreError::Missing { table: "proposal_documents" })
}

/// Adds a document with its bytes.
pub async fn add(tx: &WriteTx, file: &Document, bytes: Vec<u8>) -> Result<(), StoreError> {
    evidence::keep_bytes(tx, &file.digest, bytes).await?;
    sql::run(
        tx.conn(),
        "insert into proposal_documents (id, proposal_id, stage_no, organisation_id, kind, name, \
         media_type, length, digest, pages, added_by, added_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values![
            file.id,
            file.proposal_id,
            file.stage_no,
            file.organisation_id,
            file.kind.clone(),
            file.name.clone(),
            file.media_type.clone(),
            file.length,
            file.digest.clone(),
            file.pages,
            file.added_by,
            file.added_at
        ],
    )
    .await
    .map(|_| ())
}

/// Takes a document out. One of a proposal that was handed in before keeps row and bytes: a receipt
/// may name it.
pub async fn remove(tx: &WriteTx, file: &Document, at: Moment) -> Result<(), StoreError> {
    let kept = sql::run(
        tx.conn(),
        "update proposal_documents set removed_at = $2 where id = $1 \
         and exists (select 1 from snapshots s where s.application_id = $3)",
        values![file.id, at, file.proposal_id],
    )
    .await?;
    if kept > 0 {
        return Ok(());
    }
    sql::run(tx.conn(), "delete from proposal_documents where id = $1", values![file.id]).await?;
    evidence::drop_bytes(tx, &file.digest).await
}
