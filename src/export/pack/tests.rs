mod listed;
mod sample;
mod tampered;
mod zip_files;

use super::{Check, Outcome, PackFault, Section, evidence_path, verify, write};
use super::{verify::archive, writer};
use crate::domain::moment::Moment;
use sample::{MADE, contents};
use std::io::{Cursor, Read};
use std::sync::LazyLock;

/// Made once: the tests that change it do so hundreds of times.
static PACK: LazyLock<Vec<u8>> = LazyLock::new(|| write(&contents(), MADE).unwrap());

fn pack() -> Vec<u8> {
    PACK.clone()
}

fn refused(change: impl FnOnce(&mut super::PackContents)) -> PackFault {
    let mut contents = contents();
    change(&mut contents);
    write(&contents, MADE).unwrap_err()
}

fn section(path: &str) -> Section {
    Section { path: path.to_owned(), bytes: vec![1], about: "x".to_owned() }
}

#[test]
fn what_is_written_is_whole() {
    let report = verify(&pack());
    assert_eq!(report.faults().collect::<Vec<_>>(), Vec::<&super::Fault>::new());
    assert!(report.is_whole());
    assert_eq!(report.checks.iter().map(|c| c.check).collect::<Vec<_>>(), Check::ALL);
    let about = Some(("CX-2026-0042".to_owned(), "2026-05-04T13:06:41.123Z".to_owned()));
    assert_eq!(report.about, about);
}

#[test]
fn the_same_contents_give_the_same_bytes() {
    assert_eq!(pack(), write(&contents(), MADE).unwrap());
    let later = write(&contents(), Moment::from_millis(MADE.millis() + 2_000)).unwrap();
    assert_ne!(pack(), later);
}

#[test]
fn any_reader_of_zips_opens_it() {
    let mut archive = zip::ZipArchive::new(Cursor::new(pack())).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(
        names,
        [
            "README.txt",
            "agreement/signatures.json",
            "agreement/v1.pdf",
            "agreement/v1.txt",
            "agreement/v2.txt",
            "application/snapshot.json",
            "application/snapshot.sha256",
            "audit-heads.json",
            "audit.jsonl",
            "call.txt",
            "conflicts.json",
            "decision.json",
            "evidence/001-Müller_ boarding_pass_.png",
            "ledger.csv",
            "ledger.json",
            "manifest.json",
            "payments.json",
            "programme.toml",
            "reports/final.json",
        ]
    );
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        assert_eq!(file.last_modified().unwrap().to_string(), "2026-05-04 13:06:40");
        assert_eq!(file.unix_mode(), Some(0o100_644));
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert!(!bytes.is_empty());
    }
}

#[test]
fn the_readme_names_every_file_and_how_to_check() {
    let mut archive = zip::ZipArchive::new(Cursor::new(pack())).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut text = String::new();
    archive.by_name("README.txt").unwrap().read_to_string(&mut text).unwrap();
    for name in &names {
        assert!(text.contains(&format!("\r\n{name}\r\n    ")), "{name} in {text}");
    }
    for sentence in ["CX-2026-0042\r\n", "Visit to Ghent\r\n", "KIND|ID|SEQ|AT|n:WHO|m:EVENT|PREV"]
    {
        assert!(text.contains(sentence), "{sentence}");
    }
}

#[test]
fn the_ledger_as_a_sheet_has_both_ends_of_each_transfer() {
    let mut archive = zip::ZipArchive::new(Cursor::new(pack())).unwrap();
    let mut text = String::new();
    archive.by_name("ledger.csv").unwrap().read_to_string(&mut text).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines[0], "\u{feff}id,at,debit,credit,amount_eur,pieces,why,kind,of");
    let first = "00000000000000000000000000000001,2026-05-04T13:06:40.001Z,places:all,taken:all,,1,\
                 commitment,pending,";
    assert_eq!(lines[1], first);
    let second = "00000000000000000000000000000002,2026-05-04T13:06:40.002Z,budget,payee:7,2310.50,\
                  ,commitment,pending,";
    assert_eq!(lines[2], second);
}

