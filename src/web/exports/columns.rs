//! The columns of each list that leaves as a file. The one rule: a key that was given out stays,
//! because saved templates and addresses name it; words may change.

use super::List;
use crate::export::table::ColumnKind as K;

/// Key, words, kind.
pub(super) type Head = (&'static str, &'static str, K);

/// The columns of a list: key, words, kind.
pub(super) const fn columns(list: List) -> &'static [Head] {
    match list {
        List::Payments => &PAYMENTS,
        List::Ledger => &LEDGER,
        List::Manual => &MANUAL,
        List::Due => &DUE,
        List::Applications => &APPLICATIONS,
        List::Proposals => &PROPOSALS,
        List::DeMinimis => &DE_MINIMIS,
    }
}

pub(super) const PAYMENTS: [Head; 10] = [
    ("payee", "Payee", K::Text),
    ("country", "Country", K::Text),
    ("file", "File", K::Text),
    ("instalment", "Instalment", K::Text),
    ("due_amount", "Due amount (EUR)", K::Money),
    ("kept_back", "Kept back for a debt (EUR)", K::Money),
    ("due_on", "Due on", K::Day),
    ("stage", "Stage", K::Text),
    ("proposed_by", "Proposed by", K::Text),
    ("approved_by", "Approved by", K::Text),
];

pub(super) const LEDGER: [Head; 11] = [
    ("id", "Transfer", K::Text),
    ("at", "When (Brussels)", K::Instant),
    ("why", "Why", K::Text),
    ("kind", "Kind", K::Text),
    ("from", "From", K::Text),
    ("to", "To", K::Text),
    ("file", "File", K::Text),
    ("amount", "Amount (EUR)", K::Money),
    ("pieces", "Places", K::Number),
    ("note", "Note", K::Text),
    ("who", "Who", K::Text),
];

pub(super) const DUE: [Head; 7] = [
    ("payee", "Payee", K::Text),
    ("call", "Call", K::Text),
    ("file", "File", K::Text),
    ("instalment", "Instalment", K::Text),
    ("amount", "Due amount (EUR)", K::Money),
    ("due_on", "Due on", K::Day),
    ("payment", "Payment", K::Text),
];

pub(super) const MANUAL: [Head; 7] = [
    ("payee", "Payee", K::Text),
    ("reference", "Reference", K::Text),
    ("amount", "Amount (EUR)", K::Money),
    ("due_on", "Due on", K::Day),
    ("stage", "Stage", K::Text),
    ("account", "Account", K::Text),
    ("first", "To be done first", K::Text),
];

pub(super) const APPLICATIONS: [Head; 11] = [
    ("reference", "Number", K::Text),
    ("visitor", "Visitor", K::Text),
    ("visitor_country", "Visitor's country", K::Text),
    ("host", "Host", K::Text),
    ("host_country", "Host's country", K::Text),
    ("from", "First day", K::Day),
    ("to", "Last day", K::Day),
    ("virtual", "Virtual", K::Flag),
    ("stage", "Stage", K::Text),
    ("lump_sum", "Lump sum (EUR)", K::Money),
    ("changed", "Last change (Brussels)", K::Instant),
];

pub(super) const PROPOSALS: [Head; 9] = [
    ("reference", "Number", K::Text),
    ("title", "Title", K::Text),
    ("type", "Type", K::Text),
    ("lead", "Lead", K::Text),
    ("country", "Country", K::Text),
    ("partners", "Organisations", K::Number),
    ("requested", "Asked for (EUR)", K::Money),
    ("stage", "Stage", K::Text),
    ("changed", "Last change (Brussels)", K::Instant),
];

pub(super) const DE_MINIMIS: [Head; 13] = [
    ("beneficiary", "Beneficiary", K::Text),
    ("registration", "Registration number", K::Text),
    ("country", "Beneficiary's country", K::Text),
    ("member_state", "Member State", K::Text),
    ("amount", "Aid (EUR)", K::Money),
    ("granted_on", "Granted on", K::Day),
    ("authority", "Granting authority", K::Text),
    ("instrument", "Aid instrument", K::Text),
    ("sector", "Sector (NACE)", K::Text),
    ("regulation", "Regulation", K::Text),
    ("file", "File", K::Text),
    ("grant", "Grant (EUR)", K::Money),
    ("stands", "Aid that stands (EUR)", K::Money),
];
