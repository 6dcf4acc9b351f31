//! Holds the repository to its habits: lengths, banned words, templates, links, first lines. The
//! one rule: each fault says file, line and what to do instead.

mod documented;
mod lengths;
mod templates;
mod words;

use crate::support::source::{self, Text};
use std::collections::BTreeSet;

/// How many entries `ratchet.txt` has. May only go down.
const RATCHET_ENTRIES: usize = 5;

fn report(faults: &[String]) {
    assert!(faults.is_empty(), "\n\n{}\n", faults.join("\n"));
}

/// The program: what is shipped, without its tests.
fn program() -> Vec<Text> {
    let mut files = source::files("src", &[".rs"]);
    files.extend(source::files("migrations", &[".rs"]));
    files.retain(|file| !file.is_test());
    files
}

/// All Rust text of the repository, tests and load programs too.
fn rust() -> Vec<Text> {
    source::files("", &[".rs"])
}

#[test]
fn nothing_is_longer_than_a_reader_can_hold() {
    let listed = lengths::parse(&source::read("tests/it/ratchet.txt"));
    let mut faults = lengths::against_the_list(&lengths::measure(&program(), &rust()), &listed);
    if listed.len() != RATCHET_ENTRIES {
        faults.push(format!(
            "tests/it/ratchet.txt has {} entries and RATCHET_ENTRIES in tests/it/tidy.rs says \
             {RATCHET_ENTRIES}: the list may only shrink, and the number with it",
            listed.len()
        ));
    }
    report(&faults);
}

#[test]
fn no_banned_word_stands_anywhere() {
    let mut faults = words::banned_in_program(&program());
    faults.extend(words::banned_in_rust(&rust()));
    let endings = [".rs", ".toml", ".md", ".html", ".txt", ".css", ".js", ".mjs", ".sql"];
    faults.extend(words::left_over_notes(&source::files("", &endings)));
    report(&faults);
}

#[test]
fn templates_hold_no_script_no_style_and_no_unescaped_text() {
    report(&words::banned_in_templates(&source::files("templates", &[".html"])));
}

#[test]
fn every_template_is_used_and_every_template_named_exists() {
    let endings = [".html", ".txt"];
    // Samples and the gallery of parts name templates too.
    let names = source::files("src", &[".rs", ".html"]);
    report(&templates::pairs(&program(), &names, &source::files("templates", &endings)));
}

#[test]
fn every_notice_has_its_three_texts() {
    let mut notices = BTreeSet::new();
    for file in ["notice.rs", "proposal/notice.rs", "grant.rs", "panel.rs", "recovery/event.rs"] {
        notices.extend(templates::notices(&source::read(&format!("src/domain/{file}"))));
    }
    // These hold the notices of the other files.
    notices.retain(|name| !["proposal", "grant", "panel", "recovery"].contains(&name.as_str()));
    report(&templates::mails(&notices, &source::files("templates/mail", &[".html", ".txt"])));
}

#[test]
fn every_file_says_what_it_is() {
    let faults: Vec<String> = rust()
        .iter()
        .filter(|file| !file.text.starts_with("//! ") && !file.is_test())
        .map(|file| format!("{}:1: open with `//!`: what it is, and the rule to know", file.path))
        .collect();
    report(&faults);
}

#[test]
fn everything_public_has_a_sentence() {
    report(&documented::undocumented(&program()));
}

#[test]
fn links_between_documents_lead_somewhere() {
    let documents = source::files("", &[".md"]);
    let faults: Vec<String> = documents
        .iter()
        .flat_map(|document| words::links(&document.text).into_iter().map(move |l| (document, l)))
        .filter_map(|(document, (line, link))| {
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let folder = document.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let target = if path.is_empty() {
                source::root().join(&document.path)
            } else {
                source::root().join(folder).join(path)
            };
            let at = format!("{}:{line}", document.path);
            if !target.exists() {
                return Some(format!("{at}: the link `{link}` leads nowhere"));
            }
            let is_page = target.extension().is_some_and(|ending| ending == "md");
            let headings = || words::headings(&std::fs::read_to_string(&target).unwrap());
            (is_page && !anchor.is_empty() && !headings().contains(anchor))
                .then(|| format!("{at}: `{path}` has no heading `#{anchor}`"))
        })
        .collect();
    report(&faults);
}

// ── The checks themselves, on texts with a known fault ─────────────────────────────────────────

fn text(path: &str, text: &str) -> Text {
    Text { path: path.to_owned(), text: text.to_owned() }
}

