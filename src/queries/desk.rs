//! What waits for a person, and the files the person has to do with. The one rule: a fixed number
//! of statements, each led by an index; what the person may not see is never selected.

use crate::{
    domain::{
        application::Stage,
        ids::{ApplicationId, CallId, OrganisationId, PartnershipId, PersonId},
        moment::Moment,
        paper::{Paper, Signatory},
    },
    store::{
        Database, StoreError,
        application::HANDED_IN,
        sql::{self, values},
    },
};
use chrono::NaiveDate;
use sea_orm::FromQueryResult;

/// A file the person has to do with.
#[derive(Debug, Clone, FromQueryResult)]
pub struct FileRow {
    /// Its id.
    pub id: ApplicationId,
    /// Its number.
    pub reference: String,
    /// Code of its stage.
    pub stage: String,
    stage_facts: String,
    /// First day of the stay.
    pub stay_from: Option<NaiveDate>,
    /// Last day.
    pub stay_to: Option<NaiveDate>,
    /// Last change of stage.
    pub changed_at: Moment,
    /// The call's title.
    pub call: String,
    /// The call's deadline.
    pub deadline: Moment,
    /// The call.
    pub call_id: CallId,
    /// Who began it.
    pub author_id: PersonId,
    /// The visiting organisation.
    pub visitor_id: OrganisationId,
    /// Its name.
    pub visitor: String,
    /// The host.
    pub host_id: OrganisationId,
    /// Its name.
    pub host: String,
    /// The visitor's partnership.
    pub visitor_partnership_id: PartnershipId,
    /// The host's.
    pub host_partnership_id: PartnershipId,
}

impl FileRow {
    /// The stage with its facts.
    pub fn stage(&self) -> Result<Stage, StoreError> {
        serde_json::from_str(&self.stage_facts)
            .map_err(|_| StoreError::corrupt("applications", "stage facts"))
    }
}

const FILE: &str = "select a.id, a.reference, a.stage, a.stage_facts, a.stay_from, a.stay_to, \
                    a.changed_at, c.title as call, c.deadline, a.call_id, a.author_id, \
                    a.visitor_id, \
                    v.name as visitor, \
                    a.host_id, h.name as host, a.visitor_partnership_id, a.host_partnership_id \
                    from applications a join calls c on c.id = a.call_id \
                    join organisations v on v.id = a.visitor_id \
                    join organisations h on h.id = a.host_id ";
const LATEST: &str = " order by a.changed_at desc, a.id desc limit 200";

/// Files of the person's organisations, newest change first. Drafts are the visitor's only.
pub async fn files(database: &Database, person: PersonId) -> Result<Vec<FileRow>, StoreError> {
    let mine = "(select organisation_id from members where person_id = $1)";
    let sql = format!(
        "{FILE} where a.id in (select id from applications where visitor_id in {mine} union \
         select id from applications where host_id in {mine} and {HANDED_IN}){LATEST}"
    );
    sql::rows(database.reads(), &sql, values![person]).await
}

/// Awarded files of the partnerships the person coordinates: papers to sign.
pub async fn coordinated(
    database: &Database,
    person: PersonId,
) -> Result<Vec<FileRow>, StoreError> {
    let mine = "(select partnership_id from staff_roles where person_id = $1 \
                and role = 'coordinator')";
    let sql = format!(
        "{FILE} where a.stage = 'awarded' and a.call_id in (select p.call_id from partnerships p \
         where p.id in {mine}) and (a.visitor_partnership_id in {mine} \
         or a.host_partnership_id in {mine}){LATEST}"
    );
    sql::rows(database.reads(), &sql, values![person]).await
}

#[derive(FromQueryResult)]
struct PlaceRow {
    application_id: ApplicationId,
    paper: String,
    place: Option<String>,
    person_id: Option<PersonId>,
}

