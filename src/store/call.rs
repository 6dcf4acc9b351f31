//! Calls with their frozen programme, and partnerships.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    call::{Call, CallStage},
    ids::{CallId, OrganisationId, PartnershipId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    id: CallId,
    programme: String,
    programme_text: String,
    title: String,
    edition: String,
    opens_at: Moment,
    deadline: Moment,
    other_ends: String,
    stage: String,
    places: Option<i64>,
    rates_confirmed_at: Option<i64>,
    version: i64,
}

/// A call with the programme's text as it stands for it.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The call.
    pub call: Call,
    /// The programme's TOML: the file's while a draft, frozen from publishing on.
    pub programme_text: String,
    /// For the check against stale pages.
    pub version: i64,
}

impl Row {
    fn stored(self) -> Result<Stored, StoreError> {
        let bad = |why: &str| StoreError::corrupt("calls", why);
        let places = self.places.map(u32::try_from).transpose().map_err(|_| bad("places"))?;
        let call = Call {
            id: self.id,
            programme: self.programme,
            title: self.title,
            edition: self.edition,
            opens_at: self.opens_at,
            deadline: self.deadline,
            other_ends: other_ends(&self.other_ends)?,
            stage: CallStage::from_code(&self.stage).ok_or_else(|| bad("stage"))?,
            places,
            rates_confirmed: self.rates_confirmed_at.is_some(),
        };
        Ok(Stored { call, programme_text: self.programme_text, version: self.version })
    }
}

const COLUMNS: &str = "id, programme, programme_text, title, edition, opens_at, deadline, other_ends, \
                       stage, places, rates_confirmed_at, version";

/// The call with this id.
pub async fn load(conn: &impl ConnectionTrait, id: CallId) -> Result<Stored, StoreError> {
    let sql = format!("select {COLUMNS} from calls where id = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "calls" })?.stored()
}

/// All calls that are not drafts, newest deadline first (or all, for officers).
pub async fn list(
    conn: &impl ConnectionTrait,
    with_drafts: bool,
) -> Result<Vec<Stored>, StoreError> {
    let filter = if with_drafts { "" } else { " where stage <> 'draft'" };
    let sql = format!("select {COLUMNS} from calls{filter} order by deadline desc, id limit 200");
    let found: Vec<Row> = sql::rows(conn, &sql, vec![]).await?;
    found.into_iter().map(Row::stored).collect()
}

fn other_ends(text: &str) -> Result<Vec<Moment>, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::corrupt("calls", "other ends"))
}

/// The ends of all rounds, in order, out of the two columns.
pub fn round_ends(deadline: Moment, text: &str) -> Result<Vec<Moment>, StoreError> {
    let mut ends = other_ends(text)?;
    ends.push(deadline);
    ends.sort_unstable();
    Ok(ends)
}

fn ends(call: &Call) -> Result<String, StoreError> {
    serde_json::to_string(&call.other_ends)
        .map_err(|err| StoreError::corrupt("calls", err.to_string()))
}

/// Adds a call.
pub async fn insert(tx: &WriteTx, stored: &Stored) -> Result<(), StoreError> {
    let call = &stored.call;
    sql::run(
        tx.conn(),
        "insert into calls (id, programme, programme_text, title, edition, opens_at, deadline, \
         stage, places, next_number, version, created_at, other_ends) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, 1, $10, $11)",
        values![
            call.id,
            call.programme.clone(),
            stored.programme_text.clone(),
            call.title.clone(),
            call.edition.clone(),
            call.opens_at,
            call.deadline,
            call.stage.code(),
            call.places.map(i64::from),
            tx.now(),
            ends(call)?
        ],
    )
    .await
    .map(|_| ())
}

/// Changes a call seen at `stored.version`.
pub async fn update(tx: &WriteTx, stored: &Stored) -> Result<(), StoreError> {
    let call = &stored.call;
    let rows = sql::run(
        tx.conn(),
        "update calls set programme_text = $2, title = $3, opens_at = $4, deadline = $5, \
         stage = $6, places = $7, other_ends = $8, version = version + 1 \
         where id = $1 and version = $9",
        values![
            call.id,
            stored.programme_text.clone(),
            call.title.clone(),
            call.opens_at,
            call.deadline,
            call.stage.code(),
            call.places.map(i64::from),
            ends(call)?,
            stored.version
        ],
    )
    .await?;
    sql::touched_one(rows, "calls")
}

