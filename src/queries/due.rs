//! What is owed, over all calls: instalments that are due and not paid, by the day they should be
//! paid. The one rule: what was promised only is not here; what is with the bank still is.

use crate::{
    domain::{
        ids::{ApplicationId, CallId, InstalmentId, OrganisationId, PaymentId},
        money::Money,
    },
    store::{
        StoreError,
        sql::{self, Conn, values},
    },
};
use chrono::NaiveDate;
use sea_orm::FromQueryResult;

/// Rows on a page.
pub const PAGE: usize = 50;

/// Rows of a file: more is no list a person works with.
pub const MOST: usize = 50_000;

/// An instalment that is due.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    /// Its id.
    pub id: InstalmentId,
    /// Its call.
    pub call_id: CallId,
    /// The call's title.
    pub call: String,
    /// The exchange or proposal.
    pub file_id: ApplicationId,
    /// `application` or `proposal`.
    pub kind: String,
    /// The file's number.
    pub reference: String,
    /// Who is paid.
    pub payee_id: OrganisationId,
    /// Their name.
    pub payee: String,
    /// Which instalment.
    pub label: String,
    /// How much is owed.
    pub due_cents: Money,
    /// Until when.
    pub due_on: NaiveDate,
    /// The payment that is under way, if there is one.
    pub payment_id: Option<PaymentId>,
    /// Its stage by its code.
    pub payment_stage: Option<String>,
}

/// The list from there on, the longest due first, with one row more where there is a next page.
pub async fn list(
    conn: &impl Conn,
    call: Option<CallId>,
    after: Option<(NaiveDate, InstalmentId)>,
    most: usize,
) -> Result<Vec<Line>, StoreError> {
    let mut given = values![];
    let mut wanted = String::new();
    if let Some(call) = call {
        given.extend(values![call]);
        wanted += &format!(" and i.call_id = ${}", given.len());
    }
    if let Some((day, id)) = after {
        given.extend(values![day, id]);
        wanted += &format!(" and (i.due_on, i.id) > (${}, ${})", given.len() - 1, given.len());
    }
    let sql = format!(
        "select i.id, i.call_id, c.title as call, i.file_id, f.kind, \
         coalesce(a.reference, r.reference) as reference, i.payee_id, o.name as payee, i.label, \
         i.due_cents, i.due_on, y.id as payment_id, y.stage as payment_stage from instalments i \
         join calls c on c.id = i.call_id join files f on f.id = i.file_id \
         join organisations o on o.id = i.payee_id \
         left join applications a on a.id = i.file_id left join proposals r on r.id = i.file_id \
         left join payments y on y.instalment_id = i.id \
         and y.stage in ('proposed','approved','exported') \
         where i.stage = 'due'{wanted} order by i.due_on, i.id limit {}",
        most + 1
    );
    sql::rows(conn, &sql, given).await
}

/// How much is due, and how much of it since before a day and within one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Totals {
    /// How many instalments.
    pub count: i64,
    /// Their sum.
    pub cents: Money,
    /// Of them, those whose day is over.
    pub late_count: i64,
    /// Their sum.
    pub late_cents: Money,
    /// Those to be paid until the second day, the late ones not counted.
    pub soon_count: i64,
    /// Their sum.
    pub soon_cents: Money,
}

/// The totals on `today`, "soon" being until `soon`.
pub async fn totals(
    conn: &impl Conn,
    call: Option<CallId>,
    today: NaiveDate,
    soon: NaiveDate,
) -> Result<Totals, StoreError> {
    let mut given = values![today, soon];
    let mut wanted = "";
    if let Some(call) = call {
        given.extend(values![call]);
        wanted = " and call_id = $3";
    }
    let sum = |what: &str| format!("cast(coalesce(sum({what}), 0) as bigint)");
    let of = |when: &str, what: &str| sum(&format!("case when {when} then {what} else 0 end"));
    let (late, next) = ("due_on < $1", "due_on >= $1 and due_on <= $2");
    let sql = format!(
        "select count(*) as count, {} as cents, {} as late_count, {} as late_cents, \
         {} as soon_count, {} as soon_cents from instalments where stage = 'due'{wanted}",
        sum("due_cents"),
        of(late, "1"),
        of(late, "due_cents"),
        of(next, "1"),
        of(next, "due_cents"),
    );
    sql::row(conn, &sql, given).await?.ok_or(StoreError::Missing { table: "instalments" })
}
