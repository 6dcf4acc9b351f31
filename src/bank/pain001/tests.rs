use super::*;
use crate::domain::{
    bank::{
        AccountKind, AccountState, BankAccount, BankReference, Candidate, Contents, CountryCode,
        HolderName, PayeeCheck, PayeeOutcome, Payer, Remittance, Seal, contents_of, join,
    },
    ids::{PaymentId, PersonId},
    moment::Moment,
    money::Money,
    payment::FourEyes,
    screening::Standing,
};
use proptest::prelude::*;
use uuid::Uuid;

const BEFORE: i64 = 1_804_000_000_000; // 2027-03-02T15:06:40Z

struct Made<'a> {
    reference: &'a str,
    cents: i64,
    name: &'a str,
    town: &'a str,
    bic: Option<&'a str>,
    text: &'a str,
}

const PLAIN: Made<'static> = Made {
    reference: "P-2027-000001",
    cents: 61_000,
    name: "Made Up Ltd",
    town: "Musterstadt",
    bic: None,
    text: "Lump sum",
};

fn address(town: &str) -> Address {
    let address = Address::new().with_street("Erfundene Gasse").unwrap();
    let address = address.with_building_number("1a").unwrap().with_post_code("0000").unwrap();
    address.with_town(town).unwrap().with_country(CountryCode::parse("AT").unwrap())
}

fn line(made: &Made<'_>) -> PayLine {
    let person = |n| PersonId(Uuid::from_u128(n));
    let at = Moment::from_millis(BEFORE);
    let people = FourEyes { proposed_by: person(1), approved_by: person(2), approved_at: at };
    let bic = made.bic.map(|bic| Bic::parse(bic).unwrap());
    let account = BankAccount {
        holder: HolderName::parse(made.name).unwrap(),
        address: address(made.town),
        kind: AccountKind::of(Iban::parse("AT411111122222233333").unwrap(), bic).unwrap(),
        lei: None,
    };
    join(&Candidate {
        payment: PaymentId(Uuid::from_u128(1)),
        reference: &BankReference::parse(made.reference).unwrap(),
        amount: Money::from_cents(made.cents),
        remittance: &Remittance::parse(made.text).unwrap(),
        account: Some((&account, &AccountState::Confirmed { people })),
        payee_check: Some(&PayeeCheck::new(PayeeOutcome::Match, person(1), at)),
        screening: Standing::Clear,
    })
    .unwrap()
}

fn batch(all: &[Made<'_>]) -> FrozenBatch {
    let lines: Vec<PayLine> = all.iter().map(line).collect();
    let contents: Contents = contents_of(&lines).unwrap();
    let seal = Seal { message_id: BankReference::parse("B-2027-0003").unwrap(), contents };
    let payer = Payer {
        name: HolderName::parse("Made-Up Office & Co").unwrap(),
        address: address("Erfunden").full().unwrap(),
        iban: Iban::parse("BE31111122223333").unwrap(),
        bic: Some(Bic::parse("XXXXBEBB").unwrap()),
    };
    let day = "2027-03-10".parse().unwrap();
    FrozenBatch::freeze(seal, Moment::from_millis(BEFORE), day, payer, lines).unwrap()
}

fn text(batch: &FrozenBatch, version: Version) -> String {
    String::from_utf8(write(batch, version).unwrap()).unwrap()
}

/// The texts of all elements of this name, in order.
fn all<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name}>");
    let parts = xml.split(&open).skip(1);
    parts.map(|rest| rest.split("</").next().unwrap()).collect()
}

#[test]
fn a_file_says_all_the_bank_needs() {
    let second = Made { reference: "P-2", cents: 110_000, bic: Some("XXXXATW1"), ..PLAIN };
    let batch = batch(&[PLAIN, second]);
    for (version, namespace, day, bic) in [
        (Version::V09, "pain.001.001.09", "<Dt>2027-03-10</Dt>", "BICFI"),
        (Version::V03, "pain.001.001.03", "<ReqdExctnDt>2027-03-10</ReqdExctnDt>", "BIC"),
    ] {
        let xml = text(&batch, version);
        assert!(xml.contains(&format!("\"urn:iso:std:iso:20022:tech:xsd:{namespace}\"")), "{xml}");
        assert!(xml.contains(day), "{xml}");
        for (name, texts) in [
            ("MsgId", vec!["B-2027-0003"]),
            ("PmtInfId", vec!["B-2027-0003"]),
            ("CreDtTm", vec!["2027-03-02T15:06:40Z"]),
            ("NbOfTxs", vec!["2", "2"]),
            ("CtrlSum", vec!["1710.00", "1710.00"]),
            ("BtchBookg", vec!["false"]),
            ("ChrgBr", vec!["SLEV"]),
            ("EndToEndId", vec!["P-2027-000001", "P-2"]),
            ("Ustrd", vec!["Lump sum"; 2]),
            ("TwnNm", vec!["Erfunden", "Musterstadt", "Musterstadt"]),
            ("Ctry", vec!["AT"; 3]),
            ("StrtNm", vec!["Erfundene Gasse"; 3]),
            ("BldgNb", vec!["1a"; 3]),
            ("PstCd", vec!["0000"; 3]),
            (
                "Nm",
                vec!["Made-Up Office + Co", "Made-Up Office + Co", "Made Up Ltd", "Made Up Ltd"],
            ),
            (bic, vec!["XXXXBEBB", "XXXXATW1"]),
        ] {
            assert_eq!(all(&xml, name), texts, "{name}");
        }
        assert_eq!(xml.matches("<InstdAmt Ccy=\"EUR\">").count(), 2);
        assert!(!xml.contains("AdrLine"), "no unstructured address");
        assert_eq!(write(&batch, version), write(&batch, version), "the same bytes again");
    }
}

