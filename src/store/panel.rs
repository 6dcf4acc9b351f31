//! The experts of a call. The one rule: whoever changes something that conflicts or assignments
//! depend on holds the call's lock first, so that nobody assigns on what is about to change.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    access::{Actor, Subject},
    ids::{CallId, OrganisationId, PersonId},
    moment::Moment,
    panel::PanelState,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    call_id: CallId,
    person_id: PersonId,
    name: String,
    address: String,
    state: String,
    reason: String,
    min_load: i64,
    max_load: i64,
    invited_by: PersonId,
    invited_at: Moment,
    answered_at: Option<Moment>,
    contract_digest: Option<String>,
    contract_at: Option<Moment>,
    screened_at: Option<Moment>,
    version: i64,
}

/// One expert of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Of which call.
    pub call: CallId,
    /// Who.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub address: String,
    /// Where they stand.
    pub state: PanelState,
    /// Why declined or removed; empty otherwise.
    pub reason: String,
    /// Fewest proposals.
    pub min_load: u32,
    /// Most proposals.
    pub max_load: u32,
    /// Who invited.
    pub invited_by: PersonId,
    /// When.
    pub invited_at: Moment,
    /// When they said yes or no, or were taken out.
    pub answered_at: Option<Moment>,
    /// SHA-256 of the contract's text as signed.
    pub contract_digest: Option<String>,
    /// When it was signed.
    pub contract_at: Option<Moment>,
    /// When the screen of organisations was last answered.
    pub screened_at: Option<Moment>,
    /// Raised with each change.
    pub version: i64,
}

impl Member {
    /// Said yes, signed the contract and answered the screen.
    pub fn is_cleared(&self) -> bool {
        self.state == PanelState::Accepted
            && self.contract_at.is_some()
            && self.screened_at.is_some()
    }
}

impl Row {
    fn member(self) -> Result<Member, StoreError> {
        let bad = |why: &str| StoreError::corrupt("panel_members", why);
        Ok(Member {
            call: self.call_id,
            person: self.person_id,
            name: self.name,
            address: self.address,
            state: PanelState::from_code(&self.state).ok_or_else(|| bad("state"))?,
            reason: self.reason,
            min_load: u32::try_from(self.min_load).map_err(|_| bad("load"))?,
            max_load: u32::try_from(self.max_load).map_err(|_| bad("load"))?,
            invited_by: self.invited_by,
            invited_at: self.invited_at,
            answered_at: self.answered_at,
            contract_digest: self.contract_digest,
            contract_at: self.contract_at,
            screened_at: self.screened_at,
            version: self.version,
        })
    }
}

const SELECT: &str = "select m.call_id, m.person_id, p.name, p.address, m.state, m.reason, \
    m.min_load, m.max_load, m.invited_by, m.invited_at, m.answered_at, m.contract_digest, \
    m.contract_at, m.screened_at, m.version \
    from panel_members m join persons p on p.id = m.person_id";

/// Takes the call's lock: panel, conflicts and assignments change one after the other.
pub async fn lock_call(tx: &impl Tx, call: CallId) -> Result<(), StoreError> {
    let sql = format!("select id from calls where id = $1{}", sql::for_update(tx.conn()));
    let found: Option<CallId> = sql::scalar(tx.conn(), &sql, values![call]).await?;
    found.map(|_| ()).ok_or(StoreError::Missing { table: "calls" })
}

/// All experts of a call, by name.
pub async fn of_call(conn: &impl ConnectionTrait, call: CallId) -> Result<Vec<Member>, StoreError> {
    let sql = format!("{SELECT} where m.call_id = $1 order by p.name, m.person_id");
    let found: Vec<Row> = sql::rows(conn, &sql, values![call]).await?;
    found.into_iter().map(Row::member).collect()
}

/// One expert of a call.
pub async fn find(
    conn: &impl ConnectionTrait,
    call: CallId,
    person: PersonId,
) -> Result<Option<Member>, StoreError> {
    let sql = format!("{SELECT} where m.call_id = $1 and m.person_id = $2");
    let found: Option<Row> = sql::row(conn, &sql, values![call, person]).await?;
    found.map(Row::member).transpose()
}

