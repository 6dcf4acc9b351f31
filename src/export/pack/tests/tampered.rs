//! A changed pack is found out. The first tests change files and leave the manifest; the tables
//! change the manifest too, so that only the check of the thing itself can find it.

use super::{
    pack,
    zip_files::{Files, options, packed, unpacked, with_fitting_manifest},
};
use crate::export::pack::{ArchiveFault, AuditFault, Fault, LedgerFault, PaperFault, verify};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::{Cursor, Write};
use zip::ZipWriter;

/// What is found after this change, with a manifest that fits.
pub fn found(change: impl FnOnce(&mut Files)) -> Vec<Fault> {
    let mut files = unpacked(&pack());
    change(&mut files);
    with_fitting_manifest(&mut files);
    verify(&packed(&files)).faults().cloned().collect()
}

fn in_json(path: &str, change: impl FnOnce(&mut Value)) -> Vec<Fault> {
    found(|files| {
        let mut value: Value = serde_json::from_slice(&files[path]).unwrap();
        change(&mut value);
        files.insert(path.to_owned(), serde_json::to_vec(&value).unwrap());
    })
}

fn id(number: u128) -> String {
    format!("{number:032x}")
}

#[test]
fn a_pack_put_together_again_unchanged_is_whole() {
    assert_eq!(found(|_| {}), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn a_flipped_bit_in_any_file_is_found(
        file in any::<usize>(),
        at in any::<usize>(),
        bit in 0_u8..8,
    ) {
        let mut files = unpacked(&pack());
        let file = file % files.len();
        let bytes = files.values_mut().nth(file).unwrap();
        let at = at % bytes.len();
        bytes[at] ^= 1_u8 << bit;
        prop_assert!(!verify(&packed(&files)).is_whole());
    }

    #[test]
    fn a_flipped_bit_in_the_archive_is_found_or_changes_no_file(
        at in any::<usize>(),
        bit in 0_u8..8,
    ) {
        let mut bytes = pack();
        let at = at % bytes.len();
        bytes[at] ^= 1_u8 << bit;
        // Some bits mean nothing: the last ones of a packed file, the version of the tool.
        prop_assert!(!verify(&bytes).is_whole() || unpacked(&bytes) == unpacked(&pack()));
    }

    #[test]
    fn a_pack_cut_short_or_made_longer_is_found(cut in 1..2_000_usize) {
        let bytes = pack();
        prop_assert!(!verify(&bytes[..bytes.len() - cut.min(bytes.len())]).is_whole());
        prop_assert!(!verify(&bytes[cut.min(bytes.len())..]).is_whole());
        let mut behind = bytes.clone();
        behind.resize(bytes.len() + cut, 0);
        prop_assert!(!verify(&behind).is_whole());
    }

    #[test]
    fn bytes_of_any_kind_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(!verify(&bytes).is_whole());
    }
}

#[test]
fn every_byte_of_the_ends_of_the_archive_counts() {
    let whole = pack();
    let directory = whole.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    for at in (0..64).chain(directory..whole.len()) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x15;
        let same = || unpacked(&bytes) == unpacked(&whole);
        assert!(!verify(&bytes).is_whole() || same(), "byte {at}");
    }
}

#[test]
fn a_changed_paper_is_found() {
    let document = || "agreement/v1.txt".to_owned();
    let differs = |name: &str| {
        Fault::Paper(PaperFault::TextDiffers { document: document(), name: name.to_owned() })
    };
    let faults = found(|files| files.get_mut("agreement/v1.txt").unwrap().push(b' '));
    assert_eq!(faults, [differs("Ada Peeters"), differs("Søren Ø \"Bo\" Holm")]);
    let faults = found(|files| files.get_mut("application/snapshot.json").unwrap().push(b' '));
    assert_eq!(faults, [Fault::Paper(PaperFault::SnapshotDiffers)]);
    let seal = || PaperFault::Unreadable { path: "application/snapshot.sha256".to_owned() };
    let faults = found(|files| files.get_mut("application/snapshot.sha256").unwrap().push(b'x'));
    assert_eq!(faults, [seal().into()]);
    let signatures = "agreement/signatures.json";
    let faults = in_json(signatures, |s| s[0]["document"] = json!("agreement/v3.txt"));
    let name = || "Ada Peeters".to_owned();
    let fault = PaperFault::NoDocument { document: "agreement/v3.txt".to_owned(), name: name() };
    assert_eq!(faults, [fault.into()]);
    let faults = in_json(signatures, |s| s[0]["text_sha256"] = json!("00"));
    assert_eq!(faults, [differs("Ada Peeters")]);
    let faults = in_json(signatures, |s| s[0]["at"] = json!("yesterday"));
    assert_eq!(faults, [PaperFault::Time { document: document(), name: name() }.into()]);
}

