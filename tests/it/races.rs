//! People who act at the same moment: real tasks over real connections, on both databases. The one
//! rule: exactly one wins what there is one of, the others get a refusal with its name, and
//! nothing breaks.

use crate::support::{
    app::TestApp,
    both_databases,
    kit::Kit,
    people::{Opening, Party, staff},
    refused,
};
use convoca::{
    actions::{ActionError, account, application, decision, payment, roles},
    domain::{access::Actor, ids::ApplicationId, money::Money, person::StaffRole},
};
use std::future::Future;
use tokio::task::JoinSet;

/// Runs all at once; the answers in no order.
async fn at_once<T, F>(all: impl IntoIterator<Item = F>) -> Vec<Result<T, ActionError>>
where
    T: Send + 'static,
    F: Future<Output = Result<T, ActionError>> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for one in all {
        tasks.spawn(one);
    }
    tasks.join_all().await
}

/// How many went well, and the codes of the refusals.
#[track_caller]
fn outcome<T: std::fmt::Debug>(all: Vec<Result<T, ActionError>>) -> (usize, Vec<String>) {
    let (well, no): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
    let mut codes: Vec<String> = no.into_iter().map(refused).collect();
    codes.sort();
    (well.len(), codes)
}

async fn award_at_once(
    app: &TestApp,
    kit: &Kit,
    files: &[ApplicationId],
) -> Vec<Result<Money, ActionError>> {
    let mut all = Vec::new();
    for id in files {
        let (desk, officer, id) = (app.desk.clone(), kit.office.officer.clone(), *id);
        let seen = kit.seen(app, id).await;
        all.push(async move { decision::award(&desk, &officer, id, seen).await });
    }
    at_once(all).await
}

both_databases!(the_last_place_goes_to_one, async |app| {
    let opening = Opening { places: Some(1), ..Opening::default() };
    let kit = Kit::open(app, &opening).await;
    let other = kit.with_visitor(app, "second").await;
    let third = kit.with_visitor(app, "third").await;
    let files = [kit.ready(app).await, other.ready(app).await, third.ready(app).await];
    let done = award_at_once(app, &kit, &files).await;
    assert_eq!(outcome(done), (1, vec!["quota_full".to_owned(), "quota_full".to_owned()]));
    assert_eq!(app.account(files[0], "places:exchanges").await, [1, 0, 0, 1]);
    assert_eq!(app.account(files[0], "budget").await, [110_000, 0, 0, 5_000_000]);
});

both_databases!(the_last_money_goes_to_one, async |app| {
    let opening = Opening { budget: Money::from_cents(150_000), ..Opening::default() };
    let kit = Kit::open(app, &opening).await;
    let other = kit.with_visitor(app, "second").await;
    let files = [kit.ready(app).await, other.ready(app).await];
    let done = award_at_once(app, &kit, &files).await;
    assert_eq!(outcome(done), (1, vec!["budget_short".to_owned()]));
    assert_eq!(app.account(files[0], "budget").await, [110_000, 0, 0, 150_000]);
    // What the loser had begun to reserve is gone with it.
    assert_eq!(app.account(files[0], "places:exchanges").await, [1, 0, 0, 500]);
});

both_databases!(one_visitor_gets_one_funded_visit, async |app| {
    let kit = Kit::new(app).await;
    let host = kit.office.host(app, "second-host").await;
    let other = Kit { host, ..kit.clone() };
    let files = [kit.ready(app).await, other.ready(app).await];
    let done = award_at_once(app, &kit, &files).await;
    assert_eq!(outcome(done), (1, vec!["visit_used".to_owned()]));
});

both_databases!(an_award_and_a_withdrawal_of_many_never_wait_for_each_other, async |app| {
    let kit = Kit::new(app).await;
    let mut awarded = Vec::new();
    let mut ready = Vec::new();
    for number in 0..4 {
        let one = kit.with_visitor(app, &format!("visitor-{number}")).await;
        let id = one.ready(app).await;
        if number % 2 == 0 {
            one.award(app, id).await.unwrap();
            awarded.push((one.visitor.lead.clone(), id));
        } else {
            ready.push(id);
        }
    }
    let (desk, officer) = (app.desk.clone(), kit.office.officer.clone());
    let mut tasks = JoinSet::new();
    for (lead, id) in awarded {
        let (desk, seen) = (desk.clone(), kit.seen(app, id).await);
        tasks.spawn(async move { application::withdraw(&desk, &lead, id, seen).await });
    }
    for id in ready.clone() {
        let (desk, officer, seen) = (desk.clone(), officer.clone(), kit.seen(app, id).await);
        tasks.spawn(async move { decision::award(&desk, &officer, id, seen).await.map(|_| ()) });
    }
    assert_eq!(outcome(tasks.join_all().await), (4, vec![]));
    assert_eq!(app.account(ready[0], "budget").await, [220_000, 0, 0, 5_000_000]);
});

