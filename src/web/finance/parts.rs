//! What the finance pages of the whole office share: their tabs. The one rule: they are not of one
//! call, because the bank gets one file for all.

use crate::{
    domain::access::{Act, Subject},
    http::{Ctx, Fail},
    render::{Link, shell::NavItem},
};

/// The tabs, with this page among them.
pub fn tabs(here: &Link) -> Vec<NavItem> {
    let tab = |label: &str, link: Link| NavItem {
        label: label.to_owned(),
        current: link.path() == here.path(),
        href: link.into(),
    };
    vec![
        tab("Due", Link::DueList),
        tab("Payments for the bank", Link::Batches),
        tab("By hand", Link::ManualPayments),
        tab("From the bank", Link::BankFiles),
        tab("Accounts", Link::BankAccounts),
        tab("Money back", Link::Recoveries),
        tab("Screening", Link::Screening),
        tab("De minimis", Link::DeMinimis),
    ]
}

/// Only for who may read payments; for everybody else there is no such page.
pub fn need(ctx: &Ctx) -> Result<(), Fail> {
    ctx.need(Act::SeePayments, &Subject::Office)
}
