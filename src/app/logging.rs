//! What is written down of a run, on standard error. The one rule: ids and counts, never names,
//! addresses, account numbers or answers.

use crate::config::settings::Log;
use std::io::{IsTerminal, stderr};
use tracing_subscriber::EnvFilter;

/// PostgreSQL says of every `create .. if not exists` that there was nothing to do. Stands before
/// the settings' own filter, which may say otherwise.
const QUIET: &str = "sqlx::postgres::notice=warn";

fn filter(log: &Log) -> anyhow::Result<EnvFilter> {
    EnvFilter::try_new(format!("{QUIET},{}", log.filter))
        .map_err(|error| anyhow::anyhow!("`log.filter` can't be read: {error}"))
}

/// Begins to log as the settings say. A second call changes nothing.
pub fn begin(log: &Log) -> anyhow::Result<()> {
    let filter = filter(log)?;
    let to = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    // Whoever began first keeps it: the demo and tests may have their own.
    let _begun = if log.json {
        to.json().flatten_event(true).try_init()
    } else {
        to.with_ansi(stderr().is_terminal()).try_init()
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Log, filter};
    use std::{
        io::Write,
        sync::{Arc, Mutex},
    };

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// What is written of three lines: a notice of PostgreSQL, a warning of it, one of our own.
    fn written(asked: &str) -> Vec<&'static str> {
        let log = Log { filter: asked.to_owned(), json: false };
        let page = Page::default();
        let to = page.clone();
        let begun = tracing_subscriber::fmt()
            .with_env_filter(filter(&log).unwrap())
            .with_writer(move || to.clone())
            .finish();
        tracing::subscriber::with_default(begun, || {
            tracing::info!(target: "sqlx::postgres::notice", "relation exists, skipping");
            tracing::warn!(target: "sqlx::postgres::notice", "out of room");
            tracing::info!("the site is up");
        });
        let text = String::from_utf8(page.0.lock().unwrap().clone()).unwrap();
        ["skipping", "out of room", "the site is up"]
            .into_iter()
            .filter(|line| text.contains(line))
            .collect()
    }

    #[test]
    fn notices_of_postgresql_are_left_out_unless_asked_for() {
        assert_eq!(written("info"), ["out of room", "the site is up"]);
        let asked = written("info,sqlx::postgres::notice=info");
        assert_eq!(asked, ["skipping", "out of room", "the site is up"]);
        assert_eq!(written("error"), ["out of room"]);
    }
}