/// The trail's lines: application 4 (1, 2), application 5 (1, 2, 3), payment (1).
fn in_trail(change: impl FnOnce(&mut Vec<Value>)) -> Vec<Fault> {
    found(|files| {
        let text = str::from_utf8(&files["audit.jsonl"]).unwrap();
        let mut lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        change(&mut lines);
        let text = lines.iter().fold(String::new(), |text, line| text + &line.to_string() + "\n");
        files.insert("audit.jsonl".to_owned(), text.into_bytes());
    })
}

#[test]
fn a_broken_audit_trail_is_found() {
    let kind = || "application".to_owned();
    let id = |number| uuid::Uuid::from_u128(number).to_string();
    let changed =
        |number, seq| Fault::Audit(AuditFault::Changed { kind: kind(), id: id(number), seq });
    let link = |number, seq| Fault::Audit(AuditFault::Link { kind: kind(), id: id(number), seq });
    let gap = |number, after, seq| {
        Fault::Audit(AuditFault::Gap { kind: kind(), id: id(number), after, seq })
    };
    let head = |number, ends, head| {
        Fault::Audit(AuditFault::Head { kind: kind(), id: id(number), ends, head })
    };
    assert_eq!(in_trail(|_| {}), []);
    for (field, value) in [("event", json!("{}")), ("by_whom", json!("nobody")), ("at", json!(1))] {
        let faults = in_trail(|lines| lines[3][field] = value);
        assert_eq!(faults, [changed(5, 2)], "{field}");
    }
    let faults = in_trail(|lines| lines[3]["hash"] = json!("00"));
    assert_eq!(faults, [changed(5, 2), link(5, 3)]);
    let faults = in_trail(|lines| lines[3]["prev"] = json!("00"));
    assert_eq!(faults, [link(5, 2), changed(5, 2)]);
    assert_eq!(in_trail(|lines| drop(lines.remove(3))), [gap(5, 1, 3)]);
    assert_eq!(in_trail(|lines| drop(lines.remove(2))), [gap(5, 0, 2)]);
    assert_eq!(in_trail(|lines| drop(lines.remove(4))), [head(5, 2, 3)], "a cut tail");
    assert_eq!(in_trail(|lines| drop(lines.drain(..2))), [head(4, 0, 2)], "a whole chain");
    let twice = in_trail(|lines| lines.insert(3, lines[2].clone()));
    assert_eq!(twice, [gap(5, 1, 1)]);
    let unreadable = AuditFault::Unreadable { path: "audit.jsonl".to_owned(), line: Some(2) };
    assert_eq!(in_trail(|lines| lines[1]["more"] = json!(1)), [unreadable.into()]);
}

#[test]
fn a_forged_trail_ends_at_another_head() {
    let heads = "audit-heads.json";
    let (kind, id) = (|| "application".to_owned(), || uuid::Uuid::from_u128(4).to_string());
    let seal = AuditFault::HeadSeal { kind: kind(), id: id() };
    assert_eq!(in_json(heads, |h| h[0]["hash"] = json!("00")), [seal.into()]);
    let none = AuditFault::NoHead { kind: kind(), id: id() };
    assert_eq!(in_json(heads, |h| drop(h.as_array_mut().unwrap().remove(0))), [none.into()]);
    let twice = AuditFault::HeadTwice { kind: kind(), id: id() };
    let faults = in_json(heads, |h| {
        let first = h[0].clone();
        h.as_array_mut().unwrap().push(first);
    });
    assert_eq!(faults, [twice.into()]);
}

/// Changes a transfer (from 1) in `ledger.json`. The sheet differs too, and sums may: only what is
/// named is asked for.
fn in_transfer(number: usize, change: impl FnOnce(&mut Value)) -> Vec<Fault> {
    in_json("ledger.json", |books| change(&mut books["transfers"][number - 1]))
}

