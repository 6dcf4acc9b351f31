//! What has to be paid back, for the debtor: how much, why, until when and where to. The one rule:
//! it says what was claimed on the day it was approved, and charges no interest.

use super::{About, Head, Paper, addressed, joined};
use crate::{
    domain::document::{DocumentKind, Which},
    queries::recovery::Recovery,
    render::{day_text, euro_text, words},
};
use chrono::NaiveDate;
use serde_json::json;

/// Which print the debit note of a claim is.
pub const fn which(claim: &Recovery) -> Which {
    Which { kind: DocumentKind::DebitNote, subject: claim.id.0, version: 1 }
}

/// Where the debtor pays to: the office's own account, empty while it is not named.
#[derive(Debug, Clone, Copy)]
pub struct PayTo<'a> {
    /// Its holder.
    pub name: &'a str,
    /// Its number.
    pub iban: &'a str,
}

/// The debit note of a claim that was approved on `on`, out of the payment with the reference
/// `paid`.
pub fn paper(
    about: &About<'_>,
    claim: &Recovery,
    debtor: &str,
    paid: &str,
    pay_to: PayTo<'_>,
    on: NaiveDate,
) -> Paper {
    let amount = euro_text(claim.tally.claimed.cents());
    let due_on = day_text(claim.due_on);
    let why = format!("{}: {}", words::recovery_reason(claim.why), claim.says);
    let letter = addressed(debtor, &format!("Please pay {amount} back to us"), &[why]);
    let what_if = "What is open is kept back from the next payment to you in this call. No \
                   interest is charged by this note.";
    let own = json!({
        "debtor": debtor,
        "claim": claim.reference,
        "amount": amount,
        "due_on": due_on,
        "payment": paid,
        "pay_to": pay_to.name,
        "account": pay_to.iban,
        "notes": [{"heading": "What happens if it is not paid", "text": what_if}],
    });
    let title = "Debit note";
    let head = Head { title, on, version: String::new(), digest: "" };
    Paper {
        which: which(claim),
        on,
        name: format!("{} debit note.pdf", claim.reference),
        data: about.data(&head, joined(letter, own)),
    }
}
