//! What the partners of a proposal had before. The one rule: what was granted counts, by awarded
//! proposals of the same programme; what others only ask for is nothing to see here.

use super::{StoreError, sql};
use crate::domain::{
    ids::{ApplicationId, OrganisationId},
    money::Money,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// What one partner had before, this proposal left out.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Use {
    /// Who.
    pub organisation_id: OrganisationId,
    /// Belongs to a cluster organisation, says its profile.
    pub cluster_member: bool,
    /// Granted in cash over all calls of the programme and all voucher types.
    pub cash_cents: Money,
    /// Granted in services, likewise.
    pub services_cents: Money,
    /// Other proposals of the same voucher type in this call that were handed in and not taken
    /// back.
    pub proposals: i64,
}

/// One line a partner, in the partners' order: one statement.
pub async fn of_proposal(
    conn: &impl ConnectionTrait,
    proposal: ApplicationId,
) -> Result<Vec<Use>, StoreError> {
    let granted = |column: &str| {
        format!(
            "(select cast(coalesce(sum(x.{column}), 0) as bigint) from partners x \
             join proposals q on q.id = x.proposal_id join calls k on k.id = q.call_id \
             where x.organisation_id = p.organisation_id and q.id <> p.proposal_id \
             and q.stage = 'awarded' and k.programme = c.programme)"
        )
    };
    let sql = format!(
        "select p.organisation_id, (o.cluster_membership <> '') as cluster_member, \
         {} as cash_cents, {} as services_cents, \
         (select count(*) from partners x join proposals q on q.id = x.proposal_id \
         where x.organisation_id = p.organisation_id and q.id <> p.proposal_id \
         and q.call_id = m.call_id and q.type_key = m.type_key \
         and q.stage not in ('draft','lapsed','withdrawn')) as proposals \
         from partners p join proposals m on m.id = p.proposal_id \
         join calls c on c.id = m.call_id join organisations o on o.id = p.organisation_id \
         where p.proposal_id = $1 order by p.position, o.name",
        granted("requested_cents"),
        granted("services_cents")
    );
    sql::rows(conn, &sql, values![proposal]).await
}
