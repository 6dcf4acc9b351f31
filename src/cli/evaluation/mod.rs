//! `convoca evaluation`: the arithmetic of an evaluation from files, without a database. The one
//! rule: the same functions that decide in the pages, on JSON anybody can write.

use crate::config::catalogue::Catalogue;
use anyhow::anyhow;
use files::tell;
use std::{io::Write, path::Path};

pub mod assign; // convoca evaluation assign
pub mod expected_rank; // convoca evaluation expected-rank
mod files; // what comes in, and what is wrong with it
mod input; // the problem as a file
pub mod rank; // convoca evaluation rank
#[cfg(test)]
mod tests;
mod units; // decimals as whole numbers
pub mod verify; // convoca evaluation verify

/// Works on evaluations as files.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum EvaluationCommand {
    /// Assigns evaluators to proposals: the best total affinity, and the proof that none is better.
    Assign(assign::AssignArgs),
    /// Checks an answer of `assign`: rules, sums, and the proof that none is better.
    Verify(verify::VerifyArgs),
    /// Ranks applications by a programme's rules and draws the budget line.
    Rank(rank::RankArgs),
    /// Works out expected ranks with credible intervals (Swiss method).
    ExpectedRank(expected_rank::ExpectedRankArgs),
}

/// Runs a command with the programmes of `folder` beside those that ship. Gives the exit code.
pub fn run(
    command: &EvaluationCommand,
    folder: Option<&Path>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<u8> {
    match command {
        EvaluationCommand::Assign(args) => assign::run(args, out).map(|()| 0),
        EvaluationCommand::Verify(args) => verify::run(args, out).map(|()| 0),
        EvaluationCommand::Rank(args) => {
            let catalogue = match Catalogue::load(folder) {
                Ok(catalogue) => catalogue,
                Err(faults) => {
                    let says: Vec<String> = faults.iter().map(ToString::to_string).collect();
                    return tell(&says, err);
                }
            };
            let slug = args.programme.as_str();
            // Rankings that decide about money are those of the last round.
            let rules = catalogue.scored(slug).and_then(|programme| programme.rounds.last());
            let unknown = || anyhow!("there is no programme `{slug}` with an evaluation");
            rank::run(args, &rules.ok_or_else(unknown)?.evaluation, out, err)
        }
        EvaluationCommand::ExpectedRank(args) => expected_rank::run(args, out, err),
    }
}
