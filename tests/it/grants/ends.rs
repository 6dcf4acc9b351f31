//! Ending early, taking back, and two who sign at one moment.

use super::kit::{Grant, ONE, TWO};
use crate::support::{both_databases, decided::no};
use convoca::{
    actions::{ActionError, agreement, grant_end, project, proposal},
    domain::{agreement::SignPlace, application::Version, money::Money},
};
use tokio::task::JoinSet;

both_databases!(an_end_frees_what_was_promised_and_keeps_what_is_due, async |app| {
    let grant = Grant::in_force(app, TWO, "half_half").await;
    let (desk, officer, id) = (&app.desk, grant.officer(), grant.id);
    let (committed, _) = grant.kit.budget(app).await;
    let seen = grant.newest(app).await.version;
    let own = grant_end::end(desk, grant.lead(), id, seen, "mine").await;
    assert_eq!(no(own), "forbidden");
    assert_eq!(no(grant_end::end(desk, officer, id, seen, " ").await), "reason_missing");
    assert_eq!(no(grant_end::close(desk, officer, id).await), "grant_open");
    app.told().await;
    let freed = grant_end::end(desk, officer, id, seen, "The firm was sold.").await.unwrap();
    assert_eq!(freed, Money::from_cents(2_250_000));
    assert_eq!(
        grant.lines(app).await,
        [
            (1, 0, 1_500_001, "due"),
            (1, 1, 750_000, "due"),
            (2, 0, 1_500_000, "cancelled"),
            (2, 1, 750_000, "cancelled"),
        ]
    );
    let (after, _) = grant.kit.budget(app).await;
    assert_eq!(after, committed - 2_250_000, "what was promised is free again");
    assert_eq!(app.told().await, ["grant_ended > lead-1", "grant_ended > partner-1-1"]);
    // Over is over: no report, no document, no second end; what is due is paid.
    grant.pay_due(app, "2023-03-10").await;
    assert_eq!(no(grant.submit(app, "final").await), "no_agreement");
    let upload = crate::support::kit::pdf("deliverable");
    assert_eq!(no(project::attach(desk, grant.lead(), id, upload).await), "agreement_stage");
    assert_eq!(no(grant_end::end(desk, officer, id, seen, "again").await), "no_agreement");
    let again = grant.prepare(app, &Grant::draft("half_half", 12)).await;
    assert_eq!(no(again), "agreement_stage");
});

both_databases!(a_proposal_is_not_withdrawn_once_its_agreement_is_in_force, async |app| {
    let grant = Grant::funded(app, ONE).await;
    grant.issued(app, "half_half", 12).await;
    let seen = grant.kit.seen(app, 0).await;
    grant.sign_all(app).await;
    let back = proposal::withdraw(&app.desk, grant.lead(), grant.id, Version(seen)).await;
    assert_eq!(no(back), "agreement_in_force");
    assert_eq!(grant.kit.stages(app).await[0], "awarded");
});

both_databases!(a_withdrawal_ends_an_agreement_that_waits_for_signatures, async |app| {
    let grant = Grant::funded(app, ONE).await;
    grant.issued(app, "half_half", 12).await;
    let seen = grant.kit.seen(app, 0).await;
    proposal::withdraw(&app.desk, grant.lead(), grant.id, Version(seen)).await.unwrap();
    assert_eq!(grant.newest(app).await.stage.code(), "ended");
    let late = grant.sign(app, &grant.signer, SignPlace::Contracting).await;
    assert_eq!(no(late), "unseen");
});

both_databases!(two_who_sign_at_one_moment_put_it_in_force_once, async |app| {
    let grant = Grant::funded(app, TWO).await;
    grant.issued(app, "half_half", 12).await;
    let digest = grant.newest(app).await.digest;
    grant.sign(app, &grant.signer, SignPlace::Contracting).await.unwrap();
    let mut tasks: JoinSet<Result<(), ActionError>> = JoinSet::new();
    for (organisation, actor) in &grant.firms {
        for _twice in 0..2 {
            let (desk, actor, id) = (app.desk.clone(), actor.clone(), grant.id);
            let (place, digest) = (SignPlace::Partner(*organisation), digest.clone());
            tasks.spawn(
                async move { agreement::sign(&desk, &actor, id, place, &digest, true).await },
            );
        }
    }
    let done = tasks.join_all().await;
    assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 2);
    let mut refusals: Vec<String> = done.into_iter().filter(Result::is_err).map(no).collect();
    refusals.sort();
    // The slower of one's own two finds it signed, or already in force.
    assert!(refusals.iter().all(|one| ["already_done", "no_agreement"].contains(&one.as_str())));
    assert_eq!(grant.newest(app).await.stage.code(), "in_force");
    assert_eq!(grant.lines(app).await.len(), 4);
});
