//! Templates and the code that names them, both ways round; mails and the notices they belong to.

#![expect(clippy::wildcard_enum_match_arm, reason = "syn's enums are open")]

use crate::support::source::Text;
use std::collections::{BTreeMap, BTreeSet};

const FOLDERS: [&str; 4] = ["layouts/", "parts/", "pages/", "letters/"];
const MAIL_TEXTS: [&str; 3] = ["body.html", "body.txt", "subject.txt"];

/// Template names in quotes, with where they stand.
fn named(files: &[Text]) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for file in files {
        for (at, line) in file.text.lines().enumerate() {
            for name in line.split(['"', '\'']) {
                let name = name.trim_end_matches('\\');
                let is_template = FOLDERS.iter().any(|folder| name.starts_with(folder))
                    && [".html", ".txt"].iter().any(|ending| name.ends_with(ending))
                    && !name.contains(['{', ' ']);
                if is_template {
                    names.insert(name.to_owned(), format!("{}:{}", file.path, at + 1));
                }
            }
        }
    }
    names
}

/// Templates nobody names, and names without a template. `others` may name, but need not be right.
pub fn pairs(program: &[Text], others: &[Text], templates: &[Text]) -> Vec<String> {
    let mut names = named(program);
    names.extend(named(templates));
    let others = named(others);
    let exist: BTreeSet<&str> =
        templates.iter().filter_map(|file| file.path.strip_prefix("templates/")).collect();
    let mut faults: Vec<String> = exist
        .iter()
        .filter(|name| FOLDERS.iter().any(|folder| name.starts_with(folder)))
        .filter(|name| !names.contains_key(**name) && !others.contains_key(**name))
        .map(|name| format!("templates/{name}: nobody names it: use it or remove it"))
        .collect();
    for (name, place) in &names {
        if !exist.contains(name.as_str()) {
            faults.push(format!("{place}: names `{name}`, which isn't in templates/"));
        }
    }
    faults
}

/// The notices as folder names: variants of the file's `NoticeKind`, `Notice`, `ProposalNotice` or
/// `PanelNotice` in snake case.
pub fn notices(source: &str) -> BTreeSet<String> {
    let ast = syn::parse_file(source).unwrap();
    let enums = || {
        ast.items.iter().filter_map(|item| match item {
            syn::Item::Enum(item) => Some(item),
            _ => None,
        })
    };
    ["NoticeKind", "Notice", "ProposalNotice", "GrantNotice", "PanelNotice", "RecoveryNotice"]
        .into_iter()
        .find_map(|name| enums().find(|item| item.ident == name))
        .map(|item| item.variants.iter().map(|v| snake_case(&v.ident.to_string())).collect())
        .unwrap_or_default()
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for sign in name.chars() {
        if sign.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(sign.to_lowercase());
    }
    snake
}

/// Notices without their three texts, and folders without a notice.
pub fn mails(notices: &BTreeSet<String>, files: &[Text]) -> Vec<String> {
    let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in files {
        let path = file.path.strip_prefix("templates/mail/").unwrap_or_default();
        if let Some((folder, name)) = path.split_once('/') {
            folders.entry(folder).or_default().insert(name);
        }
    }
    // Before the first mail is written there is nothing to pair.
    if folders.is_empty() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for folder in folders.keys().filter(|folder| !notices.contains(**folder)) {
        faults.push(format!("templates/mail/{folder}: no notice of that name in domain/notice.rs"));
    }
    for notice in notices {
        for text in MAIL_TEXTS {
            if !folders.get(notice.as_str()).is_some_and(|texts| texts.contains(text)) {
                faults.push(format!("templates/mail/{notice}/{text} is missing: write it"));
            }
        }
    }
    faults
}
