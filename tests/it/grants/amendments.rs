//! Amendments on paper: a letter once all have signed, for good, and for those alone who see the
//! grant.

use super::{
    kit::{Grant, TWO},
    pages::Door,
};
use crate::support::{
    app::TestApp,
    both_databases, people,
    site::{Site, sign_in},
};
use axum::http::Method;
use convoca::{
    actions::contracting::{self, NewContracting},
    domain::{agreement::SignPlace, document::DocumentKind, paper::hex_digest},
    render::Link,
    store,
};

/// A version that gives more months, signed by all.
async fn amended(app: &TestApp, grant: &Grant, months: u32, reason: &str) {
    let mut draft = Grant::draft("half_half", months);
    reason.clone_into(&mut draft.reason);
    grant.prepare(app, &draft).await.unwrap();
    grant.issue(app).await.unwrap();
    grant.sign_all(app).await;
}

both_databases!(an_amendment_has_its_letter_once_all_have_signed, async |app| {
    let grant = Grant::in_force(app, TWO, "half_half").await;
    let (door, id) = (Door { site: Site::new(app), app }, grant.id);
    let letter = |number| Link::Amendment(id, number);
    let mut draft = Grant::draft("half_half", 14);
    "The machine comes two months late.".clone_into(&mut draft.reason);
    grant.prepare(app, &draft).await.unwrap();
    assert_eq!(door.get(grant.officer(), letter(2)).await.status, 404, "a draft has none");
    grant.issue(app).await.unwrap();
    for (organisation, actor) in &grant.firms {
        grant.sign(app, actor, SignPlace::Partner(*organisation)).await.unwrap();
    }
    assert_eq!(door.get(grant.lead(), letter(2)).await.status, 404, "one signature is missing");
    grant.sign(app, &grant.signer, SignPlace::Contracting).await.unwrap();
    let first = door.get(grant.lead(), letter(2)).await;
    assert_eq!(first.status, 200, "{}", first.body);
    assert!(first.bytes.starts_with(b"%PDF-"));
    // The first version amends nothing; a third is not there.
    for number in [0, 1, 3] {
        assert_eq!(door.get(grant.officer(), letter(number)).await.status, 404, "{number}");
    }
    // Replaced by a further one, with another partner of the project: the letter stays as it was.
    let (desk, office) = (&app.desk, &grant.kit.office);
    let new = NewContracting {
        name: "Klaster Sieci".to_owned(),
        country: "PL".to_owned(),
        address: "project-signer@example.org".to_owned(),
    };
    let other = contracting::add(desk, grant.officer(), office.call, &new).await;
    other.unwrap();
    let all = store::contracting::list(desk.database.reads(), office.call).await.unwrap();
    let mut draft = Grant::draft("half_half", 14);
    draft.contracting = all.iter().find(|one| one.name == "Klaster Sieci").map(|one| one.id);
    "The cluster hands over.".clone_into(&mut draft.reason);
    grant.prepare(app, &draft).await.unwrap();
    let changes = grant.newest(app).await.changes;
    let said: Vec<_> = changes.iter().map(|one| (one.old.as_str(), one.new.as_str())).collect();
    assert_eq!(said, [("Cluster Têxtil", "Klaster Sieci")], "names, not numbers");
    // A draft is the office's: what went out names who gave the grant by it.
    let page = door.get(grant.lead(), Link::Agreement(id)).await.body;
    assert!(page.contains("Cluster Têxtil") && !page.contains("Klaster Sieci"), "{page}");
    grant.issue(app).await.unwrap();
    grant.sign_all(app).await;
    app.on("2023-04-02");
    let again = door.get(&office.auditor, letter(2)).await;
    assert_eq!(again.bytes, first.bytes, "the same bytes whoever asks, whenever");
    let third = door.get(&grant.firms[1].1, letter(3)).await;
    assert!(third.status == 200 && third.bytes != first.bytes);
    let kept = store::document::of_subject(desk.database.reads(), id.0).await.unwrap();
    let letters = kept.into_iter().filter(|one| one.which.kind == DocumentKind::Amendment);
    let kept: Vec<_> = letters.map(|one| one.digest).collect();
    assert_eq!(kept, [hex_digest(&first.bytes), hex_digest(&third.bytes)]);
    // Both stand on the pages, and are there for nobody else.
    for (actor, page) in
        [(grant.lead(), Link::Agreement(id)), (grant.officer(), Link::GrantAgreement(id))]
    {
        let body = door.get(actor, page).await.body;
        for number in [2, 3] {
            assert!(body.contains(&format!("{}\"", letter(number).path())), "{body}");
        }
    }
    let stranger = people::person(app, "somebody-else").await;
    for actor in [&stranger, &grant.kit.leads[1].lead] {
        assert_eq!(door.get(actor, letter(2)).await.status, 404);
    }
});

both_databases!(a_letter_names_the_version_it_changes_and_not_one_called_back, async |app| {
    let grant = Grant::in_force(app, TWO, "half_half").await;
    let mut draft = Grant::draft("half_half", 13);
    "A month more.".clone_into(&mut draft.reason);
    grant.prepare(app, &draft).await.unwrap();
    grant.issue(app).await.unwrap();
    let seen = grant.newest(app).await.version;
    let recall = convoca::actions::agreement::recall;
    recall(&app.desk, grant.officer(), grant.id, seen, "A month is too little.").await.unwrap();
    amended(app, &grant, 15, "Three months more.").await;
    let (site, key) = (Site::new(app), sign_in(app, grant.lead()).await);
    let status = async |number| {
        let path = Link::Amendment(grant.id, number).path();
        site.ask(&Method::GET, &path, "", Some(&key)).await.status
    };
    assert_eq!((status(2).await, status(3).await), (404, 200));
    let change = grant.newest(app).await.changes.remove(0);
    assert_eq!((change.old.as_str(), change.new.as_str()), ("12", "15"));
});
