//! Payments: lock, load, save.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{
        ApplicationId, BatchId, CallId, InstalmentId, OrganisationId, PaymentId, PersonId,
        TransferId,
    },
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
    instalment_id: InstalmentId,
    application_id: ApplicationId,
    call_id: CallId,
    payee_id: OrganisationId,
    bank_reference: String,
    amount_cents: Money,
    set_off_cents: Money,
    set_off_id: Option<TransferId>,
    batch_id: Option<BatchId>,
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
    pub instalment: InstalmentId,
    /// The exchange or proposal that belongs to.
    pub application: ApplicationId,
    /// In which call.
    pub call: CallId,
    /// Who gets it.
    pub payee: OrganisationId,
    /// The reference the bank gives back.
    pub bank_reference: String,
    /// How much was due.
    pub amount: Money,
    /// How much of it is kept back for a debt.
    pub set_off: Money,
    /// What holds that part of the debt in the ledger.
    pub set_off_id: Option<TransferId>,
    /// The batch it goes to the bank in.
    pub batch: Option<BatchId>,
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
            instalment: self.instalment_id,
            application: self.application_id,
            call: self.call_id,
            payee: self.payee_id,
            bank_reference: self.bank_reference,
            amount: self.amount_cents,
            set_off: self.set_off_cents,
            set_off_id: self.set_off_id,
            batch: self.batch_id,
            stage,
            proposed_by: self.proposed_by,
            approved_by: self.approved_by,
            due_on: self.due_on,
            version: self.version,
            changed_at: self.changed_at,
        })
    }
}

const COLUMNS: &str = "id, instalment_id, application_id, call_id, payee_id, bank_reference, \
                       amount_cents, set_off_cents, set_off_id, batch_id, stage, stage_facts, \
                       proposed_by, approved_by, due_on, version, changed_at";

/// The payment, for reading.
pub async fn load(conn: &impl ConnectionTrait, id: PaymentId) -> Result<Stored, StoreError> {
    let sql = format!("select {COLUMNS} from payments where id = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "payments" })?.stored()
}

/// The payment, locked.
pub async fn lock(tx: &impl Tx, id: PaymentId) -> Result<Stored, StoreError> {
    let lock = sql::for_update(tx.conn());
    let sql = format!("select {COLUMNS} from payments where id = $1{lock}");
    let row: Option<Row> = sql::row(tx.conn(), &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "payments" })?.stored()
}

/// The payments of an exchange or a proposal, oldest first.
pub async fn of_application(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Stored>, StoreError> {
    // A file's references count up; the instant of the last change says nothing of the order.
    let sql = format!(
        "select {COLUMNS} from payments where application_id = $1 \
         order by length(bank_reference), bank_reference"
    );
    let found: Vec<Row> = sql::rows(conn, &sql, values![id]).await?;
    found.into_iter().map(Row::stored).collect()
}

/// The payments of a batch, by reference.
pub async fn of_batch(conn: &impl ConnectionTrait, id: BatchId) -> Result<Vec<Stored>, StoreError> {
    let sql = format!("select {COLUMNS} from payments where batch_id = $1 order by bank_reference");
    let found: Vec<Row> = sql::rows(conn, &sql, values![id]).await?;
    found.into_iter().map(Row::stored).collect()
}

/// The payments that could go into a batch: proposed or approved, in none, with money for the bank;
/// by due day, at most so many.
pub async fn free(conn: &impl ConnectionTrait, most: usize) -> Result<Vec<Stored>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from payments where {FREE} order by due_on, bank_reference limit {most}"
    );
    let found: Vec<Row> = sql::rows(conn, &sql, vec![]).await?;
    found.into_iter().map(Row::stored).collect()
}

/// What makes a payment free to join a batch.
pub const FREE: &str = "batch_id is null and stage in ('proposed','approved') \
                        and amount_cents > set_off_cents";

/// The payments with these references, whatever their stage.
pub async fn with_references(
    conn: &impl ConnectionTrait,
    references: &[String],
) -> Result<Vec<Stored>, StoreError> {
    let mut all = Vec::new();
    for some in references.chunks(500) {
        let places: Vec<String> = (1..=some.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "select {COLUMNS} from payments where bank_reference in ({})",
            places.join(", ")
        );
        let given = some.iter().map(|one| sea_orm::Value::from(one.clone())).collect();
        let found: Vec<Row> = sql::rows(conn, &sql, given).await?;
        all.extend(found.into_iter().map(Row::stored).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(all)
}

fn facts(stage: &PaymentStage) -> Result<String, StoreError> {
    serde_json::to_string(stage).map_err(|e| StoreError::corrupt("payments", e.to_string()))
}

/// Adds a proposed payment; a second living one for the same instalment is refused by an index.
pub async fn insert(tx: &WriteTx, p: &Stored) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into payments (id, instalment_id, application_id, call_id, payee_id, \
         bank_reference, amount_cents, set_off_cents, set_off_id, stage, stage_facts, proposed_by, \
         approved_by, due_on, version, changed_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15)",
        values![
            p.id,
            p.instalment,
            p.application,
            p.call,
            p.payee,
            p.bank_reference.clone(),
            p.amount,
            p.set_off,
            p.set_off_id,
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

/// Keeps the bank's reference of a payment made by hand; once for each payment.
pub async fn paid_by_hand(
    tx: &WriteTx,
    id: PaymentId,
    bank_reference: &str,
    by: PersonId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into payments_by_hand (payment_id, bank_reference, recorded_by, recorded_at) \
         values ($1, $2, $3, $4)",
        values![id, bank_reference, by, tx.now()],
    )
    .await
    .map(|_| ())
}

/// The bank's reference of a payment made by hand.
pub async fn hand_reference(
    conn: &impl ConnectionTrait,
    id: PaymentId,
) -> Result<Option<String>, StoreError> {
    let sql = "select bank_reference from payments_by_hand where payment_id = $1";
    sql::scalar(conn, sql, values![id]).await
}
