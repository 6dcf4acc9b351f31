//! Organisations and their members, for their pages. The one rule: whose page it is was permitted
//! before; a list is of the person who asks.

use crate::{
    domain::ids::{OrganisationId, PersonId},
    store::{
        Database, StoreError, organisation,
        sql::{self, values},
    },
};
use sea_orm::FromQueryResult;

pub use crate::store::organisation::Stored;

/// One of the person's organisations.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Mine {
    /// Its id.
    pub id: OrganisationId,
    /// Legal name.
    pub name: String,
    /// Code of its kind.
    pub kind: String,
    /// Country code.
    pub country: String,
    /// Town of its site.
    pub town: String,
    /// Code of the person's role.
    pub role: String,
    /// How many people belong to it.
    pub members: i64,
}

/// The person's organisations, by name.
pub async fn mine(database: &Database, person: PersonId) -> Result<Vec<Mine>, StoreError> {
    sql::rows(
        database.reads(),
        "select o.id, o.name, o.kind, o.country, o.town, m.role, \
         (select count(*) from members c where c.organisation_id = o.id) as members \
         from members m join organisations o on o.id = m.organisation_id \
         where m.person_id = $1 order by o.name, o.id limit 200",
        values![person],
    )
    .await
}

/// One organisation.
pub async fn load(database: &Database, id: OrganisationId) -> Result<Stored, StoreError> {
    organisation::load(database.reads(), id).await
}

/// A person who belongs to an organisation.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Member {
    /// Who.
    pub person_id: PersonId,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub address: String,
    /// Code of the role.
    pub role: String,
}

/// The members, by name.
pub async fn members(database: &Database, id: OrganisationId) -> Result<Vec<Member>, StoreError> {
    sql::rows(
        database.reads(),
        "select m.person_id, p.name, p.address, m.role from members m \
         join persons p on p.id = m.person_id where m.organisation_id = $1 \
         order by p.name, m.person_id limit 200",
        values![id],
    )
    .await
}
