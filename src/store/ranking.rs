//! What a ranking is made of, and the rankings tried out. The one rule: the input is read in a
//! fixed small number of queries, however many proposals a call has.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    evaluation::{
        scenario::{Drawn, Settings},
        score::FinalMarks,
    },
    form::Answers,
    ids::{ApplicationId, CallId, OrganisationId, PersonId, ScenarioId},
    moment::Moment,
    money::Money,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::BTreeMap;

/// The final marks of the proposals of a call and round, as far as they are final. Marks nobody
/// can read count as missing.
pub async fn final_marks(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<BTreeMap<ApplicationId, FinalMarks>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        proposal_id: ApplicationId,
        final_marks: String,
    }
    let found: Vec<Row> = sql::rows(
        conn,
        "select proposal_id, final_marks from consensus \
         where call_id = $1 and round = $2 and state = 'final'",
        values![call, i64::from(round)],
    )
    .await?;
    let marks = |row: Row| Some((row.proposal_id, serde_json::from_str(&row.final_marks).ok()?));
    Ok(found.into_iter().filter_map(marks).collect())
}

/// Answers of one proposal that a ranking looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Of the proposal itself.
    pub whole: Answers,
    /// Of each partner's part.
    pub parts: BTreeMap<OrganisationId, Answers>,
}

/// Some answers of all proposals of a call that were handed in: `whole` of the round's form,
/// `part` of each partner's.
pub async fn answers(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
    whole: [&str; 2],
    part: &str,
) -> Result<BTreeMap<ApplicationId, Said>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        application_id: ApplicationId,
        form: String,
        field: String,
        value: String,
    }
    let found: Vec<Row> = sql::rows(
        conn,
        "select a.application_id, a.form, a.field, a.value from answers a \
         join proposals p on p.id = a.application_id where p.call_id = $1 \
         and p.stage not in ('draft','withdrawn') and ((a.form = $2 and a.field in ($3, $4)) \
         or (a.form like 'part:%' and a.field = $5))",
        values![call, format!("round:{round}"), whole[0], whole[1], part],
    )
    .await?;
    let mut said: BTreeMap<ApplicationId, Said> = BTreeMap::new();
    for row in found {
        let one = said.entry(row.application_id).or_default();
        let of = row.form.strip_prefix("part:").and_then(|id| id.parse().ok());
        let answers = match of {
            Some(organisation) => one.parts.entry(organisation).or_default(),
            None => &mut one.whole,
        };
        answers.insert(row.field, row.value);
    }
    Ok(said)
}

/// What organisations were granted in the programme's calls so far, by organisation: the shares
/// of awarded proposals, cash and services.
pub async fn granted(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<BTreeMap<OrganisationId, (Money, Money)>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        organisation_id: OrganisationId,
        cash: Money,
        services: Money,
    }
    let found: Vec<Row> = sql::rows(
        conn,
        "select p.organisation_id, cast(sum(p.requested_cents) as bigint) as cash, \
         cast(sum(p.services_cents) as bigint) as services from partners p \
         join proposals q on q.id = p.proposal_id join calls c on c.id = q.call_id \
         where q.stage = 'awarded' and c.programme = (select programme from calls where id = $1) \
         group by p.organisation_id",
        values![call],
    )
    .await?;
    Ok(found.into_iter().map(|row| (row.organisation_id, (row.cash, row.services))).collect())
}

/// A ranking that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Its id.
    pub id: ScenarioId,
    /// Of which call.
    pub call: CallId,
    /// Of which round.
    pub round: u32,
    /// What the officer called it.
    pub name: String,
    /// What was set.
    pub settings: Settings,
    /// Digest of what it was tried on.
    pub input_digest: String,
    /// What it led to.
    pub drawn: Drawn,
    /// `kept`, `proposed`, `signed`, `dropped`.
    pub state: String,
    /// Who kept it, or proposed it.
    pub made_by: PersonId,
    /// Their name.
    pub made_by_name: String,
    /// When it was kept.
    pub made_at: Moment,
    /// Who signed it.
    pub signed_by_name: Option<String>,
    /// When.
    pub signed_at: Option<Moment>,
    /// Raised with each change.
    pub version: i64,
}

#[derive(FromQueryResult)]
struct Row {
    id: ScenarioId,
    call_id: CallId,
    round: i64,
    name: String,
    settings: String,
    input_digest: String,
    result: String,
    state: String,
    made_by: PersonId,
    made_by_name: String,
    made_at: Moment,
    signed_by_name: Option<String>,
    signed_at: Option<Moment>,
    version: i64,
}

