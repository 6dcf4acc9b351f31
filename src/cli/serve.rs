//! `convoca serve`: the site and the worker in one process. Several may run on one PostgreSQL.

use super::common::Common;
use crate::{
    actions::Clock,
    app::{self, logging, stop},
    store::chance::Chance,
};
use anyhow::Context;
use tokio::net::TcpListener;

/// Serves the site and sends the mails.
#[derive(Debug, Clone, clap::Args)]
pub struct ServeArgs {
    /// Address and port to listen on, in place of the setting `server.listen`.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
}

/// Runs the command until the process is asked to stop.
pub async fn run(common: &Common, args: &ServeArgs) -> anyhow::Result<u8> {
    let settings =
        common.settings(&[("CONVOCA_SERVER__LISTEN", "--listen", args.listen.clone())])?;
    logging::begin(&settings.log)?;
    let listen = settings.server.listen;
    let app = app::open(settings, Clock::Machine, Chance::from_machine()).await?;
    let listener =
        TcpListener::bind(listen).await.with_context(|| format!("can't listen on {listen}"))?;
    tracing::info!(
        address = %listener.local_addr()?,
        public_url = app.desk.settings.server.public_url,
        database = app.desk.database.engine(),
        "Convoca serves"
    );
    app::serve(app, listener, stop::asked()).await?;
    tracing::info!("stopped");
    Ok(0)
}
