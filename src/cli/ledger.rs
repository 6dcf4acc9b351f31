//! `convoca ledger trial-balance`: all accounts with their sums, and whether they fit together. The
//! one rule: in each unit debits and credits are the same, or the exit code is 1.

use super::common::Common;
use crate::{
    domain::{ledger::Unit, money::Money},
    store,
};
use anyhow::Context;
use std::io::{Write, stdout};

/// The books.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum LedgerCommand {
    /// Prints the accounts with their sums; those of grantees are summed up by kind.
    TrialBalance {
        /// Only this call, by its title or id.
        #[arg(long)]
        call: Option<String>,
        /// Each account of a grantee on a line of its own.
        #[arg(long)]
        all: bool,
    },
}

/// Runs it.
pub async fn run(common: &Common, command: &LedgerCommand) -> anyhow::Result<u8> {
    let LedgerCommand::TrialBalance { call, all } = command;
    let desk = common.desk().await?;
    let conn = desk.database.reads();
    let calls = store::call::list(conn, true).await?;
    let chosen = match call {
        None => None,
        Some(name) => {
            let is = |one: &store::call::Stored| {
                one.call.title == *name || one.call.id.to_string() == *name
            };
            Some(calls.iter().find(|one| is(one)).context("no call has this name")?.call.id)
        }
    };
    let rows = store::ledger::trial_balance(conn, chosen, *all).await?;
    let mut out = stdout().lock();
    writeln!(
        out,
        "{:<40} {:<46} {:>16} {:>16} {:>16} {:>16}",
        "call", "account", "debit", "credit", "debit reserved", "credit reserved"
    )?;
    let mut whole = true;
    for unit in [Unit::Cents, Unit::Services, Unit::Pieces] {
        let of: Vec<_> = rows.iter().filter(|row| row.unit == unit.code()).collect();
        if of.is_empty() {
            continue;
        }
        let mut sums = [0_i64; 4];
        for row in &of {
            let four =
                [row.debits_posted, row.credits_posted, row.debits_pending, row.credits_pending];
            for (sum, one) in sums.iter_mut().zip(four) {
                *sum = sum.checked_add(one).context("the sums do not fit a number")?;
            }
            let name = calls.iter().find(|one| one.call.id == row.call_id);
            let name = name.map_or("", |one| one.call.title.as_str());
            line(&mut out, name, &row.name, unit, four)?;
        }
        let [debit, credit, debit_held, credit_held] = sums;
        whole &= debit == credit && debit_held == credit_held;
        line(&mut out, "", &format!("sum, {}", unit.code()), unit, sums)?;
    }
    writeln!(out, "{}", if whole { "balanced" } else { "NOT BALANCED" })?;
    Ok(u8::from(!whole))
}

fn line(
    out: &mut impl Write,
    call: &str,
    name: &str,
    unit: Unit,
    sums: [i64; 4],
) -> std::io::Result<()> {
    let [a, b, c, d] = sums.map(|sum| match unit {
        Unit::Cents | Unit::Services => Money::from_cents(sum).to_string(),
        Unit::Pieces => sum.to_string(),
    });
    writeln!(out, "{call:<40} {name:<46} {a:>16} {b:>16} {c:>16} {d:>16}")
}
