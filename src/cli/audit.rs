//! `convoca audit verify`: reads the whole audit trail and says whether a line was changed or is
//! missing.

use super::common::Common;
use crate::store;
use std::io::{Write, stderr, stdout};

/// Looks at the audit trail.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum AuditCommand {
    /// Checks that no line of the audit trail was changed or removed.
    Verify,
}

/// Checks every chain; the exit code is 1 when one is broken.
pub async fn verify(common: &Common) -> anyhow::Result<u8> {
    let desk = common.desk().await?;
    let found = store::audit::verify(desk.database.reads()).await?;
    for fault in &found.faults {
        writeln!(stderr(), "fault: {fault}")?;
    }
    let store::audit::Verified { lines, chains, faults } = found;
    let says =
        if faults.is_empty() { "all whole".to_owned() } else { format!("{} faults", faults.len()) };
    writeln!(stdout(), "lines {lines}, chains {chains}: {says}")?;
    Ok(u8::from(!faults.is_empty()))
}
