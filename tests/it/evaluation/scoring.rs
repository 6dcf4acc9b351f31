//! Reports: saved as typed, locked when delivered, changed only as a new version.

use super::world::{World, one, report};
use crate::support::{both_databases, refused};
use convoca::{
    actions::evaluation::{self, Kept},
    store::{self, sql},
};

both_databases!(two_tabs_never_overwrite_each_other, async |app| {
    let world = World::new(app).await;
    let file = world.proposal(app, 1, &[&world.mill]).await;
    let anna = world.expert(app, "anna").await;
    world.assign(app, file, &anna).await;
    let save = async |field: &str, value: &str, seen: i64| {
        let typed = [one(field, value, seen)];
        evaluation::save(&app.desk, &anna, file, &typed).await.unwrap().remove(0).1
    };
    assert_eq!(save("mark.impact", "3.5", 0).await, Kept::Now(1));
    // The comment has a version of its own: the first tab goes on.
    assert_eq!(save("comment.impact", "Good.", 0).await, Kept::Now(1));
    assert_eq!(save("mark.impact", "3,5", 0).await, Kept::Unchanged(1));
    let Kept::Conflict { value, version, .. } = save("mark.impact", "4", 0).await else {
        panic!("a stale tab overwrote a mark")
    };
    assert_eq!((value.as_str(), version), ("3.5", 1));
    assert_eq!(save("mark.impact", "4", 1).await, Kept::Now(2));
    let Kept::Conflict { value, .. } = save("comment.impact", "Bad.", 0).await else {
        panic!("a stale tab overwrote a comment")
    };
    assert_eq!(value, "Good.");
    assert_eq!(save("ai_use", "None.", 0).await, Kept::Now(1));
    // A mark can be taken back while it is a draft.
    assert_eq!(save("mark.impact", "", 2).await, Kept::Now(3));
    for wrong in ["6", "3.3", "-1", "x"] {
        let typed = [one("mark.impact", wrong, 3)];
        assert_eq!(refused(evaluation::save(&app.desk, &anna, file, &typed).await), "scored");
    }
    let unknown = [one("mark.beauty", "3", 0), one("colour", "red", 0)];
    assert_eq!(evaluation::save(&app.desk, &anna, file, &unknown).await.unwrap(), []);
});

both_databases!(a_delivered_report_is_locked_and_changes_as_a_new_version, async |app| {
    let world = World::new(app).await;
    let file = world.proposal(app, 1, &[&world.mill]).await;
    let anna = world.expert(app, "anna").await;
    world.assign(app, file, &anna).await;
    let mut all = report(["4", "3.5", "3"]);
    let last = all.pop().unwrap();
    evaluation::save(&app.desk, &anna, file, &all).await.unwrap();
    // AI tools are not said yet.
    assert_eq!(refused(evaluation::deliver(&app.desk, &anna, file).await), "scored");
    evaluation::save(&app.desk, &anna, file, &[last]).await.unwrap();
    let first = evaluation::deliver(&app.desk, &anna, file).await.unwrap();
    assert_eq!(refused(evaluation::deliver(&app.desk, &anna, file).await), "scored");
    let late = [one("mark.impact", "5", 1)];
    assert_eq!(refused(evaluation::save(&app.desk, &anna, file, &late).await), "scored");
    let silent = evaluation::revise(&app.desk, &anna, file, &late, " ").await;
    assert_eq!(refused(silent), "reason_missing");
    let stale = [one("mark.impact", "5", 0)];
    let stale = evaluation::revise(&app.desk, &anna, file, &stale, "read again").await;
    assert_eq!(refused(stale), "stale");
    let empty = [one("comment.impact", "", 1)];
    let empty = evaluation::revise(&app.desk, &anna, file, &empty, "read again").await;
    assert_eq!(refused(empty), "scored");
    let second = evaluation::revise(&app.desk, &anna, file, &late, "read again").await.unwrap();
    assert_ne!(first, second);
    let conn = app.desk.database.reads();
    let id = anna.person().unwrap();
    let kept = store::report::find(conn, file, 0, id).await.unwrap().unwrap();
    let versions = store::report::versions(conn, kept.id).await.unwrap();
    assert_eq!(versions.len(), 2);
    assert_eq!((versions[0].digest.as_str(), versions[1].reason.as_str()), (&*first, "read again"));
    let delivered: evaluation::Delivered = serde_json::from_str(&versions[0].text).unwrap();
    assert_eq!(delivered.marks["impact"].tenths(), 35);
    // Both versions are in what the auditor takes along.
    let reference = store::proposal::load(conn, file).await.unwrap().proposal.reference;
    let bytes = crate::grants::pack::packed(app, &reference).await;
    let names = String::from_utf8_lossy(&bytes).matches("-v2").count();
    assert!(names > 0, "no second version in it");
    assert_eq!(crate::grants::pack::faults(&bytes), Vec::<String>::new());
    // The database says no, too.
    for sql in ["update report_versions set text = ''", "delete from report_versions"] {
        assert!(sql::run(conn, sql, vec![]).await.is_err(), "{sql}");
    }
});

both_databases!(only_who_is_assigned_writes_a_report, async |app| {
    let world = World::new(app).await;
    let file = world.proposal(app, 1, &[&world.mill]).await;
    let other = world.proposal(app, 2, &[&world.dairy]).await;
    let anna = world.expert(app, "anna").await;
    world.assign(app, file, &anna).await;
    for actor in [&world.stranger, &world.dairy.lead] {
        assert_eq!(refused(evaluation::save(&app.desk, actor, file, &[]).await), "unseen");
    }
    for actor in [&world.officer, &world.mill.lead, &world.auditor] {
        assert_eq!(refused(evaluation::save(&app.desk, actor, file, &[]).await), "forbidden");
    }
    assert_eq!(refused(evaluation::save(&app.desk, &anna, other, &[]).await), "unseen");
    assert_eq!(refused(evaluation::deliver(&app.desk, &anna, other).await), "unseen");
});
