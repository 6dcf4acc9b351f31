//! What was granted to whom, for the list of recipients. The one rule: one line a grant and
//! organisation; whether it may be published is decided elsewhere.

use crate::{
    domain::{
        ids::{CallId, OrganisationId},
        moment::Moment,
        money::Money,
    },
    store::{
        StoreError,
        sql::{self, Conn},
    },
};
use sea_orm::FromQueryResult;

/// A grant as the list of recipients needs it: one organisation's part of it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Granted {
    /// The number people use.
    pub reference: String,
    /// Who gets it.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its country's code.
    pub country: String,
    /// How much was promised to it.
    pub amount_cents: Money,
    /// The project's title.
    pub title: String,
    /// The call.
    pub call_id: CallId,
    /// Its title.
    pub call_title: String,
    /// When all had signed; none while one is missing.
    pub signed_at: Option<Moment>,
    /// When the last of it was paid.
    pub paid_at: Option<Moment>,
    /// Last change.
    pub changed_at: Moment,
    /// A request for review is open.
    pub under_review: bool,
    /// When the letter was released; none for an exchange.
    pub released_at: Option<Moment>,
}

/// All parts of grants for which money was promised and not cancelled, by reference.
pub async fn granted(conn: &impl Conn) -> Result<Vec<Granted>, StoreError> {
    let sql = "select coalesce(a.reference, p.reference) as reference, \
        i.payee_id as organisation_id, o.name, o.country, \
        cast(sum(coalesce(i.due_cents, i.planned_cents)) as bigint) as amount_cents, \
        coalesce(p.title, 'Exchange of ' || o.name) as title, c.id as call_id, \
        c.title as call_title, max(i.changed_at) as changed_at, \
        coalesce((select max(g.in_force_at) from agreements g where g.file_id = i.file_id), \
         (select max(s.at) from signatures s where s.application_id = i.file_id)) as signed_at, \
        (select max(y.changed_at) from payments y where y.application_id = i.file_id \
         and y.payee_id = i.payee_id and y.stage = 'settled') as paid_at, \
        exists (select 1 from redress r where r.proposal_id = i.file_id and r.state = 'open') \
         as under_review, \
        (select max(l.released_at) from letters l where l.proposal_id = i.file_id) as released_at \
        from instalments i join organisations o on o.id = i.payee_id \
        join calls c on c.id = i.call_id \
        left join applications a on a.id = i.file_id left join proposals p on p.id = i.file_id \
        where i.stage <> 'cancelled' and (p.id is not null or a.stage in \
         ('agreed','reported','validated','feedback','closed')) \
        group by i.file_id, a.reference, p.reference, i.payee_id, o.name, o.country, p.title, \
         c.id, c.title order by 1, o.name";
    sql::rows(conn, sql, vec![]).await
}
