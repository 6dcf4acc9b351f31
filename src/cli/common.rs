//! What every command takes: the database and the settings. The one rule: only here is the
//! environment read.

use crate::{
    actions::{Clock, Desk},
    app::{self, StartError},
    config::settings::{Settings, SettingsFault},
    store::chance::Chance,
};
use clap::Args;
use std::path::PathBuf;

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// The database, in place of the setting `database.url`: `sqlite:FILE?mode=rwc` or
    /// `postgres://USER@HOST/DATABASE`.
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// A file of settings; what it does not set keeps its default.
    #[arg(long, global = true, value_name = "FILE", env = "CONVOCA_CONFIG")]
    pub config: Option<PathBuf>,
}

impl Common {
    /// The settings: defaults, file, variables, and what the command line says itself as
    /// (variable, option, value).
    pub fn settings(
        &self,
        options: &[(&str, &str, Option<String>)],
    ) -> Result<Settings, StartError> {
        let database = [("CONVOCA_DATABASE__URL", "--database", self.database.clone())];
        let given: Vec<_> = options
            .iter()
            .chain(&database)
            .filter_map(|(variable, option, value)| Some((*variable, *option, value.clone()?)))
            .collect();
        let mut env = environment();
        env.retain(|(name, _)| given.iter().all(|(variable, ..)| name != variable));
        env.extend(
            given.iter().map(|(variable, _, value)| ((*variable).to_owned(), value.clone())),
        );
        Settings::load(self.config.as_deref(), env).map_err(|faults| {
            let named = |fault: SettingsFault| {
                let option = given.iter().find(|(variable, ..)| *variable == fault.origin);
                let origin = option.map_or(fault.origin, |(_, option, _)| (*option).to_owned());
                SettingsFault { origin, says: fault.says }
            };
            StartError::Settings(faults.into_iter().map(named).collect())
        })
    }
    /// A desk with the machine's clock and chance. A schema that is behind is refused.
    pub async fn desk(&self) -> anyhow::Result<Desk> {
        let mut settings = self.settings(&[])?;
        settings.database.url = only_existing(&settings.database.url);
        let desk = app::desk(settings, Clock::Machine, Chance::from_machine()).await?;
        let behind = desk.database.pending_migrations().await.map_err(StartError::from)?;
        anyhow::ensure!(
            behind == 0,
            "the database is {behind} steps behind: run `convoca migrate`"
        );
        Ok(desk)
    }
}

/// The one place that reads the environment; what is read goes through the settings.
fn environment() -> Vec<(String, String)> {
    // Variables that are no Unicode can't be settings.
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// The same database, but never made by looking at it.
pub(super) fn only_existing(url: &str) -> String {
    url.replace("mode=rwc", "mode=rw")
}
