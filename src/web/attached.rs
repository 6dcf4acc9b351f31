//! Documents of a proposal as lines of a list. The one rule: the consortium, the office and the
//! experts read the same words and the same number of pages.

use super::grant::FileRow;
use crate::{
    domain::{
        ids::OrganisationId,
        scored::{self, Round},
    },
    queries::proposal::Document,
    render::{Link, count_text},
};

/// The documents with what each is. `partner` gives the name of the organisation one is of.
pub fn rows<'d>(
    documents: impl IntoIterator<Item = &'d Document>,
    round: Option<&Round>,
    partner: &dyn Fn(OrganisationId) -> String,
) -> Vec<FileRow> {
    let row = |one: &Document| {
        let rules = round.map_or(&[][..], |round| &round.documents);
        let rule = rules.iter().find(|rule| rule.key == one.kind);
        let what = rule.map_or(one.kind.as_str(), |rule| rule.label.as_str());
        let of = one.organisation_id.map_or_else(String::new, |id| format!(" of {}", partner(id)));
        let about = format!("{what}{of} \u{b7} {}", length(one));
        FileRow { name: one.name.clone(), about, href: Link::Attachment(one.id) }
    };
    documents.into_iter().map(row).collect()
}

/// How long a document is: "3 pages · 212 kB".
pub fn length(one: &Document) -> String {
    let size = size(one.length);
    match one.pages {
        Some(pages) => format!("{} \u{b7} {size}", count_text(pages, "page", "pages")),
        None => size,
    }
}

/// What the pages come to, as the limit of the programme counts them; empty without a document.
pub fn pages(documents: &[Document], round: Option<&Round>) -> String {
    let there: Vec<_> = documents.iter().map(|one| (one.kind.as_str(), one.pages)).collect();
    match scored::pages(round.map_or(&[][..], |round| &round.documents), &there) {
        _none if documents.is_empty() => String::new(),
        Some(pages) => {
            let pages = count_text(pages, "page counts", "pages count");
            format!("{pages} towards a limit of pages.")
        }
        None => "The pages of a document can\u{2019}t be counted, so an officer looks.".to_owned(),
    }
}

/// "3.1 MB", "512 kB": decimal units, one digit for megabytes.
pub fn size(bytes: i64) -> String {
    match bytes {
        1_000_000.. => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        1_000.. => format!("{} kB", bytes / 1_000),
        few => format!("{few} bytes"),
    }
}
