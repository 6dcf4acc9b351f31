//! One application with what its pages show. The one rule: `find` first, then the permit, then the
//! rest; nothing is read for somebody who may not see it.

use crate::{
    domain::ids::{ApplicationId, PartnershipId},
    store::{
        Database, StoreError, answers, application, call, organisation,
        sql::{self, values},
    },
};
use sea_orm::FromQueryResult;

pub use crate::store::{
    answers::{Answer, FormKind, Saved, as_map},
    application::{Snapshot, Stored},
};

/// The application alone: enough to ask for a permit.
pub async fn find(database: &Database, id: ApplicationId) -> Result<Stored, StoreError> {
    application::load(database.reads(), id).await
}

/// What stands around an application.
#[derive(Debug, Clone)]
pub struct Around {
    /// Its call.
    pub call: call::Stored,
    /// The visiting organisation.
    pub visitor: organisation::Stored,
    /// The host.
    pub host: organisation::Stored,
    /// Name of the visitor's partnership.
    pub visitor_partnership: String,
    /// Name of the host's partnership.
    pub host_partnership: String,
}

#[derive(FromQueryResult)]
struct Partnership {
    id: PartnershipId,
    name: String,
}

/// Call, organisations, partnerships: three statements.
pub async fn around(database: &Database, stored: &Stored) -> Result<Around, StoreError> {
    let conn = database.reads();
    let a = &stored.application;
    let call = call::load(conn, a.call).await?;
    let (visitor, host) = organisation::load_two(conn, a.visitor, a.host).await?;
    let partnerships: Vec<Partnership> = sql::rows(
        conn,
        "select id, name from partnerships where id in ($1, $2)",
        values![a.visitor_partnership, a.host_partnership],
    )
    .await?;
    let name = |id: PartnershipId| {
        let found = partnerships.iter().find(|p| p.id == id);
        found.map(|p| p.name.clone()).ok_or(StoreError::Missing { table: "partnerships" })
    };
    Ok(Around {
        call,
        visitor,
        host,
        visitor_partnership: name(a.visitor_partnership)?,
        host_partnership: name(a.host_partnership)?,
    })
}

/// The answers of one form with their versions.
pub async fn answers(
    database: &Database,
    id: ApplicationId,
    form: FormKind,
) -> Result<Vec<Answer>, StoreError> {
    answers::load(database.reads(), id, form).await
}

/// What was handed in last.
pub async fn receipt(
    database: &Database,
    id: ApplicationId,
) -> Result<Option<Snapshot>, StoreError> {
    application::last_snapshot(database.reads(), id).await
}
