//! `convoca lump-sum`: what an exchange would be paid, with every step of the reasoning, from the
//! same function that pays. The one rule: nothing on standard output but the answer.

use super::programme::{find, tell};
use crate::domain::{
    country::Country,
    lump_sum::{LumpSum, LumpSumRefusal, StayFacts, lump_sum},
    money::thousands,
    programme::{OUTERMOST, Programme},
    scheme::Scheme,
};
use chrono::NaiveDate;
use std::{
    io::{self, Write},
    path::Path,
};

#[cfg(test)]
mod tests;

/// Works out the lump sum of an exchange, with every step.
#[derive(Debug, Clone, clap::Args)]
pub struct LumpSumArgs {
    /// Short name of the programme.
    #[arg(long)]
    pub programme: String,
    /// Country of the host, two letters.
    #[arg(long)]
    pub host_country: Country,
    /// Outermost region of the host, if it lies in one: a NUTS 2 code such as ES70.
    #[arg(long)]
    pub host_region: Option<String>,
    /// Working days of the stay, travel days not counted.
    #[arg(long)]
    pub working_days: u32,
    /// Kilometres between the two sites.
    #[arg(long)]
    pub distance_km: u32,
    /// First day of the stay, which decides which rate applies; today when left out.
    #[arg(long)]
    pub on: Option<NaiveDate>,
    /// The exchange is held online.
    #[arg(long = "virtual")]
    pub virtual_exchange: bool,
    /// Prints JSON: `amount_cents` and `steps`.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command; `folder` is the setting `programmes.folder`. Gives the exit code.
pub fn run(
    args: &LumpSumArgs,
    folder: Option<&Path>,
    today: NaiveDate,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    let programme = match find(&args.programme, folder) {
        Ok(Scheme::Exchange(programme)) => programme,
        Ok(Scheme::Scored(programme)) => {
            writeln!(err, "{} pays no lump sum by a table of countries", programme.title)?;
            return Ok(1);
        }
        Err(faults) => return tell(&faults, err),
    };
    if let Some(says) = wrong_region(args) {
        writeln!(err, "{says}")?;
        return Ok(1);
    }
    let stay = StayFacts {
        host_country: args.host_country,
        host_region: args.host_region.clone(),
        working_days: args.working_days,
        distance_km: args.distance_km,
        distance_reason: None,
        on: args.on.unwrap_or(today),
        virtual_exchange: args.virtual_exchange,
        partnership_ceiling: None,
    };
    match lump_sum(&programme.lump_sum, &stay) {
        Ok(sum) if args.json => json(&sum, out)?,
        Ok(sum) => text(&programme, &stay, &sum, out)?,
        Err(refusal) => {
            writeln!(err, "{}", says(&refusal))?;
            return Ok(1);
        }
    }
    Ok(0)
}

fn wrong_region(args: &LumpSumArgs) -> Option<String> {
    let code = args.host_region.as_ref()?;
    match OUTERMOST.iter().find(|(region, ..)| region == code) {
        None => {
            let all: Vec<String> =
                OUTERMOST.iter().map(|(code, _, name)| format!("{code} ({name})")).collect();
            Some(format!("{code} is no outermost region; there are: {}", all.join(", ")))
        }
        Some((_, country, name)) if *country != args.host_country.code() => {
            Some(format!("{name} ({code}) does not lie in {}", args.host_country.name()))
        }
        Some(_) => None,
    }
}

fn says(refusal: &LumpSumRefusal) -> String {
    match refusal {
        LumpSumRefusal::NoRateForPlace { place } => {
            format!("The rate table has no line for {place}, so there is no lump sum.")
        }
        LumpSumRefusal::NoRateOnDay { place, on } => {
            format!("The rate table has no line for {place} that is valid on {on}.")
        }
    }
}

fn json(sum: &LumpSum, out: &mut dyn Write) -> io::Result<()> {
    let steps: Vec<_> = sum
        .steps
        .iter()
        .map(|step| {
            let (code, says, after) = (&step.code, &step.says, step.after.cents());
            serde_json::json!({ "code": code, "says": says, "after_cents": after })
        })
        .collect();
    let answer = serde_json::json!({ "amount_cents": sum.amount.cents(), "steps": steps });
    writeln!(out, "{answer}")
}

fn text(
    programme: &Programme,
    stay: &StayFacts,
    sum: &LumpSum,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (country, km) = (stay.host_country.name(), thousands(stay.distance_km.into()));
    let (days, on) = (stay.working_days, stay.on);
    let title = &programme.title;
    writeln!(out, "{title}: host in {country}, {days} working days, {km} km apart, from {on}")?;
    for (at, step) in sum.steps.iter().enumerate() {
        writeln!(out, "{:>3}. {:>9}  {}", at + 1, step.after.to_string(), step.says)?;
    }
    writeln!(out, "EUR {}", sum.amount)?;
    if programme.lump_sum.derived_default {
        writeln!(out, "The rate table is a derived default: {}", programme.lump_sum.source)?;
    }
    Ok(())
}
