//! Draws of a round: what was committed to, and what came of it. The one rule: a draw is committed
//! once and revealed once; the secret stays in its column until the reveal.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    evaluation::draw::{DrawTerms, Nonce},
    ids::{CallId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A draw as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Published before the public number is known.
    pub commitment: String,
    /// The secret; shown to nobody before the reveal.
    pub nonce: Nonce,
    /// Who takes part, and on which terms.
    pub terms: DrawTerms,
    /// When it was committed.
    pub committed_at: Moment,
    /// The public number as typed; empty before the reveal.
    pub public_text: String,
    /// When it was revealed.
    pub revealed_at: Option<Moment>,
    /// References in the order drawn; empty before the reveal.
    pub order: Vec<String>,
}

#[derive(FromQueryResult)]
struct Row {
    commitment: String,
    nonce: String,
    listed: String,
    public_text: String,
    committed_at: Moment,
    revealed_at: Option<Moment>,
    drawn: String,
}

impl Row {
    fn draw(self) -> Result<Draw, StoreError> {
        let bad = |why: &str| StoreError::corrupt("draws", why);
        let order = match self.drawn.as_str() {
            "" => Vec::new(),
            json => serde_json::from_str(json).map_err(|_| bad("order"))?,
        };
        Ok(Draw {
            commitment: self.commitment,
            nonce: Nonce::from_hex(&self.nonce).map_err(|_| bad("nonce"))?,
            terms: serde_json::from_str(&self.listed).map_err(|_| bad("list"))?,
            committed_at: self.committed_at,
            public_text: self.public_text,
            revealed_at: self.revealed_at,
            order,
        })
    }
}

/// The draw of a round, if there is one.
pub async fn find(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Option<Draw>, StoreError> {
    let row: Option<Row> = sql::row(
        conn,
        "select commitment, nonce, listed, public_text, committed_at, revealed_at, drawn \
         from draws where call_id = $1 and round = $2",
        values![call, i64::from(round)],
    )
    .await?;
    row.map(Row::draw).transpose()
}

/// Commits to a list and a secret.
pub async fn insert(
    tx: &WriteTx,
    call: CallId,
    round: u32,
    (terms, commitment, nonce): (&DrawTerms, &str, Nonce),
    by: PersonId,
) -> Result<(), StoreError> {
    let listed =
        serde_json::to_string(terms).map_err(|e| StoreError::corrupt("draws", e.to_string()))?;
    sql::run(
        tx.conn(),
        "insert into draws (call_id, round, commitment, nonce, listed, announced, public_text, \
         committed_by, committed_at, revealed_by, revealed_at, drawn) \
         values ($1, $2, $3, $4, $5, $6, '', $7, $8, null, null, '')",
        values![
            call,
            i64::from(round),
            commitment,
            nonce.to_hex(),
            listed,
            terms.source.clone(),
            by,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Keeps the public number and the order it gives, once.
pub async fn reveal(
    tx: &WriteTx,
    call: CallId,
    round: u32,
    public_text: &str,
    order: &[String],
    by: PersonId,
) -> Result<(), StoreError> {
    let order =
        serde_json::to_string(order).map_err(|e| StoreError::corrupt("draws", e.to_string()))?;
    let rows = sql::run(
        tx.conn(),
        "update draws set public_text = $3, drawn = $4, revealed_by = $5, revealed_at = $6 \
         where call_id = $1 and round = $2 and revealed_at is null",
        values![call, i64::from(round), public_text, order, by, tx.now()],
    )
    .await?;
    sql::touched_one(rows, "draws")
}

/// Takes back a commitment that was not revealed, because its list no longer holds.
pub async fn remove(tx: &WriteTx, call: CallId, round: u32) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "delete from draws where call_id = $1 and round = $2 and revealed_at is null",
        values![call, i64::from(round)],
    )
    .await?;
    sql::touched_one(rows, "draws")
}
