//! Proposals: lock, load, save. The one rule: a change names the version it saw, and stands under
//! a permit for that very proposal.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    access::{Actor, Subject},
    application::Version,
    ids::{ApplicationId, CallId, OrganisationId, PersonId},
    moment::Moment,
    money::Money,
    proposal::{
        ExpertTie, Proposal, ProposalRef, ProposalStage, ProposalStageKind, Tie, tie as tie_of,
    },
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    id: ApplicationId,
    call_id: CallId,
    reference: String,
    type_key: String,
    lead_id: OrganisationId,
    author_id: PersonId,
    title: String,
    requested_cents: Money,
    round: i64,
    stage: String,
    stage_facts: String,
    version: Version,
    started_at: Moment,
    changed_at: Moment,
}

/// A proposal with what the columns keep beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The proposal.
    pub proposal: Proposal,
    /// When it was begun.
    pub started_at: Moment,
    /// Last change of stage.
    pub changed_at: Moment,
}

impl Stored {
    /// Everyone an event must name.
    pub const fn reference(&self) -> ProposalRef {
        self.proposal.reference()
    }
    /// As the subject of an act of someone who stands to it like this. What was withdrawn while it
    /// was written stays what it was for all others: what is in it was never handed in.
    pub const fn subject(&self, tie: Tie) -> Subject {
        let mut stage = self.proposal.stage.kind();
        if let ProposalStage::Withdrawn { from, .. } = &self.proposal.stage
            && from.is_writing()
        {
            stage = *from;
        }
        Subject::Proposal { proposal: self.reference(), stage, tie }
    }
}

impl Row {
    fn stored(self) -> Result<Stored, StoreError> {
        let bad = |why: &str| StoreError::corrupt("proposals", why);
        let stage: ProposalStage =
            serde_json::from_str(&self.stage_facts).map_err(|_| bad("stage facts"))?;
        if ProposalStageKind::from_code(&self.stage) != Some(stage.kind()) {
            return Err(bad("stage and its facts differ"));
        }
        Ok(Stored {
            proposal: Proposal {
                id: self.id,
                call: self.call_id,
                reference: self.reference,
                type_key: self.type_key,
                lead: self.lead_id,
                author: self.author_id,
                title: self.title,
                requested: self.requested_cents,
                round: u32::try_from(self.round).map_err(|_| bad("round"))?,
                stage,
                version: self.version,
            },
            started_at: self.started_at,
            changed_at: self.changed_at,
        })
    }
}

/// Proposals that others than their own consortium may know of, as a condition on their rows: a
/// draft that was withdrawn was never handed in.
pub const HANDED_IN: &str = "stage <> 'draft' and \
    not (stage = 'withdrawn' and stage_facts like '%\"from\":\"draft\"%')";

const COLUMNS: &str = "id, call_id, reference, type_key, lead_id, author_id, title, \
                       requested_cents, round, stage, stage_facts, version, started_at, changed_at";

/// The proposal, for reading.
pub async fn load(conn: &impl ConnectionTrait, id: ApplicationId) -> Result<Stored, StoreError> {
    let sql = format!("select {COLUMNS} from proposals where id = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "proposals" })?.stored()
}

/// The proposal, locked until the transaction ends.
pub async fn lock(tx: &impl Tx, id: ApplicationId) -> Result<Stored, StoreError> {
    let lock = sql::for_change(tx.conn());
    let sql = format!("select {COLUMNS} from proposals where id = $1{lock}");
    let row: Option<Row> = sql::row(tx.conn(), &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "proposals" })?.stored()
}

/// All proposals of a call in one round and stage, by reference; locked when `tx` may write.
pub async fn of_call(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
    stage: ProposalStageKind,
) -> Result<Vec<Stored>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from proposals where call_id = $1 and round = $2 and stage = $3 \
         order by reference"
    );
    let found: Vec<Row> =
        sql::rows(conn, &sql, values![call, i64::from(round), stage.code()]).await?;
    found.into_iter().map(Row::stored).collect()
}

/// All proposals of a call that a letter of this round went to, whatever became of them since, by
/// reference.
pub async fn told(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Vec<Stored>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from proposals where id in \
         (select proposal_id from letters where call_id = $1 and round = $2) order by reference"
    );
    let found: Vec<Row> = sql::rows(conn, &sql, values![call, i64::from(round)]).await?;
    found.into_iter().map(Row::stored).collect()
}

/// What goes on and is being written in any call, oldest first; at most so many.
pub async fn invited(conn: &impl ConnectionTrait, most: u32) -> Result<Vec<Stored>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from proposals where stage = 'invited' order by changed_at, id limit {most}"
    );
    let found: Vec<Row> = sql::rows(conn, &sql, vec![]).await?;
    found.into_iter().map(Row::stored).collect()
}

