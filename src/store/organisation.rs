//! Organisations and their members.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    application::Version,
    geo::Site,
    ids::{OrganisationId, PersonId},
    organisation::{Address, MemberRole, Organisation, OrganisationKind},
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    id: OrganisationId,
    name: String,
    kind: String,
    country: String,
    registration: String,
    street: String,
    post_code: String,
    town: String,
    lat: Option<i64>,
    lon: Option<i64>,
    region: Option<String>,
    cluster_membership: String,
    host_preapproved: bool,
    version: Version,
}

/// An organisation with what only the store and the office keep about it.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The organisation.
    pub organisation: Organisation,
    /// NUTS 2 code when the site lies in an outermost region.
    pub region: Option<String>,
    /// The office has pre-approved it to host though it is no cluster member (domain facts 1.2).
    pub host_preapproved: bool,
    /// For the check against stale pages.
    pub version: Version,
}

impl Row {
    fn stored(self) -> Result<Stored, StoreError> {
        let bad = |why: &str| StoreError::corrupt("organisations", why);
        let degrees = |v: i64| i32::try_from(v).map_err(|_| bad("site"));
        let site = match (self.lat, self.lon) {
            (Some(lat), Some(lon)) => Some(Site { lat: degrees(lat)?, lon: degrees(lon)? }),
            _partly => None,
        };
        let organisation = Organisation {
            id: self.id,
            name: self.name,
            kind: OrganisationKind::from_code(&self.kind).ok_or_else(|| bad("kind"))?,
            country: self.country.parse().map_err(|_| bad("country"))?,
            registration: self.registration,
            address: Address { street: self.street, post_code: self.post_code, town: self.town },
            site,
            cluster_membership: self.cluster_membership,
        };
        Ok(Stored {
            organisation,
            region: self.region,
            host_preapproved: self.host_preapproved,
            version: self.version,
        })
    }
}

const COLUMNS: &str = "id, name, kind, country, registration, street, post_code, town, lat, lon, \
                       region, cluster_membership, host_preapproved, version";

/// The organisation with this id.
pub async fn load(conn: &impl ConnectionTrait, id: OrganisationId) -> Result<Stored, StoreError> {
    let sql = format!("select {COLUMNS} from organisations where id = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "organisations" })?.stored()
}

/// Several at once.
pub async fn load_two(
    conn: &impl ConnectionTrait,
    first: OrganisationId,
    second: OrganisationId,
) -> Result<(Stored, Stored), StoreError> {
    let sql = format!("select {COLUMNS} from organisations where id in ($1, $2)");
    let found: Vec<Row> = sql::rows(conn, &sql, values![first, second]).await?;
    let (mut one, mut two) = (None, None);
    for row in found {
        let stored = row.stored()?;
        if stored.organisation.id == first {
            one = Some(stored);
        } else {
            two = Some(stored);
        }
    }
    one.zip(two).ok_or(StoreError::Missing { table: "organisations" })
}

/// Adds an organisation.
pub async fn insert(tx: &WriteTx, stored: &Stored) -> Result<(), StoreError> {
    let o = &stored.organisation;
    sql::run(
        tx.conn(),
        "insert into organisations (id, name, kind, country, registration, street, post_code, \
         town, lat, lon, region, cluster_membership, host_preapproved, version, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        values![
            o.id,
            o.name.clone(),
            o.kind.code(),
            o.country.code(),
            o.registration.clone(),
            o.address.street.clone(),
            o.address.post_code.clone(),
            o.address.town.clone(),
            o.site.map(|s| i64::from(s.lat)),
            o.site.map(|s| i64::from(s.lon)),
            stored.region.clone(),
            o.cluster_membership.clone(),
            stored.host_preapproved,
            stored.version,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Changes an organisation seen at `stored.version`.
pub async fn update(tx: &WriteTx, stored: &Stored) -> Result<(), StoreError> {
    let o = &stored.organisation;
    let rows = sql::run(
        tx.conn(),
        "update organisations set name = $2, kind = $3, country = $4, registration = $5, \
         street = $6, post_code = $7, town = $8, lat = $9, lon = $10, region = $11, \
         cluster_membership = $12, host_preapproved = $13, version = version + 1 \
         where id = $1 and version = $14",
        values![
            o.id,
            o.name.clone(),
            o.kind.code(),
            o.country.code(),
            o.registration.clone(),
            o.address.street.clone(),
            o.address.post_code.clone(),
            o.address.town.clone(),
            o.site.map(|s| i64::from(s.lat)),
            o.site.map(|s| i64::from(s.lon)),
            stored.region.clone(),
            o.cluster_membership.clone(),
            stored.host_preapproved,
            stored.version
        ],
    )
    .await?;
    sql::touched_one(rows, "organisations")
}

/// Adds a member or changes the role; refuses (as stale) to take the lead from the last who has it.
pub async fn put_member(
    tx: &WriteTx,
    organisation: OrganisationId,
    person: PersonId,
    role: MemberRole,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into members (organisation_id, person_id, role) values ($1, $2, $3) \
         on conflict (organisation_id, person_id) do update set role = excluded.role",
        values![organisation, person, role.code()],
    )
    .await?;
    let leads: Option<i64> = sql::scalar(
        tx.conn(),
        "select count(*) from members where organisation_id = $1 and role = 'lead'",
        values![organisation],
    )
    .await?;
    if leads == Some(0) { Err(StoreError::Stale { table: "members" }) } else { Ok(()) }
}

/// Removes a member; refuses (as stale) to remove the last lead.
pub async fn remove_member(
    tx: &WriteTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "delete from members where organisation_id = $1 and person_id = $2 and (role <> 'lead' or \
         (select count(*) from members where organisation_id = $1 and role = 'lead') > 1)",
        values![organisation, person],
    )
    .await?;
    sql::touched_one(rows, "members")
}

/// Locks an organisation's row until the transaction ends.
pub async fn lock(tx: &impl Tx, id: OrganisationId) -> Result<(), StoreError> {
    let lock = sql::for_update(tx.conn());
    let sql = format!("select version from organisations where id = $1{lock}");
    let found: Option<i64> = sql::scalar(tx.conn(), &sql, values![id]).await?;
    found.map(|_| ()).ok_or(StoreError::Missing { table: "organisations" })
}
