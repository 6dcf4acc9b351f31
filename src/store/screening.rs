//! Who is screened, the checks that were made, and the finds with what was decided. The one rule: a
//! check is never changed; a find is changed under the version that was seen.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, PersonId, ScreeningId},
    moment::Moment,
    screening::{CandidateState, Named, Occasion, Outcome, Part, Screened},
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

mod scope; // who, and with which names
pub use scope::{Payments, Scope, parties, signers};

/// The last check of one of them.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Last {
    /// Whose.
    pub whom_id: Uuid,
    /// Against which list.
    pub list_id: Option<Uuid>,
    /// Digest of the names that were compared.
    pub names_digest: String,
}

/// The last check of each that had one.
pub async fn last(conn: &impl ConnectionTrait, scope: Scope<'_>) -> Result<Vec<Last>, StoreError> {
    if scope.is_empty() {
        return Ok(Vec::new());
    }
    let (within, given) = scope.on("s.whom_id");
    let sql = format!(
        "select s.whom_id, s.list_id, s.names_digest from screenings s where {within} \
         and not exists (select 1 from screenings t where t.whom_id = s.whom_id \
         and (t.at > s.at or (t.at = s.at and t.id > s.id)))"
    );
    sql::rows(conn, &sql, given).await
}

/// A check as it is kept.
#[derive(Debug, Clone)]
pub struct Check {
    /// Whose.
    pub whom: Screened,
    /// Against which list, if one was in use.
    pub list: Option<Uuid>,
    /// Before what.
    pub occasion: Occasion,
    /// For which file.
    pub file: Option<ApplicationId>,
    /// Digest of the names compared.
    pub names_digest: String,
    /// What it came to.
    pub outcome: Outcome,
}

