//! De minimis aid: declarations, and what was granted. The one rule: neither is ever changed; the
//! last declaration of an organisation for a proposal counts, and what of a grant stands follows
//! from what became of it.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    country::Country,
    de_minimis::{Declaration, Since, StoredDeclaration, stands},
    ids::{ApplicationId, OrganisationId, PersonId},
    moment::Moment,
    money::{Money, Percent},
};
use crate::store::sql::values;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// Locks the book of a Member State: awards of its aid come one after the other.
pub async fn lock(tx: &impl Tx, state: Country) -> Result<(), StoreError> {
    let conn = tx.conn();
    sql::run(
        conn,
        "insert into de_minimis_books (member_state) values ($1) on conflict do nothing",
        values![state.code()],
    )
    .await?;
    let sql = format!(
        "select member_state from de_minimis_books where member_state = $1{}",
        sql::for_update(conn)
    );
    let found: Option<String> = sql::scalar(conn, &sql, values![state.code()]).await?;
    found.map(|_| ()).ok_or(StoreError::Missing { table: "de_minimis_books" })
}

/// A declaration as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its id.
    pub id: Uuid,
    /// For which proposal.
    pub proposal: ApplicationId,
    /// By which organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The organisation's country, two letters.
    pub country: String,
    /// Its number in that country's register; may be empty.
    pub registration: String,
    /// What it says.
    pub content: Declaration,
    /// SHA-256 of what was signed.
    pub digest: String,
    /// The name of who signed.
    pub signed_by: String,
    /// When.
    pub signed_at: Moment,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    proposal_id: ApplicationId,
    organisation_id: OrganisationId,
    name: String,
    country: String,
    registration: String,
    content: String,
    digest: String,
    signed_by: String,
    signed_at: Moment,
}

impl Row {
    fn declared(self) -> Result<Declared, StoreError> {
        let StoredDeclaration::V1(content) = serde_json::from_str(&self.content)
            .map_err(|_| StoreError::corrupt("de_minimis_declarations", "content"))?;
        Ok(Declared {
            id: self.id,
            proposal: self.proposal_id,
            organisation: self.organisation_id,
            name: self.name,
            country: self.country,
            registration: self.registration,
            content,
            digest: self.digest,
            signed_by: self.signed_by,
            signed_at: self.signed_at,
        })
    }
}

const DECLARED: &str = "select d.id, d.proposal_id, d.organisation_id, o.name, o.country, \
    o.registration, d.content, d.digest, p.name as signed_by, d.signed_at \
    from de_minimis_declarations d \
    join organisations o on o.id = d.organisation_id join persons p on p.id = d.signed_by \
    where not exists (select 1 from de_minimis_declarations n where n.proposal_id = d.proposal_id \
    and n.organisation_id = d.organisation_id and n.number > d.number)";

/// The last declaration of each organisation for each proposal in a Member State, oldest first.
pub async fn declared(
    conn: &impl ConnectionTrait,
    state: Country,
) -> Result<Vec<Declared>, StoreError> {
    let sql = format!("{DECLARED} and d.member_state = $1 order by d.signed_at, d.id");
    let found: Vec<Row> = sql::rows(conn, &sql, values![state.code()]).await?;
    found.into_iter().map(Row::declared).collect()
}

/// The last declaration of an organisation for a proposal.
pub async fn last(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
    organisation: OrganisationId,
) -> Result<Option<Declared>, StoreError> {
    let sql = format!("{DECLARED} and d.proposal_id = $1 and d.organisation_id = $2");
    let found: Option<Row> = sql::row(conn, &sql, values![proposal, organisation]).await?;
    found.map(Row::declared).transpose()
}

/// A declaration to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDeclaration {
    /// For which proposal.
    pub proposal: ApplicationId,
    /// By which organisation.
    pub organisation: OrganisationId,
    /// In which Member State.
    pub state: Country,
    /// What was signed, as JSON.
    pub content: String,
    /// SHA-256 of it.
    pub digest: String,
    /// Who signed.
    pub by: PersonId,
}

