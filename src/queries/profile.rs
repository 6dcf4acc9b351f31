//! Profiles: an organisation's own, and the catalogue of hosts. The one rule: of others only
//! accepted profiles are ever read; the filter stands in the SQL.

use crate::{
    domain::{
        geo::Site,
        ids::{CallId, OrganisationId, PersonId, ProfileId},
        moment::Moment,
    },
    store::{
        Database, StoreError, call, profile,
        sql::{self, values},
    },
};
use sea_orm::FromQueryResult;

pub use crate::store::{
    call::{PartnershipRow, Stored as StoredCall},
    profile::Profile,
};

/// One of the person's organisations with its profile in a call.
#[derive(Debug, Clone, FromQueryResult)]
pub struct MineInCall {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Code of the person's role there.
    pub role: String,
    /// Latitude in micro-degrees.
    pub lat: Option<i64>,
    /// Longitude in micro-degrees.
    pub lon: Option<i64>,
    /// Where its profile stands, if it has one.
    pub stage: Option<String>,
    /// The profile wants to visit.
    pub visits: Option<bool>,
}

impl MineInCall {
    /// It may visit: an accepted profile says so.
    pub fn may_visit(&self) -> bool {
        self.stage.as_deref() == Some("accepted") && self.visits == Some(true)
    }
    /// Where its site is.
    pub fn site(&self) -> Option<Site> {
        site(self.lat, self.lon)
    }
}

fn site(lat: Option<i64>, lon: Option<i64>) -> Option<Site> {
    Site::new(i32::try_from(lat?).ok()?, i32::try_from(lon?).ok()?)
}

/// The person's organisations with their profiles in a call, by name.
pub async fn mine_in_call(
    database: &Database,
    call: CallId,
    person: PersonId,
) -> Result<Vec<MineInCall>, StoreError> {
    sql::rows(
        database.reads(),
        "select o.id, o.name, m.role, o.lat, o.lon, p.stage, p.visits \
         from members m join organisations o on o.id = m.organisation_id \
         left join profiles p on p.organisation_id = o.id and p.call_id = $2 \
         where m.person_id = $1 order by o.name, o.id limit 200",
        values![person, call],
    )
    .await
}

/// An organisation's profile in a call.
pub async fn of(
    database: &Database,
    call: CallId,
    organisation: OrganisationId,
) -> Result<Option<Profile>, StoreError> {
    profile::of(database.reads(), call, organisation).await
}

/// A call.
pub async fn call(database: &Database, id: CallId) -> Result<StoredCall, StoreError> {
    call::load(database.reads(), id).await
}

/// The partnerships of a call, by code.
pub async fn partnerships(
    database: &Database,
    id: CallId,
) -> Result<Vec<PartnershipRow>, StoreError> {
    call::partnerships(database.reads(), id).await
}

/// What the catalogue is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostFilter {
    /// Country code; empty for all.
    pub country: String,
    /// Code of a kind; empty for all.
    pub kind: String,
    /// Words looked for in name, sectors, languages and offer; empty for all.
    pub text: String,
    /// One host only, for the page that starts an application.
    pub only: Option<OrganisationId>,
    /// The last row of the page before.
    pub after: Option<(Moment, ProfileId)>,
}

/// A host of the catalogue.
#[derive(Debug, Clone, FromQueryResult)]
pub struct HostRow {
    /// Its profile.
    pub id: ProfileId,
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Code of its kind.
    pub kind: String,
    /// Country code.
    pub country: String,
    /// Town.
    pub town: String,
    /// Outermost region of its site.
    pub region: Option<String>,
    /// Latitude in micro-degrees.
    pub lat: Option<i64>,
    /// Longitude in micro-degrees.
    pub lon: Option<i64>,
    /// Who they are.
    pub about: String,
    /// What a visitor finds there.
    pub offers: String,
    /// Sectors.
    pub sectors: String,
    /// Languages.
    pub languages: String,
    /// When it was accepted.
    pub changed_at: Moment,
}

impl HostRow {
    /// Where its site is.
    pub fn site(&self) -> Option<Site> {
        site(self.lat, self.lon)
    }
}

/// How many hosts stand on a page.
pub const HOSTS_A_PAGE: usize = 20;

/// Accepted hosts, newest first; one more than a page, so that the caller sees whether it goes on.
pub async fn hosts(
    database: &Database,
    call: CallId,
    filter: &HostFilter,
) -> Result<Vec<HostRow>, StoreError> {
    let mut sql = String::from(
        "select p.id, p.organisation_id, o.name, o.kind, o.country, o.town, o.region, o.lat, \
         o.lon, p.about, p.offers, p.sectors, p.languages, p.changed_at from profiles p \
         join organisations o on o.id = p.organisation_id \
         where p.call_id = $1 and p.stage = 'accepted' and p.hosts = true",
    );
    let mut values = values![call];
    let mut and = |sql: &mut String, part: &str, value: sea_orm::Value| {
        values.push(value);
        sql.push_str(&part.replace('#', &format!("${}", values.len())));
    };
    if !filter.country.is_empty() {
        and(&mut sql, " and o.country = #", filter.country.clone().into());
    }
    if !filter.kind.is_empty() {
        and(&mut sql, " and o.kind = #", filter.kind.clone().into());
    }
    for word in filter.text.split_whitespace().take(6) {
        let word: String =
            word.to_lowercase().chars().filter(|c| !"%_\\".contains(*c)).take(60).collect();
        and(
            &mut sql,
            " and lower(o.name || ' ' || p.sectors || ' ' || p.languages || ' ' || p.offers) like #",
            format!("%{word}%").into(),
        );
    }
    if let Some(only) = filter.only {
        and(&mut sql, " and p.organisation_id = #", only.into());
    }
    if let Some((at, id)) = filter.after {
        and(&mut sql, " and (p.changed_at, p.id) < (#", at.into());
        and(&mut sql, ", #)", id.into());
    }
    sql.push_str(" order by p.changed_at desc, p.id desc limit ");
    sql.push_str(&(HOSTS_A_PAGE + 1).to_string());
    sql::rows(database.reads(), &sql, values).await
}