/// The calls in which a person is asked or has said yes.
pub async fn calls_of(
    conn: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<CallId>, StoreError> {
    #[derive(FromQueryResult)]
    struct One {
        call_id: CallId,
    }
    let found: Vec<One> = sql::rows(
        conn,
        "select call_id from panel_members where person_id = $1 \
         and state in ('invited','accepted') order by call_id",
        values![person],
    )
    .await?;
    Ok(found.into_iter().map(|one| one.call_id).collect())
}

/// Invites a person; one who said no or was taken out is asked anew.
pub async fn invite(
    tx: &WriteTx,
    call: CallId,
    person: PersonId,
    loads: (u32, u32),
    by: PersonId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into panel_members (call_id, person_id, state, reason, min_load, max_load, \
         invited_by, invited_at, answered_at, contract_digest, contract_at, screened_at, version) \
         values ($1, $2, 'invited', '', $3, $4, $5, $6, null, null, null, null, 1) \
         on conflict (call_id, person_id) do update set state = 'invited', reason = '', \
         min_load = excluded.min_load, max_load = excluded.max_load, \
         invited_by = excluded.invited_by, invited_at = excluded.invited_at, answered_at = null, \
         version = panel_members.version + 1",
        values![call, person, i64::from(loads.0), i64::from(loads.1), by, tx.now()],
    )
    .await
    .map(|_| ())
}

/// Saves an expert seen at its version.
pub async fn save(tx: &WriteTx, member: &Member) -> Result<(), StoreError> {
    let m = member;
    let rows = sql::run(
        tx.conn(),
        "update panel_members set state = $3, reason = $4, min_load = $5, max_load = $6, \
         answered_at = $7, contract_digest = $8, contract_at = $9, screened_at = $10, \
         version = version + 1 where call_id = $1 and person_id = $2 and version = $11",
        values![
            m.call,
            m.person,
            m.state.code(),
            m.reason.clone(),
            i64::from(m.min_load),
            i64::from(m.max_load),
            m.answered_at,
            m.contract_digest.clone(),
            m.contract_at,
            m.screened_at,
            m.version
        ],
    )
    .await?;
    sql::touched_one(rows, "panel_members")
}

/// Whether an organisation of the person takes part in a proposal of the call that was handed in.
pub async fn applies(
    conn: &impl ConnectionTrait,
    call: CallId,
    person: PersonId,
) -> Result<bool, StoreError> {
    let found: Option<bool> = sql::scalar(
        conn,
        "select exists (select 1 from members m \
         join partners r on r.organisation_id = m.organisation_id \
         join proposals q on q.id = r.proposal_id where m.person_id = $2 and q.call_id = $1 \
         and q.stage not in ('draft','withdrawn'))",
        values![call, person],
    )
    .await?;
    Ok(found.unwrap_or(false))
}

/// An organisation that applies in a call: what the screen shows, and nothing more.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Applying {
    /// Which.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its country's code.
    pub country: String,
    /// When the latest proposal it takes part in was handed in.
    pub since: Moment,
}

/// All organisations that apply in a call, by name. Proposals found not eligible count, too: they
/// can be reinstated.
pub async fn applying(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Vec<Applying>, StoreError> {
    sql::rows(
        conn,
        "select r.organisation_id, o.name, o.country, max(q.submitted_at) as since \
         from proposals q join partners r on r.proposal_id = q.id \
         join organisations o on o.id = r.organisation_id \
         where q.call_id = $1 and q.stage not in ('draft','withdrawn') \
         and q.submitted_at is not null \
         group by r.organisation_id, o.name, o.country order by o.name, r.organisation_id",
        values![call],
    )
    .await
}

/// A call's panel as the subject of an act of this actor.
pub async fn subject(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    call: CallId,
) -> Result<Subject, StoreError> {
    let state = match actor.person() {
        Some(person) => find(conn, call, person).await?.map(|member| member.state),
        None => None,
    };
    Ok(Subject::Panel { call, state })
}
