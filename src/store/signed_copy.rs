//! Counter-signed copies beside agreements. The one rule: rows are only ever added, and the bytes
//! stay as long as the row does.

use super::{StoreError, Tx, WriteTx, evidence, sql};
use crate::domain::{
    ids::{ApplicationId, PersonId, SignedCopyId},
    moment::Moment,
    signed_copy::CopyOf,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    id: SignedCopyId,
    file_id: ApplicationId,
    paper: String,
    version_no: i64,
    number: i64,
    name: String,
    length: i64,
    digest: String,
    text_digest: String,
    added_by: PersonId,
    added_by_name: String,
    added_at: Moment,
}

/// A counter-signed copy without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCopy {
    /// Its id.
    pub id: SignedCopyId,
    /// The exchange or the proposal.
    pub file: ApplicationId,
    /// What it is a copy of.
    pub of: CopyOf,
    /// Which copy of that paper, from 1; the last one stands.
    pub number: u32,
    /// The name it was uploaded under.
    pub name: String,
    /// In bytes.
    pub length: i64,
    /// SHA-256 of the bytes.
    pub digest: String,
    /// SHA-256 of the frozen text it is a copy of.
    pub text_digest: String,
    /// By whom.
    pub added_by: PersonId,
    /// Their name at that time.
    pub added_by_name: String,
    /// When.
    pub added_at: Moment,
}

impl Row {
    fn copy(self) -> Result<SignedCopy, StoreError> {
        let bad = |why: &str| StoreError::corrupt("signed_copies", why);
        let version = u32::try_from(self.version_no).map_err(|_| bad("version"))?;
        Ok(SignedCopy {
            id: self.id,
            file: self.file_id,
            of: CopyOf::from_parts(&self.paper, version).ok_or_else(|| bad("paper"))?,
            number: u32::try_from(self.number).map_err(|_| bad("number"))?,
            name: self.name,
            length: self.length,
            digest: self.digest,
            text_digest: self.text_digest,
            added_by: self.added_by,
            added_by_name: self.added_by_name,
            added_at: self.added_at,
        })
    }
}

const COLUMNS: &str = "id, file_id, paper, version_no, number, name, length, digest, text_digest, \
    added_by, added_by_name, added_at";

/// All copies of an exchange or a proposal, by paper, the newest of each first.
pub async fn of_file(
    conn: &impl ConnectionTrait,
    file: ApplicationId,
) -> Result<Vec<SignedCopy>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from signed_copies where file_id = $1 \
         order by paper, version_no, number desc"
    );
    let found: Vec<Row> = sql::rows(conn, &sql, values![file]).await?;
    found.into_iter().map(Row::copy).collect()
}

/// One of them.
pub async fn load(conn: &impl ConnectionTrait, id: SignedCopyId) -> Result<SignedCopy, StoreError> {
    let sql = format!("select {COLUMNS} from signed_copies where id = $1");
    let found: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    found.ok_or(StoreError::Missing { table: "signed_copies" })?.copy()
}

/// Adds one with its bytes; a second one of the same number is refused by the key.
pub async fn add(tx: &WriteTx, new: &SignedCopy, bytes: Vec<u8>) -> Result<(), StoreError> {
    evidence::keep_bytes(tx, &new.digest, bytes).await?;
    let (paper, version) = new.of.parts();
    sql::run(
        tx.conn(),
        "insert into signed_copies (id, file_id, paper, version_no, number, name, length, digest, \
         text_digest, added_by, added_by_name, added_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values![
            new.id,
            new.file,
            paper,
            i64::from(version),
            i64::from(new.number),
            new.name.clone(),
            new.length,
            new.digest.clone(),
            new.text_digest.clone(),
            new.added_by,
            new.added_by_name.clone(),
            new.added_at
        ],
    )
    .await
    .map(|_| ())
}
