//! The office's list of calls, and who can be chosen as a partner of one.

use super::{
    overview::{BOTH_CONFIRMED, MOST},
    quota,
};
use crate::{
    domain::{
        ids::{CallId, OrganisationId},
        ledger::chart::BudgetView,
    },
    store::{StoreError, call, sql},
};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A call in the office's list.
#[derive(Debug, Clone)]
pub struct CallLine {
    /// The call with its programme's text.
    pub stored: call::Stored,
    /// Its money.
    pub money: BudgetView,
    /// Decisions that wait, up to `MOST`.
    pub decisions: i64,
}

/// All calls, newest deadline first.
pub async fn calls(conn: &impl sql::Conn) -> Result<Vec<CallLine>, StoreError> {
    #[derive(FromQueryResult)]
    struct Count {
        id: CallId,
        decisions: i64,
    }
    let stored = call::list(conn, true).await?;
    let mut money = quota::money_of_all(conn).await?;
    let counts: Vec<Count> = sql::rows(
        conn,
        &format!(
            "select c.id, (select count(*) from (select 1 from applications a \
             where a.call_id = c.id and a.stage = 'submitted' and {BOTH_CONFIRMED} \
             limit {MOST}) x) + (select count(*) from (select 1 from proposals p \
             where p.call_id = c.id and p.stage = 'submitted' limit {MOST}) y) as decisions \
             from calls c"
        ),
        vec![],
    )
    .await?;
    let line = |stored: call::Stored| CallLine {
        money: money.remove(&stored.call.id).unwrap_or_default().budget(),
        decisions: counts.iter().find(|c| c.id == stored.call.id).map_or(0, |c| c.decisions),
        stored,
    };
    Ok(stored.into_iter().map(line).collect())
}

/// An organisation to choose as a partner.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Candidate {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its country's code.
    pub country: String,
}

/// The cluster organisations a partnership can be made of, by name.
pub async fn candidates(conn: &impl ConnectionTrait) -> Result<Vec<Candidate>, StoreError> {
    sql::rows(
        conn,
        "select id, name, country from organisations where kind = 'cluster' order by name, id \
         limit 500",
        vec![],
    )
    .await
}
