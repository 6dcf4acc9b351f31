//! Pages of docs/ that are printed from the code and held to it.

use super::source;

/// Holds a file to `text`; with `UPDATE_DOCS=1` writes it.
#[track_caller]
pub fn held(path: &str, text: &str) {
    let file = source::root().join(path);
    if std::env::var("UPDATE_DOCS").as_deref() == Ok("1") {
        std::fs::write(&file, text).unwrap();
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = there.lines().zip(text.lines()).position(|(a, b)| a != b);
    let line = differs.unwrap_or(usize::min(there.lines().count(), text.lines().count()));
    assert!(
        there == text,
        "{path} differs from the code at line {}:\n  there: {}\n  code:  {}\nprint it anew with \
         UPDATE_DOCS=1",
        line + 1,
        there.lines().nth(line).unwrap_or("(nothing)"),
        text.lines().nth(line).unwrap_or("(nothing)"),
    );
}
