//! Instalments: lock, load, save. The one rule: what is promised or due here stands in the ledger
//! with the same amount; both are written in one transaction.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, CallId, InstalmentId, OrganisationId, TransferId},
    instalment::{Instalment, InstalmentStage, InstalmentStageKind},
    moment::Moment,
    money::Money,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    id: InstalmentId,
    file_id: ApplicationId,
    call_id: CallId,
    payee_id: OrganisationId,
    position: i64,
    label: String,
    condition: String,
    planned_cents: Money,
    reserved_id: Option<TransferId>,
    stage: String,
    stage_facts: String,
    version: i64,
    changed_at: Moment,
}

/// An instalment as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The instalment.
    pub instalment: Instalment,
    /// The promise in the ledger, once there is one.
    pub reserved: Option<TransferId>,
    /// For the check against stale pages.
    pub version: i64,
    /// Last change.
    pub changed_at: Moment,
}

impl Row {
    fn stored(self) -> Result<Stored, StoreError> {
        let bad = |why: &str| StoreError::corrupt("instalments", why);
        let stage: InstalmentStage =
            serde_json::from_str(&self.stage_facts).map_err(|_| bad("stage facts"))?;
        if InstalmentStageKind::from_code(&self.stage) != Some(stage.kind()) {
            return Err(bad("stage and its facts differ"));
        }
        Ok(Stored {
            instalment: Instalment {
                id: self.id,
                file: self.file_id,
                call: self.call_id,
                payee: self.payee_id,
                position: u32::try_from(self.position).map_err(|_| bad("position"))?,
                label: self.label,
                condition: self.condition,
                planned: self.planned_cents,
                stage,
            },
            reserved: self.reserved_id,
            version: self.version,
            changed_at: self.changed_at,
        })
    }
}

const COLUMNS: &str = "id, file_id, call_id, payee_id, position, label, condition, planned_cents, \
                       reserved_id, stage, stage_facts, version, changed_at";

/// The instalment, for reading.
pub async fn load(conn: &impl ConnectionTrait, id: InstalmentId) -> Result<Stored, StoreError> {
    let sql = format!("select {COLUMNS} from instalments where id = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "instalments" })?.stored()
}

/// The instalment, locked until the transaction ends. Lock its file first.
pub async fn lock(tx: &impl Tx, id: InstalmentId) -> Result<Stored, StoreError> {
    let lock = sql::for_update(tx.conn());
    let sql = format!("select {COLUMNS} from instalments where id = $1{lock}");
    let row: Option<Row> = sql::row(tx.conn(), &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "instalments" })?.stored()
}

/// The instalments of a file, by number and payee.
pub async fn of_file(
    conn: &impl ConnectionTrait,
    file: ApplicationId,
) -> Result<Vec<Stored>, StoreError> {
    let sql =
        format!("select {COLUMNS} from instalments where file_id = $1 order by position, payee_id");
    let found: Vec<Row> = sql::rows(conn, &sql, values![file]).await?;
    found.into_iter().map(Row::stored).collect()
}

fn facts(stage: &InstalmentStage) -> Result<String, StoreError> {
    serde_json::to_string(stage).map_err(|e| StoreError::corrupt("instalments", e.to_string()))
}

/// Adds one; `reserved` is its promise in the ledger.
pub async fn insert(
    tx: &WriteTx,
    new: &Instalment,
    reserved: Option<TransferId>,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into instalments (id, file_id, call_id, payee_id, position, label, condition, \
         planned_cents, due_cents, due_on, reserved_id, stage, stage_facts, version, changed_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14)",
        values![
            new.id,
            new.file,
            new.call,
            new.payee,
            i64::from(new.position),
            new.label.clone(),
            new.condition.clone(),
            new.planned,
            new.stage.amount(),
            new.stage.due_on(),
            reserved,
            new.stage.kind().code(),
            facts(&new.stage)?,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Changes the stage of the instalment seen at `stored.version`.
pub async fn save(tx: &WriteTx, stored: &Stored) -> Result<(), StoreError> {
    let stage = &stored.instalment.stage;
    let rows = sql::run(
        tx.conn(),
        "update instalments set stage = $2, stage_facts = $3, due_cents = $4, due_on = $5, \
         version = version + 1, changed_at = $6 where id = $1 and version = $7",
        values![
            stored.instalment.id,
            stage.kind().code(),
            facts(stage)?,
            stage.amount(),
            stage.due_on(),
            tx.now(),
            stored.version
        ],
    )
    .await?;
    sql::touched_one(rows, "instalments")
}
