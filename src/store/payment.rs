//! Payments: lock, load, save.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, CallId, PaymentId, PersonId},
    moment::Moment,
    money::Money,
    payment::PaymentStage,
};
use crate::store::sql::values;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    id: PaymentId,
    application_id: ApplicationId,
    call_id: CallId,
    amount_cents: i64,
    stage: String,
    stage_facts: String,
    proposed_by: PersonId,
    approved_by: Option<PersonId>,
    due_on: NaiveDate,
    version: i64,
    changed_at: Moment,
}

/// A payment as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: PaymentId,
    /// What it pays.
    pub application: ApplicationId,
    /// In which call.
    pub call: CallId,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub stage: PaymentStage,
    /// Who proposed it.
    pub proposed_by: PersonId,
    /// Who approved it.
    pub approved_by: Option<PersonId>,
    /// When it is due.
    pub due_on: NaiveDate,
    /// For the check against stale pages.
    pub version: i64,
    /// Last change.
    pub changed_at: Moment,
}

impl Row {
    fn stored(self) -> Result<Stored, StoreError> {
        let bad = |why: &str| StoreError::corrupt("payments", why);
        let stage: PaymentStage =
            serde_json::from_str(&self.stage_facts).map_err(|_| bad("stage facts"))?;
        if stage.kind().code() != self.stage {
            return Err(bad("stage and its facts differ"));
        }
        Ok(Stored {
            id: self.id,
            application: self.application_id,
            call: self.call_id,
            amount: Money::from_cents(self.amount_cents),
            stage,
            proposed_by: self.proposed_by,
            approved_by: self.approved_by,
            due_on: self.due_on,
            version: self.version,
            changed_at: self.changed_at,
        })
    }
}

const COLUMNS: &str = "id, application_id, call_id, amount_cents, stage, stage_facts, proposed_by, \
                       approved_by, due_on, version, changed_at";

/// The payment, locked.
pub async fn lock(tx: &impl Tx, id: PaymentId) -> Result<Stored, StoreError> {
    let lock = sql::for_update(tx.conn());
    let sql = format!("select {COLUMNS} from payments where id = $1{lock}");
    let row: Option<Row> = sql::row(tx.conn(), &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "payments" })?.stored()
}

/// The payments of an application, oldest first.
pub async fn of_application(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Stored>, StoreError> {
    let sql =
        format!("select {COLUMNS} from payments where application_id = $1 order by changed_at, id");
    let found: Vec<Row> = sql::rows(conn, &sql, values![id]).await?;
    found.into_iter().map(Row::stored).collect()
}

fn facts(stage: &PaymentStage) -> Result<String, StoreError> {
    serde_json::to_string(stage).map_err(|e| StoreError::corrupt("payments", e.to_string()))
}

/// Adds a proposed payment; a second living one for the same file is refused by an index.
pub async fn insert(tx: &WriteTx, p: &Stored) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into payments (id, application_id, call_id, amount_cents, stage, stage_facts, \
         proposed_by, approved_by, due_on, version, changed_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10)",
        values![
            p.id,
            p.application,
            p.call,
            p.amount,
            p.stage.kind().code(),
            facts(&p.stage)?,
            p.proposed_by,
            p.approved_by,
            p.due_on,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Changes the stage of the payment seen at `p.version`.
pub async fn save(tx: &WriteTx, p: &Stored) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update payments set stage = $2, stage_facts = $3, approved_by = $4, \
         version = version + 1, changed_at = $5 where id = $1 and version = $6",
        values![p.id, p.stage.kind().code(), facts(&p.stage)?, p.approved_by, tx.now(), p.version],
    )
    .await?;
    sql::touched_one(rows, "payments")
}
