//! Who evaluates what, and the computed assignments behind it. The one rule: a pair that ended
//! stays as a row with its reason; assigning it again opens that row.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, CallId, PersonId, RunId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// How a pair came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// By a computed assignment.
    Run,
    /// By an officer's hand.
    Hand,
    /// Called as one more by the rule.
    Third,
}

impl Origin {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Hand => "hand",
            Self::Third => "third",
        }
    }
    /// The origin with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Run, Self::Hand, Self::Third].into_iter().find(|origin| origin.code() == code)
    }
}

/// A pair that stands.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Pair {
    /// The proposal.
    pub proposal_id: ApplicationId,
    /// The evaluator.
    pub person_id: PersonId,
    /// `run`, `hand` or `third`.
    pub origin: String,
    /// Since when.
    pub assigned_at: Moment,
    /// Work on the report was begun: it has a row.
    pub begun: bool,
    /// The report was delivered.
    pub delivered: bool,
}

const PAIR: &str = "select a.proposal_id, a.person_id, a.origin, a.assigned_at, \
    (r.id is not null) as begun, coalesce(r.state = 'delivered', false) as delivered \
    from assignments a left join reports r on r.proposal_id = a.proposal_id \
    and r.round = a.round and r.person_id = a.person_id";

/// All pairs of a round that stand, by proposal and person.
pub async fn of_call(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Vec<Pair>, StoreError> {
    let sql = format!(
        "{PAIR} where a.call_id = $1 and a.round = $2 and a.ended_at is null \
         order by a.proposal_id, a.person_id"
    );
    sql::rows(conn, &sql, values![call, i64::from(round)]).await
}

/// The evaluators of a proposal.
pub async fn of_proposal(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
    round: u32,
) -> Result<Vec<Pair>, StoreError> {
    let sql = format!(
        "{PAIR} where a.proposal_id = $1 and a.round = $2 and a.ended_at is null \
         order by a.person_id"
    );
    sql::rows(conn, &sql, values![proposal, i64::from(round)]).await
}

/// A pair of any round that stands, with its round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Open {
    /// The proposal.
    pub proposal_id: ApplicationId,
    /// The evaluator.
    pub person_id: PersonId,
    /// The round.
    pub round: i64,
    /// The report was delivered.
    pub delivered: bool,
}

/// All pairs of all rounds of a call that stand.
pub async fn open(conn: &impl ConnectionTrait, call: CallId) -> Result<Vec<Open>, StoreError> {
    sql::rows(
        conn,
        "select a.proposal_id, a.person_id, a.round, \
         coalesce(r.state = 'delivered', false) as delivered from assignments a \
         left join reports r on r.proposal_id = a.proposal_id and r.round = a.round \
         and r.person_id = a.person_id where a.call_id = $1 and a.ended_at is null \
         order by a.proposal_id, a.person_id",
        values![call],
    )
    .await
}

/// Where a pair belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The call.
    pub call: CallId,
    /// The round.
    pub round: u32,
    /// The proposal.
    pub proposal: ApplicationId,
    /// The evaluator.
    pub person: PersonId,
}

/// Assigns; a pair that stands already is left as it is.
pub async fn put(
    tx: &WriteTx,
    place: Place,
    origin: Origin,
    by: PersonId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into assignments (proposal_id, person_id, round, call_id, origin, assigned_by, \
         assigned_at, ended_at, end_reason) values ($1, $2, $3, $4, $5, $6, $7, null, '') \
         on conflict (proposal_id, round, person_id) do update set origin = excluded.origin, \
         assigned_by = excluded.assigned_by, assigned_at = excluded.assigned_at, \
         ended_at = null, end_reason = '' where assignments.ended_at is not null",
        values![
            place.proposal,
            place.person,
            i64::from(place.round),
            place.call,
            origin.code(),
            by,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Takes an evaluator off.
pub async fn end(tx: &WriteTx, place: Place, reason: &str) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update assignments set ended_at = $4, end_reason = $5 \
         where proposal_id = $1 and round = $2 and person_id = $3 and ended_at is null",
        values![place.proposal, i64::from(place.round), place.person, tx.now(), reason],
    )
    .await?;
    sql::touched_one(rows, "assignments")
}

/// A computed assignment.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Of which call.
    pub call_id: CallId,
    /// Of which round.
    pub round: i64,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by_person: PersonId,
    /// What it was computed from, as JSON.
    pub input: String,
    /// SHA-256 of that.
    pub input_digest: String,
    /// What came out, as JSON.
    pub result: String,
    /// SHA-256 of that.
    pub result_digest: String,
    /// `tried` or `applied`.
    pub state: String,
}

const RUN: &str = "select id, call_id, round, at, by_person, input, input_digest, result, \
    result_digest, state from assignment_runs";

/// Keeps a run.
pub async fn keep(tx: &WriteTx, run: &Run) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into assignment_runs (id, call_id, round, at, by_person, input, input_digest, \
         result, result_digest, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values![
            run.id,
            run.call_id,
            run.round,
            run.at,
            run.by_person,
            run.input.clone(),
            run.input_digest.clone(),
            run.result.clone(),
            run.result_digest.clone(),
            run.state.clone()
        ],
    )
    .await
    .map(|_| ())
}

/// One run.
pub async fn run(conn: &impl ConnectionTrait, id: RunId) -> Result<Run, StoreError> {
    let sql = format!("{RUN} where id = $1");
    sql::row(conn, &sql, values![id]).await?.ok_or(StoreError::Missing { table: "assignment_runs" })
}

/// The newest run of a round.
pub async fn last_run(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Option<Run>, StoreError> {
    let sql = format!("{RUN} where call_id = $1 and round = $2 order by at desc, id desc limit 1");
    sql::row(conn, &sql, values![call, i64::from(round)]).await
}

/// Marks a run as applied; it can be only once.
pub async fn applied(tx: &WriteTx, id: RunId) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update assignment_runs set state = 'applied' where id = $1 and state = 'tried'",
        values![id],
    )
    .await?;
    sql::touched_one(rows, "assignment_runs")
}

/// The answers a proposal's affinity looks at: topics, language, summary and title of the round's
/// form, and the sectors its partners give.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Matter {
    /// The proposal.
    pub proposal_id: ApplicationId,
    /// `round:0`, `part:<organisation>`.
    pub form: String,
    /// The field.
    pub field: String,
    /// As typed.
    pub value: String,
}

/// What the admitted proposals of a round are about: one statement.
pub async fn matter(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Vec<Matter>, StoreError> {
    sql::rows(
        conn,
        "select q.id as proposal_id, a.form, a.field, a.value from proposals q \
         join answers a on a.application_id = q.id where q.call_id = $1 and q.round = $2 \
         and q.stage = 'admitted' \
         and a.field in ('title','summary','topics','language','sector','sectors') \
         order by q.id, a.form, a.field",
        values![call, i64::from(round)],
    )
    .await
}
