//! `convoca demo`: an edition in mid-life to look at and play with. The one rule: the story is told
//! by the real actions under a moved clock and a fixed seed; then the site is served as always.

use super::common::Common;
use crate::{
    actions::{Clock, Desk},
    app::{self, App, logging, stop},
    config::demo::DemoData,
    store::chance::Chance,
};
use anyhow::Context;
use chrono::TimeDelta;
use std::{
    io::{self, Write, stdout},
    path::PathBuf,
};
use tokio::net::TcpListener;

mod bank; // accounts to pay to
mod cast; // who takes part
mod claims; // money claimed back
mod days; // the days of one exchange
mod diary; // days become moments
mod office; // the office before the first exchange
mod pick; // picking with a seed
mod plan; // which exchanges, between whom
mod play; // the plan, played
mod proof; // small files for the evidence
mod sanctions; // a made-up list of sanctions
mod settings; // what it differs in from the defaults
mod spelling; // addresses and account numbers
mod stays; // when stays lie
mod step; // the steps of one exchange
mod vouchers; // three calls for innovation vouchers
mod words; // what people write

pub use play::fill;
use settings::{database, settings};

/// The seed of ids and secrets. Nothing in a demonstration is secret.
const SEED: u64 = 4_2020;

/// Fills a demonstration and serves it.
#[derive(Debug, Clone, clap::Args)]
pub struct DemoArgs {
    /// Where its database and its mails lie; a second run goes on with what is there.
    #[arg(long, value_name = "DIR", default_value = "demo")]
    pub dir: PathBuf,
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// How many exchanges it is filled with, 25 to 700.
    #[arg(long, value_name = "N", default_value_t = 120,
          value_parser = clap::value_parser!(u16).range(25..=700))]
    pub exchanges: u16,
    /// Stops when it is filled.
    #[arg(long)]
    pub seed_only: bool,
}

/// Someone who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// As what.
    pub told_as: String,
    /// Full name.
    pub name: String,
    /// Address.
    pub address: String,
}

/// Runs the command.
pub async fn run(common: &Common, args: &DemoArgs) -> anyhow::Result<u8> {
    let settings = settings(common, args, &args.dir)?;
    // Taken first: who finds the port in use shall not wait for the filling.
    let listen = settings.server.listen;
    let listener = if args.seed_only {
        None
    } else {
        let bound = TcpListener::bind(listen).await;
        Some(bound.with_context(|| format!("can't listen on {listen}"))?)
    };
    if !database(&args.dir).exists() {
        prepare(common, args).await?;
    }
    settings::keep(common, args).await?;
    let data = DemoData::builtin()?;
    tell(&mut stdout(), &data, &settings.server.public_url)?;
    // Only now: a line for each mail of a year would hide what is told above.
    logging::begin(&settings.log)?;
    if let Some(listener) = listener {
        let app = app::open(settings, Clock::Machine, Chance::from_machine()).await?;
        app::serve(app, listener, stop::asked()).await?;
    }
    Ok(0)
}

/// Fills in a folder beside the place and moves it there when it is whole: a run that was stopped
/// leaves nothing half.
async fn prepare(common: &Common, args: &DemoArgs) -> anyhow::Result<()> {
    let filling = args.dir.join("filling");
    if filling.exists() {
        tokio::fs::remove_dir_all(&filling).await?;
    }
    tokio::fs::create_dir_all(filling.join("mail"))
        .await
        .with_context(|| format!("can't write in {}", args.dir.display()))?;
    writeln!(stdout(), "Filling {} (this takes some seconds) ...", args.dir.display())?;
    let now = Clock::Machine.now();
    let begins = now.plus(-TimeDelta::days(plan::OPENED + 60));
    let settings = settings(common, args, &filling)?;
    let app = app::open(settings, Clock::set_at(begins), Chance::seeded(SEED)).await?;
    fill(&app.desk, args.exchanges.into(), now, async || send(&app).await).await?;
    close(app.desk).await?;
    for name in ["mail", "convoca.db"] {
        tokio::fs::rename(filling.join(name), args.dir.join(name)).await?;
    }
    tokio::fs::remove_dir_all(&filling).await?;
    Ok(())
}

async fn send(app: &App) -> anyhow::Result<()> {
    let tally = app.send_due().await?;
    let failed = tally.postponed + tally.given_up;
    anyhow::ensure!(failed == 0, "{failed} mails could not be written into the folder");
    Ok(())
}

/// Closes the database, so that its file is whole.
async fn close(desk: Desk) -> anyhow::Result<()> {
    desk.database.close().await?;
    Ok(())
}

/// Everyone who can sign in, in the order the story needs them.
pub fn sign_ins(data: &DemoData) -> Vec<SignIn> {
    let mut all = Vec::new();
    for named in &data.cast.organisations {
        if let Some(told_as) = &named.told_as {
            let address = spelling::address(&named.lead, &named.domain);
            all.push(SignIn { told_as: told_as.clone(), name: named.lead.clone(), address });
        }
    }
    for (number, partnership) in data.cast.partnerships.iter().enumerate() {
        for someone in cast::coordinators(data, number) {
            let told_as = format!("Coordinator of {}", partnership.code);
            all.push(SignIn { told_as, name: someone.name, address: someone.address });
        }
    }
    all.extend(data.vouchers.experts.iter().map(|one| SignIn {
        told_as: one.told_as.clone(),
        name: one.name.clone(),
        address: spelling::address(&one.name, &one.domain),
    }));
    all.extend(data.cast.office.iter().map(|person| SignIn {
        told_as: person.told_as.clone(),
        name: person.name.clone(),
        address: person.address.clone(),
    }));
    all
}

fn tell(out: &mut dyn Write, data: &DemoData, address: &str) -> io::Result<()> {
    let all = sign_ins(data);
    let width = |of: fn(&SignIn) -> &str| {
        all.iter().map(|one| of(one).chars().count()).max().unwrap_or_default()
    };
    let (as_wide, address_wide) = (width(|one| &one.told_as), width(|one| &one.address));
    writeln!(out, "\nConvoca demonstration: {address}")?;
    writeln!(out, "Mails are at {address}/mailbox")?;
    writeln!(out, "The password of everyone below: {}\n", data.cast.password)?;
    for SignIn { told_as, name, address } in &all {
        writeln!(out, "  {told_as:<as_wide$}  {address:<address_wide$}  {name}")?;
    }
    writeln!(out)
}
