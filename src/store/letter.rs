//! Released letters. The one rule: a letter is written once, with the release; later only its
//! opening is noted, once.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    evaluation::letter::LetterBody,
    ids::{ApplicationId, CallId, LetterId, PersonId},
    moment::Moment,
    money::Money,
    proposal::event::Outcome,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its id.
    pub id: LetterId,
    /// Of which call.
    pub call: CallId,
    /// To which proposal.
    pub proposal: ApplicationId,
    /// Of which round, from nought.
    pub round: u32,
    /// The proposal's number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Name of its lead.
    pub lead: String,
    /// What was decided.
    pub outcome: Outcome,
    /// Place in the ranking, or on the reserve list for a reserve.
    pub place: Option<u32>,
    /// The grant; nought where there is none.
    pub amount: Money,
    /// The letter itself.
    pub body: LetterBody,
    /// SHA-256 of the kept text.
    pub digest: String,
    /// When it went out.
    pub released_at: Moment,
    /// When somebody of the applicants opened it.
    pub opened_at: Option<Moment>,
}

#[derive(FromQueryResult)]
struct Row {
    id: LetterId,
    call_id: CallId,
    proposal_id: ApplicationId,
    round: i64,
    reference: String,
    title: String,
    lead: String,
    outcome: String,
    place: Option<i64>,
    amount_cents: Money,
    text: String,
    digest: String,
    released_at: Moment,
    opened_at: Option<Moment>,
}

impl Row {
    fn letter(self) -> Result<Letter, StoreError> {
        let bad = |why: &str| StoreError::corrupt("letters", why);
        Ok(Letter {
            id: self.id,
            call: self.call_id,
            proposal: self.proposal_id,
            round: u32::try_from(self.round).map_err(|_| bad("round"))?,
            reference: self.reference,
            title: self.title,
            lead: self.lead,
            outcome: Outcome::from_code(&self.outcome).ok_or_else(|| bad("outcome"))?,
            place: self.place.map(u32::try_from).transpose().map_err(|_| bad("place"))?,
            amount: self.amount_cents,
            body: LetterBody::from_text(&self.text).ok_or_else(|| bad("text"))?,
            digest: self.digest,
            released_at: self.released_at,
            opened_at: self.opened_at,
        })
    }
}

const SELECT: &str = "select l.id, l.call_id, l.proposal_id, l.round, p.reference, p.title, \
    o.name as lead, l.outcome, l.place, l.amount_cents, l.text, l.digest, l.released_at, \
    l.opened_at from letters l join proposals p on p.id = l.proposal_id \
    join organisations o on o.id = p.lead_id";

/// One letter.
pub async fn load(conn: &impl ConnectionTrait, id: LetterId) -> Result<Letter, StoreError> {
    let row: Option<Row> = sql::row(conn, &format!("{SELECT} where l.id = $1"), values![id]).await?;
    row.ok_or(StoreError::Missing { table: "letters" })?.letter()
}

/// The letters of a proposal, newest round first; none before the release.
pub async fn of_proposal(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
) -> Result<Vec<Letter>, StoreError> {
    let sql = format!("{SELECT} where l.proposal_id = $1 order by l.round desc");
    let found: Vec<Row> = sql::rows(conn, &sql, values![proposal]).await?;
    found.into_iter().map(Row::letter).collect()
}

/// The letters of a round: awarded first, each kind by place, then by reference.
pub async fn of_round(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Vec<Letter>, StoreError> {
    let sql = format!(
        "{SELECT} where l.call_id = $1 and l.round = $2 order by \
         case l.outcome when 'award' then 0 when 'goes_on' then 0 when 'reserve' then 1 \
         when 'below_line' then 2 when 'below_threshold' then 3 else 4 end, l.place, p.reference"
    );
    let found: Vec<Row> = sql::rows(conn, &sql, values![call, i64::from(round)]).await?;
    found.into_iter().map(Row::letter).collect()
}

/// Writes a letter.
pub async fn insert(tx: &WriteTx, letter: &Letter) -> Result<(), StoreError> {
    let l = letter;
    sql::run(
        tx.conn(),
        "insert into letters (id, call_id, proposal_id, round, outcome, place, amount_cents, \
         text, digest, released_at, opened_at, opened_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, null)",
        values![
            l.id,
            l.call,
            l.proposal,
            i64::from(l.round),
            l.outcome.code(),
            l.place.map(i64::from),
            l.amount,
            l.body.to_text(),
            l.digest.clone(),
            l.released_at
        ],
    )
    .await
    .map(|_| ())
}

/// Notes who opened it first. Whether this was the first time.
pub async fn open(tx: &WriteTx, id: LetterId, by: PersonId) -> Result<bool, StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update letters set opened_at = $2, opened_by = $3 where id = $1 and opened_at is null",
        values![id, tx.now(), by],
    )
    .await?;
    Ok(rows == 1)
}
