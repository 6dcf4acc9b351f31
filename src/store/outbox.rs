//! The outbox: every mail is a row in the transaction of what it tells. The one rule: at least
//! once; a row is claimed for a while, so that a crashed sender's mail is sent by the next.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{OutboxId, PersonId},
    moment::Moment,
    notice::{Addressee, Notice},
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// Finds everyone behind an addressee and adds a row for each.
pub(super) async fn append(
    tx: &WriteTx,
    addressee: Addressee,
    notice: &Notice,
    secret: Option<String>,
) -> Result<(), StoreError> {
    let payload =
        serde_json::to_string(notice).map_err(|e| StoreError::corrupt("outbox", e.to_string()))?;
    for person in people(tx, addressee).await? {
        let id: OutboxId = tx.id();
        sql::run(
            tx.conn(),
            "insert into outbox (id, notice, payload, person_id, message_id, secret, state, \
             attempts, next_at, error, created_at, sent_at) \
             values ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, '', $7, null)",
            values![
                id,
                notice.name(),
                payload.clone(),
                person,
                id.to_string(),
                secret.clone(),
                tx.now()
            ],
        )
        .await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct One {
    id: PersonId,
}

async fn people(tx: &WriteTx, addressee: Addressee) -> Result<Vec<PersonId>, StoreError> {
    let (sql, value) = match addressee {
        Addressee::Person(id) => return Ok(vec![id]),
        Addressee::Organisation(id) => (
            "select person_id as id from members where organisation_id = $1 \
             and role <> 'viewer' order by person_id",
            Some(id.0),
        ),
        Addressee::Signatories(id) => (
            "select person_id as id from members where organisation_id = $1 \
             and role in ('lead','signatory') order by person_id",
            Some(id.0),
        ),
        Addressee::Coordinators(id) => (
            "select person_id as id from staff_roles where role = 'coordinator' \
             and partnership_id = $1 order by person_id",
            Some(id.0),
        ),
        Addressee::Consortium(id) => (
            "select distinct m.person_id as id from partners p \
             join members m on m.organisation_id = p.organisation_id \
             where p.proposal_id = $1 and m.role <> 'viewer' order by m.person_id",
            Some(id.0),
        ),
        Addressee::GrantSignatories(id) => (
            "select distinct m.person_id as id from partners p \
             join members m on m.organisation_id = p.organisation_id \
             where p.proposal_id = $1 and m.role in ('lead','signatory') order by m.person_id",
            Some(id.0),
        ),
        Addressee::Evaluators(id) => (
            "select distinct person_id as id from assignments \
             where call_id = $1 and ended_at is null order by person_id",
            Some(id.0),
        ),
        Addressee::Drafting(id) => (
            "select distinct m.person_id as id from members m where m.role <> 'viewer' and \
             m.organisation_id in (select a.visitor_id from applications a \
             where a.call_id = $1 and a.stage = 'draft' union \
             select p.organisation_id from proposals q join partners p on p.proposal_id = q.id \
             where q.call_id = $1 and q.stage in ('draft','invited')) order by m.person_id",
            Some(id.0),
        ),
        Addressee::Officers => (
            "select person_id as id from staff_roles where role = 'officer' order by person_id",
            None,
        ),
        Addressee::Finance => (
            "select person_id as id from staff_roles where role = 'finance' order by person_id",
            None,
        ),
    };
    let values = value.map_or_else(Vec::new, |id| values![id]);
    let found: Vec<One> = sql::rows(tx.conn(), sql, values).await?;
    Ok(found.into_iter().map(|one| one.id).collect())
}

/// A mail to be sent.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Due {
    /// The row.
    pub id: OutboxId,
    /// The notice as JSON.
    pub payload: String,
    /// To whom.
    pub person_id: PersonId,
    /// Stable left part of the Message-ID.
    pub message_id: String,
    /// The one-time token, for mails that carry a link.
    pub secret: Option<String>,
    /// How often it was tried, this time included.
    pub attempts: i64,
}

/// Claims up to `many` due mails until `until`: other workers pass over them.
pub async fn claim(tx: &WriteTx, many: u32, until: Moment) -> Result<Vec<Due>, StoreError> {
    let skip = match sql::for_update(tx.conn()) {
        "" => "",
        _postgres => " for update skip locked",
    };
    sql::rows(
        tx.conn(),
        &format!(
            "update outbox set attempts = attempts + 1, next_at = $1 where id in \
             (select id from outbox where state = 'waiting' and next_at <= $2 \
              order by next_at, id limit {many}{skip}) \
             returning id, payload, person_id, message_id, secret, attempts"
        ),
        values![until, tx.now()],
    )
    .await
}

/// Marks a mail as sent and blanks its token.
pub async fn sent(tx: &WriteTx, id: OutboxId) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update outbox set state = 'sent', sent_at = $2, secret = null, error = '' where id = $1",
        values![id, tx.now()],
    )
    .await
    .map(|_| ())
}

/// Tries again at `next_at`. `error` holds no address.
pub async fn postpone(
    tx: &WriteTx,
    id: OutboxId,
    next_at: Moment,
    error: &str,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update outbox set next_at = $2, error = $3 where id = $1 and state = 'waiting'",
        values![id, next_at, error],
    )
    .await
    .map(|_| ())
}

/// Gives up; an officer sees it.
pub async fn give_up(tx: &WriteTx, id: OutboxId, error: &str) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update outbox set state = 'failed', error = $2 where id = $1",
        values![id, error],
    )
    .await
    .map(|_| ())
}

/// Puts a failed mail back at the start of its schedule; with `accounts_only` one about anything
/// but an account is missing.
pub async fn retry(tx: &WriteTx, id: OutboxId, accounts_only: bool) -> Result<(), StoreError> {
    let accounts = Notice::ABOUT_ACCOUNTS.join("','");
    let only = if accounts_only { format!(" and notice in ('{accounts}')") } else { String::new() };
    let rows = sql::run(
        tx.conn(),
        &format!(
            "update outbox set state = 'waiting', attempts = 0, next_at = $2 \
             where id = $1 and state = 'failed'{only}"
        ),
        values![id, tx.now()],
    )
    .await?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Missing { table: "outbox" }) }
}

/// When the next mail is due, if any waits.
pub async fn next_due(conn: &impl ConnectionTrait) -> Result<Option<Moment>, StoreError> {
    sql::scalar(
        conn,
        "select next_at from outbox where state = 'waiting' order by next_at limit 1",
        vec![],
    )
    .await
}
