//! The audit trail, recomputed. The one rule: a line's digest is made of the line and of the digest
//! before it, so that the head alone vouches for the whole chain.

use super::{archive::Files, digest::sha256};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const LINES: &str = "audit.jsonl";
const HEADS: &str = "audit-heads.json";

/// A subject: its kind and its id.
type Subject = (String, String);

/// What is wrong with the trail. A subject is named by kind and id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuditFault {
    /// A file is missing or can't be read as JSON; the line counts from 1, none for the whole.
    #[error("{path} is missing or can't be read{}", .line.map_or(String::new(), |l| format!(" at line {l}")))]
    Unreadable { path: String, line: Option<usize> },
    /// A line is missing in front of this one, or it stands twice.
    #[error("{kind} {id}: after line {after} comes line {seq}")]
    Gap { kind: String, id: String, after: i64, seq: i64 },
    /// The line doesn't name the digest of the line before.
    #[error("{kind} {id}: line {seq} does not follow the line before it")]
    Link { kind: String, id: String, seq: i64 },
    /// The line's digest isn't that of its content.
    #[error("{kind} {id}: the content of line {seq} was changed")]
    Changed { kind: String, id: String, seq: i64 },
    /// The chain doesn't end where its head says.
    #[error("{kind} {id}: the chain ends at line {ends}, its head says {head}")]
    Head { kind: String, id: String, ends: i64, head: i64 },
    /// The head names another digest for the last line.
    #[error("{kind} {id}: the head does not seal the last line")]
    HeadSeal { kind: String, id: String },
    /// Lines without a head.
    #[error("{kind} {id}: the chain has no head")]
    NoHead { kind: String, id: String },
    /// A head is there twice.
    #[error("{kind} {id}: the chain has two heads")]
    HeadTwice { kind: String, id: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    subject_kind: String,
    subject_id: String,
    seq: i64,
    at: i64,
    by_whom: String,
    event: String,
    prev: String,
    hash: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    subject_kind: String,
    subject_id: String,
    seq: i64,
    hash: String,
}

impl Line {
    fn recomputed(&self) -> String {
        let Self { subject_kind, subject_id, seq, at, by_whom, event, prev, .. } = self;
        let (who, what) = (by_whom.len(), event.len());
        let sealed =
            format!("{subject_kind}|{subject_id}|{seq}|{at}|{who}:{by_whom}|{what}:{event}|{prev}");
        sha256(sealed.as_bytes())
    }
}

/// What doesn't hold.
pub(super) fn check(files: &Files) -> Vec<AuditFault> {
    let (lines, heads) = match (lines(files), heads(files)) {
        (Ok(lines), Ok(heads)) => (lines, heads),
        (Err(fault), _) | (_, Err(fault)) => return vec![fault],
    };
    let mut faults = Vec::new();
    let mut ends: BTreeMap<Subject, (i64, String)> = BTreeMap::new();
    for line in lines {
        let (kind, id) = (line.subject_kind.clone(), line.subject_id.clone());
        let seq = line.seq;
        let before = ends.get(&(kind.clone(), id.clone()));
        let (after, seal) = before.map_or((0, ""), |(seq, hash)| (*seq, hash.as_str()));
        if after.checked_add(1) != Some(seq) {
            faults.push(AuditFault::Gap { kind: kind.clone(), id: id.clone(), after, seq });
        } else if line.prev != seal {
            faults.push(AuditFault::Link { kind: kind.clone(), id: id.clone(), seq });
        }
        if line.recomputed() != line.hash {
            faults.push(AuditFault::Changed { kind: kind.clone(), id: id.clone(), seq });
        }
        ends.insert((kind, id), (seq, line.hash));
    }
    faults.extend(against_heads(&ends, heads));
    faults
}

fn against_heads(ends: &BTreeMap<Subject, (i64, String)>, heads: Vec<Head>) -> Vec<AuditFault> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for head in heads {
        let subject = (head.subject_kind, head.subject_id);
        let (kind, id) = subject.clone();
        match ends.get(&subject) {
            Some((ends, _)) if *ends != head.seq => {
                faults.push(AuditFault::Head { kind, id, ends: *ends, head: head.seq });
            }
            Some((_, hash)) if *hash != head.hash => {
                faults.push(AuditFault::HeadSeal { kind, id });
            }
            Some(_) => {}
            None => faults.push(AuditFault::Head { kind, id, ends: 0, head: head.seq }),
        }
        if !seen.insert(subject.clone()) {
            let (kind, id) = subject;
            faults.push(AuditFault::HeadTwice { kind, id });
        }
    }
    let headless = ends.keys().filter(|subject| !seen.contains(*subject)).cloned();
    faults.extend(headless.map(|(kind, id)| AuditFault::NoHead { kind, id }));
    faults
}

fn lines(files: &Files) -> Result<Vec<Line>, AuditFault> {
    let unreadable = |line| AuditFault::Unreadable { path: LINES.to_owned(), line };
    let bytes = files.get(LINES).map(|entry| entry.bytes.as_slice());
    let text = bytes.and_then(|b| str::from_utf8(b).ok()).ok_or_else(|| unreadable(None))?;
    let read = |(at, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|_| unreadable(Some(at + 1)))
    };
    text.lines().enumerate().map(read).collect()
}

fn heads(files: &Files) -> Result<Vec<Head>, AuditFault> {
    let bytes = files.get(HEADS).map(|entry| entry.bytes.as_slice());
    bytes
        .and_then(|bytes| serde_json::from_slice(bytes).ok())
        .ok_or_else(|| AuditFault::Unreadable { path: HEADS.to_owned(), line: None })
}
