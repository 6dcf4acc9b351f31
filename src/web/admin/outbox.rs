//! Mails that failed, wait, or went out last. The one rule: what failed stands first, with its
//! reason and a way to try again; an administrator reads of those about accounts only.

use crate::{
    actions::delivery,
    domain::{
        access::{Act, Subject},
        moment::Moment,
    },
    http::{Answer, Ctx, Fail, Said, Typed},
    queries::outbox,
    render::{Link, Page, Shell, count_text, words},
};
use serde::Serialize;

/// The mails.
#[derive(Debug, Serialize)]
pub(super) struct Mails {
    shell: Shell,
    failed: Vec<Row>,
    waiting: Vec<Row>,
    sent: Vec<Row>,
    here: Link,
}

/// One mail.
#[derive(Debug, Clone, Serialize)]
struct Row {
    id: String,
    about: &'static str,
    to: String,
    address: String,
    attempts: i64,
    written: Moment,
    next: Moment,
    sent: Option<Moment>,
    error: String,
}

impl Page for Mails {
    const TEMPLATE: &'static str = "pages/admin/outbox.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("One mail could not be sent");
        let row = Row {
            id: "0".to_owned(),
            about: "Award",
            to: "Ana Sousa".to_owned(),
            address: "ana@tecnotex.example".to_owned(),
            attempts: 10,
            written: shell.now,
            next: shell.now,
            sent: Some(shell.now),
            error: "the server does not know this mailbox".to_owned(),
        };
        let page = |rows: Vec<Row>| Self {
            shell: shell.clone(),
            failed: rows.clone(),
            waiting: rows.clone(),
            sent: rows,
            here: Link::Outbox,
        };
        vec![page(vec![row]), page(Vec::new())]
    }
}

fn row(row: &outbox::Row) -> Row {
    Row {
        id: row.id.to_string(),
        about: row.notice().map_or("Other", |notice| words::notice(&notice)),
        to: row.name.clone(),
        address: row.address.clone(),
        attempts: row.attempts,
        written: row.created_at,
        next: row.next_at,
        sent: row.sent_at,
        error: row.error.clone(),
    }
}

/// `GET /office/outbox`.
pub(super) async fn show(ctx: Ctx) -> Answer {
    ctx.need(Act::ManageOutbox, &Subject::Office)?;
    // Whom an invitation to a panel or an award went to is for those who read the panel.
    let reads_all = ctx.may(Act::SeePanel, &Subject::Office);
    let whose = if reads_all { outbox::Whose::All } else { outbox::Whose::Accounts };
    let mails = outbox::mails(ctx.state.desk.database.reads(), whose).await?;
    let waits = format!("{} to leave.", count_text(mails.all_waiting, "mail waits", "mails wait"));
    let title = match mails.all_failed {
        0 => "All mails are on their way".to_owned(),
        many => format!("{} could not be sent", count_text(many, "mail", "mails")),
    };
    let rows = |rows: &[outbox::Row]| rows.iter().map(row).collect();
    ctx.page(&Mails {
        shell: ctx.shell(title).state(waits),
        failed: rows(&mails.failed),
        waiting: rows(&mails.waiting),
        sent: rows(&mails.sent),
        here: Link::Outbox,
    })
}

/// `POST /office/outbox`: try one again.
pub(super) async fn retry(ctx: Ctx, typed: Typed) -> Answer {
    ctx.need(Act::ManageOutbox, &Subject::Office)?;
    let id = typed.get("id").parse().map_err(|_| Fail::not_found())?;
    delivery::retry(&ctx.state.desk, &ctx.actor, id).await?;
    Ok(ctx.go(&Link::Outbox, Said::MailRetried))
}
