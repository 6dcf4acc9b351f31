//! Checks, ineligible, reinstated, admitted: what each needs, and who is told.

use crate::support::{
    app::TestApp,
    both_databases,
    proposals::{Consortium, refused},
};
use convoca::{
    actions::{
        assess_proposal::{self, Assessed},
        decision::CheckAnswer,
        proposal_check,
    },
    domain::{eligibility::Outcome, ids::ApplicationId, proposal::ProposalStageKind},
    store,
};

/// What the rules say of a proposal now.
pub async fn assessed(app: &TestApp, c: &Consortium, id: ApplicationId) -> Assessed {
    let conn = app.desk.database.reads();
    let call = store::call::load(conn, c.office.call).await.unwrap();
    let (stored, programme) = (c.stored(app, id).await, c.programme(app).await);
    assess_proposal::assess(conn, &app.desk, &stored, &call, &programme).await.unwrap()
}

/// Every check is answered with yes.
pub async fn cleared(app: &TestApp, c: &Consortium, id: ApplicationId) {
    let found = assessed(app, c, id).await;
    let yes = |key: String| CheckAnswer { key, holds: true, note: "seen".into() };
    let all: Vec<_> = found.lines().into_iter().map(|line| yes(line.key)).collect();
    let seen = c.seen(app, id).await;
    proposal_check::answer_checks(&app.desk, &c.office.officer, id, seen, &all).await.unwrap();
}

both_databases!(a_proposal_is_admitted_once_every_check_is_clear, async |app| {
    let c = Consortium::new(app).await;
    let id = c.submitted(app).await;
    let (desk, officer) = (&app.desk, &c.office.officer);
    let seen = c.seen(app, id).await;
    let early = proposal_check::admit(desk, officer, id, seen).await;
    assert_eq!(refused(early), "checks_not_clear");
    let found = assessed(app, &c, id).await;
    let lines = found.lines();
    // Four of admissibility, six of the whole, nine of each partner.
    assert_eq!(lines.len(), 4 + 6 + 3 * 9);
    let holds = lines.iter().filter(|line| line.finding.outcome == Outcome::Holds).count();
    let many = proposal_check::confirm_kept(desk, officer, id, seen).await.unwrap();
    assert_eq!(many, holds);
    let again = proposal_check::confirm_kept(desk, officer, id, seen).await;
    assert_eq!(refused(again), "already_done");
    // A no where the rule says yes needs its reason, and then stands in the way.
    let key = lines[0].key.clone();
    let no = |note: &str| vec![CheckAnswer { key: key.clone(), holds: false, note: note.into() }];
    let bare = proposal_check::answer_checks(desk, officer, id, seen, &no(" ")).await;
    assert_eq!(refused(bare), "reason_missing");
    proposal_check::answer_checks(desk, officer, id, seen, &no("The clock was wrong."))
        .await
        .unwrap();
    assert_eq!(refused(proposal_check::admit(desk, officer, id, seen).await), "checks_not_clear");
    cleared(app, &c, id).await;
    app.told().await;
    proposal_check::admit(desk, officer, id, seen).await.unwrap();
    assert_eq!(c.stage(app, id).await, ProposalStageKind::Admitted);
    assert!(app.told().await.is_empty(), "nobody is told before the release");
});

both_databases!(ineligible_informed_and_reinstated_are_different_things, async |app| {
    let c = Consortium::new(app).await;
    let id = c.submitted(app).await;
    let (desk, officer) = (&app.desk, &c.office.officer);
    app.told().await;
    let seen = c.seen(app, id).await;
    let bare = proposal_check::find_ineligible(desk, officer, id, seen, "  ").await;
    assert_eq!(refused(bare), "reason_missing");
    let reason = "One partner is no SME.";
    proposal_check::find_ineligible(desk, officer, id, seen, reason).await.unwrap();
    assert_eq!(c.stage(app, id).await, ProposalStageKind::Ineligible);
    let told = app.told().await;
    let to = ["lead", "one", "two"].map(|name| format!("proposal_ineligible > {name}"));
    assert_eq!(told, to, "all organisations of the proposal are told, and nobody else");
    let stale = proposal_check::reinstate(desk, officer, id, seen).await;
    assert_eq!(refused(stale), "stale");
    let seen = c.seen(app, id).await;
    let admit = proposal_check::admit(desk, officer, id, seen).await;
    assert_eq!(refused(admit), "wrong_proposal_stage");
    proposal_check::reinstate(desk, officer, id, seen).await.unwrap();
    assert_eq!(c.stage(app, id).await, ProposalStageKind::Submitted);
    let to = ["lead", "one", "two"].map(|name| format!("proposal_reinstated > {name}"));
    assert_eq!(app.told().await, to);
    // Found out later, it can still be taken out of the evaluation.
    cleared(app, &c, id).await;
    let seen = c.seen(app, id).await;
    proposal_check::admit(desk, officer, id, seen).await.unwrap();
    let seen = c.seen(app, id).await;
    proposal_check::find_ineligible(desk, officer, id, seen, reason).await.unwrap();
    assert_eq!(c.stage(app, id).await, ProposalStageKind::Ineligible);
});

both_databases!(a_draft_is_not_there_for_the_office, async |app| {
    let c = Consortium::new(app).await;
    let id = c.ready(app).await;
    let (desk, office) = (&app.desk, &c.office);
    let seen = c.seen(app, id).await;
    for actor in [&office.officer, &office.auditor, &office.finance, &office.stranger] {
        let answer = proposal_check::confirm_kept(desk, actor, id, seen).await;
        assert_eq!(refused(answer), "unseen");
    }
    let own = proposal_check::confirm_kept(desk, &c.lead.lead, id, seen).await;
    assert_eq!(refused(own), "forbidden");
    c.submit(app, id).await.unwrap();
    let seen = c.seen(app, id).await;
    for actor in [&office.auditor, &office.finance, &c.lead.lead, &c.partners[0].lead] {
        let answer = proposal_check::admit(desk, actor, id, seen).await;
        assert_eq!(refused(answer), "forbidden");
    }
    let outside = proposal_check::admit(desk, &office.stranger, id, seen).await;
    assert_eq!(refused(outside), "unseen");
});
