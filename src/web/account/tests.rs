use super::sign_in::local;
use crate::{
    render::{Link, Renderer},
    store::sql,
    web::tests::{PASSWORD, Site},
};
use axum::{
    extract::ConnectInfo,
    http::{Request, StatusCode},
};
use proptest::prelude::*;
use std::net::{IpAddr, SocketAddr};

#[test]
fn every_account_page_renders_with_every_sample() {
    let renderer = Renderer::new().unwrap();
    for check in super::pages() {
        check(&renderer).unwrap();
    }
}

async fn mailed_token(site: &Site) -> String {
    let sql = "select secret from outbox where secret is not null order by id desc limit 1";
    sql::scalar(site.desk.database.reads(), sql, vec![]).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_new_person_registers_confirms_and_signs_in() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let form = [("name", "Ana Sousa"), ("address", "Ana@Tecnotex.example"), ("password", PASSWORD)];
    let reply = browser.post(Link::Register.path(), &form).await;
    assert_eq!((reply.status, reply.location.as_str()), (StatusCode::SEE_OTHER, "/register/sent"));
    assert!(browser.get("/register/sent").await.body.contains("Look into your mail"));

    let credentials = [("address", "ana@tecnotex.example"), ("password", PASSWORD)];
    let early = browser.post(Link::SignIn.path(), &credentials).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "not before it is confirmed");

    // A mail scanner follows the link; only the button confirms.
    let link = Link::Verify(mailed_token(&site).await);
    assert!(browser.get(link.path()).await.body.contains("Confirm my address"));
    let early = browser.post(Link::SignIn.path(), &credentials).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let confirmed = browser.post(link.path(), &[]).await;
    assert_eq!(confirmed.location, Link::SignIn.path());
    assert!(browser.get("/sign-in").await.body.contains("Your address is confirmed"));
    let again = browser.post(link.path(), &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);

    let signed_in = browser.post(Link::SignIn.path(), &credentials).await;
    assert_eq!(signed_in.location, Link::Desk.path());
    let cookie = signed_in.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(cookie.contains("Max-Age=43200"), "{cookie}");
    let account = browser.get(Link::Account.path()).await;
    assert!(account.body.contains("Ana Sousa") && account.body.contains("ana@tecnotex.example"));
    assert_eq!(browser.get("/sign-in?next=/account").await.location, "/account");

    let out = browser.post(Link::SignOut.path(), &[]).await;
    assert_eq!(out.location, "/");
    assert!(!browser.cookies.contains_key("convoca"));
    let asked = browser.get(Link::Account.path()).await;
    assert_eq!(asked.location, "/sign-in?next=%2Faccount");
}

#[tokio::test]
async fn a_registration_comes_back_with_everything_but_the_password() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let form = [("name", "Ana <b>"), ("address", "ana@tecnotex.example"), ("password", "tooshort")];
    let reply = browser.post(Link::Register.path(), &form).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.body.contains("value=\"Ana &lt;b&gt;\""));
    assert!(reply.body.contains("value=\"ana@tecnotex.example\""));
    assert!(reply.body.contains("href=\"#f-password\"") && !reply.body.contains("tooshort"));
    for token in
        ["autocomplete=\"name\"", "autocomplete=\"email\"", "autocomplete=\"new-password\""]
    {
        assert!(reply.body.contains(token), "{token}");
    }
}

