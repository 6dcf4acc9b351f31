//! The books, added up again, and the payment orders against them. The one rule: each transfer is
//! judged by those before it, as it was when it was posted.

use super::archive::Files;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const BOOKS: &str = "ledger.json";
const SHEET: &str = "ledger.csv";
const ORDERS: &str = "payments.json";
const SHEET_HEADER: [&str; 9] =
    ["id", "at", "debit", "credit", "amount_eur", "pieces", "why", "kind", "of"];

/// What is wrong with the books or the payments. Transfers and payments are named by id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerFault {
    /// A file is missing or can't be read.
    #[error("{path} is missing or can't be read")]
    Unreadable { path: String },
    /// An account is there twice.
    #[error("the account {account} is there twice")]
    AccountTwice { account: String },
    /// A transfer is there twice.
    #[error("the transfer {id} is there twice")]
    TransferTwice { id: String },
    /// Nothing, or less, is moved.
    #[error("the transfer {id} moves {amount}")]
    NotPositive { id: String, amount: i64 },
    /// From an account to itself.
    #[error("the transfer {id} has one end only")]
    SameEnds { id: String },
    /// An end isn't among the accounts.
    #[error("the transfer {id} names the account {account}, which is not listed")]
    UnknownAccount { id: String, account: String },
    /// It counts other things than an account at its end.
    #[error("the transfer {id} does not count what {account} counts")]
    UnitsDiffer { id: String, account: String },
    /// It ends a reservation that isn't there before it, or isn't one.
    #[error("the transfer {id} ends {of}, which reserves nothing before it")]
    NotPending { id: String, of: String },
    /// It ends what has ended.
    #[error("the transfer {id} ends {of} once more")]
    EndedTwice { id: String, of: String },
    /// It ends a reservation between other accounts.
    #[error("the transfer {id} ends {of} between other accounts")]
    EndsDiffer { id: String, of: String },
    /// More than was reserved, or a release of another amount.
    #[error("the transfer {id} is of {amount}, {of} reserved {reserved}")]
    AmountDiffers { id: String, of: String, amount: i64, reserved: i64 },
    /// The sums stated for an account aren't those of its transfers.
    #[error("the sums of {account} are not those of its transfers")]
    SumsDiffer { account: String },
    /// The amount stated as paid isn't that of the transfers; in cents.
    #[error("the transfers pay {is} cents, the books state {stated}")]
    PaidDiffers { is: i128, stated: i64 },
    /// The spreadsheet doesn't say what the books say; lines count from 1 with the header.
    #[error("ledger.csv differs from ledger.json at line {line}")]
    SheetDiffers { line: usize },
    /// A payment is there twice.
    #[error("the payment {id} is there twice")]
    PaymentTwice { id: String },
    /// The orders' settled amounts don't give what is stated as paid; in cents.
    #[error("the settled payments give {is} cents, {stated} are stated")]
    PaymentsDiffer { is: i128, stated: i64 },
    /// Orders and books disagree on what was paid; in cents.
    #[error("the payments state {payments} cents, the books {books}")]
    BooksDiffer { payments: i64, books: i64 },
    /// A payment names a transfer that isn't in the books.
    #[error("the payment {id} names the transfer {transfer}, which is not in the books")]
    NoTransfer { id: String, transfer: String },
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Unit {
    Cents,
    Pieces,
    Services,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Posted,
    Pending,
    PostOf,
    VoidOf,
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Pending => "pending",
            Self::PostOf => "post_of",
            Self::VoidOf => "void_of",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Books {
    paid_cents: i64,
    accounts: Vec<Account>,
    transfers: Vec<Transfer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    name: String,
    #[serde(rename = "about")]
    _about: String,
    unit: Unit,
    debits_pending: i64,
    debits_posted: i64,
    credits_pending: i64,
    credits_posted: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Transfer {
    id: String,
    at: String,
    debit: String,
    credit: String,
    unit: Unit,
    amount: i64,
    why: String,
    kind: Kind,
    of: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Orders {
    paid_cents: i64,
    payments: Vec<Order>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    id: String,
    stage: String,
    amount_cents: i64,
    #[serde(rename = "on")]
    _on: Option<String>,
    transfers: Vec<String>,
}

/// Pending and posted, going out and coming in. Wide, so that no file can make it overflow.
#[derive(Default, PartialEq, Eq)]
struct Sums {
    out_pending: i128,
    out_posted: i128,
    in_pending: i128,
    in_posted: i128,
}

fn unreadable(path: &str) -> LedgerFault {
    LedgerFault::Unreadable { path: path.to_owned() }
}

fn read<T: for<'de> Deserialize<'de>>(files: &Files, path: &str) -> Result<T, LedgerFault> {
    let entry = files.get(path).ok_or_else(|| unreadable(path))?;
    serde_json::from_slice(&entry.bytes).map_err(|_| unreadable(path))
}

/// What doesn't hold about the books.
pub(super) fn check(files: &Files) -> Vec<LedgerFault> {
    let books: Books = match read(files, BOOKS) {
        Ok(books) => books,
        Err(fault) => return vec![fault],
    };
    let mut faults = Vec::new();
    let mut units = BTreeMap::new();
    for account in &books.accounts {
        if units.insert(account.name.as_str(), account.unit).is_some() {
            faults.push(LedgerFault::AccountTwice { account: account.name.clone() });
        }
    }
    let mut before: BTreeMap<&str, (&Transfer, bool)> = BTreeMap::new();
    let mut sums: BTreeMap<&str, Sums> = BTreeMap::new();
    for transfer in &books.transfers {
        faults.extend(ends(transfer, &units));
        let reserved = match ending(transfer, &mut before) {
            Ok(reserved) => reserved,
            Err(fault) => {
                faults.push(fault);
                0
            }
        };
        add(&mut sums, transfer, reserved);
        if before.insert(&transfer.id, (transfer, false)).is_some() {
            faults.push(LedgerFault::TransferTwice { id: transfer.id.clone() });
        }
    }
    for account in &books.accounts {
        let stated = Sums {
            out_pending: account.debits_pending.into(),
            out_posted: account.debits_posted.into(),
            in_pending: account.credits_pending.into(),
            in_posted: account.credits_posted.into(),
        };
        if sums.remove(account.name.as_str()).unwrap_or_default() != stated {
            faults.push(LedgerFault::SumsDiffer { account: account.name.clone() });
        }
    }
    let is = paid(&books.transfers);
    if is != i128::from(books.paid_cents) {
        faults.push(LedgerFault::PaidDiffers { is, stated: books.paid_cents });
    }
    faults.extend(sheet(files, &books.transfers));
    faults
}

/// Faults of a transfer alone: amount and ends.
fn ends(transfer: &Transfer, units: &BTreeMap<&str, Unit>) -> Vec<LedgerFault> {
    let id = || transfer.id.clone();
    let mut faults = Vec::new();
    if transfer.amount <= 0 {
        faults.push(LedgerFault::NotPositive { id: id(), amount: transfer.amount });
    }
    if transfer.debit == transfer.credit {
        faults.push(LedgerFault::SameEnds { id: id() });
    }
    for account in [&transfer.debit, &transfer.credit] {
        let account_name = account.clone();
        match units.get(account.as_str()) {
            None => {
                faults.push(LedgerFault::UnknownAccount { id: id(), account: account_name });
            }
            Some(unit) if *unit != transfer.unit => {
                faults.push(LedgerFault::UnitsDiffer { id: id(), account: account_name });
            }
            Some(_) => {}
        }
    }
    faults
}

/// How much the transfer takes off a reservation made before it; zero when it ends none.
fn ending<'a>(
    transfer: &'a Transfer,
    before: &mut BTreeMap<&'a str, (&'a Transfer, bool)>,
) -> Result<i64, LedgerFault> {
    let id = transfer.id.clone();
    let of = match (transfer.kind, &transfer.of) {
        (Kind::Posted | Kind::Pending, None) => return Ok(0),
        (Kind::PostOf | Kind::VoidOf, Some(of)) => of.clone(),
        (Kind::Posted | Kind::Pending, Some(_)) | (Kind::PostOf | Kind::VoidOf, None) => {
            let of = transfer.of.clone().unwrap_or_default();
            return Err(LedgerFault::NotPending { id, of });
        }
    };
    let Some((pending, ended)) =
        before.get_mut(of.as_str()).filter(|(pending, _)| pending.kind == Kind::Pending)
    else {
        return Err(LedgerFault::NotPending { id, of });
    };
    if std::mem::replace(ended, true) {
        return Err(LedgerFault::EndedTwice { id, of });
    }
    if (&pending.debit, &pending.credit) != (&transfer.debit, &transfer.credit) {
        return Err(LedgerFault::EndsDiffer { id, of });
    }
    let (amount, reserved) = (transfer.amount, pending.amount);
    let fits = match transfer.kind {
        Kind::VoidOf => amount == reserved,
        Kind::PostOf | Kind::Posted | Kind::Pending => amount <= reserved,
    };
    if fits { Ok(reserved) } else { Err(LedgerFault::AmountDiffers { id, of, amount, reserved }) }
}

fn add<'a>(sums: &mut BTreeMap<&'a str, Sums>, transfer: &'a Transfer, reserved: i64) {
    let amount = i128::from(transfer.amount);
    let (pending, posted) = match transfer.kind {
        Kind::Posted => (0, amount),
        Kind::Pending => (amount, 0),
        Kind::PostOf => (-i128::from(reserved), amount),
        Kind::VoidOf => (-i128::from(reserved), 0),
    };
    let out = sums.entry(&transfer.debit).or_default();
    out.out_pending += pending;
    out.out_posted += posted;
    let into = sums.entry(&transfer.credit).or_default();
    into.in_pending += pending;
    into.in_posted += posted;
}

