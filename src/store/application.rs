//! Applications: lock, load, save. The one rule: a change names the version it saw, and stands
//! under a permit for that very file.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    access::Subject,
    application::{Application, Stage, StageKind, Version},
    calendar::Period,
    event::FileRef,
    ids::{ApplicationId, CallId, OrganisationId, PartnershipId, PersonId},
    moment::Moment,
    money::Money,
};
use crate::store::sql::values;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    id: ApplicationId,
    call_id: CallId,
    reference: String,
    visitor_id: OrganisationId,
    host_id: OrganisationId,
    visitor_partnership_id: PartnershipId,
    host_partnership_id: PartnershipId,
    author_id: PersonId,
    virtual_exchange: bool,
    stay_from: Option<NaiveDate>,
    stay_to: Option<NaiveDate>,
    distance_km: Option<i64>,
    distance_reason: Option<String>,
    amount_cents: Option<i64>,
    host_report_at: Option<Moment>,
    stage: String,
    stage_facts: String,
    version: Version,
    changed_at: Moment,
}

/// An application with what the columns keep beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The application.
    pub application: Application,
    /// Meets online: no money, no use of the one funded visit.
    pub virtual_exchange: bool,
    /// A distance an officer set in place of the great circle, in km.
    pub distance_km: Option<u32>,
    /// Why.
    pub distance_reason: Option<String>,
    /// The sum worked out at submission, then the award.
    pub amount: Option<Money>,
    /// When the host's feedback was handed in.
    pub host_report_at: Option<Moment>,
    /// Last change of stage.
    pub changed_at: Moment,
}

impl Stored {
    /// Everyone it concerns.
    pub const fn file(&self) -> FileRef {
        let a = &self.application;
        FileRef {
            application: a.id,
            call: a.call,
            visitor: a.visitor,
            host: a.host,
            visitor_partnership: a.visitor_partnership,
            host_partnership: a.host_partnership,
            author: a.author,
        }
    }
    /// As the subject of an act. A draft that was withdrawn stays what it was for all others:
    /// nothing of it was ever handed in.
    pub const fn subject(&self) -> Subject {
        let of_a_draft =
            matches!(&self.application.stage, Stage::Withdrawn { from: StageKind::Draft, .. });
        let stage = if of_a_draft { StageKind::Draft } else { self.application.stage.kind() };
        Subject::File { file: self.file(), stage }
    }
}

impl Row {
    fn stored(self) -> Result<Stored, StoreError> {
        let bad = |why: &str| StoreError::corrupt("applications", why);
        let stage: Stage =
            serde_json::from_str(&self.stage_facts).map_err(|_| bad("stage facts"))?;
        if StageKind::from_code(&self.stage) != Some(stage.kind()) {
            return Err(bad("stage and its facts differ"));
        }
        let stay = self.stay_from.zip(self.stay_to).map(|(from, to)| Period { from, to });
        let distance_km =
            self.distance_km.map(u32::try_from).transpose().map_err(|_| bad("distance"))?;
        Ok(Stored {
            application: Application {
                id: self.id,
                call: self.call_id,
                reference: self.reference,
                visitor: self.visitor_id,
                host: self.host_id,
                visitor_partnership: self.visitor_partnership_id,
                host_partnership: self.host_partnership_id,
                author: self.author_id,
                stay,
                stage,
                version: self.version,
            },
            virtual_exchange: self.virtual_exchange,
            distance_km,
            distance_reason: self.distance_reason,
            amount: self.amount_cents.map(Money::from_cents),
            host_report_at: self.host_report_at,
            changed_at: self.changed_at,
        })
    }
}

/// Applications that others than their own side may know of, as a condition on their rows. A draft
/// that was withdrawn was never handed in, so it stays as hidden as it was: see `Stored::subject`.
pub const HANDED_IN: &str = "stage <> 'draft' and \
    not (stage = 'withdrawn' and stage_facts like '%\"from\":\"draft\"%')";

