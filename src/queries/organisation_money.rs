//! An organisation's money over all calls: what the books say of it, its instalments and payments.
//! The one rule: the sums are the ledger's own; whose page it is was permitted before.

use crate::{
    domain::{
        ids::{ApplicationId, CallId, InstalmentId, OrganisationId, PaymentId},
        ledger::{
            Sums,
            chart::{AccountName, GranteeKind},
        },
        money::Money,
    },
    store::{
        StoreError,
        sql::{self, Conn, values},
    },
};
use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use std::collections::BTreeMap;

/// Instalments shown, the newest first.
pub const PAGE: usize = 100;

/// What a call's books say of an organisation, in cents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfCall {
    /// The call.
    pub call: CallId,
    /// Its title.
    pub title: String,
    /// The programme it runs.
    pub programme: String,
    /// Promised, not yet due.
    pub promised: Money,
    /// Owed to the organisation.
    pub due: Money,
    /// Paid to it, less what came back or was claimed back.
    pub paid: Money,
    /// Owed by it.
    pub owed: Money,
    /// Of what it owes, held against payments that are under way.
    pub held: Money,
    /// Services in kind it has had, at their value.
    pub services: Money,
}

#[derive(FromQueryResult)]
struct Row {
    call_id: CallId,
    title: String,
    programme: String,
    grantee: String,
    debits_pending: i64,
    debits_posted: i64,
    credits_pending: i64,
    credits_posted: i64,
}

impl Row {
    const fn sums(&self) -> Sums {
        Sums {
            debits_pending: self.debits_pending,
            debits_posted: self.debits_posted,
            credits_pending: self.credits_pending,
            credits_posted: self.credits_posted,
        }
    }
}

/// The books of every call the organisation has an account in, the newest call first.
pub async fn of_calls(conn: &impl Conn, of: OrganisationId) -> Result<Vec<OfCall>, StoreError> {
    let name = |account: AccountName| account.to_string();
    let found: Vec<Row> = sql::rows(
        conn,
        "select a.call_id, c.title, c.programme, a.grantee, a.debits_pending, a.debits_posted, \
         a.credits_pending, a.credits_posted from accounts a join calls c on c.id = a.call_id \
         where a.grantee is not null and a.name in ($1, $2, $3, $4) \
         order by c.opens_at desc, c.id limit 400",
        values![
            name(AccountName::Payable(of)),
            name(AccountName::Payee(of)),
            name(AccountName::Owed(of)),
            name(AccountName::Services(of))
        ],
    )
    .await?;
    let mut order: Vec<CallId> = Vec::new();
    let mut all: BTreeMap<CallId, OfCall> = BTreeMap::new();
    for row in found {
        let one = all.entry(row.call_id).or_insert_with(|| {
            order.push(row.call_id);
            OfCall {
                call: row.call_id,
                title: row.title.clone(),
                programme: row.programme.clone(),
                promised: Money::ZERO,
                due: Money::ZERO,
                paid: Money::ZERO,
                owed: Money::ZERO,
                held: Money::ZERO,
                services: Money::ZERO,
            }
        });
        let sums = row.sums();
        let there = Money::from_cents(sums.credits_posted.saturating_sub(sums.debits_posted));
        match GranteeKind::from_code(&row.grantee) {
            Some(GranteeKind::Payable) => {
                one.promised = Money::from_cents(sums.credits_pending);
                one.due = there;
            }
            Some(GranteeKind::Payee) => one.paid = there,
            Some(GranteeKind::Owed) => {
                one.owed = there;
                one.held = Money::from_cents(sums.debits_pending);
            }
            Some(GranteeKind::Services) => one.services = there,
            None => return Err(StoreError::corrupt("accounts", "grantee")),
        }
    }
    Ok(order.into_iter().filter_map(|call| all.remove(&call)).collect())
}

/// An instalment of the organisation, with the payment that is under way or done.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    /// Its id.
    pub id: InstalmentId,
    /// Its call.
    pub call_id: CallId,
    /// The exchange or proposal.
    pub file_id: ApplicationId,
    /// `application` or `proposal`.
    pub kind: String,
    /// The file's number.
    pub reference: String,
    /// Which instalment.
    pub label: String,
    /// What was promised.
    pub planned_cents: Money,
    /// What is or was owed, once it was due.
    pub due_cents: Option<Money>,
    /// Until when, while it is owed.
    pub due_on: Option<NaiveDate>,
    /// Stage by its code.
    pub stage: String,
    /// The payment, if there is one.
    pub payment_id: Option<PaymentId>,
    /// Its stage by its code.
    pub payment_stage: Option<String>,
    /// How much of it is kept back for a debt.
    pub set_off_cents: Option<Money>,
}

/// Its instalments over all calls, what is open first, then the newest.
pub async fn instalments(conn: &impl Conn, of: OrganisationId) -> Result<Vec<Line>, StoreError> {
    let sql = format!(
        "select i.id, i.call_id, i.file_id, f.kind, coalesce(a.reference, r.reference) \
         as reference, i.label, i.planned_cents, i.due_cents, i.due_on, i.stage, \
         y.id as payment_id, y.stage as payment_stage, y.set_off_cents from instalments i \
         join files f on f.id = i.file_id \
         left join applications a on a.id = i.file_id left join proposals r on r.id = i.file_id \
         left join payments y on y.instalment_id = i.id \
         and y.stage in ('proposed','approved','exported','settled') where i.payee_id = $1 \
         order by case i.stage when 'due' then 0 when 'planned' then 1 else 2 end, \
         i.changed_at desc, i.id limit {PAGE}"
    );
    sql::rows(conn, &sql, values![of]).await
}

/// What was granted to the organisation under a programme, over all its calls and voucher types.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Granted {
    /// The programme's key.
    pub programme: String,
    /// A call of it, to read the programme's caps from.
    pub call_id: CallId,
    /// In cash.
    pub cash_cents: Money,
    /// In services.
    pub services_cents: Money,
    /// How many awarded proposals.
    pub proposals: i64,
}

/// What counts against the caps of each scored programme.
pub async fn granted(conn: &impl Conn, of: OrganisationId) -> Result<Vec<Granted>, StoreError> {
    sql::rows(
        conn,
        "select g.programme, (select k.id from calls k where k.programme = g.programme \
         order by k.opens_at desc, k.id limit 1) as call_id, g.cash_cents, g.services_cents, \
         g.proposals from (select c.programme, \
         cast(coalesce(sum(x.requested_cents), 0) as bigint) as cash_cents, \
         cast(coalesce(sum(x.services_cents), 0) as bigint) as services_cents, \
         count(*) as proposals from partners x join proposals q on q.id = x.proposal_id \
         join calls c on c.id = q.call_id where x.organisation_id = $1 and q.stage = 'awarded' \
         group by c.programme) g order by g.programme",
        values![of],
    )
    .await
}