both_databases!(a_double_click_hands_in_once, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.draft(app).await;
    app.told().await;
    let seen = kit.seen(app, id).await;
    let click = || {
        let (desk, lead) = (app.desk.clone(), kit.visitor.lead.clone());
        async move { application::submit(&desk, &lead, id, seen).await }
    };
    assert_eq!(outcome(at_once([click(), click()]).await), (1, vec!["already_done".to_owned()]));
    assert_eq!(app.told().await, ["match_asked > host", "submission_receipt > visitor"]);
});

both_databases!(a_double_click_starts_one_draft, async |app| {
    let kit = Kit::new(app).await;
    let (call, visitor, host) = (kit.office.call, kit.visitor.id, kit.host.id);
    let click = || {
        let (desk, lead) = (app.desk.clone(), kit.visitor.lead.clone());
        async move { application::start(&desk, &lead, call, visitor, host).await }
    };
    assert_eq!(outcome(at_once([click(), click()]).await), (1, vec!["draft_exists".to_owned()]));
});

both_databases!(two_approvals_approve_once, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.validated(app).await;
    let due = kit.propose(app, id).await.unwrap();
    let seen = kit.payment_seen(app, id, due).await;
    let approve = |who: &convoca::domain::access::Actor| {
        let (desk, who) = (app.desk.clone(), who.clone());
        async move { payment::approve(&desk, &who, due, seen).await }
    };
    let (one, two) = (&kit.office.finance, &kit.office.second_finance);
    let done = at_once([approve(one), approve(two)]).await;
    assert_eq!(outcome(done), (1, vec!["stale".to_owned()]));
});

both_databases!(sixteen_hand_in_at_once, async |app| {
    let kit = Kit::new(app).await;
    let mut drafts: Vec<(Party, ApplicationId)> = Vec::new();
    for number in 0..16 {
        let one = kit.with_visitor(app, &format!("visitor-{number}")).await;
        let id = one.draft(app).await;
        drafts.push((one.visitor, id));
    }
    let mut all = Vec::new();
    for (visitor, id) in drafts {
        let (desk, seen) = (app.desk.clone(), kit.seen(app, id).await);
        all.push(async move { application::submit(&desk, &visitor.lead, id, seen).await });
    }
    assert_eq!(outcome(at_once(all).await), (16, vec![]));
});

both_databases!(the_same_registration_twice_makes_one_account, async |app| {
    let click = || {
        let desk = app.desk.clone();
        let form = account::Registration {
            address: "twice@example.org".to_owned(),
            name: "Twice".to_owned(),
            password: "correct horse battery".to_owned(),
        };
        async move { account::register(&desk, "127.0.0.1", form).await }
    };
    assert_eq!(outcome(at_once([click(), click()]).await), (2, vec![]));
    // Told at least once, and by the last mail's link the address is confirmed.
    let mails = app.new_mails().await;
    assert!(mails.iter().all(|mail| mail.notice == "confirm_address") && !mails.is_empty());
    let mut verified = 0;
    for mail in &mails {
        verified +=
            usize::from(account::verify(&app.desk, mail.secret.as_deref().unwrap()).await.is_ok());
    }
    assert_eq!(verified, 1);
});

both_databases!(two_administrators_can_not_remove_each_other, async |app| {
    let one = staff(app, "admin", StaffRole::Admin).await;
    let two = staff(app, "second-admin", StaffRole::Admin).await;
    let take = |by: &Actor, who: &Actor| {
        let (desk, by, who) = (app.desk.clone(), by.clone(), who.person().unwrap());
        async move { roles::take(&desk, &by, who, StaffRole::Admin).await }
    };
    let done = at_once([take(&one, &two), take(&two, &one)]).await;
    assert_eq!(outcome(done), (1, vec!["last_administrator".to_owned()]));
});
