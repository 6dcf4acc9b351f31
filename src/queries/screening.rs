//! Screening as the office reads it: the list in use, finds that wait, one find beside its entry,
//! an organisation's checks. The one rule: doors ask for `SeeScreening` before they come here.

pub use super::batches::{organisations, people};
use crate::{
    domain::{
        ids::{CallId, OrganisationId, ScreeningId},
        moment::Moment,
        screening::{Entry, Screened},
    },
    store::{
        StoreError, edes, organisation, sanctions, screening,
        sql::{self, Conn, values},
    },
};
use sea_orm::FromQueryResult;
use std::collections::BTreeSet;
use uuid::Uuid;

pub use crate::store::{
    edes::Check as EdesCheck,
    organisation::Stored as Organisation,
    sanctions::{List, Note},
    screening::{Candidate, Scope},
};

/// Rows on a page.
pub const PAGE: usize = 50;

/// The list in use.
pub async fn current(conn: &impl Conn) -> Result<Option<List>, StoreError> {
    sanctions::current(conn).await
}

/// Why none is in use, as noted last.
pub async fn note(conn: &impl Conn) -> Result<Option<Note>, StoreError> {
    sanctions::note(conn).await
}

/// Which finds a page lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Those people have to decide.
    Waiting,
    /// Those they have decided.
    Decided,
}

/// The finds after a place of the list, the oldest first; one more than a page has.
pub async fn finds(
    conn: &impl Conn,
    shown: Shown,
    after: Option<(Moment, ScreeningId)>,
) -> Result<Vec<Candidate>, StoreError> {
    let states = match shown {
        Shown::Waiting => "'open','proposed'",
        Shown::Decided => "'cleared','matched'",
    };
    screening::in_states(conn, states, after, PAGE + 1).await
}

/// How many finds wait.
pub async fn waiting(conn: &impl Conn) -> Result<i64, StoreError> {
    let sql = "select count(*) from screening_candidates where state in ('open','proposed')";
    Ok(sql::scalar(conn, sql, values![]).await?.unwrap_or_default())
}

/// One find.
pub async fn find(conn: &impl Conn, id: ScreeningId) -> Result<Candidate, StoreError> {
    screening::load(conn, id).await
}

/// The entry it was found with.
pub async fn entry(conn: &impl Conn, digest: &str) -> Result<Entry, StoreError> {
    sanctions::entry(conn, digest).await
}

/// One who signs for the project, as shown.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Signer {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its country's code; a partnership has none.
    pub country: String,
    /// The call it signs in.
    pub call_id: CallId,
    /// What it is called.
    pub call: String,
}

/// Those of these who sign for the project.
pub async fn signers(
    conn: &impl Conn,
    whom: impl Iterator<Item = Screened>,
) -> Result<Vec<Signer>, StoreError> {
    let ids: BTreeSet<Uuid> =
        whom.filter(|one| one.organisation().is_none()).map(Screened::id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
    let places = places.join(", ");
    let sql = format!(
        "select c.id, c.name, c.country, c.call_id, l.title as call from contracting_partners c \
         join calls l on l.id = c.call_id where c.id in ({places}) \
         union all select s.id, s.name, '', s.call_id, l.title from partnerships s \
         join calls l on l.id = s.call_id where s.id in ({places})"
    );
    sql::rows(conn, &sql, ids.into_iter().map(Into::into).collect()).await
}

/// The organisation itself.
pub async fn organisation(
    conn: &impl Conn,
    id: OrganisationId,
) -> Result<Organisation, StoreError> {
    organisation::load(conn, id).await
}

/// All finds about an organisation.
pub async fn of(conn: &impl Conn, id: OrganisationId) -> Result<Vec<Candidate>, StoreError> {
    screening::candidates(conn, Scope::These(&[id.into()])).await
}

/// What was read about it in EDES, the last first.
pub async fn edes_of(conn: &impl Conn, id: OrganisationId) -> Result<Vec<EdesCheck>, StoreError> {
    edes::of(conn, id).await
}

/// A check as shown.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Made {
    /// Before what.
    pub occasion: String,
    /// What it came to.
    pub outcome: String,
    /// When.
    pub at: Moment,
    /// The number of the list.
    pub number: Option<i64>,
}

/// The last checks of an organisation, newest first.
pub async fn made(conn: &impl Conn, id: OrganisationId) -> Result<Vec<Made>, StoreError> {
    let sql = "select s.occasion, s.outcome, s.at, l.number from screenings s \
               left join sanction_lists l on l.id = s.list_id where s.whom_id = $1 \
               order by s.at desc, s.id desc limit 20";
    sql::rows(conn, sql, values![id]).await
}
