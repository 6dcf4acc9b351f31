//! Experts, conflicts, assignments and reports of a call, as the office reads them. The one rule:
//! a fixed number of statements a page, however many proposals there are.

use crate::{
    domain::ids::{ApplicationId, CallId, OrganisationId},
    store::{
        Database, StoreError,
        sql::{self, values},
    },
};
use sea_orm::FromQueryResult;

pub use crate::store::{
    assignment::{Pair, Run, last_run, of_call as pairs, of_proposal as evaluators, run},
    call::{Stored as Call, load as call},
    conflict::{Stored as Conflict, of_call as conflicts},
    consensus::{
        Consensus, Line as ConsensusLine, Position, Version as ConsensusVersion, find as room,
        lines as room_lines, of_call as rooms, positions, versions as room_versions,
    },
    panel::{Member, of_call as members, subject},
    report::{Line, Report, delivered, delivered_lines, lines_of_proposal, of_proposal as reports},
    report_dates::{due as reports_due, next as next_due},
};

/// A proposal of a call that was handed in.
#[derive(Debug, Clone, FromQueryResult)]
pub struct File {
    /// Its id.
    pub id: ApplicationId,
    /// Its number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Key of its type.
    pub type_key: String,
    /// Its round.
    pub round: i64,
    /// Code of its stage.
    pub stage: String,
    /// The lead organisation.
    pub lead_id: OrganisationId,
    /// Its name.
    pub lead: String,
}

/// All proposals of a call that were handed in and not withdrawn, by reference.
pub async fn files(database: &Database, call: CallId) -> Result<Vec<File>, StoreError> {
    sql::rows(
        database.reads(),
        "select q.id, q.reference, q.title, q.type_key, q.round, q.stage, q.lead_id, \
         o.name as lead from proposals q join organisations o on o.id = q.lead_id \
         where q.call_id = $1 and q.stage not in ('draft','withdrawn') order by q.reference",
        values![call],
    )
    .await
}

/// The round a call is in: the first that has proposals in evaluation.
pub fn round(files: &[File]) -> u32 {
    let admitted = files.iter().filter(|file| file.stage == "admitted");
    admitted.filter_map(|file| u32::try_from(file.round).ok()).min().unwrap_or(0)
}

#[derive(Debug, Clone, FromQueryResult)]
struct OrganisationRow {
    id: OrganisationId,
    name: String,
}

/// The names of all organisations that take part in a call's proposals.
pub async fn parties(
    database: &Database,
    call: CallId,
) -> Result<Vec<(OrganisationId, String)>, StoreError> {
    let found: Vec<OrganisationRow> = sql::rows(
        database.reads(),
        "select distinct o.id, o.name from proposals q join partners r on r.proposal_id = q.id \
         join organisations o on o.id = r.organisation_id \
         where q.call_id = $1 and q.stage not in ('draft','invited','lapsed','withdrawn') \
         order by o.name, o.id",
        values![call],
    )
    .await?;
    Ok(found.into_iter().map(|row| (row.id, row.name)).collect())
}