const COLUMNS: &str = "id, call_id, reference, visitor_id, host_id, visitor_partnership_id, \
                       host_partnership_id, author_id, virtual_exchange, stay_from, stay_to, \
                       distance_km, distance_reason, amount_cents, host_report_at, stage, \
                       stage_facts, version, \
                       changed_at";

/// The application, for reading.
pub async fn load(conn: &impl ConnectionTrait, id: ApplicationId) -> Result<Stored, StoreError> {
    let sql = format!("select {COLUMNS} from applications where id = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "applications" })?.stored()
}

/// The application, locked until the transaction ends.
pub async fn lock(tx: &impl Tx, id: ApplicationId) -> Result<Stored, StoreError> {
    let lock = sql::for_update(tx.conn());
    let sql = format!("select {COLUMNS} from applications where id = $1{lock}");
    let row: Option<Row> = sql::row(tx.conn(), &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "applications" })?.stored()
}

fn facts(stage: &Stage) -> Result<String, StoreError> {
    serde_json::to_string(stage).map_err(|e| StoreError::corrupt("applications", e.to_string()))
}

/// Adds a draft.
pub async fn insert(tx: &WriteTx, stored: &Stored) -> Result<(), StoreError> {
    let a = &stored.application;
    sql::run(
        tx.conn(),
        "insert into files (id, call_id, kind) values ($1, $2, 'exchange')",
        values![a.id, a.call],
    )
    .await?;
    sql::run(
        tx.conn(),
        "insert into applications (id, call_id, reference, visitor_id, host_id, \
         visitor_partnership_id, host_partnership_id, author_id, virtual_exchange, stage, \
         stage_facts, version, started_at, changed_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
        values![
            a.id,
            a.call,
            a.reference.clone(),
            a.visitor,
            a.host,
            a.visitor_partnership,
            a.host_partnership,
            a.author,
            stored.virtual_exchange,
            a.stage.kind().code(),
            facts(&a.stage)?,
            a.version,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Changes stage and columns of the application seen at `stored.application.version`; the version
/// goes up by one.
pub async fn save(tx: &WriteTx, stored: &Stored) -> Result<(), StoreError> {
    let a = &stored.application;
    let covered = match tx.permit().subject() {
        Subject::File { file, .. } => file.application == a.id,
        Subject::Account(_)
        | Subject::Organisation(_)
        | Subject::Call { .. }
        | Subject::Profile { .. }
        | Subject::Proposal { .. }
        | Subject::Panel { .. }
        | Subject::Office => false,
    };
    if !covered {
        return Err(StoreError::WrongPermit);
    }
    let rows = sql::run(
        tx.conn(),
        "update applications set virtual_exchange = $2, stay_from = $3, stay_to = $4, \
         distance_km = $5, distance_reason = $6, amount_cents = $7, stage = $8, stage_facts = $9, \
         host_report_at = $10, version = version + 1, changed_at = $11 \
         where id = $1 and version = $12",
        values![
            a.id,
            stored.virtual_exchange,
            a.stay.map(|s| s.from),
            a.stay.map(|s| s.to),
            stored.distance_km.map(i64::from),
            stored.distance_reason.clone(),
            stored.amount,
            a.stage.kind().code(),
            facts(&a.stage)?,
            stored.host_report_at,
            tx.now(),
            a.version
        ],
    )
    .await?;
    sql::touched_one(rows, "applications")
}

/// Keeps the stay in its columns while a draft is written; no change of version.
pub async fn note_stay(
    tx: &WriteTx,
    id: ApplicationId,
    stay: Option<Period>,
    virtual_exchange: bool,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update applications set stay_from = $2, stay_to = $3, virtual_exchange = $4 where id = $1",
        values![id, stay.map(|s| s.from), stay.map(|s| s.to), virtual_exchange],
    )
    .await
    .map(|_| ())
}

/// What an application's visitor and partnership have beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct VisitCounts {
    /// Funded visits of the visitor in this call.
    pub here: i64,
    /// Funded visits of the visitor in other calls of the same programme.
    pub elsewhere: i64,
    /// The partnership's target less the exchanges it already counts.
    pub partnership_room: i64,
}

/// Counts under the lock of the caller; awarded and later stages count, virtual ones never do.
pub async fn visit_counts(
    conn: &impl ConnectionTrait,
    a: &Application,
) -> Result<VisitCounts, StoreError> {
    let counted = "virtual_exchange = false \
                   and stage in ('awarded','agreed','reported','validated','feedback','closed')";
    let sql = format!(
        "select (select count(*) from applications where visitor_id = $1 and call_id = $2 \
         and id <> $3 and {counted}) as here, \
         (select count(*) from applications where visitor_id = $1 and call_id <> $2 \
         and call_id in (select c.id from calls c join calls m on m.programme = c.programme \
         where m.id = $2) and {counted}) as elsewhere, \
         (select p.target - (select count(*) from applications \
         where visitor_partnership_id = $4 and id <> $3 and {counted}) \
         from partnerships p where p.id = $4) as partnership_room"
    );
    sql::row(conn, &sql, values![a.visitor, a.call, a.id, a.visitor_partnership])
        .await?
        .ok_or(StoreError::Missing { table: "partnerships" })
}

/// A draft of this visitor with this host in the call, to be continued in place of a second one.
pub async fn open_draft(
    conn: &impl ConnectionTrait,
    call: CallId,
    visitor: OrganisationId,
    host: OrganisationId,
) -> Result<Option<ApplicationId>, StoreError> {
    sql::scalar(
        conn,
        "select id from applications where visitor_id = $2 and call_id = $1 and host_id = $3 \
         and stage = 'draft' order by started_at limit 1",
        values![call, visitor, host],
    )
    .await
}

/// What was handed in.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Snapshot {
    /// First, second, … submission.
    pub number: i64,
    /// When.
    pub at: Moment,
    /// SHA-256 of the text.
    pub digest: String,
    /// Everything handed in, as JSON.
    pub text: String,
}

