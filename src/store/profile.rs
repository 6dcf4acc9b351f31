//! Profiles: an organisation's wish to visit, host or both in a call.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{CallId, OrganisationId, PartnershipId, ProfileId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A profile as stored. Stages: draft, submitted, accepted, rejected.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Profile {
    /// Its id.
    pub id: ProfileId,
    /// Its call.
    pub call_id: CallId,
    /// Whose.
    pub organisation_id: OrganisationId,
    /// Who assesses it and signs for its exchanges.
    pub partnership_id: PartnershipId,
    /// Wants to visit.
    pub visits: bool,
    /// Offers to host.
    pub hosts: bool,
    /// Who they are and why they take part.
    pub about: String,
    /// What a visitor finds there.
    pub offers: String,
    /// Sectors, in their own words.
    pub sectors: String,
    /// Languages spoken.
    pub languages: String,
    /// Where it stands.
    pub stage: String,
    /// Why it was rejected.
    pub reason: String,
    /// For the check against stale pages.
    pub version: i64,
    /// Last change.
    pub changed_at: Moment,
}

const COLUMNS: &str = "id, call_id, organisation_id, partnership_id, visits, hosts, about, offers, \
                       sectors, languages, stage, reason, version, changed_at";

/// The profile with this id.
pub async fn load(conn: &impl ConnectionTrait, id: ProfileId) -> Result<Profile, StoreError> {
    let sql = format!("select {COLUMNS} from profiles where id = $1");
    sql::row(conn, &sql, values![id]).await?.ok_or(StoreError::Missing { table: "profiles" })
}

/// An organisation's profile in a call.
pub async fn of(
    conn: &impl ConnectionTrait,
    call: CallId,
    organisation: OrganisationId,
) -> Result<Option<Profile>, StoreError> {
    let sql = format!("select {COLUMNS} from profiles where call_id = $1 and organisation_id = $2");
    sql::row(conn, &sql, values![call, organisation]).await
}

/// Adds a profile or changes the one seen at `profile.version` (0 for a new one).
pub async fn save(tx: &WriteTx, profile: &Profile) -> Result<(), StoreError> {
    let p = profile.clone();
    let rows = if p.version == 0 {
        sql::run(
            tx.conn(),
            "insert into profiles (id, call_id, organisation_id, partnership_id, visits, hosts, \
             about, offers, sectors, languages, stage, reason, version, changed_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13)",
            values![
                p.id,
                p.call_id,
                p.organisation_id,
                p.partnership_id,
                p.visits,
                p.hosts,
                p.about,
                p.offers,
                p.sectors,
                p.languages,
                p.stage,
                p.reason,
                tx.now()
            ],
        )
        .await?
    } else {
        sql::run(
            tx.conn(),
            "update profiles set partnership_id = $2, visits = $3, hosts = $4, about = $5, \
             offers = $6, sectors = $7, languages = $8, stage = $9, reason = $10, \
             version = version + 1, changed_at = $11 where id = $1 and version = $12",
            values![
                p.id,
                p.partnership_id,
                p.visits,
                p.hosts,
                p.about,
                p.offers,
                p.sectors,
                p.languages,
                p.stage,
                p.reason,
                tx.now(),
                p.version
            ],
        )
        .await?
    };
    sql::touched_one(rows, "profiles")
}
