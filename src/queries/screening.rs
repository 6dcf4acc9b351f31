//! Screening as the office reads it: the list in use, finds that wait, one find beside its entry,
//! an organisation's checks. The one rule: doors ask for `SeeScreening` before they come here.

pub use super::batches::{organisations, people};
use crate::{
    domain::{
        ids::{OrganisationId, ScreeningId},
        moment::Moment,
        screening::Entry,
    },
    store::{
        StoreError, edes, organisation, sanctions, screening,
        sql::{self, Conn, values},
    },
};
use sea_orm::FromQueryResult;

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

/// The organisation itself.
pub async fn organisation(
    conn: &impl Conn,
    id: OrganisationId,
) -> Result<Organisation, StoreError> {
    organisation::load(conn, id).await
}

/// All finds about an organisation.
pub async fn of(conn: &impl Conn, id: OrganisationId) -> Result<Vec<Candidate>, StoreError> {
    screening::candidates(conn, Scope::These(&[id])).await
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
               left join sanction_lists l on l.id = s.list_id where s.organisation_id = $1 \
               order by s.at desc, s.id desc limit 20";
    sql::rows(conn, sql, values![id]).await
}
