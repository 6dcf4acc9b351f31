//! A table before it is a file: columns, rows, cells of a known kind. The one rule: a table is
//! whole when it is made (each row as long as the columns, each cell of its column's kind), so that
//! writing it can't meet a surprise.

mod csv;
mod xlsx;

pub use csv::{csv, guarded, plain};
pub use xlsx::{XlsxFault, xlsx};

use crate::domain::{
    moment::{Moment, Zone},
    money::Money,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Words. Never taken for a formula, whatever they begin with.
    Text,
    /// Euro, from whole cents.
    Money,
    /// A whole number without unit; the label says what it counts.
    Number,
    /// A calendar day.
    Day,
    /// An instant, shown on the wall clock of its zone.
    Instant,
    /// Yes or no.
    Flag,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Stable name for templates: `applicant`, `amount`. Unique in a table.
    pub key: String,
    /// What the header row says.
    pub label: String,
    /// What its cells hold.
    pub kind: ColumnKind,
}

impl Column {
    /// A column of this key, label and kind.
    pub fn new(key: &str, label: &str, kind: ColumnKind) -> Self {
        Self { key: key.to_owned(), label: label.to_owned(), kind }
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// Euro.
    Money(Money),
    /// A whole number.
    Number(i64),
    /// A calendar day.
    Day(NaiveDate),
    /// An instant and the zone it is read in.
    Instant(Moment, Zone),
    /// Yes or no.
    Flag(bool),
    /// Nothing known; stands in a column of any kind.
    Empty,
}

impl Cell {
    /// A cell of words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The words, or nothing.
    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    /// The column it belongs in; `None` for nothing, which fits all.
    const fn kind(&self) -> Option<ColumnKind> {
        match self {
            Self::Text(_) => Some(ColumnKind::Text),
            Self::Money(_) => Some(ColumnKind::Money),
            Self::Number(_) => Some(ColumnKind::Number),
            Self::Day(_) => Some(ColumnKind::Day),
            Self::Instant(..) => Some(ColumnKind::Instant),
            Self::Flag(_) => Some(ColumnKind::Flag),
            Self::Empty => None,
        }
    }
}

/// Rows under columns. Made by [`Table::try_new`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    title: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

/// Why these rows and columns are no table. Rows count from 1, the header not counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableFault {
    /// There is nothing to stand in a row.
    #[error("the table has no columns")]
    NoColumns,
    /// Two columns of one name.
    #[error("two columns are called {key}")]
    KeyTwice { key: String },
    /// A row that is too short or too long.
    #[error("row {row} has {cells} cells for {columns} columns")]
    RowLength { row: usize, cells: usize, columns: usize },
    /// A cell in the wrong column.
    #[error("row {row} holds something in {key} that isn't of the column's kind")]
    KindDiffers { row: usize, key: String },
}

/// A template asks for columns the table doesn't have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChooseRefusal {
    /// None was asked for.
    #[error("no column was chosen")]
    NoColumns,
    /// These keys are no columns of the table, in the order asked.
    #[error("the table has no columns {}", .keys.join(", "))]
    Unknown { keys: Vec<String> },
    /// This key was asked for more than once.
    #[error("the column {key} was chosen twice")]
    Twice { key: String },
}

/// A saved export: which columns, in which order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What its owner calls it.
    pub name: String,
    /// Keys of columns, in the order they are written.
    pub columns: Vec<String>,
}

impl Template {
    /// The table as this template shows it. A table that has lost a column since the template was
    /// saved refuses, so that nobody sends a file with a gap unseen.
    pub fn of(&self, table: &Table) -> Result<Table, ChooseRefusal> {
        let keys: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        table.choose(&keys)
    }
}

impl Table {
    /// A table of these rows. Refuses no columns, a key used twice, a row of another length, and a
    /// cell of another kind than its column.
    pub fn try_new(
        title: impl Into<String>,
        columns: Vec<Column>,
        rows: Vec<Vec<Cell>>,
    ) -> Result<Self, TableFault> {
        if columns.is_empty() {
            return Err(TableFault::NoColumns);
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = columns.iter().find(|column| !seen.insert(column.key.as_str())) {
            return Err(TableFault::KeyTwice { key: twice.key.clone() });
        }
        for (at, row) in rows.iter().enumerate() {
            let row_number = at + 1;
            if row.len() != columns.len() {
                let (cells, columns) = (row.len(), columns.len());
                return Err(TableFault::RowLength { row: row_number, cells, columns });
            }
            let differs =
                |(column, cell): &(&Column, &Cell)| cell.kind().is_some_and(|k| k != column.kind);
            if let Some((column, _)) = columns.iter().zip(row).find(differs) {
                let key = column.key.clone();
                return Err(TableFault::KindDiffers { row: row_number, key });
            }
        }
        Ok(Self { title: title.into(), columns, rows })
    }

    /// What the table is about.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its columns, left to right.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Its rows, top to bottom, without the header.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// These columns in this order, all rows. Refuses none, an unknown key (all of them by name),
    /// and a key asked for twice.
    pub fn choose(&self, keys: &[&str]) -> Result<Self, ChooseRefusal> {
        if keys.is_empty() {
            return Err(ChooseRefusal::NoColumns);
        }
        let place = |key: &str| self.columns.iter().position(|column| column.key == key);
        let unknown = keys.iter().filter(|key| place(key).is_none());
        let unknown: Vec<String> = unknown.map(|key| (*key).to_owned()).collect();
        if !unknown.is_empty() {
            return Err(ChooseRefusal::Unknown { keys: unknown });
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = keys.iter().find(|key| !seen.insert(**key)) {
            return Err(ChooseRefusal::Twice { key: (*twice).to_owned() });
        }
        let places: Vec<usize> = keys.iter().filter_map(|key| place(key)).collect();
        let columns = places.iter().map(|at| self.columns[*at].clone()).collect();
        let pick = |row: &Vec<Cell>| places.iter().map(|at| row[*at].clone()).collect();
        let rows = self.rows.iter().map(pick).collect();
        Ok(Self { title: self.title.clone(), columns, rows })
    }
}

#[cfg(test)]
mod tests;
