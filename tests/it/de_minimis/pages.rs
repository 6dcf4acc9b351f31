//! The page of a partner, the register with its files, and the letter.

use super::{apart, both, lead_says, number, said};
use crate::support::{
    app::TestApp,
    decided::{Given, given},
    people::person,
    site::{Reply, Site, sign_in},
};
use axum::http::Method;
use convoca::{
    domain::{access::Actor, ids::OrganisationId},
    render::Link,
    store,
};

/// One person at a browser.
struct At {
    site: Site,
    key: String,
}

impl At {
    async fn of(app: &TestApp, actor: &Actor) -> Self {
        Self { site: Site::new(app), key: sign_in(app, actor).await }
    }
    async fn get(&self, path: &str) -> Reply {
        self.site.ask(&Method::GET, path, "", Some(&self.key)).await
    }
    async fn post(&self, link: &Link, form: &str) -> Reply {
        self.site.ask(&Method::POST, &link.path(), form, Some(&self.key)).await
    }
}

async fn declarations_are_seen_by_their_own_and_the_office(app: &TestApp) {
    let two = Given { shares: &[2_000_000, 1_000_000], ..given([45, 45, 45], &[]) };
    let kit = apart(app, 4_000_000, &[two]).await;
    let conn = app.desk.database.reads();
    let id = kit.proposals[0];
    let partners = store::partner::list(conn, id).await.unwrap();
    let partner: OrganisationId = partners[1].organisation_id;
    number(app, partner, "77").await;
    lead_says(app, &kit, 0, &said(12_345_600)).await;
    let (mine, theirs) = (Link::Aid(id, kit.leads[0].id), Link::Aid(id, partner));
    let lead = At::of(app, &kit.leads[0].lead).await;
    let other = At::of(app, &person(app, "partner-1-1").await).await;
    let own = lead.get(&mine.path()).await;
    assert_eq!(own.status, 200, "{}", own.body);
    assert!(own.body.contains("123,456.00"), "{}", own.body);
    assert!(!own.body.contains("The sum"), "the sum is the office's: {}", own.body);
    assert_eq!(other.get(&theirs.path()).await.status, 200);
    assert_eq!(other.get(&mine.path()).await.status, 404, "a partner of the same proposal");
    assert_eq!(lead.get(&theirs.path()).await.status, 404, "the lead of a partner");
    assert_eq!(At::of(app, &kit.office.stranger).await.get(&mine.path()).await.status, 404);
    let coordinator = At::of(app, &kit.office.coordinator).await;
    assert_eq!(coordinator.get(&mine.path()).await.status, 404);
    let nobody = Site::new(app).ask(&Method::GET, &mine.path(), "", None).await;
    assert_eq!(nobody.status, 303);
    for staff in [&kit.office.officer, &kit.office.finance, &kit.office.auditor] {
        let page = At::of(app, staff).await.get(&mine.path()).await;
        assert_eq!(page.status, 200, "{}", page.body);
        for figure in ["123,456.00", "20,000.00", "143,456.00", "300,000.00", "156,544.00"] {
            assert!(page.body.contains(figure), "{figure}: {}", page.body);
        }
        assert!(!page.body.contains("Sign the declaration"), "{}", page.body);
    }
    let part = lead.get(&Link::Part(id, kit.leads[0].id).path()).await;
    assert!(part.body.contains(&mine.path()), "{}", part.body);
    let call = lead.get(&Link::Call(kit.office.call).path()).await;
    assert!(call.body.contains("de minimis aid") && call.body.contains("Portugal"));
    let office = At::of(app, &kit.office.officer).await;
    let file = office.get(&Link::ProposalFile(id).path()).await;
    for told in [&mine.path(), "143,456.00 of", "fits", "not declared"] {
        assert!(file.body.contains(told), "{told}: {}", file.body);
    }
    lead_says(app, &kit, 0, &said(29_000_000)).await;
    let file = office.get(&Link::ProposalFile(id).path()).await;
    assert!(file.body.contains("10,000.00 too much"), "{}", file.body);
}
both!(who_sees, 10_000, super::declarations_are_seen_by_their_own_and_the_office);

