//! A small grant with all that a pack can hold: a reservation of places and one of money, a payment
//! below what was reserved, its return, a new reservation released; two agreements, three chains.

use crate::domain::{
    ids::{PaymentId, TransferId},
    ledger::{Code, Kind, PositiveAmount, Sums, Unit},
    moment::Moment,
    money::Money,
    paper::digest,
    payment::PaymentStageKind,
};
use crate::export::pack::{
    AccountLine, Agreement, AuditChain, AuditLine, Ledger, PackContents, PaymentLine, Payments,
    Section, SignatureLine, Snapshot, TransferLine, evidence_path,
};
use uuid::Uuid;

/// 2026-05-04T13:06:41.123Z
pub const MADE: Moment = Moment::from_millis(1_777_900_001_123);

const SNAPSHOT: &str = "{\"title\":\"Visit to Ghent\",\"days\":5}";

fn section(path: &str, bytes: &[u8]) -> Section {
    Section { path: path.to_owned(), bytes: bytes.to_vec(), about: format!("About {path}.") }
}

fn agreement(name: &str, pdf: Option<&[u8]>) -> Agreement {
    let text = format!("Agreement {name}\n\nThe office pays EUR 2,310.50.\n");
    let signature = |place: &str, who: &str| SignatureLine {
        place: place.to_owned(),
        name: who.to_owned(),
        at: Moment::from_millis(1_777_000_000_000),
        text_sha256: digest(&text),
    };
    let signatures = vec![
        signature("visitor", "Ada Peeters"),
        signature("visitor_partnership", "Søren Ø \"Bo\" Holm"),
    ];
    Agreement { name: name.to_owned(), pdf: pdf.map(<[u8]>::to_vec), signatures, text }
}

const fn transfer_id(number: u128) -> TransferId {
    TransferId(Uuid::from_u128(number))
}

fn transfer(number: u128, ends: [&str; 2], amount: i64, why: Code, kind: Kind) -> TransferLine {
    let [debit, credit] = ends.map(str::to_owned);
    let unit = if debit == "places:all" { Unit::Pieces } else { Unit::Cents };
    TransferLine {
        id: transfer_id(number),
        at: Moment::from_millis(1_777_900_000_000 + i64::try_from(number).unwrap()),
        debit,
        credit,
        unit,
        amount: PositiveAmount::new(amount).unwrap(),
        why,
        kind,
    }
}

fn account(name: &str, unit: Unit, sums: [i64; 4]) -> AccountLine {
    let [debits_pending, debits_posted, credits_pending, credits_posted] = sums;
    let sums = Sums { debits_pending, debits_posted, credits_pending, credits_posted };
    AccountLine { name: name.to_owned(), about: format!("The account {name}."), unit, sums }
}

/// Reserved 2,310.50; paid 2,000.00 of it; 500.00 came back and was reserved anew, and released;
/// 100.00 are still reserved.
fn ledger() -> Ledger {
    let (out, back) = (["budget", "payee:7"], ["payee:7", "budget"]);
    let places = ["places:all", "taken:all"];
    let transfers = vec![
        transfer(1, places, 1, Code::Commitment, Kind::Pending),
        transfer(2, out, 231_050, Code::Commitment, Kind::Pending),
        transfer(3, places, 1, Code::Counted, Kind::PostOf(transfer_id(1))),
        transfer(4, out, 200_000, Code::Payment, Kind::PostOf(transfer_id(2))),
        transfer(5, back, 50_000, Code::Return, Kind::Posted),
        transfer(6, out, 50_000, Code::Commitment, Kind::Pending),
        transfer(7, out, 50_000, Code::Release, Kind::VoidOf(transfer_id(6))),
        transfer(8, out, 10_000, Code::Commitment, Kind::Pending),
    ];
    let accounts = vec![
        account("budget", Unit::Cents, [10_000, 200_000, 0, 50_000]),
        account("payee:7", Unit::Cents, [0, 50_000, 10_000, 200_000]),
        account("places:all", Unit::Pieces, [0, 1, 0, 0]),
        account("taken:all", Unit::Pieces, [0, 0, 0, 1]),
    ];
    Ledger { accounts, transfers, paid: Money::from_cents(150_000) }
}

fn payments() -> Payments {
    let line = |number, stage, cents, transfers: &[u128]| PaymentLine {
        id: PaymentId(Uuid::from_u128(number)),
        stage,
        amount: Money::from_cents(cents),
        on: Some("2026-06-30".parse().unwrap()),
        transfers: transfers.iter().copied().map(transfer_id).collect(),
    };
    let lines = vec![
        line(90, PaymentStageKind::Settled, 150_000, &[4]),
        line(91, PaymentStageKind::Returned, 50_000, &[4, 5]),
        line(92, PaymentStageKind::Proposed, 10_000, &[]),
    ];
    Payments { paid: Money::from_cents(150_000), lines }
}

/// The formula of the store, written once more by hand.
fn chain(kind: &str, number: u128, events: &[&str]) -> AuditChain {
    let id = Uuid::from_u128(number);
    let mut prev = String::new();
    let mut lines = Vec::new();
    for (seq, event) in (1_i64..).zip(events) {
        let (at, by) = (1_777_000_000_000 + seq, "person:ö".to_owned());
        let sealed =
            format!("{kind}|{id}|{seq}|{at}|{}:{by}|{}:{event}|{prev}", by.len(), event.len());
        let line = AuditLine {
            seq,
            at: Moment::from_millis(at),
            by_whom: by,
            event: (*event).to_owned(),
            prev: prev.clone(),
            hash: digest(&sealed),
        };
        prev.clone_from(&line.hash);
        lines.push(line);
    }
    let head_seq = i64::try_from(lines.len()).unwrap();
    AuditChain { subject_kind: kind.to_owned(), subject_id: id, lines, head_seq, head_hash: prev }
}

pub fn contents() -> PackContents {
    PackContents {
        reference: "CX-2026-0042".to_owned(),
        title: "Visit to Ghent".to_owned(),
        sections: vec![
            section("reports/final.json", b"{\"days\":5}"),
            section("programme.toml", b"name = \"ClusterXchange\"\n"),
            section("call.txt", "First call \u{2013} open until May\n".repeat(20).as_bytes()),
            section("conflicts.json", b"[]"),
            section("decision.json", b"{\"decided\":\"award\"}"),
            section(&evidence_path(1, "Müller, boarding*pass?.png"), b"\x89PNG\r\n\x1a\n"),
        ],
        snapshot: Snapshot { json: SNAPSHOT.to_owned(), sha256: digest(SNAPSHOT) },
        agreements: vec![agreement("v1", Some(b"%PDF-1.7")), agreement("v2", None)],
        payments: payments(),
        ledger: ledger(),
        audit: vec![
            chain("payment", 90, &["{\"made\":1}"]),
            chain("application", 5, &["{\"a\":1}", "{\"b\":\"ü\"}", "{\"c\":3}"]),
            chain("application", 4, &["{\"d\":\"|1:x|\"}", "{}"]),
        ],
    }
}
