//! Conflicts of interest as kept. The one rule: a row bars while it has no end; an end by a person
//! is a release, which recomputing respects, and an end by nobody only says "no longer found".

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    conflict::{
        Conflict, ConflictKind, ConflictSource, Evidence, Found, Release, Validity, Weight,
    },
    ids::{ApplicationId, CallId, ConflictId, OrganisationId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A conflict with whom and what it stands between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// In which call.
    pub call: CallId,
    /// The proposal.
    pub proposal: ApplicationId,
    /// The expert.
    pub person: PersonId,
    /// The conflict.
    pub conflict: Conflict,
}

impl Stored {
    /// It keeps the expert from the proposal now.
    pub const fn bars(&self) -> bool {
        self.conflict.ended_at.is_none() && self.conflict.release.is_none()
    }
}

/// What the column `evidence` holds: ids and codes, and the words of the person who noted it.
#[derive(Serialize, Deserialize)]
struct Shown {
    party: Option<OrganisationId>,
    by: BTreeSet<Evidence>,
    valid: Validity,
    note: String,
}

#[derive(FromQueryResult)]
struct Row {
    id: ConflictId,
    call_id: CallId,
    proposal_id: ApplicationId,
    person_id: PersonId,
    kind: String,
    severity: String,
    source: String,
    evidence: String,
    pinned: bool,
    from_at: Moment,
    by_person: Option<PersonId>,
    ended_at: Option<Moment>,
    ended_by: Option<PersonId>,
    end_reason: String,
}

const fn severity(weight: Weight) -> &'static str {
    match weight {
        Weight::Potential => "potential",
        Weight::Disqualifying => "disqualifying",
    }
}

impl Row {
    fn stored(self) -> Result<Stored, StoreError> {
        let bad = |why: &str| StoreError::corrupt("conflicts", why);
        let shown: Shown = serde_json::from_str(&self.evidence).map_err(|_| bad("evidence"))?;
        let weight =
            if self.severity == "potential" { Weight::Potential } else { Weight::Disqualifying };
        let release = self.ended_at.zip(self.ended_by).map(|(at, by)| Release {
            by,
            at,
            reason: self.end_reason,
        });
        Ok(Stored {
            call: self.call_id,
            proposal: self.proposal_id,
            person: self.person_id,
            conflict: Conflict {
                id: self.id,
                found: Found {
                    kind: ConflictKind::from_code(&self.kind).ok_or_else(|| bad("kind"))?,
                    party: shown.party,
                    weight,
                    evidence: shown.by,
                    valid: shown.valid,
                },
                source: ConflictSource::from_code(&self.source).ok_or_else(|| bad("source"))?,
                note: shown.note,
                noted_at: self.from_at,
                noted_by: self.by_person,
                pinned: self.pinned,
                ended_at: self.ended_at.filter(|_| release.is_none()),
                release,
            },
        })
    }
}

const SELECT: &str = "select id, call_id, proposal_id, person_id, kind, severity, source, \
    evidence, pinned, from_at, by_person, ended_at, ended_by, end_reason from conflicts";

/// Every conflict ever noted in a call, by proposal and person.
pub async fn of_call(conn: &impl ConnectionTrait, call: CallId) -> Result<Vec<Stored>, StoreError> {
    let sql = format!("{SELECT} where call_id = $1 order by proposal_id, person_id, id");
    let found: Vec<Row> = sql::rows(conn, &sql, values![call]).await?;
    found.into_iter().map(Row::stored).collect()
}

/// One.
pub async fn load(conn: &impl ConnectionTrait, id: ConflictId) -> Result<Stored, StoreError> {
    let sql = format!("{SELECT} where id = $1");
    let found: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    found.ok_or(StoreError::Missing { table: "conflicts" })?.stored()
}

/// Pairs that a conflict bars in a call, once each.
pub async fn barred(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<BTreeSet<(ApplicationId, PersonId)>, StoreError> {
    #[derive(FromQueryResult)]
    struct Pair {
        proposal_id: ApplicationId,
        person_id: PersonId,
    }
    let found: Vec<Pair> = sql::rows(
        conn,
        "select distinct proposal_id, person_id from conflicts \
         where call_id = $1 and ended_at is null",
        values![call],
    )
    .await?;
    Ok(found.into_iter().map(|pair| (pair.proposal_id, pair.person_id)).collect())
}

fn shown(conflict: &Conflict) -> Result<String, StoreError> {
    serde_json::to_string(&Shown {
        party: conflict.found.party,
        by: conflict.found.evidence.clone(),
        valid: conflict.found.valid,
        note: conflict.note.clone(),
    })
    .map_err(|e| StoreError::corrupt("conflicts", e.to_string()))
}

/// Adds one.
pub async fn insert(tx: &WriteTx, stored: &Stored) -> Result<(), StoreError> {
    let c = &stored.conflict;
    sql::run(
        tx.conn(),
        "insert into conflicts (id, call_id, proposal_id, person_id, kind, severity, source, \
         evidence, pinned, from_at, by_person, ended_at, ended_by, end_reason) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, null, null, '')",
        values![
            c.id,
            stored.call,
            stored.proposal,
            stored.person,
            c.found.kind.code(),
            severity(c.found.weight),
            c.source.code(),
            shown(c)?,
            c.pinned,
            c.noted_at,
            c.noted_by
        ],
    )
    .await
    .map(|_| ())
}

/// Writes what a row shows now; `reopened` lets it bar again.
pub async fn update(tx: &WriteTx, conflict: &Conflict, reopened: bool) -> Result<(), StoreError> {
    let c = conflict;
    let end = if reopened { ", ended_at = null, ended_by = null, end_reason = ''" } else { "" };
    let sql = format!(
        "update conflicts set severity = $2, evidence = $3, pinned = $4{end} \
                       where id = $1"
    );
    let given = values![c.id, severity(c.found.weight), shown(c)?, c.pinned];
    sql::touched_one(sql::run(tx.conn(), &sql, given).await?, "conflicts")
}

/// Ends one: by a person, who releases it, or by nobody, because it is no longer found.
pub async fn end(
    tx: &WriteTx,
    id: ConflictId,
    by: Option<PersonId>,
    reason: &str,
) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update conflicts set ended_at = $2, ended_by = $3, end_reason = $4 \
         where id = $1 and ended_at is null",
        values![id, tx.now(), by, reason],
    )
    .await?;
    sql::touched_one(rows, "conflicts")
}
