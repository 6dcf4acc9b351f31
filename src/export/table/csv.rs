//! A table as CSV: UTF-8 with a byte order mark, RFC 4180, lines ended by CR LF. The one rule: what
//! a person wrote is never a formula. A spreadsheet runs a cell that begins with `=`, and the cell
//! came from an applicant.

use super::{Cell, Table};
use crate::domain::money::Money;
use chrono::SecondsFormat;

/// Without it, Excel reads UTF-8 as its own old code page.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The table as CSV bytes. Text is guarded against being run as a formula (see [`guarded`]);
/// amounts are `1234.56`, days `2026-05-04`, instants `2026-05-04T17:00:00+02:00`, flags `yes` and
/// `no`. Numbers and amounts are never guarded: `-5` stays a number.
///
/// The separator is a comma. A spreadsheet set to semicolons (much of the continent) reads such a
/// file line by line as text when it is opened by a double click; offer XLSX beside it.
pub fn csv(table: &Table) -> Vec<u8> {
    let mut out = String::from(BYTE_ORDER_MARK);
    // Labels are ours today and an office's tomorrow: a form's field names its own column.
    line(&mut out, table.columns().iter().map(|column| guarded(&column.label)));
    for row in table.rows() {
        line(&mut out, row.iter().map(written));
    }
    out.into_bytes()
}

fn line(out: &mut String, fields: impl Iterator<Item = String>) {
    let start = out.len();
    for (at, field) in fields.enumerate() {
        if at > 0 {
            out.push(',');
        }
        quoted(out, &field);
    }
    if out.len() == start {
        // A lone empty field would be an empty line, which readers skip.
        out.push_str("\"\"");
    }
    out.push_str("\r\n");
}

/// In quotes when RFC 4180 asks for them, and when a reader would strip blanks at the ends.
fn quoted(out: &mut String, field: &str) {
    let ends_blank = field.starts_with(char::is_whitespace) || field.ends_with(char::is_whitespace);
    if ends_blank || field.contains([',', ';', '"', '\r', '\n']) {
        out.push('"');
        out.push_str(&field.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(field);
    }
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => guarded(text),
        Cell::Money(amount) => plain(*amount),
        Cell::Number(number) => number.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Instant(at, zone) => at.in_zone(*zone).to_rfc3339_opts(SecondsFormat::AutoSi, false),
        Cell::Flag(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Cell::Empty => String::new(),
    }
}

/// Euro without thousands signs, always two decimals: `1234.56`, `-0.05`.
pub fn plain(amount: Money) -> String {
    let cents = amount.cents().unsigned_abs();
    let sign = if amount.is_negative() { "-" } else { "" };
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// The text, with an apostrophe in front when a spreadsheet could take it for a formula: its first
/// sign, after blanks and signs without width, is one of `= + - @` (also in their full-width
/// forms), or it begins with a tab or a line break.
pub fn guarded(text: &str) -> String {
    let first = text.chars().find(|c| !is_blank(*c));
    let formula = first.is_some_and(starts_formula);
    if formula || text.starts_with(['\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The signs a spreadsheet begins a formula with, and those an Asian keyboard writes for them.
const fn starts_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@'
            | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}' // full width
            | '\u{fe66}' | '\u{fe62}' | '\u{fe63}' | '\u{fe6b}' // small
            | '\u{2212}' // minus sign
    )
}

/// What a spreadsheet may strip or not show: blanks, controls, marks without width.
fn is_blank(c: char) -> bool {
    let no_width = matches!(
        c,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}'
    );
    c.is_whitespace() || c.is_control() || no_width
}
