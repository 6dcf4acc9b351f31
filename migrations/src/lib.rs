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
        STEPS.into_iter().map(|step| Box::new(step) as Box<dyn MigrationTrait>).collect()
    }
}

/// One step: its name, its text, and its tables that are only ever added to.
#[derive(Debug, Clone, Copy)]
struct Step {
    name: &'static str,
    sql: &'static str,
    append_only: &'static [&'static str],
}

const STEPS: [Step; 18] = [
    Step {
        name: "m0001_spine",
        sql: include_str!("../sql/0001_spine.sql"),
        append_only: &["transfers", "audit", "signatures", "snapshots"],
    },
    Step {
        name: "m0002_evaluation",
        sql: include_str!("../sql/0002_evaluation.sql"),
        append_only: &["report_versions", "consensus_versions", "reserve_journal"],
    },
    Step { name: "m0003_money", sql: include_str!("../sql/0003_money.sql"), append_only: &[] },
    Step {
        name: "m0004_grants",
        sql: include_str!("../sql/0004_grants.sql"),
        append_only: &["agreement_signatures"],
    },
    Step { name: "m0005_bank", sql: include_str!("../sql/0005_bank.sql"), append_only: &[] },
    Step {
        name: "m0006_rounds",
        sql: include_str!("../sql/0006_rounds.sql"),
        append_only: &["past_checks"],
    },
    Step {
        name: "m0008_documents",
        sql: include_str!("../sql/0008_documents.sql"),
        append_only: &["documents"],
    },
    Step {
        name: "m0009_recoveries",
        sql: include_str!("../sql/0009_recoveries.sql"),
        append_only: &["recovery_moves", "documents"],
    },
    Step {
        name: "m0010_screening",
        sql: include_str!("../sql/0010_screening.sql"),
        append_only: &["sanction_entries", "sanction_notes", "screenings", "edes_checks"],
    },
    Step {
        name: "m0011_money_pages",
        sql: include_str!("../sql/0011_money_pages.sql"),
        append_only: &[],
    },
    Step {
        name: "m0012_reports_due",
        sql: include_str!("../sql/0012_reports_due.sql"),
        append_only: &[],
    },
    Step {
        name: "m0013_de_minimis",
        sql: include_str!("../sql/0013_de_minimis.sql"),
        append_only: &["de_minimis_declarations", "de_minimis_aid", "documents"],
    },
    Step {
        name: "m0014_signed_copies",
        sql: include_str!("../sql/0014_signed_copies.sql"),
        append_only: &["signed_copies"],
    },
    Step {
        name: "m0015_by_hand",
        sql: include_str!("../sql/0015_by_hand.sql"),
        append_only: &["payments_by_hand"],
    },
    Step {
        name: "m0016_export_templates",
        sql: include_str!("../sql/0016_export_templates.sql"),
        append_only: &[],
    },
    Step {
        name: "m0017_proposal_documents",
        sql: include_str!("../sql/0017_proposal_documents.sql"),
        append_only: &[],
    },
    Step {
        name: "m0018_withdrawn",
        sql: include_str!("../sql/0018_withdrawn.sql"),
        append_only: &[],
    },
    Step {
        name: "m0019_screened",
        sql: include_str!("../sql/0019_screened.sql"),
        append_only: &["screenings", "recovery_undone"],
    },
];

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(self.sql).await?;
        keep_append_only(db, self.append_only).await
    }

    /// One transaction for the whole step: a fresh SQLite file takes milliseconds, not seconds.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Triggers that refuse any change or removal of a row.
async fn keep_append_only(db: &SchemaManagerConnection<'_>, tables: &[&str]) -> Result<(), DbErr> {
    if tables.is_empty() {
        return Ok(());
    }
    let sqlite = db.get_database_backend() == DatabaseBackend::Sqlite;
    if !sqlite {
        db.execute_unprepared(
            "create or replace function append_only() returns trigger language plpgsql as $$ \
             begin raise exception 'append_only: % is never changed', tg_table_name; end $$",
        )
        .await?;
    }
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
