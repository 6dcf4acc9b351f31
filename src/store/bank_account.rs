//! Bank accounts of organisations: lock, load, save. The one rule: an organisation has one account
//! that is paid to; who proposed it did not confirm it, and the database refuses it too.

use super::{StoreError, Tx, WriteTx, payment, sql};
use crate::domain::{
    bank::{AccountState, BankAccount, PayeeCheck},
    ids::{BankAccountId, BatchId, OrganisationId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    id: BankAccountId,
    organisation_id: OrganisationId,
    details: String,
    stage: String,
    stage_facts: String,
    proposed_by: PersonId,
    payee_check: String,
    version: i64,
    changed_at: Moment,
}

/// An account as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: BankAccountId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Holder, address and number.
    pub account: BankAccount,
    /// Where it stands.
    pub state: AccountState,
    /// Who proposed it.
    pub proposed_by: PersonId,
    /// What the bank said of name and number, once asked.
    pub check: Option<PayeeCheck>,
    /// For the check against stale pages.
    pub version: i64,
    /// Last change.
    pub changed_at: Moment,
}

impl Row {
    fn stored(self) -> Result<Stored, StoreError> {
        let bad = |why: &str| StoreError::corrupt("bank_accounts", why);
        let state: AccountState =
            serde_json::from_str(&self.stage_facts).map_err(|_| bad("stage facts"))?;
        if state.kind().code() != self.stage {
            return Err(bad("stage and its facts differ"));
        }
        let check = match self.payee_check.as_str() {
            "" => None,
            text => Some(serde_json::from_str(text).map_err(|_| bad("payee check"))?),
        };
        Ok(Stored {
            id: self.id,
            organisation: self.organisation_id,
            account: serde_json::from_str(&self.details).map_err(|_| bad("details"))?,
            state,
            proposed_by: self.proposed_by,
            check,
            version: self.version,
            changed_at: self.changed_at,
        })
    }
}

const COLUMNS: &str = "id, organisation_id, details, stage, stage_facts, proposed_by, \
                       payee_check, version, changed_at";

/// The account, for reading.
pub async fn load(conn: &impl ConnectionTrait, id: BankAccountId) -> Result<Stored, StoreError> {
    let sql = format!("select {COLUMNS} from bank_accounts where id = $1");
    let row: Option<Row> = sql::row(conn, &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "bank_accounts" })?.stored()
}

/// The account, locked. Lock its organisation first.
pub async fn lock(tx: &impl Tx, id: BankAccountId) -> Result<Stored, StoreError> {
    let lock = sql::for_update(tx.conn());
    let sql = format!("select {COLUMNS} from bank_accounts where id = $1{lock}");
    let row: Option<Row> = sql::row(tx.conn(), &sql, values![id]).await?;
    row.ok_or(StoreError::Missing { table: "bank_accounts" })?.stored()
}

/// All accounts an organisation has or had, newest first.
pub async fn of_organisation(
    conn: &impl ConnectionTrait,
    id: OrganisationId,
) -> Result<Vec<Stored>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from bank_accounts where organisation_id = $1 \
         order by changed_at desc, id desc"
    );
    let found: Vec<Row> = sql::rows(conn, &sql, values![id]).await?;
    found.into_iter().map(Row::stored).collect()
}

/// The living accounts of the payees of payments: of one batch, or of those in none. Confirmed
/// stands before proposed.
pub async fn of_payees(
    conn: &impl ConnectionTrait,
    batch: Option<BatchId>,
) -> Result<Vec<Stored>, StoreError> {
    let (condition, given) = match batch {
        Some(id) => ("batch_id = $1", values![id]),
        None => (payment::FREE, values![]),
    };
    let sql = format!(
        "select {COLUMNS} from bank_accounts where stage in ('confirmed','proposed') \
         and organisation_id in (select payee_id from payments where {condition}) \
         order by organisation_id, stage"
    );
    let found: Vec<Row> = sql::rows(conn, &sql, given).await?;
    found.into_iter().map(Row::stored).collect()
}

fn text<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::corrupt("bank_accounts", e.to_string()))
}

/// Adds a proposed account; a second proposed one is refused by an index.
pub async fn insert(tx: &WriteTx, new: &Stored) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into bank_accounts (id, organisation_id, details, stage, stage_facts, \
         proposed_by, payee_check, version, changed_at) values ($1, $2, $3, $4, $5, $6, '', 1, $7)",
        values![
            new.id,
            new.organisation,
            text(&new.account)?,
            new.state.kind().code(),
            text(&new.state)?,
            new.proposed_by,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// Changes state and check of the account seen at `stored.version`.
pub async fn save(tx: &WriteTx, stored: &Stored) -> Result<(), StoreError> {
    let confirmed_by = match &stored.state {
        AccountState::Confirmed { people } | AccountState::Replaced { people, .. } => {
            Some(people.approved_by)
        }
        AccountState::Proposed { .. } | AccountState::Rejected { .. } => None,
    };
    let check = stored.check.as_ref().map(text).transpose()?.unwrap_or_default();
    let rows = sql::run(
        tx.conn(),
        "update bank_accounts set stage = $2, stage_facts = $3, confirmed_by = $4, \
         payee_check = $5, version = version + 1, changed_at = $6 where id = $1 and version = $7",
        values![
            stored.id,
            stored.state.kind().code(),
            text(&stored.state)?,
            confirmed_by,
            check,
            tx.now(),
            stored.version
        ],
    )
    .await?;
    sql::touched_one(rows, "bank_accounts")
}
