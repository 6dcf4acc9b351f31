//! The consensus room, from the last report to the final marks.

use super::world::{World, one};
use crate::support::{app::TestApp, both_databases, database::Engine, refused};
use convoca::{
    actions::{
        assignment,
        consensus::{self, PanelLine},
        evaluation,
    },
    domain::{access::Actor, evaluation::score::FinalMarks, ids::ApplicationId},
    store::{self, sql},
};

async fn room(app: &TestApp, file: ApplicationId) -> store::consensus::Consensus {
    store::consensus::find(app.desk.database.reads(), file, 0).await.unwrap().unwrap()
}

async fn write(app: &TestApp, file: ApplicationId, by: &Actor, marks: [&str; 3], seen: i64) {
    let mut typed = Vec::new();
    for (criterion, mark) in ["excellence", "impact", "implementation"].iter().zip(marks) {
        typed.push(one(&format!("mark.{criterion}"), mark, seen));
        typed.push(one(&format!("comment.{criterion}"), &format!("Draft {seen}."), seen));
    }
    consensus::draft(&app.desk, by, file, &typed).await.unwrap();
}

/// Two reports delivered.
async fn ready(app: &TestApp, world: &World) -> (ApplicationId, Actor, Actor) {
    let file = world.proposal(app, 1, &[&world.mill]).await;
    let anna = world.expert(app, "anna").await;
    let bob = world.expert(app, "bob").await;
    world.assign(app, file, &anna).await;
    world.assign(app, file, &bob).await;
    world.deliver(app, file, &anna, ["4", "4", "4"]).await;
    world.deliver(app, file, &bob, ["3", "3.5", "4"]).await;
    (file, anna, bob)
}

both_databases!(a_consensus_opens_only_when_all_reports_are_in, async |app| {
    let world = World::new(app).await;
    let file = world.proposal(app, 1, &[&world.mill]).await;
    let anna = world.expert(app, "anna").await;
    let bob = world.expert(app, "bob").await;
    let id = anna.person().unwrap();
    let open = || consensus::open(&app.desk, &world.officer, file, id);
    assert_eq!(refused(open().await), "scored");
    world.assign(app, file, &anna).await;
    world.deliver(app, file, &anna, ["4", "4", "4"]).await;
    // One of two.
    assert_eq!(refused(open().await), "scored");
    world.assign(app, file, &bob).await;
    world.score(app, file, &bob, ["4", "4", "4"]).await;
    assert_eq!(refused(open().await), "scored");
    evaluation::deliver(&app.desk, &bob, file).await.unwrap();
    // A third was called: the rule waits for that report as well.
    let carl = world.expert(app, "carl").await;
    let third = carl.person().unwrap();
    assignment::add(&app.desk, &world.officer, file, third, true).await.unwrap();
    assert_eq!(refused(open().await), "scored");
    world.deliver(app, file, &carl, ["3", "3", "3"]).await;
    let outsider = world.stranger.person().unwrap();
    let wrong = consensus::open(&app.desk, &world.officer, file, outsider).await;
    assert_eq!(refused(wrong), "scored");
    let not_hers = consensus::open(&app.desk, &anna, file, id).await;
    assert_eq!(refused(not_hers), "forbidden");
    open().await.unwrap();
    assert_eq!(refused(open().await), "scored");
    // Reports and evaluators stay as they are now.
    let typed = [one("mark.impact", "5", 1)];
    let revised = evaluation::revise(&app.desk, &anna, file, &typed, "read again").await;
    assert_eq!(refused(revised), "scored");
    let off = assignment::take_off(&app.desk, &world.officer, file, third, "no more").await;
    assert_eq!(refused(off), "scored");
});

