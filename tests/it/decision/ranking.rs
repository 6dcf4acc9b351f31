//! Rankings and draws. The one rule: what is signed was seen by two, over marks that still hold.

use crate::support::{
    both_databases,
    decided::{Decided, given, no},
};
use convoca::{
    actions::{draw, ranking},
    domain::{
        evaluation::{line::SubLine, line::compare, ranking::Place, ties::Reason},
        ids::ApplicationId,
        money::Money,
    },
    store,
};

const ONE: &[i64] = &[2_000_000];

both_databases!(a_ranking_is_by_weighted_totals_and_says_why, async |app| {
    // Impact counts one and a half times where the programme says so; raw totals are equal.
    let all = [given([40, 35, 40], ONE), given([45, 45, 45], ONE), given([20, 45, 45], ONE)];
    let kit = Decided::new(app, 5_000_000, &all).await;
    let tried =
        ranking::try_out(&app.desk, &kit.office.officer, kit.office.call, 0, None).await.unwrap();
    let drawn = tried.drawn.unwrap();
    let order: Vec<ApplicationId> = drawn.ranking.places.iter().map(|place| place.id).collect();
    assert_eq!(order, [kit.proposals[1], kit.proposals[0]]);
    assert_eq!(drawn.ranking.below[0].id, kit.proposals[2]);
    assert!(matches!(drawn.ranking.places[1].reason, Reason::Total { .. }));
    assert_eq!(drawn.line.funded(), Money::from_cents(4_000_000));
    // Nothing of it was kept.
    assert_eq!(kit.count(app, "scenarios").await, 0);
});

both_databases!(who_makes_a_ranking_does_not_sign_it, async |app| {
    let kit = Decided::new(app, 5_000_000, &[given([40, 40, 40], ONE)]).await;
    let settings = kit.settings(app).await;
    let id = kit.keep(app, settings).await;
    assert_eq!(no(kit.sign(app, id).await), "already_done", "not proposed yet");
    kit.propose(app, id).await.unwrap();
    assert_eq!(app.told().await.iter().filter(|m| m.starts_with("ranking_to_sign")).count(), 2);
    let seen = kit.scenario(app, id).await.version;
    let same = ranking::sign(&app.desk, &kit.office.officer, id, seen).await;
    assert_eq!(no(same), "same_person");
    // Also when the actions are gone round: the schema itself refuses.
    let by_hand = store::sql::run(
        app.desk.database.reads(),
        "update scenarios set state = 'signed', signed_by = made_by, signed_at = 1",
        vec![],
    );
    assert!(by_hand.await.unwrap_err().is_constraint("scenarios_four_eyes"));
    for who in [&kit.office.finance, &kit.office.auditor, &kit.office.stranger] {
        let seen = kit.scenario(app, id).await.version;
        let denied = no(ranking::sign(&app.desk, who, id, seen).await);
        assert!(["forbidden", "unseen"].contains(&denied.as_str()), "{denied}");
    }
    kit.sign(app, id).await.unwrap();
    assert_eq!(kit.scenario(app, id).await.state, "signed");
    assert_eq!(no(kit.sign(app, id).await), "already_done");
});

both_databases!(a_ranking_whose_input_changed_is_stale, async |app| {
    let all = [given([40, 40, 40], ONE), given([35, 35, 35], ONE)];
    let kit = Decided::new(app, 5_000_000, &all).await;
    let settings = kit.settings(app).await;
    let id = kit.keep(app, settings).await;
    kit.propose(app, id).await.unwrap();
    kit.mark(app, kit.proposals[1], [45, 45, 45]).await;
    assert_eq!(no(kit.sign(app, id).await), "scenario_stale");
    kit.mark(app, kit.proposals[1], [35, 35, 35]).await;
    kit.sign(app, id).await.unwrap();
    // Signed, and then changed: it can't be released.
    kit.mark(app, kit.proposals[1], [45, 45, 45]).await;
    assert_eq!(no(kit.release(app).await), "scenario_stale");
    assert_eq!(kit.stages(app).await, ["admitted", "admitted"]);
});

both_databases!(missing_marks_an_open_call_and_missing_money_hold_a_ranking_back, async |app| {
    let mut kit = Decided::new(app, 3_000_000, &[given([40, 40, 40], ONE)]).await;
    let mut settings = kit.settings(app).await;
    settings.added = Money::from_cents(1);
    let more = kit.keep(app, settings.clone()).await;
    assert_eq!(no(kit.propose(app, more).await), "budget_short");
    settings.added = Money::ZERO;
    let id = kit.keep(app, settings.clone()).await;
    let waits = crate::support::decided::Given { marks: None, ..given([0; 3], ONE) };
    kit.add(app, &waits).await;
    assert_eq!(no(kit.propose(app, id).await), "marks_missing");
    let again = ranking::try_out(&app.desk, &kit.office.officer, kit.office.call, 0, None).await;
    assert_eq!(again.unwrap().input.missing, 1);
});

