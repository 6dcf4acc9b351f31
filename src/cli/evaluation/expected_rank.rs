//! `convoca evaluation expected-rank`: marks to expected ranks with intervals, agreement and
//! severity. The one rule: the same file and seed give the same bytes.

use crate::domain::insight::{
    Grade, InsightFault, Interval, Thousandths,
    agreement::{Agreement, agreement},
    expected_rank::{ExpectedRank, ExpectedRanks, Priors, Sampling, Zone, expected_ranks},
    severity::{Severity, severity},
};
use clap::{Args, ValueEnum};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{collections::BTreeSet, io::Write, path::PathBuf};

#[cfg(test)]
mod tests;

/// Works out expected ranks with credible intervals (Swiss method).
#[derive(Debug, Clone, Args)]
pub struct ExpectedRankArgs {
    /// The marks as JSON (docs/EVALUATION.md); `-` is standard input.
    #[arg(long, value_name = "FILE|-")]
    pub input: PathBuf,
    /// The same seed gives the same answer.
    #[arg(long)]
    pub seed: u64,
    /// Draws of each chain that count.
    #[arg(long, default_value_t = 10_000)]
    pub draws: u32,
    /// Draws of each chain that are thrown away first.
    #[arg(long, default_value_t = 4_000)]
    pub burn_in: u32,
    /// Chains that start apart.
    #[arg(long, default_value_t = 4)]
    pub chains: u32,
    /// What is assumed about the scale.
    #[arg(long, value_enum, default_value = "six-point")]
    pub scale: ScaleArg,
    /// The marks are sums of so many criteria.
    #[arg(long, default_value_t = 1)]
    pub criteria: u32,
    /// So many can be funded: says where each lies beside the line.
    #[arg(long)]
    pub fundable: Option<usize>,
}

/// A scale the method was published for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScaleArg {
    /// Six marks a point apart, or any scale of five points, as from 0 to 5.
    SixPoint,
    /// Nine marks a point apart.
    NinePoint,
}

/// The whole input.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradesInput {
    /// The marks.
    pub grades: Vec<GradeInput>,
}

/// One mark.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeInput {
    /// The proposal.
    pub proposal: String,
    /// Who gave it.
    pub assessor: String,
    /// A number with at most one digit after the point; more is better.
    pub mark: Value,
}

/// Runs the command. Gives the exit code.
pub fn run(
    args: &ExpectedRankArgs,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<u8> {
    let text = super::files::read(&args.input)?;
    let input: GradesInput = match serde_json::from_str(&text) {
        Ok(input) => input,
        Err(fault) => {
            return super::files::tell(&[format!("the input is not as expected: {fault}")], err);
        }
    };
    let priors = match args.scale {
        ScaleArg::SixPoint => Priors::SIX_POINT,
        ScaleArg::NinePoint => Priors::NINE_POINT,
    };
    let sampling = Sampling {
        seed: args.seed,
        chains: args.chains,
        burn_in: args.burn_in,
        draws: args.draws,
        priors: priors.sum_of(args.criteria),
    };
    match answer(&input, sampling, args.fundable) {
        Ok(answer) => {
            serde_json::to_writer_pretty(&mut *out, &answer)?;
            writeln!(out)?;
            Ok(0)
        }
        Err(faults) => super::files::tell(&faults, err),
    }
}

/// The core: the answer, or everything that is wrong with the input, a sentence each.
pub fn answer(
    input: &GradesInput,
    sampling: Sampling,
    fundable: Option<usize>,
) -> Result<Value, Vec<String>> {
    let mut wrong = Vec::new();
    let mut grades = Vec::new();
    let mut known = BTreeSet::new();
    for grade in &input.grades {
        let (proposal, assessor) = (grade.proposal.as_str(), grade.assessor.as_str());
        match super::rank::mark(&grade.mark) {
            Some(mark) => grades.push(Grade { proposal, assessor, mark }),
            None => wrong.push(format!("{proposal}, {assessor}: {} is not a mark", grade.mark)),
        }
        if !known.insert((proposal, assessor)) {
            wrong.push(format!("{proposal}, {assessor}: there are two marks"));
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let ranks = expected_ranks(&grades, sampling).map_err(|fault| vec![fault.to_string()])?;
    let zones = fundable.map(|fundable| ranks.zones(fundable));
    Ok(json!({
        "seed": sampling.seed,
        "chains": sampling.chains,
        "burn_in": sampling.burn_in,
        "draws": sampling.draws,
        "chain_spread": number(ranks.chain_spread),
        "ranks": rows(&ranks, zones.as_deref()),
        "agreement": told(agreement(&grades).map(|found| agreed(&found))),
        "severity": told(severity(&grades).map(|found| found.iter().map(severe).collect())),
    }))
}

fn rows(ranks: &ExpectedRanks<&str>, zones: Option<&[(&str, Zone)]>) -> Vec<Value> {
    let row = |(at, row): (usize, &ExpectedRank<&str>)| {
        let mut row = json!({
            "proposal": row.proposal,
            "grades": row.grades,
            "mean": number(row.mean),
            "expected_rank": number(row.expected_rank),
            "pcer": number(row.percentile),
            "sucra": number(row.sucra),
            "interval_50": [row.half.low, row.half.high],
            "interval_90": [row.ninety.low, row.ninety.high],
        });
        if let Some((_, zone)) = zones.and_then(|zones| zones.get(at)) {
            row["zone"] = json!(zone);
        }
        row
    };
    ranks.rows.iter().enumerate().map(row).collect()
}

/// What was found, or why nothing could be.
fn told(found: Result<Value, InsightFault<&str, &str>>) -> Value {
    match found {
        Ok(found) => found,
        Err(InsightFault::NotConnected { groups }) => {
            let fault = InsightFault::<&str, &str>::NotConnected { groups: Vec::new() };
            json!({ "refused": fault.to_string(), "groups": groups })
        }
        Err(fault) => json!({ "refused": fault.to_string() }),
    }
}

fn agreed(found: &Agreement) -> Value {
    json!({
        "icc_1": number(found.single),
        "icc_1_interval_95": interval(found.single_interval),
        "icc_1_k": number(found.averaged),
        "icc_1_k_interval_95": interval(found.averaged_interval),
        "icc_3": found.consistent.map(number),
        "marks_per_proposal": number(found.per_proposal),
    })
}

fn severe(found: &Severity<&str>) -> Value {
    json!({
        "assessor": found.assessor,
        "grades": found.grades,
        "shared": found.shared,
        "offset": number(found.offset),
        "interval_95": interval(found.interval),
    })
}

fn interval(interval: Interval<Thousandths>) -> [Value; 2] {
    [number(interval.low), number(interval.high)]
}

fn number(value: Thousandths) -> Value {
    json!(value.points())
}