#[test]
fn names_are_written_in_the_letters_of_sepa() {
    for (name, written) in [
        ("Müller & Söhne", "Muller + Sohne"),
        ("Łódź Çınar Őrség", "Lodz Cinar Orseg"),
        ("Αθήνα", "Athina"),
        ("Пловдив", "Plovdiv"),
        ("A_B <C> \"D\"; E=F", "A-B (C) &apos;D&apos;, E.F"),
    ] {
        let xml = text(&batch(&[Made { name, ..PLAIN }]), Version::V09);
        assert_eq!(all(&xml, "Nm").last(), Some(&written), "{name}");
    }
}

#[test]
fn what_the_format_cannot_hold_is_refused_by_name_of_the_field() {
    let long = "Ψ".repeat(36); // one letter here, two in the file
    let fits = "Ψ".repeat(35);
    let town = "Ψ".repeat(18);
    for (made, version, why) in [
        (Made { name: &fits, ..PLAIN }, Version::V09, None),
        (
            Made { name: &long, ..PLAIN },
            Version::V09,
            Some(("Cdtr/Nm", Unwritable::TooLong { most: 70, have: 72 })),
        ),
        (
            Made { town: &town, ..PLAIN },
            Version::V09,
            Some(("PstlAdr/TwnNm", Unwritable::TooLong { most: 35, have: 36 })),
        ),
        (Made { name: "საქართველო", ..PLAIN }, Version::V09, Some(("Cdtr/Nm", Unwritable::Letter))),
        (Made { text: "見本", ..PLAIN }, Version::V09, Some(("RmtInf/Ustrd", Unwritable::Letter))),
        // The scheme's table has the Bulgarian letters alone; Serbian names are typed in Latin.
        (Made { name: "Измишљено", ..PLAIN }, Version::V09, Some(("Cdtr/Nm", Unwritable::Letter))),
        // A digit in a bank's own letters came with the newer form.
        (Made { bic: Some("X1XXATW1"), ..PLAIN }, Version::V09, None),
        (
            Made { bic: Some("X1XXATW1"), ..PLAIN },
            Version::V03,
            Some(("CdtrAgt/FinInstnId", Unwritable::Number)),
        ),
    ] {
        let fault = why.map(|(field, why)| BankFault::Unwritable {
            reference: Some(PLAIN.reference.to_owned()),
            field,
            why,
        });
        assert_eq!(write(&batch(&[made]), version).err(), fault);
    }
}

#[test]
fn both_lists_of_countries_and_of_sepa_are_the_crates() {
    for first in 'A'..='Z' {
        for second in 'A'..='Z' {
            let code = format!("{first}{second}");
            let ours = CountryCode::parse(&code).ok();
            assert_eq!(ours.is_some(), sepa::is_country_code(&code), "{code}");
            let is_in_sepa = ours.is_some_and(CountryCode::is_in_sepa);
            assert_eq!(is_in_sepa, sepa::is_sepa_country(&code), "{code}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_control_sum_is_the_sum_of_what_is_in_the_file(
        amounts in prop::collection::vec(1_i64..=99_999_999_999, 1..12),
    ) {
        let names: Vec<String> = (0..amounts.len()).map(|n| format!("P-{n}")).collect();
        let made: Vec<Made<'_>> = names
            .iter()
            .zip(&amounts)
            .map(|(reference, cents)| Made { reference, cents: *cents, ..PLAIN })
            .collect();
        let xml = text(&batch(&made), Version::V09);
        let cents = |euro: &str| euro.replace('.', "").parse::<i64>().unwrap();
        let told: Vec<i64> = xml
            .split("<InstdAmt Ccy=\"EUR\">")
            .skip(1)
            .map(|rest| cents(rest.split('<').next().unwrap()))
            .collect();
        prop_assert_eq!(&told, &amounts);
        for sum in all(&xml, "CtrlSum") {
            prop_assert_eq!(cents(sum), amounts.iter().sum::<i64>());
        }
        for count in all(&xml, "NbOfTxs") {
            prop_assert_eq!(count.parse::<usize>().unwrap(), amounts.len());
        }
    }

    #[test]
    fn any_text_is_written_in_sepa_letters_or_refused(
        name in prop_oneof!["[ -~À-ſα-ωА-Я€]{1,35}", "[^\\p{C}]{1,70}"],
        text in prop_oneof!["[ -~À-ſα-ωА-Я€]{1,70}", "[^\\p{C}]{1,140}"],
    ) {
        prop_assume!(!name.trim().is_empty() && !text.trim().is_empty());
        let batch = batch(&[Made { name: &name, text: &text, ..PLAIN }]);
        match write(&batch, Version::V09) {
            Ok(bytes) => {
                let xml = String::from_utf8(bytes.clone()).unwrap();
                for part in [all(&xml, "Ustrd"), all(&xml, "Nm")].concat() {
                    prop_assert!(sepa::is_sepa_text(&part.replace("&apos;", "'")), "{}", part);
                }
                // Well-formed, and no status report: our own reader says so.
                let fault = crate::bank::status::read(&bytes, bytes.len()).unwrap_err();
                let name = "pain.001.001.09".to_owned();
                prop_assert_eq!(fault, BankFault::UnknownMessage { line: 2, name });
            }
            Err(BankFault::Unwritable { field, why, .. }) => {
                prop_assert!(["Cdtr/Nm", "RmtInf/Ustrd"].contains(&field));
                let is_right = matches!(why, Unwritable::Letter | Unwritable::TooLong { .. });
                prop_assert!(is_right, "{:?}", why);
            }
            Err(fault) => prop_assert!(false, "{fault}"),
        }
    }
}
