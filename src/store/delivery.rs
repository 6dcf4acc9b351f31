//! What a funded project delivers: reports, the consortium's own agreement, invoices. The one rule:
//! a report is changed by whoever saw its newest version.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    delivery::{FINAL, ReportStage},
    event::Event,
    grant::GrantEvent,
    ids::{ApplicationId, AttachmentId, CallId, DeliveryId, InvoiceId, OrganisationId, PersonId},
    moment::Moment,
    money::Money,
    proposal::ProposalRef,
};
use crate::store::sql::values;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    id: DeliveryId,
    file_id: ApplicationId,
    call_id: CallId,
    position: i64,
    key: String,
    label: String,
    due_on: NaiveDate,
    planned_on: NaiveDate,
    stage: String,
    reason: String,
    extended_why: String,
    submitted_at: Option<Moment>,
    decided_at: Option<Moment>,
    version: i64,
}

/// A report of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: DeliveryId,
    /// The proposal.
    pub file: ApplicationId,
    /// Its call.
    pub call: CallId,
    /// From 1.
    pub position: i64,
    /// Its key in the programme; that of the last is [`FINAL`].
    pub key: String,
    /// What people call it.
    pub label: String,
    /// The day it is due.
    pub due_on: NaiveDate,
    /// The day it was due before it was given more time.
    pub planned_on: NaiveDate,
    /// Where it stands.
    pub stage: ReportStage,
    /// Why it was sent back last; may be empty.
    pub reason: String,
    /// Why it was given more time last; may be empty.
    pub extended_why: String,
    /// When it was handed in last.
    pub submitted_at: Option<Moment>,
    /// When it was sent back or accepted.
    pub decided_at: Option<Moment>,
    /// For the check against stale pages.
    pub version: i64,
}

impl Report {
    /// The last of the project.
    pub fn is_final(&self) -> bool {
        self.key == FINAL
    }
}

impl Row {
    fn report(self) -> Result<Report, StoreError> {
        let bad = |why: &str| StoreError::corrupt("delivery_reports", why);
        Ok(Report {
            id: self.id,
            file: self.file_id,
            call: self.call_id,
            position: self.position,
            key: self.key,
            label: self.label,
            due_on: self.due_on,
            planned_on: self.planned_on,
            stage: ReportStage::from_code(&self.stage).ok_or_else(|| bad("stage"))?,
            reason: self.reason,
            extended_why: self.extended_why,
            submitted_at: self.submitted_at,
            decided_at: self.decided_at,
            version: self.version,
        })
    }
}

const COLUMNS: &str = "id, file_id, call_id, position, key, label, due_on, planned_on, stage, \
    reason, extended_why, submitted_at, decided_at, version";

/// The reports of a project, in their order. Under the proposal's lock they stand.
pub async fn of_file(
    conn: &impl ConnectionTrait,
    file: ApplicationId,
) -> Result<Vec<Report>, StoreError> {
    let sql =
        format!("select {COLUMNS} from delivery_reports where file_id = $1 order by position");
    let found: Vec<Row> = sql::rows(conn, &sql, values![file]).await?;
    found.into_iter().map(Row::report).collect()
}

/// One report.
pub async fn load(conn: &impl ConnectionTrait, id: DeliveryId) -> Result<Report, StoreError> {
    let sql = format!("select {COLUMNS} from delivery_reports where id = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "delivery_reports" })?.report()
}

/// Adds one.
pub async fn insert(tx: &WriteTx, new: &Report) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into delivery_reports (id, file_id, call_id, position, key, label, due_on, \
         planned_on, stage, reason, extended_why, submitted_at, decided_at, reminded, version, \
         changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', null, null, 0, 1, $10)",
        values![
            new.id,
            new.file,
            new.call,
            new.position,
            new.key.clone(),
            new.label.clone(),
            new.due_on,
            new.planned_on,
            new.stage.code(),
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Saves a report seen at its version; a new day is reminded of anew.
pub async fn save(tx: &WriteTx, of: &Report) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update delivery_reports set reminded = case when due_on = $2 then reminded else 0 end, \
         due_on = $2, planned_on = $3, stage = $4, reason = $5, extended_why = $6, \
         submitted_at = $7, decided_at = $8, version = version + 1, changed_at = $9 \
         where id = $1 and version = $10",
        values![
            of.id,
            of.due_on,
            of.planned_on,
            of.stage.code(),
            of.reason.clone(),
            of.extended_why.clone(),
            of.submitted_at,
            of.decided_at,
            tx.now(),
            of.version
        ],
    )
    .await?;
    sql::touched_one(rows, "delivery_reports")
}

#[derive(FromQueryResult)]
struct DueRow {
    id: DeliveryId,
    due_on: NaiveDate,
    proposal_id: ApplicationId,
    call_id: CallId,
    lead_id: OrganisationId,
    author_id: PersonId,
}

/// Reports to remind of, marked as reminded: once from `ahead` on, once from their day on.
pub async fn to_remind(
    tx: &WriteTx,
    today: NaiveDate,
    ahead: NaiveDate,
    most: u32,
) -> Result<Vec<Event>, StoreError> {
    let lock = match sql::for_update(tx.conn()) {
        "" => "",
        _postgres => " for update of d skip locked",
    };
    let sql = format!(
        "select d.id, d.due_on, p.id as proposal_id, p.call_id, p.lead_id, p.author_id \
         from delivery_reports d join proposals p on p.id = d.file_id \
         where d.stage in ('open','sent_back') \
         and ((d.reminded = 0 and d.due_on <= $2) or (d.reminded = 1 and d.due_on <= $1)) \
         order by d.due_on, d.id limit {most}{lock}"
    );
    let found: Vec<DueRow> = sql::rows(tx.conn(), &sql, values![today, ahead]).await?;
    let mut events = Vec::with_capacity(found.len());
    for row in found {
        // What is due already is said once, not twice.
        let times: i64 = if row.due_on <= today { 2 } else { 1 };
        sql::run(
            tx.conn(),
            "update delivery_reports set reminded = $2 where id = $1",
            values![row.id, times],
        )
        .await?;
        let proposal = ProposalRef {
            proposal: row.proposal_id,
            call: row.call_id,
            lead: row.lead_id,
            author: row.author_id,
        };
        let what = GrantEvent::ReportReminded { delivery: row.id, due_on: row.due_on };
        events.push(Event::Grant { proposal, what });
    }
    Ok(events)
}

/// The agreement of the organisations among themselves.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Consortium {
    /// The day it was signed.
    pub signed_on: NaiveDate,
    /// The document.
    pub attachment_id: AttachmentId,
    /// When it was recorded.
    pub recorded_at: Moment,
}

