//! How long a batch of ten thousand payments takes from the first click to the file, and a trial
//! balance over a million transfers. The one rule: it prints what was measured and judges nothing.

use crate::{fill::payments as fill, postgres::Server};
use convoca::{
    actions::{Desk, batch},
    bank::pain001::Version,
    domain::moment::BRUSSELS,
    store::{invariants, ledger},
};
use std::{io::Write, path::Path, time::Instant};

/// Payments of the batch.
const PAYMENTS: usize = 10_000;
/// Transfers of the ledger.
const TRANSFERS: usize = 1_000_000;

/// Measures on SQLite, and on this PostgreSQL server where one is named.
pub async fn report(out: &mut dyn Write, postgres: Option<&str>, dir: &Path) -> anyhow::Result<()> {
    writeln!(out, "| database | what | seconds |")?;
    writeln!(out, "|---|---|--:|")?;
    let file = |name: &str| -> anyhow::Result<String> {
        let path = dir.join(name);
        for end in ["", "-wal", "-shm"] {
            let _gone = std::fs::remove_file(format!("{}{end}", path.display()));
        }
        Ok(format!("sqlite:{}?mode=rwc", path.display()))
    };
    batched(out, "SQLite", &file("convoca-bench-batch.db")?).await?;
    balanced(out, "SQLite", &file("convoca-bench-ledger.db")?).await?;
    if let Some(url) = postgres {
        let server = Server::open(url).await?;
        for (name, is_batch) in [("convoca_bench_batch", true), ("convoca_bench_ledger", false)] {
            let own = server.create(name).await?;
            if is_batch {
                batched(out, "PostgreSQL", &own).await?;
            } else {
                balanced(out, "PostgreSQL", &own).await?;
            }
            server.drop(name).await?;
        }
    }
    Ok(())
}

fn line(out: &mut dyn Write, on: &str, what: &str, since: Instant) -> anyhow::Result<()> {
    writeln!(out, "| {on} | {what} | {:.2} |", since.elapsed().as_secs_f64())?;
    Ok(())
}

async fn batched(out: &mut dyn Write, on: &str, url: &str) -> anyhow::Result<()> {
    let waiting = fill::payments(url, PAYMENTS).await?;
    let desk = &waiting.desk;
    let today = desk.now().day_in(BRUSSELS);
    let whole = Instant::now();
    let made = batch::propose(desk, &waiting.finance, &waiting.payments, today).await;
    let made = made.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    line(out, on, "put 10,000 payments together", whole)?;
    let step = Instant::now();
    batch::approve(desk, &waiting.second, made, 1).await?;
    line(out, on, "approve them: both files made and kept", step)?;
    let step = Instant::now();
    let bytes = batch::file(desk, &waiting.finance, made, Version::V09).await?;
    batch::export(desk, &waiting.finance, made).await?;
    line(out, on, "give the file out, mark them as with the bank", step)?;
    line(out, on, &format!("all of it, {} bytes", bytes.len()), whole)
}

async fn balanced(out: &mut dyn Write, on: &str, url: &str) -> anyhow::Result<()> {
    let desk: Desk = fill::transfers(url, TRANSFERS).await?;
    let conn = desk.database.reads();
    let step = Instant::now();
    let balance = ledger::trial_balance(conn, None, true).await?;
    line(out, on, &format!("trial balance, {} accounts", balance.len()), step)?;
    let step = Instant::now();
    let broken = invariants::broken(conn).await?;
    line(out, on, "every sum counted again from 1,000,000 transfers (doctor)", step)?;
    anyhow::ensure!(broken.is_empty(), "the filled ledger is broken: {broken:?}");
    Ok(())
}
