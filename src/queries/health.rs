//! A few figures that say whether an instance is well, for `convoca doctor`.

use crate::{
    domain::moment::Moment,
    store::{
        StoreError,
        sql::{self, values},
    },
};
use sea_orm::ConnectionTrait;

/// The figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Mails that were given up.
    pub mails_failed: i64,
    /// Mails that should have left before the moment asked about, and did not.
    pub mails_late: i64,
    /// When the newest line of the audit trail was written.
    pub newest_audit: Option<Moment>,
}

/// The figures; a waiting mail is late when it was written before `late`.
pub async fn health(conn: &impl ConnectionTrait, late: Moment) -> Result<Health, StoreError> {
    let failed = "select count(*) from outbox where state = 'failed'";
    let waiting = "select count(*) from outbox where state = 'waiting' and created_at < $1";
    let newest = "select max(at) from audit";
    Ok(Health {
        mails_failed: sql::scalar(conn, failed, vec![]).await?.unwrap_or_default(),
        mails_late: sql::scalar(conn, waiting, values![late]).await?.unwrap_or_default(),
        newest_audit: sql::scalar::<Option<i64>>(conn, newest, vec![])
            .await?
            .flatten()
            .map(Moment::from_millis),
    })
}
