//! The books. The one rule: both accounts are locked in the order of their ids, the pure ledger
//! decides, and what it says is written as said; transfers are only ever added.

use super::{StoreError, Tx, WriteTx, audit, sql};
use crate::{
    domain::{
        ids::{AccountId, ApplicationId, CallId, TransferId},
        ledger::{
            Account, Books, Code, Ended, Entry, Kind, Limit, Moved, PositiveAmount, Sums, Transfer,
            Unit, post as decide,
        },
    },
    values,
};
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct AccountRow {
    id: AccountId,
    unit: String,
    limited: bool,
    debits_pending: i64,
    debits_posted: i64,
    credits_pending: i64,
    credits_posted: i64,
}

const fn unit_code(unit: Unit) -> &'static str {
    match unit {
        Unit::Cents => "cents",
        Unit::Pieces => "pieces",
    }
}

impl AccountRow {
    fn account(&self) -> Result<Account, StoreError> {
        let unit = match self.unit.as_str() {
            "cents" => Unit::Cents,
            "pieces" => Unit::Pieces,
            _other => return Err(StoreError::corrupt("accounts", "unit")),
        };
        Ok(Account {
            id: self.id,
            unit,
            limit: if self.limited { Limit::DebitsWithinCredits } else { Limit::None },
            sums: Sums {
                debits_pending: self.debits_pending,
                debits_posted: self.debits_posted,
                credits_pending: self.credits_pending,
                credits_posted: self.credits_posted,
            },
        })
    }
}

/// The account of this name in a call's books, opened if it is not there yet.
pub async fn account(
    tx: &WriteTx,
    call: CallId,
    name: &str,
    unit: Unit,
    limit: Limit,
) -> Result<AccountId, StoreError> {
    sql::run(
        tx.conn(),
        "insert into accounts (id, call_id, name, unit, limited, debits_pending, debits_posted, \
         credits_pending, credits_posted) values ($1, $2, $3, $4, $5, 0, 0, 0, 0) \
         on conflict (call_id, name) do nothing",
        values![
            tx.id::<AccountId>(),
            call,
            name,
            unit_code(unit),
            limit == Limit::DebitsWithinCredits
        ],
    )
    .await?;
    sql::scalar(
        tx.conn(),
        "select id from accounts where call_id = $1 and name = $2",
        values![call, name],
    )
    .await?
    .ok_or(StoreError::Missing { table: "accounts" })
}

#[derive(FromQueryResult)]
struct TransferRow {
    id: TransferId,
    debit_id: AccountId,
    credit_id: AccountId,
    amount: i64,
    why: String,
    kind: String,
    pending_id: Option<TransferId>,
    end_kind: Option<String>,
    end_amount: Option<i64>,
}

impl TransferRow {
    fn entry(&self) -> Result<Entry, StoreError> {
        let bad = |why: &str| StoreError::corrupt("transfers", why);
        let kind = match (self.kind.as_str(), self.pending_id) {
            ("posted", None) => Kind::Posted,
            ("pending", None) => Kind::Pending,
            ("post_of", Some(id)) => Kind::PostOf(id),
            ("void_of", Some(id)) => Kind::VoidOf(id),
            _other => return Err(bad("kind")),
        };
        let amount = |cents| PositiveAmount::new(cents).ok_or_else(|| bad("amount"));
        let ended = match (self.end_kind.as_deref(), self.end_amount) {
            (None, _) => None,
            (Some("void_of"), _) => Some(Ended::Voided),
            (Some("post_of"), Some(posted)) => Some(Ended::Posted(amount(posted)?)),
            _other => return Err(bad("end")),
        };
        let transfer = Transfer {
            id: self.id,
            debit: self.debit_id,
            credit: self.credit_id,
            amount: amount(self.amount)?,
            why: Code::from_code(&self.why).ok_or_else(|| bad("why"))?,
            kind,
        };
        Ok(Entry { transfer, ended })
    }
}

const TRANSFER: &str = "select t.id, t.debit_id, t.credit_id, t.amount, t.why, t.kind, \
    t.pending_id, e.kind as end_kind, e.amount as end_amount \
    from transfers t left join transfers e on e.pending_id = t.id";

async fn entry(tx: &impl Tx, id: TransferId) -> Result<Option<Entry>, StoreError> {
    let sql = format!("{TRANSFER} where t.id = $1");
    let row: Option<TransferRow> = sql::row(tx.conn(), &sql, values![id]).await?;
    row.map(|r| r.entry()).transpose()
}

