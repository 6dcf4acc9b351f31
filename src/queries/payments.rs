//! The payments of a call by stage, and one of them. The one rule: account numbers are in the
//! answers of the file and nowhere here; the page asks for them under its own permit.

pub use crate::store::payment::Stored as Payment;
use crate::{
    domain::{
        ids::{ApplicationId, CallId, PaymentId},
        moment::Moment,
        payment::PaymentStageKind,
    },
    store::{
        StoreError, instalment, payment,
        sql::{self, values},
    },
};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// Rows on a page.
pub const PAGE: usize = 50;

/// A line of the list.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    /// Its id.
    pub id: PaymentId,
    /// The exchange or proposal it pays.
    pub application_id: ApplicationId,
    /// The file's number.
    pub reference: String,
    /// Which instalment.
    pub label: String,
    /// Who is paid.
    pub payee: String,
    /// Its country's code.
    pub country: String,
    /// How much was due, in cents.
    pub amount_cents: i64,
    /// How much of it is kept back for a debt.
    pub set_off_cents: i64,
    /// Stage by its code.
    pub stage: String,
    /// When it is due.
    pub due_on: NaiveDate,
    /// Last change.
    pub changed_at: Moment,
    /// For a change in the list.
    pub version: i64,
    /// Who proposed it.
    pub proposed_by: String,
    /// Who approved it.
    pub approved_by: Option<String>,
}

/// The payments at a stage, those that have stood there longest first, with one row more where
/// there is a next page.
pub async fn list(
    conn: &impl ConnectionTrait,
    call: CallId,
    stage: PaymentStageKind,
    after: Option<(Moment, PaymentId)>,
    most: usize,
) -> Result<Vec<Line>, StoreError> {
    let mut given = values![call, stage.code()];
    let mut wanted = "";
    if let Some((moment, id)) = after {
        given.extend(values![moment, id]);
        wanted = " and (y.changed_at, y.id) > ($3, $4)";
    }
    let sql = format!(
        "select y.id, y.application_id, coalesce(a.reference, r.reference) as reference, i.label, \
         v.name as payee, v.country, y.amount_cents, y.set_off_cents, y.stage, y.due_on, \
         y.changed_at, y.version, p.name as proposed_by, q.name as approved_by from payments y \
         join instalments i on i.id = y.instalment_id \
         left join applications a on a.id = y.application_id \
         left join proposals r on r.id = y.application_id \
         join organisations v on v.id = y.payee_id join persons p on p.id = y.proposed_by \
         left join persons q on q.id = y.approved_by \
         where y.call_id = $1 and y.stage = $2{wanted} order by y.changed_at, y.id limit {}",
        most + 1
    );
    sql::rows(conn, &sql, given).await
}

/// How many payments stand at a stage, and their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// The stage.
    pub stage: PaymentStageKind,
    /// How many.
    pub count: i64,
    /// Their sum in cents.
    pub cents: i64,
}

/// The totals of every stage, in the order of a payment's life; none is left out.
pub async fn totals(conn: &impl ConnectionTrait, call: CallId) -> Result<Vec<Total>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        stage: String,
        n: i64,
        cents: i64,
    }
    let found: Vec<Row> = sql::rows(
        conn,
        "select stage, count(*) as n, cast(coalesce(sum(amount_cents), 0) as bigint) as cents \
         from payments where call_id = $1 group by stage",
        values![call],
    )
    .await?;
    let total = |stage: PaymentStageKind| {
        let row = found.iter().find(|row| row.stage == stage.code());
        let (count, cents) = row.map_or((0, 0), |row| (row.n, row.cents));
        Total { stage, count, cents }
    };
    Ok(PaymentStageKind::ALL.into_iter().map(total).collect())
}

/// One payment.
pub async fn one(conn: &impl ConnectionTrait, id: PaymentId) -> Result<Payment, StoreError> {
    payment::load(conn, id).await
}

/// The bank's reference, where a person made the payment by hand.
pub async fn hand_reference(
    conn: &impl ConnectionTrait,
    id: PaymentId,
) -> Result<Option<String>, StoreError> {
    payment::hand_reference(conn, id).await
}

/// The payments of an exchange or a proposal, oldest first.
pub async fn of_file(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Payment>, StoreError> {
    payment::of_application(conn, id).await
}

/// The number of the file a payment belongs to.
pub async fn reference(
    conn: &impl ConnectionTrait,
    payment: &Payment,
) -> Result<String, StoreError> {
    let found: Option<String> = sql::scalar(
        conn,
        "select coalesce(a.reference, r.reference) from files f \
         left join applications a on a.id = f.id left join proposals r on r.id = f.id \
         where f.id = $1",
        values![payment.application],
    )
    .await?;
    Ok(found.unwrap_or_default())
}

/// What the instalment a payment pays is called.
pub async fn label(conn: &impl ConnectionTrait, payment: &Payment) -> Result<String, StoreError> {
    Ok(instalment::load(conn, payment.instalment).await?.instalment.label)
}
