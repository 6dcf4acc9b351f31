//! A table as a workbook with one sheet. The one rule: what the cell shows is what we hold, to the
//! cent, or the file isn't made.
//!
//! A number in a spreadsheet is a double, and a spreadsheet shows at most 15 digits of it. Each
//! decimal of up to 15 digits has a double of its own, and comes back unchanged when that is
//! written with 15 digits again. So amounts up to 9,999,999,999,999.99 are exact, and larger ones
//! are refused. That is why floats may stand in this file, and in no other of the room.

use super::{Cell, Column, ColumnKind, Table, csv::plain};
use crate::domain::moment::Moment;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

/// The largest number of 15 digits, in cents or pieces.
const MOST: u64 = 999_999_999_999_999;
/// A sheet's last row is 1,048,576, and the header takes the first.
const MOST_ROWS: usize = 1_048_575;
const MOST_COLUMNS: usize = 16_384;
/// In signs as a spreadsheet counts them (UTF-16).
const MOST_TEXT: usize = 32_767;

/// Why the workbook can't be made. Rows count from 1, the header not counted.
#[derive(Debug, thiserror::Error)]
pub enum XlsxFault {
    /// More than a sheet holds.
    #[error("{rows} rows and {columns} columns don't fit on a sheet")]
    TooLarge { rows: usize, columns: usize },
    /// A number of more than 15 digits, which a spreadsheet would round.
    #[error("row {row}, {key}: the number has more digits than a spreadsheet shows")]
    TooManyDigits { row: usize, key: String },
    /// A text of more than 32,767 signs.
    #[error("row {row}, {key}: the text is longer than a cell of a spreadsheet")]
    TextTooLong { row: usize, key: String },
    /// A day before 1900 or after 9999.
    #[error("row {row}, {key}: a spreadsheet doesn't know that day")]
    DayOutOfRange { row: usize, key: String },
    /// The workbook's writer failed; nothing a table can cause.
    #[error("the workbook could not be written")]
    Writer(#[from] XlsxError),
}

/// The table as a workbook: header row frozen and with a filter, widths by content, amounts as
/// numbers with two decimals, days and instants as dates, texts never as formulas. An instant
/// shows the wall clock of its zone and, in its format, the zone's distance from UTC.
/// `made_at` is the workbook's time of creation, in UTC.
pub fn xlsx(table: &Table, made_at: Moment) -> Result<Vec<u8>, XlsxFault> {
    let (rows, columns) = (table.rows().len(), table.columns().len());
    if rows > MOST_ROWS || columns > MOST_COLUMNS {
        return Err(XlsxFault::TooLarge { rows, columns });
    }
    let mut workbook = Workbook::new();
    // To the second: not each reader takes parts of one here.
    let created = date_time(made_at.utc().naive_utc().with_nanosecond(0).unwrap_or_default())
        .ok_or_else(|| XlsxFault::DayOutOfRange { row: 0, key: "made_at".to_owned() })?;
    let properties = DocProperties::new().set_title(table.title());
    workbook.set_properties(&properties.set_creation_datetime(&created));
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(table.title()))?;
    header(sheet, table)?;
    for (at, row) in (1_u32..).zip(table.rows()) {
        for ((across, column), cell) in (0_u16..).zip(table.columns()).zip(row) {
            let place = Place { row: at, across, key: &column.key };
            place.write(sheet, cell)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

fn header(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Top).set_text_wrap();
    let mut last = 0;
    for ((across, at), column) in (0_u16..).zip(0..).zip(table.columns()) {
        sheet.write_string_with_format(0, across, &column.label, &bold)?;
        sheet.set_column_width(across, width(table, at, column))?;
        last = across;
    }
    sheet.set_freeze_panes(1, 0)?;
    let bottom = u32::try_from(table.rows().len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, bottom, last)?;
    Ok(())
}

/// In signs: room for the header's filter button and the longest cell, between 8 and 60.
fn width(table: &Table, at: usize, column: &Column) -> u16 {
    let label = column.label.chars().count() + 3;
    let longest = match column.kind {
        ColumnKind::Text => {
            let line = |text: &str| text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
            let of_row = |row: &Vec<Cell>| match row.get(at) {
                Some(Cell::Text(text)) => line(text),
                Some(_) | None => 0,
            };
            table.rows().iter().map(of_row).max().unwrap_or(0)
        }
        ColumnKind::Money => 16,
        ColumnKind::Number => 10,
        ColumnKind::Day => 11,
        ColumnKind::Instant => 26,
        ColumnKind::Flag => 8,
    };
    u16::try_from(label.max(longest).clamp(8, 60)).unwrap_or(60)
}

/// A sheet's name has at most 31 signs, some are forbidden, and it may not be empty.
fn sheet_name(title: &str) -> String {
    let allowed =
        |c: char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !c.is_control();
    let mut signs = 0;
    let fits = |c: &char| {
        signs += c.len_utf16();
        signs <= 31
    };
    let name: String = title.chars().filter(|c| allowed(*c)).take_while(fits).collect();
    let name = name.trim_matches('\'').trim();
    // "History" is a name Excel keeps for itself.
    if name.is_empty() || name.eq_ignore_ascii_case("history") {
        "Table".to_owned()
    } else {
        name.to_owned()
    }
}

/// Where a cell goes, for writing and for naming it in a fault.
struct Place<'a> {
    row: u32,
    across: u16,
    key: &'a str,
}

impl Place<'_> {
    fn write(&self, sheet: &mut Worksheet, cell: &Cell) -> Result<(), XlsxFault> {
        let (row, across) = (self.row, self.across);
        match cell {
            Cell::Text(text) => {
                if text.encode_utf16().count() > MOST_TEXT {
                    let (row, key) = self.named();
                    return Err(XlsxFault::TextTooLong { row, key });
                }
                sheet.write_string(row, across, text)?;
            }
            Cell::Money(amount) => {
                let exact = self.exact(amount.cents(), &plain(*amount))?;
                let euro = Format::new().set_num_format("#,##0.00");
                sheet.write_number_with_format(row, across, exact, &euro)?;
            }
            Cell::Number(number) => {
                let exact = self.exact(*number, &number.to_string())?;
                sheet.write_number(row, across, exact)?;
            }
            Cell::Day(day) => {
                self.date(sheet, day.and_time(chrono::NaiveTime::MIN), "yyyy-mm-dd")?;
            }
            Cell::Instant(at, zone) => {
                let local = at.in_zone(*zone);
                self.date(sheet, local.naive_local(), &instant_format(&local))?;
            }
            Cell::Flag(yes) => {
                sheet.write_boolean(row, across, *yes)?;
            }
            Cell::Empty => {}
        }
        Ok(())
    }

