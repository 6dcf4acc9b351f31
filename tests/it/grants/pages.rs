//! The pages of a grant, asked as its people and as strangers.

use super::kit::{Grant, TWO};
use crate::support::{
    app::TestApp,
    database::Engine,
    people,
    site::{Reply, Site, sign_in},
};
use axum::http::Method;
use convoca::{
    domain::{access::Actor, person::StaffRole},
    render::Link,
};

/// Asks a page as somebody.
pub struct Door<'a> {
    pub site: Site,
    pub app: &'a TestApp,
}

impl Door<'_> {
    pub async fn get(&self, actor: &Actor, to: Link) -> Reply {
        let key = sign_in(self.app, actor).await;
        self.site.ask(&Method::GET, &to.path(), "", Some(&key)).await
    }
    pub async fn post(&self, actor: &Actor, to: Link, form: &str) -> Reply {
        let key = sign_in(self.app, actor).await;
        self.site.ask(&Method::POST, &to.path(), form, Some(&key)).await
    }
}

#[tokio::test]
async fn an_agreement_is_prepared_signed_and_reported_on_through_the_pages() {
    let app = TestApp::open(Engine::Sqlite).await.unwrap();
    let grant = Grant::funded(&app, TWO).await;
    let (door, id) = (Door { site: Site::new(&app), app: &app }, grant.id);
    let (officer, lead) = (grant.officer().clone(), grant.lead().clone());
    grant.answer_contract(&app).await;
    let page = door.get(&officer, Link::GrantAgreement(id)).await;
    assert!(page.status == 200 && page.body.contains("Prepare the agreement"), "{}", page.body);
    assert_eq!(door.get(&lead, Link::Agreement(id)).await.status, 404, "nothing went out yet");
    let form = "act=prepare&plan=half_half&starts_on=2023-05-01&months=12";
    assert_eq!(door.post(&officer, Link::GrantAgreement(id), form).await.status, 303);
    let wrong = "act=prepare&plan=half_half&starts_on=soon&months=12";
    let again = door.post(&officer, Link::GrantAgreement(id), wrong).await;
    assert!(again.status == 409 && again.body.contains("value=\"soon\""), "{}", again.body);
    let page = door.get(&officer, Link::GrantAgreement(id)).await;
    assert!(page.body.contains("Send it out for signature"), "{}", page.body);
    let seen = grant.newest(&app).await.version;
    let issue = format!("act=issue&seen={seen}");
    assert_eq!(door.post(&officer, Link::GrantAgreement(id), &issue).await.status, 303);
    // Each signs on the page, with the box and the declaration.
    let digest = grant.newest(&app).await.digest;
    for (organisation, actor) in &grant.firms {
        let place = format!("place=partner%3A{organisation}&digest={digest}&agree=yes");
        let half = door.post(actor, Link::Agreement(id), &place).await;
        assert!(half.status == 422 && half.body.contains("aria-invalid"), "{}", half.body);
        let whole = format!("{place}&still_sme=yes");
        assert_eq!(door.post(actor, Link::Agreement(id), &whole).await.status, 303);
    }
    let page = door.get(&grant.signer, Link::Agreement(id)).await;
    assert!(page.body.contains("I sign for Cluster Têxtil"), "{}", page.body);
    let place = format!("place=contracting&digest={digest}&agree=yes");
    assert_eq!(door.post(&grant.signer, Link::Agreement(id), &place).await.status, 303);
    let page = door.get(&lead, Link::Project(id)).await;
    assert!(page.body.contains("Next: the consortium agreement is added"), "{}", page.body);
    assert!(page.body.contains("15,000.01") && page.body.contains("7,500.00"), "{}", page.body);
    grant.bring_consortium(&app).await.unwrap();
    // The office proposes a payment with the button of its page.
    let page = door.get(&officer, Link::GrantFile(id)).await;
    assert!(page.body.contains("Propose payment"), "{}", page.body);
    let first = grant.instalments(&app).await.remove(0).instalment.id;
    let propose = format!("act=propose&of={first}");
    assert_eq!(door.post(&officer, Link::GrantFile(id), &propose).await.status, 303);
    assert_eq!(door.post(&officer, Link::GrantFile(id), &propose).await.status, 409);
    // A report is written, handed in and accepted.
    let report = grant.report(&app, "final").await.0;
    let empty = door.post(&lead, Link::GrantReport(report), "then=submit&seen=1").await;
    assert!(empty.status == 422 && empty.body.contains("to mend"), "{}", empty.body);
    grant.write(&app, "final").await;
    let seen = grant.report(&app, "final").await.1;
    let form = format!("then=submit&seen={seen}");
    assert_eq!(door.post(&lead, Link::GrantReport(report), &form).await.status, 303);
    let (of, seen) = grant.report(&app, "final").await;
    let accept = format!("act=accept&of={of}&seen={seen}");
    assert_eq!(door.post(&officer, Link::GrantFile(id), &accept).await.status, 303);
    let list = door.get(&officer, Link::Grants(grant.kit.office.call)).await;
    assert!(list.body.contains("INV-2023-0001") && list.body.contains("in force"), "{}", list.body);
    app.finish().await;
}

