//! Mails as the office sees them: failed, waiting, sent last. The one rule: never their links'
//! tokens.

use crate::{
    domain::{ids::OutboxId, moment::Moment, notice::Notice},
    store::{
        StoreError,
        sql::{self, Conn, values},
    },
};
use sea_orm::FromQueryResult;

/// One mail.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Row {
    /// Its id.
    pub id: OutboxId,
    payload: String,
    /// The receiver's name.
    pub name: String,
    /// The receiver's address.
    pub address: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub next_at: Moment,
    /// Why the last try failed; may be empty.
    pub error: String,
    /// When it was written.
    pub created_at: Moment,
    /// When it left.
    pub sent_at: Option<Moment>,
}

impl Row {
    /// What it is about; none for one this version does not know.
    pub fn notice(&self) -> Option<Notice> {
        serde_json::from_str(&self.payload).ok()
    }
}

/// The mails of the page.
#[derive(Debug, Clone, Default)]
pub struct Mails {
    /// Given up, latest first; at most a hundred.
    pub failed: Vec<Row>,
    /// Waiting, next first; at most fifty.
    pub waiting: Vec<Row>,
    /// Sent, latest first; at most twenty.
    pub sent: Vec<Row>,
    /// How many were given up.
    pub all_failed: i64,
    /// How many wait.
    pub all_waiting: i64,
}

async fn state(
    conn: &impl Conn,
    state: &str,
    order: &str,
    many: u32,
) -> Result<Vec<Row>, StoreError> {
    let sql = format!(
        "select o.id, o.payload, p.name, p.address, o.attempts, o.next_at, o.error, o.created_at, \
         o.sent_at from outbox o join persons p on p.id = o.person_id where o.state = $1 \
         order by o.next_at {order}, o.id {order} limit {many}"
    );
    sql::rows(conn, &sql, values![state]).await
}

/// The mails, in five queries.
pub async fn mails(conn: &impl Conn) -> Result<Mails, StoreError> {
    let count = "select count(*) from outbox where state = $1";
    Ok(Mails {
        failed: state(conn, "failed", "desc", 100).await?,
        waiting: state(conn, "waiting", "asc", 50).await?,
        sent: state(conn, "sent", "desc", 20).await?,
        all_failed: sql::scalar(conn, count, values!["failed"]).await?.unwrap_or_default(),
        all_waiting: sql::scalar(conn, count, values!["waiting"]).await?.unwrap_or_default(),
    })
}
