//! The demo's mailbox: every mail that went into the folder, for anyone. The one rule: it is there
//! only when the settings say so, and a mail's HTML is shown without any rights.

use crate::{
    domain::{ids::OutboxId, moment::Moment},
    http::{Answer, Ctx, Fail, Id, Typed},
    mail::mailbox,
    render::{Link, Page, Shell, parts::Pager},
};
use axum::{
    extract::{Query, rejection::QueryRejection},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse},
};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Mails on a page.
const MANY: usize = 50;
/// A mail may bring its style, and nothing else: no script, no form, no picture from elsewhere.
const NO_RIGHTS: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
);

/// The list.
#[derive(Debug, Serialize)]
pub(super) struct Mailbox {
    shell: Shell,
    mails: Vec<Row>,
    pager: Pager,
}

/// One mail of the list.
#[derive(Debug, Serialize)]
struct Row {
    href: Link,
    subject: String,
    to: String,
    at: Moment,
}

/// One mail.
#[derive(Debug, Serialize)]
pub(super) struct Letter {
    shell: Shell,
    to: String,
    address: String,
    at: Moment,
    text: String,
    /// Addresses of this site in the text, to press.
    links: Vec<String>,
    html: Link,
}

impl Page for Mailbox {
    const TEMPLATE: &'static str = "pages/admin/mailbox.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("The mailbox");
        let row = Row {
            href: Link::MailboxItem(uuid::Uuid::nil().into()),
            subject: "Confirm your address".to_owned(),
            to: "Ana Sousa".to_owned(),
            at: shell.now,
        };
        let page = |mails| Self { shell: shell.clone(), mails, pager: Pager::default() };
        vec![page(vec![row]), page(Vec::new())]
    }
}

impl Page for Letter {
    const TEMPLATE: &'static str = "pages/admin/letter.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("Confirm your address");
        vec![Self {
            to: "Ana Sousa".to_owned(),
            address: "ana@tecnotex.example".to_owned(),
            at: shell.now,
            text: "Dear Ana Sousa,\n\nopen <this> link.".to_owned(),
            links: vec!["/verify/abc".to_owned()],
            html: Link::MailboxHtml(uuid::Uuid::nil().into()),
            shell,
        }]
    }
}

/// The folder, if it may be shown.
fn folder(ctx: &Ctx) -> Result<PathBuf, Fail> {
    let settings = &ctx.state.desk.settings;
    let shown = settings.instance.mailbox_page;
    shown.then(|| Path::new(&settings.mail.folder).to_owned()).ok_or_else(Fail::not_found)
}

fn unreadable(err: &std::io::Error) -> Fail {
    tracing::error!(error = %err, "the folder of mails can't be read");
    Fail::unreadable(StatusCode::SERVICE_UNAVAILABLE)
}

/// `GET /mailbox`.
pub(super) async fn show(
    ctx: Ctx,
    query: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Answer {
    let Query(typed) = query.map_err(|_| Fail::unreadable(StatusCode::BAD_REQUEST))?;
    let folder = folder(&ctx)?;
    let before = Typed(typed).number::<OutboxId>("before");
    let pile = mailbox::list(&folder, before, MANY).await.map_err(|err| unreadable(&err))?;
    let mails = pile.mails.into_iter().map(|mail| Row {
        href: Link::MailboxItem(mail.id),
        subject: mail.subject,
        to: mail.to_name,
        at: mail.at,
    });
    let pager = Pager {
        says: String::new(),
        first: before.map(|_| Link::Mailbox.path()),
        next: pile.older.map(|id| Link::Mailbox.with(&[("before", &id.to_string())])),
    };
    let shell = ctx
        .shell("The mailbox of this demo")
        .state("Every mail that would have left, newest first. No mail leaves this machine.");
    ctx.page(&Mailbox { shell, mails: mails.collect(), pager })
}

/// Addresses of this site in a text, as paths.
fn links(text: &str, site: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let path = word.strip_prefix(site).map(|path| path.trim_end_matches(['.', ',', ')', '>']));
        let Some(path) = path.filter(|path| path.starts_with('/')) else { continue };
        if !found.iter().any(|known| known == path) {
            found.push(path.to_owned());
        }
    }
    found
}

/// `GET /mailbox/{id}`.
pub(super) async fn read(ctx: Ctx, Id(id): Id<OutboxId>) -> Answer {
    let folder = folder(&ctx)?;
    let found = mailbox::read(&folder, id).await.map_err(|err| unreadable(&err))?;
    let mail = found.ok_or_else(Fail::not_found)?;
    let site = &ctx.state.desk.settings.server.public_url;
    ctx.page(&Letter {
        shell: ctx.shell(mail.subject).back("The mailbox", Link::Mailbox),
        to: mail.to_name,
        address: mail.to,
        at: mail.at,
        links: links(&mail.text, site),
        text: mail.text,
        html: Link::MailboxHtml(id),
    })
}

/// `GET /mailbox/{id}/html`.
pub(super) async fn html(ctx: Ctx, Id(id): Id<OutboxId>) -> Answer {
    let folder = folder(&ctx)?;
    let found = mailbox::read(&folder, id).await.map_err(|err| unreadable(&err))?;
    let mail = found.ok_or_else(Fail::not_found)?;
    let mut response = Html(mail.html).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, NO_RIGHTS);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn only_addresses_of_this_site_can_be_pressed() {
        let text = "Open http://c.example/verify/a.\nhttp://c.example.evil/x http://c.example/verify/a (http://c.example/desk)";
        assert_eq!(links(text, "http://c.example"), ["/verify/a"]);
    }
}
