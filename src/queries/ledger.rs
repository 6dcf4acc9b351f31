//! The books of a call to read: its accounts with their four sums, and every transfer.

use super::names;
use crate::{
    domain::{
        ids::{ApplicationId, CallId, OrganisationId, PartnershipId, PersonId, TransferId},
        ledger::chart::AccountName,
        moment::Moment,
    },
    store::{
        StoreError, call,
        sql::{self, values},
    },
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::{BTreeMap, BTreeSet};

/// Rows on a page.
pub const PAGE: usize = 50;

/// One transfer.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    /// Its id.
    pub id: TransferId,
    /// When.
    pub at: Moment,
    /// Cents or pieces.
    pub amount: i64,
    /// `cents` or `pieces`.
    pub unit: String,
    /// Why, by its code.
    pub why: String,
    /// `pending`, `posted`, `post_of` or `void_of`.
    pub kind: String,
    /// From which account.
    pub debit: String,
    /// To which.
    pub credit: String,
    /// A note without personal data.
    pub note: String,
    /// Who, as the books name them.
    pub by_whom: String,
    /// The file it belongs to.
    pub application_id: Option<ApplicationId>,
    /// The file's number.
    pub reference: Option<String>,
}

/// The transfers of a call, newest first, with one row more where there is a next page. With
/// `money_only`, those that move no places.
pub async fn transfers(
    conn: &impl ConnectionTrait,
    call: CallId,
    money_only: bool,
    after: Option<(Moment, TransferId)>,
) -> Result<Vec<Line>, StoreError> {
    let mut given = values![call];
    let mut wanted = String::new();
    if money_only {
        wanted += " and d.unit = 'cents'";
    }
    if let Some((moment, id)) = after {
        given.extend(values![moment, id]);
        wanted += " and (t.at, t.id) < ($2, $3)";
    }
    let sql = format!(
        "select t.id, t.at, t.amount, d.unit, t.why, t.kind, d.name as debit, c.name as credit, \
         t.note, t.by_whom, t.application_id, \
         coalesce(a.reference, p.reference) as reference from transfers t \
         join accounts d on d.id = t.debit_id join accounts c on c.id = t.credit_id \
         left join applications a on a.id = t.application_id \
         left join proposals p on p.id = t.application_id \
         where d.call_id = $1{wanted} order by t.at desc, t.id desc limit {}",
        PAGE + 1
    );
    sql::rows(conn, &sql, given).await
}

/// Money given to a call, newest first.
pub async fn appropriations(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Vec<Line>, StoreError> {
    sql::rows(
        conn,
        "select t.id, t.at, t.amount, d.unit, t.why, t.kind, d.name as debit, c.name as credit, \
         t.note, t.by_whom, t.application_id, null as reference from transfers t \
         join accounts d on d.id = t.debit_id join accounts c on c.id = t.credit_id \
         where t.debit_id = (select id from accounts where call_id = $1 and name = 'source') \
         order by t.at desc, t.id desc limit 200",
        values![call],
    )
    .await
}

/// Names behind the ids in lines and accounts: people, payees, partnerships.
#[derive(Debug, Clone, Default)]
pub struct Names {
    people: BTreeMap<PersonId, String>,
    organisations: BTreeMap<OrganisationId, String>,
    partnerships: BTreeMap<PartnershipId, String>,
}

impl Names {
    /// Looks up the names behind these lines and the partnerships of the call, in three
    /// statements.
    pub async fn of(
        conn: &impl ConnectionTrait,
        call: CallId,
        lines: &[Line],
    ) -> Result<Self, StoreError> {
        let payee = |name: &String| name.parse::<AccountName>().ok()?.grantee();
        let people: BTreeSet<PersonId> =
            lines.iter().filter_map(|line| names::person(&line.by_whom)).collect();
        let payees: BTreeSet<OrganisationId> =
            lines.iter().flat_map(|line| [&line.debit, &line.credit]).filter_map(payee).collect();
        let partnerships = call::partnerships(conn, call).await?;
        let named = |row: call::PartnershipRow| (row.id, format!("{} ({})", row.name, row.code));
        Ok(Self {
            people: names::people(conn, &people).await?,
            organisations: names::organisations(conn, &payees).await?,
            partnerships: partnerships.into_iter().map(named).collect(),
        })
    }
    /// Who did it.
    pub fn who(&self, by_whom: &str) -> String {
        names::who(by_whom, &self.people)
    }
    /// The name of a partnership with its code, empty when it is not one of the call.
    pub fn partnership(&self, id: PartnershipId) -> String {
        self.partnerships.get(&id).cloned().unwrap_or_default()
    }
    /// The name of an organisation, empty when it was not looked up.
    pub fn organisation(&self, id: OrganisationId) -> String {
        self.organisations.get(&id).cloned().unwrap_or_default()
    }
}
