//! Words that stand nowhere, each with what to do instead; and the links and headings of documents.
//! The words are written in two halves here, so that this file doesn't trip over itself.

use crate::support::source::Text;
use std::collections::BTreeSet;

/// In the program (not in tests): word, folders where it may stand, what to do instead.
const IN_PROGRAM: [(&str, &[&str], &str); 7] = [
    (concat!("to", "do!"), &[], "write it, or leave it out and say so in README.md"),
    (concat!("unimple", "mented!"), &[], "write it, or make the case impossible by its type"),
    (concat!("d", "bg!("), &[], "use tracing::debug! with fields, or remove it"),
    (concat!("eprint", "ln!"), &["src/cli", "src/main.rs"], "use tracing with fields"),
    (concat!(" print", "ln!"), &["src/cli", "src/main.rs"], "use tracing with fields"),
    (concat!(" print", "!("), &["src/cli", "src/main.rs"], "use tracing with fields"),
    (concat!("lazy_", "static!"), &[], "use std::sync::LazyLock"),
];

/// Templates that may say `|safe`, and why what they print is safe.
const SAFE: [(&str, &str); 0] = [];

fn places<'a>(files: &'a [Text], word: &'a str) -> impl Iterator<Item = (&'a Text, usize)> {
    files.iter().flat_map(move |file| {
        let lines = file.text.lines().enumerate();
        lines.filter(move |(_, line)| line.contains(word)).map(move |(at, _)| (file, at + 1))
    })
}

/// Left-overs of writing, in the program.
pub fn banned_in_program(files: &[Text]) -> Vec<String> {
    let mut faults = Vec::new();
    for (word, allowed, instead) in IN_PROGRAM {
        for (file, line) in places(files, word) {
            if !allowed.iter().any(|folder| file.path.starts_with(folder)) {
                faults.push(format!("{}:{line}: `{}`: {instead}", file.path, word.trim()));
            }
        }
    }
    faults
}

/// Lints switched off without a reason.
pub fn banned_in_rust(files: &[Text]) -> Vec<String> {
    [concat!("#[al", "low("), concat!("#![al", "low(")]
        .iter()
        .flat_map(|word| places(files, word))
        .map(|(file, line)| {
            format!("{}:{line}: use #[expect(lint, reason = \"..\")], so it goes away", file.path)
        })
        .collect()
}

/// Notes to oneself.
pub fn left_over_notes(files: &[Text]) -> Vec<String> {
    let notes = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX")];
    let is_word = |line: &str, word: &str| {
        line.match_indices(word).any(|(at, _)| {
            let sign = |c: char| c.is_alphanumeric() || c == '_';
            !line[..at].ends_with(sign) && !line[at + word.len()..].starts_with(sign)
        })
    };
    let mut faults = Vec::new();
    for file in files {
        for (at, line) in file.text.lines().enumerate() {
            if notes.iter().any(|word| is_word(line, word)) {
                let path = &file.path;
                faults.push(format!("{path}:{}: do it now, or file an issue and say why", at + 1));
            }
        }
    }
    faults
}

/// What the strict content policy would refuse, and what would let a person's text be markup.
pub fn banned_in_templates(files: &[Text]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        for (at, line) in file.text.lines().enumerate() {
            let tight: String = line.to_lowercase().replace([' ', '\t'], "");
            let at = format!("{}:{}", file.path, at + 1);
            let argued = SAFE.iter().any(|(path, _)| *path == file.path);
            if (tight.contains("|safe") || tight.contains("autoescapefalse")) && !argued {
                faults.push(format!("{at}: print it escaped, or argue for it in tidy/words.rs"));
            }
            if has_attribute(line, |name| name == "style") {
                faults.push(format!("{at}: style belongs in the style sheet"));
            }
            if has_attribute(line, |name| name.starts_with("on") && name.len() > 3) {
                faults.push(format!("{at}: handlers belong in a script file"));
            }
            if tight.contains("<script>") || tight.contains("javascript:") {
                faults.push(format!("{at}: scripts are files; the content policy refuses others"));
            }
        }
    }
    faults
}

/// Whether a tag on the line has an attribute of such a name.
fn has_attribute(line: &str, is_it: impl Fn(&str) -> bool) -> bool {
    line.match_indices(['=']).any(|(at, _)| {
        let quoted = line[at + 1..].starts_with(['"', '\'']);
        let name = line[..at].rsplit(|c: char| !c.is_ascii_alphabetic() && c != '-').next();
        let starts = name.is_some_and(|name| line[..at - name.len()].ends_with([' ', '\t']));
        quoted && starts && name.is_some_and(&is_it) && !line[..at].contains("{% set")
    })
}

/// Links to other files or headings, with their line. Code is passed by.
pub fn links(document: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (at, line) in document.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for after in line.split("](").skip(1) {
            let link = after.split(')').next().unwrap_or_default();
            let is_outside = link.contains("://") || link.starts_with("mailto:");
            if !is_outside && !link.is_empty() {
                found.push((at + 1, link.to_owned()));
            }
        }
    }
    found
}

/// The anchors of a document's headings, as GitHub makes them.
pub fn headings(document: &str) -> BTreeSet<String> {
    document
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            let kept = |c: &char| c.is_alphanumeric() || [' ', '-', '_'].contains(c);
            let title = line.trim_start_matches('#').trim().to_lowercase();
            title.chars().filter(kept).collect::<String>().replace(' ', "-")
        })
        .collect()
}
