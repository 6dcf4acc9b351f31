use super::{Cell, ChooseRefusal, Column, ColumnKind, Table, TableFault, Template, XlsxFault};
use super::{csv, guarded, xlsx};
use crate::domain::{
    moment::{BRUSSELS, Moment},
    money::Money,
};
use calamine::{Data, DataType as _, Reader, Xlsx};
use chrono::NaiveDate;
use proptest::prelude::*;
use std::io::{Cursor, Read};

const MADE: Moment = Moment::from_millis(1_777_900_000_123); // 2026-05-04T13:06:40.123Z

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("who", "Who", ColumnKind::Text),
        Column::new("amount", "Amount (EUR)", ColumnKind::Money),
        Column::new("parts", "Parts", ColumnKind::Number),
        Column::new("on", "On", ColumnKind::Day),
        Column::new("at", "At", ColumnKind::Instant),
        Column::new("paid", "Paid", ColumnKind::Flag),
    ]
}

fn row(who: &str, cents: i64) -> Vec<Cell> {
    vec![
        Cell::text(who),
        Cell::Money(Money::from_cents(cents)),
        Cell::Number(-3),
        Cell::Day(day(2026, 5, 4)),
        Cell::Instant(MADE, BRUSSELS),
        Cell::Flag(true),
    ]
}

fn table(rows: Vec<Vec<Cell>>) -> Table {
    Table::try_new("Grants: of / 2026?", columns(), rows).unwrap()
}

fn one_column(kind: ColumnKind, cell: Cell) -> Table {
    Table::try_new("One", vec![Column::new("it", "It", kind)], vec![vec![cell]]).unwrap()
}

/// What a reader other than ours makes of the file.
fn parsed(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").expect("a byte order mark");
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn opened(bytes: Vec<u8>) -> (String, calamine::Range<Data>) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).unwrap();
    (name, range)
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_table_that_is_not_whole_is_refused_by_name() {
    let refused = |columns, rows| Table::try_new("T", columns, rows).unwrap_err();
    let two = || vec![row("a", 1), row("b", 2)];
    assert_eq!(refused(vec![], vec![]), TableFault::NoColumns);
    let mut twice = columns();
    twice[3].key = "who".to_owned();
    assert_eq!(refused(twice, two()), TableFault::KeyTwice { key: "who".to_owned() });
    let mut short = two();
    short[1].pop();
    let fault = TableFault::RowLength { row: 2, cells: 5, columns: 6 };
    assert_eq!(refused(columns(), short), fault);
    let mut other = two();
    other[0][1] = Cell::Number(5);
    let fault = TableFault::KindDiffers { row: 1, key: "amount".to_owned() };
    assert_eq!(refused(columns(), other), fault);
    let mut nothing = two();
    nothing[0].fill(Cell::Empty);
    assert_eq!(table(nothing).rows().len(), 2, "nothing fits each column");
}

#[test]
fn a_template_picks_and_orders_columns() {
    let template =
        Template { name: "For the bank".to_owned(), columns: vec!["paid".into(), "who".into()] };
    let chosen = template.of(&table(vec![row("a", 1)])).unwrap();
    let keys: Vec<&str> = chosen.columns().iter().map(|column| column.key.as_str()).collect();
    assert_eq!(keys, ["paid", "who"]);
    assert_eq!(chosen.rows(), [vec![Cell::Flag(true), Cell::text("a")]]);
    let stored = serde_json::to_string(&template).unwrap();
    assert_eq!(serde_json::from_str::<Template>(&stored).unwrap(), template);
}

#[test]
fn a_template_that_does_not_fit_is_refused_by_name() {
    let table = table(vec![]);
    let unknown = ChooseRefusal::Unknown { keys: vec!["iban".to_owned(), "bic".to_owned()] };
    assert_eq!(table.choose(&["who", "iban", "bic"]), Err(unknown));
    assert_eq!(table.choose(&[]), Err(ChooseRefusal::NoColumns));
    let twice = ChooseRefusal::Twice { key: "who".to_owned() };
    assert_eq!(table.choose(&["who", "paid", "who"]), Err(twice));
}

