//! The typed parts of the pack as files: payments, ledger, signatures, audit trail. The one rule:
//! field names here are a format others read; a change needs a new version in the manifest.

use super::{Agreement, AuditChain, Ledger, PackContents, Payments, TransferLine};
use crate::domain::ledger::{Kind, Sums, Unit};
use crate::domain::moment::Moment;
use crate::domain::money::Money;
use crate::export::table::{Cell, Column, ColumnKind, Table, TableFault, csv};
use chrono::{NaiveDate, SecondsFormat};
use serde::Serialize;

/// An instant as every file of the pack writes it: UTC, to the millisecond.
pub(super) fn instant(at: Moment) -> String {
    at.utc().to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// JSON for people and machines: indented, ended by a line break.
pub(super) fn pretty(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[derive(Serialize)]
struct PaymentsFile {
    paid_cents: i64,
    payments: Vec<PaymentRow>,
}

#[derive(Serialize)]
struct PaymentRow {
    id: String,
    stage: &'static str,
    amount_cents: i64,
    on: Option<NaiveDate>,
    transfers: Vec<String>,
}

/// `payments.json`.
pub(super) fn payments(payments: &Payments) -> Result<Vec<u8>, serde_json::Error> {
    let row = |line: &super::PaymentLine| PaymentRow {
        id: line.id.to_string(),
        stage: line.stage.code(),
        amount_cents: line.amount.cents(),
        on: line.on,
        transfers: line.transfers.iter().map(ToString::to_string).collect(),
    };
    pretty(&PaymentsFile {
        paid_cents: payments.paid.cents(),
        payments: payments.lines.iter().map(row).collect(),
    })
}

#[derive(Serialize)]
struct LedgerFile<'a> {
    paid_cents: i64,
    accounts: Vec<AccountRow<'a>>,
    transfers: Vec<TransferRow<'a>>,
}

#[derive(Serialize)]
struct AccountRow<'a> {
    name: &'a str,
    about: &'a str,
    unit: Unit,
    #[serde(flatten)]
    sums: Sums,
}

#[derive(Serialize)]
struct TransferRow<'a> {
    id: String,
    at: String,
    debit: &'a str,
    credit: &'a str,
    unit: Unit,
    amount: i64,
    why: &'static str,
    kind: &'static str,
    of: Option<String>,
}

/// The kind's code, and the pending transfer it ends.
fn kind(kind: Kind) -> (&'static str, Option<String>) {
    match kind {
        Kind::Posted => ("posted", None),
        Kind::Pending => ("pending", None),
        Kind::PostOf(id) => ("post_of", Some(id.to_string())),
        Kind::VoidOf(id) => ("void_of", Some(id.to_string())),
    }
}

/// `ledger.json`. Amounts are whole cents or pieces, as the unit says.
pub(super) fn ledger_json(ledger: &Ledger) -> Result<Vec<u8>, serde_json::Error> {
    let accounts = ledger.accounts.iter().map(|line| AccountRow {
        name: &line.name,
        about: &line.about,
        unit: line.unit,
        sums: line.sums,
    });
    let transfers = ledger.transfers.iter().map(|line| {
        let (kind, of) = kind(line.kind);
        TransferRow {
            id: line.id.to_string(),
            at: instant(line.at),
            debit: &line.debit,
            credit: &line.credit,
            unit: line.unit,
            amount: line.amount.get(),
            why: line.why.code(),
            kind,
            of,
        }
    });
    pretty(&LedgerFile {
        paid_cents: ledger.paid.cents(),
        accounts: accounts.collect(),
        transfers: transfers.collect(),
    })
}

/// `ledger.csv`: the same transfers for a spreadsheet.
pub(super) fn ledger_csv(ledger: &Ledger) -> Result<Vec<u8>, TableFault> {
    let columns = vec![
        Column::new("id", "id", ColumnKind::Text),
        Column::new("at", "at", ColumnKind::Text),
        Column::new("debit", "debit", ColumnKind::Text),
        Column::new("credit", "credit", ColumnKind::Text),
        Column::new("amount", "amount_eur", ColumnKind::Money),
        Column::new("pieces", "pieces", ColumnKind::Number),
        Column::new("why", "why", ColumnKind::Text),
        Column::new("kind", "kind", ColumnKind::Text),
        Column::new("of", "of", ColumnKind::Text),
    ];
    let rows = ledger.transfers.iter().map(ledger_row).collect();
    Ok(csv(&Table::try_new("Ledger", columns, rows)?))
}

