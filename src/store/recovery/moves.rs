//! What became of a claim, move by move, and what somebody asked to waive. The one rule: a move is
//! only ever added, with the transfer that says the same in the ledger.

use crate::{
    domain::{
        ids::{BankLineId, PaymentId, PersonId, RecoveryId, TransferId},
        moment::Moment,
        money::Money,
    },
    store::{
        StoreError, Tx, WriteTx, audit,
        sql::{self, values},
    },
};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// How a claim became less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveKind {
    /// The debtor paid.
    Repaid,
    /// It was kept back from a payment.
    SetOff,
    /// It need not be paid back.
    Waived,
}

impl MoveKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Repaid, Self::SetOff, Self::Waived];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Repaid => "repaid",
            Self::SetOff => "set_off",
            Self::Waived => "waived",
        }
    }
}

/// One move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// How.
    pub kind: MoveKind,
    /// How much.
    pub amount: Money,
    /// The day it counts from.
    pub on: NaiveDate,
    /// The payment it was kept back from.
    pub payment: Option<PaymentId>,
    /// The line of the bank that brought it.
    pub line: Option<BankLineId>,
    /// The transfer in the ledger.
    pub transfer: TransferId,
    /// What a person wrote to it.
    pub note: String,
}

/// A move as it was made, and whether it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its number within the claim, from 1.
    pub number: i64,
    /// The move.
    pub of: Move,
    /// Why it was taken back, when it was.
    pub undone: Option<String>,
}

impl Made {
    /// A person entered it and may take it back: what the bank said stays.
    pub fn is_undoable(&self) -> bool {
        self.of.kind == MoveKind::Repaid && self.of.line.is_none() && self.undone.is_none()
    }
}

#[derive(FromQueryResult)]
struct Row {
    number: i64,
    undone: Option<String>,
    kind: String,
    amount_cents: Money,
    happened_on: NaiveDate,
    payment_id: Option<PaymentId>,
    line_id: Option<BankLineId>,
    transfer_id: TransferId,
    note: String,
}

impl Row {
    fn read(self) -> Result<Made, StoreError> {
        let kind = MoveKind::ALL.into_iter().find(|kind| kind.code() == self.kind);
        let of = Move {
            kind: kind.ok_or_else(|| StoreError::corrupt("recovery_moves", "kind"))?,
            amount: self.amount_cents,
            on: self.happened_on,
            payment: self.payment_id,
            line: self.line_id,
            transfer: self.transfer_id,
            note: self.note,
        };
        Ok(Made { number: self.number, of, undone: self.undone })
    }
}

/// The moves of a claim, in order.
pub async fn moves(conn: &impl ConnectionTrait, id: RecoveryId) -> Result<Vec<Made>, StoreError> {
    let sql = "select m.number, u.reason as undone, m.kind, m.amount_cents, m.happened_on, \
               m.payment_id, m.line_id, m.transfer_id, m.note from recovery_moves m \
               left join recovery_undone u \
               on u.recovery_id = m.recovery_id and u.number = m.number \
               where m.recovery_id = $1 order by m.number";
    let found: Vec<Row> = sql::rows(conn, sql, values![id]).await?;
    found.into_iter().map(Row::read).collect()
}

/// Adds a move; its claim is locked.
pub async fn add_move(tx: &WriteTx, id: RecoveryId, new: &Move) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into recovery_moves (recovery_id, number, kind, amount_cents, happened_on, \
         payment_id, line_id, transfer_id, note, by_whom, at) values ($1, \
         (select count(*) + 1 from recovery_moves where recovery_id = $1), \
         $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values![
            id,
            new.kind.code(),
            new.amount,
            new.on,
            new.payment,
            new.line,
            new.transfer,
            new.note.clone(),
            audit::by_whom(tx.permit().who()),
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Takes a move back; its claim is locked. `transfer` reverses the move's own.
pub async fn undo_move(
    tx: &WriteTx,
    id: RecoveryId,
    number: i64,
    (reason, transfer, by): (&str, TransferId, PersonId),
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into recovery_undone (recovery_id, number, reason, transfer_id, by_id, at) \
         values ($1, $2, $3, $4, $5, $6)",
        values![id, number, reason, transfer, by, tx.now()],
    )
    .await
    .map(|_| ())
}

/// What a payment kept back for one claim.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Kept {
    /// The claim.
    pub recovery_id: RecoveryId,
    /// Its number.
    pub reference: String,
    /// How much.
    pub amount_cents: Money,
}

