//! A database for one test: a SQLite file in the temporary folder, or a PostgreSQL database made
//! from a template that holds the schema. The one rule: whatever a test made is gone afterwards,
//! also when the test fails.

use convoca::store::Database;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};
use sha2::{Digest, Sha256};
use std::{
    path::PathBuf,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// The two engines everything runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// The server that `CONVOCA_TEST_POSTGRES` names.
    Postgres,
}

/// A fresh, migrated database, removed when dropped.
#[derive(Debug)]
pub struct TestDatabase {
    pub database: Database,
    remains: Remains,
}

#[derive(Debug)]
enum Remains {
    Folder(PathBuf),
    Database { server: String, name: String },
}

/// Holds the making of the template, so that tests in several processes make it once.
const TEMPLATE_GUARD: i64 = 7_246_002;

static NEXT: AtomicU32 = AtomicU32::new(0);

impl TestDatabase {
    /// Opens one; `None` when there is no server for it.
    pub async fn open(engine: Engine) -> Option<Self> {
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let name = format!("convoca_test_{}_{number}", process::id());
        match engine {
            Engine::Sqlite => Some(sqlite(&name).await),
            Engine::Postgres => {
                let server = super::postgres_server()?;
                Some(postgres(&server, &name).await)
            }
        }
    }
}

/// An empty SQLite file; for tests of the schema itself.
pub async fn sqlite(name: &str) -> TestDatabase {
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let url = format!("sqlite:{}?mode=rwc", folder.join("convoca.db").display());
    let database = Database::connect(&url, 4).await.unwrap();
    database.migrate().await.unwrap();
    TestDatabase { database, remains: Remains::Folder(folder) }
}

async fn postgres(server: &str, name: &str) -> TestDatabase {
    let template = template(server).await;
    let office = maintenance(server).await;
    office
        .execute_unprepared(&format!("create database {name} template {template}"))
        .await
        .unwrap();
    office.close().await.unwrap();
    let remains = Remains::Database { server: server.to_owned(), name: name.to_owned() };
    let database = Database::connect(&format!("{server}/{name}"), 8).await.unwrap();
    TestDatabase { database, remains }
}

/// One connection to the server's own database.
async fn maintenance(server: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(format!("{server}/postgres"));
    options.max_connections(1).sqlx_logging(false);
    sea_orm::Database::connect(options).await.unwrap()
}

/// The template that holds today's schema: named by the digest of the schema, so that it is made
/// once and never stale.
async fn template(server: &str) -> String {
    let schema = concat!(
        include_str!("../../../migrations/src/lib.rs"),
        include_str!("../../../migrations/sql/0001_spine.sql"),
        include_str!("../../../migrations/sql/0002_evaluation.sql")
    );
    let digest = Sha256::digest(schema.as_bytes());
    let name = format!(
        "convoca_template_{:02x}{:02x}{:02x}{:02x}",
        digest[0], digest[1], digest[2], digest[3]
    );
    let office = maintenance(server).await;
    office.execute_unprepared(&format!("select pg_advisory_lock({TEMPLATE_GUARD})")).await.unwrap();
    let there = format!("select 1 from pg_database where datname = '{name}' and datistemplate");
    let there = sea_orm::Statement::from_string(sea_orm::DatabaseBackend::Postgres, there);
    if office.query_one_raw(there).await.unwrap().is_none() {
        // Without the mark of a template it is the remainder of a run that was stopped.
        office.execute_unprepared(&format!("drop database if exists {name}")).await.unwrap();
        office.execute_unprepared(&format!("create database {name}")).await.unwrap();
        let database = Database::connect(&format!("{server}/{name}"), 2).await.unwrap();
        database.migrate().await.unwrap();
        database.reads().clone().close().await.unwrap();
        let mark = format!("alter database {name} with is_template true");
        office.execute_unprepared(&mark).await.unwrap();
    }
    let free = format!("select pg_advisory_unlock({TEMPLATE_GUARD})");
    office.execute_unprepared(&free).await.unwrap();
    office.close().await.unwrap();
    name
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        match &self.remains {
            Remains::Folder(folder) => drop(std::fs::remove_dir_all(folder)),
            Remains::Database { server, name } => {
                let (server, name) = (server.clone(), name.clone());
                // A thread of its own: the test's runtime is busy ending.
                let end = std::thread::spawn(move || {
                    let runtime =
                        tokio::runtime::Builder::new_current_thread().enable_all().build();
                    runtime.unwrap().block_on(async {
                        let office = maintenance(&server).await;
                        let sql = format!("drop database if exists {name} with (force)");
                        office.execute_unprepared(&sql).await.unwrap();
                    });
                });
                drop(end.join());
            }
        }
    }
}
