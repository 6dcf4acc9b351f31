//! The permission table as a page: docs/PERMISSIONS.md is printed from `Act::allowed` and held by
//! this test. `UPDATE_DOCS=1 cargo test --test it permissions` writes it anew.

use crate::support::{pages::held, source};
use convoca::domain::access::{Act, Relation};

/// The columns, with the word that stands over them.
const COLUMNS: [(Relation, &str); 25] = [
    (Relation::Anyone, "anyone"),
    (Relation::SignedIn, "signed in"),
    (Relation::Self_, "own account"),
    (Relation::Member, "member"),
    (Relation::Writer, "writer"),
    (Relation::Signer, "signer"),
    (Relation::Lead, "lead"),
    (Relation::HostMember, "host member"),
    (Relation::HostWriter, "host writer"),
    (Relation::HostSigner, "host signer"),
    (Relation::Coordinator, "coordinator"),
    (Relation::HostCoordinator, "host's coordinator"),
    (Relation::PartMember, "partner's member"),
    (Relation::PartWriter, "partner's writer"),
    (Relation::PartSigner, "partner's signer"),
    (Relation::ProjectSigner, "signs for the project"),
    (Relation::Evaluator, "evaluator"),
    (Relation::Rapporteur, "rapporteur"),
    (Relation::Invited, "invited expert"),
    (Relation::Panellist, "expert of the panel"),
    (Relation::Officer, "officer"),
    (Relation::Finance, "finance"),
    (Relation::Auditor, "auditor"),
    (Relation::Admin, "admin"),
    (Relation::System, "system"),
];

/// The word for a relation.
pub fn name(relation: Relation) -> &'static str {
    COLUMNS.iter().find(|(column, _)| *column == relation).unwrap().1
}

/// The sentence that stands over an act in the source.
fn says(act: Act) -> String {
    let text = source::read("src/domain/access/act.rs");
    let name = format!("    {act:?},");
    let from = text.find("pub enum Act {").unwrap();
    let lines: Vec<&str> = text[from..].lines().collect();
    let at = lines.iter().position(|line| *line == name).unwrap();
    let doc = lines[..at].iter().rev().map_while(|line| line.trim().strip_prefix("/// "));
    let mut doc: Vec<&str> = doc.collect();
    doc.reverse();
    doc.join(" ")
}

const HEAD: &str = "\
# Who may do what

Printed from `Act::allowed` in `src/domain/access/act.rs`, the whole permission table, and held by
`tests/it/permissions.rs`. To print it anew: `UPDATE_DOCS=1 cargo test --test it permissions`.

One mark in a row is enough. Member, writer, signer and lead are those of the organisation, and for
an application those of the visitor; for a proposal those of its lead. Officer, finance and auditor
have nothing to do with a draft:
until it is handed in, an application is seen by the visitor's side only. What a person may not see
is answered as if it were not there (404); what is seen but not allowed, with a refusal (403).

";

fn page() -> String {
    let mut out = HEAD.to_owned();
    out.push_str("| act | what it covers |");
    for (_, name) in COLUMNS {
        out.push_str(&format!(" {name} |"));
    }
    out.push_str("\n|---|---|");
    out.push_str(&"---|".repeat(COLUMNS.len()));
    out.push('\n');
    for act in Act::ALL {
        out.push_str(&format!("| {act:?} | {} |", says(act)));
        for (relation, _) in COLUMNS {
            let mark = if act.allowed().contains(&relation) { "●" } else { "" };
            out.push_str(&format!(" {mark} |"));
        }
        out.push('\n');
    }
    out
}

#[test]
fn the_page_is_the_table() {
    held("docs/PERMISSIONS.md", &page());
}

#[test]
fn every_relation_has_its_column() {
    for act in Act::ALL {
        for relation in act.allowed() {
            assert!(COLUMNS.iter().any(|(column, _)| column == relation), "{relation:?}");
        }
    }
}
