//! The journey of a scored call in real Chromium, JavaScript off: applying together, evaluating,
//! deciding; `tests/browser/scored_*.mjs` walk it. The one rule: what stands before the first page
//! comes by the real actions, as far as the tests of those parts make it so.

use crate::{
    browser::{PASSWORD, TODAY, open, serve},
    evaluation::world::World,
    support::{
        app::TestApp,
        decided::{Decided, given},
        people::staff,
        proposals::Consortium,
    },
};
use convoca::{
    actions::{account, consensus},
    domain::person::StaffRole,
};
use serde_json::json;

/// Gives everybody at these addresses the password, by the way of a forgotten one.
async fn passwords(app: &TestApp, addresses: &[&str]) {
    for address in addresses {
        drop(app.new_mails().await);
        account::forgot(&app.desk, "test", address).await.unwrap();
        let mails = app.new_mails().await;
        let mail = mails.iter().find(|mail| mail.address == *address).unwrap();
        let token = mail.secret.clone().unwrap();
        account::reset(&app.desk, &token, PASSWORD.to_owned()).await.unwrap();
    }
}

/// A consortium applies: from the public page to the receipt, and what the office then reads.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn browser_scored_call_is_applied_to() {
    let (app, listener, folder) = open("scored-apply").await;
    let c = Consortium::new(&app).await;
    let draft = c.ready(&app).await;
    let people = ["lead", "one", "two", "officer", "finance", "auditor"];
    let people = people.map(|name| format!("{name}@example.org"));
    passwords(&app, &people.each_ref().map(String::as_str)).await;
    app.on(TODAY);
    let knows = json!({
        "password": PASSWORD, "call": c.office.call, "draft": draft, "lead": c.lead.id,
        "one": c.partners[0].id,
    });
    serve(&app, listener, folder).walk("./scored_apply.mjs", &knows).await;
    app.finish().await;
}

/// Experts evaluate: contract, conflicts, assignment, report, consensus; the office beside them.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn browser_scored_call_is_evaluated() {
    let (app, listener, folder) = open("scored-evaluate").await;
    let w = World::new(&app).await;
    let file = w.proposal(&app, 1, &[&w.mill, &w.dairy]).await;
    let annex = ("00000000-0000-7000-8000-00000000d0c1", "annex");
    w.document(&app, file, annex, None).await;
    let fresh = w.proposal(&app, 2, &[&w.yard]).await;
    for name in ["anna", "bob", "dora"] {
        let expert = w.expert(&app, name).await;
        w.assign(&app, file, &expert).await;
        w.deliver(&app, file, &expert, ["4", "3.5", "4"]).await;
    }
    let anna = w.somebody(&app, "anna").await;
    consensus::open(&app.desk, &w.officer, file, anna.person().unwrap()).await.unwrap();
    w.somebody(&app, "carl").await;
    w.invite(&app, "carl", (1, 3)).await;
    let experts = ["anna", "bob", "carl", "dora"].map(|name| format!("{name}@{name}.example"));
    passwords(&app, &experts.each_ref().map(String::as_str)).await;
    passwords(&app, &["officer@example.org", "auditor@example.org"]).await;
    app.on(TODAY);
    let knows = json!({ "password": PASSWORD, "call": w.call, "file": file, "fresh": fresh });
    serve(&app, listener, folder).walk("./scored_evaluate.mjs", &knows).await;
    app.finish().await;
}

/// The office ranks, a second officer signs, the results go out; applicants read, ask and go on.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn browser_scored_call_is_decided() {
    const ONE: &[i64] = &[2_000_000];
    let (app, listener, folder) = open("scored-decide").await;
    let all = [
        given([45, 45, 45], ONE),
        given([45, 40, 40], ONE),
        given([40, 35, 40], ONE),
        given([20, 45, 45], ONE),
    ];
    let kit = Decided::new(&app, 4_000_000, &all).await;
    staff(&app, "finance", StaffRole::Finance).await;
    let people = ["officer", "officer-two", "finance", "lead-1", "lead-3", "lead-4"];
    let people = people.map(|name| format!("{name}@example.org"));
    passwords(&app, &people.each_ref().map(String::as_str)).await;
    let knows = json!({
        "password": PASSWORD, "call": kit.office.call, "award": kit.proposals[0],
        "reserve": kit.proposals[2], "below": kit.proposals[3],
    });
    serve(&app, listener, folder).walk("./scored_decide.mjs", &knows).await;
    app.finish().await;
}