/// A paper of an awarded file with one signature under it, or none yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The file.
    pub application: ApplicationId,
    /// The paper.
    pub paper: Paper,
    /// For whom and by whom.
    pub signed: Option<(Signatory, PersonId)>,
}

/// Papers and signatures of all awarded files the person may have to sign in.
pub async fn signed(database: &Database, person: PersonId) -> Result<Vec<Signed>, StoreError> {
    let mine = "(select organisation_id from members where person_id = $1)";
    let led = "(select partnership_id from staff_roles where person_id = $1 \
               and role = 'coordinator')";
    let sql = format!(
        "select p.application_id, p.paper, s.place, s.person_id from papers p \
         left join signatures s on s.application_id = p.application_id and s.paper = p.paper \
         where p.application_id in (select id from applications where visitor_id in {mine} \
         and stage = 'awarded' union select id from applications where host_id in {mine} \
         and stage = 'awarded' union select a.id from applications a where a.stage = 'awarded' \
         and a.call_id in (select q.call_id from partnerships q where q.id in {led}) \
         and (a.visitor_partnership_id in {led} or a.host_partnership_id in {led})) limit 3000"
    );
    let rows: Vec<PlaceRow> = sql::rows(database.reads(), &sql, values![person]).await?;
    let read = |row: PlaceRow| {
        let bad = |why: &str| StoreError::corrupt("signatures", why);
        let place = match &row.place {
            Some(code) => Some(Signatory::from_code(code).ok_or_else(|| bad("place"))?),
            None => None,
        };
        Ok(Signed {
            application: row.application_id,
            paper: Paper::from_code(&row.paper).ok_or_else(|| bad("paper"))?,
            signed: place.zip(row.person_id),
        })
    };
    rows.into_iter().map(read).collect()
}

/// A profile of one of the person's organisations that is not in the catalogue yet.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ProfileRow {
    /// The call.
    pub call_id: CallId,
    /// Its title.
    pub call: String,
    /// Its deadline.
    pub deadline: Moment,
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation: String,
    /// Where it stands.
    pub stage: String,
}

/// Profiles of the person's organisations in published calls that wait to be finished or accepted.
pub async fn profiles(
    database: &Database,
    person: PersonId,
) -> Result<Vec<ProfileRow>, StoreError> {
    sql::rows(
        database.reads(),
        "select p.call_id, c.title as call, c.deadline, p.organisation_id, \
         o.name as organisation, p.stage from members m \
         join profiles p on p.organisation_id = m.organisation_id \
         join calls c on c.id = p.call_id join organisations o on o.id = p.organisation_id \
         where m.person_id = $1 and m.role <> 'viewer' and c.stage = 'published' \
         and p.stage <> 'accepted' order by p.changed_at desc, p.id limit 50",
        values![person],
    )
    .await
}

/// A call with what waits in it for the office or for a coordinator.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CallRow {
    /// The call.
    pub id: CallId,
    /// Its title.
    pub title: String,
    /// Its deadline.
    pub deadline: Moment,
    /// Profiles that wait and that the person may assess.
    pub profiles: i64,
}

/// Calls that are not archived, with the profiles this person may have to assess: a coordinator's
/// own partnerships, or for the office all.
pub async fn calls(
    database: &Database,
    person: PersonId,
    whole_office: bool,
) -> Result<Vec<CallRow>, StoreError> {
    let mine = "(select partnership_id from staff_roles where person_id = $1 \
                and role = 'coordinator')";
    sql::rows(
        database.reads(),
        &format!(
            "select c.id, c.title, c.deadline, (select count(*) from profiles f \
             where f.call_id = c.id and f.stage = 'submitted' and ($2 = true \
             or f.partnership_id in {mine})) as profiles from calls c \
             where c.stage <> 'archived' and ($2 = true or (c.stage <> 'draft' and c.id in \
             (select p.call_id from partnerships p where p.id in {mine}))) \
             order by c.deadline desc, c.id limit 20"
        ),
        values![person, whole_office],
    )
    .await
}
