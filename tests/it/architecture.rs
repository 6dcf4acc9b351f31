//! Holds `src/` to the wall table in `docs/ARCHITECTURE.md`. The one rule: the table is read from
//! the document, so the document can't say one thing and the code another.

mod circles;
mod reading;
mod resolve;
mod walls;

use crate::support::source;
pub use reading::is_test_only;
use resolve::Tree;
use std::collections::{BTreeMap, BTreeSet};
use walls::{Row, Table};

/// Crates whose name in code differs from their package's, beyond `-` and `_`.
const LIBRARY_NAMES: [(&str, &str); 1] = [("iban_validate", "iban")];

fn dependencies() -> BTreeSet<String> {
    let manifest: toml::Table = source::read("Cargo.toml").parse().unwrap();
    manifest["dependencies"]
        .as_table()
        .unwrap()
        .keys()
        .map(|package| package.replace('-', "_"))
        .map(|name| {
            LIBRARY_NAMES
                .iter()
                .find(|(package, _)| *package == name)
                .map_or(name, |(_, library)| (*library).to_owned())
        })
        .collect()
}

fn table() -> Table {
    Table::parse(&source::read("docs/ARCHITECTURE.md"))
}

fn tree() -> Tree {
    let files = source::files("src", &[".rs"]);
    Tree::new(files.into_iter().filter(|file| !file.is_test()), dependencies())
}

fn report(faults: &[String]) {
    assert!(faults.is_empty(), "\n\n{}\n", faults.join("\n"));
}

#[test]
fn the_table_fits_the_house() {
    let (table, tree) = (table(), tree());
    let mut faults = Vec::new();
    let rooms = tree.rooms();
    for room in &rooms {
        if !table.rows.contains_key(room) {
            faults.push(format!("room `{room}` has no row in docs/ARCHITECTURE.md: add one"));
        }
    }
    let crates = dependencies();
    let mut named = BTreeSet::new();
    for (room, row) in &table.rows {
        if !rooms.contains(room) {
            faults.push(format!("the table has a row for `{room}`, but src/ has no such room"));
        }
        for below in row.imports.iter().map(|path| path[0].clone()) {
            match table.rows.get(&below) {
                None => faults.push(format!("row `{room}` imports `{below}`, which has no row")),
                Some(other) if other.rank >= row.rank => faults
                    .push(format!("row `{room}` imports `{below}`, which is not on a lower floor")),
                Some(_) => {}
            }
        }
        for name in &row.crates {
            if !crates.contains(name) {
                faults.push(format!("row `{room}` names `{name}`, no dependency in Cargo.toml"));
            }
            named.insert(name.clone());
        }
    }
    for name in crates.difference(&named) {
        faults.push(format!("no row may name the dependency `{name}`: remove it, or say who may"));
    }
    let lines = source::read("src/main.rs").lines().count();
    if lines > 20 {
        faults.push(format!("src/main.rs has {lines} lines; above 20 they belong in src/cli"));
    }
    report(&faults);
}

#[test]
fn rooms_use_only_what_the_table_opens() {
    report(&walls::imports(&tree(), &table()));
}

#[test]
fn rooms_hold_nothing_forbidden() {
    report(&walls::contents(&tree(), &table()));
}

#[test]
fn files_of_a_room_make_no_circle() {
    report(&circles::circles(&tree()));
}

#[test]
fn a_tests_file_is_compiled_for_tests_only() {
    let mut faults = Vec::new();
    for file in source::files("src", &[".rs"]) {
        let ast = syn::parse_file(&file.text).unwrap();
        for item in ast.items {
            if let syn::Item::Mod(module) = item
                && module.ident == "tests"
                && !is_test_only(&module.attrs)
            {
                let path = &file.path;
                faults.push(format!("{path}: put #[cfg(test)] on `mod tests`, tests are no wall"));
            }
        }
    }
    report(&faults);
}

// ── The checks themselves, on small houses with a known fault ──────────────────────────────────

fn small(files: &[(&str, &str)]) -> Tree {
    let files = files
        .iter()
        .map(|(path, text)| source::Text { path: (*path).to_owned(), text: (*text).to_owned() });
    Tree::new(files, ["sea_orm", "chrono"].map(str::to_owned).into())
}

