//! `convoca programme check` and `explain`: what an officer who writes a programme file runs. The
//! one rule: every fault of every file at once, each with its line, and a non-zero exit on any.

use crate::{
    config::{
        catalogue::{Catalogue, builtin_holidays, checked},
        reader::FileFault,
    },
    domain::{calendar::Holidays, eligibility::Outcome, programme::Proof, scheme::Scheme},
};
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

mod explain;
mod scored;
#[cfg(test)]
mod tests;

/// Looks at programme files.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum ProgrammeCommand {
    /// Checks programme files and runs their examples; tells all faults at once, with their lines.
    Check {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Says in plain English what a programme is: who, how long, how much, what is counted.
    Explain {
        /// A file, or the short name of a programme.
        programme: String,
    },
}

/// Runs the command; `folder` is the setting `programmes.folder`. Gives the exit code.
pub fn run(
    command: &ProgrammeCommand,
    folder: Option<&Path>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    match command {
        ProgrammeCommand::Check { files } => check(files, out, err),
        ProgrammeCommand::Explain { programme } => explain(programme, folder, out, err),
    }
}

fn check(files: &[PathBuf], out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let holidays = match builtin_holidays() {
        Ok(holidays) => holidays,
        Err(faults) => return tell(&faults, err),
    };
    let mut worst = 0;
    for file in files {
        match read(file, &holidays) {
            Ok((scheme, proofs)) => summary(file, &scheme, &proofs, out)?,
            Err(faults) => worst = worst.max(tell(&faults, err)?),
        }
    }
    Ok(worst)
}

fn read(file: &Path, holidays: &Holidays) -> Result<(Scheme, Vec<Proof>), Vec<FileFault>> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| {
        let says = format!("can't be read: {error}");
        vec![FileFault { file: name.clone(), line: 0, column: 0, says }]
    })?;
    checked(&name, &text, holidays)
}

fn summary(file: &Path, scheme: &Scheme, proofs: &[Proof], out: &mut dyn Write) -> io::Result<()> {
    let (title, version) = (scheme.title(), scheme.version());
    let (file, count) = (file.display(), proofs.len());
    writeln!(out, "{file}: {title}, version {version}: all {count} examples hold")?;
    for Proof { name, line, eligible, amount, .. } in proofs {
        let eligible = match eligible {
            Outcome::Holds => "eligible",
            Outcome::OfficerMustLook => "an officer looks",
            Outcome::Fails => "refused",
        };
        // A sum is told only where it would be paid.
        let amount = match amount {
            Some(amount) if eligible != "refused" => format!("EUR {amount}"),
            Some(_) | None => "-".to_owned(),
        };
        writeln!(out, "  line {line:>4}  {eligible:<16}  {amount:>12}  {name}")?;
    }
    Ok(())
}

fn explain(
    programme: &str,
    folder: Option<&Path>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    let path = Path::new(programme);
    let found = if path.extension().is_some() || path.exists() {
        builtin_holidays().and_then(|holidays| read(path, &holidays)).map(|(found, _)| found)
    } else {
        find(programme, folder)
    };
    match found {
        Ok(scheme) => {
            let text = match &scheme {
                Scheme::Exchange(programme) => explain::explain(programme),
                Scheme::Scored(programme) => scored::explain(programme),
            };
            out.write_all(text.as_bytes())?;
            Ok(0)
        }
        Err(faults) => tell(&faults, err),
    }
}

/// The programme with this short name, built in or in the folder.
pub fn find(slug: &str, folder: Option<&Path>) -> Result<Scheme, Vec<FileFault>> {
    let catalogue = Catalogue::load(folder)?;
    catalogue.scheme(slug).cloned().ok_or_else(|| {
        let all: Vec<&str> = catalogue.all().map(Scheme::slug).collect();
        let says = format!("there is no programme of this name; there are: {}", all.join(", "));
        vec![FileFault { file: slug.to_owned(), line: 0, column: 0, says }]
    })
}

/// Writes every fault on a line of its own; gives the exit code for faults.
pub fn tell(faults: &[FileFault], err: &mut dyn Write) -> io::Result<u8> {
    for fault in faults {
        writeln!(err, "{fault}")?;
    }
    Ok(1)
}