#[tokio::test]
async fn a_grant_is_not_there_for_those_it_is_not_for() {
    let app = TestApp::open(Engine::Sqlite).await.unwrap();
    let grant = Grant::in_force(&app, TWO, "half_half").await;
    let (door, id) = (Door { site: Site::new(&app), app: &app }, grant.id);
    let report = grant.report(&app, "final").await.0;
    let call = grant.kit.office.call;
    let stranger = people::person(&app, "somebody-else").await;
    let other = grant.kit.leads[1].lead.clone();
    let own =
        [Link::Agreement(id), Link::Project(id), Link::GrantReport(report), Link::Contract(id)];
    let office = [
        Link::GrantAgreement(id),
        Link::GrantFile(id),
        Link::Grants(call),
        Link::Contracting(call),
    ];
    for link in own.iter().chain(&office) {
        for actor in [&stranger, &other] {
            let there = door.get(actor, link.clone()).await;
            assert_eq!(there.status, 404, "{link}");
        }
        assert_eq!(door.get(grant.officer(), link.clone()).await.status, 200, "{link}");
    }
    for link in &own {
        assert_eq!(door.get(&grant.firms[1].1, link.clone()).await.status, 200, "{link}");
    }
    for link in &office {
        assert_eq!(door.get(grant.lead(), link.clone()).await.status, 404, "{link}");
    }
    // Who signs for the project sees the agreement and the project, and no more of the proposal.
    assert_eq!(door.get(&grant.signer, Link::Agreement(id)).await.status, 200);
    assert_eq!(door.get(&grant.signer, Link::Project(id)).await.status, 200);
    assert_eq!(door.get(&grant.signer, Link::Proposal(id)).await.status, 404);
    // The documents, too.
    let all = convoca::store::evidence::list(app.desk.database.reads(), id).await.unwrap();
    let file = Link::Attachment(all[0].id);
    assert_eq!(door.get(&stranger, file.clone()).await.status, 404);
    assert_eq!(door.get(&grant.firms[1].1, file).await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn the_agreement_is_on_paper_with_its_signatures_for_its_people_alone() {
    let app = TestApp::open(Engine::Sqlite).await.unwrap();
    let grant = Grant::funded(&app, TWO).await;
    let (door, id) = (Door { site: Site::new(&app), app: &app }, grant.id);
    let link = || Link::ProposalDocument(id, "grant_agreement".to_owned());
    assert_eq!(door.get(grant.lead(), link()).await.status, 404, "nothing went out yet");
    grant.answer_contract(&app).await;
    grant.issued(&app, "half_half", 12).await;
    let unsigned = door.get(grant.lead(), link()).await;
    assert_eq!(unsigned.status, 200, "{}", unsigned.body);
    assert!(unsigned.bytes.starts_with(b"%PDF-"));
    grant.sign_all(&app).await;
    let signed = door.get(grant.lead(), link()).await;
    assert_ne!(signed.bytes, unsigned.bytes, "signatures are pages in it");
    let again = door.get(grant.officer(), link()).await;
    assert_eq!(signed.bytes, again.bytes, "the same bytes whoever asks");
    let stranger = people::staff(&app, "nobody-in-it", StaffRole::Admin).await;
    assert_eq!(door.get(&stranger, link()).await.status, 404);
    let page = door.get(grant.lead(), Link::Agreement(id)).await.body;
    assert!(page.contains(&link().path()), "{page}");
    app.finish().await;
}