/// Keeps what was handed in.
pub async fn keep_snapshot(
    tx: &WriteTx,
    id: ApplicationId,
    digest: &str,
    text: &str,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into snapshots (application_id, number, at, digest, text) \
         select $1, coalesce(max(number), 0) + 1, $2, $3, $4 from snapshots
         where application_id = $1",
        values![id, tx.now(), digest, text],
    )
    .await
    .map(|_| ())
}

/// The newest snapshot.
pub async fn last_snapshot(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Option<Snapshot>, StoreError> {
    sql::row(
        conn,
        "select number, at, digest, text from snapshots where application_id = $1 \
         order by number desc limit 1",
        values![id],
    )
    .await
}

/// All snapshots, oldest first.
pub async fn snapshots(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Snapshot>, StoreError> {
    sql::rows(
        conn,
        "select number, at, digest, text from snapshots where application_id = $1 order by number",
        values![id],
    )
    .await
}

/// Agreed exchanges whose stay ended before `today` and whose visitor was not yet reminded. That
/// a reminder went out is read off the audit trail, its only record.
pub async fn reports_to_remind(
    tx: &impl Tx,
    today: NaiveDate,
    most: u32,
) -> Result<Vec<FileRef>, StoreError> {
    // Two workers at once must not remind the same visitor.
    let skip = match sql::for_update(tx.conn()) {
        "" => "",
        _postgres => " for update skip locked",
    };
    let sql = format!(
        "select {COLUMNS} from applications a where stage = 'agreed' and stay_to < $1 \
         and not exists (select 1 from audit l where l.subject_kind = 'application' \
         and l.subject_id = a.id and l.event like '%\"report_reminded\"%') \
         order by stay_to, id limit {most}{skip}"
    );
    let found: Vec<Row> = sql::rows(tx.conn(), &sql, values![today]).await?;
    found.into_iter().map(|row| row.stored().map(|stored| stored.file())).collect()
}
