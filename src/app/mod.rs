//! The composition root: settings in, running service out. The one rule: everything is put together
//! here and nowhere else, so that the server, the demo and the tests run the same program.

use crate::{
    actions::{ActionError, Clock, Desk},
    config::{
        catalogue::Catalogue,
        reader::FileFault,
        settings::{Settings, SettingsFault},
    },
    documents::{Documents, PrintFault},
    http::AppState,
    mail::{Transport, TransportFault},
    render::{RenderError, Renderer},
    store::{Database, StoreError, chance::Chance},
    web, worker,
};
use axum::Router;
use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::watch};

pub mod logging; // what is written down of a run
pub mod stop; // the signals that end a run

/// Time for requests and the mail in hand to finish, beyond the longest a request may take.
const GRACE: Duration = Duration::from_secs(10);

/// A program put together: what the server, the demo and the tests run.
#[derive(Debug, Clone)]
pub struct App {
    /// What verbs work with.
    pub desk: Desk,
    /// What handlers are given.
    pub state: AppState,
    /// The whole site.
    pub router: Router,
    /// Where mails go.
    pub transport: Transport,
}

impl App {
    /// Sends all mails that are due now and returns; `serve` does so by itself.
    pub async fn send_due(&self) -> Result<worker::Tally, ActionError> {
        worker::drain(&self.desk, &self.state.renderer, &self.transport).await
    }
}

/// Why nothing was started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The settings are refused; all faults at once.
    #[error("the settings are refused")]
    Settings(Vec<SettingsFault>),
    /// A programme file is broken; all faults at once.
    #[error("the programme files are refused")]
    Programmes(Vec<FileFault>),
    /// The database can't be reached or brought up to date.
    #[error("the database can't be used")]
    Database(#[from] StoreError),
    /// The desk can't be set up.
    #[error("the desk can't be set up")]
    Desk(#[from] ActionError),
    /// Templates can't be used.
    #[error(transparent)]
    Templates(#[from] RenderError),
    /// Mails can't be sent the way the settings say.
    #[error(transparent)]
    Mail(#[from] TransportFault),
    /// Templates of papers can't be used.
    #[error(transparent)]
    Documents(#[from] PrintFault),
}

impl StartError {
    /// What to tell, a line each: the faults of files, or the error with its causes.
    pub fn lines(&self) -> Vec<String> {
        match self {
            Self::Settings(faults) => faults.iter().map(ToString::to_string).collect(),
            Self::Programmes(faults) => faults.iter().map(ToString::to_string).collect(),
            Self::Database(_)
            | Self::Desk(_)
            | Self::Templates(_)
            | Self::Mail(_)
            | Self::Documents(_) => {
                vec![one_line(self)]
            }
        }
    }
}

/// An error and its causes on one line.
pub fn one_line(error: &dyn std::error::Error) -> String {
    let mut says = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_says = inner.to_string();
        // Some libraries repeat their cause in their own text.
        if !says.ends_with(&inner_says) {
            says = format!("{says}: {inner_says}");
        }
        cause = inner.source();
    }
    says.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A desk over the database of the settings. The schema is left as it is; `open` and
/// `convoca migrate` bring it up to date.
pub async fn desk(settings: Settings, clock: Clock, chance: Chance) -> Result<Desk, StartError> {
    let catalogue =
        Catalogue::load(settings.programmes.folder()).map_err(StartError::Programmes)?;
    let database = Database::connect(&settings.database.url, settings.database.readers).await?;
    Ok(Desk::new(database, clock, chance, settings, catalogue)?)
}

/// Puts the program together and brings the schema up to date. A broken programme file or setting
/// stops it here, before anything is served.
pub async fn open(settings: Settings, clock: Clock, chance: Chance) -> Result<App, StartError> {
    let renderer = Arc::new(Renderer::new()?);
    let transport = Transport::from_settings(&settings.mail)?;
    let documents = Documents::new(&settings)?;
    let desk = desk(settings, clock, chance).await?;
    desk.database.migrate().await?;
    let state = AppState { desk: desk.clone(), renderer, documents };
    let router = web::site(&state);
    Ok(App { desk, state, router, transport })
}

/// Serves until `shutdown` is ready: then takes no more requests, lets those in hand and the mail
/// in hand finish, and returns. If the worker dies the server stops too, with an error, so that
/// nobody thinks mails still go out.
pub async fn serve(
    app: App,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let (stop, stopped) = watch::channel(false);
    let App { desk, state, router, transport } = app;
    let patience = GRACE + Duration::from_secs(desk.settings.server.timeout_seconds.into());
    let until = worker::Stop::new(stopped.clone());
    let mut worker = tokio::spawn(worker::run(desk, state.renderer, transport, until));
    let mut server = tokio::spawn(listen(router, listener, stopped));
    let (mut worker_end, mut server_end) = (None, None);
    tokio::select! {
        () = shutdown => tracing::info!("stopping"),
        end = &mut worker => worker_end = Some(end),
        end = &mut server => server_end = Some(end),
    }
    let died = worker_end.is_some();
    stop.send_replace(true);
    let rest = async {
        if server_end.is_none() {
            server_end = Some(server.await);
        }
        if worker_end.is_none() {
            worker_end = Some(worker.await);
        }
    };
    if tokio::time::timeout(patience, rest).await.is_err() {
        tracing::warn!("stopped with requests or mails in hand");
    }
    if let Some(end) = server_end {
        end??;
    }
    if let Some(end) = worker_end {
        end?;
    }
    anyhow::ensure!(!died, "the worker ended by itself");
    Ok(())
}

async fn listen(
    router: Router,
    listener: TcpListener,
    mut stopped: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let site = router.into_make_service_with_connect_info::<SocketAddr>();
    let until = async move {
        // An error means the other end is gone, which is a reason to stop as well.
        let _gone = stopped.wait_for(|stop| *stop).await;
    };
    axum::serve(listener, site).with_graceful_shutdown(until).await
}

#[cfg(test)]
mod tests;
