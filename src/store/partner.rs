//! The partners of a proposal and the invitations to join it. The one rule: the lead stands in the
//! list too, at position 0; a change of a part takes its confirmation away.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, CallId, InvitationId, OrganisationId, PersonId},
    moment::Moment,
    money::Money,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// One organisation of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Partner {
    /// Of which proposal.
    pub proposal_id: ApplicationId,
    /// Which organisation.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its country's code.
    pub country: String,
    /// Its kind's code.
    pub kind: String,
    /// The lead has 0.
    pub position: i64,
    /// What it asks for.
    pub requested_cents: Money,
    /// Services in kind it would get.
    pub services_cents: Money,
    /// Its SME declaration as JSON; empty while there is none.
    pub declaration: String,
    /// The size the declaration comes to; empty while there is none.
    pub size: String,
    /// Who confirmed its part.
    pub confirmed_by: Option<PersonId>,
    /// When.
    pub confirmed_at: Option<Moment>,
    /// Raised with each change.
    pub version: i64,
}

const SELECT: &str = "select p.proposal_id, p.organisation_id, o.name, o.country, o.kind, \
    p.position, p.requested_cents, p.services_cents, p.declaration, p.size, p.confirmed_by, \
    p.confirmed_at, p.version from partners p join organisations o on o.id = p.organisation_id";

/// All partners of a proposal, the lead first.
pub async fn list(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
) -> Result<Vec<Partner>, StoreError> {
    let sql = format!("{SELECT} where p.proposal_id = $1 order by p.position, o.name");
    sql::rows(conn, &sql, values![proposal]).await
}

/// All partners of all proposals of a call that were handed in, by proposal and position.
pub async fn of_call(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Vec<Partner>, StoreError> {
    let sql = format!(
        "{SELECT} join proposals q on q.id = p.proposal_id where q.call_id = $1 \
         and q.stage not in ('draft','withdrawn') order by p.proposal_id, p.position"
    );
    sql::rows(conn, &sql, values![call]).await
}

/// Adds an organisation at the end.
pub async fn insert(
    tx: &WriteTx,
    proposal: ApplicationId,
    organisation: OrganisationId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into partners (proposal_id, organisation_id, position, requested_cents, \
         services_cents, declaration, size, confirmed_by, confirmed_at, version) \
         select $1, $2, coalesce(max(position) + 1, 0), 0, 0, '', '', null, null, 1 \
         from partners where proposal_id = $1",
        values![proposal, organisation],
    )
    .await
    .map(|_| ())
}

/// Takes an organisation out.
pub async fn remove(
    tx: &WriteTx,
    proposal: ApplicationId,
    organisation: OrganisationId,
) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "delete from partners where proposal_id = $1 and organisation_id = $2 and position > 0",
        values![proposal, organisation],
    )
    .await?;
    sql::touched_one(rows, "partners")
}

/// Saves a part seen at its version; its confirmation falls.
pub async fn save(tx: &WriteTx, part: &Partner) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update partners set requested_cents = $3, services_cents = $4, declaration = $5, \
         size = $6, confirmed_by = null, confirmed_at = null, version = version + 1 \
         where proposal_id = $1 and organisation_id = $2 and version = $7",
        values![
            part.proposal_id,
            part.organisation_id,
            part.requested_cents,
            part.services_cents,
            part.declaration.clone(),
            part.size.clone(),
            part.version
        ],
    )
    .await?;
    sql::touched_one(rows, "partners")
}

/// Takes the confirmation of a part away, because what was confirmed changed.
pub async fn unconfirm(
    tx: &WriteTx,
    proposal: ApplicationId,
    organisation: OrganisationId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update partners set confirmed_by = null, confirmed_at = null, version = version + 1 \
         where proposal_id = $1 and organisation_id = $2 and confirmed_by is not null",
        values![proposal, organisation],
    )
    .await
    .map(|_| ())
}

/// Takes the confirmations of all parts away: what they are for is written anew.
pub async fn unconfirm_all(tx: &WriteTx, proposal: ApplicationId) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update partners set confirmed_by = null, confirmed_at = null, version = version + 1 \
         where proposal_id = $1 and confirmed_by is not null",
        values![proposal],
    )
    .await
    .map(|_| ())
}

