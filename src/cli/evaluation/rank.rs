//! `convoca evaluation rank`: applications with raw scores to the ranked list, with a reason for
//! every place. The one rule: everything wrong with the input is told at once, and nothing is
//! ranked then.

use crate::domain::evaluation::rules::{Combine, EvaluationRules};
use clap::{Args, ValueEnum};
use std::{io::Write, path::PathBuf};

mod input; // the JSON that goes in
mod output; // the JSON that comes out
#[cfg(test)]
mod tests;

pub use input::RankInput;
pub(super) use input::mark;
pub use output::RankOutput;

/// Ranks applications by a programme's rules and draws the budget line.
#[derive(Debug, Clone, Args)]
pub struct RankArgs {
    /// Short name of the programme.
    #[arg(long)]
    pub programme: String,
    /// The applications as JSON (docs/EVALUATION.md); `-` is standard input.
    #[arg(long, value_name = "FILE|-")]
    pub input: PathBuf,
    /// Works final marks out another way than the programme says. Only for trials: the answer says
    /// so.
    #[arg(long)]
    pub combine: Option<CombineArg>,
}

/// How final marks come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CombineArg {
    /// Written by people, in `consensus`.
    Consensus,
    /// The mean of the reports.
    Mean,
    /// The median of the reports.
    Median,
}

impl From<CombineArg> for Combine {
    fn from(arg: CombineArg) -> Self {
        match arg {
            CombineArg::Consensus => Self::Consensus,
            CombineArg::Mean => Self::Mean,
            CombineArg::Median => Self::Median,
        }
    }
}

/// Runs the command by the rules of the programme. Gives the exit code.
pub fn run(
    args: &RankArgs,
    rules: &EvaluationRules,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<u8> {
    let text = super::files::read(&args.input)?;
    let input: RankInput = match serde_json::from_str(&text) {
        Ok(input) => input,
        Err(fault) => {
            return super::files::tell(&[format!("the input is not as expected: {fault}")], err);
        }
    };
    let combine = args.combine.map_or(rules.combine, Combine::from);
    let trial = combine != rules.combine;
    let rules = EvaluationRules { combine, ..rules.clone() };
    match ranked(&rules, &input) {
        Ok(answer) => {
            serde_json::to_writer_pretty(&mut *out, &RankOutput { is_trial: trial, ..answer })?;
            writeln!(out)?;
            Ok(0)
        }
        Err(faults) => super::files::tell(&faults, err),
    }
}

/// The core: the answer, or everything that is wrong with the input, a sentence each.
pub fn ranked(rules: &EvaluationRules, input: &RankInput) -> Result<RankOutput, Vec<String>> {
    let read = input::entries(rules, input)?;
    output::answer(rules, input, &read)
}
