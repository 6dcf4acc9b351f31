//! That a grant is de minimis aid, for its beneficiary. The one rule: it says what was granted on
//! the day the legal right arose, and never changes with what became of the grant since.

use super::{About, Head, Paper, addressed, joined};
use crate::{
    domain::{
        country::Country,
        document::{DocumentKind, Which},
    },
    queries::de_minimis::Aid,
    render::{day_text, euro_text},
};
use serde_json::json;

/// Which print the letter about this aid is: one a declaration it rests on.
pub const fn which(aid: &Aid) -> Which {
    Which { kind: DocumentKind::DeMinimis, subject: aid.declaration, version: 1 }
}

/// The letter.
pub fn paper(about: &About<'_>, aid: &Aid) -> Paper {
    let on = aid.granted_on;
    let says = format!(
        "The grant to {} contains de minimis aid. Keep this letter, and name the aid in every \
         declaration of de minimis aid you make in the years that count.",
        aid.name
    );
    let letter = addressed(&aid.name, "Your grant contains de minimis aid", &[says]);
    let note = "The amount is the national part of the grant as awarded. Aid in the form of a \
                grant counts with its whole amount. What is not paid or is paid back counts no \
                longer.";
    let own = json!({
        "beneficiary": aid.name,
        "registration": aid.registration,
        "member_state": aid.state.parse().map_or("", Country::name),
        "authority": aid.authority,
        "granted_on": day_text(on),
        "instrument": aid.instrument,
        "grant": euro_text(aid.grant.cents()),
        "aid": euro_text(aid.aid.cents()),
        "regulation": aid.regulation,
        "notes": [{"heading": "", "text": note}],
    });
    let title = "Letter on de minimis aid";
    let head = Head { title, on, version: String::new(), digest: "" };
    Paper {
        which: which(aid),
        on,
        name: format!("{} de minimis.pdf", aid.reference),
        data: about.data(&head, joined(letter, own)),
    }
}
