//! The consensus of a proposal: its draft, what each evaluator says to it, its final marks. The one
//! rule: an agreement counts for the very version it saw; final marks are kept whole each time in
//! `consensus_versions`, which the database only ever adds to.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, CallId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A consensus without its draft.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Consensus {
    /// The proposal.
    pub proposal_id: ApplicationId,
    /// The round.
    pub round: i64,
    /// `open` or `final`.
    pub state: String,
    /// Who drafts; none where the marks were worked out by rule.
    pub rapporteur_id: Option<PersonId>,
    /// The final marks as JSON (`FinalMarks`); empty while open.
    pub final_marks: String,
    /// Raised with each change of the draft.
    pub version: i64,
    /// Last change.
    pub changed_at: Moment,
}

impl Consensus {
    /// The marks are final.
    pub fn is_final(&self) -> bool {
        self.state == "final"
    }
}

/// The draft's mark and text for one criterion.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Line {
    /// Code of the criterion.
    pub criterion: String,
    /// The mark in tenths; none while there is none, or where it is no whole tenth.
    pub tenths: Option<i64>,
    /// The text applicants read.
    pub comment: String,
    /// Raised with each change of the mark.
    pub version: i64,
    /// Raised with each change of the text.
    pub comment_version: i64,
    /// Last change.
    pub changed_at: Moment,
}

/// What one evaluator said to the draft.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Position {
    /// Who.
    pub person_id: PersonId,
    /// To which version.
    pub seen_version: i64,
    /// Agrees, or has a dissent.
    pub agrees: bool,
    /// The dissent's text; empty for an agreement.
    pub dissent: String,
    /// When.
    pub at: Moment,
}

const SELECT: &str = "select proposal_id, round, state, rapporteur_id, final_marks, version, \
    changed_at from consensus";

/// The consensus of a proposal, once it was opened.
pub async fn find(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
    round: u32,
) -> Result<Option<Consensus>, StoreError> {
    let sql = format!("{SELECT} where proposal_id = $1 and round = $2");
    sql::row(conn, &sql, values![proposal, i64::from(round)]).await
}

/// All of a round, by proposal.
pub async fn of_call(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Vec<Consensus>, StoreError> {
    let sql = format!("{SELECT} where call_id = $1 and round = $2 order by proposal_id");
    sql::rows(conn, &sql, values![call, i64::from(round)]).await
}

/// Opens it.
pub async fn open(
    tx: &WriteTx,
    proposal: ApplicationId,
    round: u32,
    call: CallId,
    rapporteur: Option<PersonId>,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into consensus (proposal_id, round, call_id, state, rapporteur_id, final_marks, \
         version, changed_at) values ($1, $2, $3, 'open', $4, '', 1, $5)",
        values![proposal, i64::from(round), call, rapporteur, tx.now()],
    )
    .await
    .map(|_| ())
}

/// Names another rapporteur.
pub async fn set_rapporteur(
    tx: &WriteTx,
    proposal: ApplicationId,
    round: u32,
    person: PersonId,
) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update consensus set rapporteur_id = $3, changed_at = $4 \
         where proposal_id = $1 and round = $2 and state = 'open'",
        values![proposal, i64::from(round), person, tx.now()],
    )
    .await?;
    sql::touched_one(rows, "consensus")
}

/// Says that the draft changed: earlier agreements fall with the version they saw.
pub async fn touch(tx: &WriteTx, proposal: ApplicationId, round: u32) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update consensus set version = version + 1, changed_at = $3 \
         where proposal_id = $1 and round = $2",
        values![proposal, i64::from(round), tx.now()],
    )
    .await?;
    sql::touched_one(rows, "consensus")
}

/// Writes the final marks.
pub async fn finish(
    tx: &WriteTx,
    proposal: ApplicationId,
    round: u32,
    marks: &str,
) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update consensus set state = 'final', final_marks = $3, changed_at = $4 \
         where proposal_id = $1 and round = $2",
        values![proposal, i64::from(round), marks, tx.now()],
    )
    .await?;
    sql::touched_one(rows, "consensus")
}

