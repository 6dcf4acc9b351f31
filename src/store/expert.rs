//! An expert's own page: what they know and whom they worked for. The one rule: the employers are
//! replaced as a whole, under the page's version, so that two tabs never mix.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{EmployerId, OrganisationId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// An expert's page.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Expert {
    /// Whose.
    pub person_id: PersonId,
    /// A few sentences about the person.
    pub about: String,
    /// NACE codes, separated by commas: `C13, J62`.
    pub sectors: String,
    /// Words of their field, separated by commas.
    pub keywords: String,
    /// Codes of languages they read, separated by commas: `en, fr`.
    pub languages: String,
    /// Raised with each change; 0 for a page that is not there yet.
    pub version: i64,
    /// When.
    pub changed_at: Moment,
}

/// A time of work.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Employer {
    /// Its id.
    pub id: EmployerId,
    /// Whose.
    pub person_id: PersonId,
    /// The organisation, when it is known here.
    pub organisation_id: Option<OrganisationId>,
    /// Its name, as written.
    pub name: String,
    /// Its country's code; may be empty.
    pub country: String,
    /// Its number in the register; may be empty.
    pub registration: String,
    /// Its web or mail domain; may be empty.
    pub domain: String,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day; none while it lasts.
    pub to_on: Option<NaiveDate>,
}

/// The page, if the person has one.
pub async fn find(
    conn: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Option<Expert>, StoreError> {
    sql::row(
        conn,
        "select person_id, about, sectors, keywords, languages, version, changed_at \
         from experts where person_id = $1",
        values![person],
    )
    .await
}

/// The pages of all experts of a call, by person.
pub async fn of_call(
    conn: &impl ConnectionTrait,
    call: crate::domain::ids::CallId,
) -> Result<Vec<Expert>, StoreError> {
    sql::rows(
        conn,
        "select e.person_id, e.about, e.sectors, e.keywords, e.languages, e.version, e.changed_at \
         from panel_members m join experts e on e.person_id = m.person_id \
         where m.call_id = $1 order by e.person_id",
        values![call],
    )
    .await
}

/// Saves the page seen at its version (0: a new one).
pub async fn save(tx: &WriteTx, page: &Expert) -> Result<(), StoreError> {
    let p = page;
    let given = values![
        p.person_id,
        p.about.clone(),
        p.sectors.clone(),
        p.keywords.clone(),
        p.languages.clone(),
        tx.now(),
        p.version
    ];
    let sql = if p.version == 0 {
        "insert into experts (person_id, about, sectors, keywords, languages, version, changed_at) \
         values ($1, $2, $3, $4, $5, $7 + 1, $6) on conflict (person_id) do nothing"
    } else {
        "update experts set about = $2, sectors = $3, keywords = $4, languages = $5, \
         version = version + 1, changed_at = $6 where person_id = $1 and version = $7"
    };
    sql::touched_one(sql::run(tx.conn(), sql, given).await?, "experts")
}

/// The employers, the latest first.
pub async fn employers(
    conn: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<Employer>, StoreError> {
    sql::rows(
        conn,
        "select id, person_id, organisation_id, name, country, registration, domain, from_on, \
         to_on from expert_employers where person_id = $1 order by from_on desc, id",
        values![person],
    )
    .await
}

/// Replaces all employers.
pub async fn put_employers(
    tx: &WriteTx,
    person: PersonId,
    employers: &[Employer],
) -> Result<(), StoreError> {
    let sql = "delete from expert_employers where person_id = $1";
    sql::run(tx.conn(), sql, values![person]).await?;
    for e in employers {
        sql::run(
            tx.conn(),
            "insert into expert_employers (id, person_id, organisation_id, name, country, \
             registration, domain, from_on, to_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            values![
                e.id,
                person,
                e.organisation_id,
                e.name.clone(),
                e.country.clone(),
                e.registration.clone(),
                e.domain.clone(),
                e.from_on,
                e.to_on
            ],
        )
        .await?;
    }
    Ok(())
}