fn small_table() -> Table {
    let row = |rank, imports: &[&str], crates: &[&str], words: &[&str]| Row {
        rank,
        imports: imports.iter().map(|path| path.split("::").map(str::to_owned).collect()).collect(),
        crates: crates.iter().map(|name| (*name).to_owned()).collect(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
    };
    Table {
        rows: BTreeMap::from([
            ("low".to_owned(), row(1, &[], &["chrono"], &["async", "floats", "io"])),
            ("mid".to_owned(), row(2, &["low"], &["sea_orm"], &[])),
            ("high".to_owned(), row(3, &["low", "mid::open"], &[], &["sql", "writes"])),
        ]),
        exceptions: BTreeSet::from([("src/low/geo.rs".to_owned(), "floats".to_owned())]),
    }
}

fn import_faults(path: &str, text: &str) -> Vec<String> {
    walls::imports(&small(&[("src/mid/mod.rs", ""), (path, text)]), &small_table())
}

#[test]
fn a_wall_crossed_is_found() {
    for (path, text) in [
        ("src/low/a.rs", "use crate::mid::Thing;"),
        ("src/low/a.rs", "fn f() { super::super::mid::f() }"),
        ("src/low/a.rs", "use crate::{low::b, mid};"),
        ("src/low/a.rs", "fn f() { println!(\"{}\", crate::mid::f()); }"),
        ("src/low/a.rs", "#[derive(sea_orm::DeriveEntityModel)] struct A;"),
        ("src/low/a.rs", "use sea_orm as so;"),
        ("src/high/a.rs", "use crate::mid::closed::Thing;"),
        ("src/high/a.rs", "use crate::mid;"),
        ("src/high/a.rs", "pub use crate::low::Thing;"),
        ("src/high/a.rs", "use crate::nowhere::Thing;"),
    ] {
        let faults = import_faults(path, text);
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        assert!(faults[0].starts_with(&format!("{path}:1: ")), "{}", faults[0]);
    }
}

#[test]
fn an_open_door_is_no_fault() {
    for (path, text) in [
        ("src/low/a.rs", "use chrono::NaiveDate; use super::b; use self::c::D;"),
        ("src/low/a.rs", "#[cfg(test)] mod tests { use crate::mid::Thing; }"),
        ("src/mid/a.rs", "use crate::low::Thing; use sea_orm::Entity;"),
        ("src/high/a.rs", "use crate::mid::open::Thing; use std::fmt;"),
        ("src/high/a.rs", "//! See crate::mid::closed\n/// `crate::mid::closed`\nfn f() {}"),
    ] {
        assert_eq!(import_faults(path, text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn forbidden_contents_are_found() {
    for (path, text, faults) in [
        ("src/low/a.rs", "async fn f() {}", 1),
        ("src/low/a.rs", "fn f(x: f64) {}", 1),
        ("src/low/a.rs", "const X: u8 = (1.5) as u8;", 1),
        ("src/low/a.rs", "fn f() { assert!(a.0.1 == b) }", 0),
        ("src/low/geo.rs", "fn f(x: f64) {}", 0),
        ("src/low/a.rs", "use std::{fmt, fs};", 1),
        ("src/mid/a.rs", "use chrono::Utc; fn f() { Utc::now(); }", 1),
        ("src/mid/a.rs", "fn f() { chrono::Local::now(); }", 1),
        ("src/mid/a.rs", "fn f() { format!(\"<p>{x}</p>\"); }", 1),
        ("src/mid/a.rs", "fn f() { format!(\"a < b, <FILE>\"); }", 0),
        ("src/mid/a.rs", "/// <b>documented</b>\nfn f() {}", 0),
        ("src/high/a.rs", "const Q: &str = \"SELECT 1\";", 1),
        ("src/high/a.rs", "fn f() { Entity::delete_by_id(3) }", 1),
        ("src/mid/a.rs", "const Q: &str = \"SELECT 1\";", 0),
    ] {
        let found = walls::contents(&small(&[(path, text)]), &small_table());
        assert_eq!(found.len(), faults, "{text}: {found:?}");
    }
}

#[test]
fn a_circle_is_found_and_named() {
    let found = circles::circles(&small(&[
        ("src/low/mod.rs", "pub mod a; pub mod b; pub mod c;"),
        ("src/low/a.rs", "use super::b::B;"),
        ("src/low/b.rs", "use crate::low::c;\nfn f() { c::g() }"),
        ("src/low/c.rs", "\nfn g() { super::a::h() }"),
    ]));
    assert_eq!(found.len(), 1, "{found:?}");
    for part in ["src/low/a.rs:1", "src/low/b.rs:1", "src/low/c.rs:2"] {
        assert!(found[0].contains(part), "{}", found[0]);
    }
}

#[test]
fn a_parent_and_child_that_call_each_other_are_a_circle() {
    let child = ("src/low/a.rs", "use super::Shared;");
    let holds = ("src/low/mod.rs", "pub mod a; pub struct Shared; pub use a::Thing;");
    assert_eq!(circles::circles(&small(&[holds, child])), Vec::<String>::new());
    let calls = ("src/low/mod.rs", "pub mod a; pub struct Shared; fn f() { a::g() }");
    assert_eq!(circles::circles(&small(&[calls, child])).len(), 1);
}

#[test]
fn a_private_child_is_a_part_of_its_parent() {
    let room = ("src/low/mod.rs", "pub mod a; pub mod out;");
    let parent = ("src/low/a.rs", "mod part; mod other; struct S; fn f() { part::g() }");
    let part = ("src/low/a/part.rs", "use super::S; pub fn g() {}");
    let found = circles::circles(&small(&[room, parent, part]));
    assert_eq!(found, Vec::<String>::new());

    let part = ("src/low/a/part.rs", "use super::other::h; pub fn g() {}");
    let other = ("src/low/a/other.rs", "use super::part::g; pub fn h() {}");
    let found = circles::circles(&small(&[room, parent, part, other]));
    assert_eq!(found.len(), 1, "two parts: {found:?}");

    let parent = ("src/low/a.rs", "mod part; pub use part::P; use super::out::O;");
    let part = ("src/low/a/part.rs", "use super::S; pub struct P;");
    let out = ("src/low/out.rs", "use super::a::P; pub struct O;");
    let found = circles::circles(&small(&[room, parent, part, out]));
    assert_eq!(found.len(), 1, "by way of another file: {found:?}");
}

#[test]
fn a_signpost_leads_to_the_file_behind_it() {
    for signpost in ["pub use b::B;", "pub use b::*;"] {
        let parent = format!("pub mod a; pub mod b; {signpost}");
        let found = circles::circles(&small(&[
            ("src/low/mod.rs", &parent),
            ("src/low/a.rs", "use super::B; pub struct A;"),
            ("src/low/b.rs", "use super::a::A; pub struct B;"),
        ]));
        assert_eq!(found.len(), 1, "{signpost}: {found:?}");
    }
}
