use crate::{
    actions::call,
    render::{Link, Renderer},
    web::tests::{NOW, Site},
};
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;

#[test]
fn every_public_page_renders_with_every_sample() {
    let renderer = Renderer::new().unwrap();
    for check in super::pages() {
        check(&renderer).unwrap();
    }
}

#[tokio::test]
async fn the_list_and_the_call_say_what_is_left() {
    let site = Site::new().await;
    let mut browser = site.browser();
    assert!(browser.get("/").await.body.contains("There is no call yet"));
    let (id, _) = site.open_call().await;
    let home = browser.get("/").await;
    assert!(home.body.contains("One call is open") && home.body.contains("of 500 exchanges"));
    let page = browser.get(Link::Call(id).path()).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "€\u{a0}400,000.00",
        "Denmark, Azores, Canary Islands",
        "Within 10 days after the stay",
        "Proof of travel",
        "aim 50.0",
    ] {
        assert!(page.body.contains(text), "{text} is not on the page\n{}", page.body);
    }
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn a_scored_call_stands_in_the_list_with_pages_of_its_own() {
    let site = Site::new().await;
    let (_, officer) = site.open_call().await;
    let new = call::NewCall {
        programme: "innosup_voucher".to_owned(),
        title: "Vouchers of the sea".to_owned(),
        edition: "2027".to_owned(),
        opens_at: NOW.plus(TimeDelta::days(-1)),
        deadline: NOW.plus(TimeDelta::days(90)),
        places: None,
    };
    let id = call::create(&site.desk, &officer, new).await.unwrap();
    let mut outside = site.browser();
    assert!(!outside.get("/").await.body.contains("Vouchers of the sea"));
    // It has no partnerships, and needs none.
    call::publish(&site.desk, &officer, id).await.unwrap();
    let home = outside.get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    for text in [
        "2 calls are open",
        "Vouchers of the sea",
        "Innovation vouchers for small and medium-sized enterprises",
        "ClusterXchange 2026",
        "of 500 exchanges",
    ] {
        assert!(home.body.contains(text), "{text} is not on the page\n{}", home.body);
    }
    assert_eq!(home.body.matches("Am I eligible").count(), 2, "both kinds have a self-check");
    for link in [Link::Call(id), Link::CallCheck(id)] {
        assert_eq!(outside.get(link.path()).await.status, StatusCode::OK);
    }
    let mut inside = site.browser();
    inside.sign_in("officer@office.example").await;
    let calls = inside.get(Link::OfficerCalls.path()).await;
    assert_eq!(calls.status, StatusCode::OK);
    assert!(calls.body.contains("Vouchers of the sea"));
    let created = inside.get(Link::OfficerCalls.path()).await;
    assert!(created.body.contains("INNOSUP-1 vouchers"), "a new call may be of any scheme");
}

#[tokio::test]
async fn a_draft_call_is_not_there_for_outsiders() {
    let site = Site::new().await;
    let (id, officer) = site.draft().await;
    let mut outside = site.browser();
    for link in [Link::Call(id), Link::CallCheck(id)] {
        assert_eq!(outside.get(link.path()).await.status, StatusCode::NOT_FOUND);
    }
    assert!(!outside.get("/").await.body.contains("ClusterXchange 2026"));
    let mut inside = site.browser();
    inside.sign_in("officer@office.example").await;
    assert_eq!(inside.get(Link::Call(id).path()).await.status, StatusCode::OK);
    call::publish(&site.desk, &officer, id).await.unwrap();
    assert_eq!(outside.get(Link::Call(id).path()).await.status, StatusCode::OK);
    assert_eq!(outside.get("/calls/nonsense").await.status, StatusCode::NOT_FOUND);
}

const GOOD: [(&str, &str); 13] = [
    ("visitor_kind", "sme"),
    ("visitor_country", "PL"),
    ("visitor_member", "yes"),
    ("visitor_link", "none"),
    ("visited", "no"),
    ("visited_before", "no"),
    ("host_kind", "cluster"),
    ("host_country", "PT"),
    ("host_member", "yes"),
    ("from", "2027-03-01"),
    ("to", "2027-03-05"),
    ("distance_km", "2,600"),
    ("answer.residence", "participating"),
];

