//! The gate at the ranking, the release and an offer of the reserve list.

use super::{apart, both, declare, lead_says, said, tied};
use crate::support::{
    app::TestApp,
    decided::{given, no},
    people::party,
};
use convoca::{
    actions::{ActionError, part},
    queries::audit,
    store::{self, de_minimis::Aid},
};

const TWENTY: &[i64] = &[2_000_000];

async fn register(app: &TestApp) -> Vec<Aid> {
    let conn = app.desk.database.reads();
    store::de_minimis::register(conn, (None, None), None, 100).await.unwrap()
}

/// The cents by which the refusal says the ceiling is passed, and those it says are left.
#[track_caller]
fn over(result: Result<(), ActionError>) -> (i64, i64) {
    let ActionError::Refused(refusal) = result.unwrap_err() else { panic!("not refused") };
    let value = serde_json::to_value(refusal).unwrap();
    assert_eq!(value["why"]["code"], "aid_ceiling", "{value}");
    (value["why"]["over"].as_i64().unwrap(), value["why"]["left"].as_i64().unwrap())
}

async fn a_release_waits_for_declarations_and_for_room(app: &TestApp) {
    let all = [given([45, 45, 45], TWENTY), given([40, 40, 40], TWENTY)];
    let kit = apart(app, 4_000_000, &all).await;
    let settings = kit.settings(app).await;
    let ranking = kit.keep(app, settings).await;
    assert_eq!(no(kit.propose(app, ranking).await), "aid_not_declared");
    lead_says(app, &kit, 0, &said(0)).await;
    assert_eq!(no(kit.propose(app, ranking).await), "aid_not_declared");
    lead_says(app, &kit, 1, &said(28_000_001)).await;
    assert_eq!(over(kit.propose(app, ranking).await), (1, 1_999_999));
    lead_says(app, &kit, 1, &said(28_000_000)).await;
    kit.propose(app, ranking).await.unwrap();
    kit.sign(app, ranking).await.unwrap();
    // Between signature and release somebody declares more: the release asks again.
    lead_says(app, &kit, 1, &said(28_000_001)).await;
    let call = kit.office.call;
    let release = convoca::actions::release::release;
    let refused = release(&app.desk, &kit.office.officer, call, 0, 2).await;
    assert_eq!(over(refused.map(|_| ())), (1, 1_999_999));
    assert_eq!(kit.stages(app).await, ["admitted", "admitted"]);
    assert!(register(app).await.is_empty(), "a refused release grants nothing");
    lead_says(app, &kit, 1, &said(28_000_000)).await;
    kit.release(app).await.unwrap();
    let held = register(app).await;
    assert_eq!(held.len(), 2);
    for aid in &held {
        assert_eq!((aid.aid.cents(), aid.standing().cents()), (2_000_000, 2_000_000));
        assert_eq!(aid.granted_on.to_string(), "2023-03-10");
        assert_eq!((aid.state.as_str(), aid.authority.as_str()), ("PT", "Agency for Vouchers"));
    }
    let lead = &kit.leads[0];
    let late = declare(app, (&lead.lead, lead.id), kit.proposals[0], &said(0)).await;
    assert_eq!(no(late), "wrong_proposal_stage");
    let (conn, about) = (app.desk.database.reads(), Some(kit.proposals[0].0));
    let trail = audit::page(conn, audit::Reach::All, about, None, 100).await.unwrap();
    let trail: Vec<_> = trail.iter().filter_map(audit::Line::event).collect();
    assert!(format!("{trail:?}").contains("AidGranted"), "{trail:?}");
    // What was granted stays in the register; withdrawn, nothing of it stands.
    kit.withdraw(app, 0).await.unwrap();
    let stands: Vec<i64> = register(app).await.iter().map(|aid| aid.standing().cents()).collect();
    assert_eq!(stands.iter().sum::<i64>(), 2_000_000);
    assert_eq!(stands.len(), 2);
}
both!(a_release_waits, 10_000, super::a_release_waits_for_declarations_and_for_room);

async fn only_the_national_share_counts(app: &TestApp) {
    let kit = apart(app, 2_000_000, &[given([45, 45, 45], TWENTY)]).await;
    lead_says(app, &kit, 0, &said(29_500_001)).await;
    let settings = kit.settings(app).await;
    let ranking = kit.keep(app, settings).await;
    assert_eq!(over(kit.propose(app, ranking).await), (1, 499_999));
    lead_says(app, &kit, 0, &said(29_500_000)).await;
    kit.propose(app, ranking).await.unwrap();
    kit.sign(app, ranking).await.unwrap();
    kit.release(app).await.unwrap();
    let held = register(app).await;
    assert_eq!((held[0].grant.cents(), held[0].aid.cents()), (2_000_000, 500_000));
}
both!(a_quarter_is_national, 2_500, super::only_the_national_share_counts);

