//! The audit trail as two readers see it: an auditor all of it, an officer nothing of a draft.

use super::client::Client;
use crate::support::{app::TestApp, both_databases, kit::Kit, proposals::Consortium};
use convoca::{
    actions::application,
    domain::{access::Actor, ids::ApplicationId},
    queries::audit,
    render::Link,
};
use std::collections::BTreeSet;

const NOTHING: &str = "Nothing has this reference";

async fn asked(app: &TestApp, reader: &Actor, about: &str) -> String {
    Client::of(app, reader).await.get_at(&Link::AuditLog.with(&[("about", about)])).await.body
}

fn lines(page: &str) -> usize {
    page.matches("data-label=\"What\"").count()
}

async fn reference(app: &TestApp, id: ApplicationId) -> String {
    let names = audit::names(app.desk.database.reads(), &BTreeSet::from([id.0])).await.unwrap();
    names[&id.0].clone()
}

both_databases!(a_draft_stands_in_the_auditors_trail_alone, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let (officer, auditor) = (&kit.office.officer, &kit.office.auditor);
    let draft = kit.draft(app).await;
    let name = reference(app, draft).await;
    let (seen, all) = (asked(app, officer, &name).await, asked(app, auditor, &name).await);
    assert!(seen.contains(NOTHING) && lines(&seen) == 0, "{seen}");
    assert!(!all.contains(NOTHING) && lines(&all) > 0, "{all}");
    // By its id no more is told than of an id that is nobody's.
    let by_id = asked(app, officer, &draft.0.to_string()).await;
    assert!(lines(&by_id) == 0 && !by_id.contains(&name), "{by_id}");
    let whole = Client::of(app, officer).await.get(&Link::AuditLog).await.body;
    assert!(lines(&whole) > 0 && !whole.contains(&name), "{whole}");
    let version = kit.seen(app, draft).await;
    application::submit(&app.desk, &kit.visitor.lead, draft, version).await.unwrap();
    let (seen, all) = (asked(app, officer, &name).await, asked(app, auditor, &name).await);
    assert_eq!(lines(&seen), lines(&all), "handed in, both read the same");
    assert!(lines(&seen) > 1, "{seen}");
});

both_databases!(a_proposal_is_found_by_its_reference, async |app: &TestApp| {
    let at = Consortium::new(app).await;
    let file = at.submitted(app).await;
    let name = reference(app, file).await;
    let page = asked(app, &at.office.officer, &name.to_lowercase()).await;
    assert!(lines(&page) > 1 && page.contains(&format!("What happened to {name}")), "{page}");
    assert!(page.contains(&Link::ProposalFile(file).path()), "{page}");
    let draft = at.start(app).await.unwrap();
    let page = asked(app, &at.office.officer, &reference(app, draft).await).await;
    assert!(page.contains(NOTHING), "{page}");
});
