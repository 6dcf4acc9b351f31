//! The file for the bank, seen by two other programs: `xmllint` holds it to the official schemas,
//! and Python adds it up again. The one rule: neither shares a line of code with ours.

use crate::support::left_out;
use convoca::{
    bank::pain001::{Version, write},
    domain::{
        bank::{
            AccountKind, AccountState, Address, BankAccount, BankReference, Bic, Candidate,
            CountryCode, FrozenBatch, HolderName, Iban, PayLine, PayeeCheck, PayeeOutcome, Payer,
            Remittance, Screening, Seal, contents_of, join,
        },
        ids::{PaymentId, PersonId},
        moment::Moment,
        money::Money,
        payment::FourEyes,
    },
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use uuid::Uuid;

/// Made-up payees: account, name, country, cents. The check digits are right, the rest is not.
const PAYEES: [(&str, &str, &str, i64); 7] = [
    ("AT411111122222233333", "Erfundene Werke GmbH & Co", "AT", 61_000),
    ("DE16111111112222222222", "Nirgends-Verein zur Förderung von Tests", "DE", 1),
    ("ES4811112222333344445555", "Compañía Inventada, S.L.", "ES", 99_999_999_999),
    ("IT36X1111122222ABCDEFGH1234", "Ditta Inesistente d'Arte", "IT", 110_050),
    ("FI1011112222333344", "Keksitty Yhtiö Oy", "FI", 7),
    ("GR171112222AAAABBBBCCCCDDDD", "Ανύπαρκτη Εταιρεία", "GR", 61_000),
    ("RS21111222233334444555", "Izmišljeno društvo đ", "RS", 12_345),
];

fn address(town: &str, country: &str) -> Address {
    let address = Address::new().with_street("Rue Imaginée").unwrap();
    let address = address.with_building_number("12 bis").unwrap().with_post_code("00000").unwrap();
    address.with_town(town).unwrap().with_country(CountryCode::parse(country).unwrap())
}

fn line(at: usize) -> PayLine {
    let (iban, name, country, cents) = PAYEES[at];
    let person = |n| PersonId(Uuid::from_u128(n));
    let when = Moment::from_millis(1_804_000_000_000);
    let people = FourEyes { proposed_by: person(1), approved_by: person(2), approved_at: when };
    let bic = at.is_multiple_of(2).then(|| Bic::parse("XXXXDEFFXXX").unwrap());
    let account = BankAccount {
        holder: HolderName::parse(name).unwrap(),
        address: address("Łódź-sur-Mer", country),
        kind: AccountKind::of(Iban::parse(iban).unwrap(), bic).unwrap(),
        lei: None,
    };
    join(&Candidate {
        payment: PaymentId(Uuid::from_u128(100 + at as u128)),
        reference: &BankReference::parse(&format!("P-2027/{at:06}-{}", "x".repeat(20))).unwrap(),
        amount: Money::from_cents(cents),
        remittance: &Remittance::parse(&"Lump sum <exchange> & more, ".repeat(5)).unwrap(),
        account: Some((&account, &AccountState::Confirmed { people })),
        payee_check: Some(&PayeeCheck::new(PayeeOutcome::Match, person(1), when)),
        screening: Screening::Clear,
    })
    .unwrap()
}

fn batch() -> FrozenBatch {
    let lines: Vec<PayLine> = (0..PAYEES.len()).map(line).collect();
    let contents = contents_of(&lines).unwrap();
    let seal = Seal { message_id: BankReference::parse("B-2027-0003").unwrap(), contents };
    let payer = Payer {
        name: HolderName::parse("Made-Up Support Office ASBL").unwrap(),
        address: address("Nulle Part", "BE").full().unwrap(),
        iban: Iban::parse("BE31111122223333").unwrap(),
        bic: Some(Bic::parse("XXXXBEBB").unwrap()),
    };
    let (at, day) = (Moment::from_millis(1_804_000_000_000), "2027-03-10".parse().unwrap());
    FrozenBatch::freeze(seal, at, day, payer, lines).unwrap()
}

/// The file on the disk, under a name of its own for each test.
fn file(name: &str, version: Version) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{version:?}.xml"));
    fs::write(&path, write(&batch(), version).unwrap()).unwrap();
    path
}

