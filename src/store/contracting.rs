//! The partners of the project that sign agreements in a call. The one rule: one that was taken off
//! the list stays, because what it signed does.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, CallId, ContractingPartnerId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A partner of the project that signs agreements.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Contracting {
    /// Its id.
    pub id: ContractingPartnerId,
    /// In which call.
    pub call_id: CallId,
    /// Its name.
    pub name: String,
    /// Its country's code.
    pub country: String,
    /// Who signs for it.
    pub person_id: PersonId,
    /// Their name.
    pub person: String,
    /// Their address.
    pub address: String,
    /// Since when it signs no new agreement.
    pub removed_at: Option<Moment>,
}

const CONTRACTING: &str = "select c.id, c.call_id, c.name, c.country, c.person_id, \
    p.name as person, p.address, c.removed_at from contracting_partners c \
    join persons p on p.id = c.person_id";

/// Those of a call that sign new agreements, in the order they were added.
pub async fn list(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Vec<Contracting>, StoreError> {
    let sql = format!(
        "{CONTRACTING} where c.call_id = $1 and c.removed_at is null order by c.added_at, c.id"
    );
    sql::rows(conn, &sql, values![call]).await
}

/// Those that give a grant by any version of its agreement, whether they still sign or not.
pub async fn of_file(
    conn: &impl ConnectionTrait,
    file: ApplicationId,
) -> Result<Vec<Contracting>, StoreError> {
    let sql = format!(
        "{CONTRACTING} where c.id in (select contracting_id from agreements where file_id = $1)"
    );
    sql::rows(conn, &sql, values![file]).await
}

/// One of them, whether it still signs or not.
pub async fn load(
    conn: &impl ConnectionTrait,
    id: ContractingPartnerId,
) -> Result<Contracting, StoreError> {
    let sql = format!("{CONTRACTING} where c.id = $1");
    sql::row(conn, &sql, values![id])
        .await?
        .ok_or(StoreError::Missing { table: "contracting_partners" })
}

/// Adds one.
pub async fn add(
    tx: &WriteTx,
    id: ContractingPartnerId,
    call: CallId,
    (name, country): (&str, &str),
    person: PersonId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into contracting_partners (id, call_id, name, country, person_id, added_at, \
         removed_at) values ($1, $2, $3, $4, $5, $6, null)",
        values![id, call, name, country, person, tx.now()],
    )
    .await
    .map(|_| ())
}

/// Takes one off the list; what it signed stays.
pub async fn remove(
    tx: &WriteTx,
    call: CallId,
    id: ContractingPartnerId,
) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update contracting_partners set removed_at = $3 \
         where id = $1 and call_id = $2 and removed_at is null",
        values![id, call, tx.now()],
    )
    .await?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Missing { table: "contracting_partners" }) }
}
