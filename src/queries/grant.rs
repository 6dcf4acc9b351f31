//! A funded proposal with its agreements, reports and instalments, and the running grants of a
//! call. The one rule: a fixed number of statements, however long a grant has run.

use crate::{
    domain::{
        ids::{ApplicationId, CallId, DeliveryId, OrganisationId},
        ledger::chart::AccountName,
    },
    store::{
        Database, StoreError, agreement, contracting, delivery, evidence, instalment, milestone,
        partner, payment,
        sql::{self, values},
    },
};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

pub use crate::store::{
    agreement::{Change, Signature, Stored as Agreement},
    answers::{Answer, DeliveryForm},
    contracting::Contracting,
    delivery::{Consortium, Invoice, Report},
    evidence::Attachment,
    instalment::Stored as Instalment,
    milestone::Milestone,
    partner::Partner,
    payment::Stored as Payment,
};

/// What hangs on a grant.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The organisations, the lead first.
    pub partners: Vec<Partner>,
    /// All versions of the agreement, the newest first.
    pub agreements: Vec<Agreement>,
    /// The signatures under all of them.
    pub signatures: Vec<Signature>,
    /// Who gives the grant by any of them.
    pub contracting: Vec<Contracting>,
    /// The reports, in their order.
    pub reports: Vec<Report>,
    /// The organisations' agreement among themselves.
    pub consortium: Option<Consortium>,
    /// Invoices of providers.
    pub invoices: Vec<Invoice>,
    /// What is promised, due and paid.
    pub instalments: Vec<Instalment>,
    /// Payments of the instalments.
    pub payments: Vec<Payment>,
    /// What the project has set itself to reach.
    pub milestones: Vec<Milestone>,
    /// Services in kind each organisation had.
    pub services: Vec<Service>,
    /// Documents.
    pub files: Vec<Attachment>,
}

/// Services in kind an organisation had.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Their value, in cents.
    pub cents: i64,
}

impl Whole {
    /// Who gives the grant by this version and signs it for the project.
    pub fn gives(&self, of: &Agreement) -> Option<&Contracting> {
        self.contracting.iter().find(|one| one.id == of.contracting)
    }
}

/// Reads it: a dozen statements.
pub async fn whole(database: &Database, id: ApplicationId) -> Result<Whole, StoreError> {
    let conn = database.reads();
    Ok(Whole {
        partners: partner::list(conn, id).await?,
        signatures: agreement::signatures(conn, id).await?,
        contracting: contracting::of_file(conn, id).await?,
        reports: delivery::of_file(conn, id).await?,
        consortium: delivery::consortium(conn, id).await?,
        invoices: delivery::invoices(conn, id).await?,
        instalments: instalment::of_file(conn, id).await?,
        payments: payment::of_application(conn, id).await?,
        milestones: milestone::of_file(conn, id).await?,
        services: services(conn, id).await?,
        files: evidence::list(conn, id).await?,
        agreements: agreement::of_file(conn, id).await?,
    })
}

async fn services(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Service>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        cents: i64,
    }
    let rows: Vec<Row> = sql::rows(
        conn,
        "select a.name, cast(sum(t.amount) as bigint) as cents from transfers t \
         join accounts a on a.id = t.credit_id where t.application_id = $1 \
         and t.kind = 'posted' and a.grantee = 'services' group by a.name order by a.name",
        values![id],
    )
    .await?;
    let read = |row: Row| {
        let name: AccountName =
            row.name.parse().map_err(|_| StoreError::corrupt("accounts", "name"))?;
        let organisation =
            name.grantee().ok_or_else(|| StoreError::corrupt("accounts", "grantee"))?;
        Ok(Service { organisation, cents: row.cents })
    };
    rows.into_iter().map(read).collect()
}

/// One report.
pub async fn report(database: &Database, id: DeliveryId) -> Result<Report, StoreError> {
    delivery::load(database.reads(), id).await
}