#[test]
fn csv_is_written_to_the_letter() {
    let rows = vec![
        row("a \"b\", c\r\nd", 123_456),
        vec![Cell::Empty; 6],
        vec![
            Cell::text(" blank "),
            Cell::Money(Money::from_cents(-5)),
            Cell::Number(i64::MIN),
            Cell::Day(day(2026, 12, 31)),
            Cell::Instant(Moment::from_millis(1_767_222_000_000), BRUSSELS),
            Cell::Flag(false),
        ],
    ];
    let expected = "\u{feff}Who,Amount (EUR),Parts,On,At,Paid\r\n\
        \"a \"\"b\"\", c\r\nd\",1234.56,-3,2026-05-04,2026-05-04T15:06:40.123+02:00,yes\r\n\
        ,,,,,\r\n\
        \" blank \",-0.05,-9223372036854775808,2026-12-31,2026-01-01T00:00:00+01:00,no\r\n";
    assert_eq!(String::from_utf8(csv(&table(rows))).unwrap(), expected);
}

#[test]
fn the_largest_and_smallest_amounts_are_written_whole() {
    for (cents, text) in [
        (i64::MAX, "92233720368547758.07"),
        (i64::MIN, "-92233720368547758.08"),
        (-100, "-1.00"),
        (0, "0.00"),
        (9, "0.09"),
    ] {
        let table = one_column(ColumnKind::Money, Cell::Money(Money::from_cents(cents)));
        assert_eq!(parsed(&csv(&table))[1], [text]);
    }
}

#[test]
fn what_a_person_wrote_is_never_a_formula() {
    for text in [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\ttext",
        "\ntext",
        "  =1",
        "\u{a0}=1",
        "\u{200b}\u{feff}=1",
        "\u{3000}＝1",
        "＝1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "\u{2212}1",
        "\u{fe66}1",
        "\0=1",
    ] {
        assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
    }
    for text in ["", "1-1", "a=b", "'=1", "mail@host", "(=1)", "Ω", "  two  ", "0"] {
        assert_eq!(guarded(text), text, "{text:?}");
    }
    let labelled = vec![Column::new("it", "=1+1", ColumnKind::Text)];
    let table = Table::try_new("T", labelled, vec![vec![Cell::text("=2")]]).unwrap();
    assert_eq!(parsed(&csv(&table)), [["'=1+1"], ["'=2"]]);
}

#[test]
fn a_number_is_never_guarded() {
    let table = one_column(ColumnKind::Number, Cell::Number(-5));
    assert_eq!(parsed(&csv(&table))[1], ["-5"]);
}

#[test]
fn a_lone_empty_cell_is_still_a_row() {
    let table = one_column(ColumnKind::Text, Cell::Empty);
    assert_eq!(parsed(&csv(&table)), [["It"], [""]]);
}

proptest! {
    #[test]
    fn csv_comes_back_as_it_went(
        texts in proptest::collection::vec(("\\PC*|[\r\n\t\",;= ]{0,6}", any::<i64>()), 0..8)
    ) {
        let cells = |(text, number): &(String, i64)| vec![Cell::text(text), Cell::Number(*number)];
        let columns = vec![
            Column::new("a", "A", ColumnKind::Text),
            Column::new("b", "B", ColumnKind::Number),
        ];
        let rows = texts.iter().map(cells).collect();
        let back = parsed(&csv(&Table::try_new("T", columns, rows).unwrap()));
        let went: Vec<Vec<String>> =
            texts.iter().map(|(text, number)| vec![guarded(text), number.to_string()]).collect();
        prop_assert_eq!(&back[1..], &went[..]);
    }

    #[test]
    fn no_guarded_text_begins_like_a_formula(text in "[ \t\r\n\u{a0}\u{200b}]{0,3}[=+@＝＋＠-].*") {
        prop_assert!(guarded(&text).starts_with('\''));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn each_amount_a_sheet_takes_comes_back_to_the_cent(
        all in proptest::collection::vec(-999_999_999_999_999_i64..=999_999_999_999_999, 100)
    ) {
        let rows = all.iter().map(|cents| vec![Cell::Money(Money::from_cents(*cents))]).collect();
        let column = vec![Column::new("it", "It", ColumnKind::Money)];
        let table = Table::try_new("T", column, rows).unwrap();
        let (_, sheet) = opened(xlsx(&table, MADE).unwrap());
        for (row, cents) in (1..).zip(&all) {
            let Some(Data::Float(shown)) = sheet.get_value((row, 0)) else {
                return Err(TestCaseError::fail("no number"));
            };
            // 15 digits are what a spreadsheet shows.
            let sign = if *cents < 0 { "-" } else { "" };
            let exact = format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100);
            prop_assert_eq!(format!("{shown:.2}"), exact);
        }
    }
}

