use crate::{
    actions::{account, call, delivery},
    domain::{ids::OutboxId, person::StaffRole},
    render::{Link, Renderer},
    web::tests::{NOW, Site},
};
use axum::http::{StatusCode, header};
use chrono::TimeDelta;

#[test]
fn every_admin_page_renders_with_every_sample() {
    let renderer = Renderer::new().unwrap();
    for check in super::pages() {
        check(&renderer).unwrap();
    }
}

const PAGES: [Link; 3] = [Link::AuditLog, Link::Outbox, Link::People];

#[tokio::test]
async fn each_page_is_there_for_its_own_people_only() {
    let site = Site::new().await;
    let (_, _) = site.draft().await;
    site.person("admin@office.example", "Ada Admin", &[StaffRole::Admin]).await;
    site.person("auditor@office.example", "Aldo Audit", &[StaffRole::Auditor]).await;
    site.person("ana@tecnotex.example", "Ana Sousa", &[]).await;
    for (who, seen) in [
        ("officer@office.example", [true, true, false]),
        ("auditor@office.example", [true, false, false]),
        ("admin@office.example", [false, true, true]),
        ("ana@tecnotex.example", [false, false, false]),
    ] {
        let mut browser = site.browser();
        browser.sign_in(who).await;
        for (link, seen) in PAGES.iter().zip(seen) {
            let status = browser.get(link.path()).await.status;
            assert_eq!(status == StatusCode::OK, seen, "{who} {link}: {status}");
        }
    }
    for link in PAGES {
        assert!(site.browser().get(link.path()).await.location.starts_with("/sign-in"), "{link}");
    }
}

#[tokio::test]
async fn the_trail_says_who_did_what_and_is_read_page_by_page() {
    let site = Site::new().await;
    let (id, officer) = site.open_call().await;
    for day in 1..60 {
        let deadline = NOW.plus(TimeDelta::days(70 + day));
        call::move_deadline(&site.desk, &officer, id, deadline, "holidays").await.unwrap();
    }
    let mut browser = site.browser();
    browser.sign_in("officer@office.example").await;
    let subject = id.0.to_string();
    let first = browser.get(Link::AuditLog.with(&[("subject", &subject)])).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    assert!(first.body.contains("What happened to ClusterXchange 2026"), "{}", first.body);
    assert!(first.body.contains("Olga Ofi") && first.body.contains("14:20 Brussels"));
    assert_eq!(first.body.matches("data-label=\"What\"").count(), 50);
    let href = first.body.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let second = browser.get(href.replace("&amp;", "&")).await;
    // 59 moved deadlines, set up, partnership, published, money.
    assert_eq!(second.body.matches("data-label=\"What\"").count(), 63 - 50, "{}", second.body);
    assert!(second.body.contains("The call was set up"));
    let none = browser.get(Link::AuditLog.with(&[("about", "CXC-2026-9999")])).await;
    assert!(none.body.contains("Nothing has this reference"), "{}", none.body);
    let broken = browser.get(Link::AuditLog.with(&[("before", "x.y.z")])).await;
    assert_eq!(broken.status, StatusCode::OK);
}

#[tokio::test]
async fn a_failed_mail_stands_first_and_is_tried_again() {
    let site = Site::new().await;
    site.draft().await;
    let form = account::Registration {
        address: "ana@tecnotex.example".to_owned(),
        name: "Ana Sousa".to_owned(),
        password: "four unrelated words".to_owned(),
    };
    account::register(&site.desk, "test", form).await.unwrap();
    let letter = delivery::claim(&site.desk, 1).await.unwrap().pop().unwrap();
    let why = "the server does not know this mailbox";
    delivery::given_up(&site.desk, letter.id, &letter.notice, why).await.unwrap();

    let mut browser = site.browser();
    browser.sign_in("officer@office.example").await;
    let page = browser.get(Link::Outbox.path()).await;
    assert!(page.body.contains("1 mail could not be sent") && page.body.contains(why));
    assert!(!page.body.contains(&letter.secret.unwrap()), "a link's token is nobody else's");
    let id = letter.id.to_string();
    let reply = browser.post(Link::Outbox.path(), &[("id", &id)]).await;
    assert_eq!(reply.location, Link::Outbox.path());
    let page = browser.get(Link::Outbox.path()).await;
    assert!(page.body.contains("will be tried again") && page.body.contains("All mails are"));
    let again = browser.post(Link::Outbox.path(), &[("id", &id)]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "it is not failed any more");
}

