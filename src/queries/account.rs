//! A person's own page: name, address, posts, organisations. The one rule: it is asked with the
//! reader's own id only.

use crate::{
    domain::{
        ids::{OrganisationId, PartnershipId, PersonId},
        moment::Moment,
        organisation::MemberRole,
        person::StaffRole,
    },
    store::{
        StoreError, sql,
        sql::{Conn, values},
    },
};
use sea_orm::FromQueryResult;

/// Who someone is here.
#[derive(Debug, Clone)]
pub struct Mine {
    /// Name.
    pub name: String,
    /// Address.
    pub address: String,
    /// Since when.
    pub since: Moment,
    /// Posts in the office; a coordinator's with the partnership's name and call.
    pub posts: Vec<(StaffRole, Option<String>)>,
    /// Organisations with the role there.
    pub organisations: Vec<(OrganisationId, String, MemberRole)>,
}

#[derive(FromQueryResult)]
struct PersonRow {
    name: String,
    address: String,
    created_at: Moment,
}

#[derive(FromQueryResult)]
struct PostRow {
    role: String,
    partnership_id: Option<PartnershipId>,
    partnership: Option<String>,
    title: Option<String>,
}

#[derive(FromQueryResult)]
struct MemberRow {
    id: OrganisationId,
    name: String,
    role: String,
}

/// Everything of the person's own page, in three queries.
pub async fn mine(conn: &impl Conn, id: PersonId) -> Result<Mine, StoreError> {
    let person: PersonRow =
        sql::row(conn, "select name, address, created_at from persons where id = $1", values![id])
            .await?
            .ok_or(StoreError::Missing { table: "persons" })?;
    let posts: Vec<PostRow> = sql::rows(
        conn,
        "select r.role, r.partnership_id, p.name as partnership, c.title \
         from staff_roles r left join partnerships p on p.id = r.partnership_id \
         left join calls c on c.id = p.call_id where r.person_id = $1 order by r.role, p.name",
        values![id],
    )
    .await?;
    let members: Vec<MemberRow> = sql::rows(
        conn,
        "select o.id, o.name, m.role from members m join organisations o \
         on o.id = m.organisation_id where m.person_id = $1 order by o.name, o.id",
        values![id],
    )
    .await?;
    Ok(Mine {
        name: person.name,
        address: person.address,
        since: person.created_at,
        posts: posts.into_iter().map(post).collect::<Result<_, _>>()?,
        organisations: members.into_iter().map(member).collect::<Result<_, _>>()?,
    })
}

fn post(row: PostRow) -> Result<(StaffRole, Option<String>), StoreError> {
    let role = StaffRole::from_code(&row.role, row.partnership_id)
        .ok_or_else(|| StoreError::corrupt("staff_roles", "role"))?;
    let of = row.partnership.zip(row.title).map(|(name, call)| format!("{name}, {call}"));
    Ok((role, of))
}

fn member(row: MemberRow) -> Result<(OrganisationId, String, MemberRole), StoreError> {
    let role =
        MemberRole::from_code(&row.role).ok_or_else(|| StoreError::corrupt("members", "role"))?;
    Ok((row.id, row.name, role))
}