/// Whether this program answers.
fn answers(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The folder of schemas that the crate `sepa` carries in its package.
fn schemas() -> PathBuf {
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    let told: serde_json::Value = serde_json::from_slice(&cargo.stdout).unwrap();
    let packages = told["packages"].as_array().unwrap();
    let sepa = packages.iter().find(|package| package["name"] == "sepa").unwrap();
    Path::new(sepa["manifest_path"].as_str().unwrap()).parent().unwrap().join("tests/xsd")
}

/// What `xmllint` says against a schema; empty when it has nothing to say.
fn faults(schema: &Path, file: &Path) -> String {
    assert!(schema.exists(), "{}", schema.display());
    let output = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .args([schema, file])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { String::new() } else { told }
}

#[test]
fn files_for_and_from_the_bank_are_valid_by_the_official_schemas() {
    let missing = "xmllint isn't there (install Debian's libxml2-utils)";
    if !left_out::may_run("xmllint", (!answers("xmllint")).then_some(missing)) {
        return;
    }
    let schemas = schemas();
    for (version, names) in [
        // The second is what the German banks allow of the first: the stricter of the two.
        (Version::V09, ["pain.001.001.09", "pain.001.001.09_GBIC_5"].as_slice()),
        (Version::V03, &["pain.001.001.03"]),
    ] {
        let file = file("schema", version);
        for name in names {
            let schema = schemas.join(format!("{name}.xsd"));
            assert_eq!(faults(&schema, &file), "", "{name}");
            // A schema that takes all says nothing: it refuses the same file without a reference.
            let text = fs::read_to_string(&file).unwrap();
            let broken = file.with_extension("broken.xml");
            fs::write(&broken, text.replace("EndToEndId", "EndToEnd")).unwrap();
            assert_ne!(faults(&schema, &broken), "", "{name}");
        }
    }
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/bank");
    for (sample, name) in [
        ("pain.002.001.10.accepted", "pain.002.001.10"),
        ("pain.002.001.10.refused-whole", "pain.002.001.10"),
        ("pain.002.001.03.rejected", "pain.002.001.03"),
        ("camt.053.001.08", "camt.053.001.08"),
        ("camt.054.001.08", "camt.054.001.08"),
    ] {
        let schema = schemas.join(format!("{name}.xsd"));
        assert_eq!(faults(&schema, &samples.join(format!("{sample}.xml"))), "", "{sample}");
    }
}

/// Counts and adds up with exact decimals, and prints what the file claims beside it.
const ADD_UP: &str = r#"
import sys, xml.etree.ElementTree as tree
from decimal import Decimal
root = tree.parse(sys.argv[1]).getroot()
space = {"p": root.tag[1:].split("}")[0]}
texts = lambda path: [node.text for node in root.findall(path, space)]
amounts = texts(".//p:CdtTrfTxInf/p:Amt/p:InstdAmt")
print(len(amounts), sum(Decimal(amount) for amount in amounts))
for level in ("GrpHdr", "PmtInf"):
    print(*texts(f".//p:{level}/p:NbOfTxs"), *texts(f".//p:{level}/p:CtrlSum"))
print(len(set(texts(".//p:EndToEndId"))))
"#;

#[test]
fn another_program_counts_and_adds_up_the_same() {
    let missing = "python3 isn't there (install Debian's python3)";
    if !left_out::may_run("python3", (!answers("python3")).then_some(missing)) {
        return;
    }
    let contents = batch().seal().contents;
    let (count, total) = (contents.count, contents.total.to_decimal());
    for version in [Version::V09, Version::V03] {
        let file = file("sums", version);
        let output = Command::new("python3").args(["-c", ADD_UP]).arg(&file).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8(output.stdout).unwrap();
        let line = format!("{count} {total}\n");
        assert_eq!(told, format!("{line}{line}{line}{count}\n"));
    }
}
