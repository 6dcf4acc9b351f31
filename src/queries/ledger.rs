//! The books of a call to read: its accounts with their four sums, and every transfer.

use super::names;
use crate::{
    domain::{
        ids::{
            AccountId, ApplicationId, CallId, OrganisationId, PartnershipId, PersonId, TransferId,
        },
        ledger::{
            Sums,
            chart::{AccountName, GranteeKind},
        },
        moment::Moment,
    },
    store::{
        StoreError, call,
        sql::{self, Conn, values},
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

/// Which transfers of a call are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Those that move no places.
    pub money_only: bool,
    /// With an end in this account, or in one of these.
    pub of: Option<Of>,
    /// Of this exchange or proposal.
    pub file: Option<ApplicationId>,
    /// After this one, in the order of the list.
    pub after: Option<(Moment, TransferId)>,
}

/// Accounts whose transfers are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// One account.
    One(AccountId),
    /// All accounts of this kind, whoever's.
    Kind(GranteeKind),
}

#[derive(FromQueryResult)]
struct AccountRow {
    id: AccountId,
    debits_pending: i64,
    debits_posted: i64,
    credits_pending: i64,
    credits_posted: i64,
}

/// An account of a call with its sums, if it was opened.
pub async fn account(
    conn: &impl Conn,
    call: CallId,
    name: &AccountName,
) -> Result<Option<(AccountId, Sums)>, StoreError> {
    let found: Option<AccountRow> = sql::row(
        conn,
        "select id, debits_pending, debits_posted, credits_pending, credits_posted \
         from accounts where call_id = $1 and name = $2",
        values![call, name.to_string()],
    )
    .await?;
    let sums = |row: &AccountRow| Sums {
        debits_pending: row.debits_pending,
        debits_posted: row.debits_posted,
        credits_pending: row.credits_pending,
        credits_posted: row.credits_posted,
    };
    Ok(found.map(|row| (row.id, sums(&row))))
}

/// The transfers of a call, newest first, with one row more where there is a next page.
pub async fn transfers(
    conn: &impl Conn,
    call: CallId,
    wanted: &Wanted,
    most: usize,
) -> Result<Vec<Line>, StoreError> {
    let mut given = values![call];
    let mut text = String::new();
    if wanted.money_only {
        text += " and d.unit = 'cents'";
    }
    match wanted.of {
        Some(Of::One(id)) => {
            given.extend(values![id]);
            let at = given.len();
            text += &format!(" and (t.debit_id = ${at} or t.credit_id = ${at})");
        }
        Some(Of::Kind(kind)) => {
            given.extend(values![kind.code()]);
            let at = given.len();
            text += &format!(" and (d.grantee = ${at} or c.grantee = ${at})");
        }
        None => {}
    }
    if let Some(file) = wanted.file {
        given.extend(values![file]);
        text += &format!(" and t.application_id = ${}", given.len());
    }
    if let Some((moment, id)) = wanted.after {
        given.extend(values![moment, id]);
        text += &format!(" and (t.at, t.id) < (${}, ${})", given.len() - 1, given.len());
    }
    let sql = format!(
        "select t.id, t.at, t.amount, d.unit, t.why, t.kind, d.name as debit, c.name as credit, \
         t.note, t.by_whom, t.application_id, \
         coalesce(a.reference, p.reference) as reference from transfers t \
         join accounts d on d.id = t.debit_id join accounts c on c.id = t.credit_id \
         left join applications a on a.id = t.application_id \
         left join proposals p on p.id = t.application_id \
         where d.call_id = $1{text} order by t.at desc, t.id desc limit {}",
        most + 1
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
    /// Looks up the names behind these lines and this account, and the partnerships of the call,
    /// in three statements.
    pub async fn of(
        conn: &impl ConnectionTrait,
        call: CallId,
        lines: &[Line],
        account: Option<&AccountName>,
    ) -> Result<Self, StoreError> {
        let payee = |name: &String| name.parse::<AccountName>().ok()?.grantee();
        let people: BTreeSet<PersonId> =
            lines.iter().filter_map(|line| names::person(&line.by_whom)).collect();
        let ends = lines.iter().flat_map(|line| [&line.debit, &line.credit]).filter_map(payee);
        let payees: BTreeSet<OrganisationId> =
            ends.chain(account.and_then(AccountName::grantee)).collect();
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
