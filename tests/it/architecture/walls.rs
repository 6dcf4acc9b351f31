//! The wall table as values, and the two questions asked of every file: what does it use, and what
//! does it contain.

use super::resolve::{File, Lead, Target, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// Words the last column may use, besides `clock` and `html`, which hold in every room.
const WORDS: [&str; 5] = ["async", "io", "floats", "sql", "writes"];

/// One room's row.
#[derive(Debug)]
pub struct Row {
    /// The floor.
    pub rank: u32,
    /// Paths it may import, from the crate's root.
    pub imports: BTreeSet<Vec<String>>,
    /// Crates from outside it may name.
    pub crates: BTreeSet<String>,
    /// Words it must not contain.
    pub words: BTreeSet<String>,
}

/// The tables of `docs/ARCHITECTURE.md`.
#[derive(Debug)]
pub struct Table {
    /// By room.
    pub rows: BTreeMap<String, Row>,
    /// File and word that is allowed in it.
    pub exceptions: BTreeSet<(String, String)>,
}

/// The parts in code type.
fn code(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// The rows of the Markdown table whose head starts with these words.
fn rows(document: &str, head: &str) -> Vec<Vec<String>> {
    let rows: Vec<Vec<String>> = document
        .lines()
        .skip_while(|line| !line.starts_with(head))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    assert!(!rows.is_empty(), "docs/ARCHITECTURE.md has no table that starts with `{head}`");
    rows
}

impl Table {
    /// Reads both tables; a row that can't be read stops the test with its text.
    pub fn parse(document: &str) -> Self {
        let mut table = Self { rows: BTreeMap::new(), exceptions: BTreeSet::new() };
        for cells in rows(document, "| rank | room |") {
            let [rank, room, imports, crates, contents] = cells.as_slice() else {
                panic!("a row of the wall table has five cells: {cells:?}");
            };
            let words: BTreeSet<String> = code(contents).collect();
            for word in &words {
                let known = WORDS.contains(&word.as_str());
                assert!(known, "row {room}: `{word}` is no word the test knows; see {WORDS:?}");
            }
            let row = Row {
                rank: rank.parse().unwrap_or_else(|_| panic!("`{rank}` is no rank")),
                imports: code(imports)
                    .map(|path| path.split("::").map(str::to_owned).collect())
                    .collect(),
                crates: code(crates).collect(),
                words,
            };
            let name = code(room).next().expect("a room's name in code type");
            assert!(table.rows.insert(name, row).is_none(), "two rows for {room}");
        }
        for cells in rows(document, "| file | may contain |") {
            let file = code(&cells[0]).next().expect("a file in code type");
            assert!(cells[2].len() > 20, "{file}: an exception needs a reason");
            table.exceptions.extend(code(&cells[1]).map(|word| (file.clone(), word)));
        }
        table
    }
}

/// Rooms that may pass names of another room on: what a read gives are the store's values, and the
/// doors see them without seeing the store's verbs.
const PASSES_ON: [(&str, &str); 1] = [("queries", "store")];

fn import_fault(tree: &Tree, table: &Table, file: &File, row: &Row, lead: &Lead) -> Option<String> {
    let room = file.room()?;
    match &lead.target {
        Target::Inside(path) => {
            let other = path.first()?;
            let what = path.join("::");
            if other == room {
                None
            } else if !tree.rooms().contains(other) && !table.rows.contains_key(other) {
                Some(format!("`crate::{what}` is in no room: give it one"))
            } else if lead.passed_on && !PASSES_ON.contains(&(room, other.as_str())) {
                Some(format!("passes on `{what}`: who needs it imports it from `{other}` itself"))
            } else if row.imports.iter().any(|open| path.starts_with(open)) {
                None
            } else {
                Some(format!(
                    "`{room}` may not use `{what}`: move the code to the room that may, hand the \
                     value in as an argument, or change the wall in docs/ARCHITECTURE.md (with an \
                     ADR)"
                ))
            }
        }
        Target::Outside(path) => {
            let name = path.first()?;
            let is_free = ["std", "core", "alloc"].contains(&name.as_str());
            (!is_free && !row.crates.contains(name)).then(|| {
                format!(
                    "`{room}` may not name the crate `{name}`: let a room that may do it, or \
                     change the wall in docs/ARCHITECTURE.md (with an ADR)"
                )
            })
        }
        Target::Local => None,
    }
}

/// Uses across a closed wall, the first of each kind in a file.
pub fn imports(tree: &Tree, table: &Table) -> Vec<String> {
    let mut faults = Vec::new();
    for file in &tree.files {
        let Some(row) = file.room().and_then(|room| table.rows.get(room)) else { continue };
        let mut told = BTreeSet::new();
        for lead in tree.leads(file) {
            if let Some(fault) = import_fault(tree, table, file, row, &lead)
                && told.insert(fault.clone())
            {
                faults.push(format!("{}:{}: {fault}", file.path, lead.line));
            }
        }
    }
    faults
}

fn ends_with(path: &[String], ends: &[[&str; 2]]) -> bool {
    ends.iter().any(|end| path.iter().rev().take(2).rev().eq(end.iter()))
}

/// Words that are paths: the clock, and what reaches outside the program.
fn path_word(target: &Target) -> Option<&'static str> {
    let Target::Outside(path) = target else { return None };
    let clocks = [["Utc", "now"], ["Local", "now"], ["SystemTime", "now"]];
    let outside = ["fs", "net", "io", "env", "process", "thread"];
    if ends_with(path, &clocks) {
        Some("clock")
    } else if ends_with(path, &[["Instant", "now"]])
        || (path[0] == "std" && path.get(1).is_some_and(|part| outside.contains(&part.as_str())))
    {
        Some("io")
    } else {
        None
    }
}

fn advice(word: &str) -> &'static str {
    match word {
        "async" => "this room waits for nothing: do the waiting in `actions` and hand the value in",
        "io" => "this room touches nothing outside: read it in a room above and hand it in",
        "floats" => "money, days and scores are whole numbers: use cents, or rust_decimal",
        "sql" => "statements stand in `store` and `queries`: write the read or the save there",
        "writes" => "this room reads only: a change is a verb in `actions`, saved by `store`",
        "clock" => "take the time as an argument; `actions/clock.rs` is the one that asks for it",
        "html" => "markup lives in templates/: pass the values to a template",
        other => panic!("no advice for `{other}`"),
    }
}

/// Forbidden words, the first of each kind in a file.
pub fn contents(tree: &Tree, table: &Table) -> Vec<String> {
    let mut faults = Vec::new();
    for file in &tree.files {
        let Some(row) = file.room().and_then(|room| table.rows.get(room)) else { continue };
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        let paths = tree
            .leads(file)
            .into_iter()
            .filter_map(|lead| path_word(&lead.target).map(|word| (word, lead.line)));
        for (word, line) in file.reading.words.iter().copied().chain(paths) {
            let first = found.entry(word).or_insert(line);
            *first = line.min(*first);
        }
        for (word, line) in found {
            let is_held = ["clock", "html"].contains(&word) || row.words.contains(word);
            // A path that ends in `/` stands for the whole folder.
            let is_excepted = table.exceptions.iter().any(|(path, excepted)| {
                let covers = *path == file.path
                    || (path.ends_with('/') && file.path.starts_with(path.as_str()));
                covers && excepted == word
            });
            if is_held && !is_excepted {
                faults.push(format!("{}:{line}: `{word}`: {}", file.path, advice(word)));
            }
        }
    }
    faults
}
