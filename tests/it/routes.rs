//! Every route, asked with GET and POST by everyone, against routes.table. The one rule: a pattern
//! without a row fails, and so does an answer that is not the table's. `UPDATE_DOCS=1` writes the
//! table anew; read the difference before you keep it.

use crate::support::{
    app::TestApp,
    database::Engine,
    kit::{Kit, pdf},
    pages::held,
    people::{self, Opening},
    proposals::Consortium,
    site::{Reply, Site, sign_in},
};
use axum::http::Method;
use convoca::{
    actions::signed_copy,
    domain::{
        ids::{ApplicationId, AttachmentId, CallId, PaymentId, PersonId, ProfileId, SignedCopyId},
        paper::Paper,
    },
    render::links::{self, PATTERNS},
    store,
};

/// The columns.
const ROLES: [&str; 9] = [
    "nobody",
    "stranger",
    "visitor",
    "host",
    "coordinator",
    "officer",
    "finance",
    "auditor",
    "admin",
];

/// One exchange whose report is validated and whose payment is proposed: every page about it is
/// there, and an empty form changes nothing of it.
struct World {
    kit: Kit,
    file: ApplicationId,
    attachment: AttachmentId,
    payment: PaymentId,
    profile: ProfileId,
    person: PersonId,
    copy: SignedCopyId,
    /// A scored call, and a draft in it: the visitor leads, the host is its partner.
    scored: CallId,
    proposal: ApplicationId,
}

async fn world(app: &TestApp) -> World {
    let kit = Kit::new(app).await;
    // While calls are open: the clock only goes on.
    let consortium = consortium(app, &kit).await;
    let proposal = draft_of_two(app, &consortium).await;
    let scored = consortium.office.call;
    let file = kit.validated(app).await;
    let payment = kit.propose(app, file).await.unwrap();
    let conn = app.desk.database.reads();
    let attachment = store::evidence::list(conn, file).await.unwrap()[0].id;
    let profile = store::profile::of(conn, kit.office.call, kit.visitor.id).await.unwrap();
    let person = people::person(app, "somebody").await.person().unwrap();
    let (officer, paper, upload) = (&kit.office.officer, Paper::Commitment, pdf("copy"));
    let copy = signed_copy::add_to_paper(&app.desk, officer, file, paper, 0, upload).await.unwrap();
    let profile = profile.unwrap().id;
    World { kit, file, attachment, payment, profile, person, copy, scored, proposal }
}

/// A voucher call in which the visitor may lead and the host take part.
async fn consortium(app: &TestApp, kit: &Kit) -> Consortium {
    let opening = Opening { programme: "innosup_voucher".into(), ..Opening::default() };
    let office = people::office(app, &opening).await;
    let (lead, partners) = (kit.visitor.clone(), vec![kit.host.clone()]);
    Consortium { office, lead, partners, kind: "demonstration" }
}

async fn draft_of_two(app: &TestApp, consortium: &Consortium) -> ApplicationId {
    let id = consortium.start(app).await.unwrap();
    consortium.join(app, id, &consortium.partners[0], "host").await;
    id
}

/// A pattern with the ids of the world.
fn path(pattern: &str, world: &World) -> String {
    let id = match pattern {
        p if p.contains("/attachments/") => world.attachment.to_string(),
        links::SIGNED_COPY => world.copy.to_string(),
        p if p.contains("/payments/{") => world.payment.to_string(),
        p if p.contains("/profiles/{") => world.profile.to_string(),
        p if p.contains("/applications/{") => world.file.to_string(),
        p if p.contains("/proposals/{") => world.proposal.to_string(),
        links::PROPOSAL_NEW => world.scored.to_string(),
        p if p.contains("/organisations/{") => world.kit.visitor.id.to_string(),
        p if p.contains("/people/{") => world.person.to_string(),
        p if p.contains("/calls/{") => world.kit.office.call.to_string(),
        _mail => "00000000000000000000000000000001".to_owned(),
    };
    pattern
        .replace("{id}", &id)
        .replace("{organisation}", &world.kit.visitor.id.to_string())
        .replace("{paper}", "commitment")
        .replace("{document}", "receipt")
        .replace("{list}", "due")
        .replace("{number}", "2")
        .replace("{token}", "nothing")
        .replace("{*path}", "convoca.css")
}

/// A session for each role, in the order of the columns.
async fn keys(app: &TestApp, kit: &Kit) -> Vec<Option<String>> {
    let office = &kit.office;
    let actors = [
        &office.stranger,
        &kit.visitor.lead,
        &kit.host.lead,
        &office.coordinator,
        &office.officer,
        &office.finance,
        &office.auditor,
        &office.admin,
    ];
    let mut keys = vec![None];
    for actor in actors {
        keys.push(Some(sign_in(app, actor).await));
    }
    keys
}

/// Where an answer leads, when it leads away.
fn short(reply: &Reply) -> String {
    let to = reply.headers.get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
    match reply.status {
        303 if to.starts_with(links::SIGN_IN) => "sign-in".to_owned(),
        status => status.to_string(),
    }
}

/// What a POST brings: the words that choose what a page does, under a version nobody has seen.
fn form(pattern: &str, world: &World) -> String {
    match pattern {
        links::DECIDE => "act=award&seen=-1".to_owned(),
        links::VALIDATE => "act=validate&seen=-1".to_owned(),
        links::PAYMENT => "act=approve&seen=-1".to_owned(),
        links::PROFILE_DECIDE => "act=accept&seen=-1".to_owned(),
        links::OFFICER_CALL => "act=publish&seen=-1".to_owned(),
        links::PAPER_SIGN => "place=visitor&digest=0".to_owned(),
        links::PROFILE => format!("organisation={}&seen=-1", world.kit.visitor.id),
        _others => String::new(),
    }
}

