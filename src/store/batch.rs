//! Batches of payments: lock, load, save, and their files. The one rule: a payment is in one batch
//! at a time, and the bytes of a batch's file are kept as they were approved.

use super::{StoreError, Tx, WriteTx, evidence, sql};
use crate::domain::{
    bank::BatchStage,
    ids::{BatchId, PaymentId, PersonId},
    moment::Moment,
    money::Money,
};
use crate::store::sql::values;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    id: BatchId,
    number: i64,
    stage: String,
    stage_facts: String,
    pays_on: NaiveDate,
    lines: i64,
    total_cents: Money,
    message_id: String,
    file: Option<String>,
    file_03: Option<String>,
    version: i64,
    changed_at: Moment,
}

/// A batch as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: BatchId,
    /// The number people use, from 1.
    pub number: i64,
    /// Where it stands.
    pub stage: BatchStage,
    /// The day the bank shall pay on.
    pub pays_on: NaiveDate,
    /// How many payments.
    pub lines: i64,
    /// Their sum.
    pub total: Money,
    /// The name of its file to the bank.
    pub message_id: String,
    /// The digest of the file (pain.001.001.09), once approved.
    pub file: Option<String>,
    /// The digest of the same in the older version (.03).
    pub file_03: Option<String>,
    /// For the check against stale pages.
    pub version: i64,
    /// Last change.
    pub changed_at: Moment,
}

impl Row {
    fn stored(self) -> Result<Stored, StoreError> {
        let bad = |why: &str| StoreError::corrupt("batches", why);
        let stage: BatchStage =
            serde_json::from_str(&self.stage_facts).map_err(|_| bad("stage facts"))?;
        if stage.kind().code() != self.stage {
            return Err(bad("stage and its facts differ"));
        }
        Ok(Stored {
            id: self.id,
            number: self.number,
            stage,
            pays_on: self.pays_on,
            lines: self.lines,
            total: self.total_cents,
            message_id: self.message_id,
            file: self.file,
            file_03: self.file_03,
            version: self.version,
            changed_at: self.changed_at,
        })
    }
}

const COLUMNS: &str = "id, number, stage, stage_facts, pays_on, lines, total_cents, message_id, \
                       file, file_03, version, changed_at";

/// The batch, for reading.
pub async fn load(conn: &impl ConnectionTrait, id: BatchId) -> Result<Stored, StoreError> {
    let sql = format!("select {COLUMNS} from batches where id = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "batches" })?.stored()
}

/// The batch, locked. Batches are locked before payments.
pub async fn lock(tx: &impl Tx, id: BatchId) -> Result<Stored, StoreError> {
    let lock = sql::for_update(tx.conn());
    let sql = format!("select {COLUMNS} from batches where id = $1{lock}");
    let row: Option<Row> = sql::row(tx.conn(), &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "batches" })?.stored()
}

/// The last batches, newest first.
pub async fn list(conn: &impl ConnectionTrait, most: usize) -> Result<Vec<Stored>, StoreError> {
    let sql = format!("select {COLUMNS} from batches order by number desc limit {most}");
    let found: Vec<Row> = sql::rows(conn, &sql, vec![]).await?;
    found.into_iter().map(Row::stored).collect()
}

/// The newest batch whose file may be given out.
pub async fn latest(conn: &impl ConnectionTrait) -> Result<Option<Stored>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from batches where stage in ('approved','exported','done') \
         order by number desc limit 1"
    );
    let row: Option<Row> = sql::row(conn, &sql, vec![]).await?;
    row.map(Row::stored).transpose()
}