#[tokio::test]
async fn no_answer_tells_whether_there_is_an_account() {
    let site = Site::new().await;
    site.person("ana@tecnotex.example", "Ana Sousa", &[]).await;
    let mut browser = site.browser();
    let (known, unknown) = ("ana@tecnotex.example", "nobody@tecnotex.example");
    let mut answers = Vec::new();
    for address in [known, unknown] {
        let wrong = [("address", address), ("password", "not the password")];
        let sign_in = browser.post(Link::SignIn.path(), &wrong).await;
        let forgot = browser.post(Link::Forgot.path(), &[("address", address)]).await;
        let form = [("name", "Ana"), ("address", address), ("password", PASSWORD)];
        let register = browser.post(Link::Register.path(), &form).await;
        let same = |text: String| text.replace(address, "ADDRESS");
        answers.push([
            (sign_in.status, same(sign_in.body), sign_in.location),
            (forgot.status, same(forgot.body), forgot.location),
            (register.status, same(register.body), register.location),
        ]);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0][0].0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answers[0][1].2, "/forgot/sent");
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_once() {
    let site = Site::new().await;
    site.person("ana@tecnotex.example", "Ana Sousa", &[]).await;
    let mut browser = site.browser();
    browser.sign_in("ana@tecnotex.example").await;
    let mut elsewhere = site.browser();
    elsewhere.post(Link::Forgot.path(), &[("address", "ana@tecnotex.example")]).await;
    let link = Link::Reset(mailed_token(&site).await);
    assert_eq!(elsewhere.get(link.path()).await.status, StatusCode::OK);
    let weak = elsewhere.post(link.path(), &[("password", "aaaaaaaaaaaaaaa")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = elsewhere.post(link.path(), &[("password", "five other unrelated words")]).await;
    assert_eq!(done.location, Link::SignIn.path());
    let again = elsewhere.post(link.path(), &[("password", "five other unrelated words")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The old session is over.
    assert!(browser.get(Link::Account.path()).await.location.starts_with("/sign-in"));
}

#[tokio::test]
async fn too_many_tries_are_slowed_down_even_with_the_right_password() {
    let site = Site::new().await;
    site.person("ana@tecnotex.example", "Ana Sousa", &[]).await;
    let mut browser = site.browser();
    let wrong = [("address", "ana@tecnotex.example"), ("password", "not the password")];
    for _ in 0..site.desk.settings.limits.sign_in_tries_per_account {
        let reply = browser.post(Link::SignIn.path(), &wrong).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains("value=\"ana@tecnotex.example\""));
    }
    let right = [("address", "ana@tecnotex.example"), ("password", PASSWORD)];
    let reply = browser.post(Link::SignIn.path(), &right).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(reply.body.contains("Too many tries"), "{}", reply.body);
}

#[tokio::test]
async fn behind_a_proxy_each_address_has_its_own_tries() {
    let proxy: IpAddr = "10.0.0.1".parse().unwrap();
    let site = Site::with(|settings| {
        settings.server.trusted_proxy = vec![proxy];
        settings.limits.sign_in_tries_per_address = 2;
    });
    let site = site.await;
    let mut browser = site.browser();
    let mut number = 0;
    let mut ask = async |peer: &str, passed_on_for: &str| {
        number += 1;
        let peer = SocketAddr::new(peer.parse().unwrap(), 4000);
        let request = Request::post(Link::SignIn.path())
            .header("host", "convoca.example")
            .header("origin", "http://convoca.example")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-forwarded-for", passed_on_for)
            .extension(ConnectInfo(peer));
        // An account of its own each time, so that only the address is counted.
        let body = format!("address=nobody-{number}%40example.org&password=wrong+password");
        browser.send(request, body).await.status
    };
    let (wrong, many) = (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::TOO_MANY_REQUESTS);
    for _ in 0..2 {
        assert_eq!(ask("10.0.0.1", "203.0.113.9").await, wrong);
    }
    assert_eq!(ask("10.0.0.1", "203.0.113.9").await, many);
    assert_eq!(ask("10.0.0.1", "1.2.3.4, 203.0.113.9").await, many, "what he wrote himself");
    assert_eq!(ask("10.0.0.1", "203.0.113.10").await, wrong, "someone else");
    // Past the proxy the header is not believed.
    for end in ["1", "2"] {
        assert_eq!(ask("198.51.100.7", end).await, wrong);
    }
    assert_eq!(ask("198.51.100.7", "203.0.113.77").await, many);
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let site = Site::new().await;
    site.person("ana@tecnotex.example", "Ana Sousa", &[]).await;
    for (next, goes) in [
        ("/calls?x=1", "/calls?x=1"),
        ("//evil.example", "/desk"),
        ("/\\evil.example", "/desk"),
        ("/\t/evil.example", "/desk"),
        ("https://evil.example", "/desk"),
        ("", "/desk"),
    ] {
        let mut browser = site.browser();
        let form = [("address", "ana@tecnotex.example"), ("password", PASSWORD), ("next", next)];
        let reply = browser.post(Link::SignIn.path(), &form).await;
        assert_eq!(
            (reply.status, reply.location.as_str()),
            (StatusCode::SEE_OTHER, goes),
            "{next}"
        );
        let shown = site.browser().get(Link::SignIn.with(&[("next", next)])).await;
        assert_eq!(shown.body.contains("name=\"next\""), goes != "/desk", "{next}");
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_not_taken() {
    let site = Site::new().await;
    site.person("ana@tecnotex.example", "Ana Sousa", &[]).await;
    let mut browser = site.browser();
    browser.sign_in("ana@tecnotex.example").await;
    let reply = browser.post_from_elsewhere("/sign-out", &[]).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert!(reply.body.contains("came from another site"), "{}", reply.body);
    assert_eq!(browser.get(Link::Account.path()).await.status, StatusCode::OK);
}

proptest! {
    #[test]
    fn what_is_local_stays_on_this_host(next in "[/\\\\a-z\t:.?]{0,12}") {
        if let Some(path) = local(&next) {
            let base: axum::http::Uri = format!("https://convoca.example{path}").parse()?;
            prop_assert_eq!(base.host(), Some("convoca.example"));
            prop_assert!(!path.starts_with("//") && !path.contains('\\'));
        }
    }
}
