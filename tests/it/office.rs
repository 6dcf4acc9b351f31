//! The pages of the office and of finance, in process: who sees them, what they do when posted to,
//! and what they say when a rule says no.

mod audit;
pub mod client;
mod finance;
mod money;
mod rules;
mod templates;

use crate::support::{app::TestApp, both_databases, kit::Kit, people::Opening};
use client::Client;
use convoca::{
    domain::{access::Actor, ids::ApplicationId, money::Money},
    render::Link,
};

/// Every page of the office for one file, with its payment if there is one.
fn pages(kit: &Kit, id: ApplicationId) -> Vec<Link> {
    let call = kit.office.call;
    vec![
        Link::OfficerCalls,
        Link::OfficerCall(call),
        Link::Overview(call),
        Link::Queue(call),
        Link::File(id),
        Link::Checks(id),
        Link::Profiles(call),
        Link::Payments(call),
        Link::Ledger(call),
        Link::Budget(call),
    ]
}

both_databases!(strangers_find_nothing_and_auditors_only_read, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let id = kit.ready(app).await;
    for stranger in [&kit.office.stranger, &kit.visitor.lead, &kit.office.coordinator] {
        let client = Client::of(app, stranger).await;
        for page in pages(&kit, id) {
            // A coordinator sees the profiles that wait for the own partnership.
            let own = matches!(page, Link::Profiles(_)) && stranger == &kit.office.coordinator;
            let status = if own { 200 } else { 404 };
            assert_eq!(client.get(&page).await.status, status, "{}", page.path());
        }
        let sent = client.post(&Link::Decide(id), &[("act", "award"), ("seen", "3")]).await;
        assert_eq!(sent.status, if stranger == &kit.office.stranger { 404 } else { 403 });
    }
    let nobody = Client::nobody(app);
    assert_eq!(nobody.get(&Link::Overview(kit.office.call)).await.status, 303);
    for reader in [&kit.office.officer, &kit.office.finance, &kit.office.auditor] {
        let client = Client::of(app, reader).await;
        for page in pages(&kit, id) {
            let hides = matches!(page, Link::Profiles(_)) && reader == &kit.office.finance;
            let got = client.get(&page).await;
            assert_eq!(got.status, if hides { 404 } else { 200 }, "{}: {}", page.path(), got.body);
        }
    }
    let auditor = Client::of(app, &kit.office.auditor).await;
    let file = auditor.get(&Link::File(id)).await;
    assert!(!file.body.contains("name=\"act\""), "an auditor has no buttons: {}", file.body);
    let seen = kit.seen(app, id).await.0.to_string();
    let fields = [("act", "award"), ("seen", seen.as_str())];
    assert_eq!(auditor.post(&Link::Decide(id), &fields).await.status, 403);
    assert_eq!(auditor.post(&Link::Checks(id), &[("act", "as_found")]).await.status, 403);
    assert_eq!(app.stage(id).await, "submitted");
});

/// Posts a decision as the page would.
async fn decide(
    app: &TestApp,
    actor: &Actor,
    id: ApplicationId,
    fields: &[(&str, &str)],
) -> client::Got {
    let seen = app.file(id).await.application.version.0.to_string();
    let mut all = vec![("seen", seen.as_str()), ("stage", "submitted"), ("shown", "0")];
    all.extend_from_slice(fields);
    Client::of(app, actor).await.post(&Link::Decide(id), &all).await
}

both_databases!(an_award_is_posted_from_the_page_that_shows_its_effects, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let id = kit.submitted(app).await;
    kit.host_confirms(app, id).await;
    let officer = Client::of(app, &kit.office.officer).await;
    let overview = officer.get(&Link::Overview(kit.office.call)).await;
    assert!(overview.body.contains("0 of 500 exchanges done, 1 decision waits for you"));
    assert!(overview.body.contains("visitor Ltd visits host Ltd"), "{}", overview.body);
    // Everything the rules know is taken over; what they leave open needs a note.
    let taken = officer.post(&Link::Checks(id), &[("act", "as_found"), ("seen", "3")]).await;
    assert_eq!(taken.status, 303, "{}", taken.body);
    let list = officer.get(&Link::Checks(id)).await;
    assert!(list.body.contains("The check-list is answered"), "{}", list.body);
    let bare = [("seen", "3"), ("holds.cross_border", "no"), ("note.cross_border", " ")];
    let bare = officer.post(&Link::Checks(id), &bare).await;
    assert_eq!(bare.status, 422);
    assert!(bare.body.contains("href=\"#f-note-cross-border\""), "{}", bare.body);
    let file = officer.get(&Link::File(id)).await;
    assert!(file.body.contains("500 left → 499 left"), "{}", file.body);
    assert!(file.body.contains("nothing counted → 100.0 %"), "{}", file.body);
    let done = decide(app, &kit.office.officer, id, &[("act", "award")]).await;
    assert_eq!((done.status, done.to.as_deref()), (303, Some(Link::File(id).path().as_str())));
    assert_eq!(app.stage(id).await, "awarded");
    let file = officer.get(&Link::File(id)).await;
    assert!(file.body.contains("awarded, to sign") && file.body.contains("Financial Agreement"));
    // The account is masked for officers.
    assert!(!file.body.contains("PT50 0002"), "an officer sees no whole account number");
});