/// A draft of this lead for this type in the call, to be continued in place of a second one.
pub async fn open_draft(
    conn: &impl ConnectionTrait,
    call: CallId,
    lead: OrganisationId,
    type_key: &str,
) -> Result<Option<ApplicationId>, StoreError> {
    sql::scalar(
        conn,
        "select id from proposals where lead_id = $2 and call_id = $1 and type_key = $3 \
         and stage = 'draft' order by started_at limit 1",
        values![call, lead, type_key],
    )
    .await
}

fn facts(stage: &ProposalStage) -> Result<String, StoreError> {
    serde_json::to_string(stage).map_err(|e| StoreError::corrupt("proposals", e.to_string()))
}

/// Adds a draft.
pub async fn insert(tx: &WriteTx, proposal: &Proposal) -> Result<(), StoreError> {
    let p = proposal;
    sql::run(
        tx.conn(),
        "insert into files (id, call_id, kind) values ($1, $2, 'proposal')",
        values![p.id, p.call],
    )
    .await?;
    sql::run(
        tx.conn(),
        "insert into proposals (id, call_id, reference, type_key, lead_id, author_id, title, \
         requested_cents, round, submitted_at, stage, stage_facts, version, started_at, \
         changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, $10, $11, $12, $13, $13)",
        values![
            p.id,
            p.call,
            p.reference.clone(),
            p.type_key.clone(),
            p.lead,
            p.author,
            p.title.clone(),
            p.requested,
            i64::from(p.round),
            p.stage.kind().code(),
            facts(&p.stage)?,
            p.version,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Changes stage and columns of the proposal seen at its version; the version goes up by one.
/// Under a permit for this proposal, or one of the office (a release saves many).
pub async fn save(tx: &WriteTx, proposal: &Proposal) -> Result<(), StoreError> {
    let p = proposal;
    let covered = match tx.permit().subject() {
        Subject::Proposal { proposal, .. } => proposal.proposal == p.id,
        Subject::Office => true,
        Subject::Account(_)
        | Subject::Organisation(_)
        | Subject::Call { .. }
        | Subject::Profile { .. }
        | Subject::File { .. }
        | Subject::Panel { .. } => false,
    };
    if !covered {
        return Err(StoreError::WrongPermit);
    }
    let rows = sql::run(
        tx.conn(),
        "update proposals set title = $2, requested_cents = $3, round = $4, submitted_at = $5, \
         stage = $6, stage_facts = $7, version = version + 1, changed_at = $8 \
         where id = $1 and version = $9",
        values![
            p.id,
            p.title.clone(),
            p.requested,
            i64::from(p.round),
            p.stage.submitted_at(),
            p.stage.kind().code(),
            facts(&p.stage)?,
            tx.now(),
            p.version
        ],
    )
    .await?;
    sql::touched_one(rows, "proposals")
}

/// Keeps title and sum in their columns while they are written; no change of version. What goes on
/// keeps there what was handed in, because others read it.
pub async fn note(
    tx: &WriteTx,
    id: ApplicationId,
    title: &str,
    requested: Money,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update proposals set title = $2, requested_cents = $3 where id = $1 and stage <> 'invited'",
        values![id, title, requested],
    )
    .await
    .map(|_| ())
}

#[derive(FromQueryResult)]
#[expect(clippy::struct_excessive_bools, reason = "four answers that are free of each other")]
struct TieRow {
    assigned: bool,
    barred: bool,
    cleared: bool,
    rapporteur: bool,
}

/// How an actor stands to a proposal, beside leading it: two queries, none for a person who is
/// neither of a partner nor an expert of the call.
pub async fn tie(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    stored: &Stored,
) -> Result<Tie, StoreError> {
    let Some(person) = actor.person() else { return Ok(Tie::default()) };
    let p = &stored.proposal;
    let partners: Vec<OrganisationId> =
        super::partner::list(conn, p.id).await?.iter().map(|one| one.organisation_id).collect();
    let others: Vec<OrganisationId> = partners.into_iter().filter(|id| *id != p.lead).collect();
    let row: Option<TieRow> = sql::row(
        conn,
        "select exists (select 1 from assignments a where a.proposal_id = $1 and a.person_id = $2 \
           and a.round = $4 and a.ended_at is null) as assigned, \
         exists (select 1 from conflicts c where c.proposal_id = $1 and c.person_id = $2 \
           and c.ended_at is null) as barred, \
         (m.state = 'accepted' and m.contract_at is not null and m.screened_at is not null) \
           as cleared, \
         exists (select 1 from consensus k where k.proposal_id = $1 and k.rapporteur_id = $2 \
           and k.round = $4) as rapporteur \
         from panel_members m where m.call_id = $3 and m.person_id = $2",
        values![p.id, person, p.call, i64::from(p.round)],
    )
    .await?;
    let expert = row.map(|row| ExpertTie {
        assigned: row.assigned,
        barred: row.barred,
        cleared: row.cleared,
        rapporteur: row.rapporteur,
    });
    Ok(tie_of(&actor.member_of, &others, expert))
}
