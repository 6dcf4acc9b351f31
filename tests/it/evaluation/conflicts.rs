//! Who may not judge: those who apply, those in conflict, those who have not signed or screened.

use super::world::{World, employer, later, report, save_page};
use crate::support::{both_databases, people, refused};
use convoca::{
    actions::{
        conflict, evaluation,
        panel::{self, Invitation, ScreenAnswer},
    },
    domain::{
        conflict::{ConflictKind, Weight},
        ids::{ConflictId, PersonId},
        organisation::MemberRole,
    },
    store,
};

async fn rows(app: &crate::support::app::TestApp, world: &World) -> Vec<store::conflict::Stored> {
    store::conflict::of_call(app.desk.database.reads(), world.call).await.unwrap()
}

async fn only(
    app: &crate::support::app::TestApp,
    world: &World,
    person: PersonId,
) -> (ConflictId, ConflictKind, Weight) {
    let all = rows(app, world).await;
    let mine: Vec<_> = all.iter().filter(|row| row.person == person && row.bars()).collect();
    assert_eq!(mine.len(), 1, "{mine:?}");
    (mine[0].conflict.id, mine[0].conflict.found.kind, mine[0].conflict.found.weight)
}

both_databases!(who_applies_in_the_call_is_not_asked_and_cannot_say_yes, async |app| {
    let world = World::new(app).await;
    world.proposal(app, 1, &[&world.mill]).await;
    let form =
        Invitation { address: "mill@example.org".to_owned(), name: String::new(), min: 0, max: 3 };
    let asked = panel::invite(&app.desk, &world.officer, world.call, &form).await;
    assert_eq!(refused(asked), "scored");
    // Asked before the organisation applied.
    let anna = world.somebody(app, "anna").await;
    world.invite(app, "anna", (0, 3)).await;
    people::member(app, &world.mill, "helper", MemberRole::Viewer).await;
    let address = "anna@anna.example";
    convoca::actions::organisation::add_member(
        &app.desk,
        &world.mill.lead,
        world.mill.id,
        address,
        "anna",
        MemberRole::Viewer,
    )
    .await
    .unwrap();
    let anna = people::again(app, &anna).await;
    assert_eq!(refused(panel::accept(&app.desk, &anna, world.call).await), "scored");
    panel::decline(&app.desk, &anna, world.call, "I work for an applicant").await.unwrap();
    assert_eq!(app.told().await.iter().filter(|t| t.starts_with("expert_declined")).count(), 2);
});

both_databases!(nothing_is_seen_before_contract_and_screen, async |app| {
    let world = World::new(app).await;
    let file = world.proposal(app, 1, &[&world.mill]).await;
    let bob = world.somebody(app, "bob").await;
    // Not asked at all.
    assert_eq!(refused(panel::accept(&app.desk, &bob, world.call).await), "unseen");
    assert_eq!(refused(evaluation::save(&app.desk, &bob, file, &[]).await), "unseen");
    let id = world.invite(app, "bob", (0, 3)).await;
    assert_eq!(refused(panel::sign_contract(&app.desk, &bob, world.call, "x").await), "forbidden");
    panel::accept(&app.desk, &bob, world.call).await.unwrap();
    assert_eq!(refused(panel::accept(&app.desk, &bob, world.call).await), "already_done");
    let early = panel::answer_screen(&app.desk, &bob, world.call, &[]).await;
    assert_eq!(refused(early), "scored");
    assert_eq!(
        refused(panel::sign_contract(&app.desk, &bob, world.call, "x").await),
        "text_changed"
    );
    world.sign(app, &bob).await;
    // Every organisation is asked about.
    let short = panel::answer_screen(&app.desk, &bob, world.call, &[]).await;
    assert_eq!(refused(short), "form_incomplete");
    let add = convoca::actions::assignment::add(&app.desk, &world.officer, file, id, false);
    assert_eq!(refused(add.await), "scored");
    world.screen(app, &bob).await;
    assert_eq!(refused(evaluation::save(&app.desk, &bob, file, &[]).await), "unseen");
    world.assign(app, file, &bob).await;
    evaluation::save(&app.desk, &bob, file, &report(["3", "3", "3"])).await.unwrap();
    // Who comes in later is asked about before the expert reads it.
    later(app, "2023-02-03");
    let second = world.proposal(app, 2, &[&world.dairy]).await;
    let add = convoca::actions::assignment::add(&app.desk, &world.officer, second, id, false);
    assert_eq!(refused(add.await), "scored");
    world.screen(app, &bob).await;
    world.assign(app, second, &bob).await;
});

