//! Releases: one row a call and round. The one rule: whoever changes what a release made holds the
//! lock of its row; proposals are locked before it, accounts after it, so nobody waits in a ring.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, CallId, PersonId, ScenarioId},
    moment::Moment,
    proposal::ProposalStageKind,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A release.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Release {
    /// Of which call.
    pub call_id: CallId,
    /// Of which round.
    pub round: i64,
    /// The signed ranking.
    pub scenario_id: ScenarioId,
    /// Mails that told of a result.
    pub recipients: i64,
    /// Digest of all letters.
    pub digest: String,
    /// Who released.
    pub released_by: PersonId,
    /// When.
    pub released_at: Moment,
}

const COLUMNS: &str = "call_id, round, scenario_id, recipients, digest, released_by, released_at";

/// The release of a round, if it is out.
pub async fn find(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Option<Release>, StoreError> {
    let sql = format!("select {COLUMNS} from releases where call_id = $1 and round = $2");
    sql::row(conn, &sql, values![call, i64::from(round)]).await
}

/// The same, locked until the transaction ends.
pub async fn lock(tx: &impl Tx, call: CallId, round: u32) -> Result<Option<Release>, StoreError> {
    let lock = sql::for_update(tx.conn());
    let sql = format!("select {COLUMNS} from releases where call_id = $1 and round = $2{lock}");
    sql::row(tx.conn(), &sql, values![call, i64::from(round)]).await
}

/// Call and round of every release whose reserve list may still move: somebody waits on it.
pub async fn with_reserve(conn: &impl ConnectionTrait) -> Result<Vec<(CallId, u32)>, StoreError> {
    let found: Vec<Release> = sql::rows(
        conn,
        &format!(
            "select {COLUMNS} from releases r where exists (select 1 from proposals p \
             where p.call_id = r.call_id and p.round = r.round and p.stage = 'reserve') \
             order by released_at, call_id, round"
        ),
        vec![],
    )
    .await?;
    let round = |raw: i64| u32::try_from(raw).map_err(|_| StoreError::corrupt("releases", "round"));
    found.into_iter().map(|row| Ok((row.call_id, round(row.round)?))).collect()
}

/// The rounds of a call whose results are out, in order.
pub async fn rounds(conn: &impl ConnectionTrait, call: CallId) -> Result<Vec<u32>, StoreError> {
    let found: Vec<Release> = sql::rows(
        conn,
        &format!("select {COLUMNS} from releases where call_id = $1 order by round"),
        values![call],
    )
    .await?;
    let round = |raw: i64| u32::try_from(raw).map_err(|_| StoreError::corrupt("releases", "round"));
    found.into_iter().map(|row| round(row.round)).collect()
}

/// Adds the row. A second one of the same round is refused by the primary key.
pub async fn insert(tx: &WriteTx, release: &Release) -> Result<(), StoreError> {
    let r = release;
    sql::run(
        tx.conn(),
        "insert into releases (call_id, round, scenario_id, recipients, digest, released_by, \
         released_at) values ($1, $2, $3, $4, $5, $6, $7)",
        values![
            r.call_id,
            r.round,
            r.scenario_id,
            r.recipients,
            r.digest.clone(),
            r.released_by,
            r.released_at
        ],
    )
    .await
    .map(|_| ())
}

/// Locks all proposals of a round in one stage, in the order of their ids.
pub async fn lock_proposals(
    tx: &impl Tx,
    call: CallId,
    round: u32,
    stage: ProposalStageKind,
) -> Result<(), StoreError> {
    let lock = sql::for_update(tx.conn());
    if lock.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "select id from proposals where call_id = $1 and round = $2 and stage = $3 order by id{lock}"
    );
    sql::run(tx.conn(), &sql, values![call, i64::from(round), stage.code()]).await.map(|_| ())
}

/// How many mails a release sends: one a proposal and person who reads or writes for one of its
/// partners, viewers left out, as `outbox` finds them.
pub async fn recipients(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
    type_keys: &[String],
) -> Result<u32, StoreError> {
    let mut values = values![call, i64::from(round)];
    values.extend(type_keys.iter().map(|key| sea_orm::Value::from(key.clone())));
    let places: Vec<String> = (3..=values.len()).map(|n| format!("${n}")).collect();
    if places.is_empty() {
        return Ok(0);
    }
    let count: Option<i64> = sql::scalar(
        conn,
        &format!(
            "select count(*) from (select distinct p.proposal_id, m.person_id from partners p \
             join proposals q on q.id = p.proposal_id \
             join members m on m.organisation_id = p.organisation_id \
             where q.call_id = $1 and q.round = $2 and q.stage = 'admitted' \
             and q.type_key in ({}) and m.role <> 'viewer') told",
            places.join(", ")
        ),
        values,
    )
    .await?;
    Ok(u32::try_from(count.unwrap_or_default()).unwrap_or(u32::MAX))
}

/// Comments of the evaluation, by proposal and criterion: those people agreed on, or where there
/// is none those of the delivered reports, without names and in the order of their texts, so that
/// the order tells nobody whose is whose.
pub async fn comments(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Vec<Comment>, StoreError> {
    sql::rows(
        conn,
        "select k.proposal_id, k.criterion, k.comment from consensus_marks k \
         join consensus c on c.proposal_id = k.proposal_id and c.round = k.round \
         where c.call_id = $1 and k.round = $2 and k.comment <> '' \
         union all select r.proposal_id, m.criterion, m.comment \
         from reports r join report_marks m on m.report_id = r.id \
         where r.call_id = $1 and r.round = $2 and r.state = 'delivered' and m.comment <> '' \
         and not exists (select 1 from consensus_marks k where k.proposal_id = r.proposal_id \
           and k.round = r.round and k.criterion = m.criterion and k.comment <> '') \
         order by 1, 2, 3",
        values![call, i64::from(round)],
    )
    .await
}

/// What was said about one criterion of one proposal.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Comment {
    /// Of which proposal.
    pub proposal_id: ApplicationId,
    /// About which criterion.
    pub criterion: String,
    /// What was said.
    pub comment: String,
}
