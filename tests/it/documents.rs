//! Papers as PDF, asked for by their people. The one rule: who may not see a page gets no paper of
//! it, and the same paper is the same bytes however often it is asked for.

use crate::support::{
    app::TestApp,
    both_databases,
    database::Engine,
    decided::{Decided, given},
    kit::Kit,
    people::again,
    proposals::Consortium,
    site::{Reply, Site, sign_in},
};
use axum::http::{Method, header};
use convoca::{
    actions::{ActionError, document::record, letter},
    config::settings::Settings,
    documents::Documents,
    domain::{
        access::{Act, Actor},
        document::{DocumentKind as K, Which},
        paper::hex_digest,
    },
    render::Link,
    store,
};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// One person who asks for papers.
struct Asks {
    site: Site,
    actor: Actor,
    key: Mutex<String>,
}

impl Asks {
    async fn of(app: &TestApp, actor: &Actor) -> Self {
        let key = Mutex::new(sign_in(app, actor).await);
        Self { site: Site::new(app), actor: actor.clone(), key }
    }
    /// Signs in again: a session ends within a day.
    async fn again(&self, app: &TestApp) {
        let key = sign_in(app, &self.actor).await;
        *self.key.lock().unwrap() = key;
    }
    async fn get(&self, link: &Link) -> Reply {
        let key = self.key.lock().unwrap().clone();
        self.site.ask(&Method::GET, &link.path(), "", Some(&key)).await
    }
    /// The bytes of a paper that is there.
    async fn paper(&self, link: &Link) -> Vec<u8> {
        let reply = self.get(link).await;
        assert_eq!(reply.status, 200, "{link}: {}", reply.body);
        let head = |name| reply.headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(head(header::CONTENT_TYPE), "application/pdf");
        assert!(head(header::CONTENT_DISPOSITION).starts_with("attachment; filename="));
        assert!(reply.bytes.starts_with(b"%PDF-"), "{link}");
        reply.bytes
    }
    async fn status(&self, link: &Link) -> u16 {
        self.get(link).await.status
    }
}

/// The digests kept of a paper.
async fn kept(app: &TestApp, subject: Uuid, kind: K) -> Vec<String> {
    let all = store::document::of_subject(app.desk.database.reads(), subject).await.unwrap();
    all.into_iter().filter(|one| one.which.kind == kind).map(|one| one.digest).collect()
}

both_databases!(an_exchange_is_on_paper_from_receipt_to_remittance, async |app| {
    let kit = Kit::new(app).await;
    let file = kit.paid(app).await;
    let payment = store::payment::of_application(app.desk.database.reads(), file).await.unwrap();
    let payment = payment[0].id;
    let office = &kit.office;
    let visitor = Asks::of(app, &kit.visitor.lead).await;
    let host = Asks::of(app, &kit.host.lead).await;
    let officer = Asks::of(app, &office.officer).await;
    let auditor = Asks::of(app, &office.auditor).await;
    let stranger = Asks::of(app, &office.stranger).await;
    let of = |kind: K| Link::ApplicationDocument(file, kind.code().to_owned());
    // Who asks first, who asks on a later day, and what the page it stands on answers another.
    let table = [
        (K::Receipt, of(K::Receipt), &visitor, &visitor, (&host, 403)),
        (K::Annex, of(K::Annex), &visitor, &visitor, (&officer, 403)),
        (K::Commitment, of(K::Commitment), &host, &officer, (&stranger, 404)),
        (K::FinancialAgreement, of(K::FinancialAgreement), &visitor, &auditor, (&stranger, 404)),
        (K::Certificate, of(K::Certificate), &host, &visitor, (&stranger, 404)),
        (K::Remittance, Link::Remittance(payment), &visitor, &officer, (&host, 404)),
    ];
    for (kind, link, first, _, (other, status)) in &table {
        let bytes = first.paper(link).await;
        assert_eq!(stranger.status(link).await, 404, "{link}");
        assert_eq!(other.status(link).await, *status, "{link}");
        let subject = if *kind == K::Remittance { payment.0 } else { file.0 };
        assert_eq!(kept(app, subject, *kind).await, [hex_digest(&bytes)], "{link}");
    }
    app.on("2023-04-20");
    for one in [&visitor, &host, &officer, &auditor] {
        one.again(app).await;
    }
    for (kind, link, _, second, _) in &table {
        let bytes = second.paper(link).await;
        let subject = if *kind == K::Remittance { payment.0 } else { file.0 };
        assert_eq!(kept(app, subject, *kind).await, [hex_digest(&bytes)], "{link}: other bytes");
    }
    // The links stand on the pages, with the digest.
    let digest = kept(app, file.0, K::Certificate).await.remove(0);
    let overview = visitor.get(&Link::Application(file)).await.body;
    assert!(overview.contains(&digest), "{overview}");
    assert!(overview.contains(&Link::Remittance(payment).path()), "{overview}");
    assert!(!host.get(&Link::Application(file)).await.body.contains("/remittance"));
    let papers = officer.get(&Link::File(file)).await.body;
    assert!(papers.contains(&of(K::Commitment).path()), "{papers}");
    let paid = auditor.get(&Link::Payment(payment)).await.body;
    assert!(paid.contains(&Link::Remittance(payment).path()), "{paid}");
    // What is no paper of an exchange is none.
    let none = Link::ApplicationDocument(file, "award_letter".to_owned());
    assert_eq!(visitor.status(&none).await, 404);
});

