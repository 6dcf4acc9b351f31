//! Profiles that wait to be assessed, and one of them whole.

use crate::{
    domain::{
        ids::{CallId, PersonId, ProfileId},
        moment::Moment,
    },
    store::{
        StoreError, call, organisation, profile,
        sql::{self, values},
    },
};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A line of the list.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    /// Its id.
    pub id: ProfileId,
    /// Whose.
    pub organisation: String,
    /// Its kind.
    pub kind: String,
    /// Its country's code.
    pub country: String,
    /// The code of its partnership.
    pub partnership: String,
    /// Wants to visit.
    pub visits: bool,
    /// Offers to host.
    pub hosts: bool,
    /// `submitted`, `accepted` or `rejected`.
    pub stage: String,
    /// Last change.
    pub changed_at: Moment,
}

/// Rows on a page.
pub const PAGE: usize = 50;

/// The profiles of a stage, oldest change first, with one row more where there is a next page; with
/// `of` only those of the partnerships that person coordinates.
pub async fn list(
    conn: &impl ConnectionTrait,
    call: CallId,
    stage: &str,
    of: Option<PersonId>,
    after: Option<(Moment, ProfileId)>,
) -> Result<Vec<Line>, StoreError> {
    let mut given = values![call, stage];
    let mut wanted = String::new();
    if let Some((moment, id)) = after {
        given.extend(values![moment, id]);
        " and (r.changed_at, r.id) > ($3, $4)".clone_into(&mut wanted);
    }
    if let Some(person) = of {
        given.extend(values![person]);
        let place = given.len();
        wanted.push_str(&format!(
            " and r.partnership_id in (select partnership_id from staff_roles \
             where person_id = ${place} and role = 'coordinator')"
        ));
    }
    let sql = format!(
        "select r.id, o.name as organisation, o.kind, o.country, p.code as partnership, r.visits, \
         r.hosts, r.stage, r.changed_at from profiles r \
         join organisations o on o.id = r.organisation_id \
         join partnerships p on p.id = r.partnership_id \
         where r.call_id = $1 and r.stage = $2{wanted} order by r.changed_at, r.id limit {}",
        PAGE + 1
    );
    sql::rows(conn, &sql, given).await
}

/// One profile with what stands around it.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The profile.
    pub profile: profile::Profile,
    /// Whose.
    pub organisation: organisation::Stored,
    /// Who assesses it.
    pub partnership: call::PartnershipRow,
    /// The call's title.
    pub call: call::Stored,
}

/// One profile.
pub async fn head(
    conn: &impl ConnectionTrait,
    id: ProfileId,
) -> Result<profile::Profile, StoreError> {
    profile::load(conn, id).await
}

/// What stands around a profile.
pub async fn whole(
    conn: &impl ConnectionTrait,
    profile: profile::Profile,
) -> Result<Whole, StoreError> {
    Ok(Whole {
        organisation: organisation::load(conn, profile.organisation_id).await?,
        partnership: call::partnership(conn, profile.partnership_id).await?,
        call: call::load(conn, profile.call_id).await?,
        profile,
    })
}
