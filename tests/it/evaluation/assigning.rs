//! Assignments: computed, proven, applied; and never against a conflict.

use super::world::{World, employer, save_page};
use crate::support::{app::TestApp, both_databases, database::Engine, people, refused};
use convoca::{
    actions::{assignment, conflict, evaluation, panel},
    domain::{conflict::Weight, paper::digest},
    store,
};
use std::collections::BTreeMap;

both_databases!(a_computation_is_kept_proven_and_applied_once, async |app| {
    let world = World::new(app).await;
    let one = world.proposal(app, 1, &[&world.mill]).await;
    let two = world.proposal(app, 2, &[&world.dairy]).await;
    let anna = world.expert(app, "anna").await;
    save_page(app, &anna, Vec::new()).await;
    for name in ["bob", "carl", "dora"] {
        world.expert(app, name).await;
    }
    app.told().await;
    let (run, outcome) = world.compute(app).await;
    assert_eq!(
        (outcome.status.as_str(), outcome.pairs.len(), outcome.gap),
        ("optimal", 4, Some(0))
    );
    // Who knows the matter reads both.
    let hers: Vec<_> = outcome.pairs.iter().filter(|p| Some(p.person) == anna.person()).collect();
    assert_eq!(hers.len(), 2);
    assert_eq!(hers[0].affinity.words, ["dyeing", "membrane"]);
    let kept = store::assignment::run(app.desk.database.reads(), run).await.unwrap();
    assert_eq!(kept.result_digest, digest(&kept.result));
    assert_eq!(kept.input_digest, digest(&kept.input));
    assert_eq!(world.pairs(app).await, []);
    assert_eq!(app.told().await, Vec::<String>::new());
    // The same input gives the same bytes.
    let (again, _) = world.compute(app).await;
    let again = store::assignment::run(app.desk.database.reads(), again).await.unwrap();
    assert_eq!((again.input, again.result), (kept.input, kept.result));
    assert_eq!(refused(assignment::apply(&app.desk, &world.stranger, run).await), "unseen");
    assignment::apply(&app.desk, &world.officer, run).await.unwrap();
    let twice = assignment::apply(&app.desk, &world.officer, run).await;
    assert_eq!(refused(twice), "already_done");
    let pairs = world.pairs(app).await;
    assert_eq!(pairs.len(), 4);
    for id in [one, two] {
        assert_eq!(pairs.iter().filter(|(proposal, _)| *proposal == id).count(), 2);
    }
    let told = app.told().await;
    assert!(told.contains(&"proposals_assigned > anna".to_owned()), "{told:?}");
});

both_databases!(what_blocks_is_named_and_nothing_is_applied, async |app| {
    let world = World::new(app).await;
    let one = world.proposal(app, 1, &[&world.mill]).await;
    world.proposal(app, 2, &[&world.dairy]).await;
    let anna = world.expert(app, "anna").await;
    let bob = world.expert(app, "bob").await;
    let id = anna.person().unwrap();
    let heavy = Weight::Disqualifying;
    conflict::enter(&app.desk, &world.officer, one, id, heavy, "her brother").await.unwrap();
    let (run, outcome) = world.compute(app).await;
    assert_eq!(outcome.status, "infeasible");
    assert_eq!(outcome.blocked_proposals, [one]);
    assert_eq!(outcome.short, 1);
    let applied = assignment::apply(&app.desk, &world.officer, run).await;
    assert_eq!(refused(applied), "scored");
    assert_eq!(world.pairs(app).await, []);
    // Loads block, too.
    world.expert(app, "carl").await;
    let member = |id| async move {
        store::panel::find(app.desk.database.reads(), world.call, id).await.unwrap().unwrap()
    };
    let bob = bob.person().unwrap();
    let seen = member(bob).await.version;
    let set =
        |loads, seen| panel::set_load(&app.desk, &world.officer, world.call, bob, loads, seen);
    assert_eq!(refused(set((3, 2), seen).await), "field_refused");
    set((0, 0), seen).await.unwrap();
    assert_eq!(refused(set((0, 1), seen).await), "stale");
    let (_, outcome) = world.compute(app).await;
    assert_eq!((outcome.status.as_str(), outcome.short), ("infeasible", 1));
    set((0, 2), seen + 1).await.unwrap();
    let (_, outcome) = world.compute(app).await;
    assert_eq!(outcome.status, "optimal");
});