/// Payments less what the bank sent back, in cents.
fn paid(transfers: &[Transfer]) -> i128 {
    let is_final = |transfer: &&Transfer| match transfer.kind {
        Kind::Posted | Kind::PostOf => transfer.unit == Unit::Cents,
        Kind::Pending | Kind::VoidOf => false,
    };
    let signed = |transfer: &Transfer| match transfer.why.as_str() {
        "payment" => i128::from(transfer.amount),
        "return" => -i128::from(transfer.amount),
        _other => 0,
    };
    transfers.iter().filter(is_final).map(signed).sum()
}

/// The spreadsheet line by line against the books.
fn sheet(files: &Files, transfers: &[Transfer]) -> Option<LedgerFault> {
    let Some(entry) = files.get(SHEET) else {
        return Some(unreadable(SHEET));
    };
    let Some(text) = entry.bytes.strip_prefix("\u{feff}".as_bytes()) else {
        return Some(unreadable(SHEET));
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let mut lines = 0;
    for (at, record) in reader.records().enumerate() {
        let Ok(record) = record else {
            return Some(unreadable(SHEET));
        };
        let same = match at.checked_sub(1).map(|row| transfers.get(row)) {
            None => record == SHEET_HEADER[..],
            Some(Some(transfer)) => record == sheet_line(transfer)[..],
            Some(None) => false,
        };
        if !same {
            return Some(LedgerFault::SheetDiffers { line: at + 1 });
        }
        lines += 1;
    }
    let missing = lines != transfers.len() + 1;
    missing.then_some(LedgerFault::SheetDiffers { line: lines + 1 })
}

fn sheet_line(transfer: &Transfer) -> [String; 9] {
    let (euro, pieces) = match transfer.unit {
        Unit::Cents | Unit::Services => {
            let (whole, cents) = (transfer.amount / 100, transfer.amount % 100);
            (format!("{whole}.{cents:02}"), String::new())
        }
        Unit::Pieces => (String::new(), transfer.amount.to_string()),
    };
    let Transfer { id, at, debit, credit, why, kind, of, .. } = transfer;
    let [id, at, debit, credit, why] = [id, at, debit, credit, why].map(Clone::clone);
    [
        id,
        at,
        debit,
        credit,
        euro,
        pieces,
        why,
        kind.code().to_owned(),
        of.clone().unwrap_or_default(),
    ]
}

/// What doesn't hold about the payment orders.
pub(super) fn payments(files: &Files) -> Vec<LedgerFault> {
    let (books, orders): (Books, Orders) = match (read(files, BOOKS), read(files, ORDERS)) {
        (Ok(books), Ok(orders)) => (books, orders),
        (Err(fault), _) | (_, Err(fault)) => return vec![fault],
    };
    let mut faults = Vec::new();
    let transfers: BTreeSet<&str> = books.transfers.iter().map(|t| t.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    let mut is = 0;
    for order in &orders.payments {
        if !seen.insert(&order.id) {
            faults.push(LedgerFault::PaymentTwice { id: order.id.clone() });
        }
        if order.stage == "settled" {
            is += i128::from(order.amount_cents);
        }
        for transfer in order.transfers.iter().filter(|t| !transfers.contains(t.as_str())) {
            let (id, transfer) = (order.id.clone(), transfer.clone());
            faults.push(LedgerFault::NoTransfer { id, transfer });
        }
    }
    let stated = orders.paid_cents;
    if is != i128::from(stated) {
        faults.push(LedgerFault::PaymentsDiffer { is, stated });
    }
    if stated != books.paid_cents {
        faults.push(LedgerFault::BooksDiffer { payments: stated, books: books.paid_cents });
    }
    faults
}