#[test]
fn what_can_not_stand_in_a_pack_is_refused_by_name() {
    for path in [
        "",
        "/etc/passwd",
        "../x",
        "a/../b",
        "a//b",
        "a/",
        "./a",
        "a\\b",
        "C:x",
        "a\nb",
        "a.",
        "a ",
        " a",
        "a?b",
        "\u{0}",
    ] {
        let fault = refused(|c| c.sections.push(section(path)));
        assert!(matches!(fault, PackFault::UnsafePath { .. }), "{path:?}: {fault}");
    }
    let long = "a".repeat(201);
    let fault = refused(|c| c.sections.push(section(&long)));
    assert!(matches!(fault, PackFault::UnsafePath { .. }));
    for path in ["ledger.json", "LEDGER.json", "README.txt", "manifest.json", "Call.txt"] {
        let fault = refused(|c| c.sections.push(section(path)));
        assert!(matches!(fault, PackFault::PathTwice { .. }), "{path}: {fault}");
    }
    for path in ["call.txt", "conflicts.json", "decision.json", "programme.toml"] {
        let fault = refused(|c| c.sections.retain(|s| s.path != path));
        assert!(matches!(fault, PackFault::NotGiven { path: p } if p == path), "{path}: {fault}");
    }
    let fault =
        refused(|c| c.sections.extend((0..2_000).map(|at| section(&format!("evidence/{at}")))));
    assert!(matches!(fault, PackFault::TooManyFiles { files: 2_001 }), "{fault}");
    for year in ["1979-12-31T23:59:59Z", "2108-01-01T00:00:00Z"] {
        let at = chrono::DateTime::parse_from_rfc3339(year).unwrap().timestamp_millis();
        let fault = write(&contents(), Moment::from_millis(at)).unwrap_err();
        assert!(matches!(fault, PackFault::MadeAt), "{year}: {fault}");
    }
}

#[test]
fn evidence_keeps_its_name_as_far_as_file_systems_can() {
    let long = format!("{}.png", "ä".repeat(100));
    for (name, path) in [
        ("boarding pass.png", "evidence/007-boarding pass.png"),
        ("C:\\Users\\me\\x.pdf", "evidence/007-x.pdf"),
        ("../../etc/passwd", "evidence/007-passwd"),
        ("..", "evidence/007-file"),
        ("", "evidence/007-file"),
        ("a?b*c\".pdf.", "evidence/007-a_b_c_.pdf"),
        ("Πρόσκληση.pdf", "evidence/007-Πρόσκληση.pdf"),
        (long.as_str(), &format!("evidence/007-{}.png", "ä".repeat(58))),
    ] {
        assert_eq!(evidence_path(7, name), path, "{name}");
        let mut contents = contents();
        contents.sections.push(section(&evidence_path(7, name)));
        assert!(verify(&write(&contents, MADE).unwrap()).is_whole(), "{name}");
    }
}

#[test]
fn what_would_shrink_like_a_bomb_is_stored_and_stays_whole() {
    let mut contents = contents();
    let bytes = vec![b' '; 1 << 20];
    contents.sections.push(Section { bytes, ..section("reports/blank.txt") });
    contents.sections.push(Section { bytes: vec![], ..section("evidence/empty") });
    let pack = write(&contents, MADE).unwrap();
    assert!(pack.len() > 1 << 20);
    assert!(verify(&pack).is_whole());
}

#[test]
fn the_writer_keeps_to_the_limits_of_the_checker() {
    use archive::{MOST_BYTES, MOST_BYTES_IN_ALL, MOST_FILES, MOST_RATIO};
    assert_eq!(
        [writer::MOST_FILES, writer::MOST_BYTES, writer::MOST_BYTES_IN_ALL, writer::MOST_SHRUNK],
        [MOST_FILES, MOST_BYTES, MOST_BYTES_IN_ALL, MOST_RATIO]
    );
}

#[test]
fn what_is_no_archive_is_not_looked_into() {
    for bytes in [&b""[..], b"PK", b"not a zip at all, but long enough to be one"] {
        let report = verify(bytes);
        assert!(!report.is_whole());
        assert_eq!(report.faults().count(), 1);
        assert!(report.checks[1..].iter().all(|checked| checked.outcome == Outcome::NotMade));
        assert_eq!(report.about, None);
    }
}
