use super::*;
use proptest::prelude::*;

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../tests/data/bank/", $name, ".xml"))
    };
}

const ACCEPTED: &str = sample!("pain.002.001.10.accepted");
const REJECTED: &str = sample!("pain.002.001.03.rejected");
const REFUSED: &str = sample!("pain.002.001.10.refused-whole");
const STATEMENT: &str = sample!("camt.053.001.08");
const OLD: &str = sample!("camt.053.001.02");
const NOTICE: &str = sample!("camt.054.001.08");
const ALL: [&str; 6] = [ACCEPTED, REJECTED, REFUSED, STATEMENT, OLD, NOTICE];

const MOST: usize = 1_000_000;

fn report(text: &str) -> BankReport {
    read(text.as_bytes(), MOST).unwrap()
}

fn fault(text: &str) -> BankFault {
    read(text.as_bytes(), MOST).unwrap_err()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn transfer(text: &str) -> About {
    About::Transfer(text.to_owned())
}

fn file() -> About {
    About::Batch("B-2027-0003".to_owned())
}

fn euro(cents: i64) -> Money {
    Money::from_cents(cents)
}

fn pending(code: &str) -> What {
    What::Pending { code: code.to_owned() }
}

/// What a report says, without keys.
fn said(report: &BankReport) -> Vec<(About, Option<Money>, What)> {
    report.lines.iter().map(|l| (l.about.clone(), l.amount, l.what.clone())).collect()
}

#[test]
fn a_status_report_speaks_of_the_file_its_group_and_single_transfers() {
    let on = day("2027-03-10");
    let accepted = report(ACCEPTED);
    assert_eq!(accepted.kind, ReportKind::PaymentStatus);
    assert_eq!(accepted.message_id, "MADEUP-PSR-0001");
    assert_eq!(
        said(&accepted),
        [(file(), None, pending("ACTC")), (file(), None, What::Settled { on })]
    );
    let rejected = What::Rejected {
        on,
        code: "AC04".to_owned(),
        text: "Account closed since 2026".to_owned(),
    };
    assert_eq!(
        said(&report(REJECTED)),
        [
            (file(), None, pending("PART")),
            (file(), None, pending("PART")),
            (transfer("P-2027-000001"), Some(euro(61_000)), rejected),
            (transfer("P-2027-000002"), None, pending("PDNG")),
            (transfer("P-2027-000003"), None, What::Settled { on: day("2027-03-09") }),
        ]
    );
    let whole = What::Rejected {
        on: day("2027-03-08"),
        code: "AM05".to_owned(),
        text: "Duplicate file".to_owned(),
    };
    assert_eq!(said(&report(REFUSED)), [(file(), None, whole)]);
}

#[test]
fn every_status_code_has_its_meaning() {
    let of = |code: &str| {
        let text = ACCEPTED.replace("<PmtInfSts>ACSC<", &format!("<PmtInfSts>{code}<"));
        report(&text).lines.remove(1).what
    };
    let on = day("2027-03-10");
    for code in ["ACSC", "ACCC"] {
        assert_eq!(of(code), What::Settled { on }, "{code}");
    }
    for code in ["ACCP", "ACSP", "ACTC", "ACWC", "PDNG", "RCVD", "PART", "RVNM", "NEW1"] {
        assert_eq!(of(code), pending(code));
    }
    // A rejection without a reason is one all the same.
    let rejected = What::Rejected { on, code: "RJCT".to_owned(), text: String::new() };
    assert_eq!(of("RJCT"), rejected);
}

#[test]
fn a_statement_is_read_booking_by_booking() {
    let statement = report(STATEMENT);
    assert_eq!(statement.kind, ReportKind::Statement);
    assert_eq!(statement.message_id, "MADEUP-STMT-0007");
    assert_eq!(statement.accounts(), [Iban::parse("BE31111122223333").unwrap()]);
    let (paid, back) = (day("2027-03-10"), day("2027-03-12"));
    let text = |text: &str| text.to_owned();
    let returned = What::Returned { on: back, code: text("AC04"), text: text("Account closed") };
    let incoming = What::Incoming { on: back, text: text("Recovery R-2027-04, first & last part") };
    assert_eq!(
        said(&statement),
        [
            (transfer("P-2027-000001"), Some(euro(61_000)), What::Settled { on: paid }),
            (transfer("P-2027-000002"), Some(euro(110_000)), What::Settled { on: paid }),
            (transfer("P-2027-000003"), Some(euro(61_000)), What::Settled { on: paid }),
            (transfer("P-2027-000001"), Some(euro(61_000)), returned),
            (About::Unnamed, Some(euro(7_550)), incoming),
            (About::Unnamed, Some(euro(420)), What::Settled { on: back }),
            (transfer("P-2027-000004"), Some(euro(110_000)), pending("PDNG")),
        ]
    );
    let refs: Vec<_> = statement.lines.iter().map(|line| line.bank_ref.as_deref()).collect();
    assert_eq!(refs[..3], [Some("MADEUPREF0001"), Some("MADEUPREF0002"), Some("MADEUPREF0002")]);
    assert_eq!(refs[5..], [None, None]);
    let shown = format!("{statement:?}");
    assert!(!shown.contains("Recovery") && !shown.contains("1111"), "{shown}");
}

#[test]
fn what_is_not_booked_yet_may_have_no_day() {
    let dateless = STATEMENT.replace("<BookgDt><Dt>2027-03-15</Dt></BookgDt>", "");
    assert_ne!(dateless, STATEMENT);
    assert_eq!(said(&report(&dateless)), said(&report(STATEMENT)));
}

#[test]
fn the_older_statement_is_read_too() {
    let (paid, back) = (day("2027-03-10"), day("2027-03-11"));
    let undone = "Credit of 9 March undone".to_owned();
    let expected = [
        (file(), Some(euro(232_000)), What::Settled { on: paid }),
        (
            transfer("P-2027-000003"),
            Some(euro(61_000)),
            What::Returned { on: back, code: "RVSL".to_owned(), text: String::new() },
        ),
        (About::Unnamed, Some(euro(7_550)), What::TakenBack { on: back, text: undone }),
    ];
    assert_eq!(said(&report(OLD)), expected);
    let notice = OLD
        .replace("camt.053", "camt.054")
        .replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
        .replace("Stmt>", "Ntfctn>");
    let notice = report(&notice);
    assert_eq!((notice.kind, said(&notice)), (ReportKind::Notification, expected.to_vec()));
}

#[test]
fn the_same_booking_has_the_same_key_in_notice_and_statement() {
    let (statement, notice) = (report(STATEMENT), report(NOTICE));
    assert_eq!(statement.lines[3].line_key, notice.lines[0].line_key);
    assert_eq!(statement.lines[3].bank_ref, notice.lines[0].bank_ref);
    for text in ALL {
        let keys: BTreeSet<LineKey> = report(text).lines.into_iter().map(|l| l.line_key).collect();
        assert_eq!(keys.len(), report(text).lines.len(), "each line has a key of its own");
        // Sent again under another message id, with other layout.
        let again = text.replace("<MsgId>MADEUP", "<MsgId>AGAIN").replace('\n', "\r\n ");
        let again: BTreeSet<LineKey> =
            report(&again).lines.into_iter().map(|l| l.line_key).collect();
        assert_eq!(keys, again);
    }
    // Not booked yet is another thing to say than booked.
    let booked = STATEMENT.replace("PDNG", "BOOK");
    assert_ne!(report(STATEMENT).lines[6].line_key, report(&booked).lines[6].line_key);
}

#[test]
fn two_bookings_alike_are_two_lines() {
    let (start, end) = (OLD.rfind("      <Ntry>").unwrap(), OLD.rfind("    </Stmt>").unwrap());
    let twice = format!("{}{}{}", &OLD[..end], &OLD[start..end], &OLD[end..]);
    let report = report(&twice);
    assert_eq!(report.lines[2].what, report.lines[3].what);
    assert_ne!(report.lines[2].line_key, report.lines[3].line_key);
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    use BankFault as F;
    let swap = |text: &str, from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    for amount in
        ["-610.00", "6e2", "", ".", "610,00", "610.001", "+1", "0x1", "1 000", &"9".repeat(20)]
    {
        let text = swap(STATEMENT, ">610.00<", &format!(">{amount}<"));
        assert_eq!(fault(&text), F::Amount { line: 24 }, "{amount}");
    }
    let at_entry = |from: &str, to: &str| {
        let (before, after) = STATEMENT.split_once("<Ntry>").unwrap();
        format!("{before}<Ntry>{}", swap(after, from, to))
    };
    for (text, fault) in [
        (at_entry("Ccy=\"EUR\"", "Ccy=\"USD\""), F::Currency { line: 24 }),
        (at_entry(" Ccy=\"EUR\"", ""), F::Currency { line: 24 }),
        (at_entry("Ccy=\"EUR\"", "Ccy=\"EUR\" Ccy=\"EUR\""), F::Twice { line: 24, what: "Ccy" }),
        (at_entry("DBIT", "DEBT"), F::Value { line: 25, what: "CdtDbtInd" }),
        (at_entry("<Sts><Cd>BOOK</Cd></Sts>", ""), F::Missing { line: 22, what: "Sts" }),
        (at_entry("2027-03-10", "2027-02-30"), F::Day { line: 27 }),
        (
            at_entry("BookgDt", "Was")
                .replacen("</BookgDt>", "</Was>", 1)
                .replacen("ValDt", "Is", 2),
            F::Missing { line: 22, what: "BookgDt" },
        ),
        (at_entry("2027-03-10", "10.03.2027"), F::Day { line: 27 }),
        (at_entry("2027-03-10", "2027-03-101"), F::Day { line: 27 }),
        (
            at_entry("<CdtDbtInd>", "<Amt Ccy=\"EUR\">1.00</Amt><CdtDbtInd>"),
            F::Twice { line: 25, what: "Amt" },
        ),
        (
            at_entry("P-2027-000001", &"x".repeat(36)),
            F::TooLong { line: 33, what: "EndToEndId", most: 35 },
        ),
        (
            swap(STATEMENT, "<Acct>", "<Konto>").replacen("</Acct>", "</Konto>", 1),
            F::Missing { line: 9, what: "Acct" },
        ),
        (
            swap(STATEMENT, "camt.053.001.08", "camt.052.001.08"),
            F::UnknownMessage { line: 3, name: "camt.052.001.08".to_owned() },
        ),
        (
            swap(STATEMENT, "<Document xmlns", "<Document was"),
            F::UnknownMessage { line: 3, name: String::new() },
        ),
        (swap(STATEMENT, "<Document", "<Dokument"), F::Missing { line: 3, what: "Document" }),
        (swap(STATEMENT, "</Stmt>", "</Stmnt>"), F::Xml { line: 118 }),
        (swap(STATEMENT, "</Document>", ""), F::Xml { line: 121 }),
        (format!("{STATEMENT}<Document/>"), F::UnknownMessage { line: 121, name: String::new() }),
        (format!("{STATEMENT}more"), F::Xml { line: 120 }),
        (String::new(), F::Xml { line: 1 }),
    ] {
        assert_eq!(self::fault(&text), fault);
    }
}

#[test]
fn hostile_files_are_refused() {
    use BankFault as F;
    let head = "<?xml version=\"1.0\"?>\n";
    let space = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";
    let open = format!("<Document xmlns=\"{space}\">");
    let entities = "<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">";
    let bomb = format!("{head}<!DOCTYPE Document [{entities}]>\n{open}&b;</Document>");
    assert_eq!(fault(&bomb), F::Doctype { line: 2 });
    let outside = "<!DOCTYPE Document SYSTEM \"file:///etc/passwd\">";
    assert_eq!(fault(&format!("{outside}{open}</Document>")), F::Doctype { line: 1 });
    for entity in ["&a;", "&#0;", "&#xFFFFFFFF;", "&nbsp;"] {
        assert_eq!(
            fault(&format!("{open}\n{entity}</Document>")),
            F::Entity { line: 2 },
            "{entity}"
        );
    }
    let deep = format!("{open}{}{}</Document>", "<a>".repeat(40), "</a>".repeat(40));
    assert_eq!(fault(&deep), F::TooDeep { line: 1, most: 40 });
    let wide = format!("{open}{}</Document>", "<a/>".repeat(50));
    for (elements, fault) in [(51, None), (50, Some(F::TooMany { line: 1, most: 50 }))] {
        let limits = Limits { bytes: MOST, elements };
        assert_eq!(xml::parse(wide.as_bytes(), limits).err(), fault);
    }
    let names = (0..17).map(|n| format!(" a{n}='1'")).collect::<Vec<_>>().concat();
    assert_eq!(fault(&format!("{open}<a{names}/></Document>")), F::TooMany { line: 1, most: 16 });
    let bytes = STATEMENT.len();
    let most = bytes - 1;
    assert_eq!(read(STATEMENT.as_bytes(), most), Err(F::TooLarge { bytes, most }));
    assert!(read(STATEMENT.as_bytes(), bytes).is_ok());
    assert_eq!(read(b"\xff\xfe<\0D\0", MOST), Err(F::Encoding));
    let latin = STATEMENT.replacen("UTF-8", "ISO-8859-1", 1);
    assert!(read(latin.as_bytes(), MOST).is_ok(), "plain ASCII is the same in both");
    assert_eq!(fault(&latin.replacen("Monthly fee", "Gebühr", 1)), F::Encoding);
    assert!(read(format!("\u{feff}{STATEMENT}").as_bytes(), MOST).is_ok(), "a mark in front");
}

#[test]
fn foreign_names_are_not_seen() {
    let foreign = "<x:Amt xmlns:x=\"urn:made:up\" Ccy=\"EUR\">1.00</x:Amt><CdtDbtInd>";
    let text = STATEMENT.replacen("<CdtDbtInd>", foreign, 2);
    assert_eq!(said(&report(&text)), said(&report(STATEMENT)));
}

#[test]
fn a_transfer_in_another_currency_is_taken_at_what_was_booked() {
    let (before, after) = STATEMENT.split_once("<TxDtls>").unwrap();
    let foreign = after.replacen("\"EUR\">610.00", "\"SEK\">7000.00", 1);
    let text = format!("{before}<TxDtls>{foreign}");
    assert!(text.contains("SEK"));
    assert_eq!(said(&report(&text)), said(&report(STATEMENT)));
    // Of several the booking's sum is none.
    let text = STATEMENT.replacen("<Amt Ccy=\"EUR\">1100.00", "<Amt Ccy=\"SEK\">1100.00", 1);
    assert_eq!(fault(&text), BankFault::Currency { line: 52 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(read(&bytes, MOST).is_err());
    }

    #[test]
    fn a_broken_file_is_read_or_refused_and_never_invents_money(
        which in 0..ALL.len(),
        at in any::<prop::sample::Index>(),
        len in 0_usize..40,
        put in "[<>&/a-zA-Z0-9 \"=]{0,6}",
    ) {
        let text = ALL[which];
        let at = at.index(text.len());
        let end = (at + len).min(text.len());
        let broken = format!("{}{put}{}", &text[..at], &text[end..]);
        if let Ok(report) = read(broken.as_bytes(), MOST) {
            for line in &report.lines {
                prop_assert!(line.amount.is_none_or(|amount| !amount.is_negative()));
                prop_assert_eq!(line.line_key.as_str().len(), 64);
            }
        }
    }
}
