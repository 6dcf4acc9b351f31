//! People, their roles and the one-time tokens of their mails. The one rule: of passwords and
//! tokens only digests are kept.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    access::{Actor, Who},
    ids::{OrganisationId, PartnershipId, PersonId},
    moment::Moment,
    organisation::MemberRole,
    person::{EmailAddress, Person, StaffRole},
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

#[derive(FromQueryResult)]
struct Row {
    id: PersonId,
    address: String,
    name: String,
    password_hash: Option<String>,
    verified_at: Option<i64>,
}

/// A person with the password's hash.
#[derive(Debug, Clone)]
pub struct Account {
    /// The person.
    pub person: Person,
    /// argon2id, if a password was ever set.
    pub password_hash: Option<String>,
}

impl Row {
    fn account(self) -> Result<Account, StoreError> {
        let address = EmailAddress::parse(&self.address)
            .ok_or_else(|| StoreError::corrupt("persons", "address"))?;
        let verified = self.verified_at.is_some();
        let person = Person { id: self.id, address, name: self.name, verified };
        Ok(Account { person, password_hash: self.password_hash })
    }
}

const COLUMNS: &str = "id, address, name, password_hash, verified_at";

/// The account with this address.
pub async fn by_address(
    conn: &impl ConnectionTrait,
    address: &EmailAddress,
) -> Result<Option<Account>, StoreError> {
    let sql = format!("select {COLUMNS} from persons where address = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![address.as_str()]).await?;
    row.map(Row::account).transpose()
}

/// The account with this id.
pub async fn load(conn: &impl ConnectionTrait, id: PersonId) -> Result<Account, StoreError> {
    let sql = format!("select {COLUMNS} from persons where id = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "persons" })?.account()
}

/// Adds a person.
pub async fn insert(
    tx: &WriteTx,
    person: &Person,
    password_hash: Option<String>,
) -> Result<(), StoreError> {
    let verified = person.verified.then(|| tx.now());
    sql::run(
        tx.conn(),
        "insert into persons (id, address, name, password_hash, verified_at, created_at) \
         values ($1, $2, $3, $4, $5, $6)",
        values![
            person.id,
            person.address.as_str(),
            person.name.clone(),
            password_hash,
            verified,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Sets the name.
pub async fn rename(tx: &WriteTx, id: PersonId, name: &str) -> Result<(), StoreError> {
    sql::run(tx.conn(), "update persons set name = $2 where id = $1", values![id, name])
        .await
        .map(|_| ())
}

/// Marks the address as confirmed.
pub async fn verify(tx: &WriteTx, id: PersonId) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update persons set verified_at = $2 where id = $1 and verified_at is null",
        values![id, tx.now()],
    )
    .await
    .map(|_| ())
}

/// Sets the password.
pub async fn set_password(tx: &WriteTx, id: PersonId, hash: String) -> Result<(), StoreError> {
    sql::run(tx.conn(), "update persons set password_hash = $2 where id = $1", values![id, hash])
        .await
        .map(|_| ())
}

/// What a mailed token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Confirm the address.
    Confirm,
    /// Choose a new password.
    Reset,
}

impl Purpose {
    const fn code(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
        }
    }
}

/// Keeps a token's digest; older ones of the same purpose are spent.
pub async fn put_token(
    tx: &WriteTx,
    digest: &str,
    person: PersonId,
    purpose: Purpose,
    expires_at: Moment,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "delete from tokens where person_id = $1 and purpose = $2",
        values![person, purpose.code()],
    )
    .await?;
    sql::run(
        tx.conn(),
        "insert into tokens (digest, person_id, purpose, expires_at) values ($1, $2, $3, $4)",
        values![digest, person, purpose.code(), expires_at],
    )
    .await
    .map(|_| ())
}

/// Whose token this is, if it is still good at `now`.
pub async fn token_owner(
    conn: &impl ConnectionTrait,
    digest: &str,
    purpose: Purpose,
    now: Moment,
) -> Result<Option<PersonId>, StoreError> {
    sql::scalar(
        conn,
        "select person_id from tokens where digest = $1 and purpose = $2 and expires_at > $3",
        values![digest, purpose.code(), now],
    )
    .await
}

/// Spends all of a person's tokens of one purpose.
pub async fn spend_tokens(
    tx: &WriteTx,
    person: PersonId,
    purpose: Purpose,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "delete from tokens where person_id = $1 and purpose = $2",
        values![person, purpose.code()],
    )
    .await
    .map(|_| ())
}

#[derive(FromQueryResult)]
struct RoleRow {
    kind: String,
    role: String,
    scope: Option<Uuid>,
}

/// The person as an actor: posts and memberships, in one query.
pub async fn actor(conn: &impl ConnectionTrait, id: PersonId) -> Result<Actor, StoreError> {
    let found: Vec<RoleRow> = sql::rows(
        conn,
        "select 'staff' as kind, role, partnership_id as scope from staff_roles where person_id = $1 \
         union all \
         select 'member' as kind, role, organisation_id as scope from members where person_id = $1",
        values![id],
    )
    .await?;
    let mut actor = Actor { who: Who::Person(id), roles: Vec::new(), member_of: Vec::new() };
    for row in found {
        if row.kind == "staff" {
            let role = StaffRole::from_code(&row.role, row.scope.map(PartnershipId))
                .ok_or_else(|| StoreError::corrupt("staff_roles", "role"))?;
            actor.roles.push(role);
        } else {
            let role = MemberRole::from_code(&row.role)
                .ok_or_else(|| StoreError::corrupt("members", "role"))?;
            let organisation = row
                .scope
                .map(OrganisationId)
                .ok_or_else(|| StoreError::corrupt("members", "organisation"))?;
            actor.member_of.push((organisation, role));
        }
    }
    actor.roles.sort_unstable();
    actor.member_of.sort_unstable();
    Ok(actor)
}

/// Gives a post; giving it twice changes nothing.
pub async fn give_role(tx: &WriteTx, person: PersonId, role: StaffRole) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into staff_roles (id, person_id, role, partnership_id) values ($1, $2, $3, $4) \
         on conflict do nothing",
        values![tx.id::<Uuid>(), person, role.code(), role.partnership()],
    )
    .await
    .map(|_| ())
}

/// The administrators, locked until the transaction ends.
pub async fn lock_admins(tx: &WriteTx) -> Result<Vec<PersonId>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
    }
    let lock = sql::for_update(tx.conn());
    let sql = format!("select person_id from staff_roles where role = 'admin' order by id{lock}");
    let found: Vec<Row> = sql::rows(tx.conn(), &sql, vec![]).await?;
    Ok(found.into_iter().map(|row| row.person_id).collect())
}

/// Takes a post.
pub async fn take_role(tx: &WriteTx, person: PersonId, role: StaffRole) -> Result<(), StoreError> {
    let (sql, values) = match role.partnership() {
        Some(partnership) => (
            "delete from staff_roles where person_id = $1 and role = $2 and partnership_id = $3",
            values![person, role.code(), partnership],
        ),
        None => (
            "delete from staff_roles where person_id = $1 and role = $2 and partnership_id is null",
            values![person, role.code()],
        ),
    };
    sql::run(tx.conn(), sql, values).await.map(|_| ())
}