impl Row {
    fn scenario(self) -> Result<Scenario, StoreError> {
        let bad = |why: &str| StoreError::corrupt("scenarios", why);
        Ok(Scenario {
            id: self.id,
            call: self.call_id,
            round: u32::try_from(self.round).map_err(|_| bad("round"))?,
            name: self.name,
            settings: serde_json::from_str(&self.settings).map_err(|_| bad("settings"))?,
            input_digest: self.input_digest,
            drawn: serde_json::from_str(&self.result).map_err(|_| bad("result"))?,
            state: self.state,
            made_by: self.made_by,
            made_by_name: self.made_by_name,
            made_at: self.made_at,
            signed_by_name: self.signed_by_name,
            signed_at: self.signed_at,
            version: self.version,
        })
    }
}

const SELECT: &str = "select s.id, s.call_id, s.round, s.name, s.settings, s.input_digest, \
    s.result, s.state, s.made_by, m.name as made_by_name, s.made_at, g.name as signed_by_name, \
    s.signed_at, s.version from scenarios s join persons m on m.id = s.made_by \
    left join persons g on g.id = s.signed_by";

/// The rankings kept for a round and not dropped, newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Vec<Scenario>, StoreError> {
    let sql = format!(
        "{SELECT} where s.call_id = $1 and s.round = $2 and s.state <> 'dropped' \
         order by s.made_at desc, s.id desc limit 20"
    );
    let found: Vec<Row> = sql::rows(conn, &sql, values![call, i64::from(round)]).await?;
    found.into_iter().map(Row::scenario).collect()
}

/// The signed ranking of a round.
pub async fn signed(
    conn: &impl ConnectionTrait,
    call: CallId,
    round: u32,
) -> Result<Option<Scenario>, StoreError> {
    let sql = format!("{SELECT} where s.call_id = $1 and s.round = $2 and s.state = 'signed'");
    let row: Option<Row> = sql::row(conn, &sql, values![call, i64::from(round)]).await?;
    row.map(Row::scenario).transpose()
}

/// One kept ranking.
pub async fn load(conn: &impl ConnectionTrait, id: ScenarioId) -> Result<Scenario, StoreError> {
    let sql = format!("{SELECT} where s.id = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "scenarios" })?.scenario()
}

/// Keeps a ranking.
pub async fn insert(tx: &WriteTx, scenario: &Scenario) -> Result<(), StoreError> {
    let s = scenario;
    let json = |text: Result<String, serde_json::Error>| {
        text.map_err(|e| StoreError::corrupt("scenarios", e.to_string()))
    };
    sql::run(
        tx.conn(),
        "insert into scenarios (id, call_id, round, name, settings, input_digest, result, state, \
         made_by, made_at, signed_by, signed_at, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, null, 1)",
        values![
            s.id,
            s.call,
            i64::from(s.round),
            s.name.clone(),
            json(serde_json::to_string(&s.settings))?,
            s.input_digest.clone(),
            json(serde_json::to_string(&s.drawn))?,
            s.state.clone(),
            s.made_by,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Proposes a kept ranking seen at its version; who proposes stands for it.
pub async fn propose(tx: &WriteTx, seen: &Scenario, by: PersonId) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update scenarios set state = 'proposed', made_by = $2, version = version + 1 \
         where id = $1 and version = $3 and state = 'kept'",
        values![seen.id, by, seen.version],
    )
    .await?;
    sql::touched_one(rows, "scenarios")
}

/// Signs a proposed ranking seen at its version. The schema refuses who proposed it.
pub async fn sign(tx: &WriteTx, seen: &Scenario, by: PersonId) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update scenarios set state = 'signed', signed_by = $2, signed_at = $3, \
         version = version + 1 where id = $1 and version = $4 and state = 'proposed'",
        values![seen.id, by, tx.now(), seen.version],
    )
    .await?;
    sql::touched_one(rows, "scenarios")
}

/// Drops a ranking seen at its version; its signature goes with it (the audit trail keeps it).
pub async fn drop(tx: &WriteTx, seen: &Scenario) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update scenarios set state = 'dropped', signed_by = null, signed_at = null, \
         version = version + 1 where id = $1 and version = $2 and state <> 'dropped'",
        values![seen.id, seen.version],
    )
    .await?;
    sql::touched_one(rows, "scenarios")
}
