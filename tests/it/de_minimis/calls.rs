//! One undertaking in two calls, and vouchers decided one by one. The one rule: the ceiling is the
//! Member State's, so awards of two calls that race for the last of it cannot both pass.

use super::{apart, beside, both, lead_says, number, said};
use crate::support::{
    app::TestApp,
    decided::{Decided, Given, given, no},
};
use convoca::{
    actions::{ActionError, release, rolling},
    domain::proposal::event::Outcome,
    store,
};

const TWENTY: &[i64] = &[2_000_000];

fn small() -> Given {
    Given { kind: "small", marks: Some([40; 3]), shares: &[400_000], topics: "health" }
}

/// The code of each refusal, and how many passed.
fn came<T: std::fmt::Debug>(results: [Result<T, ActionError>; 2]) -> (usize, Vec<String>) {
    let (passed, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    (passed.len(), refused.into_iter().map(no).collect())
}

/// How many awards the register holds, and their cents.
async fn held(app: &TestApp) -> (usize, i64) {
    let conn = app.desk.database.reads();
    let all = store::de_minimis::register(conn, (None, None), None, 100).await.unwrap();
    (all.len(), all.iter().map(|aid| aid.standing().cents()).sum())
}

/// Two calls, each with one proposal of the same undertaking, which has so much aid already.
async fn two(app: &TestApp, one: &Given, before: i64) -> [Decided; 2] {
    let first = apart(app, 2_000_000, std::slice::from_ref(one)).await;
    let second = beside(app, &first, 2_000_000, std::slice::from_ref(one)).await;
    number(app, second.leads[0].id, "500000").await;
    for kit in [&first, &second] {
        lead_says(app, kit, 0, &said(before)).await;
    }
    [first, second]
}

async fn two_releases_race_for_the_last_of_the_ceiling(app: &TestApp) {
    let kits = two(app, &given([45, 45, 45], TWENTY), 28_000_000).await;
    // Each fits alone, up to the last cent.
    let mut shown = Vec::new();
    for kit in &kits {
        kit.signed(app).await;
        shown.push(kit.recipients(app).await);
    }
    let mut tasks = tokio::task::JoinSet::new();
    for (kit, shown) in kits.iter().zip(shown) {
        let (desk, officer, call) = (app.desk.clone(), kit.office.officer.clone(), kit.office.call);
        tasks.spawn(async move { release::release(&desk, &officer, call, 0, shown).await });
    }
    let results: [_; 2] = tasks.join_all().await.try_into().unwrap();
    assert_eq!(came(results), (1, vec!["aid_ceiling".to_owned()]));
    assert_eq!(held(app).await, (1, 2_000_000));
    let mut stages: Vec<_> = Vec::new();
    for kit in &kits {
        stages.extend(kit.stages(app).await);
    }
    stages.sort_unstable();
    assert_eq!(stages, ["admitted", "awarded"], "the other is as it was");
}
both!(two_releases, 10_000, super::two_releases_race_for_the_last_of_the_ceiling);

async fn two_first_come_vouchers_race_for_the_last_of_the_ceiling(app: &TestApp) {
    let kits = two(app, &small(), 29_600_000).await;
    let mut tasks = tokio::task::JoinSet::new();
    for kit in &kits {
        let (desk, officer) = (app.desk.clone(), kit.office.officer.clone());
        let id = kit.proposals[0];
        tasks.spawn(
            async move { rolling::award_rolling(&desk, &officer, id, Outcome::Award).await },
        );
    }
    let results: [_; 2] = tasks.join_all().await.try_into().unwrap();
    assert_eq!(came(results), (1, vec!["aid_ceiling".to_owned()]));
    assert_eq!(held(app).await, (1, 400_000));
}
both!(two_vouchers, 10_000, super::two_first_come_vouchers_race_for_the_last_of_the_ceiling);

async fn a_first_come_voucher_is_held_to_the_ceiling(app: &TestApp) {
    let kit = apart(app, 1_000_000, &[small(), small()]).await;
    // Both are of one undertaking.
    number(app, kit.leads[1].id, "500000").await;
    let (desk, officer) = (&app.desk, &kit.office.officer);
    let award = async |at: usize| {
        rolling::award_rolling(desk, officer, kit.proposals[at], Outcome::Award).await
    };
    assert_eq!(no(award(0).await), "aid_not_declared");
    lead_says(app, &kit, 0, &said(29_600_001)).await;
    let preview = rolling::preview(desk, officer, kit.proposals[0]).await;
    assert_eq!(no(preview.map(|_| ())), "aid_ceiling");
    assert_eq!(no(award(0).await), "aid_ceiling");
    assert_eq!((held(app).await, kit.stages(app).await), ((0, 0), vec!["admitted"; 2]));
    lead_says(app, &kit, 0, &said(29_600_000)).await;
    assert_eq!(award(0).await.unwrap(), Outcome::Award);
    // The first has used up what was left, whatever the second says of itself.
    lead_says(app, &kit, 1, &said(0)).await;
    assert_eq!(no(award(1).await), "aid_ceiling");
    assert_eq!(held(app).await, (1, 400_000));
    assert_eq!(kit.stages(app).await, ["awarded", "admitted"]);
}
both!(a_first_come_voucher, 10_000, super::a_first_come_voucher_is_held_to_the_ceiling);