#[tokio::test]
async fn five_days_in_portugal_give_780_and_three_half_of_it() {
    let site = Site::new().await;
    let (id, _) = site.open_call().await;
    let mut browser = site.browser();
    let page = browser.get(Link::CallCheck(id).with(&GOOD)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("€\u{a0}780.00"), "{}", page.body);
    assert!(page.body.contains("You could take part and get"), "{}", page.body);
    assert!(page.body.contains("5 working days") && page.body.contains("not halved"));
    assert!(page.body.contains("499 left after it"), "{}", page.body);
    assert!(page.body.contains("value=\"2,600\""), "what was typed is kept");

    let short = GOOD.map(|(name, value)| (name, if name == "to" { "2027-03-03" } else { value }));
    let page = browser.get(Link::CallCheck(id).with(&short)).await;
    assert!(page.body.contains("€\u{a0}390.00"), "{}", page.body);

    // Only what is needed for the sum: the rules say which answers are open.
    let few = [("host_country", "DK"), ("working_days", "10"), ("distance_km", "2400")];
    let page = browser.get(Link::CallCheck(id).with(&few)).await;
    assert!(page.body.contains("€\u{a0}1,100.00") && page.body.contains("not answered yet"));
    assert!(page.body.contains("href=\"#f-visitor-kind\""), "{}", page.body);
}

#[tokio::test]
async fn a_broken_rule_says_what_to_do_and_a_virtual_exchange_is_unpaid() {
    let site = Site::new().await;
    let (id, _) = site.open_call().await;
    let mut browser = site.browser();
    let home = GOOD.map(|(n, v)| (n, if n == "visitor_country" { "PT" } else { v }));
    let page = browser.get(Link::CallCheck(id).with(&home)).await;
    assert!(
        page.body.contains("Not eligible like this") && page.body.contains("must cross a border")
    );
    let online: Vec<_> = GOOD.into_iter().chain([("virtual", "yes")]).collect();
    let page = browser.get(Link::CallCheck(id).with(&online)).await;
    assert!(page.body.contains("You could take part, unpaid"), "{}", page.body);
}

#[tokio::test]
async fn nonsense_gets_a_fault_at_its_field_and_nothing_is_guessed() {
    let site = Site::new().await;
    let (id, _) = site.open_call().await;
    let mut browser = site.browser();
    let nonsense = [
        ("visitor_kind", "emperor"),
        ("visitor_country", "Atlantis"),
        ("host_country", "PT"),
        ("host_region", "ES70"),
        ("visited", "maybe"),
        ("from", "soon"),
        ("to", "2027-13-45"),
        ("working_days", "-3"),
        ("distance_km", "999999999999999999999"),
        ("virtual", "<b>"),
    ];
    let page = browser.get(Link::CallCheck(id).with(&nonsense)).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for name in [
        "visitor-kind",
        "visitor-country",
        "host-region",
        "visited",
        "from",
        "to",
        "working-days",
        "distance-km",
        "virtual",
    ] {
        assert!(page.body.contains(&format!("href=\"#f-{name}\"")), "{name}\n{}", page.body);
    }
    assert!(page.body.contains("value=\"soon\"") && !page.body.contains("€\u{a0}780"));
    // A year without holidays is said, not guessed.
    let late = GOOD.map(|(n, v)| {
        (
            n,
            match n {
                "from" => "2199-03-01",
                "to" => "2199-03-05",
                _ => v,
            },
        )
    });
    let page = browser.get(Link::CallCheck(id).with(&late)).await;
    assert!(page.body.contains("are not known here"), "{}", page.body);
    let page = browser.get(format!("{}?%ff%fe=%00", Link::CallCheck(id))).await;
    assert!(page.status.is_success() || page.status.is_client_error());
}

#[tokio::test]
async fn a_static_file_is_kept_for_ever_only_under_its_hash() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let href = crate::render::assets::asset_href("convoca.css").unwrap();
    let hashed = browser.get(href.clone()).await;
    assert_eq!(hashed.status, StatusCode::OK);
    assert!(hashed.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    assert_eq!(hashed.headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
    for path in ["/static/convoca.css", "/static/convoca.css?v=old"] {
        assert_eq!(browser.get(path).await.headers[header::CACHE_CONTROL], "no-cache");
    }
    let tag = hashed.headers[header::ETAG].clone();
    let again = Request::get("/static/convoca.css").header(header::IF_NONE_MATCH, tag);
    let again = browser.send(again, String::new()).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    for path in ["/static/../Cargo.toml", "/static/%2e%2e/Cargo.toml", "/static/nothing.css"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/health", "/ready"] {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
    }
}
