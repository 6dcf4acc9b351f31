//! The command line. The one rule: a command parses, calls the same verbs as the pages, and prints;
//! answers go to standard output, what is wrong to standard error, a line each.

use crate::{
    actions::{ActionError, Clock},
    app::{self, StartError},
    domain::moment::BRUSSELS,
    render::words,
};
use clap::{Parser, Subcommand};
use std::{
    io::{Write, stderr, stdout},
    process::ExitCode,
};

mod audit; // convoca audit
mod common; // what every command takes
pub mod demo; // convoca demo
mod doctor; // convoca doctor
pub mod evaluation; // convoca evaluation
pub mod export; // convoca export
pub mod grant; // convoca grant
pub mod ledger; // convoca ledger
mod lump_sum; // convoca lump-sum
mod migrate; // convoca migrate
pub mod payment; // convoca payment
mod programme; // convoca programme
pub mod screening; // convoca screening
mod serve; // convoca serve
mod user; // convoca user

pub use common::Common;
use common::only_existing;

/// Grant and call management: from the open call to the last cent.
#[derive(Debug, Parser)]
#[command(name = "convoca", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the site and sends the mails, until it is asked to stop.
    Serve(serve::ServeArgs),
    /// Fills a demonstration, an edition in mid-life, and serves it.
    Demo(demo::DemoArgs),
    /// Brings the schema of the database up to date.
    Migrate(migrate::MigrateArgs),
    /// Looks whether everything an instance needs is there and right; a line for each thing.
    Doctor,
    /// Adds people and gives them their posts.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Checks and explains programme files.
    #[command(subcommand)]
    Programme(programme::ProgrammeCommand),
    /// Works on evaluations as files: assignment and its proof, ranking, expected rank.
    #[command(subcommand)]
    Evaluation(evaluation::EvaluationCommand),
    /// Gives payments to the bank and takes in what it says.
    #[command(subcommand)]
    Payment(payment::PaymentCommand),
    /// Takes lists of sanctions in.
    #[command(subcommand)]
    Screening(screening::ScreeningCommand),
    /// Packs all that is held about one grant, and checks such a pack.
    #[command(subcommand)]
    Grant(grant::GrantCommand),
    /// Writes lists for the public.
    #[command(subcommand)]
    Export(export::ExportCommand),
    /// Looks at the books.
    #[command(subcommand)]
    Ledger(ledger::LedgerCommand),
    /// Looks at the audit trail.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Works out the lump sum of an exchange, with every step.
    LumpSum(lump_sum::LumpSumArgs),
}

/// Reads the command line and runs the command. Gives the exit code: 0 when all is well, 1 when
/// something is wrong, 2 when the command line can't be read.
pub async fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli).await {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            for line in lines(&error) {
                // Nobody is left to tell when standard error is closed.
                let _closed = writeln!(stderr(), "convoca: {line}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<u8> {
    let Cli { common, command } = cli;
    match command {
        Command::Serve(args) => serve::run(&common, &args).await,
        Command::Demo(args) => demo::run(&common, &args).await,
        Command::Migrate(args) => migrate::run(&common, &args).await,
        Command::Doctor => doctor::run(&common).await,
        Command::User(command) => user::run(&common, &command).await,
        Command::Programme(command) => {
            let settings = common.settings(&[])?;
            let folder = settings.programmes.folder();
            Ok(programme::run(&command, folder, &mut stdout(), &mut stderr())?)
        }
        Command::Evaluation(command) => {
            let settings = common.settings(&[])?;
            let folder = settings.programmes.folder();
            evaluation::run(&command, folder, &mut stdout(), &mut stderr())
        }
        Command::Payment(command) => payment::run(&common, &command).await,
        Command::Screening(command) => screening::run(&common, &command).await,
        Command::Grant(grant::GrantCommand::Pack { id, output }) => {
            grant::pack(&common, &id, &output).await
        }
        Command::Grant(grant::GrantCommand::Verify { file }) => grant::verify(&file),
        Command::Export(command) => export::run(&common, &command).await,
        Command::Ledger(command) => ledger::run(&common, &command).await,
        Command::Audit(audit::AuditCommand::Verify) => audit::verify(&common).await,
        Command::LumpSum(args) => {
            let settings = common.settings(&[])?;
            let today = Clock::Machine.now().day_in(BRUSSELS);
            let folder = settings.programmes.folder();
            Ok(lump_sum::run(&args, folder, today, &mut stdout(), &mut stderr())?)
        }
    }
}

/// What an error is told as: the faults of files a line each, a refusal in the words of the pages,
/// anything else as one line.
fn lines(error: &anyhow::Error) -> Vec<String> {
    if let Some(start) = error.downcast_ref::<StartError>() {
        return start.lines();
    }
    match error.downcast_ref::<ActionError>().and_then(ActionError::refusal) {
        Some(why) => vec![words::refusal(why, BRUSSELS)],
        None => vec![app::one_line(error.as_ref())],
    }
}

#[cfg(test)]
mod tests;