both_databases!(all_agree_to_the_very_draft_that_becomes_final, async |app| {
    let world = World::new(app).await;
    let (file, anna, bob) = ready(app, &world).await;
    let id = anna.person().unwrap();
    app.told().await;
    consensus::open(&app.desk, &world.officer, file, id).await.unwrap();
    assert_eq!(app.told().await, ["consensus_to_draft > anna"]);
    let typed = [one("mark.impact", "4", 0)];
    assert_eq!(refused(consensus::draft(&app.desk, &bob, file, &typed).await), "forbidden");
    // Nothing to agree to yet.
    let seen = room(app, file).await.version;
    let early = consensus::take_position(&app.desk, &bob, file, seen, None).await;
    assert_eq!(refused(early), "scored");
    write(app, file, &anna, ["4", "4", "4"], 0).await;
    let seen = room(app, file).await.version;
    consensus::take_position(&app.desk, &bob, file, seen, None).await.unwrap();
    let close = |seen| consensus::close(&app.desk, &world.officer, file, seen);
    assert_eq!(refused(close(seen).await), "scored");
    consensus::take_position(&app.desk, &anna, file, seen, None).await.unwrap();
    // A change of the draft takes both agreements away.
    write(app, file, &anna, ["3.5", "4", "4"], 1).await;
    assert_eq!(refused(close(seen).await), "stale");
    let seen = room(app, file).await.version;
    assert_eq!(refused(close(seen).await), "scored");
    let old = consensus::take_position(&app.desk, &bob, file, seen - 1, None).await;
    assert_eq!(refused(old), "stale");
    for who in [&anna, &bob] {
        consensus::take_position(&app.desk, who, file, seen, None).await.unwrap();
    }
    assert_eq!(refused(consensus::close(&app.desk, &anna, file, seen).await), "forbidden");
    assert!(close(seen).await.unwrap());
    let found = room(app, file).await;
    let marks: FinalMarks = serde_json::from_str(&found.final_marks).unwrap();
    assert_eq!(found.state, "final");
    assert_eq!(marks.get("excellence").unwrap().tenths(), 35);
    let late = consensus::take_position(&app.desk, &bob, file, seen, None).await;
    assert_eq!(refused(late), "scored");
    let conn = app.desk.database.reads();
    for sql in ["update consensus_versions set text = ''", "delete from consensus_versions"] {
        assert!(sql::run(conn, sql, vec![]).await.is_err(), "{sql}");
    }
});

both_databases!(a_majority_closes_with_the_dissent_noted, async |app| {
    let world = World::new(app).await;
    let (file, anna, bob) = ready(app, &world).await;
    let carl = world.expert(app, "carl").await;
    let third = carl.person().unwrap();
    assignment::add(&app.desk, &world.officer, file, third, true).await.unwrap();
    world.deliver(app, file, &carl, ["1", "1", "1"]).await;
    let id = anna.person().unwrap();
    consensus::open(&app.desk, &world.officer, file, id).await.unwrap();
    consensus::hand_over(&app.desk, &world.officer, file, bob.person().unwrap()).await.unwrap();
    write(app, file, &bob, ["4", "4", "4"], 0).await;
    let seen = room(app, file).await.version;
    let say = |who, dissent| consensus::take_position(&app.desk, who, file, seen, dissent);
    assert_eq!(refused(say(&carl, Some(" ")).await), "reason_missing");
    say(&carl, Some("The loop was never run for long.")).await.unwrap();
    say(&anna, Some("Too mild.")).await.unwrap();
    say(&bob, None).await.unwrap();
    let close = || consensus::close(&app.desk, &world.officer, file, seen);
    assert_eq!(refused(close().await), "scored");
    say(&anna, None).await.unwrap();
    assert!(!close().await.unwrap());
    let versions = store::consensus::versions(app.desk.database.reads(), file, 0).await.unwrap();
    let kept: consensus::Recorded = serde_json::from_str(&versions[0].text).unwrap();
    let dissent: Vec<_> = kept.positions.iter().filter(|one| !one.agrees).collect();
    assert_eq!(dissent.len(), 1);
    assert_eq!(dissent[0].dissent, "The loop was never run for long.");
    assert_eq!(kept.reports.len(), 3);
});

