//! `convoca grant`: the auditor's pack of one grant, and its checker. The one rule: the checker
//! needs no database and believes nothing the pack says about itself.

use super::common::Common;
use crate::{
    export::{
        grant,
        pack::{self, Outcome},
    },
    queries::grant_file,
};
use anyhow::Context;
use std::{
    io::{Write, stderr, stdout},
    path::PathBuf,
};

/// Packs and checks a grant.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum GrantCommand {
    /// Writes all that is held about one grant into a ZIP.
    Pack {
        /// Its reference or its id.
        id: String,
        /// Where to write it; `-` is standard output.
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Checks such a ZIP: digests, signatures, the audit trail, the books.
    Verify {
        /// The ZIP.
        file: PathBuf,
    },
}

/// Writes a pack.
pub async fn pack(common: &Common, id: &str, output: &PathBuf) -> anyhow::Result<u8> {
    let desk = common.desk().await?;
    let conn = desk.database.reads();
    let head = grant_file::find(conn, id).await?;
    let head = head.with_context(|| format!("no exchange and no proposal is called {id}"))?;
    let file = grant_file::whole(conn, head).await?;
    let bytes = grant::pack(&file, desk.now())?;
    if output.as_os_str() == "-" {
        stdout().write_all(&bytes)?;
    } else {
        std::fs::write(output, &bytes)
            .with_context(|| format!("{} can't be written", output.display()))?;
        writeln!(stdout(), "{}: {} bytes", output.display(), bytes.len())?;
    }
    Ok(0)
}

/// Checks one; the exit code is 1 when something does not hold.
pub fn verify(file: &PathBuf) -> anyhow::Result<u8> {
    let bytes = std::fs::read(file).with_context(|| format!("{} can't be read", file.display()))?;
    let report = pack::verify(&bytes);
    for checked in &report.checks {
        let says = match &checked.outcome {
            Outcome::Holds => "holds".to_owned(),
            Outcome::Broken(_) | Outcome::NotMade => format!("{:?}", checked.outcome),
        };
        writeln!(stdout(), "{:<12} {says}", format!("{:?}", checked.check))?;
    }
    for fault in report.faults() {
        writeln!(stderr(), "fault: {fault}")?;
    }
    let whole = report.is_whole();
    writeln!(stdout(), "{}", if whole { "all whole" } else { "NOT WHOLE" })?;
    Ok(u8::from(!whole))
}
