//! `bench report`: load on the site's hottest pages beside a bare handler with the same queries, in
//! the same run. The one rule: it prints what was measured and judges nothing; a number of one
//! machine on one day is never asserted in a test.

mod assign; // evaluators assigned, beside OR-tools
mod bare; // the bare handlers
mod client; // HTTP over one connection
mod fill; // a database with so many applications
mod load; // one round of load and what it cost
mod machine; // processor time, disk
mod money; // ten thousand payments, a million transfers
mod pages; // what is asked of the servers
mod postgres; // a database of PostgreSQL, its processes, a counter of statements
mod ranking; // a hundred thousand applications ranked
mod report; // the rounds and the tables
mod screening; // names against a list of sanctions
mod serve; // the two servers as processes

use anyhow::{Context, bail};
use std::{io::Write, net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

const USAGE: &str = "\
bench ranking
bench screening
bench money [--postgres URL] [--dir FOLDER]
bench assign [--python PYTHON] [--bids FOLDER] [--rounds 3]

  --python PYTHON  a Python with numpy and ortools; without it, nothing to compare with
  --bids FOLDER    the real bids, shared/data/assignment; without it, made-up instances only

bench growth [as report]
bench report [--sqlite] [--postgres URL] [--seconds 1] [--clients 4] [--rows 10000]
             [--drafts 100] [--rounds 15] [--largest 100000] [--dir FOLDER]

  --sqlite         measures on SQLite (the default when no database is named)
  --postgres URL   measures on this PostgreSQL server, in databases of its own
  --seconds N      length of a round of a page
  --clients N      connections at once
  --rows N         applications behind the list
  --drafts N       applications handed in, a round and server
  --rounds N       rounds of each; medians are printed
  --largest N      the most applications of the tables on growth
  --dir FOLDER     where SQLite's files go (the temporary folder)
";

/// What a report is asked to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// Measures on SQLite.
    pub sqlite: bool,
    /// Measures on this server.
    pub postgres: Option<String>,
    /// Length of a round of a page.
    pub round: Duration,
    /// Connections at once.
    pub clients: usize,
    /// Applications behind the list.
    pub rows: usize,
    /// Applications handed in, a round and server.
    pub drafts: usize,
    /// Rounds of each.
    pub rounds: usize,
    /// The most applications of the tables on growth.
    pub largest: usize,
    /// Where SQLite's files go.
    pub dir: PathBuf,
    /// Only the tables on growth.
    pub growth_alone: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when standard error is closed.
            let _closed = writeln!(std::io::stderr(), "bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// `bench assign`: prints the table; the program measured is the `convoca` beside this one.
fn assigned(rest: &[String]) -> anyhow::Result<()> {
    let program = std::env::current_exe()?.with_file_name("convoca");
    anyhow::ensure!(program.exists(), "{} is not built", program.display());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/assign_ortools.py");
    let mut plan =
        assign::Plan { program, python: None, script: script.into(), bids: None, rounds: 3 };
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        let value = words.next().context(USAGE)?;
        match word.as_str() {
            "--python" => plan.python = Some(value.into()),
            "--bids" => plan.bids = Some(value.into()),
            "--rounds" => plan.rounds = value.parse().context(USAGE)?,
            _other => bail!(USAGE),
        }
    }
    let table = assign::report(&plan).map_err(|error| anyhow::anyhow!("{error}"))?;
    writeln!(std::io::stdout(), "{table}")?;
    Ok(())
}

async fn run(arguments: Vec<String>) -> anyhow::Result<()> {
    let (command, rest) = arguments.split_first().context(USAGE)?;
    match command.as_str() {
        "assign" => assigned(rest),
        "money" => {
            let options = options(rest)?;
            money::report(&mut std::io::stdout(), options.postgres.as_deref(), &options.dir).await
        }
        "ranking" => ranking::report(&mut std::io::stdout()),
        "screening" => screening::report(&mut std::io::stdout()),
        "report" => report::run(&options(rest)?).await,
        "growth" => report::run(&Options { growth_alone: true, ..options(rest)? }).await,
        "serve-product" => {
            let (database, listen) = server(rest)?;
            serve::run(serve::Kind::Product, &database, listen).await
        }
        "serve-bare" => {
            let (database, listen) = server(rest)?;
            serve::run(serve::Kind::Bare, &database, listen).await
        }
        _other => bail!(USAGE),
    }
}

fn options(arguments: &[String]) -> anyhow::Result<Options> {
    let mut options = Options {
        sqlite: false,
        postgres: None,
        round: Duration::from_secs(1),
        clients: 4,
        rows: 10_000,
        drafts: 100,
        rounds: 15,
        largest: 100_000,
        dir: std::env::temp_dir(),
        growth_alone: false,
    };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        if name == "--sqlite" {
            options.sqlite = true;
            continue;
        }
        let value = rest.next().with_context(|| format!("{name} needs a value\n{USAGE}"))?;
        let number = || value.parse::<usize>().with_context(|| format!("{name} {value}"));
        match name.as_str() {
            "--postgres" => options.postgres = Some(value.clone()),
            "--seconds" => options.round = Duration::from_secs(number()?.try_into()?),
            "--clients" => options.clients = number()?.max(1),
            "--rows" => options.rows = number()?.max(100),
            "--drafts" => options.drafts = number()?.max(1),
            "--rounds" => options.rounds = number()?.max(1),
            "--largest" => options.largest = number()?,
            "--dir" => options.dir = PathBuf::from(value),
            _other => bail!("{name} is not known\n{USAGE}"),
        }
    }
    options.sqlite |= options.postgres.is_none();
    Ok(options)
}

fn server(arguments: &[String]) -> anyhow::Result<(String, SocketAddr)> {
    let (mut database, mut listen) = (None, SocketAddr::from(([127, 0, 0, 1], 0)));
    for pair in arguments.chunks(2) {
        match pair {
            [name, value] if name == "--database" => database = Some(value.clone()),
            [name, value] if name == "--listen" => listen = value.parse()?,
            _other => bail!(USAGE),
        }
    }
    Ok((database.context(USAGE)?, listen))
}