#[test]
fn a_transfer_that_breaks_a_rule_is_found() {
    let cases: Vec<(usize, &str, Value, LedgerFault)> = vec![
        (5, "amount", json!(0), LedgerFault::NotPositive { id: id(5), amount: 0 }),
        (5, "amount", json!(-1), LedgerFault::NotPositive { id: id(5), amount: -1 }),
        (5, "debit", json!("budget"), LedgerFault::SameEnds { id: id(5) }),
        (
            5,
            "credit",
            json!("pocket"),
            LedgerFault::UnknownAccount { id: id(5), account: "pocket".to_owned() },
        ),
        (
            5,
            "unit",
            json!("pieces"),
            LedgerFault::UnitsDiffer { id: id(5), account: "budget".to_owned() },
        ),
        (5, "id", json!(id(4)), LedgerFault::TransferTwice { id: id(4) }),
        (4, "of", json!(id(9)), LedgerFault::NotPending { id: id(4), of: id(9) }),
        (4, "of", json!(id(8)), LedgerFault::NotPending { id: id(4), of: id(8) }),
        (7, "of", json!(id(5)), LedgerFault::NotPending { id: id(7), of: id(5) }),
        (4, "of", Value::Null, LedgerFault::NotPending { id: id(4), of: String::new() }),
        (8, "of", json!(id(6)), LedgerFault::NotPending { id: id(8), of: id(6) }),
        (7, "of", json!(id(2)), LedgerFault::EndedTwice { id: id(7), of: id(2) }),
        (4, "of", json!(id(1)), LedgerFault::EndedTwice { id: id(4), of: id(1) }),
        (4, "credit", json!("taken:all"), LedgerFault::EndsDiffer { id: id(4), of: id(2) }),
        (
            4,
            "amount",
            json!(231_051),
            LedgerFault::AmountDiffers { id: id(4), of: id(2), amount: 231_051, reserved: 231_050 },
        ),
        (
            7,
            "amount",
            json!(49_999),
            LedgerFault::AmountDiffers { id: id(7), of: id(6), amount: 49_999, reserved: 50_000 },
        ),
        (4, "amount", json!(200_001), LedgerFault::SumsDiffer { account: "budget".to_owned() }),
        (4, "amount", json!(200_001), LedgerFault::PaidDiffers { is: 150_001, stated: 150_000 }),
        (4, "why", json!("correction"), LedgerFault::PaidDiffers { is: -50_000, stated: 150_000 }),
        (4, "at", json!("2026-05-04T13:06:40.009Z"), LedgerFault::SheetDiffers { line: 5 }),
        (4, "kind", json!("final"), LedgerFault::Unreadable { path: "ledger.json".to_owned() }),
    ];
    for (number, field, value, fault) in cases {
        let faults = in_transfer(number, |transfer| transfer[field] = value.clone());
        assert!(faults.contains(&fault.clone().into()), "{field} {value}: {faults:?}");
    }
}

#[test]
fn sums_that_do_not_add_up_are_found() {
    let sums = |account: &str| Fault::from(LedgerFault::SumsDiffer { account: account.to_owned() });
    for field in ["debits_pending", "debits_posted", "credits_pending", "credits_posted"] {
        let faults = in_json("ledger.json", |b| b["accounts"][1][field] = json!(77));
        assert_eq!(faults, [sums("payee:7")], "{field}");
    }
    let faults = in_json("ledger.json", |b| {
        let first = b["accounts"][0].clone();
        b["accounts"].as_array_mut().unwrap().push(first);
    });
    let twice = Fault::from(LedgerFault::AccountTwice { account: "budget".to_owned() });
    assert_eq!(faults, [twice, sums("budget")]);
    let faults = in_json("ledger.json", |b| b["paid_cents"] = json!(1));
    let books = LedgerFault::PaidDiffers { is: 150_000, stated: 1 };
    let orders = LedgerFault::BooksDiffer { payments: 150_000, books: 1 };
    assert_eq!(faults, [books.into(), orders.into()]);
}

#[test]
fn a_sheet_that_says_something_else_than_the_books_is_found() {
    let in_sheet = |change: fn(String) -> String| {
        found(|files| {
            let text = String::from_utf8(files["ledger.csv"].clone()).unwrap();
            files.insert("ledger.csv".to_owned(), change(text).into_bytes());
        })
    };
    let differs = |line| vec![Fault::from(LedgerFault::SheetDiffers { line })];
    assert_eq!(in_sheet(|text| text.replace("2310.50", "2310.51")), differs(3));
    assert_eq!(in_sheet(|text| text.replace("amount_eur", "amount")), differs(1));
    let without_last = in_sheet(|text| text.split_inclusive("\r\n").take(8).collect());
    assert_eq!(without_last, differs(9));
    let more = in_sheet(|text| text.clone() + text.split_inclusive("\r\n").last().unwrap());
    assert_eq!(more, differs(10));
    assert_eq!(in_sheet(|_| "\u{feff}".to_owned()), differs(1));
}