/// The batches whose files have these names.
pub async fn with_messages(
    conn: &impl ConnectionTrait,
    messages: &[String],
) -> Result<Vec<Stored>, StoreError> {
    let mut all = Vec::new();
    for some in messages.chunks(500) {
        let places: Vec<String> = (1..=some.len()).map(|n| format!("${n}")).collect();
        let sql =
            format!("select {COLUMNS} from batches where message_id in ({})", places.join(", "));
        let given = some.iter().map(|one| sea_orm::Value::from(one.clone())).collect();
        let found: Vec<Row> = sql::rows(conn, &sql, given).await?;
        all.extend(found.into_iter().map(Row::stored).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(all)
}

/// The next free number; two that take the same are told apart by a constraint.
pub async fn next_number(tx: &impl Tx) -> Result<i64, StoreError> {
    let sql = "select coalesce(max(number), 0) + 1 from batches";
    Ok(sql::scalar(tx.conn(), sql, vec![]).await?.unwrap_or(1))
}

fn facts(stage: &BatchStage) -> Result<String, StoreError> {
    serde_json::to_string(stage).map_err(|e| StoreError::corrupt("batches", e.to_string()))
}

/// Adds a proposed batch.
pub async fn insert(tx: &WriteTx, new: &Stored, by: PersonId) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into batches (id, number, stage, stage_facts, pays_on, lines, total_cents, \
         message_id, proposed_by, version, changed_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10)",
        values![
            new.id,
            new.number,
            new.stage.kind().code(),
            facts(&new.stage)?,
            new.pays_on,
            new.lines,
            new.total,
            new.message_id.clone(),
            by,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Changes the stage of the batch seen at `stored.version`, and its files.
pub async fn save(tx: &WriteTx, stored: &Stored) -> Result<(), StoreError> {
    let approved_by = match &stored.stage {
        BatchStage::Approved { people, .. }
        | BatchStage::Exported { people, .. }
        | BatchStage::Done { people, .. } => Some(people.approved_by),
        BatchStage::Draft { .. } | BatchStage::Proposed { .. } | BatchStage::Cancelled { .. } => {
            None
        }
    };
    let rows = sql::run(
        tx.conn(),
        "update batches set stage = $2, stage_facts = $3, approved_by = $4, file = $5, \
         file_03 = $6, version = version + 1, changed_at = $7 where id = $1 and version = $8",
        values![
            stored.id,
            stored.stage.kind().code(),
            facts(&stored.stage)?,
            approved_by,
            stored.file.clone(),
            stored.file_03.clone(),
            tx.now(),
            stored.version
        ],
    )
    .await?;
    sql::touched_one(rows, "batches")
}

/// Keeps the bytes of a file; the digest to find them by.
pub async fn keep_file(tx: &WriteTx, digest: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
    evidence::keep_bytes(tx, digest, bytes).await
}

/// The bytes of a file.
pub async fn file(conn: &impl ConnectionTrait, digest: &str) -> Result<Vec<u8>, StoreError> {
    evidence::bytes(conn, digest).await
}

/// Puts payments that wait into a batch; how many that were free.
pub async fn take_in(tx: &WriteTx, id: BatchId, payments: &[PaymentId]) -> Result<u64, StoreError> {
    let mut taken = 0;
    for payment in payments {
        taken += sql::run(
            tx.conn(),
            "update payments set batch_id = $2 where id = $1 and batch_id is null \
             and stage in ('proposed','approved')",
            values![*payment, id],
        )
        .await?;
    }
    Ok(taken)
}

/// Lets the payments of a batch go.
pub async fn let_go(tx: &WriteTx, id: BatchId) -> Result<(), StoreError> {
    sql::run(tx.conn(), "update payments set batch_id = null where batch_id = $1", values![id])
        .await
        .map(|_| ())
}

/// How many payments of a batch still wait for the bank's word.
pub async fn open_lines(conn: &impl ConnectionTrait, id: BatchId) -> Result<i64, StoreError> {
    let sql = "select count(*) from payments where batch_id = $1 and stage = 'exported'";
    Ok(sql::scalar(conn, sql, values![id]).await?.unwrap_or_default())
}

/// A person's own limit for one batch, where it differs from the setting.
pub async fn limit(
    conn: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Option<Money>, StoreError> {
    let sql = "select limit_cents from payment_limits where person_id = $1";
    sql::scalar(conn, sql, values![person]).await
}

/// Sets it.
pub async fn set_limit(tx: &WriteTx, person: PersonId, limit: Money) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into payment_limits (person_id, limit_cents) values ($1, $2) \
         on conflict (person_id) do update set limit_cents = $2",
        values![person, limit],
    )
    .await
    .map(|_| ())
}
