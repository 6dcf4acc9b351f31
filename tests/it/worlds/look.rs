//! Looking at a world as everybody in it: every page of the site, with the ids of the world in its
//! address. The one rule: the clock stands, so that what differs between two looks is the secret.

use crate::support::{
    app::TestApp,
    site::{Site, sign_in},
};
use axum::http::Method;
use convoca::{domain::access::Actor, render::links::PATTERNS, store};
use std::collections::BTreeMap;

/// What a page answered: address, status, where it leads, text.
type Pages = Vec<(String, u16, String, String)>;

/// Somebody who looks.
#[derive(Debug)]
struct Role {
    name: &'static str,
    key: Option<String>,
    address: String,
    has_post: bool,
}

/// What stands in the addresses.
#[derive(Debug, Default)]
pub struct Ids {
    pub calls: Vec<String>,
    pub proposals: Vec<String>,
    pub organisations: Vec<String>,
    pub people: Vec<String>,
    /// Ids of other things, by the part of the address that stands before them (`/payments/`).
    pub others: Vec<(&'static str, String)>,
}

/// Everybody in a world, with what they saw last.
pub struct Look<'w> {
    app: &'w TestApp,
    site: Site,
    roles: Vec<Role>,
    pages: Vec<String>,
    /// As each role saw them last, while that is still how they are.
    seen: BTreeMap<&'static str, Pages>,
    secrets: usize,
    leaks: Vec<String>,
}

/// Pages that only a post in the office opens: no tie to a call or a proposal does.
const OFFICE: [&str; 4] = ["/office/", "/finance/", "/audit", "/people"];

/// Papers of a proposal, by code.
const PAPERS: [&str; 5] = ["receipt", "annex", "award_letter", "refusal_letter", "grant_agreement"];

/// Addresses of a pattern with the ids of the world.
fn filled(pattern: &str, ids: &Ids) -> Vec<String> {
    let other = ids.others.iter().filter(|(part, _)| pattern.contains(&format!("{part}{{id}}")));
    let other: Vec<String> = other.map(|(_, id)| id.clone()).collect();
    let id: &[String] = if !other.is_empty() {
        &other
    } else if pattern.contains("/proposals/{id}") {
        &ids.proposals
    } else if pattern.contains("/organisations/{id}") {
        &ids.organisations
    } else if pattern.contains("/people/{id}") {
        &ids.people
    } else if pattern.contains("/calls/{id}") || pattern.starts_with("/evaluation/{id}") {
        &ids.calls
    } else {
        &[]
    };
    let each = |all: Vec<String>, hole: &str, with: &[String]| -> Vec<String> {
        if !pattern.contains(hole) {
            return all;
        }
        all.iter().flat_map(|path| with.iter().map(move |id| path.replace(hole, id))).collect()
    };
    let papers = PAPERS.map(str::to_owned);
    let all = each(vec![pattern.to_owned()], "{id}", id);
    let all = each(all, "{number}", &["1".to_owned(), "2".to_owned()]);
    each(each(all, "{organisation}", &ids.organisations), "{document}", &papers)
}

/// All addresses: of every page, and of lists and searches that a page leads to.
fn addresses(ids: &Ids) -> Vec<String> {
    let apart = |p: &&&str| {
        // Other schemes, and what is the same for all: it knows nobody.
        let skip = ["/static/", "/sign-out", "/applications/", "{token}", "/mailbox", "/health"];
        // What only takes a POST answers a GET in the router, whoever asks.
        let posts = ["/field", "/leave", "/reopen", "/confirm", "/decide", "/ruling", "/remove"];
        let posts =
            posts.iter().chain(&["/members", "/copies", "/offer", "/project/files", "/check"]);
        !skip.iter().any(|part| p.contains(part)) && !posts.into_iter().any(|end| p.ends_with(end))
    };
    let mut all: Vec<String> = PATTERNS.iter().filter(apart).flat_map(|p| filled(p, ids)).collect();
    for call in &ids.calls {
        for asked in ["q=Title", "q=INV", "stage=admitted", "stage=submitted", "type=demonstration"]
        {
            all.push(format!("/office/calls/{call}/proposals?{asked}"));
        }
        all.push(format!("/office/calls/{call}/grants?q=INV"));
    }
    all.push("/audit?about=INV-2023-0001".to_owned());
    all.push("/people?find=a".to_owned());
    all.extend(ids.proposals.iter().map(|id| format!("/audit?about={id}")));
    all.extend(ids.proposals.iter().map(|id| format!("/office/proposals/{id}?round=1")));
    all
}

/// A page without the reference that finds the moment in the log.
fn plain(mut body: String) -> String {
    let mark = "data-reference=\"";
    while let Some(at) = body.find(mark) {
        let from = at + mark.len();
        let to = from + body[from..].find('"').unwrap();
        let reference = body[from..to].to_owned();
        body = body.replace(mark, "data-was=\"").replace(&reference, "REFERENCE");
    }
    body
}

