//! `convoca evaluation`: the evaluation's arithmetic from files, without a database. The one rule:
//! the commands call the same functions as the pages.

pub mod assign; // convoca evaluation assign
mod input; // the problem as a file
mod units; // decimals as whole numbers
pub mod verify; // convoca evaluation verify

#[cfg(test)]
mod tests;

use std::io::Write;

/// Works on evaluations as files.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum EvaluationCommand {
    /// Assigns evaluators to proposals: the best total affinity, and the proof that none is better.
    Assign(assign::AssignArgs),
    /// Checks an answer of `assign`: rules, sums, and the proof that none is better.
    Verify(verify::VerifyArgs),
}

/// Runs the command.
pub fn run(command: &EvaluationCommand, out: &mut dyn Write) -> anyhow::Result<()> {
    match command {
        EvaluationCommand::Assign(args) => assign::run(args, out),
        EvaluationCommand::Verify(args) => verify::run(args, out),
    }
}
