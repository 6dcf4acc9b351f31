//! Reads of the decision pages: kept rankings, releases, letters, requests, the public list. The
//! one rule: what is public is read from what was released, never from a ranking.

use crate::{
    domain::{
        evaluation::draw::DrawRecord,
        ids::{ApplicationId, CallId, OrganisationId, RedressId, ScenarioId},
        moment::Moment,
        money::Money,
    },
    store::{
        StoreError, draw, letter, ranking, redress,
        release::{self, Release},
        sql::{self, values},
    },
};
use sea_orm::{ConnectionTrait, FromQueryResult};

pub use crate::store::draw::Draw;
pub use crate::store::letter::Letter;
pub use crate::store::ranking::Scenario;
pub use crate::store::redress::Redress;
pub use crate::store::reserve::Line as JournalLine;

/// The rankings kept for a round, newest first.
pub async fn scenarios(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Vec<Scenario>, StoreError> {
    ranking::list(conn, call, round).await
}

/// One of them.
pub async fn scenario(conn: &impl ConnectionTrait, id: ScenarioId) -> Result<Scenario, StoreError> {
    ranking::load(conn, id).await
}

/// The draw of a round.
pub async fn draw_of(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Option<Draw>, StoreError> {
    draw::find(conn, call, round).await
}

/// The release of a round, if it is out.
pub async fn release_of(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Option<Release>, StoreError> {
    release::find(conn, call, round).await
}

/// The rounds of a call whose results are out, in order.
pub async fn released(conn: &impl ConnectionTrait, call: CallId) -> Result<Vec<u32>, StoreError> {
    release::rounds(conn, call).await
}

/// The letters of a round.
pub async fn letters(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Vec<Letter>, StoreError> {
    letter::of_round(conn, call, round).await
}

/// The letters of a proposal, newest round first; none before the release.
pub async fn letters_of(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
) -> Result<Vec<Letter>, StoreError> {
    letter::of_proposal(conn, proposal).await
}

/// The requests of a call to review the procedure, open ones first.
pub async fn reviews(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Vec<Redress>, StoreError> {
    redress::of_call(conn, call).await
}

/// One request.
pub async fn review(conn: &impl ConnectionTrait, id: RedressId) -> Result<Redress, StoreError> {
    redress::load(conn, id).await
}

/// One organisation of a funded proposal, as everybody may read it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Funded {
    /// The proposal.
    pub proposal_id: ApplicationId,
    /// Its number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Key of the voucher's type.
    pub type_key: String,
    /// The organisation.
    pub name: String,
    /// Code of its country.
    pub country: String,
    /// The lead has 0.
    pub position: i64,
    /// The whole grant.
    pub amount: Money,
}

/// Everybody who is funded now in the rounds of a call that give money, once one of them was
/// released, with the newest of these releases; the lead first. `None` before.
pub async fn funded(
    conn: &impl ConnectionTrait,
    call: CallId,
    from: u32,
) -> Result<Option<(Release, Vec<Funded>)>, StoreError> {
    let last = release::rounds(conn, call).await?.into_iter().rfind(|round| *round >= from);
    let Some(last) = last else { return Ok(None) };
    let Some(release) = release::find(conn, call, last).await? else { return Ok(None) };
    let found = sql::rows(
        conn,
        "select q.id as proposal_id, q.reference, q.title, q.type_key, o.name, o.country, \
         p.position, (select cast(coalesce(sum(t.amount), 0) as bigint) from transfers t \
           join accounts d on d.id = t.debit_id where t.application_id = q.id \
           and d.name = 'budget' and t.kind = 'pending' and not exists (select 1 from transfers e \
             where e.pending_id = t.id and e.kind = 'void_of')) as amount \
         from proposals q join partners p on p.proposal_id = q.id \
         join organisations o on o.id = p.organisation_id \
         where q.call_id = $1 and q.round >= $2 and q.round <= $3 and q.stage = 'awarded' \
         order by q.reference, p.position, o.name",
        values![call, i64::from(from), i64::from(last)],
    )
    .await?;
    Ok(Some((release, found)))
}

/// A held draw with everything to run it again.
pub fn record(draw: &Draw) -> Option<DrawRecord> {
    draw.revealed_at?;
    Some(DrawRecord {
        terms: draw.terms.clone(),
        commitment: draw.commitment.clone(),
        public: draw.public_text.clone(),
        nonce: draw.nonce.to_hex(),
        order: draw.order.clone(),
    })
}

/// How many proposals of a call stand where.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct StageCount {
    /// Code of the stage.
    pub stage: String,
    /// How many; drafts of others are not counted.
    pub many: i64,
    /// What they ask for together.
    pub requested: Money,
}

/// Proposals that were handed in, by stage.
pub async fn stages(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Vec<StageCount>, StoreError> {
    sql::rows(
        conn,
        "select stage, count(*) as many, cast(sum(requested_cents) as bigint) as requested \
         from proposals where call_id = $1 and stage <> 'draft' \
         and not (stage = 'withdrawn' and submitted_at is null) group by stage",
        values![call],
    )
    .await
}

/// One partner of one proposal, for the meters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Code of its country.
    pub country: String,
    /// Its size by its declaration.
    pub size: String,
    /// Its sector, once it is given.
    pub sector: Option<String>,
    /// The proposal is funded.
    pub funded: bool,
    /// Its share.
    pub cash: Money,
    /// Services in kind.
    pub services: Money,
}

/// Everybody reached by a call: partners of proposals that were handed in.
pub async fn reached(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Vec<Reached>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        proposal_id: ApplicationId,
        organisation_id: OrganisationId,
        country: String,
        size: String,
        stage: String,
        cash: Money,
        services: Money,
    }
    let found: Vec<Row> = sql::rows(
        conn,
        "select q.id as proposal_id, p.organisation_id, o.country, p.size, q.stage, \
         p.requested_cents as cash, p.services_cents as services from partners p \
         join proposals q on q.id = p.proposal_id join organisations o on o.id = p.organisation_id \
         where q.call_id = $1 and q.stage not in ('draft','invited','lapsed','withdrawn') \
         order by p.organisation_id, q.id",
        values![call],
    )
    .await?;
    let said = ranking::answers(conn, call, round, ["", ""], "sector").await?;
    let reached = |row: Row| {
        let parts = said.get(&row.proposal_id).map(|said| &said.parts);
        let part = parts.and_then(|parts| parts.get(&row.organisation_id));
        Reached {
            organisation: row.organisation_id,
            country: row.country,
            size: row.size,
            sector: part.and_then(|part| part.get("sector")).cloned(),
            funded: row.stage == "awarded",
            cash: row.cash,
            services: row.services,
        }
    };
    Ok(found.into_iter().map(reached).collect())
}

/// When everybody was informed: the last release of the call.
pub async fn informed_at(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Option<Moment>, StoreError> {
    sql::scalar(
        conn,
        "select released_at from releases where call_id = $1 order by round desc limit 1",
        values![call],
    )
    .await
}
