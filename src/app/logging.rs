//! What is written down of a run, on standard error. The one rule: ids and counts, never names,
//! addresses, account numbers or answers.

use crate::config::settings::Log;
use std::io::{IsTerminal, stderr};
use tracing_subscriber::EnvFilter;

/// Begins to log as the settings say. A second call changes nothing.
pub fn begin(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.filter)
        .map_err(|error| anyhow::anyhow!("`log.filter` can't be read: {error}"))?;
    let to = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    // Whoever began first keeps it: the demo and tests may have their own.
    let _begun = if log.json {
        to.json().flatten_event(true).try_init()
    } else {
        to.with_ansi(stderr().is_terminal()).try_init()
    };
    Ok(())
}