both_databases!(a_full_quota_refuses_the_award_and_says_which, async |app: &TestApp| {
    let opening = Opening { places: Some(1), ..Opening::default() };
    let kit = Kit::open(app, &opening).await;
    kit.awarded(app).await;
    let second = kit.with_visitor(app, "second").await;
    let id = second.ready(app).await;
    let officer = Client::of(app, &kit.office.officer).await;
    let before = officer.get(&Link::File(id)).await;
    assert!(before.body.contains("There is no room left in “Exchanges”"), "{}", before.body);
    let done = decide(app, &kit.office.officer, id, &[("act", "award")]).await;
    assert_eq!(done.status, 409);
    assert!(done.body.contains("There is no room left in “Exchanges”"), "{}", done.body);
    assert_eq!(app.stage(id).await, "submitted");
    let overview = officer.get(&Link::Overview(kit.office.call)).await;
    assert!(overview.body.contains("does not fit: Exchanges has no room"), "{}", overview.body);
});

both_databases!(a_short_budget_says_how_much_is_missing, async |app: &TestApp| {
    let opening = Opening { budget: Money::from_cents(50_000), ..Opening::default() };
    let kit = Kit::open(app, &opening).await;
    let id = kit.ready(app).await;
    let done = decide(app, &kit.office.officer, id, &[("act", "award")]).await;
    assert_eq!(done.status, 409);
    assert!(done.body.contains("€\u{a0}600.00 is missing"), "{}", done.body);
    assert_eq!(app.stage(id).await, "submitted");
});

both_databases!(a_stale_form_shows_both_sides_and_keeps_the_text, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let id = kit.ready(app).await;
    let seen = kit.seen(app, id).await.0.to_string();
    kit.award(app, id).await.unwrap();
    let officer = Client::of(app, &kit.office.officer).await;
    let fields = [
        ("act", "refuse"),
        ("seen", seen.as_str()),
        ("stage", "submitted"),
        ("shown", "0"),
        ("reason_refuse", "The goals are too vague."),
    ];
    let got = officer.post(&Link::Decide(id), &fields).await;
    assert_eq!(got.status, 409);
    for part in ["The goals are too vague.", "to decide", "awarded, to sign", " awarded"] {
        assert!(got.body.contains(part), "{part}: {}", got.body);
    }
    assert!(got.body.contains(&Link::File(id).path()));
    assert_eq!(app.stage(id).await, "awarded");
});

both_databases!(a_refusal_without_a_reason_comes_back_as_the_same_form, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let id = kit.ready(app).await;
    let got =
        decide(app, &kit.office.officer, id, &[("act", "refuse"), ("reason_refuse", " ")]).await;
    assert_eq!(got.status, 422);
    assert!(got.body.contains("href=\"#f-reason-refuse\""), "{}", got.body);
    let said = [("act", "ineligible"), ("reason_ineligible", "No membership.")];
    assert_eq!(decide(app, &kit.office.officer, id, &said).await.status, 303);
    assert_eq!(app.stage(id).await, "ineligible");
    assert_eq!(decide(app, &kit.office.officer, id, &[("act", "reinstate")]).await.status, 303);
    let far = [("act", "distance"), ("km", "150"), ("reason_distance", "By ferry.")];
    assert_eq!(decide(app, &kit.office.officer, id, &far).await.status, 303);
    let file = Client::of(app, &kit.office.officer).await.get(&Link::File(id)).await;
    assert!(file.body.contains("150 km, set by an officer: By ferry."), "{}", file.body);
    assert!(file.body.contains("Halved for the short way"), "{}", file.body);
});

both_databases!(the_list_follows_the_filter_in_its_address, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let id = kit.ready(app).await;
    let other = kit.with_visitor(app, "other").await;
    let draft = other.draft(app).await;
    let officer = Client::of(app, &kit.office.officer).await;
    let queue = Link::Queue(kit.office.call);
    let asked = async |query: &[(&str, &str)]| officer.get_at(&queue.with(query)).await.body;
    let (shown, hidden) = (Link::File(id).path(), Link::File(draft).path());
    let all = asked(&[]).await;
    assert!(all.contains(&shown) && !all.contains(&hidden), "drafts are nobody else's");
    for (query, there) in [
        (("stage", "submitted"), true),
        (("stage", "closed"), false),
        (("country", "DK"), true),
        (("country", "FR"), false),
        (("q", "VISITOR l"), true),
        (("q", "2023-0001"), true),
        (("q", "%"), false),
        (("stage", "draft"), true),
    ] {
        assert_eq!(asked(&[query]).await.contains(&shown), there, "{query:?}");
    }
    let past = asked(&[("after", &format!("0-{}", uuid::Uuid::nil().simple()))]).await;
    assert!(!past.contains(&shown) && past.contains("To the beginning"), "{past}");
});

#[test]
fn every_page_renders_with_every_sample() {
    let renderer = convoca::render::Renderer::new().unwrap();
    for check in convoca::web::pages() {
        check(&renderer).unwrap();
    }
}
