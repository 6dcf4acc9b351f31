//! Mails as the office sees them: failed, waiting, sent last. The one rule: never their links'
//! tokens; and who keeps the service without a part in the programme finds those about accounts
//! alone, in the lists as in the counts, so that no mail tells who evaluates or who was awarded.

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

/// Which mails somebody may know of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// All of them: the office.
    All,
    /// Those about accounts.
    Accounts,
}

impl Whose {
    /// The condition on `outbox o`, with a leading ` and`.
    fn only(self) -> String {
        match self {
            Self::All => String::new(),
            Self::Accounts => {
                format!(" and o.notice in ('{}')", Notice::ABOUT_ACCOUNTS.join("','"))
            }
        }
    }
}

async fn state(
    conn: &impl Conn,
    (state, whose): (&str, Whose),
    order: &str,
    many: u32,
) -> Result<Vec<Row>, StoreError> {
    let only = whose.only();
    let sql = format!(
        "select o.id, o.payload, p.name, p.address, o.attempts, o.next_at, o.error, o.created_at, \
         o.sent_at from outbox o join persons p on p.id = o.person_id where o.state = $1{only} \
         order by o.next_at {order}, o.id {order} limit {many}"
    );
    sql::rows(conn, &sql, values![state]).await
}

/// The mails, in five queries.
pub async fn mails(conn: &impl Conn, whose: Whose) -> Result<Mails, StoreError> {
    let count = format!("select count(*) from outbox o where o.state = $1{}", whose.only());
    Ok(Mails {
        failed: state(conn, ("failed", whose), "desc", 100).await?,
        waiting: state(conn, ("waiting", whose), "asc", 50).await?,
        sent: state(conn, ("sent", whose), "desc", 20).await?,
        all_failed: sql::scalar(conn, &count, values!["failed"]).await?.unwrap_or_default(),
        all_waiting: sql::scalar(conn, &count, values!["waiting"]).await?.unwrap_or_default(),
    })
}
