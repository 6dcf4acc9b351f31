//! Vouchers: screened before the release, before an agreement is issued and at its last signature.

use super::{clear, import, only_office_told, open, refused, states};
use crate::{
    grants::kit::{Grant, ONE},
    office::client::Client,
    support::{
        both_databases,
        decided::{Decided, given},
    },
};
use convoca::{
    actions::{held, payment},
    domain::{agreement::SignPlace, ids::OrganisationId},
    render::Link,
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
    only_office_told(app, 1).await;
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

both_databases!(the_contracting_partner_is_screened_at_signature_and_payment, async |app| {
    let grant = Grant::funded(app, ONE).await;
    let (firm, lead) = (grant.firms[0].0, grant.firms[0].1.clone());
    let partner = {
        let all = store::contracting::list(app.desk.database.reads(), grant.kit.office.call);
        all.await.unwrap()[0].id
    };
    import(&app.desk, "2023-01-31", &["Claster Textil"]).await;
    grant.answer_contract(app).await;
    grant.prepare(app, &Grant::draft("half_half", 12)).await.unwrap();
    app.told().await;
    assert_eq!(refused(grant.issue(app).await), "screening_open");
    only_office_told(app, 1).await;
    let (officer, finance) = (&grant.kit.office.officer, &grant.kit.office.finance);
    // The office reads on the page whom it is about.
    let reader = Client::of(app, officer).await;
    let list = reader.get(&Link::Screening).await;
    assert!(list.body.contains("Cluster Têxtil"), "{}", list.body);
    let find = open(app, partner).await;
    let page = reader.get(&Link::ScreeningFind(find.id)).await.body;
    assert!(page.contains("Contracting partner") && page.contains("Portugal"), "{page}");
    clear(app, partner, officer, finance).await;
    grant.issue(app).await.unwrap();
    grant.sign(app, &lead, SignPlace::Partner(firm)).await.unwrap();
    // Another entry comes before the last signature: it stands and takes effect once that is clear.
    import(&app.desk, "2023-02-28", &["Claster Textil/Blatworks"]).await;
    app.told().await;
    grant.sign(app, &grant.signer, SignPlace::Contracting).await.unwrap();
    assert_eq!(grant.newest(app).await.stage.code(), "issued");
    clear(app, partner, officer, finance).await;
    assert_eq!(held::go_on(&app.desk).await.unwrap(), 1);
    // And again before the first payment.
    import(&app.desk, "2023-03-01", &["Claster Textil/Quorbworks"]).await;
    let due = grant.instalments(app).await;
    let due = due.iter().find(|one| one.instalment.stage.kind().code() == "due").unwrap();
    let id = payment::propose(&app.desk, officer, due.instalment.id).await.unwrap();
    let approve = payment::approve(&app.desk, finance, id, 1).await;
    assert_eq!(refused(approve), "screening_open");
    clear(app, partner, officer, finance).await;
    payment::approve(&app.desk, finance, id, 1).await.unwrap();
});
