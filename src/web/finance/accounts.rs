//! Accounts that wait for a second person. The one rule: no number stands in the list.

use super::parts;
use crate::{
    domain::{country::Country, moment::Moment},
    http::{Answer, Ctx},
    queries::batches as query,
    render::{Link, Page, Shell, count_text, shell::NavItem},
};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Accounts {
    shell: Shell,
    tabs: Vec<NavItem>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    href: String,
    name: String,
    country: &'static str,
    by: String,
    at: Moment,
}

/// `GET /finance/accounts`.
pub async fn get(ctx: Ctx) -> Answer {
    parts::need(&ctx)?;
    let waiting = query::waiting(ctx.state.desk.database.reads()).await?;
    let title = match waiting.len() {
        0 => "No account waits for confirmation".to_owned(),
        n => {
            let many = i64::try_from(n).unwrap_or(i64::MAX);
            format!("{} for confirmation", count_text(many, "account waits", "accounts wait"))
        }
    };
    let row = |one: query::Waiting| Row {
        href: Link::BankAccount(one.organisation_id).into(),
        name: one.name,
        country: one.country.parse().map_or("", Country::name),
        by: one.by,
        at: one.changed_at,
    };
    ctx.page(&Accounts {
        shell: ctx.shell(title).back("Office", Link::OfficerCalls),
        tabs: parts::tabs(&Link::BankAccounts),
        rows: waiting.into_iter().map(row).collect(),
    })
}

impl Page for Accounts {
    const TEMPLATE: &'static str = "pages/finance/accounts.html";
    fn samples() -> Vec<Self> {
        let row = Row {
            href: "/".to_owned(),
            name: "Tecnotex Lda".to_owned(),
            country: "Portugal",
            by: "Ana Sousa".to_owned(),
            at: Moment::from_millis(1_801_411_200_000),
        };
        let page = |rows| Self {
            shell: Shell::sample("1 account waits for confirmation"),
            tabs: parts::tabs(&Link::BankAccounts),
            rows,
        };
        vec![page(vec![row]), page(Vec::new())]
    }
}
