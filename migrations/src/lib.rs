//! The schema, step by step. The one rule: a step that has been released never changes; the next
//! one mends it. The SQL files are one text for SQLite and PostgreSQL; what differs stands here.

pub use sea_orm_migration::prelude::MigratorTrait;
use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

/// All steps, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Spine), Box::new(Evaluation)]
    }
}

/// Tables that are only ever added to.
const APPEND_ONLY: [&str; 4] = ["transfers", "audit", "signatures", "snapshots"];

/// Those of the second step.
const APPEND_ONLY_EVALUATION: [&str; 3] =
    ["report_versions", "consensus_versions", "reserve_journal"];

struct Spine;

impl MigrationName for Spine {
    fn name(&self) -> &'static str {
        "m0001_spine"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Spine {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(include_str!("../sql/0001_spine.sql")).await?;
        let sqlite = db.get_database_backend() == DatabaseBackend::Sqlite;
        if !sqlite {
            db.execute_unprepared(
                "create function append_only() returns trigger language plpgsql as $$ \
                 begin raise exception 'append_only: % is never changed', tg_table_name; end $$",
            )
            .await?;
        }
        keep_append_only(db, &APPEND_ONLY).await
    }

    /// One transaction for the whole step: a fresh SQLite file takes milliseconds, not seconds.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Triggers that refuse any change or removal of a row; PostgreSQL's function is there from the
/// first step on.
async fn keep_append_only(db: &SchemaManagerConnection<'_>, tables: &[&str]) -> Result<(), DbErr> {
    let sqlite = db.get_database_backend() == DatabaseBackend::Sqlite;
    for table in tables {
        for act in ["update", "delete"] {
            let sql = if sqlite {
                format!(
                    "create trigger {table}_no_{act} before {act} on {table} begin \
                     select raise(abort, 'append_only: {table} is never changed'); end"
                )
            } else {
                format!(
                    "create trigger {table}_no_{act} before {act} on {table} \
                     for each row execute function append_only()"
                )
            };
            db.execute_unprepared(&sql).await?;
        }
    }
    Ok(())
}

struct Evaluation;

impl MigrationName for Evaluation {
    fn name(&self) -> &'static str {
        "m0002_evaluation"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Evaluation {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(include_str!("../sql/0002_evaluation.sql")).await?;
        keep_append_only(db, &APPEND_ONLY_EVALUATION).await
    }

    /// One transaction for the whole step.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
