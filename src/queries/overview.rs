//! The overview of a call for the office. The one rule: figures come from the ledger's accounts and
//! from counts over an index that stop at `MOST`, so the page costs the same however much there is.

pub use super::quota::{Books, books};
use crate::{
    domain::{
        ids::{ApplicationId, CallId, OrganisationId, PartnershipId},
        ledger::chart::AccountName,
        moment::Moment,
        money::Money,
        organisation::OrganisationKind,
    },
    store::{
        StoreError, call,
        sql::{self, values},
    },
};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// Counts stop here; a page then says "999+".
pub const MOST: i64 = 1000;

/// Matches of which both sides are confirmed. A stage's facts are JSON text in both engines; this
/// asks for what both write the same way.
pub(super) const BOTH_CONFIRMED: &str = "a.stage_facts not like '%_confirmed\":null%'";
/// A payment that is under way or done.
const NO_LIVING_PAYMENT: &str = "not exists (select 1 from payments y where y.application_id = a.id \
     and y.stage in ('proposed','approved','exported','settled'))";

/// The call, with its programme as it stands for it.
pub async fn load(conn: &impl ConnectionTrait, id: CallId) -> Result<call::Stored, StoreError> {
    call::load(conn, id).await
}

/// How much waits, each count up to `MOST`, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Waits {
    /// Applications with both confirmations.
    pub decisions: i64,
    /// Applications whose host has not confirmed.
    pub unconfirmed: i64,
    /// Reports to validate.
    pub reports: i64,
    /// Validated, and no payment proposed.
    pub to_propose: i64,
    /// Payments that wait for a second person.
    pub proposed: i64,
    /// Profiles to assess.
    pub profiles: i64,
    /// The oldest of them.
    pub oldest_profile: Option<Moment>,
    /// Mails given up, of all calls.
    pub mails: i64,
    /// The oldest of them.
    pub oldest_mail: Option<Moment>,
}

/// Counts what waits.
pub async fn waits(conn: &impl ConnectionTrait, call: CallId) -> Result<Waits, StoreError> {
    let up_to = |what: &str| format!("(select count(*) from (select 1 {what} limit {MOST}) x)");
    let stage =
        |stage: &str| format!("from applications a where a.call_id = $1 and a.stage = '{stage}'");
    let submitted = stage("submitted");
    let sql = format!(
        "select {} as decisions, {} as unconfirmed, {} as reports, {} as to_propose, \
         {} as proposed, {} as profiles, \
         (select min(changed_at) from profiles where call_id = $1 and stage = 'submitted') \
         as oldest_profile, {} as mails, \
         (select min(next_at) from outbox where state = 'failed') as oldest_mail",
        up_to(&format!("{submitted} and {BOTH_CONFIRMED}")),
        up_to(&format!("{submitted} and not ({BOTH_CONFIRMED})")),
        up_to(&stage("reported")),
        up_to(&format!("{} and {NO_LIVING_PAYMENT}", stage("validated"))),
        up_to("from payments where call_id = $1 and stage = 'proposed'"),
        up_to("from profiles where call_id = $1 and stage = 'submitted'"),
        up_to("from outbox where state = 'failed'"),
    );
    sql::row(conn, &sql, values![call]).await?.ok_or(StoreError::Missing { table: "calls" })
}

#[derive(FromQueryResult)]
#[expect(clippy::struct_excessive_bools, reason = "columns as they come")]
struct DecisionRow {
    id: ApplicationId,
    reference: String,
    changed_at: Moment,
    virtual_exchange: bool,
    amount_cents: Option<i64>,
    visitor_id: OrganisationId,
    visitor: String,
    visitor_kind: String,
    visitor_country: String,
    visitor_membership: String,
    visitor_partner: bool,
    visitor_member: bool,
    host: String,
    host_kind: String,
    host_country: String,
    host_membership: String,
    host_partner: bool,
    host_member: bool,
}

/// One side of a waiting decision, with what the quotas ask.
#[derive(Debug, Clone)]
pub struct Side {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// Its country's code.
    pub country: String,
    /// Belongs to some cluster organisation.
    pub cluster_member: bool,
    /// Is a partner of a partnership of this call.
    pub beneficiary: bool,
    /// Belongs to a cluster that is one.
    pub partner_member: bool,
}

/// An application that waits for a decision.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its id.
    pub id: ApplicationId,
    /// Its number.
    pub reference: String,
    /// Complete since.
    pub since: Moment,
    /// Held online.
    pub virtual_exchange: bool,
    /// The sum worked out at submission.
    pub amount: Option<Money>,
    /// Whose visit it is.
    pub visitor_id: OrganisationId,
    /// Who travels.
    pub visitor: Side,
    /// Who receives.
    pub host: Side,
}