/// Keeps a declaration.
pub async fn declare(tx: &WriteTx, new: &NewDeclaration) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into de_minimis_declarations (id, proposal_id, organisation_id, number, \
         member_state, content, digest, signed_by, signed_at) select $1, $2, $3, \
         coalesce(max(number), 0) + 1, $4, $5, $6, $7, $8 from de_minimis_declarations \
         where proposal_id = $2 and organisation_id = $3",
        values![
            tx.id::<Uuid>(),
            new.proposal,
            new.organisation,
            new.state.code(),
            new.content.clone(),
            new.digest.clone(),
            new.by,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Aid as it was granted, and what of it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aid {
    /// With which proposal.
    pub proposal: ApplicationId,
    /// The proposal's number.
    pub reference: String,
    /// To whom.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its country, two letters.
    pub country: String,
    /// Its number in that country's register; may be empty.
    pub registration: String,
    /// Whose money, two letters.
    pub state: String,
    /// When the legal right arose.
    pub granted_on: NaiveDate,
    /// The grant as awarded.
    pub grant: Money,
    /// The national share of it.
    pub share: Percent,
    /// The aid as granted.
    pub aid: Money,
    /// What of the grant stands; the aid that stands is its national share.
    pub stands: Money,
    /// Who granted it.
    pub authority: String,
    /// By which instrument.
    pub instrument: String,
    /// Under which regulation.
    pub regulation: String,
    /// NACE code; empty where it was not asked for.
    pub sector: String,
    /// The declaration it rests on.
    pub declaration: Uuid,
}

impl Aid {
    /// What of the aid stands.
    pub fn standing(&self) -> Money {
        crate::domain::de_minimis::national(self.stands, self.share)
    }
}

#[derive(FromQueryResult)]
struct AidRow {
    proposal_id: ApplicationId,
    reference: String,
    stage: String,
    organisation_id: OrganisationId,
    name: String,
    country: String,
    registration: String,
    member_state: String,
    granted_on: NaiveDate,
    grant_cents: Money,
    share: i64,
    aid_cents: Money,
    authority: String,
    instrument: String,
    regulation: String,
    sector: String,
    declaration_id: Uuid,
    over: i64,
    due_cents: Money,
    back_cents: Money,
}

impl From<AidRow> for Aid {
    fn from(row: AidRow) -> Self {
        let since = Since {
            withdrawn: row.stage == "withdrawn",
            over: row.over > 0,
            due: row.due_cents,
            back: row.back_cents,
        };
        Self {
            proposal: row.proposal_id,
            reference: row.reference,
            organisation: row.organisation_id,
            name: row.name,
            country: row.country,
            registration: row.registration,
            state: row.member_state,
            granted_on: row.granted_on,
            grant: row.grant_cents,
            share: Percent::from_hundredths(u32::try_from(row.share).unwrap_or(10_000)),
            aid: row.aid_cents,
            stands: stands(row.grant_cents, since),
            authority: row.authority,
            instrument: row.instrument,
            regulation: row.regulation,
            sector: row.sector,
            declaration: row.declaration_id,
        }
    }
}

const AID: &str = "select g.proposal_id, q.reference, q.stage, g.organisation_id, o.name, \
    o.country, o.registration, g.member_state, g.granted_on, g.grant_cents, g.share, g.aid_cents, \
    g.authority, g.instrument, g.regulation, g.sector, g.declaration_id, \
    (select count(*) from agreements a where a.file_id = g.proposal_id \
     and a.stage in ('ended','closed') and a.in_force_at is not null) as over, \
    (select cast(coalesce(sum(i.due_cents), 0) as bigint) from instalments i \
     where i.file_id = g.proposal_id and i.payee_id = g.organisation_id \
     and i.stage in ('due','paid')) as due_cents, \
    (select cast(coalesce(sum(r.repaid_cents + r.set_off_cents), 0) as bigint) from recoveries r \
     where r.file_id = g.proposal_id and r.debtor_id = g.organisation_id) as back_cents \
    from de_minimis_aid g join proposals q on q.id = g.proposal_id \
    join organisations o on o.id = g.organisation_id";

/// Aid of a Member State granted from a day on.
pub async fn granted(
    conn: &impl ConnectionTrait,
    state: Country,
    from: NaiveDate,
) -> Result<Vec<Aid>, StoreError> {
    let sql = format!(
        "{AID} where g.member_state = $1 and g.granted_on >= $2 \
         order by g.granted_on, q.reference, o.name"
    );
    let found: Vec<AidRow> = sql::rows(conn, &sql, values![state.code(), from]).await?;
    Ok(found.into_iter().map(Aid::from).collect())
}

/// The aid of one organisation with one proposal.
pub async fn one(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
    organisation: OrganisationId,
) -> Result<Option<Aid>, StoreError> {
    let sql = format!("{AID} where g.proposal_id = $1 and g.organisation_id = $2");
    let found: Option<AidRow> = sql::row(conn, &sql, values![proposal, organisation]).await?;
    Ok(found.map(Aid::from))
}

/// Where a page of the register goes on: the last row's day, proposal and organisation.
pub type After = (NaiveDate, ApplicationId, OrganisationId);

/// The register between two days, the oldest first, with one row more where there is a next page.
pub async fn register(
    conn: &impl ConnectionTrait,
    (from, until): (Option<NaiveDate>, Option<NaiveDate>),
    after: Option<After>,
    most: usize,
) -> Result<Vec<Aid>, StoreError> {
    let mut given = values![];
    let mut wanted = String::from(" where 1 = 1");
    if let Some(from) = from {
        given.extend(values![from]);
        wanted += &format!(" and g.granted_on >= ${}", given.len());
    }
    if let Some(until) = until {
        given.extend(values![until]);
        wanted += &format!(" and g.granted_on <= ${}", given.len());
    }
    if let Some((day, proposal, organisation)) = after {
        given.extend(values![day, proposal, organisation]);
        let n = given.len();
        wanted += &format!(
            " and (g.granted_on, g.proposal_id, g.organisation_id) > (${}, ${}, ${n})",
            n - 2,
            n - 1
        );
    }
    let sql = format!(
        "{AID}{wanted} order by g.granted_on, g.proposal_id, g.organisation_id limit {}",
        most + 1
    );
    let found: Vec<AidRow> = sql::rows(conn, &sql, given).await?;
    Ok(found.into_iter().map(Aid::from).collect())
}

/// Aid to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAid {
    /// With which proposal.
    pub proposal: ApplicationId,
    /// To whom.
    pub organisation: OrganisationId,
    /// The day the legal right arises.
    pub granted_on: NaiveDate,
    /// The grant.
    pub grant: Money,
    /// The national part of it.
    pub aid: Money,
    /// NACE code, empty where it was not asked for.
    pub sector: String,
    /// The declaration it rests on.
    pub declaration: Uuid,
}

/// Keeps aid that was granted, under these rules.
pub async fn grant(
    tx: &WriteTx,
    new: &NewAid,
    rules: &crate::domain::de_minimis::DeMinimisRules,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into de_minimis_aid (proposal_id, organisation_id, member_state, granted_on, \
         grant_cents, share, aid_cents, authority, instrument, regulation, sector, \
         declaration_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values![
            new.proposal,
            new.organisation,
            rules.member_state.code(),
            new.granted_on,
            new.grant,
            i64::from(rules.share.hundredths()),
            new.aid,
            rules.authority.clone(),
            rules.instrument.clone(),
            rules.regulation.clone(),
            new.sector.clone(),
            new.declaration
        ],
    )
    .await
    .map(|_| ())
}
