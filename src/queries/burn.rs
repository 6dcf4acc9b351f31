//! How a call's money moved day by day, and what is still to come. The one rule: the past is the
//! ledger's; what is to come has a day only where a stay or a report gives it one.

use crate::{
    domain::{
        burn::{Into, Move},
        ids::CallId,
        ledger::Code,
        moment::{BRUSSELS, Moment},
        money::Money,
    },
    store::{
        StoreError,
        sql::{self, Conn, values},
    },
};
use chrono::NaiveDate;
use sea_orm::FromQueryResult;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

#[derive(FromQueryResult)]
struct Row {
    day: i64,
    why: String,
    into_what: String,
    cents: Money,
}

impl Row {
    fn moved(self) -> Option<Move> {
        Some(Move {
            day: Moment::from_millis(self.day.checked_mul(DAY)?).day_in(BRUSSELS),
            why: Code::from_code(&self.why)?,
            into: match self.into_what.as_str() {
                "budget" => Into::Budget,
                "payee" => Into::Payee,
                _other => Into::Other,
            },
            cents: self.cents,
        })
    }
}

/// All money that moved, summed up by day (UTC) and reason: as many rows as there were days with
/// movements.
pub async fn moved(conn: &impl Conn, call: CallId) -> Result<Vec<Move>, StoreError> {
    let found: Vec<Row> = sql::rows(
        conn,
        "select m.day, m.why, m.into_what, cast(sum(m.cents) as bigint) as cents from \
         (select t.at / 86400000 as day, t.why, case when c.name = 'budget' then 'budget' \
         when c.grantee = 'payee' then 'payee' else '' end as into_what, \
         case when t.why = 'due' then p.amount - t.amount else t.amount end as cents \
         from transfers t join accounts d on d.id = t.debit_id \
         join accounts c on c.id = t.credit_id left join transfers p on p.id = t.pending_id \
         where d.call_id = $1 and d.unit = 'cents') m \
         group by m.day, m.why, m.into_what order by m.day",
        values![call],
    )
    .await?;
    let unread = || StoreError::corrupt("transfers", "why or at");
    found.into_iter().map(|row| row.moved().ok_or_else(unread)).collect()
}

/// Promised money that becomes due after a day: the end of a stay, or the day a report is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Coming {
    /// The day; none where nothing gives it one.
    pub day: Option<NaiveDate>,
    /// How much.
    pub cents: Money,
}

/// What is promised or due and not paid, by the day it waits for; what is due has its due day.
pub async fn coming(conn: &impl Conn, call: CallId) -> Result<Vec<Coming>, StoreError> {
    sql::rows(
        conn,
        "select coalesce(i.due_on, r.due_on, a.stay_to) as day, \
         cast(sum(coalesce(i.due_cents, i.planned_cents)) as bigint) as cents from instalments i \
         left join delivery_reports r on r.file_id = i.file_id and r.stage <> 'dropped' \
         and (i.condition = 'report:' || r.key or (i.condition = 'final_report' and r.key = 'final')) \
         left join applications a on a.id = i.file_id \
         where i.call_id = $1 and i.stage in ('planned','due') \
         group by coalesce(i.due_on, r.due_on, a.stay_to) order by 1",
        values![call],
    )
    .await
}
