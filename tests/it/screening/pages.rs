//! The pages: the office decides on them, and for everybody else there is nothing.

use super::{import, only_office_told, open, refused, states};
use crate::{
    office::client::Client,
    support::{both_databases, kit::Kit},
};
use convoca::render::Link;

both_databases!(two_people_decide_on_the_page_and_both_records_stand_there, async |app| {
    let kit = Kit::new(app).await;
    import(&app.desk, "2023-01-31", &["Visitor Trading/Visitor"]).await;
    let id = kit.ready(app).await;
    assert_eq!(refused(kit.award(app, id).await), "screening_open");
    let find = open(app, kit.visitor.id).await;
    let officer = Client::of(app, &kit.office.officer).await;
    let finance = Client::of(app, &kit.office.finance).await;
    let list = officer.get(&Link::Screening).await;
    assert!(list.body.contains("1 find waits for a decision"), "{}", list.body);
    assert!(list.body.contains("visitor Ltd") && list.body.contains("List 1 of 31 January 2023"));
    let here = Link::ScreeningFind(find.id);
    let page = officer.get(&here).await.body;
    assert!(page.contains("Visitor Trading") && page.contains("Portugal"), "{page}");
    let post = async |who: &Client, act: &str, seen: &str, reason: &str| {
        who.post(&here, &[("act", act), ("seen", seen), ("reason", reason)]).await
    };
    let empty = post(&officer, "not_same", "1", "").await;
    assert_eq!(empty.status, 422);
    assert_eq!(post(&officer, "not_same", "1", "Another country").await.status, 303);
    let own = officer.get(&here).await.body;
    assert!(own.contains("another person has to agree") && !own.contains("value=\"agree\""));
    assert_eq!(post(&officer, "agree", "2", "").await.status, 422);
    assert_eq!(post(&finance, "send_back", "2", "Which one?").await.status, 303);
    assert_eq!(post(&officer, "not_same", "3", "Country of registration").await.status, 303);
    assert_eq!(post(&finance, "agree", "4", "").await.status, 303);
    assert_eq!(states(app, kit.visitor.id).await, ["cleared"]);
    let decided = finance.get_at(&Link::Screening.with(&[("show", "decided")])).await;
    assert!(decided.body.contains("somebody else"));
    let its = finance.get(&Link::OrganisationScreening(kit.visitor.id)).await.body;
    assert!(its.contains("nothing found") && its.contains("before an award"), "{its}");
    let on = [("on", "2023-02-01"), ("result", "excluded"), ("note", "until 2026")];
    let edes = finance.post(&Link::OrganisationScreening(kit.visitor.id), &on).await;
    assert_eq!(edes.status, 303);
    let its = finance.get(&Link::OrganisationScreening(kit.visitor.id)).await.body;
    assert!(its.contains("excluded (EDES)") && its.contains("until 2026"), "{its}");
    let auditor = Client::of(app, &kit.office.auditor).await;
    assert_eq!(auditor.get(&here).await.status, 200);
    assert!(!auditor.get(&here).await.body.contains("<form class=\"stack\""));
    assert_eq!(post(&auditor, "same", "5", "x").await.status, 403);
});

both_databases!(nobody_outside_the_office_can_tell, async |app| {
    let kit = Kit::new(app).await;
    let plain = kit.ready(app).await;
    let lead = Client::of(app, &kit.visitor.lead).await;
    let links = [
        Link::Application(plain),
        Link::Organisations,
        Link::OrganisationEdit(kit.visitor.id),
        Link::BankAccount(kit.visitor.id),
        Link::Desk,
    ];
    let read = async || {
        let mut all = Vec::new();
        for link in &links {
            let got = lead.get(link).await;
            assert_eq!(got.status, 200, "{link:?}");
            all.push(got.body);
        }
        all
    };
    let before = read().await;
    app.told().await;
    import(&app.desk, "2023-01-31", &["Visitor"]).await;
    assert_eq!(refused(kit.award(app, plain).await), "screening_open");
    assert_eq!(read().await, before, "the pages are the same to the letter");
    only_office_told(app, 1).await;
    let find = open(app, kit.visitor.id).await;
    let mut hidden = vec![Link::Screening, Link::OrganisationScreening(kit.visitor.id)];
    hidden.push(Link::ScreeningFind(find.id));
    for actor in [&kit.visitor.lead, &kit.host.lead, &kit.office.coordinator, &kit.office.admin] {
        let client = Client::of(app, actor).await;
        for link in &hidden {
            assert_eq!(client.get(link).await.status, 404, "{link:?}");
            let posted = client.post(link, &[("act", "not_same"), ("seen", "1")]).await;
            assert_eq!(posted.status, 404, "{link:?}");
        }
    }
});
