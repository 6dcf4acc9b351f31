//! Connections. The one rule: on SQLite there is one writer connection and several readers (WAL,
//! full synchronisation); on PostgreSQL one pool does both.

use super::{StoreError, chance::Chance, tx::OpenTx};
use crate::domain::moment::Moment;
use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use std::time::Duration;

/// The database.
#[derive(Debug, Clone)]
pub struct Database {
    writer: DatabaseConnection,
    readers: DatabaseConnection,
}

impl Database {
    /// Connects to `sqlite:…` or `postgres://…`. `readers` is how many connections may read at
    /// once (on PostgreSQL, how many there are).
    pub async fn connect(url: &str, readers: u32) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            let writer = sea_orm::Database::connect(sqlite(url, 1)).await?;
            let readers = sea_orm::Database::connect(sqlite(url, readers)).await?;
            return Ok(Self { writer, readers });
        }
        let mut options = ConnectOptions::new(url.to_owned());
        options
            .max_connections(readers.max(2))
            .sqlx_logging(false)
            .acquire_timeout(Duration::from_secs(10));
        let pool = sea_orm::Database::connect(options).await?;
        Ok(Self { writer: pool.clone(), readers: pool })
    }
    /// Brings the schema up to date. Several processes may start at once.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        if self.is_postgres() {
            // Held until the transaction ends; whoever comes second finds nothing to do.
            let guard = self.begin_raw().await?;
            guard.execute_unprepared("select pg_advisory_xact_lock(7246001)").await?;
            Migrator::up(&self.writer, None).await?;
            guard.commit().await?;
        } else {
            Migrator::up(&self.writer, None).await?;
        }
        Ok(())
    }
    /// How many steps of the schema are still to do.
    pub async fn pending_migrations(&self) -> Result<usize, StoreError> {
        Ok(Migrator::get_pending_migrations(&self.writer).await?.len())
    }
    /// Begins a transaction that may lock and load; a permit turns it into one that may save.
    pub async fn begin(&self, now: Moment, chance: Chance) -> Result<OpenTx, StoreError> {
        Ok(OpenTx::new(self.begin_raw().await?, now, chance))
    }
    /// Closes all connections; on SQLite everything then stands in the one file.
    pub async fn close(self) -> Result<(), StoreError> {
        self.readers.close().await?;
        // On PostgreSQL this is the same pool, and closing it again does nothing.
        Ok(self.writer.close().await?)
    }
    /// For reading.
    pub const fn reads(&self) -> &DatabaseConnection {
        &self.readers
    }
    fn is_postgres(&self) -> bool {
        self.writer.get_database_backend() == DatabaseBackend::Postgres
    }
    /// The engine's name, for `doctor`.
    pub fn engine(&self) -> &'static str {
        if self.is_postgres() { "PostgreSQL" } else { "SQLite" }
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that begins transactions")]
    async fn begin_raw(&self) -> Result<sea_orm::DatabaseTransaction, StoreError> {
        // IMMEDIATE: a transaction that reads first and writes later would lose its race.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        // By a task of its own: a request that is dropped while BEGIN is on its way would give the
        // pool a connection with a transaction nobody ends (sqlx queues no rollback before the
        // answer). The task takes the answer, and what it began is rolled back with it.
        let writer = self.writer.clone();
        let begun = tokio::spawn(async move { writer.begin_with_options(options).await });
        match begun.await {
            Ok(begun) => Ok(begun?),
            Err(stopped) => Err(DbErr::Custom(stopped.to_string()).into()),
        }
    }
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(connections.max(1))
        .min_connections(1)
        .sqlx_logging(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(10))
        .map_sqlx_sqlite_opts(|o| {
            o.pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("foreign_keys", "ON")
                .pragma("busy_timeout", "5000")
                .pragma("cache_size", "-16000")
                // Pages are read where the system keeps them, once for all connections: with a copy
                // in each, a list costs twice as much as soon as the file outgrows the processor's
                // caches (bench/README.md).
                .pragma("mmap_size", "1073741824")
        });
    options
}
