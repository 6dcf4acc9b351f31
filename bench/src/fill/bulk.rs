//! Rows by the thousand: one connection, one transaction, many rows a statement. The one rule:
//! constraints and triggers stay on, so what is filled in is what the schema takes.

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement, Value,
};

/// Rows a statement. Whole parts have the same text, so each engine reads it once and is only
/// given the values after that.
const ROWS: usize = 250;

/// A transaction that is filled in.
#[derive(Debug)]
pub struct Bulk(DatabaseConnection);

impl Bulk {
    /// Begins one.
    pub async fn begin(url: &str) -> anyhow::Result<Self> {
        let mut options = ConnectOptions::new(url.to_owned());
        // One connection, so that plain `begin` and `commit` reach the same one.
        options.max_connections(1).min_connections(1).sqlx_logging(false);
        let connection = sea_orm::Database::connect(options).await?;
        if connection.get_database_backend() == DatabaseBackend::Sqlite {
            connection.execute_unprepared("pragma foreign_keys = on; begin immediate").await?;
        } else {
            connection.execute_unprepared("begin").await?;
        }
        Ok(Self(connection))
    }
    /// Writes rows of a table; a row that is there already is left as it is.
    pub async fn insert(
        &self,
        table: &str,
        columns: &[&str],
        rows: Vec<Vec<Value>>,
    ) -> anyhow::Result<()> {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let part: Vec<_> = rows.by_ref().take(ROWS).collect();
            let sql = self.statement(table, columns, part.len());
            self.run(&sql, part.into_iter().flatten().collect()).await?;
        }
        Ok(())
    }
    /// An `insert` of so many rows.
    fn statement(&self, table: &str, columns: &[&str], rows: usize) -> String {
        // SQLite looks a named place such as `$7` up from the first one on, both when it reads the
        // statement and at each value: with thousands of them that takes minutes. `?` has no name.
        let sqlite = self.0.get_database_backend() == DatabaseBackend::Sqlite;
        let place = |n: usize| if sqlite { "?".to_owned() } else { format!("${n}") };
        let row = |row: usize| {
            let first = row * columns.len() + 1;
            let places: Vec<_> = (first..first + columns.len()).map(place).collect();
            format!("({})", places.join(","))
        };
        let places = (0..rows).map(row).collect::<Vec<_>>().join(",");
        let columns = columns.join(", ");
        format!("insert into {table} ({columns}) values {places} on conflict do nothing")
    }
    /// Runs one statement.
    pub async fn run(&self, sql: &str, values: Vec<Value>) -> anyhow::Result<()> {
        let backend = self.0.get_database_backend();
        self.0.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(())
    }
    /// Keeps it all; PostgreSQL learns what there is now, as it would in the course of a day.
    pub async fn commit(self) -> anyhow::Result<()> {
        self.0.execute_unprepared("commit").await?;
        if self.0.get_database_backend() == DatabaseBackend::Postgres {
            self.0.execute_unprepared("vacuum analyze").await?;
        }
        self.0.close().await?;
        Ok(())
    }
}