impl DecisionRow {
    fn decision(self) -> Result<Decision, StoreError> {
        let kind = |code: &str| {
            OrganisationKind::from_code(code)
                .ok_or_else(|| StoreError::corrupt("organisations", "kind"))
        };
        Ok(Decision {
            id: self.id,
            reference: self.reference,
            since: self.changed_at,
            virtual_exchange: self.virtual_exchange,
            amount: self.amount_cents.map(Money::from_cents),
            visitor_id: self.visitor_id,
            visitor: Side {
                kind: kind(&self.visitor_kind)?,
                name: self.visitor,
                country: self.visitor_country,
                cluster_member: !self.visitor_membership.trim().is_empty(),
                beneficiary: self.visitor_partner,
                partner_member: self.visitor_member,
            },
            host: Side {
                kind: kind(&self.host_kind)?,
                name: self.host,
                country: self.host_country,
                cluster_member: !self.host_membership.trim().is_empty(),
                beneficiary: self.host_partner,
                partner_member: self.host_member,
            },
        })
    }
}

/// The decisions that have waited longest.
pub async fn decisions(
    conn: &impl ConnectionTrait,
    call: CallId,
    many: u32,
) -> Result<Vec<Decision>, StoreError> {
    let partner = |which: &str| {
        format!(
            "exists (select 1 from partnership_partners pp join partnerships p \
             on p.id = pp.partnership_id where p.call_id = $1 and pp.organisation_id = {which}.id)"
        )
    };
    let member = |which: &str| {
        format!(
            "exists (select 1 from partnership_partners pp join partnerships p \
             on p.id = pp.partnership_id join organisations o on o.id = pp.organisation_id \
             where p.call_id = $1 and trim({which}.cluster_membership) <> '' \
             and lower(trim(o.name)) = lower(trim({which}.cluster_membership)))"
        )
    };
    let sql = format!(
        "select a.id, a.reference, a.changed_at, a.virtual_exchange, a.amount_cents, a.visitor_id, \
         v.name as visitor, v.kind as visitor_kind, v.country as visitor_country, \
         v.cluster_membership as visitor_membership, {} as visitor_partner, {} as visitor_member, \
         h.name as host, h.kind as host_kind, h.country as host_country, \
         h.cluster_membership as host_membership, {} as host_partner, {} as host_member \
         from applications a join organisations v on v.id = a.visitor_id \
         join organisations h on h.id = a.host_id \
         where a.call_id = $1 and a.stage = 'submitted' and {BOTH_CONFIRMED} \
         order by a.changed_at, a.id limit {many}",
        partner("v"),
        member("v"),
        partner("h"),
        member("h"),
    );
    let found: Vec<DecisionRow> = sql::rows(conn, &sql, values![call]).await?;
    found.into_iter().map(DecisionRow::decision).collect()
}

/// A report that waits for validation, or a validated file that waits for its payment.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Delivered {
    /// Its id.
    pub id: ApplicationId,
    /// Its number.
    pub reference: String,
    /// `reported` or `validated`.
    pub stage: String,
    /// Since when it waits.
    pub changed_at: Moment,
    /// The last day of the stay.
    pub stay_to: Option<NaiveDate>,
    /// What was awarded.
    pub amount_cents: Option<i64>,
    /// Who travelled.
    pub visitor: String,
    /// Who received.
    pub host: String,
    /// The stage's facts: the due day of a validated one.
    pub stage_facts: String,
}

/// The reports and the unpaid files that have waited longest, up to `many` of each.
pub async fn delivered(
    conn: &impl ConnectionTrait,
    call: CallId,
    many: u32,
) -> Result<Vec<Delivered>, StoreError> {
    let oldest = |stage: &str, also: &str| {
        format!(
            "select a.id, a.reference, a.stage, a.changed_at, a.stay_to, a.amount_cents, \
             v.name as visitor, h.name as host, a.stage_facts from applications a \
             join organisations v on v.id = a.visitor_id join organisations h on h.id = a.host_id \
             where a.call_id = $1 and a.stage = '{stage}'{also} \
             order by a.changed_at, a.id limit {many}"
        )
    };
    let sql = format!(
        "select * from ({}) x union all select * from ({}) y",
        oldest("reported", ""),
        oldest("validated", &format!(" and {NO_LIVING_PAYMENT}")),
    );
    sql::rows(conn, &sql, values![call]).await
}

/// Places taken by awards since `since`, from the transfers out of this pool.
pub async fn agreed_since(
    conn: &impl ConnectionTrait,
    call: CallId,
    pool: &AccountName,
    since: Moment,
) -> Result<i64, StoreError> {
    let found: Option<i64> = sql::scalar(
        conn,
        "select count(*) from transfers where kind = 'pending' and at >= $3 and debit_id = \
         (select id from accounts where call_id = $1 and name = $2)",
        values![call, pool.to_string(), since],
    )
    .await?;
    Ok(found.unwrap_or_default())
}

/// A partnership with what is asked of it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Partnership {
    /// Its id.
    pub id: PartnershipId,
    /// Short code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Exchanges asked for.
    pub target: i64,
    /// How many partners it has.
    pub partners: i64,
}

/// The partnerships of a call, by code.
pub async fn partnerships(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Vec<Partnership>, StoreError> {
    sql::rows(
        conn,
        "select p.id, p.code, p.name, p.target, (select count(*) from partnership_partners pp \
         where pp.partnership_id = p.id) as partners \
         from partnerships p where p.call_id = $1 order by p.code",
        values![call],
    )
    .await
}
