//! Load on one server for one round, and what it cost. The one rule: an answer that is not the one
//! wanted (200 or 303) is a failure that the report prints, never a request that counts.

use crate::{client::Connection, machine, postgres::Backends};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// What is sent.
#[derive(Debug, Clone)]
pub enum Requests {
    /// The same one again and again, for so long.
    Same(Arc<Vec<u8>>, Duration),
    /// Each once.
    Each(Arc<Vec<Vec<u8>>>),
}

/// One round.
#[derive(Debug, Clone, Default)]
pub struct Round {
    /// Requests answered as wanted, a second.
    pub rate: f64,
    /// Processor time of the server a request, in ms.
    pub app: f64,
    /// Processor time of the database's processes a request, in ms; 0 for SQLite, which works
    /// inside the server.
    pub database: f64,
    /// Processors kept busy by others meanwhile.
    pub foreign: f64,
    /// Requests answered otherwise.
    pub failed: usize,
    /// What the first of these was.
    pub failure: Option<String>,
}

/// A server under load.
#[derive(Debug, Clone)]
pub struct Target {
    /// Where.
    pub address: SocketAddr,
    /// Its process.
    pub pid: u32,
    /// Its database's processes, for PostgreSQL.
    pub backends: Option<Backends>,
}

#[derive(Debug, Default)]
struct Tally {
    answered: usize,
    failed: usize,
    failure: Option<String>,
}

/// Puts load on a server from so many connections at once.
pub async fn drive(target: &Target, requests: &Requests, clients: usize) -> anyhow::Result<Round> {
    let database = async || match &target.backends {
        Some(backends) => backends.millis().await,
        None => Ok(0.0),
    };
    let own = std::process::id();
    let before = (
        machine::process_millis(target.pid),
        database().await?,
        machine::process_millis(own),
        machine::busy_millis()?,
    );
    let start = Instant::now();
    let next = Arc::new(AtomicUsize::new(0));
    let mut all = JoinSet::new();
    for _client in 0..clients {
        all.spawn(client(target.address, requests.clone(), Arc::clone(&next)));
    }
    let mut tally = Tally::default();
    while let Some(one) = all.join_next().await {
        let one = one??;
        tally.answered += one.answered;
        tally.failed += one.failed;
        tally.failure = tally.failure.or(one.failure);
    }
    let seconds = start.elapsed().as_secs_f64();
    let app = machine::process_millis(target.pid) - before.0;
    let database = database().await? - before.1;
    let own = machine::process_millis(own) - before.2;
    let busy = machine::busy_millis()? - before.3;
    let answered = u32::try_from(tally.answered.max(1)).map_or(f64::MAX, f64::from);
    Ok(Round {
        rate: answered / seconds,
        app: app / answered,
        database: database / answered,
        foreign: ((busy - app - database - own) / (seconds * 1000.0)).max(0.0),
        failed: tally.failed,
        failure: tally.failure,
    })
}

async fn client(
    address: SocketAddr,
    requests: Requests,
    next: Arc<AtomicUsize>,
) -> anyhow::Result<Tally> {
    let mut connection = Connection::open(address).await?;
    let mut tally = Tally::default();
    let start = Instant::now();
    loop {
        let request: &[u8] = match &requests {
            Requests::Same(_, time) if start.elapsed() >= *time => break,
            Requests::Same(request, _) => request,
            Requests::Each(list) => match list.get(next.fetch_add(1, Ordering::Relaxed)) {
                Some(request) => request,
                None => break,
            },
        };
        let answer = connection.send(request).await;
        match answer {
            Ok(answer) if matches!(answer.status, 200 | 303) => tally.answered += 1,
            Ok(answer) => {
                tally.failed += 1;
                tally.failure.get_or_insert_with(|| format!("status {}", answer.status));
            }
            Err(error) => {
                tally.failed += 1;
                tally.failure.get_or_insert_with(|| error.to_string());
                connection = Connection::open(address).await?;
            }
        }
    }
    Ok(tally)
}