both_databases!(before_its_day_there_is_no_paper, async |app| {
    let kit = Kit::new(app).await;
    let file = kit.draft(app).await;
    let visitor = Asks::of(app, &kit.visitor.lead).await;
    for code in ["receipt", "annex", "commitment", "agreement", "certificate"] {
        let link = Link::ApplicationDocument(file, code.to_owned());
        assert_eq!(visitor.status(&link).await, 404, "{code}");
    }
    assert!(kept(app, file.0, K::Receipt).await.is_empty());
});

both_databases!(a_digest_is_kept_once_and_under_the_readers_own_right, async |app| {
    let kit = Kit::new(app).await;
    let file = kit.submitted(app).await;
    let subject = app.file(file).await.subject();
    let which = Which { kind: K::Receipt, subject: file.0, version: 1 };
    let on = "2023-02-01".parse().unwrap();
    let lead = &kit.visitor.lead;
    let stranger = &kit.office.stranger;
    let right = (Act::WriteFile, &subject);
    for _twice in 0..2 {
        record(&app.desk, lead, right, which, "9f2c", on).await.unwrap();
    }
    assert_eq!(kept(app, file.0, K::Receipt).await, ["9f2c"]);
    let refused = record(&app.desk, stranger, right, which, "other", on).await.unwrap_err();
    assert!(matches!(refused, ActionError::Unseen), "{refused:?}");
    assert_eq!(kept(app, file.0, K::Receipt).await, ["9f2c"]);
    app.on("2023-02-03");
    record(&app.desk, lead, right, which, "anew", on).await.unwrap();
    assert_eq!(kept(app, file.0, K::Receipt).await, ["9f2c", "anew"]);
    let by_hand =
        store::sql::run(app.desk.database.reads(), "update documents set digest = 'x'", Vec::new());
    assert!(format!("{:?}", by_hand.await.unwrap_err()).contains("append_only"));
});