/// The draft, by criterion.
pub async fn lines(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
    round: u32,
) -> Result<Vec<Line>, StoreError> {
    sql::rows(
        conn,
        "select criterion, tenths, comment, version, comment_version, changed_at \
         from consensus_marks where proposal_id = $1 and round = $2 order by criterion",
        values![proposal, i64::from(round)],
    )
    .await
}

/// Writes a line of the draft with the versions it has now.
pub async fn put_line(
    tx: &WriteTx,
    proposal: ApplicationId,
    round: u32,
    line: &Line,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into consensus_marks (proposal_id, round, criterion, tenths, comment, version, \
         comment_version, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8) \
         on conflict (proposal_id, round, criterion) do update set tenths = excluded.tenths, \
         comment = excluded.comment, version = excluded.version, \
         comment_version = excluded.comment_version, changed_at = excluded.changed_at",
        values![
            proposal,
            i64::from(round),
            line.criterion.clone(),
            line.tenths,
            line.comment.clone(),
            line.version,
            line.comment_version,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// What was said to the draft, by person.
pub async fn positions(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
    round: u32,
) -> Result<Vec<Position>, StoreError> {
    sql::rows(
        conn,
        "select person_id, seen_version, agrees, dissent, at from consensus_positions \
         where proposal_id = $1 and round = $2 order by person_id",
        values![proposal, i64::from(round)],
    )
    .await
}

/// Records what one evaluator says now.
pub async fn take_position(
    tx: &WriteTx,
    proposal: ApplicationId,
    round: u32,
    position: &Position,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into consensus_positions (proposal_id, round, person_id, seen_version, agrees, \
         dissent, at) values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (proposal_id, round, person_id) do update set \
         seen_version = excluded.seen_version, agrees = excluded.agrees, \
         dissent = excluded.dissent, at = excluded.at",
        values![
            proposal,
            i64::from(round),
            position.person_id,
            position.seen_version,
            position.agrees,
            position.dissent.clone(),
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Final marks as kept once.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Version {
    /// From one.
    pub number: i64,
    /// `consensus` or `panel`.
    pub kind: String,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by_person: PersonId,
    /// How it came about, or why the panel changed it.
    pub reason: String,
    /// The whole as JSON.
    pub text: String,
    /// SHA-256 of that.
    pub digest: String,
}

/// Keeps final marks.
pub async fn keep_version(
    tx: &WriteTx,
    proposal: ApplicationId,
    round: u32,
    version: &Version,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into consensus_versions (proposal_id, round, number, kind, at, by_person, reason, \
         text, digest) select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8 \
         from consensus_versions where proposal_id = $1 and round = $2",
        values![
            proposal,
            i64::from(round),
            version.kind.clone(),
            tx.now(),
            version.by_person,
            version.reason.clone(),
            version.text.clone(),
            version.digest.clone()
        ],
    )
    .await
    .map(|_| ())
}

/// All versions, the first first.
pub async fn versions(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
    round: u32,
) -> Result<Vec<Version>, StoreError> {
    sql::rows(
        conn,
        "select number, kind, at, by_person, reason, text, digest from consensus_versions \
         where proposal_id = $1 and round = $2 order by number",
        values![proposal, i64::from(round)],
    )
    .await
}

/// Whether the results of a round are out.
pub async fn is_released(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<bool, StoreError> {
    let found: Option<bool> = sql::scalar(
        conn,
        "select exists (select 1 from releases where call_id = $1 and round = $2)",
        values![call, i64::from(round)],
    )
    .await?;
    Ok(found.unwrap_or(false))
}

/// A review of the procedure is open for this proposal and holds its marks.
pub async fn is_contested(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
) -> Result<bool, StoreError> {
    let found: Option<bool> = sql::scalar(
        conn,
        "select exists (select 1 from redress where proposal_id = $1 and state = 'open')",
        values![proposal],
    )
    .await?;
    Ok(found.unwrap_or(false))
}
