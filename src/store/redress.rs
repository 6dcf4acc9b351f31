//! Requests to review the procedure. The one rule: one is open a letter at a time, and it is
//! decided once.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, CallId, LetterId, PersonId, RedressId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Redress {
    /// Its id.
    pub id: RedressId,
    /// In which call.
    pub call_id: CallId,
    /// About which proposal.
    pub proposal_id: ApplicationId,
    /// The proposal's number.
    pub reference: String,
    /// Against which letter.
    pub letter_id: LetterId,
    /// Of which round the letter is.
    pub round: i64,
    /// The procedural ground, by its code.
    pub ground: String,
    /// What they say happened.
    pub text: String,
    /// `open`, `rejected`, `upheld`, `withdrawn`.
    pub state: String,
    /// Who asked.
    pub asked_by: PersonId,
    /// Their name.
    pub asked_by_name: String,
    /// When.
    pub asked_at: Moment,
    /// The answer; empty while open.
    pub answer: String,
    /// Who decided.
    pub decided_by_name: Option<String>,
    /// When.
    pub decided_at: Option<Moment>,
    /// For the check against stale pages.
    pub version: i64,
}

const SELECT: &str = "select r.id, r.call_id, r.proposal_id, p.reference, r.letter_id, l.round, \
    r.ground, r.text, r.state, r.asked_by, a.name as asked_by_name, r.asked_at, r.answer, \
    d.name as decided_by_name, r.decided_at, r.version from redress r \
    join proposals p on p.id = r.proposal_id join letters l on l.id = r.letter_id \
    join persons a on a.id = r.asked_by left join persons d on d.id = r.decided_by";

/// One request.
pub async fn load(conn: &impl ConnectionTrait, id: RedressId) -> Result<Redress, StoreError> {
    sql::row(conn, &format!("{SELECT} where r.id = $1"), values![id])
        .await?
        .ok_or(StoreError::Missing { table: "redress" })
}

/// The requests of a call: open ones first, oldest first.
pub async fn of_call(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Vec<Redress>, StoreError> {
    let sql = format!(
        "{SELECT} where r.call_id = $1 \
         order by case r.state when 'open' then 0 else 1 end, r.asked_at, r.id limit 500"
    );
    sql::rows(conn, &sql, values![call]).await
}

/// The requests of a proposal, newest first.
pub async fn of_proposal(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
) -> Result<Vec<Redress>, StoreError> {
    let sql = format!("{SELECT} where r.proposal_id = $1 order by r.asked_at desc, r.id desc");
    sql::rows(conn, &sql, values![proposal]).await
}

/// A request about this proposal is open: its evaluation must not change.
pub async fn is_contested(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
) -> Result<bool, StoreError> {
    let open: Option<i64> = sql::scalar(
        conn,
        "select count(*) from redress where proposal_id = $1 and state = 'open'",
        values![proposal],
    )
    .await?;
    Ok(open.unwrap_or_default() > 0)
}

/// How many requests of a call are open.
pub async fn open_in(conn: &impl ConnectionTrait, call: CallId) -> Result<i64, StoreError> {
    let open: Option<i64> = sql::scalar(
        conn,
        "select count(*) from redress where call_id = $1 and state = 'open'",
        values![call],
    )
    .await?;
    Ok(open.unwrap_or_default())
}

/// What a new request says.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// Its id.
    pub id: RedressId,
    /// In which call.
    pub call: CallId,
    /// About which proposal.
    pub proposal: ApplicationId,
    /// Against which letter.
    pub letter: LetterId,
    /// The procedural ground, by its code.
    pub ground: &'a str,
    /// What happened.
    pub text: &'a str,
    /// Who asks.
    pub by: PersonId,
}

/// Adds a request. A second open one about the same letter is refused by the schema.
pub async fn insert(tx: &WriteTx, asked: &Asked<'_>) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into redress (id, call_id, proposal_id, letter_id, ground, text, state, asked_by, \
         asked_at, answer, decided_by, decided_at, version) \
         values ($1, $2, $3, $4, $5, $6, 'open', $7, $8, '', null, null, 1)",
        values![
            asked.id,
            asked.call,
            asked.proposal,
            asked.letter,
            asked.ground,
            asked.text,
            asked.by,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Decides an open request seen at its version.
pub async fn decide(
    tx: &WriteTx,
    seen: &Redress,
    upheld: bool,
    answer: &str,
    by: PersonId,
) -> Result<(), StoreError> {
    let state = if upheld { "upheld" } else { "rejected" };
    let rows = sql::run(
        tx.conn(),
        "update redress set state = $2, answer = $3, decided_by = $4, decided_at = $5, \
         version = version + 1 where id = $1 and version = $6 and state = 'open'",
        values![seen.id, state, answer, by, tx.now(), seen.version],
    )
    .await?;
    sql::touched_one(rows, "redress")
}

/// Opens the consensus of a proposal again, so that it can be evaluated anew. Its marks stay what
/// they were until they are final once more.
pub async fn reopen_consensus(
    tx: &WriteTx,
    proposal: ApplicationId,
    round: u32,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update consensus set state = 'open', version = version + 1, changed_at = $3 \
         where proposal_id = $1 and round = $2 and state = 'final'",
        values![proposal, i64::from(round), tx.now()],
    )
    .await
    .map(|_| ())
}