async fn books(tx: &WriteTx, transfer: &Transfer) -> Result<Books, StoreError> {
    let conn = tx.conn();
    // Always in the order of ids, so that two transfers can't wait for each other.
    let sql = format!(
        "select id, unit, limited, debits_pending, debits_posted, credits_pending, credits_posted \
         from accounts where id in ($1, $2) order by id{}",
        sql::for_update(conn)
    );
    let found: Vec<AccountRow> =
        sql::rows(conn, &sql, values![transfer.debit, transfer.credit]).await?;
    let mut books = Books { same_id: entry(tx, transfer.id).await?, ..Books::default() };
    for row in &found {
        let account = row.account()?;
        if account.id == transfer.debit {
            books.debit = Some(account);
        }
        if account.id == transfer.credit {
            books.credit = Some(account);
        }
    }
    books.pending = match transfer.kind {
        Kind::PostOf(id) | Kind::VoidOf(id) => entry(tx, id).await?,
        Kind::Posted | Kind::Pending => None,
    };
    Ok(books)
}

/// Makes one transfer, or says why the ledger refuses. `note` holds no personal data.
pub async fn post(
    tx: &WriteTx,
    transfer: &Transfer,
    application: Option<ApplicationId>,
    note: &str,
) -> Result<(), StoreError> {
    let books = books(tx, transfer).await?;
    let (debit, credit) = match decide(&books, transfer).map_err(StoreError::Ledger)? {
        Moved::Exists => return Ok(()),
        Moved::Done { debit, credit, .. } => (debit, credit),
    };
    let (kind, pending) = match transfer.kind {
        Kind::Posted => ("posted", None),
        Kind::Pending => ("pending", None),
        Kind::PostOf(id) => ("post_of", Some(id)),
        Kind::VoidOf(id) => ("void_of", Some(id)),
    };
    sql::run(
        tx.conn(),
        "insert into transfers (id, debit_id, credit_id, amount, why, kind, pending_id, \
         application_id, note, by_whom, at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        values![
            transfer.id,
            transfer.debit,
            transfer.credit,
            transfer.amount.get(),
            transfer.why.code(),
            kind,
            pending,
            application,
            note,
            audit::by_whom(tx.permit().who()),
            tx.now()
        ],
    )
    .await?;
    write_sums(tx, transfer.debit, debit).await?;
    write_sums(tx, transfer.credit, credit).await
}

async fn write_sums(tx: &WriteTx, id: AccountId, sums: Sums) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "update accounts set debits_pending = $2, debits_posted = $3, credits_pending = $4, \
         credits_posted = $5 where id = $1",
        values![
            id,
            sums.debits_pending,
            sums.debits_posted,
            sums.credits_pending,
            sums.credits_posted
        ],
    )
    .await
    .map(|_| ())
}

/// A pending transfer of an application that has not ended, with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserved {
    /// The pending transfer.
    pub transfer: Transfer,
    /// What it counts.
    pub unit: Unit,
}

/// What is reserved for an application and not yet ended, oldest first.
pub async fn reserved(
    conn: &impl ConnectionTrait,
    application: ApplicationId,
) -> Result<Vec<Reserved>, StoreError> {
    #[derive(FromQueryResult)]
    struct Id {
        id: TransferId,
        unit: String,
    }
    let units: Vec<Id> = sql::rows(
        conn,
        "select t.id, a.unit from transfers t join accounts a on a.id = t.debit_id \
         where t.application_id = $1 and t.kind = 'pending'",
        values![application],
    )
    .await?;
    let sql = format!("{TRANSFER} where t.application_id = $1 and t.kind = 'pending' order by t.at, t.id");
    let found: Vec<TransferRow> = sql::rows(conn, &sql, values![application]).await?;
    let mut out = Vec::with_capacity(found.len());
    for row in found {
        let entry = row.entry()?;
        if entry.ended.is_some() {
            continue;
        }
        let unit = match units.iter().find(|u| u.id == row.id).map(|u| u.unit.as_str()) {
            Some("pieces") => Unit::Pieces,
            _cents => Unit::Cents,
        };
        out.push(Reserved { transfer: entry.transfer, unit });
    }
    Ok(out)
}

/// An account of a call with its name.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Named {
    /// Its name, `budget`, `places:exchanges`, …
    pub name: String,
    /// Reserved to go out.
    pub debits_pending: i64,
    /// Gone out.
    pub debits_posted: i64,
    /// Reserved to come in.
    pub credits_pending: i64,
    /// Come in.
    pub credits_posted: i64,
}

/// The budget line, the places and the counters of a call (not the payees' accounts).
pub async fn overview(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Vec<Named>, StoreError> {
    sql::rows(
        conn,
        "select name, debits_pending, debits_posted, credits_pending, credits_posted \
         from accounts where call_id = $1 and name not like 'payee:%' order by name",
        values![call],
    )
    .await
}
