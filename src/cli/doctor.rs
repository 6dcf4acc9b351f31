//! `convoca doctor`: is everything an instance needs there and right? The one rule: every check
//! runs that can, a line each, so that one call shows all there is to mend.

use super::{Common, only_existing};
use crate::{
    actions::Clock,
    app,
    config::{catalogue::Catalogue, settings::Settings},
    documents::Documents,
    domain::moment::Moment,
    domain::scheme::Scheme,
    mail::Transport,
    queries::health::{Health, health},
    render::{Renderer, moment_text},
    store::{self, Database},
};
use chrono::TimeDelta;
use std::io::{self, Write, stdout};

/// A mail that waits this long is late.
const LATE: TimeDelta = TimeDelta::hours(1);

/// Collects what the checks say.
struct Report<'a> {
    out: &'a mut dyn Write,
    faults: u32,
}

impl Report<'_> {
    fn ok(&mut self, what: &str, says: &str) -> io::Result<()> {
        writeln!(self.out, "ok     {what:<10}  {says}")
    }
    fn fault(&mut self, what: &str, says: &str) -> io::Result<()> {
        self.faults += 1;
        writeln!(self.out, "fault  {what:<10}  {says}")
    }
    /// `ok` when there are no faults, else a line for each.
    fn all(&mut self, what: &str, says: &str, faults: &[String]) -> io::Result<()> {
        if faults.is_empty() {
            return self.ok(what, says);
        }
        faults.iter().try_for_each(|fault| self.fault(what, fault))
    }
}

/// Runs the command; the exit code is 1 on any fault.
pub async fn run(common: &Common) -> anyhow::Result<u8> {
    let mut out = stdout();
    let mut report = Report { out: &mut out, faults: 0 };
    match common.settings(&[]) {
        Ok(settings) => {
            report.ok("settings", &settings_said(common, &settings))?;
            check(&mut report, &settings).await?;
        }
        Err(error) => report.all("settings", "", &error.lines())?,
    }
    let says = if report.faults == 0 { "all is well".to_owned() } else { counted(report.faults) };
    writeln!(report.out, "{says}")?;
    Ok(u8::from(report.faults > 0))
}

fn counted(faults: u32) -> String {
    format!("{faults} {}", if faults == 1 { "fault" } else { "faults" })
}

fn settings_said(common: &Common, settings: &Settings) -> String {
    let file = common.config.as_ref();
    let from = file.map_or("defaults".to_owned(), |file| file.display().to_string());
    format!("{from}; people reach {}", settings.server.public_url)
}

async fn check(report: &mut Report<'_>, settings: &Settings) -> anyhow::Result<()> {
    programmes(report, settings)?;
    templates(report)?;
    papers(report, settings)?;
    mail(report, settings).await?;
    let url = only_existing(&settings.database.url);
    match Database::connect(&url, 1).await {
        Ok(database) => {
            report.ok("database", database.engine())?;
            data(report, &database, Clock::Machine.now()).await
        }
        Err(error) => {
            let says = app::one_line(&error);
            Ok(report.fault("database", &format!("{says}; `convoca migrate` makes a new one"))?)
        }
    }
}

fn programmes(report: &mut Report<'_>, settings: &Settings) -> io::Result<()> {
    match Catalogue::load(settings.programmes.folder()) {
        Ok(catalogue) => {
            let names: Vec<&str> = catalogue.all().map(Scheme::slug).collect();
            report.ok("programmes", &format!("{}; all examples hold", names.join(", ")))
        }
        Err(faults) => {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            report.all("programmes", "", &faults)
        }
    }
}

fn templates(report: &mut Report<'_>) -> io::Result<()> {
    let checked = Renderer::new().map(|renderer| renderer.check());
    match checked {
        Ok((count, faults)) => {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            report.all("templates", &format!("{count} can be read"), &faults)
        }
        Err(error) => report.fault("templates", &error.to_string()),
    }
}

/// Whether every template of a paper can be printed with its sample.
fn papers(report: &mut Report<'_>, settings: &Settings) -> io::Result<()> {
    let documents = match Documents::new(settings) {
        Ok(documents) => documents,
        Err(fault) => return report.fault("papers", &app::one_line(&fault)),
    };
    if !documents.are_made() {
        return report.ok("papers", "not made: built without the feature `pdf`");
    }
    let checked = documents.check();
    let faults: Vec<String> = checked
        .iter()
        .filter_map(|(name, printed)| Some(format!("{name}: {}", printed.as_ref().err()?)))
        .collect();
    report.all("papers", &format!("{} templates can be printed", checked.len()), &faults)
}

async fn mail(report: &mut Report<'_>, settings: &Settings) -> io::Result<()> {
    let checked = match Transport::from_settings(&settings.mail) {
        Ok(transport) => transport.check().await,
        Err(fault) => Err(fault),
    };
    match checked {
        Ok(says) => report.ok("mail", &says),
        Err(fault) => report.fault("mail", &fault.to_string()),
    }
}

/// What is in the database. Without its schema there is nothing to ask.
async fn data(report: &mut Report<'_>, database: &Database, now: Moment) -> anyhow::Result<()> {
    let behind = database.pending_migrations().await?;
    if behind > 0 {
        let says = format!("{behind} steps behind: run `convoca migrate`");
        return Ok(report.fault("schema", &says)?);
    }
    report.ok("schema", "up to date")?;
    let conn = database.reads();
    let broken = store::invariants::broken(conn).await?;
    let asked = format!("{} questions asked, none found anything", store::invariants::questions());
    report.all("data", &asked, &broken)?;
    let trail = store::audit::verify(conn).await?;
    let says = format!("lines {}, chains {}, all whole", trail.lines, trail.chains);
    report.all("audit", &says, &trail.faults)?;
    let list = store::sanctions::current(conn).await?;
    let says = list.map_or_else(
        || "no list in use; `convoca screening import FILE` takes one in".to_owned(),
        |list| format!("list {} of {}, names {}", list.number, list.made_on, list.names),
    );
    report.ok("sanctions", &says)?;
    let health = health(conn, now.plus(-LATE)).await?;
    outbox(report, health)?;
    Ok(clock(report, health, now)?)
}

fn outbox(report: &mut Report<'_>, health: Health) -> io::Result<()> {
    let mut faults = Vec::new();
    if health.mails_failed > 0 {
        let count = health.mails_failed;
        faults.push(format!("{count} mails were given up; look at the page of mails"));
    }
    if health.mails_late > 0 {
        faults.push(format!("{} mails have waited for over an hour", health.mails_late));
    }
    report.all("outbox", "no mail was given up or is late", &faults)
}

/// A clock that stands before what was already written would give wrong deadlines.
fn clock(report: &mut Report<'_>, health: Health, now: Moment) -> io::Result<()> {
    let zone = crate::domain::moment::BRUSSELS;
    let shown = moment_text(now, zone);
    match health.newest_audit {
        Some(newest) if newest > now => {
            let newest = moment_text(newest, zone);
            report.fault("clock", &format!("{shown}, but the audit trail goes on to {newest}"))
        }
        Some(_) | None => report.ok("clock", &shown),
    }
}
