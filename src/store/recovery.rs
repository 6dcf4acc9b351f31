//! Money claimed back: lock, load, save. The one rule: a row's sums are those of its moves, which
//! are only ever added; who proposed a claim did not approve it, and the database refuses it too.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, CallId, OrganisationId, PaymentId, PersonId, RecoveryId, TransferId},
    moment::Moment,
    money::Money,
    recovery::{Claim, RecoveryReason, RecoveryRef, RecoveryStage, Tally},
};
use crate::store::sql::values;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

mod moves; // what became of a claim; waivers
pub use moves::{
    Kept, Made, Move, MoveKind, Waiver, WaiverState, add_move, ask_waiver, decide_waiver, moves,
    of_payment_kept, undo_move, waivers,
};

#[derive(FromQueryResult)]
struct Row {
    id: RecoveryId,
    payment_id: PaymentId,
    file_id: ApplicationId,
    call_id: CallId,
    debtor_id: OrganisationId,
    reference: String,
    why: String,
    says: String,
    amount_cents: Money,
    repaid_cents: Money,
    set_off_cents: Money,
    waived_cents: Money,
    due_on: NaiveDate,
    stage: String,
    stage_facts: String,
    proposed_by: PersonId,
    claim_id: Option<TransferId>,
    version: i64,
    changed_at: Moment,
}

/// A claim as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: RecoveryId,
    /// The payment it claims back from.
    pub payment: PaymentId,
    /// The exchange or proposal that belongs to.
    pub file: ApplicationId,
    /// In which call.
    pub call: CallId,
    /// Who owes it.
    pub debtor: OrganisationId,
    /// Its number, which the debtor gives when paying back.
    pub reference: String,
    /// Why, in kind.
    pub why: RecoveryReason,
    /// Why, in words.
    pub says: String,
    /// What is claimed, what came of it.
    pub tally: Tally,
    /// The day to pay it back by.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub stage: RecoveryStage,
    /// Who proposed it.
    pub proposed_by: PersonId,
    /// The transfer that made the debt.
    pub claim_id: Option<TransferId>,
    /// For the check against stale pages.
    pub version: i64,
    /// Last change.
    pub changed_at: Moment,
}

impl Stored {
    /// For events and mails.
    pub fn named(&self) -> RecoveryRef {
        RecoveryRef {
            recovery: self.id,
            reference: self.reference.clone(),
            payment: self.payment,
            call: self.call,
            debtor: self.debtor,
            amount: self.tally.claimed,
        }
    }
    /// As it was claimed.
    pub fn claim(&self) -> Claim {
        let (amount, says) = (self.tally.claimed, self.says.clone());
        Claim { amount, why: self.why, says, due_on: self.due_on }
    }
}

impl Row {
    fn stored(self) -> Result<Stored, StoreError> {
        let bad = |why: &str| StoreError::corrupt("recoveries", why);
        let stage: RecoveryStage =
            serde_json::from_str(&self.stage_facts).map_err(|_| bad("stage facts"))?;
        if stage.kind().code() != self.stage {
            return Err(bad("stage and its facts differ"));
        }
        Ok(Stored {
            id: self.id,
            payment: self.payment_id,
            file: self.file_id,
            call: self.call_id,
            debtor: self.debtor_id,
            reference: self.reference,
            why: RecoveryReason::from_code(&self.why).ok_or_else(|| bad("why"))?,
            says: self.says,
            tally: Tally {
                claimed: self.amount_cents,
                repaid: self.repaid_cents,
                set_off: self.set_off_cents,
                waived: self.waived_cents,
            },
            due_on: self.due_on,
            stage,
            proposed_by: self.proposed_by,
            claim_id: self.claim_id,
            version: self.version,
            changed_at: self.changed_at,
        })
    }
}

const COLUMNS: &str = "id, payment_id, file_id, call_id, debtor_id, reference, why, says, \
                       amount_cents, repaid_cents, set_off_cents, waived_cents, due_on, stage, \
                       stage_facts, proposed_by, claim_id, version, changed_at";

/// Something of these is owed now.
const OWED: &str = "stage in ('notified','partly_repaid')";

/// The claim, for reading.
pub async fn load(conn: &impl ConnectionTrait, id: RecoveryId) -> Result<Stored, StoreError> {
    let sql = format!("select {COLUMNS} from recoveries where id = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "recoveries" })?.stored()
}

/// The claim, locked. Lock its file first.
pub async fn lock(tx: &impl Tx, id: RecoveryId) -> Result<Stored, StoreError> {
    let lock = sql::for_update(tx.conn());
    let sql = format!("select {COLUMNS} from recoveries where id = $1{lock}");
    let row: Option<Row> = sql::row(tx.conn(), &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "recoveries" })?.stored()
}

