//! Evaluation reports: marks and comments as typed, and what was delivered. The one rule: a mark
//! or a comment is only overwritten by someone who saw its newest text; what was delivered is kept
//! whole in `report_versions`, which the database only ever adds to.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, CallId, PersonId, ReportId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A report without its marks.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// The proposal.
    pub proposal_id: ApplicationId,
    /// The evaluator.
    pub person_id: PersonId,
    /// The evaluator's name.
    pub name: String,
    /// The round.
    pub round: i64,
    /// `draft` or `delivered`.
    pub state: String,
    /// What was said about the use of AI tools.
    pub ai_use: String,
    /// When it was delivered first.
    pub delivered_at: Option<Moment>,
    /// Raised with each change of these.
    pub version: i64,
    /// When.
    pub changed_at: Moment,
}

impl Report {
    /// Delivered and locked.
    pub fn is_delivered(&self) -> bool {
        self.state == "delivered"
    }
}

/// The mark and the comment of one criterion.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Line {
    /// Of which report.
    pub report_id: ReportId,
    /// Code of the criterion.
    pub criterion: String,
    /// The mark in tenths; none while there is none.
    pub tenths: Option<i64>,
    /// The comment.
    pub comment: String,
    /// Raised with each change of the mark.
    pub version: i64,
    /// Raised with each change of the comment.
    pub comment_version: i64,
    /// Last change.
    pub changed_at: Moment,
}

const SELECT: &str = "select r.id, r.proposal_id, r.person_id, p.name, r.round, r.state, \
    r.ai_use, r.delivered_at, r.version, r.changed_at from reports r \
    join persons p on p.id = r.person_id";
const LINE: &str = "select m.report_id, m.criterion, m.tenths, m.comment, m.version, \
    m.comment_version, m.changed_at from report_marks m";
/// A report counts while its evaluator is assigned.
const STANDS: &str = "exists (select 1 from assignments a where a.proposal_id = r.proposal_id \
    and a.round = r.round and a.person_id = r.person_id and a.ended_at is null)";

/// The evaluator's own report.
pub async fn find(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
    round: u32,
    person: PersonId,
) -> Result<Option<Report>, StoreError> {
    let sql = format!("{SELECT} where r.proposal_id = $1 and r.round = $2 and r.person_id = $3");
    sql::row(conn, &sql, values![proposal, i64::from(round), person]).await
}

/// The reports of a proposal whose evaluators are assigned, by name.
pub async fn of_proposal(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
    round: u32,
) -> Result<Vec<Report>, StoreError> {
    let sql = format!(
        "{SELECT} where r.proposal_id = $1 and r.round = $2 and {STANDS} order by p.name, r.id"
    );
    sql::rows(conn, &sql, values![proposal, i64::from(round)]).await
}