impl<'w> Look<'w> {
    /// Everybody signs in; nobody signed in is one of them.
    pub async fn new(app: &'w TestApp, who: &[(&'static str, &Actor)], ids: &Ids) -> Self {
        let nobody = Role { name: "nobody", key: None, address: String::new(), has_post: false };
        let mut roles = vec![nobody];
        for (name, actor) in who {
            let id = actor.person().unwrap();
            let person = store::person::load(app.desk.database.reads(), id).await.unwrap().person;
            let key = Some(sign_in(app, actor).await);
            let address = person.address.as_str().to_owned();
            roles.push(Role { name, key, address, has_post: !actor.roles.is_empty() });
        }
        let (site, pages) = (Site::new(app), addresses(ids));
        let look =
            Self { app, site, roles, pages, seen: BTreeMap::new(), secrets: 0, leaks: Vec::new() };
        look.without_a_post_the_office_is_shut().await;
        app.new_mails().await;
        look
    }
    /// Asked once: it rests on nothing that a secret changes, so later looks leave it out.
    async fn without_a_post_the_office_is_shut(&self) {
        for role in self.roles.iter().filter(|role| !role.has_post && role.key.is_some()) {
            for path in self.pages.iter().filter(|path| is_office(path)) {
                let reply = self.site.ask(&Method::GET, path, "", role.key.as_deref()).await;
                assert_eq!(reply.status, 404, "{path} as {}", role.name);
            }
        }
    }
    /// The world goes on in a way that is no secret of this test.
    pub async fn step(&mut self, change: impl Future<Output = ()>) {
        change.await;
        self.seen.clear();
        self.app.new_mails().await;
    }
    /// What somebody gets for every address.
    async fn one(&self, role: &Role) -> Pages {
        let mut pages = Vec::with_capacity(self.pages.len());
        for path in self.pages.iter().filter(|path| role.has_post || !is_office(path)) {
            let reply = self.site.ask(&Method::GET, path, "", role.key.as_deref()).await;
            let to = reply.headers.get("location").and_then(|to| to.to_str().ok());
            let to = to.unwrap_or_default().to_owned();
            assert!(reply.status < 500, "{path} as {}: {}", role.name, reply.body);
            pages.push((path.clone(), reply.status, to, plain(reply.body)));
        }
        pages
    }
    /// What these roles get for every address, two at a time: there are not more processors.
    async fn all(&self, roles: &[&Role]) -> BTreeMap<&'static str, Pages> {
        let mut all = BTreeMap::new();
        for pair in roles.chunks(2) {
            let (one, other) = tokio::join!(self.one(pair[0]), async {
                if let Some(role) = pair.get(1) { Some(self.one(role).await) } else { None }
            });
            all.insert(pair[0].name, one);
            if let Some(other) = other {
                all.insert(pair[1].name, other);
            }
        }
        all
    }
    /// `change` makes the other world, which differs in this secret alone. The first of those who
    /// may know it sees it; all who may not get the same bytes, and no mail.
    pub async fn secret(
        &mut self,
        what: &str,
        may_know: &[&str],
        change: impl Future<Output = ()>,
    ) {
        for name in may_know {
            let there = self.roles.iter().any(|role| role.name == *name);
            assert!(there, "{what}: nobody is called {name}");
        }
        let asked = |role: &&Role| !may_know[1..].contains(&role.name);
        let asked: Vec<&Role> = self.roles.iter().filter(asked).collect();
        let new: Vec<&Role> =
            asked.iter().copied().filter(|role| !self.seen.contains_key(role.name)).collect();
        let new = self.all(&new).await;
        let mut seen = std::mem::take(&mut self.seen);
        seen.extend(new);
        change.await;
        let now = self.all(&asked).await;
        let mut leaks = Vec::new();
        let mut is_known = false;
        for (role, is) in &now {
            let pairs = seen[role].iter().zip(is);
            let differ: Vec<_> = pairs.filter(|(was, is)| was != is).collect();
            if may_know[0] == *role {
                is_known |= !differ.is_empty();
                continue;
            }
            leaks.extend(differ.iter().map(|(was, is)| told(role, was, is)));
        }
        for mail in self.app.new_mails().await {
            let to = self.roles.iter().find(|role| role.address == mail.address);
            let to = to.map_or(mail.address.as_str(), |role| role.name);
            if !may_know.contains(&to) {
                leaks.push(format!("{to}: a mail {}", mail.notice));
            }
        }
        if !leaks.is_empty() {
            self.leaks.push(format!("{what} is told to\n{}", leaks.join("\n")));
        }
        assert!(is_known, "{what}: {} does not see it, so this shows nothing", may_know[0]);
        self.seen = now;
        self.secrets += 1;
    }
    /// All of so many secrets were kept; else each that was not, with who is told where.
    #[track_caller]
    pub fn kept(&self, secrets: usize) {
        assert!(self.leaks.is_empty(), "{}", self.leaks.join("\n\n"));
        assert_eq!(self.secrets, secrets);
    }
}

fn is_office(path: &str) -> bool {
    OFFICE.iter().any(|start| path.starts_with(start))
}

/// Who is told, where, and the first lines that differ.
fn told(
    role: &str,
    was: &(String, u16, String, String),
    is: &(String, u16, String, String),
) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (was.3.lines().collect(), is.3.lines().collect());
    let at = old.iter().zip(&new).position(|(one, other)| one != other);
    let at = at.unwrap_or(old.len().min(new.len()));
    let line = |all: &[&str]| all.get(at).copied().unwrap_or("(its end)").trim().to_owned();
    format!(
        "{role}: {} {} {} -> {} {}\n    was {}\n    is  {}",
        was.0,
        was.1,
        was.2,
        is.1,
        is.2,
        line(&old),
        line(&new)
    )
}