/// The debts of an organisation in a call, locked, the oldest first.
pub async fn lock_owed(
    tx: &impl Tx,
    call: CallId,
    debtor: OrganisationId,
) -> Result<Vec<Stored>, StoreError> {
    let lock = sql::for_update(tx.conn());
    let sql = format!(
        "select {COLUMNS} from recoveries where debtor_id = $1 and call_id = $2 and {OWED} \
         order by approved_at, id{lock}"
    );
    let found: Vec<Row> = sql::rows(tx.conn(), &sql, values![debtor, call]).await?;
    found.into_iter().map(Row::stored).collect()
}

/// The claims against a payment, oldest first.
pub async fn of_payment(
    conn: &impl ConnectionTrait,
    id: PaymentId,
) -> Result<Vec<Stored>, StoreError> {
    let sql =
        format!("select {COLUMNS} from recoveries where payment_id = $1 order by reference, id");
    let found: Vec<Row> = sql::rows(conn, &sql, values![id]).await?;
    found.into_iter().map(Row::stored).collect()
}

/// The claims against the payments of an exchange or a proposal.
pub async fn of_file(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Stored>, StoreError> {
    let sql = format!("select {COLUMNS} from recoveries where file_id = $1 order by reference, id");
    let found: Vec<Row> = sql::rows(conn, &sql, values![id]).await?;
    found.into_iter().map(Row::stored).collect()
}

/// How many claims a file has had: its next one gets the number after.
pub async fn count_of_file(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<i64, StoreError> {
    let sql = "select count(*) from recoveries where file_id = $1";
    Ok(sql::scalar(conn, sql, values![id]).await?.unwrap_or_default())
}

/// What is owed now, with the number people give when they pay it back; at most so many.
pub async fn owed(
    conn: &impl ConnectionTrait,
    most: usize,
) -> Result<Vec<(RecoveryId, String)>, StoreError> {
    #[derive(FromQueryResult)]
    struct Named {
        id: RecoveryId,
        reference: String,
    }
    let sql = format!(
        "select id, reference from recoveries where {OWED} order by due_on, id limit {most}"
    );
    let found: Vec<Named> = sql::rows(conn, &sql, vec![]).await?;
    Ok(found.into_iter().map(|row| (row.id, row.reference)).collect())
}

fn facts(stage: &RecoveryStage) -> Result<String, StoreError> {
    serde_json::to_string(stage).map_err(|e| StoreError::corrupt("recoveries", e.to_string()))
}

/// Adds a proposed claim.
pub async fn insert(tx: &WriteTx, new: &Stored) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into recoveries (id, payment_id, file_id, call_id, debtor_id, reference, why, \
         says, amount_cents, repaid_cents, set_off_cents, waived_cents, due_on, stage, \
         stage_facts, proposed_by, approved_by, approved_at, claim_id, version, changed_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, $10, $11, $12, $13, null, null, \
         null, 1, $14)",
        values![
            new.id,
            new.payment,
            new.file,
            new.call,
            new.debtor,
            new.reference.clone(),
            new.why.code(),
            new.says.clone(),
            new.tally.claimed,
            new.due_on,
            new.stage.kind().code(),
            facts(&new.stage)?,
            new.proposed_by,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Changes stage, day and sums of the claim seen at `r.version`.
pub async fn save(tx: &WriteTx, r: &Stored) -> Result<(), StoreError> {
    let people = r.stage.people();
    let rows = sql::run(
        tx.conn(),
        "update recoveries set stage = $2, stage_facts = $3, due_on = $4, repaid_cents = $5, \
         set_off_cents = $6, waived_cents = $7, approved_by = $8, approved_at = $9, \
         claim_id = $10, version = version + 1, changed_at = $11 where id = $1 and version = $12",
        values![
            r.id,
            r.stage.kind().code(),
            facts(&r.stage)?,
            r.due_on,
            r.tally.repaid,
            r.tally.set_off,
            r.tally.waived,
            people.map(|people| people.approved_by),
            people.map(|people| people.approved_at),
            r.claim_id,
            tx.now(),
            r.version
        ],
    )
    .await?;
    sql::touched_one(rows, "recoveries")
}
