//! `convoca evaluation verify`: whether an answer of `assign` keeps all rules and is proven. The
//! one rule: it trusts nothing that the answer says, and says the first fault it finds.

use super::{
    assign::status,
    input::{InputArgs, bytes},
    units::Units,
};
use crate::domain::assignment::{
    proof::{Certificate, Solution, Status},
    verify::{Proven, verify},
};
use anyhow::{Context, ensure};
use clap::Args;
use serde::Deserialize;
use std::{io::Write, path::PathBuf};

/// Checks an answer of `assign`: rules, sums, and the proof that none is better.
#[derive(Debug, Clone, Args)]
pub struct VerifyArgs {
    #[command(flatten)]
    input: InputArgs,
    /// The answer, as `assign` printed it.
    #[arg(long, value_name = "FILE")]
    result: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    status: Named,
    total: Units,
    bottleneck: Option<Units>,
    pairs: Vec<(usize, usize)>,
    #[serde(default)]
    gap: Option<Units>,
    #[serde(default)]
    without_expert: Option<usize>,
    certificate: Certificate,
    #[serde(default)]
    blocked: Option<Blocked>,
    #[serde(default, rename = "seconds")]
    _seconds: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Named {
    Optimal,
    Feasible,
    Infeasible,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Blocked {
    proposals: Vec<usize>,
    evaluators: Vec<usize>,
    short: u64,
}

/// Runs the command; an error says the first fault.
pub fn run(args: &VerifyArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let problem = args.input.read()?;
    let name = args.result.display();
    let bytes = bytes(&args.result)?;
    let answer: Answer = serde_json::from_slice(&bytes)
        .with_context(|| format!("{name} is no answer of `convoca evaluation assign`"))?;
    let named = match (&answer.blocked, &answer.certificate) {
        (Some(blocked), Certificate::Cut(cut)) => {
            (&blocked.proposals, &blocked.evaluators, blocked.short)
                == (&cut.proposals, &cut.evaluators, cut.short)
        }
        (None, Certificate::Bound { .. }) => true,
        (None, Certificate::Cut(_)) | (Some(_), Certificate::Bound { .. }) => false,
    };
    ensure!(named, "not valid: `blocked` names others than the certificate");
    let solution = Solution {
        status: match answer.status {
            Named::Optimal => Status::Optimal,
            Named::Feasible => Status::Feasible,
            Named::Infeasible => Status::Infeasible,
        },
        pairs: answer.pairs,
        total: answer.total.0,
        bottleneck: answer.bottleneck.map(|units| units.0),
        gap: answer.gap.map(|units| units.0),
        without_expert: answer.without_expert,
        certificate: answer.certificate,
    };
    let proven = verify(&problem, &solution).context("not valid (sums in millionths)")?;
    write_proven(&proven, out)
}

fn write_proven(proven: &Proven, out: &mut dyn Write) -> anyhow::Result<()> {
    write!(
        out,
        "{{\"valid\":true,\"status\":\"{}\",\"optimal\":{},\"objective\":\"{}\",\"total\":{}",
        status(proven.status),
        proven.status == Status::Optimal,
        if proven.bottleneck_first { "bottleneck" } else { "total" },
        Units(proven.total),
    )?;
    if let Some(gap) = proven.gap {
        write!(out, ",\"gap\":{}", Units(gap))?;
    }
    writeln!(out, "}}")?;
    Ok(())
}