both_databases!(an_open_call_is_not_ranked, async |app| {
    let mut kit = Decided::new(app, 3_000_000, &[]).await;
    kit.add(app, &given([40, 40, 40], ONE)).await;
    let settings = kit.settings(app).await;
    let id = kit.keep(app, settings).await;
    let officer = &kit.office.officer;
    let later = crate::support::app::morning("2023-06-30");
    convoca::actions::call::move_deadline(&app.desk, officer, kit.office.call, later, "late news")
        .await
        .unwrap();
    assert_eq!(no(kit.propose(app, id).await), "call_still_open");
});

both_databases!(a_what_if_says_who_enters_and_leaves, async |app| {
    let all =
        [given([45, 45, 45], ONE), given([40, 40, 40], &[3_000_000]), given([35, 35, 35], ONE)];
    let kit = Decided::new(app, 4_500_000, &all).await;
    let (officer, call) = (&kit.office.officer, kit.office.call);
    let plain = kit.settings(app).await;
    let try_it = async |settings| {
        let tried = ranking::try_out(&app.desk, officer, call, 0, Some(settings)).await.unwrap();
        tried.drawn.unwrap().line
    };
    let stop = try_it(plain.clone()).await;
    assert_eq!(stop.winners().count(), 1, "the second does not fit, so the line ends");
    let mut other = plain.clone();
    other.policy = convoca::domain::evaluation::rules::LinePolicy::Skip;
    let skip = try_it(other).await;
    let changes = compare(&stop, &skip);
    assert_eq!(changes.enters.iter().map(|one| one.id).collect::<Vec<_>>(), [kit.proposals[2]]);
    assert!(changes.leaves.is_empty());
    let mut lower = plain;
    lower.line = Money::from_cents(1_000_000);
    let sub = SubLine { money: Money::from_cents(3_000_000), may_use_common: false };
    lower.sub_lines.insert("demonstration".to_owned(), sub);
    let kept_for_type = try_it(lower).await;
    assert_eq!(kept_for_type.funded(), Money::from_cents(2_000_000));
});

both_databases!(equal_proposals_are_drawn_in_the_open, async |app| {
    let all = [given([40, 40, 40], ONE), given([40, 40, 40], ONE), given([40, 40, 40], ONE)];
    let kit = Decided::new(app, 4_500_000, &all).await;
    let (officer, call) = (&kit.office.officer, kit.office.call);
    let settings = kit.settings(app).await;
    let id = kit.keep(app, settings.clone()).await;
    assert_eq!(no(kit.propose(app, id).await), "ties_undecided");
    assert_eq!(no(draw::commit(&app.desk, officer, call, 0, " ").await), "field_refused");
    assert_eq!(no(draw::reveal(&app.desk, officer, call, 0, "4711").await), "unseen");
    let commitment =
        draw::commit(&app.desk, officer, call, 0, "drand round 4812345").await.unwrap();
    draw::reveal(&app.desk, officer, call, 0, "8f2a").await.unwrap();
    assert_eq!(no(draw::reveal(&app.desk, officer, call, 0, "8f2b").await), "already_done");
    assert_eq!(no(draw::commit(&app.desk, officer, call, 0, "again").await), "already_done");
    let kept = store::draw::find(app.desk.database.reads(), call, 0).await.unwrap().unwrap();
    let record = kept.terms.clone().draw(&kept.nonce, "8f2a").unwrap();
    assert_eq!((record.commitment.clone(), record.order.clone()), (commitment, kept.order));
    record.verify().unwrap();
    // The ranking kept before knows nothing of the draw.
    assert_eq!(no(kit.propose(app, id).await), "scenario_stale");
    let drawn = kit.keep(app, settings).await;
    let scenario = kit.scenario(app, drawn).await;
    let order: Vec<String> =
        scenario.drawn.ranking.places.iter().map(|p: &Place<_>| p.reference.clone()).collect();
    assert_eq!(order, record.order);
    kit.propose(app, drawn).await.unwrap();
});

both_databases!(nobody_is_funded_above_a_cap, async |app| {
    let mut kit = Decided::new(app, 20_000_000, &[]).await;
    let first = kit.add(app, &given([45, 45, 45], &[6_000_000])).await;
    kit.add(app, &given([40, 40, 40], &[6_000_000])).await;
    // The same organisation asks twice for all it may have.
    let lead = kit.leads[0].id;
    store::sql::run(
        app.desk.database.reads(),
        "update partners set organisation_id = $1 where proposal_id <> $2",
        vec![lead.into(), first.into()],
    )
    .await
    .unwrap();
    let settings = kit.settings(app).await;
    let id = kit.keep(app, settings).await;
    assert_eq!(no(kit.propose(app, id).await), "cap_exceeded");
});