both_databases!(a_letter_is_on_paper_once_it_is_opened, async |app| {
    let all = [given([45, 45, 45], &[2_000_000]), given([20, 40, 40], &[2_000_000])];
    let kit = Decided::released(app, 2_000_000, &all).await;
    let of =
        |number: usize, code: &str| Link::ProposalDocument(kit.proposals[number], code.to_owned());
    let officer = Asks::of(app, &kit.office.officer).await;
    let stranger = Asks::of(app, &kit.office.stranger).await;
    for (number, code, other) in
        [(0, "award_letter", "refusal_letter"), (1, "refusal_letter", "award_letter")]
    {
        let actor = again(app, &kit.leads[number].lead).await;
        let lead = Asks::of(app, &actor).await;
        let neighbour = Asks::of(app, &again(app, &kit.leads[1 - number].lead).await).await;
        assert_eq!(lead.status(&of(number, code)).await, 404, "nobody has opened it");
        let read = officer.paper(&of(number, code)).await;
        letter::open(&app.desk, &actor, kit.proposals[number]).await.unwrap();
        assert_eq!(lead.paper(&of(number, code)).await, read);
        let page = lead.get(&Link::Letter(kit.proposals[number])).await.body;
        assert!(page.contains(&hex_digest(&read)), "{page}");
        assert_eq!(lead.status(&of(number, other)).await, 404);
        assert_eq!(stranger.status(&of(number, code)).await, 404);
        assert_eq!(neighbour.status(&of(number, code)).await, 404);
    }
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_print_with_another_template_is_said_beside_the_first() {
    let mut app = TestApp::open(Engine::Sqlite).await.unwrap();
    let kit = Kit::new(&app).await;
    let file = kit.submitted(&app).await;
    let link = Link::ApplicationDocument(file, "receipt".to_owned());
    let page = Link::ApplicationReceipt(file);
    let before = Asks::of(&app, &kit.visitor.lead).await;
    let first = before.paper(&link).await;
    assert!(!before.get(&page).await.body.contains("Made anew"));
    let folder = std::env::temp_dir().join(format!("convoca-papers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let own = "#import \"parts.typ\": *\n#let data = json(\"data.json\")\n\
               #show: sheet.with(data, data.title)\n= #data.title\nFrom our own office.\n";
    std::fs::write(folder.join("receipt.typ"), own).unwrap();
    let mut settings = Settings::load(None, []).unwrap();
    settings.documents.templates = folder.to_str().unwrap().to_owned();
    app.desk.settings = Arc::new(settings);
    let after = Asks::of(&app, &kit.visitor.lead).await;
    let second = after.paper(&link).await;
    assert_ne!(first, second);
    let body = after.get(&page).await.body;
    for part in ["First made on", &hex_digest(&first), "Made anew on", &hex_digest(&second)] {
        assert!(body.contains(part), "{part}: {body}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
    app.finish().await;
}

#[test]
fn every_template_can_be_printed_and_a_wrong_one_is_named() {
    let mut settings = Settings::load(None, []).unwrap();
    let checked = Documents::new(&settings).unwrap().check();
    assert_eq!(checked.len(), 12);
    for (name, printed) in checked {
        assert!(printed.unwrap() > 0, "{name}");
    }
    settings.documents.templates = "/nowhere/at/all".to_owned();
    let fault = Documents::new(&settings).unwrap_err().to_string();
    assert!(fault.contains("/nowhere/at/all"), "{fault}");
}

both_databases!(a_proposal_is_on_paper_for_its_whole_consortium, async |app| {
    let consortium = Consortium::new(app).await;
    let id = consortium.submitted(app).await;
    let of = |code: &str| Link::ProposalDocument(id, code.to_owned());
    let lead = Asks::of(app, &again(app, &consortium.lead.lead).await).await;
    let partner = Asks::of(app, &again(app, &consortium.partners[0].lead).await).await;
    let auditor = Asks::of(app, &consortium.office.auditor).await;
    let stranger = Asks::of(app, &consortium.office.stranger).await;
    for kind in [K::Receipt, K::Annex] {
        let link = of(kind.code());
        let bytes = lead.paper(&link).await;
        assert_eq!(partner.paper(&link).await, bytes);
        assert_eq!(auditor.paper(&link).await, bytes);
        assert_eq!(stranger.status(&link).await, 404);
        assert_eq!(kept(app, id.0, kind).await, [hex_digest(&bytes)]);
    }
    let page = partner.get(&Link::ProposalReceipt(id)).await.body;
    assert!(page.contains(&of("annex").path()), "{page}");
    for code in ["award_letter", "certificate", "commitment"] {
        assert_eq!(lead.status(&of(code)).await, 404, "{code}");
    }
});

both_databases!(a_debit_note_is_on_paper_for_its_debtor_once_it_is_a_debt, async |app| {
    let kit = Kit::new(app).await;
    let file = kit.paid(app).await;
    let payment = store::payment::of_application(app.desk.database.reads(), file).await.unwrap();
    let (office, desk) = (&kit.office, &app.desk);
    let claim = crate::recovery::claim(26_000);
    let propose = convoca::actions::recovery::propose;
    let id = propose(desk, &office.officer, payment[0].id, 0, &claim).await.unwrap();
    let (visitor, host) =
        (Asks::of(app, &kit.visitor.lead).await, Asks::of(app, &kit.host.lead).await);
    let officer = Asks::of(app, &office.officer).await;
    let note = Link::DebitNote(id);
    assert_eq!((visitor.status(&note).await, officer.status(&note).await), (404, 404));
    let approve = convoca::actions::recovery::approve;
    approve(desk, &office.finance, id, 1, claim.due_on).await.unwrap();
    let bytes = visitor.paper(&note).await;
    assert_eq!(officer.paper(&note).await, bytes);
    assert_eq!(host.status(&note).await, 404);
    assert_eq!(kept(app, id.0, K::DebitNote).await, [hex_digest(&bytes)]);
    let page = visitor.get(&Link::Recovery(id)).await.body;
    assert!(page.contains(&note.path()), "{page}");
});