/// Records who confirmed the rate table.
pub async fn confirm_rates(tx: &WriteTx, id: CallId, by: PersonId) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update calls set rates_confirmed_by = $2, rates_confirmed_at = $3 where id = $1",
        values![id, by, tx.now()],
    )
    .await
    .map(|_| ())
}

/// Takes the next number of the call's references.
pub async fn take_number(tx: &WriteTx, id: CallId) -> Result<i64, StoreError> {
    sql::scalar(
        tx.conn(),
        "update calls set next_number = next_number + 1 where id = $1 returning next_number - 1",
        values![id],
    )
    .await?
    .ok_or(StoreError::Missing { table: "calls" })
}

/// A partnership as stored.
#[derive(Debug, Clone, FromQueryResult)]
pub struct PartnershipRow {
    /// Its id.
    pub id: PartnershipId,
    /// Its call.
    pub call_id: CallId,
    /// Short code, `CLOTH`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Exchanges asked for.
    pub target: i64,
}

/// The partnerships of a call, by code.
pub async fn partnerships(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Vec<PartnershipRow>, StoreError> {
    sql::rows(
        conn,
        "select id, call_id, code, name, target from partnerships where call_id = $1 order by code",
        values![call],
    )
    .await
}

/// Id, code and name of every partnership, by code.
pub async fn partnership_names(
    conn: &impl ConnectionTrait,
) -> Result<Vec<(PartnershipId, String, String)>, StoreError> {
    let sql = "select id, call_id, code, name, target from partnerships order by code, id";
    let found: Vec<PartnershipRow> = sql::rows(conn, sql, vec![]).await?;
    Ok(found.into_iter().map(|one| (one.id, one.code, one.name)).collect())
}

/// One partnership.
pub async fn partnership(
    conn: &impl ConnectionTrait,
    id: PartnershipId,
) -> Result<PartnershipRow, StoreError> {
    sql::row(
        conn,
        "select id, call_id, code, name, target from partnerships where id = $1",
        values![id],
    )
    .await?
    .ok_or(StoreError::Missing { table: "partnerships" })
}

/// Adds a partnership.
pub async fn insert_partnership(tx: &WriteTx, row: &PartnershipRow) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into partnerships (id, call_id, code, name, target) values ($1, $2, $3, $4, $5)",
        values![row.id, row.call_id, row.code.clone(), row.name.clone(), row.target],
    )
    .await
    .map(|_| ())
}

/// Makes an organisation a direct beneficiary of a partnership.
pub async fn add_partner(
    tx: &WriteTx,
    partnership: PartnershipId,
    organisation: OrganisationId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into partnership_partners (partnership_id, organisation_id) values ($1, $2) \
         on conflict do nothing",
        values![partnership, organisation],
    )
    .await
    .map(|_| ())
}

/// How the two sides of an exchange are linked to the consortia a call funds.
#[expect(clippy::struct_excessive_bools, reason = "four facts of the rules, by their names")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BeneficiaryLinks {
    /// The visitor is a partner.
    pub visitor: bool,
    /// The visitor belongs to a cluster that is a partner.
    pub visitor_member: bool,
    /// The host is a partner.
    pub host: bool,
    /// The host belongs to a cluster that is a partner.
    pub host_member: bool,
}

/// Works the links out in one query. A membership is matched by the cluster's name.
pub async fn beneficiary_links(
    conn: &impl ConnectionTrait,
    call: CallId,
    visitor: &super::organisation::Stored,
    host: &super::organisation::Stored,
) -> Result<BeneficiaryLinks, StoreError> {
    #[derive(FromQueryResult)]
    struct Partner {
        id: OrganisationId,
        name: String,
    }
    let partners: Vec<Partner> = sql::rows(
        conn,
        "select distinct o.id, o.name from partnership_partners pp \
         join partnerships p on p.id = pp.partnership_id \
         join organisations o on o.id = pp.organisation_id where p.call_id = $1",
        values![call],
    )
    .await?;
    let is = |side: &super::organisation::Stored| {
        partners.iter().any(|partner| partner.id == side.organisation.id)
    };
    let member = |side: &super::organisation::Stored| {
        let of = side.organisation.cluster_membership.trim().to_lowercase();
        !of.is_empty() && partners.iter().any(|partner| partner.name.trim().to_lowercase() == of)
    };
    Ok(BeneficiaryLinks {
        visitor: is(visitor),
        visitor_member: member(visitor),
        host: is(host),
        host_member: member(host),
    })
}