#[test]
fn a_workbook_opens_with_what_was_put_in() {
    let text = "=1+1 <&> \"ä\" _x0041_\nnext";
    let rows = vec![row(text, 123_456), vec![Cell::Empty; 6], row("last", -5)];
    let (name, sheet) = opened(xlsx(&table(rows), MADE).unwrap());
    assert_eq!(name, "Grants of  2026");
    let header: Vec<String> = sheet.rows().next().unwrap().iter().map(Data::to_string).collect();
    assert_eq!(header, ["Who", "Amount (EUR)", "Parts", "On", "At", "Paid"]);
    let first = sheet.rows().nth(1).unwrap();
    assert_eq!(first[0], Data::String(text.to_owned()), "a text, not a formula");
    assert_eq!(first[1], Data::Float("1234.56".parse().unwrap()));
    assert_eq!(first[2], Data::Float(-3.0));
    let shown = |cell: &Data| cell.as_datetime().unwrap().format("%F %T%.3f").to_string();
    assert_eq!(shown(&first[3]), "2026-05-04 00:00:00.000");
    assert_eq!(shown(&first[4]), "2026-05-04 15:06:40.123");
    assert_eq!(first[5], Data::Bool(true));
    assert!(sheet.rows().nth(2).unwrap().iter().all(|cell| *cell == Data::Empty));
    assert_eq!(sheet.rows().nth(3).unwrap()[1], Data::Float("-0.05".parse().unwrap()));
    assert_eq!(sheet.rows().count(), 4);
}

#[test]
fn a_workbook_has_a_frozen_header_a_filter_formats_and_no_formula() {
    let bytes = xlsx(&table(vec![row("=1", 1)]), MADE).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for sign in ["<pane ySplit=\"1\"", "state=\"frozen\"", "<autoFilter ref=\"A1:F2\"/>", "<col "] {
        assert!(sheet.contains(sign), "{sign} in {sheet}");
    }
    assert!(!sheet.contains("<f>"), "{sheet}");
    let styles = part(&bytes, "xl/styles.xml");
    for sign in
        ["yyyy-mm-dd hh:mm:ss &quot;+02:00&quot;", "formatCode=\"yyyy-mm-dd\"", "\"#,##0.00\""]
    {
        assert!(styles.contains(sign), "{sign} in {styles}");
    }
    let core = part(&bytes, "docProps/core.xml");
    assert_eq!(core.matches("2026-05-04T13:06:40Z").count(), 2, "created and modified: {core}");
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let made = || (csv(&table(vec![row("a", 1)])), xlsx(&table(vec![row("a", 1)]), MADE).unwrap());
    assert_eq!(made(), made());
}

#[test]
fn what_a_sheet_would_round_or_cut_is_refused_by_name() {
    let refused = |kind, cell| xlsx(&one_column(kind, cell), MADE).unwrap_err();
    for cents in [1_000_000_000_000_000, -1_000_000_000_000_000, i64::MAX, i64::MIN] {
        let fault = refused(ColumnKind::Money, Cell::Money(Money::from_cents(cents)));
        assert!(matches!(&fault, XlsxFault::TooManyDigits { row: 1, key } if key == "it"));
        let fault = refused(ColumnKind::Number, Cell::Number(cents));
        assert!(matches!(fault, XlsxFault::TooManyDigits { row: 1, .. }));
    }
    let long = |signs| Cell::text("😀".repeat(signs));
    let fault = refused(ColumnKind::Text, long(16_384));
    assert!(matches!(fault, XlsxFault::TextTooLong { row: 1, .. }));
    assert!(xlsx(&one_column(ColumnKind::Text, long(16_383)), MADE).is_ok());
    for early in [day(1900, 2, 28), day(-5, 1, 1), day(10_000, 1, 1)] {
        let fault = refused(ColumnKind::Day, Cell::Day(early));
        assert!(matches!(fault, XlsxFault::DayOutOfRange { row: 1, .. }));
    }
    for fits in [day(1900, 3, 1), day(9999, 12, 31)] {
        let (_, sheet) = opened(xlsx(&one_column(ColumnKind::Day, Cell::Day(fits)), MADE).unwrap());
        assert_eq!(sheet.get_value((1, 0)).unwrap().as_date(), Some(fits));
    }
}

#[test]
fn each_title_gives_a_name_a_sheet_may_have() {
    for (title, name) in [
        ("", "Table"),
        ("'quoted'", "quoted"),
        ("[]:*?/\\", "Table"),
        ("History", "Table"),
        ("0123456789012345678901234567890123456789", "0123456789012345678901234567890"),
    ] {
        let table =
            Table::try_new(title, vec![Column::new("a", "A", ColumnKind::Text)], vec![]).unwrap();
        assert_eq!(opened(xlsx(&table, MADE).unwrap()).0, name);
    }
}
