//! Everybody with their posts, for `convoca user list`. The one rule: two people a page or two
//! hundred, it is one statement.

use crate::{
    domain::{
        ids::{PartnershipId, PersonId},
        person::StaffRole,
    },
    store::{
        StoreError,
        sql::{self, values},
    },
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// A person with posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The id.
    pub id: PersonId,
    /// E-mail address.
    pub address: String,
    /// Full name.
    pub name: String,
    /// The address was confirmed.
    pub verified: bool,
    /// Posts, in the order of their names.
    pub posts: Vec<StaffRole>,
}

#[derive(FromQueryResult)]
struct Row {
    id: PersonId,
    address: String,
    name: String,
    verified_at: Option<i64>,
    role: Option<String>,
    partnership_id: Option<Uuid>,
}

/// At most `many` people whose address comes after `after`, by address.
pub async fn people(
    conn: &impl ConnectionTrait,
    after: &str,
    many: u32,
) -> Result<Vec<Listed>, StoreError> {
    let rows: Vec<Row> = sql::rows(
        conn,
        &format!(
            "select p.id, p.address, p.name, p.verified_at, r.role, r.partnership_id from \
             (select id, address, name, verified_at from persons where address > $1 \
              order by address limit {many}) p \
             left join staff_roles r on r.person_id = p.id \
             order by p.address, r.role, r.partnership_id"
        ),
        values![after],
    )
    .await?;
    let mut people: Vec<Listed> = Vec::new();
    for row in rows {
        let post = match &row.role {
            Some(code) => Some(
                StaffRole::from_code(code, row.partnership_id.map(PartnershipId))
                    .ok_or_else(|| StoreError::corrupt("staff_roles", "role"))?,
            ),
            None => None,
        };
        match people.last_mut().filter(|last| last.id == row.id) {
            Some(last) => last.posts.extend(post),
            None => people.push(Listed {
                id: row.id,
                address: row.address,
                name: row.name,
                verified: row.verified_at.is_some(),
                posts: post.into_iter().collect(),
            }),
        }
    }
    Ok(people)
}
