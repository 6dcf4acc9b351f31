//! A PostgreSQL database for one run, the processes behind it, and a way to count what is asked of
//! it. The one rule: the database is the run's own and is dropped at its end.

use crate::machine;
use anyhow::{Context, anyhow};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, tcp},
};

/// A connection to the server's own database, for what is beside the load.
#[derive(Debug, Clone)]
pub struct Server {
    connection: DatabaseConnection,
    base: String,
}

impl Server {
    /// Connects; `url` names any database of the server.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let (base, _database) =
            url.rsplit_once('/').context("a PostgreSQL URL ends in /DATABASE")?;
        let mut options = ConnectOptions::new(url.to_owned());
        options.max_connections(1).sqlx_logging(false);
        let connection = sea_orm::Database::connect(options).await?;
        Ok(Self { connection, base: base.to_owned() })
    }
    /// Makes an empty database of this name; gives its URL.
    pub async fn create(&self, name: &str) -> anyhow::Result<String> {
        self.drop(name).await?;
        self.connection.execute_unprepared(&format!("create database {name}")).await?;
        // Encryption on one machine would be measured with every page and means nothing there.
        Ok(format!("{}/{name}?sslmode=disable", self.base))
    }
    /// Drops it.
    pub async fn drop(&self, name: &str) -> anyhow::Result<()> {
        let sql = format!("drop database if exists {name} with (force)");
        self.connection.execute_unprepared(&sql).await?;
        Ok(())
    }
    /// Host and port the server listens on.
    fn address(&self) -> anyhow::Result<&str> {
        let rest = self.base.split("://").nth(1).context("a PostgreSQL URL has ://")?;
        Ok(rest.rsplit('@').next().unwrap_or(rest))
    }
}

/// The processes that work for one database.
#[derive(Debug, Clone)]
pub struct Backends {
    server: Server,
    database: String,
}

impl Backends {
    /// Those of the database of this name.
    pub fn of(server: &Server, database: &str) -> Self {
        Self { server: server.clone(), database: database.to_owned() }
    }
    /// Processor time they have used, in ms. Connections stay open through a run, so that the
    /// difference of two readings is what happened between them.
    pub async fn millis(&self) -> anyhow::Result<f64> {
        let connection = &self.server.connection;
        let sql = format!("select pid from pg_stat_activity where datname = '{}'", self.database);
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let mut millis = 0.0;
        for row in connection.query_all_raw(statement).await? {
            let pid: i32 = row.try_get_by_index(0)?;
            millis += machine::process_millis(u32::try_from(pid)?);
        }
        Ok(millis)
    }
}

/// Stands between a server and PostgreSQL and counts the statements that pass.
#[derive(Debug, Clone)]
pub struct Counter {
    /// The database's URL by way of the counter.
    pub url: String,
    passed: Arc<AtomicU64>,
}

impl Counter {
    /// Begins to listen.
    pub async fn before(server: &Server, database: &str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let there = server.address()?.to_owned();
        let url = format!(
            "{}/{database}?sslmode=disable",
            server.base.replacen(&there, &listener.local_addr()?.to_string(), 1)
        );
        let passed = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&passed);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (there, counter) = (there.clone(), Arc::clone(&counter));
                tokio::spawn(async move { pass(near, &there, &counter).await });
            }
        });
        Ok(Self { url, passed })
    }
    /// Statements since the last time this was asked; what opens and ends a transaction counts too.
    pub fn take(&self) -> u64 {
        self.passed.swap(0, Ordering::SeqCst)
    }
}

async fn pass(near: TcpStream, there: &str, passed: &AtomicU64) -> anyhow::Result<()> {
    let far = TcpStream::connect(there).await?;
    let (from_near, mut to_near) = near.into_split();
    let (mut from_far, to_far) = far.into_split();
    let back = tokio::spawn(async move { tokio::io::copy(&mut from_far, &mut to_near).await });
    forward(from_near, to_far, passed).await?;
    drop(back.await);
    Ok(())
}

/// Passes messages on and counts those that run something: `Execute` and a plain `Query`.
async fn forward(
    mut from: tcp::OwnedReadHalf,
    mut to: tcp::OwnedWriteHalf,
    passed: &AtomicU64,
) -> anyhow::Result<()> {
    let mut starting = true;
    loop {
        // Before a connection stands, messages have a length and no letter.
        let mut head = vec![0; if starting { 4 } else { 5 }];
        if from.read_exact(&mut head).await.is_err() {
            return Ok(());
        }
        let (letter, length) = if starting { (0, &head[..]) } else { (head[0], &head[1..]) };
        let length = u32::from_be_bytes(length.try_into()?) as usize;
        let mut body = vec![0; length.checked_sub(4).ok_or_else(|| anyhow!("a short message"))?];
        from.read_exact(&mut body).await?;
        if matches!(letter, b'E' | b'Q') {
            passed.fetch_add(1, Ordering::SeqCst);
        }
        // 80877103 asks for encryption and is followed by the real start.
        starting = starting && body == 80_877_103_u32.to_be_bytes();
        to.write_all(&head).await?;
        to.write_all(&body).await?;
    }
}
