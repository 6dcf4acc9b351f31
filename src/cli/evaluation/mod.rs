//! `convoca evaluation`: the evaluation's arithmetic from files, without a database. The one rule:
//! the commands call the same functions as the pages, on JSON anybody can write.

use crate::{config::catalogue::Catalogue, domain::evaluation::rules::EvaluationRules};
use files::tell;
use std::{io::Write, path::Path};

pub mod assign; // convoca evaluation assign
pub mod expected_rank; // convoca evaluation expected-rank
mod files; // reading the input, telling what is wrong with it
mod input; // the problem of an assignment as a file
pub mod rank; // convoca evaluation rank
mod units; // decimals as whole numbers
pub mod verify; // convoca evaluation verify

#[cfg(test)]
mod tests;

/// Works on evaluations as files.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum EvaluationCommand {
    /// Assigns evaluators to proposals: the best total affinity, and the proof that none is better.
    Assign(assign::AssignArgs),
    /// Checks an answer of `assign`: rules, sums, and the proof that none is better.
    Verify(verify::VerifyArgs),
    /// Ranks applications by a programme's rules, with a reason for every place.
    Rank(rank::RankArgs),
    /// Works out how sure the ranks are, and how strict each evaluator is beside the others.
    ExpectedRank(expected_rank::ExpectedRankArgs),
}

/// Runs the command; programmes of `folder` stand beside those built in. Gives the exit code.
pub fn run(
    command: &EvaluationCommand,
    folder: Option<&Path>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<u8> {
    match command {
        EvaluationCommand::Assign(args) => assign::run(args, out).map(|()| 0),
        EvaluationCommand::Verify(args) => verify::run(args, out).map(|()| 0),
        EvaluationCommand::Rank(args) => match rules(&args.programme, folder) {
            Ok(rules) => rank::run(args, &rules, out, err),
            Err(faults) => tell(&faults, err),
        },
        EvaluationCommand::ExpectedRank(args) => expected_rank::run(args, out, err),
    }
}

/// The rules of the last round of a programme, which is the one that ranks for the money.
fn rules(slug: &str, folder: Option<&Path>) -> Result<EvaluationRules, Vec<String>> {
    let catalogue = Catalogue::load(folder)
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let known = || {
        let scored = catalogue.all().filter_map(|scheme| scheme.scored());
        scored.map(|programme| programme.slug.clone()).collect::<Vec<_>>().join(", ")
    };
    let programme = catalogue.scored(slug).ok_or_else(|| {
        vec![format!("there is no scored programme `{slug}`; there are: {}", known())]
    })?;
    let last = programme.rounds.last();
    last.map(|round| round.evaluation.clone())
        .ok_or_else(|| vec![format!("the programme `{slug}` has no round of evaluation")])
}
