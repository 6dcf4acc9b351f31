//! One's own account. The one rule: it shows what the site knows of the person, and where each
//! part of it is changed.

use crate::{
    http::{Answer, Ctx},
    queries::account,
    render::{Link, Page, Shell, day_text, parts::Fact, words},
};
use serde::Serialize;

/// My account.
#[derive(Debug, Serialize)]
pub(super) struct MyAccount {
    shell: Shell,
    facts: Vec<Fact>,
    posts: Vec<Fact>,
    organisations: Vec<Fact>,
    forgot: Link,
    my_organisations: Link,
}

impl Page for MyAccount {
    const TEMPLATE: &'static str = "pages/account/mine.html";
    fn samples() -> Vec<Self> {
        let page = |posts, organisations| Self {
            shell: Shell::sample("Ana Sousa"),
            facts: vec![Fact::new("Name", "Ana Sousa")],
            posts,
            organisations,
            forgot: Link::Forgot,
            my_organisations: Link::Organisations,
        };
        let fact = || vec![Fact::new("Tecnotex Lda", "lead")];
        vec![page(fact(), fact()), page(Vec::new(), Vec::new())]
    }
}

/// `GET /account`.
pub(super) async fn show(ctx: Ctx) -> Answer {
    let id = ctx.person()?;
    let mine = account::mine(ctx.state.desk.database.reads(), id).await?;
    let shell = ctx.shell(mine.name.clone());
    let since = day_text(mine.since.day_in(shell.zone));
    let facts = vec![
        Fact::new("Name", &mine.name),
        Fact::new("E-mail address", &mine.address),
        Fact::new("Account since", since),
    ];
    let posts = mine.posts.iter().map(|(role, of)| {
        let (name, what) = words::staff_role(*role).split_once(": ").unwrap_or(("post", ""));
        let text = of.as_ref().map_or_else(|| what.to_owned(), |of| format!("{what} ({of})"));
        Fact::new(capital(name), text)
    });
    let organisations = mine.organisations.iter().map(|(id, name, role)| Fact {
        href: role.writes().then(|| Link::OrganisationEdit(*id).path()),
        ..Fact::new(name, words::member_role(*role))
    });
    ctx.page(&MyAccount {
        shell,
        facts,
        posts: posts.collect(),
        organisations: organisations.collect(),
        forgot: Link::Forgot,
        my_organisations: Link::Organisations,
    })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