/// The answers of a report with their versions.
pub async fn report_answers(
    database: &Database,
    file: ApplicationId,
    id: DeliveryId,
) -> Result<Vec<Answer>, StoreError> {
    crate::store::answers::load(database.reads(), file, DeliveryForm(id)).await
}

/// The partners that sign in a call, in the order they were added.
pub async fn contracting(
    database: &Database,
    call: CallId,
) -> Result<Vec<Contracting>, StoreError> {
    contracting::list(database.reads(), call).await
}

/// Rows on a page.
pub const PAGE: usize = 50;

/// A line of the list of grants.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    /// The proposal.
    pub id: ApplicationId,
    /// Its number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The lead.
    pub lead: String,
    /// The grant, in cents.
    pub requested_cents: i64,
    /// Stage of the newest version of its agreement; empty when there is none.
    pub stage: String,
    /// A report is handed in and not decided.
    pub handed_in: i64,
    /// The first day of a report that is to be written.
    pub report_on: Option<NaiveDate>,
    /// Due and not paid, in cents.
    pub due_cents: i64,
    /// The first day by which something is to be paid.
    pub pay_by: Option<NaiveDate>,
}

/// The funded proposals of a call by their numbers, with one row more where there is a next page.
pub async fn list(
    conn: &impl ConnectionTrait,
    call: CallId,
    after: &str,
) -> Result<Vec<Line>, StoreError> {
    let sql = format!(
        "select p.id, p.reference, p.title, o.name as lead, p.requested_cents, \
         coalesce((select a.stage from agreements a where a.file_id = p.id \
           order by a.version_no desc limit 1), '') as stage, \
         (select count(*) from delivery_reports d where d.file_id = p.id \
           and d.stage = 'submitted') as handed_in, \
         (select min(d.due_on) from delivery_reports d where d.file_id = p.id \
           and d.stage in ('open','sent_back')) as report_on, \
         (select cast(coalesce(sum(i.due_cents), 0) as bigint) from instalments i \
           where i.file_id = p.id and i.stage = 'due') as due_cents, \
         (select min(i.due_on) from instalments i where i.file_id = p.id \
           and i.stage = 'due') as pay_by \
         from proposals p join organisations o on o.id = p.lead_id \
         where p.call_id = $1 and p.stage = 'awarded' and p.reference > $2 \
         order by p.reference limit {}",
        PAGE + 1
    );
    sql::rows(conn, &sql, values![call, after]).await
}

/// What waits for the office in the grants of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Waits {
    /// Funded, and no agreement was ever issued.
    pub to_prepare: i64,
    /// Waiting for signatures.
    pub to_sign: i64,
    /// Reports handed in.
    pub reports: i64,
    /// Reports whose day has passed.
    pub late: i64,
    /// Instalments that are due and for which no payment is on its way.
    pub to_propose: i64,
}

/// Counts it: one statement.
pub async fn waits(
    conn: &impl ConnectionTrait,
    call: CallId,
    today: NaiveDate,
) -> Result<Waits, StoreError> {
    let sql = "select \
        (select count(*) from proposals p where p.call_id = $1 and p.stage = 'awarded' \
          and not exists (select 1 from agreements a where a.file_id = p.id \
          and a.stage <> 'draft')) as to_prepare, \
        (select count(*) from agreements a where a.call_id = $1 and a.stage = 'issued') \
          as to_sign, \
        (select count(*) from delivery_reports d where d.call_id = $1 \
          and d.stage = 'submitted') as reports, \
        (select count(*) from delivery_reports d where d.call_id = $1 \
          and d.stage in ('open','sent_back') and d.due_on < $2) as late, \
        (select count(*) from instalments i where i.call_id = $1 and i.stage = 'due' \
          and not exists (select 1 from payments y where y.instalment_id = i.id \
          and y.stage in ('proposed','approved','exported'))) as to_propose";
    sql::row(conn, sql, values![call, today])
        .await?
        .ok_or(StoreError::Missing { table: "agreements" })
}
