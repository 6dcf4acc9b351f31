//! `convoca migrate`: brings the schema up to date, or says how far behind it is. The server does
//! the same when it starts; this is for those who want it done before.

use super::common::{Common, only_existing};
use crate::{app::StartError, store::Database};
use std::io::{Write, stdout};

/// Brings the schema of the database up to date.
#[derive(Debug, Clone, clap::Args)]
pub struct MigrateArgs {
    /// Only says how many steps are to do; changes nothing.
    #[arg(long)]
    pub status: bool,
}

/// Runs the command. With `--status` the exit code is 1 when there are steps to do.
pub async fn run(common: &Common, args: &MigrateArgs) -> anyhow::Result<u8> {
    let database = common.settings(&[])?.database;
    let url = if args.status { only_existing(&database.url) } else { database.url };
    let open = Database::connect(&url, 1).await.map_err(StartError::from)?;
    let pending = open.pending_migrations().await.map_err(StartError::from)?;
    if args.status {
        writeln!(stdout(), "{} steps to do on {}", pending, open.engine())?;
        return Ok(u8::from(pending > 0));
    }
    open.migrate().await.map_err(StartError::from)?;
    writeln!(stdout(), "{pending} steps done on {}", open.engine())?;
    Ok(0)
}
