//! Reads TOML with the place of every value. The one rule: a fault is noted with its line and the
//! reading goes on with a stand-in, so a file is told everything that is wrong with it at once;
//! who reads must ask `Source::faults` before using what came out.

use crate::domain::{facts::day, money::Money, suggest::did_you_mean};
use chrono::NaiveDate;
use std::{cell::RefCell, collections::BTreeMap, fmt, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileFault {
    /// The file as the caller named it.
    pub file: String,
    /// 1-based line; 0 when the file could not be read at all.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
    /// What is wrong and what would be right.
    pub says: String,
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.says),
            _ => write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.says),
        }
    }
}

impl std::error::Error for FileFault {}

/// A text with its place.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Its bytes in the file, quotes included.
    pub at: Range<usize>,
}

/// A file being read, with the faults found so far.
#[derive(Debug)]
pub struct Source<'t> {
    file: &'t str,
    text: &'t str,
    faults: RefCell<Vec<FileFault>>,
}

impl<'t> Source<'t> {
    /// A file by name and content.
    pub fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text, faults: RefCell::default() }
    }
    /// Parses the text; what is no TOML is noted, and the rest is read as far as it goes.
    pub fn parse(&self) -> Spanned<DeTable<'t>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let says = error.message().trim().replace('\n', ", ");
            self.fault(error.span().map_or(0, |span| span.start), says);
        }
        table
    }
    /// Notes a fault at a byte of the file.
    pub fn fault(&self, byte: usize, says: impl Into<String>) {
        let (line, column) = self.place(byte);
        let file = self.file.to_owned();
        self.faults.borrow_mut().push(FileFault { file, line, column, says: says.into() });
    }
    /// Notes a fault inside a text value: `line` and `column` are the text's own, 1-based.
    pub fn fault_inside(&self, at: &Range<usize>, line: u32, column: u32, says: String) {
        let raw = self.text.get(at.clone()).unwrap_or("");
        let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
        // A line end right behind the opening quotes is no part of the text.
        let skipped = match raw.get(quotes..) {
            Some(inner) if inner.starts_with("\r\n") => 2,
            Some(inner) if quotes == 3 && inner.starts_with('\n') => 1,
            Some(_) | None => 0,
        };
        let start = at.start + quotes + skipped;
        let before: usize = self
            .text
            .get(start..at.end)
            .unwrap_or("")
            .split_inclusive('\n')
            .take(line.saturating_sub(1) as usize)
            .map(str::len)
            .sum();
        let rest = self.text.get(start + before..at.end).unwrap_or("");
        let inside = rest.char_indices().nth(column.saturating_sub(1) as usize);
        self.fault(start + before + inside.map_or(0, |(byte, _)| byte), says);
    }
    /// 1-based line and column of a byte.
    pub fn place(&self, byte: usize) -> (u32, u32) {
        let before = self.text.get(..byte.min(self.text.len())).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let count = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
        (count(before.matches('\n').count()), count(before[line_start..].chars().count()))
    }
    /// All faults, in the order of the file, each once.
    pub fn faults(self) -> Vec<FileFault> {
        let mut faults = self.faults.into_inner();
        faults.sort_by_key(|fault| (fault.line, fault.column, fault.says.clone()));
        faults.dedup();
        faults
    }
}

/// A table being read. Keys nobody asked for are faults when it is `done`.
#[derive(Debug)]
pub struct Table<'s, 't> {
    /// The file.
    pub source: &'s Source<'t>,
    entries: &'s DeTable<'t>,
    /// Where the table begins.
    pub at: usize,
    name: String,
    asked: RefCell<Vec<&'static str>>,
}

