//! Files of the bank and their lines. The one rule: a file and a line are taken in once, whatever
//! brings them; a line that is matched is done in a change of its own, so that a crash between two
//! of them loses nothing and doubles nothing.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{BankFileId, BankLineId, PaymentId, PersonId},
    moment::Moment,
    money::Money,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    /// It changes payments; the acts say whether that is done.
    Matched,
    /// Nothing follows from it.
    Told,
    /// Nothing fits: a person decides.
    Waits,
    /// A person has decided, with a note.
    Settled,
}

impl LineState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Matched, Self::Told, Self::Waits, Self::Settled];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Told => "told",
            Self::Waits => "waits",
            Self::Settled => "settled",
        }
    }
}

/// A line of a file of the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: BankLineId,
    /// What makes it the same line in another file.
    pub key: String,
    /// The file that brought it.
    pub file: BankFileId,
    /// Its place in that file.
    pub position: i64,
    /// The reference of the payment, as the bank gave it; empty when it gave none.
    pub end_to_end_id: String,
    /// The sum, when it says one.
    pub amount: Option<Money>,
    /// What it says, as the bank's room reads it (JSON, no account number).
    pub what: String,
    /// Where it stands.
    pub state: LineState,
    /// Why it waits (JSON), empty when it does not.
    pub why: String,
    /// What a person wrote.
    pub note: String,
    /// Last change.
    pub changed_at: Moment,
}

#[derive(FromQueryResult)]
struct Row {
    id: BankLineId,
    line_key: String,
    file_id: BankFileId,
    position: i64,
    end_to_end_id: String,
    amount_cents: Option<Money>,
    what: String,
    state: String,
    why: String,
    note: String,
    changed_at: Moment,
}

impl Row {
    fn line(self) -> Result<Line, StoreError> {
        let state = LineState::ALL.into_iter().find(|state| state.code() == self.state);
        Ok(Line {
            id: self.id,
            key: self.line_key,
            file: self.file_id,
            position: self.position,
            end_to_end_id: self.end_to_end_id,
            amount: self.amount_cents,
            what: self.what,
            state: state.ok_or_else(|| StoreError::corrupt("bank_lines", "state"))?,
            why: self.why,
            note: self.note,
            changed_at: self.changed_at,
        })
    }
}

const COLUMNS: &str = "id, line_key, file_id, position, end_to_end_id, amount_cents, what, state, \
                       why, note, changed_at";

/// Whether a file with these bytes was taken in, and which it was.
pub async fn known(
    conn: &impl ConnectionTrait,
    digest: &str,
) -> Result<Option<BankFileId>, StoreError> {
    sql::scalar(conn, "select id from bank_files where digest = $1", values![digest]).await
}

/// A file as it is taken in.
#[derive(Debug)]
pub struct NewFile<'a> {
    /// Its id.
    pub id: BankFileId,
    /// SHA-256 of its bytes.
    pub digest: &'a str,
    /// Which kind, `pain.002`, `camt.053`, …
    pub kind: &'a str,
    /// The name the bank gave it.
    pub message_id: &'a str,
    /// How many lines it has.
    pub lines: i64,
    /// Who brought it; a command has no person.
    pub by: Option<PersonId>,
}

/// Adds a file.
pub async fn insert(tx: &WriteTx, new: &NewFile<'_>) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into bank_files (id, digest, kind, message_id, lines, added_by, added_at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        values![new.id, new.digest, new.kind, new.message_id, new.lines, new.by, tx.now()],
    )
    .await
    .map(|_| ())
}

/// Which of these lines were taken in before.
pub async fn keys(conn: &impl ConnectionTrait, keys: &[String]) -> Result<Vec<String>, StoreError> {
    #[derive(FromQueryResult)]
    struct Key {
        line_key: String,
    }
    let mut all = Vec::new();
    for some in keys.chunks(500) {
        let places: Vec<String> = (1..=some.len()).map(|n| format!("${n}")).collect();
        let sql =
            format!("select line_key from bank_lines where line_key in ({})", places.join(", "));
        let given = some.iter().map(|key| sea_orm::Value::from(key.clone())).collect();
        let found: Vec<Key> = sql::rows(conn, &sql, given).await?;
        all.extend(found.into_iter().map(|row| row.line_key));
    }
    Ok(all)
}

