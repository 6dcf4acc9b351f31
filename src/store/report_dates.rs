//! By when the reports of a round are awaited, and who was reminded of it. The one rule: a reminder
//! is a row with a key, so two clocks at once remind nobody twice.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{CallId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// By when the reports of a round are awaited; none while no date is set.
pub async fn due(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Option<Moment>, StoreError> {
    let sql = "select due_at from report_dates where call_id = $1 and round = $2";
    sql::scalar(conn, sql, values![call, i64::from(round)]).await
}

/// The next date of a call that is not over at `now`.
pub async fn next(
    conn: &impl ConnectionTrait,
    call: CallId,
    now: Moment,
) -> Result<Option<Moment>, StoreError> {
    let sql = "select due_at from report_dates where call_id = $1 and due_at >= $2 \
               order by due_at limit 1";
    sql::scalar(conn, sql, values![call, now]).await
}

/// Sets it, or moves it.
pub async fn set(
    tx: &WriteTx,
    call: CallId,
    round: u32,
    due_at: Moment,
    by: PersonId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into report_dates (call_id, round, due_at, set_by, set_at) \
         values ($1, $2, $3, $4, $5) on conflict (call_id, round) do update set \
         due_at = excluded.due_at, set_by = excluded.set_by, set_at = excluded.set_at",
        values![call, i64::from(round), due_at, by, tx.now()],
    )
    .await
    .map(|_| ())
}

/// An evaluator who owes a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Owing {
    /// The call.
    pub call_id: CallId,
    /// The round.
    pub round: i64,
    /// The evaluator.
    pub person_id: PersonId,
    /// By when it is awaited.
    pub due_at: Moment,
}

/// Evaluators with a report not delivered whose date lies between `now` and `ahead`, and who were
/// not reminded yet; at most `many`.
pub async fn owing(
    conn: &impl ConnectionTrait,
    now: Moment,
    ahead: Moment,
    many: u32,
) -> Result<Vec<Owing>, StoreError> {
    let sql = format!(
        "select distinct d.call_id, d.round, a.person_id, d.due_at from report_dates d \
         join assignments a on a.call_id = d.call_id and a.round = d.round \
         and a.ended_at is null \
         join proposals q on q.id = a.proposal_id and q.round = a.round and q.stage = 'admitted' \
         where d.due_at > $1 and d.due_at <= $2 \
         and not exists (select 1 from reports r where r.proposal_id = a.proposal_id \
         and r.round = a.round and r.person_id = a.person_id and r.state = 'delivered') \
         and not exists (select 1 from report_reminders m where m.call_id = d.call_id \
         and m.round = d.round and m.person_id = a.person_id) \
         order by d.due_at, d.call_id, a.person_id limit {many}"
    );
    sql::rows(conn, &sql, values![now, ahead]).await
}

/// Notes that one was reminded; false when somebody else's clock was first.
pub async fn reminded(tx: &WriteTx, one: &Owing) -> Result<bool, StoreError> {
    let rows = sql::run(
        tx.conn(),
        "insert into report_reminders (call_id, round, person_id, reminded_at) \
         values ($1, $2, $3, $4) on conflict do nothing",
        values![one.call_id, one.round, one.person_id, tx.now()],
    )
    .await?;
    Ok(rows == 1)
}
