//! The two servers under load, each a process of its own. The one rule: both open the database the
//! way `convoca serve` does, so that they differ only in what a request does.

use crate::bare;
use anyhow::Context;
use convoca::{
    actions::Clock,
    app::{self, StartError},
    config::settings::Settings,
    store::chance::Chance,
};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::SocketAddr,
    process::{Child, Command, Stdio},
};
use tokio::net::TcpListener;

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The site as it is.
    Product,
    /// A bare axum router with the same queries.
    Bare,
}

impl Kind {
    /// The subcommand that serves it.
    pub const fn command(self) -> &'static str {
        match self {
            Self::Product => "serve-product",
            Self::Bare => "serve-bare",
        }
    }
}

/// The settings of a server over this database.
pub fn settings(database: &str) -> anyhow::Result<Settings> {
    let mails = std::env::temp_dir().join("convoca-bench-mail");
    let set = [
        ("CONVOCA_DATABASE__URL", database.to_owned()),
        ("CONVOCA_MAIL__FOLDER", mails.display().to_string()),
        ("CONVOCA_LOG__FILTER", "warn".to_owned()),
    ];
    let set = set.map(|(name, value)| (name.to_owned(), value));
    Settings::load(None, set).map_err(|faults| told(&StartError::Settings(faults)))
}

/// An error of the start with all its lines.
pub fn told(error: &StartError) -> anyhow::Error {
    anyhow::anyhow!(error.lines().join("; "))
}

/// Serves until standard input ends, which it does when the report is done or dead. The worker is
/// left out: sending the mails is not part of answering the request that caused them.
pub async fn run(kind: Kind, database: &str, listen: SocketAddr) -> anyhow::Result<()> {
    let settings = settings(database)?;
    app::logging::begin(&settings.log)?;
    let chance = Chance::from_machine();
    let router = match kind {
        Kind::Product => {
            app::open(settings, Clock::Machine, chance).await.map_err(|e| told(&e))?.router
        }
        Kind::Bare => {
            bare::router(app::desk(settings, Clock::Machine, chance).await.map_err(|e| told(&e))?)
        }
    };
    let listener = TcpListener::bind(listen).await?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
    std::thread::spawn(|| {
        // Whatever comes, also an error, means that nobody holds the other end any more.
        let _ended = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let site = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, site).await?;
    Ok(())
}

/// A server that was started; it ends when this is dropped.
#[derive(Debug)]
pub struct Started {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its process.
    pub pid: u32,
    child: Child,
}

impl Started {
    /// Starts one as a process of its own.
    pub fn start(kind: Kind, database: &str) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args([kind.command(), "--database", database])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let out = child.stdout.take().context("the server has no output")?;
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().parse().with_context(|| format!("{} died", kind.command()))?;
        Ok(Self { address, pid: child.id(), child })
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _killed = self.child.kill();
        let _ended = self.child.wait();
    }
}
