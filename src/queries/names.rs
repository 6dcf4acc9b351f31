//! Names of people and organisations by id, for lines that hold ids only.

use crate::{
    domain::ids::{OrganisationId, PersonId},
    store::{StoreError, sql},
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};

fn places(count: usize) -> String {
    (1..=count).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ")
}

/// The names of these people; those that are not there are left out. No id, no statement.
pub async fn people(
    conn: &impl ConnectionTrait,
    ids: &BTreeSet<PersonId>,
) -> Result<BTreeMap<PersonId, String>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: PersonId,
        name: String,
    }
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = format!("select id, name from persons where id in ({})", places(ids.len()));
    let found: Vec<Row> =
        sql::rows(conn, &sql, ids.iter().map(|id| Value::from(*id)).collect()).await?;
    Ok(found.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The names of these organisations.
pub async fn organisations(
    conn: &impl ConnectionTrait,
    ids: &BTreeSet<OrganisationId>,
) -> Result<BTreeMap<OrganisationId, String>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: OrganisationId,
        name: String,
    }
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = format!("select id, name from organisations where id in ({})", places(ids.len()));
    let found: Vec<Row> =
        sql::rows(conn, &sql, ids.iter().map(|id| Value::from(*id)).collect()).await?;
    Ok(found.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The person a line of the audit trail or of the ledger names, if it names one.
pub fn person(by_whom: &str) -> Option<PersonId> {
    by_whom.strip_prefix("person:").and_then(|id| id.parse().ok())
}

/// Who did it, as people read it.
pub fn who(by_whom: &str, people: &BTreeMap<PersonId, String>) -> String {
    match person(by_whom) {
        Some(id) => people.get(&id).cloned().unwrap_or_default(),
        None if by_whom.starts_with("system:") => "Convoca".to_owned(),
        None => String::new(),
    }
}
