//! `convoca export recipients`: who got what, as the rules ask it to be published. The one rule:
//! only what is signed and out of review is told, and nobody's place below a region.

use super::common::Common;
use crate::{
    actions::Desk,
    domain::{
        calendar::add_calendar_days,
        country::Country,
        moment::{BRUSSELS, Moment},
        paper::digest,
        scheme::Scheme,
    },
    export::{
        recipients::{self, PersonYear, Recipient, Redress, Who},
        table, threesixty,
    },
    queries::granted::{self, Granted},
    store,
};
use anyhow::Context;
use std::{
    io::{Write, stderr, stdout},
    path::PathBuf,
};

/// Lists for the public.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum ExportCommand {
    /// The recipients of funds: name, country, amount, purpose, call, day of signature.
    Recipients {
        /// The form of the file.
        #[arg(long, value_enum, default_value_t = Format::Csv)]
        format: Format,
        /// Where to write it; standard output when left out.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// The form of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Comma-separated, UTF-8 with a mark, safe to open in a spreadsheet.
    Csv,
    /// A spreadsheet.
    Xlsx,
    /// Open data as the 360Giving standard has it.
    #[value(name = "360giving")]
    ThreeSixty,
}

/// Writes the list.
pub async fn run(common: &Common, command: &ExportCommand) -> anyhow::Result<u8> {
    let ExportCommand::Recipients { format, output } = command;
    let desk = common.desk().await?;
    let now = desk.now();
    let conn = desk.database.reads();
    let mut grants = Vec::new();
    for one in granted::granted(conn).await? {
        grants.push(recipient(&desk, one).await?);
    }
    let (list, left_out) = recipients::publish(grants, PersonYear::Award, now.day_in(BRUSSELS));
    for (reference, why) in left_out {
        writeln!(stderr(), "left out: {reference} ({why:?})")?;
    }
    let bytes = match format {
        Format::Csv => table::csv(&recipients::table(&list)?),
        Format::Xlsx => table::xlsx(&recipients::table(&list)?, now)?,
        Format::ThreeSixty => threesixty::json(&list, &publication(&desk, now))?,
    };
    match output {
        None => stdout().write_all(&bytes)?,
        Some(path) => std::fs::write(path, &bytes)
            .with_context(|| format!("{} can't be written", path.display()))?,
    }
    Ok(0)
}

fn publication(desk: &Desk, now: Moment) -> threesixty::Publication {
    let p = &desk.settings.publication;
    let site = &desk.settings.server.public_url;
    threesixty::Publication {
        prefix: p.prefix.clone(),
        publisher_id: p.publisher_id.clone(),
        publisher: desk.settings.instance.name.clone(),
        website: site.clone(),
        funder: None,
        title: format!("Recipients of funds of {}", desk.settings.instance.name),
        license: p.license.clone(),
        source: site.clone(),
        download: site.clone(),
        published_at: now,
        from_open_call: true,
    }
}

/// A part of a grant as held, with what the programme says of its review.
async fn recipient(desk: &Desk, one: Granted) -> anyhow::Result<Recipient> {
    let stored = store::call::load(desk.database.reads(), one.call_id).await?;
    let scheme = desk.scheme(&stored)?;
    let zone = scheme.zone();
    let redress = match (&scheme, one.released_at) {
        _ if one.under_review => Redress::Pending,
        (Scheme::Scored(programme), Some(at)) => {
            let clocks = &programme.clocks;
            let days = clocks.deemed_read_days.saturating_add(clocks.redress_days);
            Redress::Until(add_calendar_days(at.day_in(zone), days))
        }
        (Scheme::Exchange(_) | Scheme::Scored(_), _) => Redress::Over,
    };
    let known = digest(&one.organisation_id.to_string());
    let country: Country = one.country.parse().context("a country of an organisation")?;
    Ok(Recipient {
        // One organisation's part: a consortium stands there with each of its partners.
        reference: format!("{}-{}", one.reference, known.get(..6).unwrap_or_default()),
        who: Who::Organisation {
            name: one.name,
            registered_id: None,
            internal_id: known.get(..16).unwrap_or_default().to_owned(),
        },
        country,
        amount: one.amount_cents,
        purpose: format!("{}: {}", scheme.title(), one.title),
        title: one.title,
        call: stored.call.edition.clone(),
        call_title: one.call_title,
        signed_on: one.signed_at.map(|at| at.day_in(zone)),
        last_paid_on: one.paid_at.map(|at| at.day_in(zone)),
        planned: None,
        redress,
        withheld: false,
        modified_at: one.changed_at,
    })
}