fn ledger_row(line: &TransferLine) -> Vec<Cell> {
    let (money, pieces) = match line.unit {
        Unit::Cents | Unit::Services => {
            (Cell::Money(Money::from_cents(line.amount.get())), Cell::Empty)
        }
        Unit::Pieces => (Cell::Empty, Cell::Number(line.amount.get())),
    };
    let (kind, of) = kind(line.kind);
    vec![
        Cell::text(line.id.to_string()),
        Cell::text(instant(line.at)),
        Cell::text(&line.debit),
        Cell::text(&line.credit),
        money,
        pieces,
        Cell::text(line.why.code()),
        Cell::text(kind),
        Cell::maybe(of),
    ]
}

#[derive(Serialize)]
struct SignatureRow<'a> {
    document: String,
    place: &'a str,
    name: &'a str,
    at: String,
    text_sha256: &'a str,
}

/// Path of an agreement's text.
pub(super) fn agreement_path(agreement: &Agreement) -> String {
    format!("agreement/{}.txt", agreement.name)
}

/// `agreement/signatures.json`.
pub(super) fn signatures(agreements: &[Agreement]) -> Result<Vec<u8>, serde_json::Error> {
    let rows = agreements.iter().flat_map(|agreement| {
        agreement.signatures.iter().map(|line| SignatureRow {
            document: agreement_path(agreement),
            place: &line.place,
            name: &line.name,
            at: instant(line.at),
            text_sha256: &line.text_sha256,
        })
    });
    pretty(&rows.collect::<Vec<_>>())
}

#[derive(Serialize)]
struct AuditRow<'a> {
    subject_kind: &'a str,
    subject_id: String,
    seq: i64,
    at: i64,
    by_whom: &'a str,
    event: &'a str,
    prev: &'a str,
    hash: &'a str,
}

#[derive(Serialize)]
struct HeadRow<'a> {
    subject_kind: &'a str,
    subject_id: String,
    seq: i64,
    hash: &'a str,
}

fn by_subject(audit: &[AuditChain]) -> Vec<&AuditChain> {
    let mut chains: Vec<&AuditChain> = audit.iter().collect();
    chains.sort_by(|a, b| (&a.subject_kind, a.subject_id).cmp(&(&b.subject_kind, b.subject_id)));
    chains
}

/// `audit.jsonl`: one line of the trail a line, by subject, each chain from its first line.
pub(super) fn audit_lines(audit: &[AuditChain]) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::new();
    for chain in by_subject(audit) {
        for line in &chain.lines {
            let row = AuditRow {
                subject_kind: &chain.subject_kind,
                subject_id: chain.subject_id.to_string(),
                seq: line.seq,
                at: line.at.millis(),
                by_whom: &line.by_whom,
                event: &line.event,
                prev: &line.prev,
                hash: &line.hash,
            };
            serde_json::to_writer(&mut bytes, &row)?;
            bytes.push(b'\n');
        }
    }
    Ok(bytes)
}

/// `audit-heads.json`: where each chain ends.
pub(super) fn audit_heads(audit: &[AuditChain]) -> Result<Vec<u8>, serde_json::Error> {
    let rows = by_subject(audit).into_iter().map(|chain| HeadRow {
        subject_kind: &chain.subject_kind,
        subject_id: chain.subject_id.to_string(),
        seq: chain.head_seq,
        hash: &chain.head_hash,
    });
    pretty(&rows.collect::<Vec<_>>())
}

#[derive(Serialize)]
struct ManifestFile<'a> {
    format: &'static str,
    version: u32,
    reference: &'a str,
    made_at: String,
    files: Vec<FileRow<'a>>,
}

/// A file as the manifest names it.
#[derive(Serialize)]
pub(super) struct FileRow<'a> {
    /// Its path.
    pub path: &'a str,
    /// Its length.
    pub bytes: usize,
    /// Its SHA-256 in lower-case hex.
    pub sha256: String,
}

/// `manifest.json`: every other file, by path.
pub(super) fn manifest(
    contents: &PackContents,
    made_at: Moment,
    files: Vec<FileRow>,
) -> Result<Vec<u8>, serde_json::Error> {
    pretty(&ManifestFile {
        format: "convoca-pack",
        version: 1,
        reference: &contents.reference,
        made_at: instant(made_at),
        files,
    })
}