#[test]
fn payments_that_do_not_fit_the_books_are_found() {
    let orders = "payments.json";
    let settled = LedgerFault::PaymentsDiffer { is: 150_001, stated: 150_000 };
    let faults = in_json(orders, |o| o["payments"][0]["amount_cents"] = json!(150_001));
    assert_eq!(faults, [settled.into()]);
    let faults = in_json(orders, |o| {
        o["payments"][0]["amount_cents"] = json!(1);
        o["paid_cents"] = json!(1);
    });
    let books = LedgerFault::BooksDiffer { payments: 1, books: 150_000 };
    assert_eq!(faults, [books.into()]);
    let faults = in_json(orders, |o| o["payments"][0]["transfers"][0] = json!("x"));
    let (payment, transfer) = (id(90), "x".to_owned());
    assert_eq!(faults, [LedgerFault::NoTransfer { id: payment, transfer }.into()]);
    let faults = in_json(orders, |o| o["payments"][2]["id"] = json!(id(91)));
    assert_eq!(faults, [LedgerFault::PaymentTwice { id: id(91) }.into()]);
}

fn start(zip: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str) {
    zip.start_file(name, options()).unwrap();
}

/// An archive with one entry, made by a hand that wants something.
fn crafted(make: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Fault {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    make(&mut archive);
    let bytes = archive.finish().unwrap().into_inner();
    verify(&bytes).faults().next().unwrap().clone()
}

#[test]
fn an_archive_that_could_harm_is_not_unpacked() {
    for path in ["../x", "/etc/passwd", "a/../../x", "a\\..\\x", "C:/x", "a//b", "a.", "./a"] {
        // Our own writer's library would clean the name: it is put in by hand.
        let stand_in = "a".repeat(path.len());
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(stand_in.as_str(), options()).unwrap();
        let mut bytes = archive.finish().unwrap().into_inner();
        while let Some(at) = bytes.windows(path.len()).position(|w| w == stand_in.as_bytes()) {
            bytes[at..at + path.len()].copy_from_slice(path.as_bytes());
        }
        let fault = verify(&bytes).faults().next().unwrap().clone();
        assert_eq!(fault, ArchiveFault::UnsafePath { path: path.to_owned() }.into());
    }
    let link = crafted(|zip| zip.add_symlink("a", "/etc/passwd", options()).unwrap());
    assert_eq!(link, ArchiveFault::Unusual { path: "a".to_owned() }.into());
    let folder = crafted(|zip| zip.add_directory("a", options()).unwrap());
    assert_eq!(folder, ArchiveFault::Unusual { path: "a/".to_owned() }.into());
    let bomb = crafted(|zip| {
        let dense = options().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file("a", dense).unwrap();
        zip.write_all(&vec![0; 1 << 20]).unwrap();
    });
    assert_eq!(bomb, ArchiveFault::TooDense { path: "a".to_owned() }.into());
    let many = crafted(|zip| {
        (0..2_001).for_each(|at| start(zip, &at.to_string()));
    });
    assert_eq!(many, ArchiveFault::TooManyFiles { files: 2_001 }.into());
    let twice = crafted(|zip| ["A", "a"].iter().for_each(|n| start(zip, n)));
    assert_eq!(twice, ArchiveFault::PathTwice { path: "a".to_owned() }.into());
    let order = crafted(|zip| ["b", "a"].iter().for_each(|n| start(zip, n)));
    assert_eq!(order, ArchiveFault::OutOfOrder { path: "a".to_owned() }.into());
    let comment = crafted(|zip| {
        zip.start_file("a", options()).unwrap();
        zip.set_comment("hello").unwrap();
    });
    assert_eq!(comment, ArchiveFault::NotZip.into());
}

#[test]
fn two_descriptions_of_one_file_are_found() {
    let mut bytes = pack();
    // The length in the local header of the first file; the directory says another.
    bytes[22] ^= 1;
    let fault = verify(&bytes).faults().next().unwrap().clone();
    assert_eq!(fault, ArchiveFault::TwoTruths { path: "README.txt".to_owned() }.into());
}
