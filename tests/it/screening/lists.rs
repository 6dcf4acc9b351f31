//! Lists: imported once, never an older one, and what a newer one does to finds.

use super::{checks, finds, import, list, open, refused, states};
use crate::support::{both_databases, kit::Kit};
use convoca::{
    actions::{batch, payment, sanctions, screening},
    domain::{access::Actor, screening::WithoutList},
};
use std::sync::Arc;

both_databases!(the_same_list_twice_changes_nothing_and_an_older_one_is_refused, async |app| {
    let desk = &app.desk;
    let first = import(desk, "2023-01-31", &["Blatworks/Blat Works"]).await;
    assert_eq!((first.again, first.entries, first.names), (false, 2, 3));
    let again = import(desk, "2023-01-31", &["Blatworks/Blat Works"]).await;
    assert_eq!((again.again, again.entries, again.names), (true, 2, 3));
    let system = Actor::system("screening import");
    let older = sanctions::import(desk, &system, &list("2023-01-30", &["A"])).await;
    assert_eq!(refused(older), "list_older");
    let none = sanctions::import(desk, &system, b"<Document/>").await;
    assert_eq!(refused(none), "list_unreadable");
    let kit = Kit::new(app).await;
    let by = sanctions::import(desk, &kit.visitor.lead, &list("2023-02-01", &["A"])).await;
    assert_eq!(refused(by), "unseen");
});

both_databases!(a_newer_list_lapses_finds_brings_them_back_and_keeps_decisions, async |app| {
    let kit = Kit::new(app).await;
    let visitor = kit.visitor.id;
    kit.awarded(app).await;
    let moved = async |day: &str, names: &[&str]| import(&app.desk, day, names).await.moved;
    assert_eq!(moved("2023-02-01", &["Visitor"]).await, 1);
    assert_eq!(states(app, visitor).await, ["open"]);
    assert_eq!(moved("2023-02-02", &["Blatworks"]).await, 1);
    assert_eq!(states(app, visitor).await, ["stale"]);
    let stale = finds(app, visitor).await.remove(0);
    let late = screening::not_same(&app.desk, &kit.office.officer, stale.id, 2, "no").await;
    assert_eq!(refused(late), "decided");
    assert_eq!(moved("2023-02-03", &["Visitor"]).await, 1);
    super::clear(app, visitor, &kit.office.officer, &kit.office.finance).await;
    // The same entry on a newer list: the decision holds.
    assert_eq!(moved("2023-02-04", &["Visitor", "Blatworks"]).await, 0);
    assert_eq!(states(app, visitor).await, ["cleared"]);
    // The entry has one name more: somebody has to look again.
    assert_eq!(moved("2023-02-05", &["Visitor/Besucher"]).await, 1);
    assert_eq!(states(app, visitor).await, ["cleared", "open"]);
    assert!(checks(app, visitor).await.contains(&"list candidates 5".to_owned()));
    assert_eq!(open(app, visitor).await.score, 1_000);
});

both_databases!(without_a_list_the_setting_decides, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.validated(app).await;
    let paid = kit.propose(app, id).await.unwrap();
    let mut desk = app.desk.clone();
    let mut settings = (*desk.settings).clone();
    settings.screening.without_list = WithoutList::Note;
    desk.settings = Arc::new(settings);
    let (officer, finance) = (&kit.office.officer, &kit.office.finance);
    let seen = kit.payment_seen(app, id, paid).await;
    assert_eq!(refused(payment::approve(&desk, finance, paid, seen).await), "no_list");
    let choices = batch::choices(&desk, finance).await.unwrap();
    assert!(format!("{:?}", choices[0].line).contains("NoSanctionsList"));
    assert_eq!(refused(sanctions::note_no_list(&desk, officer, " ").await), "reason_missing");
    assert_eq!(refused(sanctions::note_no_list(&desk, &kit.visitor.lead, "x").await), "unseen");
    sanctions::note_no_list(&desk, officer, "checked by the treasury").await.unwrap();
    payment::approve(&desk, finance, paid, seen).await.unwrap();
    assert_eq!(checks(app, kit.visitor.id).await[0], "payment no_list -");
    import(&desk, "2023-02-28", &["Blatworks"]).await;
    assert_eq!(refused(sanctions::note_no_list(&desk, officer, "again").await), "list_in_use");
});
