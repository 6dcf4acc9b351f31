//! The papers' frozen texts and the signatures under them.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, PersonId},
    moment::Moment,
    paper::{Paper, Signatory, Signature},
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct TextRow {
    paper: String,
    text: String,
    digest: String,
}

/// A paper's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Which paper.
    pub paper: Paper,
    /// Its whole text.
    pub text: String,
    /// SHA-256 of the text.
    pub digest: String,
}

/// Freezes a text at the award.
pub async fn keep_text(tx: &WriteTx, id: ApplicationId, text: &Text) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into papers (application_id, paper, text, digest) values ($1, $2, $3, $4)",
        values![id, text.paper.code(), text.text.clone(), text.digest.clone()],
    )
    .await
    .map(|_| ())
}

/// The texts of a file.
pub async fn texts(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Text>, StoreError> {
    let found: Vec<TextRow> = sql::rows(
        conn,
        "select paper, text, digest from papers where application_id = $1 order by paper desc",
        values![id],
    )
    .await?;
    found
        .into_iter()
        .map(|row| {
            let paper = Paper::from_code(&row.paper)
                .ok_or_else(|| StoreError::corrupt("papers", "paper"))?;
            Ok(Text { paper, text: row.text, digest: row.digest })
        })
        .collect()
}

#[derive(FromQueryResult)]
struct SignatureRow {
    paper: String,
    place: String,
    person_id: PersonId,
    name: String,
    at: Moment,
    text_digest: String,
}

/// The signatures of a file, in the order they came.
pub async fn signatures(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Signature>, StoreError> {
    let found: Vec<SignatureRow> = sql::rows(
        conn,
        "select paper, place, person_id, name, at, text_digest from signatures \
         where application_id = $1 order by at, paper, place",
        values![id],
    )
    .await?;
    found
        .into_iter()
        .map(|row| {
            let bad = |why: &str| StoreError::corrupt("signatures", why);
            Ok(Signature {
                paper: Paper::from_code(&row.paper).ok_or_else(|| bad("paper"))?,
                place: Signatory::from_code(&row.place).ok_or_else(|| bad("place"))?,
                by: row.person_id,
                name: row.name,
                at: row.at,
                text_digest: row.text_digest,
            })
        })
        .collect()
}

/// Adds a signature; a second one for the same place is refused by the key.
pub async fn sign(
    tx: &WriteTx,
    id: ApplicationId,
    signature: &Signature,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into signatures (application_id, paper, place, person_id, name, at, text_digest) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        values![
            id,
            signature.paper.code(),
            signature.place.code(),
            signature.by,
            signature.name.clone(),
            signature.at,
            signature.text_digest.clone()
        ],
    )
    .await
    .map(|_| ())
}
