//! Rounds of clarification: an officer's questions, the fields opened for the answer, and how those
//! fields stood before. The one rule: one is open at a time, and `before` is never changed.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    form::Answers,
    ids::{ApplicationId, ClarificationId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    id: ClarificationId,
    proposal_id: ApplicationId,
    number: i64,
    question: String,
    fields: String,
    before: String,
    due_at: Moment,
    asked_by: PersonId,
    asked_at: Moment,
    answered_at: Option<Moment>,
    state: String,
}

/// One round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clarification {
    /// Its id.
    pub id: ClarificationId,
    /// About which proposal.
    pub proposal: ApplicationId,
    /// First, second, …
    pub number: i64,
    /// What the officer asks.
    pub question: String,
    /// Keys of the fields that are open.
    pub fields: Vec<String>,
    /// How they stood when it was asked.
    pub before: Answers,
    /// Until when.
    pub due_at: Moment,
    /// Who asked.
    pub asked_by: PersonId,
    /// When it was asked.
    pub asked_at: Moment,
    /// When it was answered.
    pub answered_at: Option<Moment>,
    /// `open`, `answered`, `lapsed`.
    pub state: String,
}

impl Clarification {
    /// It still waits for its answer.
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}

impl Row {
    fn read(self) -> Result<Clarification, StoreError> {
        let bad = |why: &str| StoreError::corrupt("clarifications", why);
        Ok(Clarification {
            id: self.id,
            proposal: self.proposal_id,
            number: self.number,
            question: self.question,
            fields: serde_json::from_str(&self.fields).map_err(|_| bad("fields"))?,
            before: serde_json::from_str(&self.before).map_err(|_| bad("before"))?,
            due_at: self.due_at,
            asked_by: self.asked_by,
            asked_at: self.asked_at,
            answered_at: self.answered_at,
            state: self.state,
        })
    }
}

/// All rounds of a proposal, oldest first.
pub async fn of_proposal(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
) -> Result<Vec<Clarification>, StoreError> {
    let rows: Vec<Row> = sql::rows(
        conn,
        "select id, proposal_id, number, question, fields, before, due_at, asked_by, asked_at, \
         answered_at, state from clarifications where proposal_id = $1 order by number",
        values![proposal],
    )
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// Its id.
    pub id: ClarificationId,
    /// About which proposal.
    pub proposal: ApplicationId,
    /// The question.
    pub question: &'a str,
    /// Keys of the fields to open.
    pub fields: &'a [String],
    /// How they stand now.
    pub before: &'a Answers,
    /// Until when.
    pub due_at: Moment,
}

/// Opens a round.
pub async fn ask(tx: &WriteTx, asked: &Asked<'_>, by: PersonId) -> Result<(), StoreError> {
    let json = |why: serde_json::Error| StoreError::corrupt("clarifications", why.to_string());
    sql::run(
        tx.conn(),
        "insert into clarifications (id, proposal_id, number, question, fields, before, due_at, \
         asked_by, asked_at, answered_by, answered_at, state) \
         select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, null, null, 'open' \
         from clarifications where proposal_id = $2",
        values![
            asked.id,
            asked.proposal,
            asked.question,
            serde_json::to_string(asked.fields).map_err(json)?,
            serde_json::to_string(asked.before).map_err(json)?,
            asked.due_at,
            by,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Closes an open round with its answer; a round that is not open is stale.
pub async fn answer(tx: &WriteTx, id: ClarificationId, by: PersonId) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update clarifications set state = 'answered', answered_by = $2, answered_at = $3 \
         where id = $1 and state = 'open'",
        values![id, by, tx.now()],
    )
    .await?;
    sql::touched_one(rows, "clarifications")
}

/// Closes an open round whose time is over; a round that is not open is stale.
pub async fn lapse(tx: &WriteTx, id: ClarificationId) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update clarifications set state = 'lapsed' where id = $1 and state = 'open'",
        values![id],
    )
    .await?;
    sql::touched_one(rows, "clarifications")
}

/// Open rounds whose time is over; at most `many`, locked.
pub async fn overdue(
    tx: &impl Tx,
    now: Moment,
    many: u32,
) -> Result<Vec<Clarification>, StoreError> {
    // Two workers at once must not close the same round.
    let skip = match sql::for_update(tx.conn()) {
        "" => "",
        _postgres => " for update skip locked",
    };
    let sql = format!(
        "select id, proposal_id, number, question, fields, before, due_at, asked_by, asked_at, \
         answered_at, state from clarifications where state = 'open' and due_at < $1 \
         order by due_at, id limit {many}{skip}"
    );
    let rows: Vec<Row> = sql::rows(tx.conn(), &sql, values![now]).await?;
    rows.into_iter().map(Row::read).collect()
}