#[tokio::test]
async fn posts_are_given_and_taken_by_an_administrator() {
    let site = Site::new().await;
    let (call, _) = site.draft().await;
    site.person("admin@office.example", "Ada Admin", &[StaffRole::Admin]).await;
    let ana = site.person("ana@tecnotex.example", "Ana Sousa", &[]).await;
    let conn = site.desk.database.reads();
    let cloth = crate::store::call::partnerships(conn, call).await.unwrap().pop().unwrap();
    let mut browser = site.browser();
    browser.sign_in("admin@office.example").await;
    let found = browser.get(Link::People.with(&[("find", "SOU")])).await;
    assert!(found.body.contains("ana@tecnotex.example") && !found.body.contains("officer@"));
    let found = browser.get(Link::People.with(&[("find", "%")])).await;
    assert!(found.body.contains("begins like this"), "{}", found.body);

    let one = Link::Person(ana).path();
    let id = cloth.id.to_string();
    for (role, partnership, expected) in [
        ("coordinator", "", StatusCode::UNPROCESSABLE_ENTITY),
        ("coordinator", "00000000000000000000000000000000", StatusCode::UNPROCESSABLE_ENTITY),
        ("emperor", "", StatusCode::UNPROCESSABLE_ENTITY),
        ("coordinator", id.as_str(), StatusCode::SEE_OTHER),
        ("auditor", "", StatusCode::SEE_OTHER),
    ] {
        let form = [("do", "give"), ("role", role), ("partnership", partnership)];
        let reply = browser.post(one.clone(), &form).await;
        assert_eq!(reply.status, expected, "{role} {partnership}\n{}", reply.body);
    }
    let actor = account::actor(&site.desk, ana).await.unwrap();
    assert_eq!(actor.roles, [StaffRole::Auditor, StaffRole::Coordinator(cloth.id)]);
    let form = [("do", "take"), ("role", "auditor"), ("partnership", "")];
    assert_eq!(browser.post(one.clone(), &form).await.status, StatusCode::SEE_OTHER);
    let page = browser.get(one.clone()).await;
    assert!(
        page.body.contains("(CLOTH)")
            && !page.body.contains("value=\"take\">Take away<span class=\"vh\">: auditor")
    );
    let mut ana = site.browser();
    ana.sign_in("ana@tecnotex.example").await;
    assert_eq!(ana.post(one, &form).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_mailbox_is_there_in_the_demo_only_and_its_html_has_no_rights() {
    let folder = std::env::temp_dir().join(format!("convoca-mailbox-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let id: OutboxId = "0192f3a70000700080000000000000aa".parse().unwrap();
    let mail = serde_json::json!({
        "id": id, "message_id": "x@y", "to": "ana@tecnotex.example", "to_name": "Ana <Sousa>",
        "subject": "Confirm your address", "at": NOW,
        "text": "Open http://127.0.0.1:8080/verify/abc", "html": "<p>Open</p><script>1</script>",
    });
    std::fs::write(folder.join(format!("{id}.json")), mail.to_string()).unwrap();

    let (item, html) = (Link::MailboxItem(id).path(), Link::MailboxHtml(id).path());
    let closed = Site::new().await;
    for path in ["/mailbox", &item, &html] {
        assert_eq!(closed.browser().get(path).await.status, StatusCode::NOT_FOUND);
    }
    let at = folder.display().to_string();
    let site = Site::with(|settings| {
        settings.instance.mailbox_page = true;
        settings.mail.folder = at;
    })
    .await;
    let mut browser = site.browser();
    assert!(browser.get("/mailbox").await.body.contains("to Ana &lt;Sousa&gt;"));
    let page = browser.get(item).await;
    assert!(page.body.contains("href=\"/verify/abc\">") && !page.body.contains("<script>1"));
    let alone = browser.get(html).await;
    let policy = alone.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
    assert_eq!(alone.headers.get_all(header::CONTENT_SECURITY_POLICY).iter().count(), 1);
    for path in ["/mailbox/nonsense", "/mailbox/0192f3a70000700080000000000000ab"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
