//! Everyone with an account, by address. The one rule: posts are given and taken on the person's
//! own page, never from a list by mistake.

use crate::{
    domain::access::{Act, Subject},
    http::{Answer, Ctx, Fail, Typed},
    queries::people,
    render::{
        Link, Page, Shell, Tone,
        form::{FieldView, Input},
        parts::Pager,
        words::Chip,
    },
};
use axum::{
    extract::{Query, rejection::QueryRejection},
    http::StatusCode,
};
use serde::Serialize;

/// People on a page.
const MANY: u32 = 50;

/// The list.
#[derive(Debug, Serialize)]
pub(super) struct People {
    shell: Shell,
    find: FieldView,
    rows: Vec<Row>,
    pager: Pager,
    here: Link,
}

/// One of them.
#[derive(Debug, Serialize)]
struct Row {
    href: Link,
    name: String,
    address: String,
    verified: bool,
    posts: Vec<Chip>,
}

impl Page for People {
    const TEMPLATE: &'static str = "pages/admin/people.html";
    fn samples() -> Vec<Self> {
        let page = |rows| Self {
            shell: Shell::sample("People"),
            find: find("ana"),
            rows,
            pager: Pager::default(),
            here: Link::People,
        };
        let row = Row {
            href: Link::Person(uuid::Uuid::nil().into()),
            name: "Ana Sousa".to_owned(),
            address: "ana@tecnotex.example".to_owned(),
            verified: false,
            posts: vec![Chip::new(Tone::Info, "officer")],
        };
        vec![page(vec![row]), page(Vec::new())]
    }
}

fn find(text: &str) -> FieldView {
    FieldView::new(Input::Line, "find", "Name or address begins with").value(text)
}

/// The posts of a person as chips.
pub(super) fn posts(person: &people::Listed) -> Vec<Chip> {
    let chip = |(role, code): &(crate::domain::person::StaffRole, Option<String>)| {
        let of = code.as_ref().map_or_else(String::new, |code| format!(" of {code}"));
        Chip::new(Tone::Info, format!("{}{of}", role.code()))
    };
    person.posts.iter().map(chip).collect()
}

/// `GET /people`.
pub(super) async fn show(
    ctx: Ctx,
    query: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Answer {
    let Query(typed) = query.map_err(|_| Fail::unreadable(StatusCode::BAD_REQUEST))?;
    ctx.need(Act::ManageRoles, &Subject::Office)?;
    let typed = Typed(typed);
    let (start, after) = (typed.get("find").trim(), typed.get("after"));
    let conn = ctx.state.desk.database.reads();
    let mut found = people::page(conn, start, after, MANY + 1).await?;
    let more = found.len() > MANY as usize;
    found.truncate(MANY as usize);
    let pager = Pager {
        says: String::new(),
        first: (!after.is_empty()).then(|| Link::People.with(&[("find", start)])),
        next: found
            .last()
            .filter(|_| more)
            .map(|last| Link::People.with(&[("find", start), ("after", &last.address)])),
    };
    let row = |person: people::Listed| Row {
        href: Link::Person(person.id),
        posts: posts(&person),
        name: person.name,
        address: person.address,
        verified: person.verified,
    };
    ctx.page(&People {
        shell: ctx.shell("People with an account"),
        find: find(start),
        rows: found.into_iter().map(row).collect(),
        pager,
        here: Link::People,
    })
}