/// Confirms a part seen at its version.
pub async fn confirm(tx: &WriteTx, part: &Partner, by: PersonId) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update partners set confirmed_by = $3, confirmed_at = $4, version = version + 1 \
         where proposal_id = $1 and organisation_id = $2 and version = $5 and confirmed_by is null",
        values![part.proposal_id, part.organisation_id, by, tx.now(), part.version],
    )
    .await?;
    sql::touched_one(rows, "partners")
}

/// What an organisation was given in other proposals of the same programme, over all its calls and
/// voucher types, in cents; and in how many other proposals of this call it takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Used {
    /// Granted: awarded proposals count with the organisation's share.
    pub cents: Money,
    /// Other proposals of the call, handed in or being written.
    pub here: i64,
}

/// See [`Used`].
pub async fn used(
    conn: &impl ConnectionTrait,
    call: CallId,
    organisation: OrganisationId,
    but: ApplicationId,
) -> Result<Used, StoreError> {
    sql::row(
        conn,
        "select (select cast(coalesce(sum(p.requested_cents), 0) as bigint) from partners p \
           join proposals q on q.id = p.proposal_id join calls c on c.id = q.call_id \
           where p.organisation_id = $2 and q.id <> $3 and q.stage = 'awarded' \
           and c.programme = (select programme from calls where id = $1)) as cents, \
         (select count(*) from partners p join proposals q on q.id = p.proposal_id \
           where p.organisation_id = $2 and q.call_id = $1 and q.id <> $3 \
           and q.stage not in ('lapsed','withdrawn')) as here",
        values![call, organisation, but],
    )
    .await?
    .ok_or(StoreError::Missing { table: "partners" })
}

/// An invitation to bring an organisation in.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// To which proposal.
    pub proposal_id: ApplicationId,
    /// Who was invited.
    pub person_id: PersonId,
    /// Their name, as the inviter or they themselves gave it.
    pub name: String,
    /// Their address.
    pub address: String,
    /// `sent`, `accepted`, `declined`, `revoked`.
    pub state: String,
    /// What the inviter wrote.
    pub note: String,
    /// When.
    pub invited_at: Moment,
    /// When it was answered.
    pub answered_at: Option<Moment>,
    /// Which organisation came in.
    pub organisation_id: Option<OrganisationId>,
}

const INVITATION: &str = "select i.id, i.proposal_id, i.person_id, p.name, p.address, i.state, \
    i.note, i.invited_at, i.answered_at, i.organisation_id from partner_invitations i \
    join persons p on p.id = i.person_id";

/// All invitations of a proposal, oldest first.
pub async fn invitations(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
) -> Result<Vec<Invitation>, StoreError> {
    let sql = format!("{INVITATION} where i.proposal_id = $1 order by i.invited_at, i.id");
    sql::rows(conn, &sql, values![proposal]).await
}

/// The invitations a person has not answered yet, oldest first.
pub async fn invitations_to(
    conn: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<Invitation>, StoreError> {
    let sql = format!(
        "{INVITATION} where i.person_id = $1 and i.state = 'sent' order by i.invited_at, i.id"
    );
    sql::rows(conn, &sql, values![person]).await
}

/// One invitation.
pub async fn invitation(
    conn: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<Invitation, StoreError> {
    let sql = format!("{INVITATION} where i.id = $1");
    sql::row(conn, &sql, values![id])
        .await?
        .ok_or(StoreError::Missing { table: "partner_invitations" })
}

/// Adds an invitation.
pub async fn invite(
    tx: &WriteTx,
    id: InvitationId,
    proposal: ApplicationId,
    person: PersonId,
    note: &str,
    by: PersonId,
) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into partner_invitations (id, proposal_id, person_id, state, note, invited_by, \
         invited_at, answered_at, organisation_id) \
         values ($1, $2, $3, 'sent', $4, $5, $6, null, null)",
        values![id, proposal, person, note, by, tx.now()],
    )
    .await
    .map(|_| ())
}

/// Ends an open invitation.
pub async fn answer(
    tx: &WriteTx,
    id: InvitationId,
    state: &str,
    organisation: Option<OrganisationId>,
) -> Result<(), StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update partner_invitations set state = $2, answered_at = $3, organisation_id = $4 \
         where id = $1 and state = 'sent'",
        values![id, state, tx.now(), organisation],
    )
    .await?;
    sql::touched_one(rows, "partner_invitations")
}