both_databases!(a_conflict_after_the_computation_stops_it, async |app| {
    let world = World::new(app).await;
    world.proposal(app, 1, &[&world.mill]).await;
    let anna = world.expert(app, "anna").await;
    world.expert(app, "bob").await;
    let (run, outcome) = world.compute(app).await;
    assert_eq!(outcome.status, "optimal");
    let mill = employer("mill", "PT", "2021-01-01", "");
    save_page(app, &anna, vec![mill]).await;
    assert_eq!(refused(assignment::apply(&app.desk, &world.officer, run).await), "scored");
    assert_eq!(world.pairs(app).await, []);
    // A membership tells no verb of the panel; applying finds it, keeps it, and refuses.
    let carl = world.expert(app, "carl").await;
    let (run, _) = world.compute(app).await;
    let role = convoca::domain::organisation::MemberRole::Viewer;
    convoca::actions::organisation::add_member(
        &app.desk,
        &world.mill.lead,
        world.mill.id,
        "carl@carl.example",
        "carl",
        role,
    )
    .await
    .unwrap();
    assert_eq!(refused(assignment::apply(&app.desk, &world.officer, run).await), "scored");
    let all = store::conflict::of_call(app.desk.database.reads(), world.call).await.unwrap();
    assert!(all.iter().any(|row| Some(row.person) == carl.person() && row.bars()));
    world.nobody_judges_in_conflict(app).await;
});

both_databases!(work_begun_stays_when_it_is_computed_anew, async |app| {
    let world = World::new(app).await;
    let one = world.proposal(app, 1, &[&world.mill]).await;
    let anna = world.expert(app, "anna").await;
    let bob = world.expert(app, "bob").await;
    world.assign(app, one, &anna).await;
    world.assign(app, one, &bob).await;
    world.score(app, one, &bob, ["3", "3", "3"]).await;
    // Two others who know the matter better.
    for name in ["carl", "dora"] {
        let expert = world.expert(app, name).await;
        save_page(app, &expert, Vec::new()).await;
    }
    let (run, _) = world.compute(app).await;
    assignment::apply(&app.desk, &world.officer, run).await.unwrap();
    let pairs = world.pairs(app).await;
    let has =
        |actor: &convoca::domain::access::Actor| pairs.contains(&(one, actor.person().unwrap()));
    assert!(has(&bob) && !has(&anna));
    assert_eq!(pairs.len(), 2);
    let reports = evaluation::deliver(&app.desk, &bob, one).await;
    reports.unwrap();
});

/// Whatever employers, words of officers and loads there are: what is applied keeps every conflict,
/// every load and every demand, and what is not feasible applies nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_panel_at_random_ever_judges_in_conflict() {
    let mut feasible = 0;
    for seed in 0..8_u64 {
        let app = TestApp::open(Engine::Sqlite).await.unwrap();
        feasible += usize::from(at_random(&app, seed).await);
        app.finish().await;
    }
    assert!((1..8).contains(&feasible), "{feasible} of 8 were feasible: the test says too little");
}

/// A small generator: the same numbers for the same seed.
fn next(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap() % below
}

async fn at_random(app: &TestApp, seed: u64) -> bool {
    let mut state = seed * 77 + 5;
    let world = World::new(app).await;
    let parties = [&world.mill, &world.dairy, &world.yard];
    let mut files = Vec::new();
    for number in 0..4 {
        let lead = next(&mut state, 3);
        files.push(world.proposal(app, number, &[parties[lead]]).await);
    }
    let mut experts = Vec::new();
    for name in ["ann", "ben", "cat", "dan", "eve"] {
        let max = u32::try_from(1 + next(&mut state, 2)).unwrap();
        let actor = world.signed(app, name, (0, max)).await;
        world.screen(app, &actor).await;
        if next(&mut state, 2) == 0 {
            let of = ["mill Ltd", "dairy Ltd", "yard Ltd"][next(&mut state, 3)];
            save_page(app, &actor, vec![employer(of, "", "2020-05-01", "")]).await;
        }
        if next(&mut state, 3) == 0 {
            let file = files[next(&mut state, 4)];
            let (id, heavy) = (actor.person().unwrap(), Weight::Disqualifying);
            conflict::enter(&app.desk, &world.officer, file, id, heavy, "said so").await.unwrap();
        }
        experts.push((people::again(app, &actor).await, max));
    }
    let (run, outcome) = world.compute(app).await;
    let applied = assignment::apply(&app.desk, &world.officer, run).await;
    world.nobody_judges_in_conflict(app).await;
    let pairs = world.pairs(app).await;
    if outcome.status == "infeasible" {
        assert_eq!(refused(applied), "scored");
        assert!(pairs.is_empty());
        return false;
    }
    applied.unwrap();
    let mut of_file: BTreeMap<_, u32> = BTreeMap::new();
    for (file, _) in &pairs {
        *of_file.entry(*file).or_default() += 1;
    }
    assert!(files.iter().all(|file| of_file.get(file) == Some(&2)), "{of_file:?}");
    for (actor, max) in &experts {
        let mine = pairs.iter().filter(|(_, person)| Some(*person) == actor.person()).count();
        assert!(mine <= *max as usize);
    }
    true
}
