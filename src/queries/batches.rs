//! Batches of payments and what the bank sent, to read. The one rule: account numbers come with the
//! whole account only, never in a list.

use super::names;
use crate::{
    domain::{
        ids::{BatchId, OrganisationId, PaymentId, PersonId},
        moment::Moment,
        money::Money,
    },
    store::{
        StoreError, bank_account, bank_file, batch,
        sql::{self, Conn, values},
    },
};
use sea_orm::FromQueryResult;
use std::collections::BTreeMap;

pub use crate::store::{
    bank_account::Stored as Account,
    bank_file::{Line as BankLine, LineState},
    batch::Stored as Batch,
};

/// Rows on a page.
pub const PAGE: usize = 50;

/// The last batches, newest first.
pub async fn list(conn: &impl Conn) -> Result<Vec<Batch>, StoreError> {
    batch::list(conn, PAGE).await
}

/// One batch.
pub async fn one(conn: &impl Conn, id: BatchId) -> Result<Batch, StoreError> {
    batch::load(conn, id).await
}

/// A payment of a batch.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    /// The payment.
    pub id: PaymentId,
    /// Its reference at the bank.
    pub bank_reference: String,
    /// Who is paid.
    pub payee: String,
    /// Which instalment.
    pub label: String,
    /// What was due.
    pub amount_cents: Money,
    /// What is kept back of it.
    pub set_off_cents: Money,
    /// Where the payment stands, by its code.
    pub stage: String,
}

/// The payments of a batch by reference, at most so many.
pub async fn lines(conn: &impl Conn, id: BatchId, most: usize) -> Result<Vec<Line>, StoreError> {
    let sql = format!(
        "select y.id, y.bank_reference, o.name as payee, i.label, y.amount_cents, \
         y.set_off_cents, y.stage from payments y join organisations o on o.id = y.payee_id \
         join instalments i on i.id = y.instalment_id where y.batch_id = $1 \
         order by y.bank_reference limit {most}"
    );
    sql::rows(conn, &sql, values![id]).await
}

/// Names of people by id.
pub async fn people(
    conn: &impl Conn,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, String>, StoreError> {
    names::people(conn, &ids.into_iter().collect()).await
}

/// Names of organisations by id.
pub async fn organisations(
    conn: &impl Conn,
    ids: impl IntoIterator<Item = OrganisationId>,
) -> Result<BTreeMap<OrganisationId, String>, StoreError> {
    names::organisations(conn, &ids.into_iter().collect()).await
}

/// An account that waits for a second person.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Waiting {
    /// Whose.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its country's code.
    pub country: String,
    /// Who named it.
    pub by: String,
    /// Since when.
    pub changed_at: Moment,
}

/// The accounts that wait for a second person, the longest waiting first.
pub async fn waiting(conn: &impl Conn) -> Result<Vec<Waiting>, StoreError> {
    let sql = format!(
        "select b.organisation_id, o.name, o.country, p.name as by, b.changed_at \
         from bank_accounts b join organisations o on o.id = b.organisation_id \
         join persons p on p.id = b.proposed_by where b.stage = 'proposed' \
         order by b.changed_at, b.id limit {PAGE}"
    );
    sql::rows(conn, &sql, vec![]).await
}

/// The accounts of an organisation, newest first.
pub async fn accounts(conn: &impl Conn, id: OrganisationId) -> Result<Vec<Account>, StoreError> {
    bank_account::of_organisation(conn, id).await
}

/// The lines of the bank that wait for a person, the oldest first.
pub async fn open_lines(conn: &impl Conn) -> Result<Vec<BankLine>, StoreError> {
    bank_file::in_state(conn, LineState::Waits, PAGE).await
}

/// A file the bank sent.
#[derive(Debug, Clone, FromQueryResult)]
pub struct File {
    /// Which kind.
    pub kind: String,
    /// The bank's name for it.
    pub message_id: String,
    /// How many lines.
    pub lines: i64,
    /// How many of them wait for a person.
    pub waiting: i64,
    /// When it came.
    pub added_at: Moment,
}

/// The last files, newest first.
pub async fn files(conn: &impl Conn) -> Result<Vec<File>, StoreError> {
    let sql = "select f.kind, f.message_id, f.lines, f.added_at, \
               (select count(*) from bank_lines l where l.file_id = f.id \
               and l.state = 'waits') as waiting from bank_files f \
               order by f.added_at desc, f.id desc limit 20";
    sql::rows(conn, sql, vec![]).await
}

/// How much this person may approve in one batch, where it differs from the setting.
pub async fn limit(conn: &impl Conn, person: PersonId) -> Result<Option<Money>, StoreError> {
    batch::limit(conn, person).await
}
