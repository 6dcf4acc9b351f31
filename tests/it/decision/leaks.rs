//! Before the release nothing tells a decision. The one rule: two worlds that differ in what the
//! office prepared give everybody else the same bytes.

use crate::support::{
    app::TestApp,
    both_databases,
    decided::{Decided, given},
    site::{Site, sign_in},
};
use axum::http::Method;
use convoca::domain::access::Actor;

const ONE: &[i64] = &[2_000_000];

/// What somebody can fetch: status and body without what differs each time.
async fn fetched(site: &Site, paths: &[String], key: Option<&str>) -> Vec<(u16, String)> {
    let mut all = Vec::new();
    for path in paths {
        let reply = site.ask(&Method::GET, path, "", key).await;
        all.push((reply.status, reply.body));
    }
    all
}

fn paths(kit: &Decided) -> Vec<String> {
    let call = kit.office.call;
    let mut all = vec![
        "/".to_owned(),
        format!("/calls/{call}"),
        format!("/calls/{call}/results"),
        format!("/office/calls/{call}/ranking"),
        format!("/office/calls/{call}/release"),
        format!("/office/calls/{call}/draw"),
        format!("/office/calls/{call}/reserve"),
        format!("/office/calls/{call}/redress"),
        format!("/office/calls/{call}/results"),
        "/desk".to_owned(),
    ];
    for id in &kit.proposals {
        all.push(format!("/proposals/{id}"));
        all.push(format!("/proposals/{id}/letter"));
    }
    all
}

async fn everybody(
    kit: &Decided,
    app: &TestApp,
    site: &Site,
    keys: &[Option<String>],
) -> Vec<Vec<(u16, String)>> {
    let paths = paths(kit);
    app.desk.now();
    let mut all = Vec::new();
    for key in keys {
        all.push(fetched(site, &paths, key.as_deref()).await);
    }
    all
}

both_databases!(nothing_outside_the_office_tells_a_decision_before_its_release, async |app| {
    let all = [given([45, 45, 45], ONE), given([40, 40, 40], ONE), given([20, 40, 40], ONE)];
    let kit = Decided::new(app, 2_000_000, &all).await;
    let site = Site::new(app);
    let people: [&Actor; 4] =
        [&kit.leads[0].lead, &kit.leads[1].lead, &kit.leads[2].lead, &kit.office.stranger];
    let mut keys = vec![None];
    for who in people {
        keys.push(Some(sign_in(app, who).await));
    }
    let before = everybody(&kit, app, &site, &keys).await;
    let settings = kit.settings(app).await;
    let id = kit.keep(app, settings).await;
    assert_eq!(everybody(&kit, app, &site, &keys).await, before, "kept");
    kit.propose(app, id).await.unwrap();
    assert_eq!(everybody(&kit, app, &site, &keys).await, before, "proposed");
    kit.sign(app, id).await.unwrap();
    assert_eq!(everybody(&kit, app, &site, &keys).await, before, "signed");
    let missing = site.ask(&Method::GET, "/calls/0/results", "", None).await;
    let results = format!("/calls/{}/results", kit.office.call);
    let there = site.ask(&Method::GET, &results, "", None).await;
    assert_eq!((there.status, &there.body), (404, &missing.body));
    kit.release(app).await.unwrap();
    let after = everybody(&kit, app, &site, &keys).await;
    assert_ne!(after, before, "a release is seen");
    let public = site.ask(&Method::GET, &results, "", None).await;
    assert_eq!(public.status, 200);
    assert!(public.body.contains("Title of number 1"), "{}", public.body);
    assert!(!public.body.contains("Title of number 2"), "only who is funded is named");
});