impl<'s, 't> Table<'s, 't> {
    /// A table; `name` is how faults call it, empty for the file itself.
    pub fn new(source: &'s Source<'t>, table: &'s DeTable<'t>, at: usize, name: &str) -> Self {
        Self { source, entries: table, at, name: name.to_owned(), asked: RefCell::default() }
    }
    /// The value of a key, if it is there.
    pub fn get(&self, key: &'static str) -> Option<&'s Spanned<DeValue<'t>>> {
        self.asked.borrow_mut().push(key);
        self.entries.get(key)
    }
    /// Where the key's value stands, else where the table begins.
    pub fn place_of(&self, key: &str) -> usize {
        self.entries.get(key).map_or(self.at, |value| value.span().start)
    }
    /// Notes a fault at the key's value.
    pub fn fault(&self, key: &str, says: impl Into<String>) {
        self.source.fault(self.place_of(key), says);
    }
    /// Its keys with their values and places, for tables whose keys are free.
    pub fn entries(&self) -> impl Iterator<Item = (&'s str, usize, &'s Spanned<DeValue<'t>>)> {
        self.entries.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value))
    }
    /// Notes every key that nobody asked for.
    pub fn done(self) {
        let asked = self.asked.borrow();
        for (key, at, _) in self.entries() {
            if !asked.contains(&key) {
                let near = did_you_mean(key, asked.iter().copied());
                self.source.fault(at, format!("there is no `{key}`{}{near}", self.within()));
            }
        }
    }
    fn within(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!(" in `{}`", self.name) }
    }
    /// Notes a key that is not there.
    pub fn required(&self, key: &'static str) {
        if self.get(key).is_none() {
            self.missing(key);
        }
    }
    fn missing(&self, key: &str) {
        self.source.fault(self.at, format!("`{key}` is missing{}", self.within()));
    }
    /// The value read by `read`, which names what it wants when it cannot. Missing: `None`.
    pub fn read<V>(
        &self,
        key: &'static str,
        want: &str,
        read: impl FnOnce(&DeValue<'t>) -> Option<V>,
    ) -> Option<V> {
        let value = self.get(key)?;
        let found = read(value.get_ref());
        if found.is_none() {
            let kind = of_kind(value.get_ref());
            self.fault(key, format!("`{key}` must be {want}, but this is {kind}"));
        }
        found
    }
    /// A text, if it is there.
    pub fn text_opt(&self, key: &'static str) -> Option<Text> {
        let text = self.read(key, "a text", |value| value.as_str().map(str::to_owned))?;
        let at = self.get(key).map_or(0..0, Spanned::span);
        Some(Text { text, at })
    }
    /// A text that must be there and say something.
    pub fn text(&self, key: &'static str) -> Text {
        let stand_in = Text { text: String::new(), at: self.at..self.at };
        if self.get(key).is_none() {
            self.missing(key);
            return stand_in;
        }
        let text = self.text_opt(key).unwrap_or(stand_in);
        if text.text.trim().is_empty()
            && self.get(key).is_some_and(|value| value.get_ref().is_str())
        {
            self.fault(key, format!("`{key}` is empty"));
        }
        text
    }
    /// A whole number between two bounds, if it is there.
    pub fn int_opt(&self, key: &'static str, bounds: Range<i64>) -> Option<i64> {
        let number = self.read(key, "a whole number", integer)?;
        if bounds.contains(&number) {
            return Some(number);
        }
        let (least, most) = (bounds.start, bounds.end - 1);
        self.fault(key, format!("`{key}` must lie between {least} and {most}"));
        None
    }
    /// A whole number of at least `least` that must be there, or stands for `otherwise`.
    pub fn count(&self, key: &'static str, least: u32, otherwise: Option<u32>) -> u32 {
        let found = self.int_opt(key, i64::from(least)..1_000_000_001);
        if self.get(key).is_none() && otherwise.is_none() {
            self.missing(key);
        }
        found.and_then(|number| u32::try_from(number).ok()).or(otherwise).unwrap_or(least)
    }
    /// Yes or no; `otherwise` when it is not there.
    pub fn flag(&self, key: &'static str, otherwise: bool) -> bool {
        self.read(key, "true or false", DeValue::as_bool).unwrap_or(otherwise)
    }
    /// An amount of euro that must be there, written as text, `"780.00"`, or in whole euro.
    pub fn money(&self, key: &'static str) -> Money {
        self.required(key);
        self.money_opt(key).unwrap_or(Money::ZERO)
    }
    /// An amount of euro, if it is there.
    pub fn money_opt(&self, key: &'static str) -> Option<Money> {
        let want = "an amount of euro as text, like \"780.00\", or in whole euro";
        let read = |value: &DeValue<'_>| match value.as_str() {
            Some(text) => Money::parse_euro(text),
            None => integer(value)?.checked_mul(100).map(Money::from_cents),
        };
        let amount = self.read(key, want, read)?;
        if amount.is_negative() {
            self.fault(key, format!("`{key}` must not be negative"));
        }
        Some(amount)
    }
    /// A day, if it is there: 2027-03-01, with quotes or without.
    pub fn day_opt(&self, key: &'static str) -> Option<NaiveDate> {
        self.read(key, "a date like 2027-03-01", as_day)
    }
    /// A day that must be there.
    pub fn day(&self, key: &'static str) -> NaiveDate {
        self.required(key);
        self.day_opt(key).unwrap_or_default()
    }
    /// Texts with their places; none when the key is not there.
    pub fn texts(&self, key: &'static str) -> Vec<Text> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            let kind = of_kind(value.get_ref());
            self.fault(key, format!("`{key}` must be a list of texts, but this is {kind}"));
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| {
                let text = item.get_ref().as_str();
                if text.is_none() {
                    let kind = of_kind(item.get_ref());
                    let says = format!("`{key}` must be a list of texts, but this is {kind}");
                    self.source.fault(item.span().start, says);
                }
                Some(Text { text: text?.to_owned(), at: item.span() })
            })
            .collect()
    }
    /// Texts that must be there, at least one.
    pub fn some_texts(&self, key: &'static str) -> Vec<Text> {
        let texts = self.texts(key);
        match self.get(key) {
            None => self.missing(key),
            Some(value) if value.get_ref().as_array().is_some_and(|items| items.is_empty()) => {
                self.fault(key, format!("`{key}` is empty"));
            }
            Some(_) => {}
        }
        texts
    }
    /// The table under a key, if it is there.
    pub fn table_opt(&self, key: &'static str) -> Option<Table<'s, 't>> {
        let value = self.get(key)?;
        let Some(table) = value.get_ref().as_table() else {
            let kind = of_kind(value.get_ref());
            self.fault(key, format!("`{key}` must be a table, but this is {kind}"));
            return None;
        };
        Some(Table::new(self.source, table, value.span().start, &self.path(key)))
    }
    /// The table under a key that must be there.
    pub fn table(&self, key: &'static str) -> Option<Table<'s, 't>> {
        self.required(key);
        self.table_opt(key)
    }
    /// The tables of a list (`[[key]]`); none when the key is not there.
    pub fn tables(&self, key: &'static str) -> Vec<Table<'s, 't>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            let path = self.path(key);
            self.fault(key, format!("`{key}` must be a list of tables, written [[{path}]]"));
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| {
                let table = item.get_ref().as_table();
                if table.is_none() {
                    let kind = of_kind(item.get_ref());
                    let says = format!("`{key}` must be a list of tables, but this is {kind}");
                    self.source.fault(item.span().start, says);
                }
                Some(Table::new(self.source, table?, item.span().start, &self.path(key)))
            })
            .collect()
    }
    /// How faults and headings call a key of it: `rounds.form`.
    pub fn path(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }
}

/// Notes every text that was there before; `what` is how the fault calls it.
pub fn once<'x>(source: &Source<'_>, what: &str, texts: impl IntoIterator<Item = &'x Text>) {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for Text { text, at } in texts {
        let (line, _) = source.place(at.start);
        if let Some(first) = seen.get(text.as_str()) {
            source
                .fault(at.start, format!("the {what} `{text}` is there already, in line {first}"));
        } else {
            seen.insert(text, line);
        }
    }
}

/// A whole number as TOML writes them, in any base.
pub fn integer(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// A day as TOML writes them, or as text.
pub fn as_day(value: &DeValue<'_>) -> Option<NaiveDate> {
    match value {
        DeValue::String(text) => day(text),
        DeValue::Datetime(datetime) => day(&datetime.to_string()),
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => None,
    }
}

/// What a value is, in plain words.
pub fn of_kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with decimals",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
