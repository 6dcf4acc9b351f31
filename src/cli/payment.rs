//! `convoca payment`: the file of a batch for the bank, and the bank's files taken in. The one
//! rule: a file goes to standard output byte for byte as it was approved, and taking one in twice
//! changes nothing.

use super::common::Common;
use crate::{
    actions::{bank_file, batch},
    bank::pain001::Version,
    domain::{access::Actor, ids::BatchId},
    store,
};
use anyhow::Context;
use std::{
    io::{Read, Write, stderr, stdin, stdout},
    path::PathBuf,
};

/// Payments to the bank and back.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum PaymentCommand {
    /// Writes the file of an approved batch to standard output and marks it as given to the bank.
    Export(ExportArgs),
    /// Takes a file of the bank in: pain.002, camt.053 or camt.054.
    Import {
        /// The file; `-` reads standard input.
        file: PathBuf,
    },
}

/// Which file.
#[derive(Debug, Clone, clap::Args)]
pub struct ExportArgs {
    /// The batch: its id, its number, or `latest`.
    #[arg(long, default_value = "latest")]
    pub batch: String,
    /// Write the older version, pain.001.001.03.
    #[arg(long)]
    pub v03: bool,
}

/// Runs one of them; the exit code is 1 when lines of the bank wait for a person.
pub async fn run(common: &Common, command: &PaymentCommand) -> anyhow::Result<u8> {
    match command {
        PaymentCommand::Export(args) => export(common, args).await,
        PaymentCommand::Import { file } => import(common, file).await,
    }
}

async fn export(common: &Common, args: &ExportArgs) -> anyhow::Result<u8> {
    let desk = common.desk().await?;
    let conn = desk.database.reads();
    let actor = Actor::system("payment export");
    let id = match (args.batch.as_str(), args.batch.parse::<BatchId>()) {
        (_, Ok(id)) => id,
        ("latest", _) => {
            let latest = store::batch::latest(conn).await?;
            latest.context("no batch is approved yet: approve one on the page of payments")?.id
        }
        (number, Err(_)) => {
            let all = store::batch::list(conn, 10_000).await?;
            let found = all.into_iter().find(|batch| batch.number.to_string() == number);
            found.with_context(|| format!("no batch is called {number}"))?.id
        }
    };
    let version = if args.v03 { Version::V03 } else { Version::V09 };
    let bytes = batch::file(&desk, &actor, id, version).await?;
    batch::export(&desk, &actor, id).await?;
    stdout().write_all(&bytes)?;
    Ok(0)
}

async fn import(common: &Common, file: &PathBuf) -> anyhow::Result<u8> {
    let desk = common.desk().await?;
    let bytes = if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        stdin().lock().read_to_end(&mut bytes)?;
        bytes
    } else {
        std::fs::read(file).with_context(|| format!("{} can't be read", file.display()))?
    };
    let taken = bank_file::take_in(&desk, &Actor::system("payment import"), &bytes).await?;
    if taken.again {
        writeln!(stderr(), "this file was taken in before; nothing changed")?;
    }
    let bank_file::Taken { lines, done, waiting, .. } = taken;
    writeln!(stdout(), "lines {lines}, payments moved {done}, waiting for a person {waiting}")?;
    Ok(u8::from(waiting > 0))
}