/// What a payment kept back, claim by claim.
pub async fn of_payment_kept(
    conn: &impl ConnectionTrait,
    id: PaymentId,
) -> Result<Vec<Kept>, StoreError> {
    let sql = "select m.recovery_id, r.reference, m.amount_cents from recovery_moves m \
               join recoveries r on r.id = m.recovery_id where m.payment_id = $1 \
               order by r.approved_at, r.id";
    sql::rows(conn, sql, values![id]).await
}

/// Where a waiver stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaiverState {
    /// It waits for another person.
    Asked,
    /// Another person agreed.
    Granted,
    /// Another person said no.
    Refused,
}

impl WaiverState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Asked, Self::Granted, Self::Refused];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Granted => "granted",
            Self::Refused => "refused",
        }
    }
}

/// What somebody asked to waive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Its number within the claim, from 1.
    pub number: i64,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub state: WaiverState,
    /// Who asked.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: Moment,
    /// Who decided.
    pub decided_by: Option<PersonId>,
    /// What they answered, when it was no.
    pub answer: String,
}

#[derive(FromQueryResult)]
struct WaiverRow {
    number: i64,
    amount_cents: Money,
    reason: String,
    state: String,
    asked_by: PersonId,
    asked_at: Moment,
    decided_by: Option<PersonId>,
    answer: String,
}

/// The waivers of a claim, in order.
pub async fn waivers(
    conn: &impl ConnectionTrait,
    id: RecoveryId,
) -> Result<Vec<Waiver>, StoreError> {
    let sql = "select number, amount_cents, reason, state, asked_by, asked_at, decided_by, answer \
               from recovery_waivers where recovery_id = $1 order by number";
    let found: Vec<WaiverRow> = sql::rows(conn, sql, values![id]).await?;
    let read = |row: WaiverRow| {
        let state = WaiverState::ALL.into_iter().find(|state| state.code() == row.state);
        Ok(Waiver {
            number: row.number,
            amount: row.amount_cents,
            reason: row.reason,
            state: state.ok_or_else(|| StoreError::corrupt("recovery_waivers", "state"))?,
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            decided_by: row.decided_by,
            answer: row.answer,
        })
    };
    found.into_iter().map(read).collect()
}

/// Keeps what somebody asks to waive; a second that waits is refused by an index.
pub async fn ask_waiver(
    tx: &WriteTx,
    id: RecoveryId,
    amount: Money,
    reason: &str,
    by: PersonId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into recovery_waivers (recovery_id, number, amount_cents, reason, state, \
         asked_by, asked_at, decided_by, decided_at, answer) values ($1, \
         (select count(*) + 1 from recovery_waivers where recovery_id = $1), \
         $2, $3, 'asked', $4, $5, null, null, '')",
        values![id, amount, reason, by, tx.now()],
    )
    .await
    .map(|_| ())
}

/// Decides the waiver that waits.
pub async fn decide_waiver(
    tx: &WriteTx,
    id: RecoveryId,
    state: WaiverState,
    by: PersonId,
    answer: &str,
) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update recovery_waivers set state = $2, decided_by = $3, decided_at = $4, answer = $5 \
         where recovery_id = $1 and state = 'asked'",
        values![id, state.code(), by, tx.now(), answer],
    )
    .await?;
    sql::touched_one(rows, "recovery_waivers")
}