async fn an_undertaking_has_one_ceiling(app: &TestApp) {
    let all = [given([45, 45, 45], TWENTY), given([40, 40, 40], TWENTY)];
    let kit = apart(app, 4_000_000, &all).await;
    // One names the other, who says nothing of it, and names more aid than the other does.
    let mut first = said(26_000_001);
    first.enterprises.push(tied("PT 500-001"));
    lead_says(app, &kit, 0, &first).await;
    lead_says(app, &kit, 1, &said(0)).await;
    let settings = kit.settings(app).await;
    let ranking = kit.keep(app, settings).await;
    assert_eq!(over(kit.propose(app, ranking).await), (1, 1_999_999));
    first.enterprises.clear();
    lead_says(app, &kit, 0, &first).await;
    kit.propose(app, ranking).await.unwrap();
}
both!(one_ceiling, 10_000, super::an_undertaking_has_one_ceiling);

async fn an_offer_is_held_to_the_ceiling_without_telling_of_others(app: &TestApp) {
    let all = [given([45, 45, 45], TWENTY), given([40, 40, 40], TWENTY)];
    let kit = apart(app, 2_000_000, &all).await;
    lead_says(app, &kit, 0, &said(0)).await;
    lead_says(app, &kit, 1, &said(28_000_001)).await;
    kit.signed(app).await;
    kit.release(app).await.unwrap();
    kit.withdraw(app, 0).await.unwrap();
    assert_eq!(kit.offered(app).await, [1]);
    let refused = kit.accept(app, 1).await;
    assert_eq!(no(refused), "aid_ceiling_at_offer");
    lead_says(app, &kit, 1, &said(28_000_000)).await;
    kit.accept(app, 1).await.unwrap();
    assert_eq!(kit.stages(app).await, ["withdrawn", "awarded"]);
    assert_eq!(register(app).await.len(), 2);
}
both!(an_offer, 10_000, super::an_offer_is_held_to_the_ceiling_without_telling_of_others);

async fn a_part_is_confirmed_after_its_aid_is_declared(app: &TestApp) {
    let consortium = crate::support::proposals::Consortium::of(app, "feasibility").await;
    let id = consortium.start(app).await.unwrap();
    let (lead, of) = (&consortium.lead.lead, consortium.lead.id);
    let confirm = async || {
        let seen = consortium.part(app, id, of).await.version;
        no(part::confirm(&app.desk, lead, id, of, seen).await)
    };
    assert_eq!(confirm().await, "aid_not_declared");
    let mut silent = said(0);
    silent.none = false;
    assert_eq!(no(declare(app, (lead, of), id, &silent).await), "aid_declaration_faults");
    let mut tomorrow = said(1);
    tomorrow.aid[0].granted_on = "2023-02-02".parse().unwrap();
    assert_eq!(no(declare(app, (lead, of), id, &tomorrow).await), "aid_declaration_faults");
    let other = party(app, "other", "sme", "PT").await;
    assert_eq!(no(declare(app, (&other.lead, other.id), id, &said(0)).await), "unseen");
    let officer = &consortium.office.officer;
    assert_ne!(no(declare(app, (officer, of), id, &said(0)).await), "");
    declare(app, (lead, of), id, &said(0)).await.unwrap();
    assert_eq!(confirm().await, "form_incomplete", "the next thing that is missing");
    let kept = store::de_minimis::last(app.desk.database.reads(), id, of).await.unwrap().unwrap();
    assert!(kept.content.none && kept.signed_by == "lead", "{kept:?}");
    declare(app, (lead, of), id, &said(0)).await.unwrap();
    let again = store::de_minimis::last(app.desk.database.reads(), id, of).await.unwrap().unwrap();
    assert_eq!(again.id, kept.id, "pressed twice, signed once");
    declare(app, (lead, of), id, &said(1)).await.unwrap();
    let other = store::de_minimis::last(app.desk.database.reads(), id, of).await.unwrap().unwrap();
    assert_ne!(other.id, kept.id);
}
both!(a_part, 10_000, super::a_part_is_confirmed_after_its_aid_is_declared);
