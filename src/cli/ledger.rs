//! `convoca ledger trial-balance`: all accounts with their sums, and whether they fit together. The
//! one rule: in each unit debits and credits are the same, or the exit code is 1.

use super::common::Common;
use crate::{
    domain::{
        ids::PartnershipId,
        ledger::{Unit, chart::AccountName},
        money::Money,
    },
    store,
};
use anyhow::Context;
use std::io::{Write, stdout};

/// Width of a call's title, in characters.
const CALL: usize = 40;
/// Width of an account's name.
const ACCOUNT: usize = 46;

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
    let partnerships = store::call::partnership_names(conn).await?;
    let mut out = stdout().lock();
    writeln!(
        out,
        "{:<CALL$} {:<ACCOUNT$} {:>16} {:>16} {:>16} {:>16}",
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
            line(&mut out, name, &account(&row.name, &partnerships), unit, four)?;
        }
        let [debit, credit, debit_held, credit_held] = sums;
        whole &= debit == credit && debit_held == credit_held;
        line(&mut out, "", &format!("sum, {}", unit.code()), unit, sums)?;
    }
    writeln!(out, "{}", if whole { "balanced" } else { "NOT BALANCED" })?;
    Ok(u8::from(!whole))
}

/// The account's name; a partnership's by its code and name.
fn account(name: &str, partnerships: &[(PartnershipId, String, String)]) -> String {
    let Ok(AccountName::Partnership(id)) = name.parse() else { return name.to_owned() };
    let found = partnerships.iter().find(|(one, _, _)| *one == id);
    found.map_or_else(|| name.to_owned(), |(_, code, says)| format!("partnership {code}: {says}"))
}

/// A text cut to so many characters, so that the columns after it stay in line.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let start: String = text.chars().take(most - 1).collect();
    format!("{}…", start.trim_end())
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
    let (call, name) = (cut(call, CALL), cut(name, ACCOUNT));
    writeln!(out, "{call:<CALL$} {name:<ACCOUNT$} {a:>16} {b:>16} {c:>16} {d:>16}")
}

#[cfg(test)]
mod tests {
    use super::{CALL, account, cut};
    use crate::domain::{ids::PartnershipId, ledger::chart::AccountName};

    #[test]
    fn a_partnership_has_its_name_and_a_long_title_its_column() {
        let id = PartnershipId(uuid::Uuid::from_u128(7));
        let all = [(id, "CLOTH".to_owned(), "Textiles East".to_owned())];
        let name = AccountName::Partnership(id).to_string();
        assert_eq!(account(&name, &all), "partnership CLOTH: Textiles East");
        assert_eq!(account("budget", &all), "budget");
        assert_eq!(account(&name, &[]), name, "one that is gone keeps its id");
        assert_eq!(cut("short", CALL), "short");
        let long = cut(&"é".repeat(50), CALL);
        assert_eq!((long.chars().count(), long.ends_with('…')), (CALL, true));
    }
}
