//! `convoca evaluation assign`: who evaluates what, from a file to JSON with its proof. The one
//! rule: nothing on standard output but the answer; an infeasible problem is an answer too, and
//! says who blocks it.

use super::{input::InputArgs, units::Units};
use crate::domain::assignment::{
    problem::Problem,
    proof::{Certificate, Objective, Solution, Status},
    solve::solve,
};
use clap::{Args, ValueEnum};
use std::{io::Write, num::NonZeroUsize, time::Instant};

/// What comes first after coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Aim {
    /// The sum of affinity.
    Total,
    /// The worst pair, then the sum.
    Bottleneck,
}

/// Assigns evaluators to proposals: the best total affinity, and the proof that none is better.
#[derive(Debug, Clone, Args)]
pub struct AssignArgs {
    #[command(flatten)]
    input: InputArgs,
    /// What comes first, once every proposal has its evaluators.
    #[arg(long, value_enum, default_value = "total")]
    objective: Aim,
    /// Looks at so many best pairs of each proposal only, and says by how much the optimum over all
    /// pairs could be better at most (`gap`).
    #[arg(long, value_name = "K")]
    candidates: Option<NonZeroUsize>,
}

/// Runs the command.
pub fn run(args: &AssignArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let problem = args.input.read()?;
    let objective = Objective {
        bottleneck: args.objective == Aim::Bottleneck,
        balance: false,
        candidates: args.candidates.map(NonZeroUsize::get),
    };
    answer(&problem, &objective, out)
}

fn answer(problem: &Problem, objective: &Objective, out: &mut dyn Write) -> anyhow::Result<()> {
    let start = Instant::now();
    let solution = solve(problem, objective)?;
    let seconds = start.elapsed().as_secs_f64();
    write_solution(&solution, seconds, out)?;
    Ok(())
}

/// The name of a status in JSON.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Optimal => "optimal",
        Status::Feasible => "feasible",
        Status::Infeasible => "infeasible",
    }
}

/// Writes the answer by hand: totals are exact decimals, which a JSON number of a library is not.
fn write_solution(solution: &Solution, seconds: f64, out: &mut dyn Write) -> anyhow::Result<()> {
    let or_null = |number: Option<i64>| {
        number.map_or_else(|| "null".to_owned(), |number| Units(number).to_string())
    };
    write!(
        out,
        "{{\"status\":\"{}\",\"total\":{},\"bottleneck\":{},\"pairs\":",
        status(solution.status),
        Units(solution.total),
        or_null(solution.bottleneck),
    )?;
    serde_json::to_writer(&mut *out, &solution.pairs)?;
    if solution.gap.is_some() {
        write!(out, ",\"gap\":{}", or_null(solution.gap))?;
    }
    if let Some(number) = solution.without_expert {
        write!(out, ",\"without_expert\":{number}")?;
    }
    write!(out, ",\"certificate\":")?;
    serde_json::to_writer(&mut *out, &solution.certificate)?;
    if let Certificate::Cut(cut) = &solution.certificate {
        let blocked = serde_json::json!({
            "proposals": cut.proposals, "evaluators": cut.evaluators, "short": cut.short
        });
        write!(out, ",\"blocked\":{blocked}")?;
    }
    writeln!(out, ",\"seconds\":{seconds:.6}}}")?;
    Ok(())
}
