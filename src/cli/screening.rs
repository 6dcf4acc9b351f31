//! `convoca screening`: takes a list of sanctions in. The one rule: the same file twice changes
//! nothing.

use super::common::Common;
use crate::{
    actions::{ActionError, sanctions},
    domain::{access::Actor, moment::BRUSSELS},
    render::words,
};
use anyhow::Context;
use std::{
    io::{Read, Write, stderr, stdin, stdout},
    path::PathBuf,
};

/// Screening against a list of sanctions.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum ScreeningCommand {
    /// Takes the consolidated list of the Union in, as CSV or XML, and screens anew all who were
    /// screened before.
    Import {
        /// The file; `-` reads standard input.
        file: PathBuf,
    },
}

/// Runs it.
pub async fn run(common: &Common, command: &ScreeningCommand) -> anyhow::Result<u8> {
    let ScreeningCommand::Import { file } = command;
    let desk = common.desk().await?;
    let bytes = if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        stdin().lock().read_to_end(&mut bytes)?;
        bytes
    } else {
        std::fs::read(file).with_context(|| format!("{} can't be read", file.display()))?
    };
    let actor = Actor::system("screening import");
    let imported = match sanctions::import(&desk, &actor, &bytes).await {
        Ok(imported) => imported,
        Err(ActionError::Refused(why)) => anyhow::bail!(words::refusal(&why, BRUSSELS)),
        Err(other) => return Err(other.into()),
    };
    if imported.again {
        writeln!(stderr(), "this list was imported before; it was not kept again")?;
    }
    let sanctions::Imported { entries, names, moved, .. } = imported;
    writeln!(stdout(), "entries {entries}, names {names}, finds that changed {moved}")?;
    Ok(0)
}