async fn row(
    site: &Site,
    world: &World,
    keys: &[Option<String>],
    method: &Method,
    pattern: &str,
) -> String {
    let (path, form) = (path(pattern, world), form(pattern, world));
    let mut cells = Vec::new();
    for (role, key) in ROLES.iter().zip(keys) {
        let reply = site.ask(method, &path, &form, key.as_deref()).await;
        assert!(reply.status < 500, "{method} {pattern} as {role}: {}", reply.body);
        cells.push(format!("{:11}", short(&reply)));
    }
    format!("{:4} {pattern:36} {}", method.as_str(), cells.join(" ")).trim_end().to_owned()
}

#[tokio::test]
async fn every_route_answers_everyone_as_the_table_says() {
    let app = TestApp::open(Engine::Sqlite).await.unwrap();
    let world = world(&app).await;
    let site = Site::new(&app);
    let keys = keys(&app, &world.kit).await;
    let heads: Vec<String> = ROLES.iter().map(|role| format!("{role:11}")).collect();
    let mut table = format!(
        "# What every route answers to everyone; held by tests/it/routes.rs. Visitor and host are \
         those of the\n# exchange asked for, the coordinator is the visitor's. A POST brings an \
         empty form, or the word that\n# chooses what the page does, under a version nobody has \
         seen. sign-in: sent there. A method that a\n# page does not have is 404.\n\n{:4} {:36} {}\n",
        "",
        "",
        heads.join(" ").trim_end()
    );
    // Signing out ends the sessions the other rows need.
    let (last, first): (Vec<&str>, Vec<&str>) =
        PATTERNS.iter().partition(|pattern| **pattern == links::SIGN_OUT);
    for pattern in first.into_iter().chain(last) {
        for method in [Method::GET, Method::POST] {
            table.push_str(&row(&site, &world, &keys, &method, pattern).await);
            table.push('\n');
        }
    }
    // Nothing anybody sent has moved the exchange or the proposal, or taken anything from them.
    let kept = store::proposal::load(app.desk.database.reads(), world.proposal).await.unwrap();
    assert_eq!(kept.proposal.stage.kind().code(), "draft");
    assert_eq!(app.stage(world.file).await, "validated");
    let files = store::evidence::list(app.desk.database.reads(), world.file).await.unwrap();
    assert_eq!(files.len(), world.kit.programme(&app).await.evidence.len());
    held("tests/it/routes.table", &table);
    app.finish().await;
}

/// A page without what differs between two requests for the same nothing: the id asked for and
/// the reference that finds the moment in the log.
fn plain(reply: &Reply, id: &str) -> (u16, String) {
    let mut body = reply.body.replace(id, "ID");
    if let Some(at) = body.find("data-reference=\"") {
        let from = at + "data-reference=\"".len();
        let to = from + body[from..].find('"').unwrap();
        let reference = body[from..to].to_owned();
        body = body.replace(&reference, "REFERENCE");
    }
    (reply.status, body)
}

#[tokio::test]
async fn what_is_hidden_answers_like_what_is_not_there() {
    let app = TestApp::open(Engine::Sqlite).await.unwrap();
    let kit = Kit::new(&app).await;
    let draft = kit.draft(&app).await.to_string();
    let (site, office) = (Site::new(&app), &kit.office);
    let nothing = "01860000000070008000000000000001";
    let consortium = consortium(&app, &kit).await;
    let proposal = consortium.start(&app).await.unwrap().to_string();
    let outside = [&office.stranger, &kit.host.lead, &office.officer, &office.finance];
    let about = |p: &str| p.contains("/applications/{id}") || p.contains("/proposals/{id}");
    let patterns: Vec<_> = PATTERNS.iter().filter(|p| about(p)).collect();
    assert!(patterns.len() > 30);
    for actor in outside {
        let key = sign_in(&app, actor).await;
        for pattern in &patterns {
            for method in [Method::GET, Method::POST] {
                let there = pattern
                    .replace("{paper}", "commitment")
                    .replace("{document}", "receipt")
                    .replace("{list}", "due")
                    .replace("{number}", "2")
                    .replace("{organisation}", &kit.visitor.id.to_string());
                let id = if pattern.contains("/proposals/") { &proposal } else { &draft };
                let hidden = there.replace("{id}", id);
                let hidden = site.ask(&method, &hidden, "", Some(&key)).await;
                let unknown = there.replace("{id}", nothing);
                let unknown = site.ask(&method, &unknown, "", Some(&key)).await;
                assert_eq!(plain(&hidden, id), plain(&unknown, nothing), "{method} {pattern}");
                // 303: on to the page of the file, without asking what is there. 403: a post that
                // may do this to no file at all.
                assert!([303, 403, 404].contains(&hidden.status), "{method} {pattern}");
            }
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused_before_anything() {
    let app = TestApp::open(Engine::Sqlite).await.unwrap();
    let site = Site::new(&app);
    let reply = site.ask_from("http://elsewhere.example", links::REGISTER).await;
    assert_eq!(reply.status, 403);
    assert!(app.new_mails().await.is_empty());
    app.finish().await;
}