/// That of a proposal, if it is there.
pub async fn consortium(
    conn: &impl ConnectionTrait,
    file: ApplicationId,
) -> Result<Option<Consortium>, StoreError> {
    sql::row(
        conn,
        "select signed_on, attachment_id, recorded_at from consortium_agreements \
         where file_id = $1",
        values![file],
    )
    .await
}

/// Records it; a second one is refused by the key.
pub async fn record_consortium(
    tx: &WriteTx,
    file: ApplicationId,
    signed_on: NaiveDate,
    attachment: AttachmentId,
    by: PersonId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into consortium_agreements (file_id, signed_on, attachment_id, recorded_by, \
         recorded_at) values ($1, $2, $3, $4, $5)",
        values![file, signed_on, attachment, by, tx.now()],
    )
    .await
    .map(|_| ())
}

/// An invoice of a provider.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
    /// Of which proposal.
    pub file_id: ApplicationId,
    /// Who paid it.
    pub organisation_id: OrganisationId,
    /// Who wrote it.
    pub provider: String,
    /// Over how much.
    pub amount_cents: Money,
    /// The document.
    pub attachment_id: AttachmentId,
    /// When it came.
    pub sent_at: Moment,
    /// When an officer certified it.
    pub certified_at: Option<Moment>,
}

/// The invoices of a proposal, oldest first.
pub async fn invoices(
    conn: &impl ConnectionTrait,
    file: ApplicationId,
) -> Result<Vec<Invoice>, StoreError> {
    sql::rows(
        conn,
        "select id, file_id, organisation_id, provider, amount_cents, attachment_id, sent_at, \
         certified_at from invoices where file_id = $1 order by sent_at, id",
        values![file],
    )
    .await
}

/// Adds an invoice.
pub async fn add_invoice(tx: &WriteTx, new: &Invoice, by: PersonId) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into invoices (id, file_id, organisation_id, provider, amount_cents, \
         attachment_id, sent_by, sent_at, certified_by, certified_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, null, null)",
        values![
            new.id,
            new.file_id,
            new.organisation_id,
            new.provider.clone(),
            new.amount_cents,
            new.attachment_id,
            by,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Marks the invoices of an organisation that are not certified yet as certified.
pub async fn certify(
    tx: &WriteTx,
    file: ApplicationId,
    organisation: OrganisationId,
    by: PersonId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update invoices set certified_by = $3, certified_at = $4 \
         where file_id = $1 and organisation_id = $2 and certified_at is null",
        values![file, organisation, by, tx.now()],
    )
    .await
    .map(|_| ())
}

#[derive(FromQueryResult)]
struct One {
    id: ApplicationId,
}

/// Grants in force whose final report is accepted and that have nothing left to pay.
pub async fn done(
    conn: &impl ConnectionTrait,
    most: u32,
) -> Result<Vec<ApplicationId>, StoreError> {
    let sql = format!(
        "select a.file_id as id from agreements a where a.stage = 'in_force' \
         and not exists (select 1 from delivery_reports d where d.file_id = a.file_id \
           and d.stage not in ('accepted','dropped')) \
         and not exists (select 1 from instalments i where i.file_id = a.file_id \
           and i.stage in ('planned','due')) order by a.file_id limit {most}"
    );
    let found: Vec<One> = sql::rows(conn, &sql, values![]).await?;
    Ok(found.into_iter().map(|one| one.id).collect())
}