both_databases!(a_declared_conflict_bars_until_an_officer_releases_it_with_a_reason, async |app| {
    let world = World::new(app).await;
    let file = world.proposal(app, 1, &[&world.mill, &world.dairy]).await;
    let carl = world.signed(app, "carl", (0, 3)).await;
    let word = |weight| ScreenAnswer {
        organisation: world.dairy.id,
        conflict: Some(weight),
        note: "I advised them last year.".to_owned(),
    };
    let silent = ScreenAnswer { note: " ".to_owned(), ..word(Weight::Potential) };
    let all =
        [ScreenAnswer { organisation: world.mill.id, conflict: None, note: String::new() }, silent];
    let answered = panel::answer_screen(&app.desk, &carl, world.call, &all).await;
    assert_eq!(refused(answered), "form_incomplete");
    world.screen_with(app, &carl, &[word(Weight::Potential)]).await;
    let id = carl.person().unwrap();
    let (row, kind, weight) = only(app, &world, id).await;
    assert_eq!((kind, weight), (ConflictKind::Declared, Weight::Potential));
    let add = || convoca::actions::assignment::add(&app.desk, &world.officer, file, id, false);
    assert_eq!(refused(add().await), "scored");
    // Nobody releases their own, nobody without a reason.
    assert_eq!(refused(conflict::release(&app.desk, &carl, row, "fine").await), "forbidden");
    let silent = conflict::release(&app.desk, &world.officer, row, " ").await;
    assert_eq!(refused(silent), "reason_missing");
    let outside = conflict::release(&app.desk, &world.stranger, row, "fine").await;
    assert_eq!(refused(outside), "unseen");
    conflict::release(&app.desk, &world.officer, row, "A talk at a fair only").await.unwrap();
    add().await.unwrap();
    // A computation leaves a person's word alone.
    conflict::recheck(&app.desk, &world.officer, world.call).await.unwrap();
    assert_eq!(world.pairs(app).await, [(file, id)]);
    world.nobody_judges_in_conflict(app).await;
});

both_databases!(a_new_employer_takes_the_evaluator_off_at_once, async |app| {
    let world = World::new(app).await;
    let file = world.proposal(app, 1, &[&world.mill]).await;
    let dora = world.expert(app, "dora").await;
    world.assign(app, file, &dora).await;
    evaluation::save(&app.desk, &dora, file, &report(["3", "3", "3"])).await.unwrap();
    app.told().await;
    let mill = || employer("Mill Ltd.", "PT", "2020-01-01", "2022-06-30");
    save_page(app, &dora, vec![mill()]).await;
    let id = dora.person().unwrap();
    let (row, kind, weight) = only(app, &world, id).await;
    assert_eq!((kind, weight), (ConflictKind::RecentEmployer, Weight::Potential));
    assert_eq!(world.pairs(app).await, []);
    assert_eq!(app.told().await, ["taken_off > dora"]);
    assert_eq!(refused(evaluation::save(&app.desk, &dora, file, &[]).await), "unseen");
    // The same number in the register disqualifies, and releases fall with it.
    conflict::release(&app.desk, &world.officer, row, "left on bad terms").await.unwrap();
    let same = convoca::actions::expert::EmployerForm {
        registration: "12345".to_owned(),
        to: String::new(),
        ..mill()
    };
    save_page(app, &dora, vec![same]).await;
    let all = rows(app, &world).await;
    let bars: Vec<_> = all.iter().filter(|row| row.bars()).collect();
    assert_eq!(bars.len(), 1);
    assert_eq!(bars[0].conflict.found.weight, Weight::Disqualifying);
    let heavy = bars[0].conflict.id;
    let released = conflict::release(&app.desk, &world.officer, heavy, "please").await;
    assert_eq!(refused(released), "scored");
    // Gone from the page, gone from the record: no longer found.
    save_page(app, &dora, Vec::new()).await;
    assert!(rows(app, &world).await.iter().all(|row| !row.bars()));
    world.nobody_judges_in_conflict(app).await;
});

both_databases!(an_officer_enters_a_conflict_and_the_evaluator_is_off, async |app| {
    let world = World::new(app).await;
    let file = world.proposal(app, 1, &[&world.mill]).await;
    let emil = world.expert(app, "emil").await;
    world.assign(app, file, &emil).await;
    let id = emil.person().unwrap();
    let heavy = Weight::Disqualifying;
    let silent = conflict::enter(&app.desk, &world.officer, file, id, heavy, "").await;
    assert_eq!(refused(silent), "reason_missing");
    let note = "His sister leads the mill.";
    conflict::enter(&app.desk, &world.officer, file, id, heavy, note).await.unwrap();
    assert_eq!(world.pairs(app).await, []);
    world.nobody_judges_in_conflict(app).await;
    assert_eq!(refused(conflict::recheck(&app.desk, &world.auditor, world.call).await), "unseen");
});

both_databases!(who_is_taken_out_sees_nothing_and_delivered_work_stands, async |app| {
    let world = World::new(app).await;
    let (one, two) = (
        world.proposal(app, 1, &[&world.mill]).await,
        world.proposal(app, 2, &[&world.dairy]).await,
    );
    let frida = world.expert(app, "frida").await;
    world.assign(app, one, &frida).await;
    world.assign(app, two, &frida).await;
    world.deliver(app, one, &frida, ["4", "4", "4"]).await;
    let id = frida.person().unwrap();
    let remove =
        |reason: &'static str| panel::remove(&app.desk, &world.officer, world.call, id, reason);
    assert_eq!(refused(remove("").await), "reason_missing");
    remove("ill").await.unwrap();
    assert_eq!(refused(remove("ill").await), "already_done");
    assert_eq!(world.pairs(app).await, [(one, id)]);
    assert_eq!(refused(evaluation::save(&app.desk, &frida, one, &[]).await), "unseen");
    // Asked once more, and back with everything she had answered.
    world.invite(app, "frida", (1, 2)).await;
    panel::accept(&app.desk, &frida, world.call).await.unwrap();
    world.assign(app, two, &frida).await;
});