    /// The double of a decimal of at most 15 digits; the standard library's reading gives the
    /// nearest one. `units` is the number without its decimal point.
    fn exact(&self, units: i64, decimal: &str) -> Result<f64, XlsxFault> {
        let fits = units.unsigned_abs() <= MOST;
        fits.then(|| decimal.parse().ok()).flatten().ok_or_else(|| {
            let (row, key) = self.named();
            XlsxFault::TooManyDigits { row, key }
        })
    }

    fn date(&self, sheet: &mut Worksheet, at: NaiveDateTime, as_: &str) -> Result<(), XlsxFault> {
        let value = date_time(at).ok_or_else(|| {
            let (row, key) = self.named();
            XlsxFault::DayOutOfRange { row, key }
        })?;
        let format = Format::new().set_num_format(as_).set_align(FormatAlign::Left);
        sheet.write_datetime_with_format(self.row, self.across, &value, &format)?;
        Ok(())
    }

    fn named(&self) -> (usize, String) {
        (usize::try_from(self.row).unwrap_or(usize::MAX), self.key.to_owned())
    }
}

/// A cell holds no zone, so the format says it: `2026-05-04 17:00:00 +02:00`.
fn instant_format<Z: chrono::TimeZone>(at: &DateTime<Z>) -> String
where
    Z::Offset: std::fmt::Display,
{
    format!("yyyy-mm-dd hh:mm:ss \"{}\"", at.format("%:z"))
}

/// The workbook's own date; `None` outside 1900 to 9999. Excel's 1900 had a 29 February, so the
/// two months before it count one day short: they are refused too.
fn date_time(at: NaiveDateTime) -> Option<ExcelDateTime> {
    if at.date() < NaiveDate::from_ymd_opt(1900, 3, 1)? {
        return None;
    }
    let (year, month, day) = (at.year(), at.month(), at.day());
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    let milli = at.nanosecond() / 1_000_000 % 1_000;
    let small = |number: u32| u8::try_from(number).ok();
    let day =
        ExcelDateTime::from_ymd(u16::try_from(year).ok()?, small(month)?, small(day)?).ok()?;
    let hour = u16::try_from(hour).ok()?;
    let milli = u16::try_from(milli).ok()?;
    day.and_hms_milli(hour, small(minute)?, small(second)?, milli).ok()
}