both_databases!(the_panel_changes_marks_as_a_new_version_with_a_reason, async |app| {
    let world = World::new(app).await;
    let (file, anna, bob) = ready(app, &world).await;
    let id = anna.person().unwrap();
    let line = |criterion: &str, mark: &str| PanelLine {
        criterion: criterion.to_owned(),
        mark: mark.to_owned(),
        comment: String::new(),
    };
    let new = [line("excellence", "3"), line("impact", "3"), line("implementation", "3")];
    let change = async |seen: i64, typed: &[PanelLine], reason: &str| {
        consensus::change(&app.desk, &world.second, file, seen, typed, reason).await
    };
    assert_eq!(refused(change(1, &new, "as in others").await), "scored");
    consensus::open(&app.desk, &world.officer, file, id).await.unwrap();
    write(app, file, &anna, ["4", "4", "4"], 0).await;
    let seen = room(app, file).await.version;
    for who in [&anna, &bob] {
        consensus::take_position(&app.desk, who, file, seen, None).await.unwrap();
    }
    consensus::close(&app.desk, &world.officer, file, seen).await.unwrap();
    assert_eq!(refused(change(seen, &new, "").await), "reason_missing");
    assert_eq!(refused(change(seen, &new[..2], "as in others").await), "scored");
    assert_eq!(refused(change(seen - 1, &new, "as in others").await), "stale");
    change(seen, &new, "as in others").await.unwrap();
    let found = room(app, file).await;
    let marks: FinalMarks = serde_json::from_str(&found.final_marks).unwrap();
    assert_eq!(marks.get("impact").unwrap().tenths(), 30);
    let versions = store::consensus::versions(app.desk.database.reads(), file, 0).await.unwrap();
    let kinds: Vec<_> = versions.iter().map(|v| (v.kind.as_str(), v.reason.as_str())).collect();
    assert_eq!(kinds, [("consensus", ""), ("panel", "as in others")]);
    // The text that was agreed on stays where the panel wrote none.
    let lines = store::consensus::lines(app.desk.database.reads(), file, 0).await.unwrap();
    assert!(lines.iter().all(|line| line.comment == "Draft 0."));
});

#[tokio::test]
async fn a_programme_that_says_so_has_its_marks_worked_out_exactly() {
    let folder = std::env::temp_dir().join(format!("convoca-mean-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let text = crate::support::source::read("config/programmes/innosup_voucher.toml")
        .replace("slug = \"innosup_voucher\"", "slug = \"voucher_mean\"")
        .replace("combine = \"consensus\"", "combine = \"mean\"");
    std::fs::write(folder.join("voucher_mean.toml"), text).unwrap();
    let app = TestApp::open_with(Engine::Sqlite, Some(&folder)).await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let world = World::of(&app, "voucher_mean").await;
    let file = world.proposal(&app, 1, &[&world.mill]).await;
    let early = consensus::by_rule(&app.desk, &world.officer, file).await;
    assert_eq!(refused(early), "scored");
    for (name, marks) in [("anna", ["4", "4", "4"]), ("bob", ["3", "3.5", "4"])] {
        let expert = world.expert(&app, name).await;
        world.assign(&app, file, &expert).await;
        world.deliver(&app, file, &expert, marks).await;
    }
    let id = world.pairs(&app).await[0].1;
    let open = consensus::open(&app.desk, &world.officer, file, id).await;
    assert_eq!(refused(open), "scored");
    consensus::by_rule(&app.desk, &world.officer, file).await.unwrap();
    let twice = consensus::by_rule(&app.desk, &world.officer, file).await;
    assert_eq!(refused(twice), "scored");
    let found = room(&app, file).await;
    let marks: FinalMarks = serde_json::from_str(&found.final_marks).unwrap();
    let impact = marks.get("impact").unwrap();
    assert_eq!((impact.tenths(), impact.over()), (75, 2));
    assert_eq!((found.state.as_str(), found.rapporteur_id), ("final", None));
    app.finish().await;
}