#[test]
fn a_ratchet_turns_one_way() {
    let long = format!("fn long() {{\n{}}}\n", "    step();\n".repeat(80));
    let files = [text("src/a.rs", &long)];
    let measured = lengths::measure(&files, &files);
    for (list, fault) in [
        ("", Some("src/a.rs: function `long` has 82 lines")),
        ("function src/a.rs long 81", Some("grew")),
        ("function src/a.rs long 82", None),
        ("function src/a.rs long 90", Some("write 82")),
        ("function src/a.rs long 82\nfile src/gone.rs 500", Some("remove the line")),
    ] {
        let found = lengths::against_the_list(&measured, &lengths::parse(list));
        assert_eq!(found.len(), usize::from(fault.is_some()), "{list}: {found:?}");
        assert!(fault.is_none_or(|fault| found[0].contains(fault)), "{list}: {found:?}");
    }
    let tested = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{}}}\n", "\n".repeat(500));
    let files = [text("src/a.rs", &tested)];
    assert!(lengths::measure(&files, &files).is_empty(), "tests don't count");
}

#[test]
fn missing_sentences_are_found() {
    for (code, faults) in [
        ("pub fn f() {}", 1),
        ("/// Does.\npub fn f() {}", 0),
        ("fn f() {}", 0),
        ("/// Is.\npub enum E { A, /// Is.\n B { x: u8 } }", 1),
        ("/// Is.\npub enum E { A, B }", 0),
        ("/// Is.\n#[expect(missing_docs, reason = \"as said\")]\npub enum E { A(u8) }", 0),
        ("/// Is.\npub struct S { pub a: u8, b: u8 }", 1),
        ("impl S { pub fn f() {} fn g() {} }", 1),
    ] {
        let found = documented::undocumented(&[text("src/a.rs", code)]);
        assert_eq!(found.len(), faults, "{code}: {found:?}");
    }
}

#[test]
fn banned_words_are_found() {
    for (path, line) in [
        ("src/web/a.rs", concat!("fn f() { to", "do!() }")),
        ("src/web/a.rs", concat!("fn f() { print", "ln!(\"x\") }")),
        ("src/web/a.rs", concat!("fn f() { d", "bg!(x) }")),
    ] {
        assert_eq!(words::banned_in_program(&[text(path, line)]).len(), 1, "{line}");
    }
    let in_cli = text("src/cli/a.rs", concat!("fn f() { print", "ln!(\"x\") }"));
    assert!(words::banned_in_program(&[in_cli]).is_empty());
    let allow = text("tests/a.rs", concat!("#[al", "low(dead_code)]"));
    assert_eq!(words::banned_in_rust(&[allow]).len(), 1);
    let note = text("docs/A.md", concat!("a FIX", "ME here"));
    assert_eq!(words::left_over_notes(&[note]).len(), 1);
}

#[test]
fn faults_in_templates_are_found() {
    for line in [
        "<p>{{ text|safe }}</p>",
        "<p>{{ text | safe }}</p>",
        "<p style=\"color: red\">",
        "<button onclick='go()'>",
        "<script>go()</script>",
        "<a href=\"javascript:go()\">",
        "{% autoescape false %}",
    ] {
        let found = words::banned_in_templates(&[text("templates/a.html", line)]);
        assert_eq!(found.len(), 1, "{line}: {found:?}");
    }
    for line in ["<script src=\"/static/app.js\" defer></script>", "<p>one = two</p>"] {
        assert!(words::banned_in_templates(&[text("templates/a.html", line)]).is_empty(), "{line}");
    }
}

#[test]
fn lost_templates_are_found() {
    let code = text("src/web/a.rs", "const T: &str = \"pages/public/calls.html\";");
    let calls = text("templates/pages/public/calls.html", "{% extends \"layouts/page.html\" %}");
    let layout = text("templates/layouts/page.html", "");
    let whole = [calls.clone(), layout.clone()];
    assert_eq!(templates::pairs(&[], std::slice::from_ref(&code), &whole), Vec::<String>::new());
    assert_eq!(templates::pairs(&[], &[], &[layout]).len(), 1, "no page extends the layout");
    assert_eq!(templates::pairs(&[code], &[], &[calls]).len(), 1, "the layout isn't there");
}

#[test]
fn lost_mails_are_found() {
    let notices = templates::notices("pub enum NoticeKind { CallOpened, PaymentDue }");
    assert_eq!(notices, BTreeSet::from(["call_opened".to_owned(), "payment_due".to_owned()]));
    let mail = |path: &str| text(&format!("templates/mail/{path}"), "");
    let mut mails: Vec<Text> = ["call_opened", "payment_due"]
        .iter()
        .flat_map(|n| ["subject.txt", "body.txt", "body.html"].map(|f| mail(&format!("{n}/{f}"))))
        .collect();
    assert_eq!(templates::mails(&notices, &mails), Vec::<String>::new());
    mails.pop();
    assert_eq!(templates::mails(&notices, &mails).len(), 1, "a text is missing");
    mails.push(mail("payment_due/body.html"));
    mails.push(mail("forgotten/subject.txt"));
    assert_eq!(templates::mails(&notices, &mails).len(), 1, "a folder without notice");
}
