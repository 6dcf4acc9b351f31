//! The rounds and the tables. The one rule: product and bare take turns round by round, so that a
//! busy minute of the machine meets both; medians are printed with the middle half.

use crate::{
    Options,
    client::Connection,
    fill::{self, Filled, Size},
    load::{self, Requests, Round, Target},
    machine,
    pages::{self, PageAsk},
    postgres::{Backends, Counter, Server},
    serve::{Kind, Started},
};
use std::{
    io::Write,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

mod growth; // the same page with more rows behind it
mod table; // columns of text

use table::{Figures, Row};

/// The two servers, in the order of their turns.
const BOTH: [Kind; 2] = [Kind::Product, Kind::Bare];
/// Drafts handed in to count statements: two on each server.
const COUNTED: usize = 4;

/// An engine with the databases of this run.
pub(crate) struct Engine {
    name: &'static str,
    server: Option<Server>,
    dir: PathBuf,
    made: Vec<String>,
}

/// A filled database.
pub(crate) struct Place {
    url: String,
    name: String,
    filled: Filled,
}

impl Engine {
    async fn place(&mut self, size: Size) -> anyhow::Result<Place> {
        let (name, url) = self.database().await?;
        let start = Instant::now();
        let filled = fill::fill(&url, size).await?;
        let (all, time) = (size.applications + size.drafts, start.elapsed().as_secs_f64());
        say(&format!("{}: {all} applications filled in after {time:.1} s", self.name));
        Ok(Place { url, name, filled })
    }
    async fn evaluation(&mut self, proposals: usize) -> anyhow::Result<Place> {
        let (name, url) = self.database().await?;
        let start = Instant::now();
        let filled = fill::evaluation::fill(&url, proposals).await?;
        let time = start.elapsed().as_secs_f64();
        say(&format!("{}: {proposals} proposals filled in after {time:.1} s", self.name));
        Ok(Place { url, name, filled })
    }
    /// A new empty database: its name and address.
    async fn database(&mut self) -> anyhow::Result<(String, String)> {
        let name = format!("convoca_bench_{}_{}", std::process::id(), self.made.len());
        let url = match &self.server {
            Some(server) => server.create(&name).await?,
            None => {
                format!("sqlite:{}?mode=rwc", self.dir.join(&name).with_extension("db").display())
            }
        };
        self.made.push(name.clone());
        Ok((name, url))
    }
    fn start(&self, kind: Kind, place: &Place) -> anyhow::Result<(Started, Target)> {
        let started = Started::start(kind, &place.url)?;
        let backends = self.server.as_ref().map(|server| Backends::of(server, &place.name));
        let target = Target { address: started.address, pid: started.pid, backends };
        Ok((started, target))
    }
    async fn clear(self) -> anyhow::Result<()> {
        for name in &self.made {
            if let Some(server) = &self.server {
                server.drop(name).await?;
            }
            for ending in ["db", "db-wal", "db-shm"] {
                // On PostgreSQL there are none.
                let _gone = std::fs::remove_file(self.dir.join(name).with_extension(ending));
            }
        }
        Ok(())
    }
}

/// Says how far the run is, on standard error.
pub(crate) fn say(what: &str) {
    let _closed = writeln!(std::io::stderr(), "bench: {what}");
}

/// Measures and prints.
pub async fn run(options: &Options) -> anyhow::Result<()> {
    let mut engines = Vec::new();
    if options.sqlite {
        let (name, dir) = ("SQLite", options.dir.clone());
        engines.push(Engine { name, server: None, dir, made: Vec::new() });
    }
    if let Some(url) = &options.postgres {
        let (server, dir) = (Some(Server::open(url).await?), options.dir.clone());
        engines.push(Engine { name: "PostgreSQL", server, dir, made: Vec::new() });
    }
    let mut failed = false;
    for mut engine in engines {
        let done = of_engine(options, &mut engine).await;
        engine.clear().await?;
        failed |= done?;
    }
    anyhow::ensure!(!failed, "some requests were not answered as wanted");
    Ok(())
}

/// Measures one engine and prints each table as soon as it is there; whether anything failed.
async fn of_engine(options: &Options, engine: &mut Engine) -> anyhow::Result<bool> {
    let mut out = std::io::stdout();
    let mut failures = Vec::new();
    if !options.growth_alone {
        let (rows, note) = measure(options, engine).await?;
        writeln!(out, "{}\n{note}\n{}\n", table::pages(&rows), table::foot(options, &rows))?;
        failures = rows.iter().flat_map(Row::failures).collect();
    }
    for failure in &failures {
        writeln!(out, "FAILED: {failure}")?;
    }
    writeln!(out, "{}\n", table::growth(&growth::measure(options, engine).await?))?;
    Ok(!failures.is_empty())
}

/// The rows of one engine, and a line about its submissions.
async fn measure(options: &Options, engine: &mut Engine) -> anyhow::Result<(Vec<Row>, String)> {
    let mut rows = Vec::new();
    let drafts = options.rounds * BOTH.len() * options.drafts + COUNTED;
    let place = engine.place(Size { applications: options.rows, drafts }).await?;
    let (product, product_target) = engine.start(Kind::Product, &place)?;
    let (_bare, bare_target) = engine.start(Kind::Bare, &place)?;
    let mut asks = PageAsk::all(&place.filled);
    for ask in &mut asks {
        ask.measure(&product).await?;
    }
    let counts = counts(engine, &place, &asks).await?;
    for (at, ask) in asks.iter().enumerate() {
        say(&format!("{}: {}", engine.name, ask.name));
        let mut row = Row::new(ask.name, engine.name, ask.bytes(), counts.get(at).copied());
        for kind in BOTH {
            let warm = Requests::Same(Arc::new(ask.request(kind)), Duration::from_millis(700));
            load::drive(target(kind, &product_target, &bare_target), &warm, options.clients)
                .await?;
        }
        for _round in 0..options.rounds {
            for kind in BOTH {
                let requests = Requests::Same(Arc::new(ask.request(kind)), options.round);
                let target = target(kind, &product_target, &bare_target);
                row.add(kind, load::drive(target, &requests, options.clients).await?);
            }
        }
        rows.push(row);
    }
    say(&format!("{}: submit", engine.name));
    let mut row = Row::new("submit", engine.name, 0, counts.last().copied());
    let all = pages::submissions(&place.filled.drafts[COUNTED..]);
    let mut parts = all.chunks(options.drafts);
    let mut syncs = Vec::new();
    for _round in 0..options.rounds {
        syncs.push(machine::syncs_per_second(&engine.dir)?);
        for kind in BOTH {
            let part = Arc::new(parts.next().unwrap_or_default().to_vec());
            let target = target(kind, &product_target, &bare_target);
            row.add(kind, load::drive(target, &Requests::Each(part), options.clients).await?);
        }
    }
    let note = table::syncs(engine.name, &Figures::of(syncs.into_iter()), &row);
    rows.push(row);
    Ok((rows, note))
}

const fn target<'t>(kind: Kind, product: &'t Target, bare: &'t Target) -> &'t Target {
    match kind {
        Kind::Product => product,
        Kind::Bare => bare,
    }
}

/// Statements a request, product and bare, for each page and last for submit. Only PostgreSQL has
/// a line to listen on; SQLite is asked the same statements.
async fn counts(
    engine: &Engine,
    place: &Place,
    asks: &[PageAsk],
) -> anyhow::Result<Vec<(u64, u64)>> {
    let Some(server) = &engine.server else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let mut drafts = pages::submissions(&place.filled.drafts[..COUNTED]).into_iter();
    for kind in BOTH {
        let counter = Counter::before(server, &place.name).await?;
        let started = Started::start(kind, &counter.url)?;
        let mut connection = Connection::open(started.address).await?;
        let mut all = Vec::new();
        for ask in asks {
            let request = ask.request(kind);
            all.push((request.clone(), request));
        }
        all.extend(drafts.next().zip(drafts.next()));
        let mut of_kind = Vec::new();
        for (warm, counted) in all {
            // The first one may open a connection or fill a cache.
            connection.send(&warm).await?;
            counter.take();
            connection.send(&counted).await?;
            of_kind.push(counter.take());
        }
        found.push(of_kind);
    }
    Ok(found[0].iter().copied().zip(found[1].iter().copied()).collect())
}

impl Round {
    /// Processor time a request, server and database together, in ms.
    fn cpu(&self) -> f64 {
        self.app + self.database
    }
}
