//! Writes the auditor's pack. The one rule: same contents and same instant, same bytes; so files
//! stand by name, and no time but `made_at` is written.

use super::{
    PackContents,
    parts::{self, FileRow},
};
use crate::domain::{moment::Moment, paper::hex};
use crate::export::table::TableFault;
use chrono::{Datelike, Timelike};
use flate2::{Compression, write::DeflateEncoder};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::{Cursor, Write as _},
};
use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// Files the caller must give, see [`PackContents::sections`].
const GIVEN: [&str; 4] = ["call.txt", "conflicts.json", "decision.json", "programme.toml"];
/// The most files a pack holds.
pub(super) const MOST_FILES: usize = 2_000;
/// The most one file may have, in bytes.
pub(super) const MOST_BYTES: usize = 256 << 20;
/// The most all files together may have, in bytes.
pub(super) const MOST_BYTES_IN_ALL: usize = 1 << 30;
/// A file that would shrink further than this is stored as it is: readers take it for a bomb.
pub(super) const MOST_SHRUNK: usize = 200;
/// The longest path, in bytes.
const MOST_PATH: usize = 200;

/// Why the pack can't be written.
#[derive(Debug, thiserror::Error)]
pub enum PackFault {
    /// A path that leaves the folder, or that some file system can't hold.
    #[error("{path} is no path for a file of the pack")]
    UnsafePath { path: String },
    /// Two files of one path (large and small letters counted as the same), or a path the writer
    /// uses itself.
    #[error("two files would be called {path}")]
    PathTwice { path: String },
    /// A file that must be given was not.
    #[error("{path} was not given")]
    NotGiven { path: &'static str },
    /// More files than 2,000.
    #[error("{files} files are too many for a pack")]
    TooManyFiles { files: usize },
    /// A file of more than 256 MiB, or more than 1 GiB in all.
    #[error("with {path} the pack would be too large")]
    TooLarge { path: String },
    /// Before 1980 or after 2107, which a ZIP can't say.
    #[error("a pack can't be dated so")]
    MadeAt,
    /// A part could not be written as JSON; nothing the contents can cause.
    #[error("a part of the pack could not be written")]
    Json(#[from] serde_json::Error),
    /// The ledger could not be written as a table; nothing the contents can cause.
    #[error("the ledger could not be written as a table")]
    Ledger(#[from] TableFault),
    /// The archive could not be written.
    #[error("the archive could not be written")]
    Zip(#[from] ZipError),
    /// A file could not be compressed.
    #[error("a file could not be compressed")]
    Compress(#[from] std::io::Error),
}

/// The files by path, each with its sentence for the reader.
#[derive(Default)]
struct Files {
    by_path: BTreeMap<String, (Vec<u8>, String)>,
    names: BTreeSet<String>,
    bytes: usize,
}

impl Files {
    fn add(&mut self, path: &str, bytes: Vec<u8>, about: &str) -> Result<(), PackFault> {
        if !is_safe(path) {
            return Err(PackFault::UnsafePath { path: path.to_owned() });
        }
        self.bytes = self.bytes.saturating_add(bytes.len());
        if bytes.len() > MOST_BYTES || self.bytes > MOST_BYTES_IN_ALL {
            return Err(PackFault::TooLarge { path: path.to_owned() });
        }
        if !self.names.insert(path.to_lowercase()) {
            return Err(PackFault::PathTwice { path: path.to_owned() });
        }
        self.by_path.insert(path.to_owned(), (bytes, about.to_owned()));
        if self.by_path.len() > MOST_FILES {
            return Err(PackFault::TooManyFiles { files: self.by_path.len() });
        }
        Ok(())
    }
}

/// The pack as a ZIP. `made_at` is the date of every file in it (in UTC, to two seconds, as ZIP
/// has it) and stands to the millisecond in the manifest.
pub fn write(contents: &PackContents, made_at: Moment) -> Result<Vec<u8>, PackFault> {
    let mut files = Files::default();
    own_parts(&mut files, contents)?;
    for section in &contents.sections {
        files.add(&section.path, section.bytes.clone(), &section.about)?;
    }
    if let Some(path) = GIVEN.into_iter().find(|path| !files.by_path.contains_key(*path)) {
        return Err(PackFault::NotGiven { path });
    }
    let readme = readme(contents, made_at, &files);
    files.add("README.txt", readme.into_bytes(), "")?;
    let rows = files.by_path.iter().map(|(path, (bytes, _))| FileRow {
        path,
        bytes: bytes.len(),
        sha256: hex(&Sha256::digest(bytes)),
    });
    let manifest = parts::manifest(contents, made_at, rows.collect())?;
    files.add("manifest.json", manifest, "")?;
    zipped(&files, made_at)
}

fn own_parts(files: &mut Files, contents: &PackContents) -> Result<(), PackFault> {
    let snapshot = &contents.snapshot;
    files.add(
        "application/snapshot.json",
        snapshot.json.clone().into_bytes(),
        "The application as submitted: the very text its receipt seals.",
    )?;
    files.add(
        "application/snapshot.sha256",
        format!("{}  snapshot.json\n", snapshot.sha256).into_bytes(),
        "The SHA-256 on the receipt (check: sha256sum -c snapshot.sha256).",
    )?;
    for agreement in &contents.agreements {
        let path = parts::agreement_path(agreement);
        let text = agreement.text.clone().into_bytes();
        files.add(&path, text, "The text of the agreement, as it was signed.")?;
        if let Some(pdf) = &agreement.pdf {
            let path = format!("agreement/{}.pdf", agreement.name);
            files.add(&path, pdf.clone(), "The same agreement as a PDF.")?;
        }
    }
    let signatures = parts::signatures(&contents.agreements)?;
    let about = "Who signed which text and when; each names the SHA-256 of the text signed.";
    files.add("agreement/signatures.json", signatures, about)?;
    let about = "The payment orders, and what was paid in all.";
    files.add("payments.json", parts::payments(&contents.payments)?, about)?;
    let about = "The part of the books that touches this grant: accounts, transfers, sums.";
    files.add("ledger.json", parts::ledger_json(&contents.ledger)?, about)?;
    let about = "The same transfers for a spreadsheet.";
    files.add("ledger.csv", parts::ledger_csv(&contents.ledger)?, about)?;
    let about = "The audit trail: who did what, each line sealed with the line before.";
    files.add("audit.jsonl", parts::audit_lines(&contents.audit)?, about)?;
    let about = "Where each chain of the audit trail ends.";
    files.add("audit-heads.json", parts::audit_heads(&contents.audit)?, about)
}

/// How a person reads and checks the pack, without any program of ours.
const HOW_TO_CHECK: &str = "\
HOW TO CHECK

manifest.json names every other file with its length and its SHA-256.

audit.jsonl has one line a step. The hash of a line is the SHA-256 of
    KIND|ID|SEQ|AT|n:WHO|m:EVENT|PREV
with the fields subject_kind, subject_id, seq, at, by_whom, event and prev of that line, and n and
m the lengths of WHO and EVENT in bytes. PREV is the hash of the line before of the same subject,
and empty in the first. audit-heads.json says where each chain ends.

ledger.json has each transfer with its two ends. Amounts are euro cents or pieces, as the unit
says. A transfer is final (posted), or it reserves (pending) and is ended once: in whole or in part
(post_of), or not at all (void_of). The sums of each account are those of these transfers alone.

agreement/signatures.json names for each signature the SHA-256 of the text that was signed.
";

fn readme(contents: &PackContents, made_at: Moment, files: &Files) -> String {
    let mut text = format!(
        "{}\n{}\n\nAll that is held about this grant, made {}.\n\nFILES\n\n",
        contents.reference,
        contents.title,
        parts::instant(made_at)
    );
    let own = [
        ("README.txt", "This text."),
        ("manifest.json", "Every other file with its length and digest."),
    ];
    let given = files.by_path.iter().map(|(path, (_, about))| (path.as_str(), about.as_str()));
    let all: BTreeMap<&str, &str> = given.chain(own).collect();
    for (path, about) in all {
        let _ = writeln!(text, "{path}\n    {about}");
    }
    text.push('\n');
    text.push_str(HOW_TO_CHECK);
    // Windows' oldest editor still opens a text without these as one line.
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

fn zipped(files: &Files, made_at: Moment) -> Result<Vec<u8>, PackFault> {
    let date = zip_date(made_at).ok_or(PackFault::MadeAt)?;
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, (bytes, _)) in &files.by_path {
        let options = SimpleFileOptions::DEFAULT
            .compression_method(method(path, bytes)?)
            .last_modified_time(date)
            .unix_permissions(0o644);
        archive.start_file(path.as_str(), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Evidence is mostly pictures and PDFs, which don't shrink. What would shrink too well is stored
/// too, or a careful reader would take it for a bomb.
fn method(path: &str, bytes: &[u8]) -> Result<CompressionMethod, std::io::Error> {
    if path.starts_with("evidence/") || path.starts_with("copies/") {
        return Ok(CompressionMethod::Stored);
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    let shrunk = encoder.finish()?.len();
    let fits = shrunk < bytes.len() && shrunk.saturating_mul(MOST_SHRUNK) >= bytes.len();
    Ok(if fits { CompressionMethod::Deflated } else { CompressionMethod::Stored })
}

fn zip_date(at: Moment) -> Option<DateTime> {
    let at = at.utc();
    let small = |number: u32| u8::try_from(number).ok();
    let year = u16::try_from(at.year()).ok()?;
    let (month, day) = (small(at.month())?, small(at.day())?);
    let (hour, minute, second) = (small(at.hour())?, small(at.minute())?, small(at.second())?);
    DateTime::from_date_and_time(year, month, day, hour, minute, second).ok()
}

/// Relative, inside its folder, and a name every file system takes.
fn is_safe(path: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && !part.starts_with(' ') && !part.ends_with(['.', ' ']) && part != ".."
    };
    let sign = |c: char| !c.is_control() && !"\\:*?\"<>|".contains(c);
    path.len() <= MOST_PATH && path.chars().all(sign) && path.split('/').all(part)
}

/// Where a piece of evidence goes: its number keeps two files of one name apart. Of the name a
/// person gave, folders fall away, and signs that some file system refuses become `_`.
pub fn evidence_path(number: usize, file_name: &str) -> String {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean = |c: char| {
        if c.is_alphanumeric() || matches!(c, '-' | '.' | ' ') { c } else { '_' }
    };
    let mut bytes = 0;
    let fits = |c: &char| {
        bytes += c.len_utf8();
        bytes <= 120
    };
    // From the end, so that a long name keeps its ending.
    let kept: Vec<char> = name.chars().map(clean).rev().take_while(fits).collect();
    let kept: String = kept.into_iter().rev().collect();
    let kept = kept.trim_matches([' ', '.']);
    let name = if kept.is_empty() { "file" } else { kept };
    format!("evidence/{number:03}-{name}")
}
