//! What can go wrong below the rules. The one rule: a named constraint of the schema comes back by
//! its name, so that an action can turn it into the refusal a person understands.

use sea_orm::{DbErr, RuntimeErr};

/// A fault of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row is not there.
    #[error("{table} has no such row")]
    Missing {
        /// Which table.
        table: &'static str,
    },
    /// Another change came first.
    #[error("{table} changed in the meantime")]
    Stale {
        /// Which table.
        table: &'static str,
    },
    /// A named constraint refused the change.
    #[error("constraint {0}")]
    Constraint(String),
    /// A row holds what the program can't read.
    #[error("{table} holds an unreadable row: {why}")]
    Corrupt {
        /// Which table.
        table: &'static str,
        /// What is wrong with it, without its content.
        why: String,
    },
    /// A change was made under a permit for something else.
    #[error("the permit does not cover this change")]
    WrongPermit,
    /// The ledger's own rules said no.
    #[error("ledger: {why:?} at {account:?}")]
    Ledger {
        /// The ledger's refusal.
        why: crate::domain::ledger::LedgerRefusal,
        /// The account that was to be debited.
        account: Option<crate::domain::ledger::chart::AccountName>,
    },
    /// The database itself.
    #[error("database")]
    Database(#[source] DbErr),
}

impl StoreError {
    /// The row `table` holds is not what the program writes.
    pub fn corrupt(table: &'static str, why: impl Into<String>) -> Self {
        Self::Corrupt { table, why: why.into() }
    }
    /// A constraint with this name (or, on SQLite, over these columns) refused the change.
    pub fn is_constraint(&self, name: &str) -> bool {
        matches!(self, Self::Constraint(found) if found.contains(name))
    }
}

impl From<DbErr> for StoreError {
    fn from(err: DbErr) -> Self {
        let (DbErr::Exec(RuntimeErr::SqlxError(sqlx_error))
        | DbErr::Query(RuntimeErr::SqlxError(sqlx_error))) = &err
        else {
            return Self::Database(err);
        };
        let sea_orm::SqlxError::Database(database) = sqlx_error.as_ref() else {
            return Self::Database(err);
        };
        if let Some(name) = database.constraint() {
            return Self::Constraint(name.to_owned());
        }
        // SQLite names the CHECK, and for a unique index only the columns.
        let message = database.message();
        for lead in ["CHECK constraint failed: ", "UNIQUE constraint failed: "] {
            if let Some(found) = message.strip_prefix(lead) {
                return Self::Constraint(found.to_owned());
            }
        }
        Self::Database(err)
    }
}