/// Keeps a check.
pub async fn add_check(tx: &WriteTx, check: &Check) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into screenings (id, whom, whom_id, list_id, occasion, file_id, names_digest, \
         outcome, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values![
            tx.id::<Uuid>(),
            check.whom.code(),
            check.whom.id(),
            check.list,
            check.occasion.code(),
            check.file,
            check.names_digest.clone(),
            check.outcome.code(),
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

#[derive(FromQueryResult)]
struct Row {
    id: ScreeningId,
    whom: String,
    whom_id: Uuid,
    part: String,
    of_id: Uuid,
    name: String,
    name_key: String,
    entry_id: String,
    entry_digest: String,
    alias: String,
    score: i64,
    list_id: Uuid,
    state: String,
    state_facts: String,
    found_at: Moment,
    version: i64,
}

/// A find as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: ScreeningId,
    /// Whose name it is about.
    pub whom: Screened,
    /// Which name.
    pub named: Named,
    /// The name as it is compared.
    pub name_key: String,
    /// The list's number of the entry.
    pub entry_id: String,
    /// Digest of the entry.
    pub entry_digest: String,
    /// The entry's name that is most like it.
    pub alias: String,
    /// How alike, in thousandths.
    pub score: i64,
    /// The list it was found on.
    pub list: Uuid,
    /// Where it stands.
    pub state: CandidateState,
    /// Since when.
    pub found_at: Moment,
    /// For the check against stale pages.
    pub version: i64,
}

impl Row {
    fn stored(self) -> Result<Candidate, StoreError> {
        let bad = |why: &str| StoreError::corrupt("screening_candidates", why);
        let state: CandidateState =
            serde_json::from_str(&self.state_facts).map_err(|_| bad("state facts"))?;
        if state.kind().code() != self.state {
            return Err(bad("state and its facts differ"));
        }
        let part = Part::from_code(&self.part).ok_or_else(|| bad("part"))?;
        let whom = Screened::from_code(&self.whom, self.whom_id).ok_or_else(|| bad("whom"))?;
        Ok(Candidate {
            id: self.id,
            whom,
            named: Named { part, of: self.of_id, name: self.name },
            name_key: self.name_key,
            entry_id: self.entry_id,
            entry_digest: self.entry_digest,
            alias: self.alias,
            score: self.score,
            list: self.list_id,
            state,
            found_at: self.found_at,
            version: self.version,
        })
    }
}

const COLUMNS: &str = "id, whom, whom_id, part, of_id, name, name_key, entry_id, \
                       entry_digest, alias, score, list_id, state, state_facts, found_at, version";

/// All finds about these.
pub async fn candidates(
    conn: &impl ConnectionTrait,
    scope: Scope<'_>,
) -> Result<Vec<Candidate>, StoreError> {
    if scope.is_empty() {
        return Ok(Vec::new());
    }
    let (within, given) = scope.on("whom_id");
    let sql = format!(
        "select {COLUMNS} from screening_candidates where {within} \
         order by whom_id, found_at, id"
    );
    let found: Vec<Row> = sql::rows(conn, &sql, given).await?;
    found.into_iter().map(Row::stored).collect()
}

/// The find, for reading.
pub async fn load(conn: &impl ConnectionTrait, id: ScreeningId) -> Result<Candidate, StoreError> {
    let sql = format!("select {COLUMNS} from screening_candidates where id = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "screening_candidates" })?.stored()
}

/// The find, locked.
pub async fn lock(tx: &impl Tx, id: ScreeningId) -> Result<Candidate, StoreError> {
    let lock = sql::for_update(tx.conn());
    let sql = format!("select {COLUMNS} from screening_candidates where id = $1{lock}");
    let row: Option<Row> = sql::row(tx.conn(), &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "screening_candidates" })?.stored()
}

/// The finds in a state after a place of the list, the oldest first.
pub async fn in_states(
    conn: &impl ConnectionTrait,
    states: &str,
    after: Option<(Moment, ScreeningId)>,
    most: usize,
) -> Result<Vec<Candidate>, StoreError> {
    let (at, id) = after.unwrap_or((Moment::from_millis(-1), ScreeningId(Uuid::nil())));
    let sql = format!(
        "select {COLUMNS} from screening_candidates where state in ({states}) \
         and (found_at > $1 or (found_at = $1 and id > $2)) order by found_at, id limit {most}"
    );
    let found: Vec<Row> = sql::rows(conn, &sql, values![at, id]).await?;
    found.into_iter().map(Row::stored).collect()
}

fn facts(state: &CandidateState) -> Result<String, StoreError> {
    let bad = |e: serde_json::Error| StoreError::corrupt("screening_candidates", e.to_string());
    serde_json::to_string(state).map_err(bad)
}

/// Adds an open find. Nothing when another change has just added the same.
pub async fn insert(tx: &WriteTx, new: &Candidate) -> Result<u64, StoreError> {
    sql::run(
        tx.conn(),
        "insert into screening_candidates (id, whom, whom_id, part, of_id, name, name_key, \
         entry_id, entry_digest, alias, score, list_id, state, state_facts, found_at, version, \
         changed_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $15) \
         on conflict do nothing",
        values![
            new.id,
            new.whom.code(),
            new.whom.id(),
            new.named.part.code(),
            new.named.of,
            new.named.name.clone(),
            new.name_key.clone(),
            new.entry_id.clone(),
            new.entry_digest.clone(),
            new.alias.clone(),
            new.score,
            new.list,
            new.state.kind().code(),
            facts(&new.state)?,
            tx.now()
        ],
    )
    .await
}

/// Changes the state of the find seen at `stored.version`.
pub async fn save(tx: &WriteTx, stored: &Candidate) -> Result<(), StoreError> {
    let (proposed_by, decided_by): (Option<PersonId>, Option<PersonId>) = match &stored.state {
        CandidateState::Open | CandidateState::Stale { .. } => (None, None),
        CandidateState::Proposed { by, .. } => (Some(*by), None),
        CandidateState::Cleared { proposed_by, by, .. } => (Some(*proposed_by), Some(*by)),
        CandidateState::Matched { by, .. } => (None, Some(*by)),
    };
    let rows = sql::run(
        tx.conn(),
        "update screening_candidates set state = $2, state_facts = $3, proposed_by = $4, \
         decided_by = $5, version = version + 1, changed_at = $6 where id = $1 and version = $7",
        values![
            stored.id,
            stored.state.kind().code(),
            facts(&stored.state)?,
            proposed_by,
            decided_by,
            tx.now(),
            stored.version
        ],
    )
    .await?;
    sql::touched_one(rows, "screening_candidates")
}
