//! Accounts with their posts, for administrators. The one rule: a page of people and their posts
//! is one statement.

use crate::{
    domain::{
        ids::{PartnershipId, PersonId},
        person::StaffRole,
    },
    store::{
        StoreError,
        sql::{self, Conn, values},
    },
};
use sea_orm::FromQueryResult;

/// A person with posts.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The id.
    pub id: PersonId,
    /// E-mail address.
    pub address: String,
    /// Full name.
    pub name: String,
    /// The address was confirmed.
    pub verified: bool,
    /// Posts; a coordinator's with the partnership's code.
    pub posts: Vec<(StaffRole, Option<String>)>,
}

#[derive(FromQueryResult)]
struct Row {
    id: PersonId,
    address: String,
    name: String,
    verified_at: Option<i64>,
    role: Option<String>,
    partnership_id: Option<PartnershipId>,
    code: Option<String>,
}

const JOINED: &str = "left join staff_roles r on r.person_id = p.id \
                      left join partnerships q on q.id = r.partnership_id";
const COLUMNS: &str = "p.id, p.address, p.name, p.verified_at, r.role, r.partnership_id, q.code";

fn gather(rows: Vec<Row>) -> Result<Vec<Listed>, StoreError> {
    let mut people: Vec<Listed> = Vec::new();
    for row in rows {
        let role = match &row.role {
            Some(code) => Some(
                StaffRole::from_code(code, row.partnership_id)
                    .ok_or_else(|| StoreError::corrupt("staff_roles", "role"))?,
            ),
            None => None,
        };
        let post = role.map(|role| (role, row.code));
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

/// The pattern of texts that begin with `start`, or have a word that does.
fn patterns(start: &str) -> (String, String) {
    let folded = start.trim().to_lowercase();
    let mut safe = String::with_capacity(folded.len());
    for c in folded.chars() {
        if matches!(c, '%' | '_' | '!') {
            safe.push('!');
        }
        safe.push(c);
    }
    (format!("{safe}%"), format!("% {safe}%"))
}

/// At most `many` people after the address `after`, by address; `start` begins their address or
/// a word of their name. SQLite folds the letters A to Z of names only.
pub async fn page(
    conn: &impl Conn,
    start: &str,
    after: &str,
    many: u32,
) -> Result<Vec<Listed>, StoreError> {
    let (begins, inside) = patterns(start);
    let sql = format!(
        "select {COLUMNS} from (select id, address, name, verified_at from persons \
         where address > $1 and (address like $2 escape '!' or lower(name) like $2 escape '!' \
         or lower(name) like $3 escape '!') order by address limit {many}) p {JOINED} \
         order by p.address, r.role, q.code"
    );
    gather(sql::rows(conn, &sql, values![after, begins, inside]).await?)
}

/// One person.
pub async fn one(conn: &impl Conn, id: PersonId) -> Result<Listed, StoreError> {
    let sql =
        format!("select {COLUMNS} from persons p {JOINED} where p.id = $1 order by r.role, q.code");
    let found = gather(sql::rows(conn, &sql, values![id]).await?)?;
    found.into_iter().next().ok_or(StoreError::Missing { table: "persons" })
}

/// A partnership to coordinate.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Choice {
    /// Its id.
    pub id: PartnershipId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its call.
    pub call: String,
}

/// The partnerships of the latest calls; at most five hundred.
pub async fn partnerships(conn: &impl Conn) -> Result<Vec<Choice>, StoreError> {
    let sql = "select p.id, p.code, p.name, c.title as call from partnerships p \
               join calls c on c.id = p.call_id order by c.deadline desc, p.code limit 500";
    sql::rows(conn, sql, vec![]).await
}

#[cfg(test)]
mod tests {
    use super::patterns;

    #[test]
    fn what_was_typed_is_never_a_wildcard() {
        assert_eq!(patterns(" 50%_A! ").0, "50!%!_a!!%");
    }
}
