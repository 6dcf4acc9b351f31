//! One application with what its pages show. The one rule: `find` first, then the permit, then the
//! rest; nothing is read for somebody who may not see it.

use crate::{
    domain::{
        ids::{ApplicationId, CallId, PartnershipId, PersonId},
        moment::Moment,
    },
    store::{Database, StoreError, answers, application, call, ledger, organisation, sql},
    values,
};
use sea_orm::FromQueryResult;
use std::collections::BTreeSet;

pub use crate::store::{
    answers::{Answer, FormKind, Saved, as_map},
    application::{Snapshot, Stored},
    ledger::Named,
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

/// The counters of a call, for what is left.
pub async fn counters(database: &Database, call: CallId) -> Result<Vec<Named>, StoreError> {
    ledger::overview(database.reads(), call).await
}

/// One line of what happened to a file.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Past {
    /// When.
    pub at: Moment,
    /// The event as JSON.
    pub event: String,
    by_whom: String,
    /// The person's name, when it was a person.
    pub name: Option<String>,
}

impl Past {
    /// The system did it, not a person.
    pub fn is_system(&self) -> bool {
        self.by_whom.starts_with("system:")
    }
}

/// What happened to a file, newest first, without the saving of answers.
pub async fn past(database: &Database, id: ApplicationId) -> Result<Vec<Past>, StoreError> {
    let lines: Vec<Past> = sql::rows(
        database.reads(),
        "select l.at, l.event, l.by_whom, null as name from audit l \
         where l.subject_kind = 'application' and l.subject_id = $1 order by l.seq desc limit 100",
        values![id.0],
    )
    .await?;
    let whom = |line: &Past| -> Option<PersonId> {
        line.by_whom.strip_prefix("person:").and_then(|id| id.parse().ok())
    };
    let ids: BTreeSet<PersonId> = lines.iter().filter_map(whom).collect();
    let people: Vec<Person> = if ids.is_empty() {
        Vec::new()
    } else {
        let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
        let sql = format!("select id, name from persons where id in ({})", places.join(", "));
        let values = ids.into_iter().map(sea_orm::Value::from).collect();
        sql::rows(database.reads(), &sql, values).await?
    };
    let named = |mut line: Past| {
        let who = whom(&line);
        line.name = people.iter().find(|p| Some(p.id) == who).map(|p| p.name.clone());
        line
    };
    Ok(lines.into_iter().map(named).collect())
}

#[derive(FromQueryResult)]
struct Person {
    id: PersonId,
    name: String,
}
