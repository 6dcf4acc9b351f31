//! Vouchers decided one by one. The one rule: who came first is decided first, by the rules.

use crate::support::{
    app::TestApp,
    both_databases,
    decided::{Decided, Given, no},
};
use convoca::{
    actions::{ActionError, rolling},
    domain::proposal::event::Outcome,
};

fn small(marks: [i32; 3]) -> Given {
    Given { kind: "small", marks: Some(marks), shares: &[400_000], topics: "health" }
}

async fn decide(
    kit: &Decided,
    app: &TestApp,
    number: usize,
    shown: Outcome,
) -> Result<Outcome, ActionError> {
    rolling::award_rolling(&app.desk, &kit.office.officer, kit.proposals[number], shown).await
}

both_databases!(small_vouchers_are_funded_while_money_lasts, async |app| {
    let all = [small([40, 40, 40]), small([20, 40, 40]), small([35, 35, 35]), small([45, 45, 45])];
    let kit = Decided::new(app, 1_000_000, &all).await;
    assert_eq!(no(decide(&kit, app, 2, Outcome::Award).await), "not_next");
    assert_eq!(no(decide(&kit, app, 0, Outcome::BelowLine).await), "stale");
    app.told().await;
    decide(&kit, app, 0, Outcome::Award).await.unwrap();
    assert_eq!(app.told().await, ["result_letter > lead-1"]);
    assert_eq!(no(decide(&kit, app, 0, Outcome::Award).await), "wrong_proposal_stage");
    decide(&kit, app, 1, Outcome::BelowThreshold).await.unwrap();
    decide(&kit, app, 2, Outcome::Award).await.unwrap();
    decide(&kit, app, 3, Outcome::BelowLine).await.unwrap();
    assert_eq!(kit.stages(app).await, ["awarded", "declined", "awarded", "declined"]);
    assert_eq!(kit.budget(app).await, (800_000, 1_000_000));
    let outcomes: Vec<Outcome> = kit.letters(app).await.iter().map(|l| l.outcome).collect();
    let codes: Vec<&str> = outcomes.into_iter().map(Outcome::code).collect();
    assert_eq!(codes, ["award", "below_threshold", "award", "below_line"]);
});

both_databases!(a_ranked_proposal_is_not_decided_alone, async |app| {
    let ranked = crate::support::decided::given([45, 45, 45], &[2_000_000]);
    let mut waits = small([40, 40, 40]);
    waits.marks = None;
    let kit = Decided::new(app, 5_000_000, &[ranked, waits]).await;
    assert_eq!(no(decide(&kit, app, 0, Outcome::Award).await), "wrong_proposal_stage");
    assert_eq!(no(decide(&kit, app, 1, Outcome::Award).await), "marks_missing");
    // And the small one is no part of the ranking: it holds nobody back.
    kit.signed(app).await;
    kit.release(app).await.unwrap();
    assert_eq!(kit.stages(app).await, ["awarded", "admitted"]);
});
