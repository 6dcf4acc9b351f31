//! Sessions by the digest of the cookie's key. The one rule: whoever reads the table can't sign in
//! with what it holds.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{ids::PersonId, moment::Moment};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A session that is still good.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Session {
    /// Whose.
    pub person_id: PersonId,
    /// The person's name, for the page's head.
    pub name: String,
    /// When it was last renewed.
    pub seen_at: Moment,
    /// When it ends if it is not renewed.
    pub expires_at: Moment,
}

/// The session behind a key's digest, if it is good at `now`.
pub async fn find(
    conn: &impl ConnectionTrait,
    digest: &str,
    now: Moment,
) -> Result<Option<Session>, StoreError> {
    sql::row(
        conn,
        "select s.person_id, p.name, s.seen_at, s.expires_at from sessions s \
         join persons p on p.id = s.person_id where s.digest = $1 and s.expires_at > $2",
        values![digest, now],
    )
    .await
}

/// Opens a session.
pub async fn open(
    tx: &WriteTx,
    digest: &str,
    person: PersonId,
    expires_at: Moment,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into sessions (digest, person_id, created_at, seen_at, expires_at) \
         values ($1, $2, $3, $3, $4)",
        values![digest, person, tx.now(), expires_at],
    )
    .await
    .map(|_| ())
}

/// Moves its end; never past `created_at` plus the absolute life, which the caller has worked in.
pub async fn renew(
    tx: &WriteTx,
    digest: &str,
    idle_millis: i64,
    life_millis: i64,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update sessions set seen_at = $2, expires_at = case \
         when created_at + $4 < $2 + $3 then created_at + $4 else $2 + $3 end where digest = $1",
        values![digest, tx.now(), idle_millis, life_millis],
    )
    .await
    .map(|_| ())
}

/// Ends a session.
pub async fn close(tx: &WriteTx, digest: &str) -> Result<(), StoreError> {
    sql::run(tx.conn(), "delete from sessions where digest = $1", values![digest]).await.map(|_| ())
}

/// Ends all of a person's sessions but one.
pub async fn close_others(
    tx: &WriteTx,
    person: PersonId,
    keep_digest: &str,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "delete from sessions where person_id = $1 and digest <> $2",
        values![person, keep_digest],
    )
    .await
    .map(|_| ())
}

/// Removes what has ended.
pub async fn sweep(tx: &WriteTx) -> Result<u64, StoreError> {
    sql::run(tx.conn(), "delete from sessions where expires_at <= $1", values![tx.now()]).await
}
