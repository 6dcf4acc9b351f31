//! The books. The one rule: both accounts are locked in the order of their ids, the pure ledger
//! decides, and what it says is written as said; transfers are only ever added.

use super::{StoreError, Tx, WriteTx, audit, sql};
use crate::domain::{
    ids::{AccountId, ApplicationId, CallId, TransferId},
    ledger::{
        Account, Books, Code, Ended, Entry, Kind, Limit, Moved, PositiveAmount, Sums, Transfer,
        Unit,
        chart::{AccountName, GranteeKind},
        movement::{Commitment, Movement, Reserved, accounts, transfers},
        post as decide,
    },
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::BTreeMap;

mod balance; // the sums, to read
pub use balance::{Balance, Named, overview, own, trial_balance};

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

impl AccountRow {
    fn account(&self) -> Result<Account, StoreError> {
        let unit =
            Unit::from_code(&self.unit).ok_or_else(|| StoreError::corrupt("accounts", "unit"))?;
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
async fn account(tx: &WriteTx, call: CallId, name: &AccountName) -> Result<AccountId, StoreError> {
    sql::run(
        tx.conn(),
        "insert into accounts (id, call_id, name, unit, grantee, limited, debits_pending, \
         debits_posted, credits_pending, credits_posted) \
         values ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0) on conflict (call_id, name) do nothing",
        values![
            tx.id::<AccountId>(),
            call,
            name.to_string(),
            name.unit().code(),
            name.of_grantee().map(GranteeKind::code),
            name.limit() == Limit::DebitsWithinCredits
        ],
    )
    .await?;
    sql::scalar(
        tx.conn(),
        "select id from accounts where call_id = $1 and name = $2",
        values![call, name.to_string()],
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
async fn post(
    tx: &WriteTx,
    transfer: &Transfer,
    application: Option<ApplicationId>,
    note: &str,
) -> Result<(), StoreError> {
    let books = books(tx, transfer).await?;
    let (debit, credit) =
        match decide(&books, transfer).map_err(|why| StoreError::Ledger { why, account: None })? {
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

/// Locks accounts in the order of their ids, all at once: movements come in any order, and two
/// changes that lock pair by pair could wait for each other.
async fn lock(
    tx: &WriteTx,
    call: CallId,
    ids: impl Iterator<Item = AccountId>,
) -> Result<(), StoreError> {
    let lock = sql::for_update(tx.conn());
    if lock.is_empty() {
        return Ok(());
    }
    let mut values = values![call];
    values.extend(ids.map(sea_orm::Value::from));
    let places: Vec<String> = (2..=values.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "select id from accounts where call_id = $1 and id in ({}) order by id{lock}",
        places.join(", ")
    );
    if values.len() > 1 {
        sql::run(tx.conn(), &sql, values).await?;
    }
    Ok(())
}

/// Movements for one file, in the order they are made.
#[derive(Debug, Clone)]
pub struct Batch {
    /// What they are for.
    pub application: Option<ApplicationId>,
    /// The movements.
    pub movements: Vec<Movement>,
    /// Free of personal data.
    pub note: String,
}

/// Makes movements in the order given, opening accounts as needed. The first refusal ends it; the
/// caller drops the transaction, so all of them happen or none.
pub async fn make(
    tx: &WriteTx,
    call: CallId,
    movements: &[Movement],
    application: Option<ApplicationId>,
    note: &str,
) -> Result<(), StoreError> {
    let (movements, note) = (movements.to_vec(), note.to_owned());
    make_all(tx, call, &[Batch { application, movements, note }]).await
}

/// The same for many files at once: all accounts are locked together, before the first movement.
pub async fn make_all(tx: &WriteTx, call: CallId, batches: &[Batch]) -> Result<(), StoreError> {
    let mut open = BTreeMap::new();
    for name in batches.iter().flat_map(|batch| accounts(&batch.movements)) {
        if !open.contains_key(name) {
            open.insert(name.clone(), account(tx, call, name).await?);
        }
    }
    lock(tx, call, open.values().copied()).await?;
    for batch in batches {
        let transfers = transfers(&batch.movements, |name| open.get(name).copied())
            .map_err(|_| StoreError::Missing { table: "accounts" })?;
        for (transfer, movement) in transfers.iter().zip(&batch.movements) {
            let done = post(tx, transfer, batch.application, &batch.note).await;
            if let Err(StoreError::Ledger { why, .. }) = done {
                return Err(StoreError::Ledger { why, account: Some(movement.debit.clone()) });
            }
            done?;
        }
    }
    Ok(())
}

/// What is reserved for an exchange and not yet ended: money and places.
pub async fn reserved(
    conn: &impl ConnectionTrait,
    application: ApplicationId,
) -> Result<Commitment, StoreError> {
    let mut commitment = Commitment::default();
    for reserved in reservations(conn, application).await? {
        match reserved.debit.unit() {
            Unit::Cents => commitment.money = Some(reserved),
            Unit::Pieces => commitment.places.push(reserved),
            Unit::Services => {}
        }
    }
    Ok(commitment)
}

#[derive(FromQueryResult)]
struct ReservedRow {
    id: TransferId,
    debit: String,
    credit: String,
    amount: i64,
}

impl ReservedRow {
    fn reserved(self) -> Result<Reserved, StoreError> {
        let bad = |why: &str| StoreError::corrupt("transfers", why);
        Ok(Reserved {
            id: self.id,
            debit: self.debit.parse().map_err(|_| bad("debit"))?,
            credit: self.credit.parse().map_err(|_| bad("credit"))?,
            amount: PositiveAmount::new(self.amount).ok_or_else(|| bad("amount"))?,
        })
    }
}

/// Everything reserved for a file and not yet ended, oldest first; a consortium has money reserved
/// for each payee.
pub async fn reservations(
    conn: &impl ConnectionTrait,
    application: ApplicationId,
) -> Result<Vec<Reserved>, StoreError> {
    let found: Vec<ReservedRow> = sql::rows(
        conn,
        "select t.id, d.name as debit, c.name as credit, t.amount from transfers t \
         join accounts d on d.id = t.debit_id join accounts c on c.id = t.credit_id \
         where t.application_id = $1 and t.kind = 'pending' \
         and not exists (select 1 from transfers e where e.pending_id = t.id) \
         order by t.at, t.id",
        values![application],
    )
    .await?;
    found.into_iter().map(ReservedRow::reserved).collect()
}

/// What an account of a call can still give; nothing where it was never opened.
pub async fn room(
    conn: &impl ConnectionTrait,
    call: CallId,
    name: &AccountName,
) -> Result<i64, StoreError> {
    let sql = "select credits_posted - debits_posted - debits_pending from accounts \
               where call_id = $1 and name = $2";
    let found: Option<i64> = sql::scalar(conn, sql, values![call, name.to_string()]).await?;
    Ok(found.unwrap_or_default())
}

/// What of an account is reserved to go out; nothing where it was never opened.
pub async fn held(
    conn: &impl ConnectionTrait,
    call: CallId,
    name: &AccountName,
) -> Result<i64, StoreError> {
    let sql = "select debits_pending from accounts where call_id = $1 and name = $2";
    let found: Option<i64> = sql::scalar(conn, sql, values![call, name.to_string()]).await?;
    Ok(found.unwrap_or_default())
}

/// A pending transfer by its id, whether ended or not.
pub async fn reservation(
    conn: &impl ConnectionTrait,
    id: TransferId,
) -> Result<Reserved, StoreError> {
    let sql = "select t.id, d.name as debit, c.name as credit, t.amount from transfers t \
               join accounts d on d.id = t.debit_id join accounts c on c.id = t.credit_id \
               where t.id = $1 and t.kind = 'pending'";
    let found: Option<ReservedRow> = sql::row(conn, sql, values![id]).await?;
    found.ok_or(StoreError::Missing { table: "transfers" })?.reserved()
}