/// The delivered reports of a round whose evaluators are assigned, by proposal.
pub async fn delivered(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Vec<Report>, StoreError> {
    let sql = format!(
        "{SELECT} where r.call_id = $1 and r.round = $2 and r.state = 'delivered' and {STANDS} \
         order by r.proposal_id, r.person_id"
    );
    sql::rows(conn, &sql, values![call, i64::from(round)]).await
}

/// The marks of all reports that [`delivered`] gives.
pub async fn delivered_lines(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Vec<Line>, StoreError> {
    let sql = format!(
        "{LINE} join reports r on r.id = m.report_id where r.call_id = $1 and r.round = $2 \
         and r.state = 'delivered' and {STANDS} order by m.report_id, m.criterion"
    );
    sql::rows(conn, &sql, values![call, i64::from(round)]).await
}

/// A report its co-evaluator `$2` may read: of a proposal of theirs that no conflict bars, whose
/// consensus is open, and of which they delivered their own.
const SHARED: &str = "r.state = 'delivered' \
    and exists (select 1 from proposals q where q.id = r.proposal_id and q.round = r.round \
    and q.stage in ('admitted','awarded','reserve','declined')) \
    and exists (select 1 from consensus k where k.proposal_id = r.proposal_id \
    and k.round = r.round) \
    and exists (select 1 from reports w join assignments b on b.proposal_id = w.proposal_id \
    and b.round = w.round and b.person_id = w.person_id and b.ended_at is null \
    where w.proposal_id = r.proposal_id and w.round = r.round and w.person_id = $2 \
    and w.state = 'delivered') \
    and not exists (select 1 from conflicts x where x.proposal_id = r.proposal_id \
    and x.person_id = $2 and x.ended_at is null)";

/// The delivered reports of a call that a person may read beside their own, theirs among them.
pub async fn shared(
    conn: &impl ConnectionTrait,
    call: CallId,
    person: PersonId,
) -> Result<Vec<Report>, StoreError> {
    let sql = format!(
        "{SELECT} where r.call_id = $1 and {SHARED} and {STANDS} \
         order by r.proposal_id, r.person_id"
    );
    sql::rows(conn, &sql, values![call, person]).await
}

/// The marks of all reports that [`shared`] gives.
pub async fn shared_lines(
    conn: &impl ConnectionTrait,
    call: CallId,
    person: PersonId,
) -> Result<Vec<Line>, StoreError> {
    let sql = format!(
        "{LINE} join reports r on r.id = m.report_id where r.call_id = $1 and {SHARED} \
         and {STANDS} order by m.report_id, m.criterion"
    );
    sql::rows(conn, &sql, values![call, person]).await
}

/// The marks of all reports of a proposal.
pub async fn lines_of_proposal(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
    round: u32,
) -> Result<Vec<Line>, StoreError> {
    let sql = format!(
        "{LINE} join reports r on r.id = m.report_id where r.proposal_id = $1 and r.round = $2 \
         order by m.report_id, m.criterion"
    );
    sql::rows(conn, &sql, values![proposal, i64::from(round)]).await
}

/// The marks of one report.
pub async fn lines(conn: &impl ConnectionTrait, id: ReportId) -> Result<Vec<Line>, StoreError> {
    let sql = format!("{LINE} where m.report_id = $1 order by m.criterion");
    sql::rows(conn, &sql, values![id]).await
}

/// Begins a report; one that is there is left.
pub async fn begin(
    tx: &WriteTx,
    proposal: ApplicationId,
    round: u32,
    call: CallId,
    person: PersonId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into reports (id, proposal_id, person_id, round, call_id, state, ai_use, \
         delivered_at, version, changed_at) values ($1, $2, $3, $4, $5, 'draft', '', null, 0, $6) \
         on conflict (proposal_id, round, person_id) do nothing",
        values![tx.id::<ReportId>(), proposal, person, i64::from(round), call, tx.now()],
    )
    .await
    .map(|_| ())
}

/// Writes the mark and the comment of a criterion with the versions they have now. The caller has
/// compared what was seen and holds the proposal's lock.
pub async fn put_line(tx: &WriteTx, line: &Line) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into report_marks (report_id, criterion, tenths, comment, version, \
         comment_version, changed_at) values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (report_id, criterion) do update set tenths = excluded.tenths, \
         comment = excluded.comment, version = excluded.version, \
         comment_version = excluded.comment_version, changed_at = excluded.changed_at",
        values![
            line.report_id,
            line.criterion.clone(),
            line.tenths,
            line.comment.clone(),
            line.version,
            line.comment_version,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Writes what was said about AI tools.
pub async fn put_ai_use(tx: &WriteTx, id: ReportId, text: &str) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update reports set ai_use = $2, version = version + 1, changed_at = $3 where id = $1",
        values![id, text, tx.now()],
    )
    .await
    .map(|_| ())
}

/// Locks a report.
pub async fn deliver(tx: &WriteTx, id: ReportId) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update reports set state = 'delivered', delivered_at = $2, version = version + 1, \
         changed_at = $2 where id = $1 and state = 'draft'",
        values![id, tx.now()],
    )
    .await?;
    sql::touched_one(rows, "reports")
}

/// What was delivered, once.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Version {
    /// From one.
    pub number: i64,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by_person: PersonId,
    /// Why it was changed; empty for the first.
    pub reason: String,
    /// The whole report as JSON.
    pub text: String,
    /// SHA-256 of that.
    pub digest: String,
}

/// Keeps what was delivered.
pub async fn keep_version(
    tx: &WriteTx,
    id: ReportId,
    by: PersonId,
    reason: &str,
    text: &str,
    digest: &str,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into report_versions (report_id, number, at, by_person, reason, text, digest) \
         select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6 from report_versions \
         where report_id = $1",
        values![id, tx.now(), by, reason, text, digest],
    )
    .await
    .map(|_| ())
}

/// All versions of a report, the first first.
pub async fn versions(
    conn: &impl ConnectionTrait,
    id: ReportId,
) -> Result<Vec<Version>, StoreError> {
    sql::rows(
        conn,
        "select number, at, by_person, reason, text, digest from report_versions \
         where report_id = $1 order by number",
        values![id],
    )
    .await
}
