//! Checks an auditor's pack. The one rule: it trusts nothing and shares no code with the writer; it
//! reads the archive, the lists and the books itself, and says what doesn't hold, by name.

pub(super) mod archive;
mod audit;
mod digest;
mod ledger;
mod manifest;
mod papers;

pub use archive::ArchiveFault;
pub use audit::AuditFault;
pub use ledger::LedgerFault;
pub use manifest::ManifestFault;
pub use papers::PaperFault;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// The ZIP is a plain and safe one: names, sizes, kinds of entry, each byte accounted for.
    Archive,
    /// The manifest names each file and no other, with its length and digest.
    Manifest,
    /// The application is the one its receipt seals.
    Snapshot,
    /// The audit trail is unbroken from first line to head.
    Audit,
    /// The books add up.
    Ledger,
    /// The payment orders say what the books say.
    Payments,
    /// Each signature is under the very text in the pack.
    Signatures,
}

impl Check {
    /// All checks, in the order they are made.
    pub const ALL: [Self; 7] = [
        Self::Archive,
        Self::Manifest,
        Self::Snapshot,
        Self::Audit,
        Self::Ledger,
        Self::Payments,
        Self::Signatures,
    ];
}

/// Something that doesn't hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// With the ZIP.
    #[error(transparent)]
    Archive(#[from] ArchiveFault),
    /// With the list of files.
    #[error(transparent)]
    Manifest(#[from] ManifestFault),
    /// With the application or a signature.
    #[error(transparent)]
    Paper(#[from] PaperFault),
    /// With the audit trail.
    #[error(transparent)]
    Audit(#[from] AuditFault),
    /// With the books or the payments.
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
}

/// How a check went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// All of it holds.
    Holds,
    /// These don't; never empty.
    Broken(Vec<Fault>),
    /// It was not made, because the archive could not be opened safely.
    NotMade,
}

/// A check and how it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Which.
    pub check: Check,
    /// How it went.
    pub outcome: Outcome,
}

/// What the checks found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The grant's reference and the instant of making, as the manifest has them; none when it
    /// can't be read.
    pub about: Option<(String, String)>,
    /// Each check of [`Check::ALL`], in that order.
    pub checks: Vec<Checked>,
}

impl Report {
    /// Every check was made, and all of it holds.
    pub fn is_whole(&self) -> bool {
        self.checks.len() == Check::ALL.len()
            && self.checks.iter().all(|checked| checked.outcome == Outcome::Holds)
    }
    /// All that doesn't hold.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.checks.iter().flat_map(|checked| match &checked.outcome {
            Outcome::Broken(faults) => faults.as_slice(),
            Outcome::Holds | Outcome::NotMade => &[],
        })
    }
}

fn outcome<F: Into<Fault>>(faults: Vec<F>) -> Outcome {
    if faults.is_empty() {
        Outcome::Holds
    } else {
        Outcome::Broken(faults.into_iter().map(Into::into).collect())
    }
}

/// Looks at a pack. Never more than 1 GiB is unpacked, in memory, and nothing is written.
pub fn verify(bytes: &[u8]) -> Report {
    let files = match archive::open(bytes) {
        Ok(files) => files,
        Err(fault) => {
            let checks = Check::ALL.map(|check| match check {
                Check::Archive => Checked { check, outcome: outcome(vec![fault.clone()]) },
                Check::Manifest
                | Check::Snapshot
                | Check::Audit
                | Check::Ledger
                | Check::Payments
                | Check::Signatures => Checked { check, outcome: Outcome::NotMade },
            });
            return Report { about: None, checks: checks.into() };
        }
    };
    let checks = Check::ALL.map(|check| {
        let outcome = match check {
            Check::Archive => Outcome::Holds,
            Check::Manifest => outcome(manifest::check(&files)),
            Check::Snapshot => outcome(papers::snapshot(&files)),
            Check::Audit => outcome(audit::check(&files)),
            Check::Ledger => outcome(ledger::check(&files)),
            Check::Payments => outcome(ledger::payments(&files)),
            Check::Signatures => outcome(papers::signatures(&files)),
        };
        Checked { check, outcome }
    });
    Report { about: manifest::about(&files), checks: checks.into() }
}
