//! Templates as they come in use: every page with every sample, strictly, and a mail for every
//! notice. A page that is in a router but not in the list of pages has no samples, so the routes
//! test finds it.

use crate::support::source;
use convoca::{render::Renderer, web};
use std::collections::BTreeSet;

/// The codes of all notices, as the source names them.
fn notices() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for file in ["notice.rs", "proposal/notice.rs", "grant.rs", "panel.rs", "recovery/event.rs"] {
        let text = source::read(&format!("src/domain/{file}"));
        let from = text.find("pub const fn name(&self)").unwrap();
        let to = from + text[from..].find("\n    }\n").unwrap();
        let names = text[from..to].lines().filter_map(|line| line.split('"').nth(1));
        all.extend(names.map(str::to_owned));
    }
    all
}

#[test]
fn every_page_stands_with_every_sample() {
    let renderer = Renderer::new().unwrap();
    let mut templates = BTreeSet::new();
    for check in web::pages() {
        let shown = check(&renderer).unwrap_or_else(|e| panic!("{}: {}", e.template, e.why));
        for page in shown {
            templates.insert(page.template);
            let found = |what: &str| page.html.matches(what).count();
            assert_eq!(found("<h1"), 1, "{} {}: one heading", page.template, page.sample);
            assert_eq!(found("<main"), 1, "{} {}: one main", page.template, page.sample);
            assert!(!page.html.contains("{{"), "{}: an unfilled place", page.template);
        }
    }
    // A page extends a layout; what doesn't is a part that pages of a folder share.
    let there: BTreeSet<String> = source::files("templates/pages", &[".html"])
        .into_iter()
        .filter(|file| file.text.contains("{% extends"))
        .filter_map(|file| file.path.strip_prefix("templates/").map(str::to_owned))
        .filter(|path| !path.starts_with("pages/error/"))
        .collect();
    let without: Vec<_> = there.iter().filter(|path| !templates.contains(path.as_str())).collect();
    assert!(without.is_empty(), "templates no page of the list uses: {without:?}");
}

#[test]
fn every_notice_has_its_mail_and_every_mail_its_notice() {
    let notices = notices();
    assert!(notices.len() > 20, "the source is read wrongly: {notices:?}");
    let mut folders: BTreeSet<String> = BTreeSet::new();
    for file in source::files("templates/mail", &[".txt", ".html"]) {
        let parts: Vec<&str> = file.path.split('/').collect();
        if let [_, _, folder, _] = parts[..] {
            folders.insert(folder.to_owned());
        }
    }
    let none: Vec<_> = notices.difference(&folders).collect();
    assert!(none.is_empty(), "notices without a folder under templates/mail: {none:?}");
    let more: Vec<_> = folders.difference(&notices).collect();
    assert!(more.is_empty(), "folders under templates/mail that no notice uses: {more:?}");
    for notice in &notices {
        let path = format!("templates/mail/{notice}");
        let names: Vec<String> =
            source::files(&path, &[".txt", ".html"]).into_iter().map(|file| file.path).collect();
        for file in ["subject.txt", "body.txt", "body.html"] {
            assert!(names.iter().any(|name| name.ends_with(file)), "{path} has no {file}");
        }
    }
}