async fn nothing_typed_is_lost(app: &TestApp) {
    let kit = apart(app, 2_000_000, &[given([45, 45, 45], &[2_000_000])]).await;
    let page = Link::Aid(kit.proposals[0], kit.leads[0].id);
    let lead = At::of(app, &kit.leads[0].lead).await;
    let typed = "firms=1&firm.1.name=Sister&firm.1.country=pt&firm.1.registration=9&had=some\
                 &aids=1&aid.1.granter=Agency&aid.1.on=soon&aid.1.amount=a+lot&aid.1.measure=M";
    let more = lead.post(&page, &format!("{typed}&do=aid")).await;
    assert_eq!(more.status, 200, "{}", more.body);
    for kept in ["Sister", "value=\"soon\"", "a lot", "aid.2.granter"] {
        assert!(more.body.contains(kept), "{kept}: {}", more.body);
    }
    let wrong = lead.post(&page, &format!("{typed}&do=sign")).await;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    for said in ["#f-aid-1-on", "#f-aid-1-amount", "value=\"soon\"", "a lot", "Sister"] {
        assert!(wrong.body.contains(said), "{said}: {}", wrong.body);
    }
    let typed = typed.replace("soon", "2023-03-11").replace("a+lot", "1,000.50");
    let ahead = lead.post(&page, &format!("{typed}&do=sign")).await;
    assert_eq!(ahead.status, 422, "{}", ahead.body);
    assert!(ahead.body.contains("future") && ahead.body.contains("1,000.50"), "{}", ahead.body);
    let done = lead.post(&page, &format!("{}&do=sign", typed.replace("03-11", "03-10"))).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let read = lead.get(&page.path()).await.body;
    assert!(read.contains("Sister, Portugal 9") && read.contains("1,000.50"), "{read}");
    let empty = lead.post(&page, "firms=0&aids=0&do=sign").await;
    assert!(empty.status == 422 && empty.body.contains("#f-had"), "{}", empty.body);
}
both!(typed, 10_000, super::nothing_typed_is_lost);

async fn the_register_is_a_page_and_a_file(app: &TestApp) {
    let kit = apart(app, 2_000_000, &[given([45, 45, 45], &[2_000_000])]).await;
    lead_says(app, &kit, 0, &said(0)).await;
    kit.signed(app).await;
    kit.release(app).await.unwrap();
    let finance = At::of(app, &kit.office.finance).await;
    let page = finance.get(&Link::DeMinimis.path()).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("lead-1 Ltd") && page.body.contains("500000"), "{}", page.body);
    let later = finance.get(&Link::DeMinimis.with(&[("from", "2023-03-11")])).await;
    assert!(!later.body.contains("lead-1 Ltd"), "{}", later.body);
    let file = |more: &[(&str, &str)]| Link::Export("de-minimis".to_owned()).with(more);
    let csv = finance.get(&file(&[("from", "2023-03-10"), ("until", "2023-03-10")])).await.body;
    let row = "lead-1 Ltd,500000,Portugal,Portugal,20000.00,2023-03-10,Agency for Vouchers,Grant,";
    assert!(csv.contains(row), "{csv}");
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert_eq!(finance.get(&file(&[("until", "2023-03-09")])).await.body.lines().count(), 1);
    assert_eq!(finance.get(&file(&[("until", "never")])).await.status, 404);
    let sheet = finance.get(&file(&[("format", "xlsx")])).await;
    assert!(sheet.status == 200 && sheet.bytes.starts_with(b"PK"));
    let lead = At::of(app, &kit.leads[0].lead).await;
    for path in [file(&[]), Link::DeMinimis.path()] {
        assert_eq!(lead.get(&path).await.status, 404, "{path}");
        assert_eq!(At::of(app, &kit.office.auditor).await.get(&path).await.status, 200);
    }
}
both!(register, 10_000, super::the_register_is_a_page_and_a_file);

#[cfg(feature = "pdf")]
async fn the_letter_is_for_its_beneficiary_once_it_was_granted(app: &TestApp) {
    let kit = apart(app, 2_000_000, &[given([45, 45, 45], &[2_000_000])]).await;
    lead_says(app, &kit, 0, &said(0)).await;
    let id = kit.proposals[0];
    let letter = Link::AidLetter(id, kit.leads[0].id).path();
    let lead = At::of(app, &kit.leads[0].lead).await;
    assert_eq!(lead.get(&letter).await.status, 404, "nothing is granted yet");
    kit.signed(app).await;
    kit.release(app).await.unwrap();
    let page = lead.get(&Link::Aid(id, kit.leads[0].id).path()).await;
    assert!(page.body.contains(&letter), "{}", page.body);
    let paper = lead.get(&letter).await;
    assert!(paper.status == 200 && paper.bytes.starts_with(b"%PDF-"), "{}", paper.body);
    let officer = At::of(app, &kit.office.officer).await;
    assert_eq!(officer.get(&letter).await.bytes, paper.bytes);
    assert_eq!(At::of(app, &kit.office.stranger).await.get(&letter).await.status, 404);
}
#[cfg(feature = "pdf")]
both!(letter, 10_000, super::the_letter_is_for_its_beneficiary_once_it_was_granted);
