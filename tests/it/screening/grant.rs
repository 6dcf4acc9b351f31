//! Vouchers: screened before the release, before an agreement is issued and at its last signature.

use super::{clear, import, refused, states};
use crate::{
    grants::kit::{Grant, ONE},
    support::{
        both_databases,
        decided::{Decided, given},
    },
};
use convoca::{
    actions::held,
    domain::{agreement::SignPlace, ids::OrganisationId},
    store,
};

/// The name of an organisation.
async fn name(app: &crate::support::app::TestApp, id: OrganisationId) -> String {
    store::organisation::load(app.desk.database.reads(), id).await.unwrap().organisation.name
}

both_databases!(nothing_is_released_while_a_winner_waits, async |app| {
    let all = [given([45, 45, 45], ONE), given([20, 45, 45], &[1_000_000])];
    let kit = Decided::new(app, 10_000_000, &all).await;
    kit.signed(app).await;
    let partners = store::partner::list(app.desk.database.reads(), kit.proposals[0]).await;
    let winner = partners.unwrap()[0].organisation_id;
    let listed = name(app, winner).await;
    import(&app.desk, "2023-01-31", &[&listed]).await;
    app.told().await;
    assert_eq!(refused(kit.release(app).await), "screening_open");
    assert_eq!(app.told().await, Vec::<String>::new());
    assert_eq!(kit.stages(app).await, ["admitted", "admitted"]);
    clear(app, winner, &kit.office.officer, &kit.office.finance).await;
    kit.release(app).await.unwrap();
    assert_eq!(kit.stages(app).await, ["awarded", "declined"]);
});

both_databases!(an_agreement_waits_before_it_is_issued_and_after_it_is_signed, async |app| {
    let grant = Grant::funded(app, ONE).await;
    let (firm, lead) = (grant.firms[0].0, grant.firms[0].1.clone());
    let listed = name(app, firm).await;
    import(&app.desk, "2023-01-31", &[&listed]).await;
    grant.answer_contract(app).await;
    grant.prepare(app, &Grant::draft("half_half", 12)).await.unwrap();
    assert_eq!(refused(grant.issue(app).await), "screening_open");
    let office = &grant.kit.office;
    clear(app, firm, &office.officer, &office.finance).await;
    grant.issue(app).await.unwrap();
    // The entry changes while the parties sign: the decision before does not cover it.
    import(&app.desk, "2023-02-28", &[&format!("{listed}/Blatworks")]).await;
    assert_eq!(states(app, firm).await, ["cleared", "open"]);
    app.told().await;
    grant.sign(app, &lead, SignPlace::Partner(firm)).await.unwrap();
    grant.sign(app, &grant.signer, SignPlace::Contracting).await.unwrap();
    assert_eq!(grant.newest(app).await.stage.code(), "issued");
    assert_eq!(app.told().await, Vec::<String>::new(), "nobody is told");
    assert_eq!(held::go_on(&app.desk).await.unwrap(), 0);
    clear(app, firm, &office.officer, &office.finance).await;
    assert_eq!(held::go_on(&app.desk).await.unwrap(), 1);
    assert_eq!(grant.newest(app).await.stage.code(), "in_force");
});
