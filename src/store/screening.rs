//! Who is screened, the checks that were made, and the finds with what was decided. The one rule: a
//! check is never changed; a find is changed under the version that was seen.

use super::{StoreError, Tx, WriteTx, payment, sql};
use crate::domain::{
    bank::BankAccount,
    ids::{ApplicationId, BatchId, OrganisationId, PersonId, ScreeningId},
    moment::Moment,
    screening::{CandidateState, Named, Occasion, Outcome, Part, Party},
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Which organisations.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'s> {
    /// These.
    These(&'s [OrganisationId]),
    /// The payees of payments that are free to join a batch.
    Free,
    /// The payees of a batch.
    Batch(BatchId),
    /// All that were screened before.
    Screened,
}

impl Scope<'_> {
    /// The condition on a column, and its values.
    fn on(&self, column: &str) -> (String, Vec<Value>) {
        match self {
            Self::These(ids) => {
                let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
                let given = ids.iter().map(|id| Value::from(*id)).collect();
                (format!("{column} in ({})", places.join(", ")), given)
            }
            Self::Free => {
                let free = payment::FREE;
                (format!("{column} in (select payee_id from payments where {free})"), vec![])
            }
            Self::Batch(id) => (
                format!("{column} in (select payee_id from payments where batch_id = $1)"),
                values![*id],
            ),
            Self::Screened => {
                (format!("{column} in (select organisation_id from screenings)"), vec![])
            }
        }
    }
    /// Nobody.
    const fn is_empty(&self) -> bool {
        matches!(self, Self::These([]))
    }
}

/// The organisations with all their names, by id: themselves, the holders of their living accounts,
/// and who may sign.
pub async fn parties(
    conn: &impl ConnectionTrait,
    scope: Scope<'_>,
) -> Result<Vec<Party>, StoreError> {
    #[derive(FromQueryResult)]
    struct Own {
        id: OrganisationId,
        name: String,
    }
    #[derive(FromQueryResult)]
    struct Signer {
        organisation_id: OrganisationId,
        id: Uuid,
        name: String,
    }
    #[derive(FromQueryResult)]
    struct Account {
        organisation_id: OrganisationId,
        details: String,
    }
    if scope.is_empty() {
        return Ok(Vec::new());
    }
    let (within, given) = scope.on("id");
    let sql = format!("select id, name from organisations where {within} order by id");
    let own: Vec<Own> = sql::rows(conn, &sql, given).await?;
    let mut all: BTreeMap<OrganisationId, Vec<Named>> = BTreeMap::new();
    for Own { id, name } in own {
        all.insert(id, vec![Named { part: Part::Organisation, of: id.0, name }]);
    }
    let (within, given) = scope.on("m.organisation_id");
    let sql = format!(
        "select m.organisation_id, p.id, p.name from members m join persons p \
         on p.id = m.person_id where m.role in ('lead','signatory') and {within} \
         order by m.organisation_id, p.id"
    );
    let signers: Vec<Signer> = sql::rows(conn, &sql, given).await?;
    let (within, given) = scope.on("organisation_id");
    let sql = format!(
        "select organisation_id, details from bank_accounts \
         where stage in ('confirmed','proposed') and {within} order by organisation_id, id"
    );
    let accounts: Vec<Account> = sql::rows(conn, &sql, given).await?;
    for Account { organisation_id, details } in accounts {
        let account: BankAccount = serde_json::from_str(&details)
            .map_err(|_| StoreError::corrupt("bank_accounts", "details"))?;
        let name = account.holder.as_str().to_owned();
        let holder = Named { part: Part::Holder, of: organisation_id.0, name };
        if let Some(names) = all.get_mut(&organisation_id)
            && names.iter().all(|one| one.key() != holder.key())
        {
            names.push(holder);
        }
    }
    for Signer { organisation_id, id, name } in signers {
        if let Some(names) = all.get_mut(&organisation_id) {
            names.push(Named { part: Part::Signatory, of: id, name });
        }
    }
    Ok(all.into_iter().map(|(organisation, names)| Party { organisation, names }).collect())
}

/// The last check of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Last {
    /// Whose.
    pub organisation_id: OrganisationId,
    /// Against which list.
    pub list_id: Option<Uuid>,
    /// Digest of the names that were compared.
    pub names_digest: String,
}

/// The last check of each organisation that had one.
pub async fn last(conn: &impl ConnectionTrait, scope: Scope<'_>) -> Result<Vec<Last>, StoreError> {
    if scope.is_empty() {
        return Ok(Vec::new());
    }
    let (within, given) = scope.on("s.organisation_id");
    let sql = format!(
        "select s.organisation_id, s.list_id, s.names_digest from screenings s where {within} \
         and not exists (select 1 from screenings t where t.organisation_id = s.organisation_id \
         and (t.at > s.at or (t.at = s.at and t.id > s.id)))"
    );
    sql::rows(conn, &sql, given).await
}

/// A check as it is kept.
#[derive(Debug, Clone)]
pub struct Check {
    /// Whose.
    pub organisation: OrganisationId,
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
        "insert into screenings (id, organisation_id, list_id, occasion, file_id, names_digest, \
         outcome, at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            tx.id::<Uuid>(),
            check.organisation,
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
    organisation_id: OrganisationId,
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
    pub organisation: OrganisationId,
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
        Ok(Candidate {
            id: self.id,
            organisation: self.organisation_id,
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

const COLUMNS: &str = "id, organisation_id, part, of_id, name, name_key, entry_id, entry_digest, \
                       alias, score, list_id, state, state_facts, found_at, version";

/// All finds about these organisations.
pub async fn candidates(
    conn: &impl ConnectionTrait,
    scope: Scope<'_>,
) -> Result<Vec<Candidate>, StoreError> {
    if scope.is_empty() {
        return Ok(Vec::new());
    }
    let (within, given) = scope.on("organisation_id");
    let sql = format!(
        "select {COLUMNS} from screening_candidates where {within} \
         order by organisation_id, found_at, id"
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
        "insert into screening_candidates (id, organisation_id, part, of_id, name, name_key, \
         entry_id, entry_digest, alias, score, list_id, state, state_facts, found_at, version, \
         changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $14) \
         on conflict do nothing",
        values![
            new.id,
            new.organisation,
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
