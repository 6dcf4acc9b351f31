//! What a payment is made of, for the payee. The one rule: it is a paper once the bank has paid,
//! and it names no account.

use super::{About, Head, Paper, addressed, joined};
use crate::{
    domain::{
        document::{DocumentKind, Which},
        money::Money,
    },
    queries::payments::Payment,
    render::{day_text, euro_text},
};
use chrono::NaiveDate;
use serde_json::json;

/// Which print the advice of a payment is.
pub const fn which(payment: &Payment) -> Which {
    Which { kind: DocumentKind::Remittance, subject: payment.id.0, version: 1 }
}

/// The advice of a payment that the bank made on `on`; `label` is what its instalment is called.
pub fn paper(
    about: &About<'_>,
    payment: &Payment,
    label: &str,
    payee: &str,
    on: NaiveDate,
) -> Paper {
    let net = Money::from_cents(payment.amount.cents() - payment.set_off.cents());
    let kept = payment.set_off > Money::ZERO;
    let euro = |money: Money| euro_text(money.cents());
    let set_off = if kept { euro(payment.set_off) } else { String::new() };
    let says = "This is what the payment is made of. You need not do anything.".to_owned();
    let letter = addressed(payee, &format!("We have paid {} to you", euro(net)), &[says]);
    let mut notes = Vec::new();
    if kept {
        let text =
            format!("{set_off} were kept back for a debt and are settled with this payment.");
        notes.push(json!({"heading": "What was set off", "text": text}));
    }
    let own = json!({
        "payee": payee,
        "account": "",
        "paid_on": day_text(on),
        "payment_reference": payment.bank_reference,
        "lines": [{
            "reference": about.reference,
            "description": label,
            "gross": euro(payment.amount),
            "set_off": set_off,
            "net": euro(net),
        }],
        "total": {"gross": euro(payment.amount), "set_off": set_off, "net": euro(net)},
        "notes": notes,
    });
    let title = "Remittance advice";
    let head = Head { title, on, version: String::new(), digest: "" };
    Paper {
        which: which(payment),
        on,
        name: format!("{} remittance.pdf", payment.bank_reference),
        data: about.data(&head, joined(letter, own)),
    }
}