/// Adds a line; false when it is there already, and nothing changes.
pub async fn insert_line(tx: &WriteTx, line: &Line) -> Result<bool, StoreError> {
    sql::run(
        tx.conn(),
        "insert into bank_lines (id, line_key, file_id, position, end_to_end_id, amount_cents, \
         what, state, why, note, changed_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         on conflict (line_key) do nothing",
        values![
            line.id,
            line.key.clone(),
            line.file,
            line.position,
            line.end_to_end_id.clone(),
            line.amount,
            line.what.clone(),
            line.state.code(),
            line.why.clone(),
            line.note.clone(),
            tx.now()
        ],
    )
    .await
    .map(|rows| rows == 1)
}

/// A line, locked.
pub async fn lock(tx: &impl Tx, id: BankLineId) -> Result<Line, StoreError> {
    let lock = sql::for_update(tx.conn());
    let sql = format!("select {COLUMNS} from bank_lines where id = $1{lock}");
    let row: Option<Row> = sql::row(tx.conn(), &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "bank_lines" })?.line()
}

/// The lines in a state, the oldest first, with one more than `most` where there are more.
pub async fn in_state(
    conn: &impl ConnectionTrait,
    state: LineState,
    most: usize,
) -> Result<Vec<Line>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from bank_lines where state = $1 order by changed_at, id limit {}",
        most + 1
    );
    let found: Vec<Row> = sql::rows(conn, &sql, values![state.code()]).await?;
    found.into_iter().map(Row::line).collect()
}

/// Changes where a line stands.
pub async fn save(tx: &WriteTx, line: &Line, by: Option<PersonId>) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update bank_lines set state = $2, why = $3, note = $4, decided_by = $5, \
         changed_at = $6 where id = $1",
        values![line.id, line.state.code(), line.why.clone(), line.note.clone(), by, tx.now()],
    )
    .await
    .map(|_| ())
}

/// What a line does to a payment.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct DueAct {
    /// The line.
    pub line_id: BankLineId,
    /// The payment.
    pub payment_id: PaymentId,
    /// The act, as JSON.
    pub act: String,
}

/// Keeps what a line does to a payment, to be done.
pub async fn insert_act(tx: &WriteTx, new: &DueAct) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into bank_acts (line_id, payment_id, act, refused) values ($1, $2, $3, '')",
        values![new.line_id, new.payment_id, new.act.clone()],
    )
    .await
    .map(|_| ())
}

/// What is still to be done, in the order it came.
pub async fn due_acts(conn: &impl ConnectionTrait) -> Result<Vec<DueAct>, StoreError> {
    let sql = "select a.line_id, a.payment_id, a.act from bank_acts a \
               join bank_lines l on l.id = a.line_id where a.done_at is null \
               order by l.file_id, l.position, a.payment_id";
    sql::rows(conn, sql, vec![]).await
}

/// Whether an act is still to be done; its row is locked.
pub async fn lock_act(tx: &impl Tx, act: &DueAct) -> Result<bool, StoreError> {
    let lock = sql::for_update(tx.conn());
    let sql = format!(
        "select done_at is null from bank_acts where line_id = $1 and payment_id = $2{lock}"
    );
    let open: Option<bool> =
        sql::scalar(tx.conn(), &sql, values![act.line_id, act.payment_id]).await?;
    Ok(open.unwrap_or(false))
}

/// The act is done, or was refused for this reason (JSON).
pub async fn act_done(tx: &WriteTx, act: &DueAct, refused: &str) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update bank_acts set done_at = $3, refused = $4 where line_id = $1 and payment_id = $2",
        values![act.line_id, act.payment_id, tx.now(), refused],
    )
    .await
    .map(|_| ())
}

/// The payments that a statement or a notification has booked.
pub async fn booked(
    conn: &impl ConnectionTrait,
    payments: &[PaymentId],
) -> Result<Vec<PaymentId>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        payment_id: PaymentId,
    }
    let mut all = Vec::new();
    for some in payments.chunks(500) {
        let places: Vec<String> = (1..=some.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "select distinct a.payment_id from bank_acts a join bank_lines l on l.id = a.line_id \
             join bank_files f on f.id = l.file_id where f.kind <> 'payment_status' \
             and a.payment_id in ({})",
            places.join(", ")
        );
        let given = some.iter().map(|id| sea_orm::Value::from(*id)).collect();
        let found: Vec<Row> = sql::rows(conn, &sql, given).await?;
        all.extend(found.into_iter().map(|row| row.payment_id));
    }
    Ok(all)
}
