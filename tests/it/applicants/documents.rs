//! Documents of a proposal: added, removed, handed in, read. The one rule: what was handed in does
//! not change, and each document is there for those who may read it and for nobody else.

use crate::support::{
    app::TestApp,
    both_databases,
    pdf::pdf,
    people::{again, member},
    proposals::{Consortium, refused},
    site::{Site, sign_in},
};
use axum::http::Method;
use convoca::{
    actions::{
        ActionError, part, proposal, proposal_document as documents,
        report::Upload,
        weigh::{self, Weighed},
    },
    domain::{
        access::Actor,
        eligibility::Outcome,
        ids::{ApplicationId, AttachmentId, OrganisationId},
        money::Money,
        organisation::MemberRole,
        paper::hex,
    },
    export::{grant, pack::verify},
    queries::grant_file,
    store::{self, sql},
};
use sha2::{Digest, Sha256};

fn file(kind: &str, name: &str, bytes: Vec<u8>) -> Upload {
    Upload { kind: kind.to_owned(), name: name.to_owned(), bytes }
}

async fn add(
    app: &TestApp,
    by: &Actor,
    id: ApplicationId,
    bytes: Vec<u8>,
) -> Result<AttachmentId, ActionError> {
    documents::add(&app.desk, by, id, None, file("annex", "../a\"nnex.pdf", bytes)).await
}

async fn accounts(
    app: &TestApp,
    by: &Actor,
    id: ApplicationId,
    of: OrganisationId,
) -> Result<AttachmentId, ActionError> {
    let bytes = pdf(&format!("Accounts of {of}"), 4);
    documents::add(&app.desk, by, id, Some(of), file("accounts", "accounts.pdf", bytes)).await
}

async fn there(app: &TestApp, id: ApplicationId) -> Vec<store::proposal_document::Document> {
    store::proposal_document::list(app.desk.database.reads(), id).await.unwrap()
}

async fn handed_in(app: &TestApp, id: ApplicationId) -> serde_json::Value {
    let snapshot = store::application::last_snapshot(app.desk.database.reads(), id).await;
    serde_json::from_str(&snapshot.unwrap().unwrap().text).unwrap()
}

async fn weighed(app: &TestApp, c: &Consortium, id: ApplicationId) -> Weighed {
    let conn = app.desk.database.reads();
    let stored = c.stored(app, id).await;
    let call = store::call::load(conn, stored.proposal.call).await.unwrap();
    let programme = c.programme(app).await;
    weigh::weigh(conn, &app.desk, &stored, &call, &programme).await.unwrap()
}

both_databases!(what_was_handed_in_stays_whatever_is_removed_later, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let id = c.ready(app).await;
    let (desk, lead) = (&app.desk, &c.lead.lead);
    let bytes = pdf("Drawing", 2);
    let digest = hex(&Sha256::digest(&bytes));
    let first = add(app, lead, id, bytes.clone()).await.unwrap();
    // Pressed twice: the same bytes at the same place are one document.
    assert_eq!(add(app, lead, id, bytes).await.unwrap(), first);
    let rows = there(app, id).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].name.as_str(), rows[0].pages), ("a_nnex.pdf", Some(2)));
    c.submit(app, id).await.unwrap();
    let snapshot = handed_in(app, id).await;
    assert_eq!(snapshot["documents"][0]["sha256"], digest.as_str());
    assert_eq!(snapshot["documents"][0]["name"], "a_nnex.pdf");
    assert_eq!(snapshot["documents"][0]["pages"], 2);
    assert_eq!(refused(documents::remove(desk, lead, first).await), "wrong_proposal_stage");
    assert_eq!(refused(add(app, lead, id, pdf("More", 1)).await), "wrong_proposal_stage");

    proposal::reopen(desk, lead, id).await.unwrap();
    assert_eq!(documents::remove(desk, lead, first).await.unwrap(), id);
    assert!(there(app, id).await.is_empty());
    assert_eq!(refused(documents::remove(desk, lead, first).await), "unseen");
    assert_eq!(handed_in(app, id).await, snapshot, "the receipt stays as it was");
    let kept = store::evidence::bytes(desk.database.reads(), &digest).await.unwrap();
    assert_eq!(hex(&Sha256::digest(&kept)), digest, "and so do the bytes it names");
    c.submit(app, id).await.unwrap();
    assert_eq!(handed_in(app, id).await["documents"], serde_json::json!([]));
});

both_databases!(a_document_of_a_draft_goes_with_its_bytes, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let id = c.start(app).await.unwrap();
    let one = add(app, &c.lead.lead, id, pdf("Drawing", 1)).await.unwrap();
    documents::remove(&app.desk, &c.lead.lead, one).await.unwrap();
    for table in ["blobs", "proposal_documents"] {
        let text = format!("select count(*) from {table}");
        let left = sql::scalar::<i64>(app.desk.database.reads(), &text, vec![]).await.unwrap();
        assert_eq!(left, Some(0), "{table}");
    }
});

both_databases!(what_is_no_document_of_this_place_is_refused_by_name, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let id = c.start(app).await.unwrap();
    let (desk, lead) = (&app.desk, &c.lead.lead);
    let png = b"\x89PNG\r\n\x1a\n and more".to_vec();
    assert_eq!(refused(add(app, lead, id, png).await), "file_kind");
    let large = vec![0; desk.settings.limits.upload_max_bytes as usize + 1];
    assert_eq!(refused(add(app, lead, id, large).await), "file_too_large");
    for page in ["one", "two", "three"] {
        add(app, lead, id, pdf(page, 1)).await.unwrap();
    }
    assert_eq!(refused(add(app, lead, id, pdf("four", 1)).await), "too_many_files");
    // Unknown, asked of another voucher, of a partner where it is of the whole, and the reverse.
    for (kind, of) in [
        ("nonsense", None),
        ("provider_offer", None),
        ("annex", Some(c.lead.id)),
        ("accounts", None),
    ] {
        let sent = documents::add(desk, lead, id, of, file(kind, "x.pdf", pdf("x", 1))).await;
        assert_eq!(refused(sent), "unseen", "{kind}");
    }
    app.on("2023-06-01");
    assert_eq!(refused(add(app, lead, id, pdf("late", 1)).await), "deadline_passed");
    let first = there(app, id).await[0].id;
    assert_eq!(refused(documents::remove(desk, lead, first).await), "deadline_passed");
    assert_eq!(there(app, id).await.len(), 3);
});

both_databases!(those_who_write_for_an_organisation_change_its_documents, async |app| {
    let c = Consortium::new(app).await;
    let id = c.ready(app).await;
    let (one, two) = (&c.partners[0], &c.partners[1]);
    let viewer = member(app, &c.lead, "viewer", MemberRole::Viewer).await;
    let editor = member(app, &c.lead, "editor", MemberRole::Editor).await;
    let page = || pdf("Drawing", 1);
    assert_eq!(refused(add(app, &viewer, id, page()).await), "forbidden");
    assert_eq!(refused(add(app, &c.office.stranger, id, page()).await), "unseen");
    assert_eq!(refused(add(app, &c.office.officer, id, page()).await), "unseen");
    assert_eq!(refused(add(app, &one.lead, id, page()).await), "forbidden");
    let whole = add(app, &editor, id, page()).await.unwrap();
    assert_eq!(refused(documents::remove(&app.desk, &viewer, whole).await), "forbidden");
    assert_eq!(refused(documents::remove(&app.desk, &one.lead, whole).await), "forbidden");
    assert!(c.part(app, id, c.lead.id).await.confirmed_at.is_some(), "the common text binds none");
    assert_eq!(refused(accounts(app, &two.lead, id, one.id).await), "forbidden");
    assert_eq!(refused(accounts(app, &c.lead.lead, id, one.id).await), "forbidden");
    assert!(c.part(app, id, one.id).await.confirmed_at.is_some());
    let own = accounts(app, &one.lead, id, one.id).await.unwrap();
    assert!(c.part(app, id, one.id).await.confirmed_at.is_none(), "what it confirmed has changed");
    assert_eq!(refused(documents::remove(&app.desk, &two.lead, own).await), "forbidden");
    // It leaves, and its documents with it; they come back when it does.
    convoca::actions::partner::remove(&app.desk, &one.lead, id, one.id).await.unwrap();
    assert_eq!(there(app, id).await.len(), 1);
    c.join(app, id, one, "one").await;
    assert_eq!(there(app, id).await.len(), 2);
});

both_databases!(what_must_be_there_is_asked_at_the_end_and_pages_are_counted, async |app| {
    let c = Consortium::of(app, "small").await;
    let id = c.ready(app).await;
    let (desk, lead) = (&app.desk, &c.lead.lead);
    let seen = c.part(app, id, c.lead.id).await.version;
    let amount = Money::from_cents(300_000);
    part::share(desk, lead, id, c.lead.id, seen, amount).await.unwrap();
    let seen = c.part(app, id, c.lead.id).await.version;
    part::confirm(desk, lead, id, c.lead.id, seen).await.unwrap();
    assert_eq!(refused(c.submit(app, id).await), "documents_missing");
    let site = Site::new(app);
    let key = sign_in(app, &again(app, lead).await).await;
    let path = format!("/proposals/{id}/submit");
    let shown = site.ask(&Method::GET, &path, "", Some(&key)).await;
    let link = format!("/proposals/{id}/attached#file-provider_offer");
    assert!(shown.body.contains(&link), "{}", shown.body);

    let length = async || -> Outcome {
        let found = weighed(app, &c, id).await.checked.admissibility;
        found.iter().find(|one| one.key == "length").unwrap().outcome
    };
    let offer = |bytes| file("provider_offer", "offer.pdf", bytes);
    let sent = documents::add(desk, lead, id, None, offer(pdf("Offer", 10))).await.unwrap();
    assert_eq!(length().await, Outcome::Holds, "ten pages are allowed");
    let annex = add(app, lead, id, pdf("One more", 1)).await.unwrap();
    assert_eq!(length().await, Outcome::OfficerMustLook, "eleven are not");
    documents::remove(desk, lead, annex).await.unwrap();
    accounts(app, lead, id, c.lead.id).await.unwrap();
    assert_eq!(length().await, Outcome::Holds, "accounts don't count");
    documents::remove(desk, lead, sent).await.unwrap();
    // Cut off in the middle: nobody can say how long it is.
    let cut = pdf("Offer", 2)[..60].to_vec();
    documents::add(desk, lead, id, None, offer(cut)).await.unwrap();
    assert_eq!(length().await, Outcome::OfficerMustLook);
    let seen = c.part(app, id, c.lead.id).await.version;
    part::confirm(desk, lead, id, c.lead.id, seen).await.unwrap();
    c.submit(app, id).await.unwrap();
});

both_databases!(each_document_is_there_for_those_who_may_read_it, async |app| {
    let c = Consortium::new(app).await;
    let id = c.ready(app).await;
    let one = c.partners[0].clone();
    let whole = add(app, &c.lead.lead, id, pdf("Drawing", 1)).await.unwrap();
    let own = accounts(app, &one.lead, id, one.id).await.unwrap();
    let site = Site::new(app);
    let o = &c.office;
    let mut readers = vec![("nobody", None)];
    for (name, actor) in [
        ("lead", &c.lead.lead),
        ("one", &one.lead),
        ("two", &c.partners[1].lead),
        ("officer", &o.officer),
        ("auditor", &o.auditor),
        ("finance", &o.finance),
        ("admin", &o.admin),
        ("stranger", &o.stranger),
    ] {
        readers.push((name, Some(sign_in(app, actor).await)));
    }
    let answers = async |document: AttachmentId| -> Vec<(&str, u16)> {
        let mut all = Vec::new();
        for (name, key) in &readers {
            let path = format!("/attachments/{document}");
            let reply = site.ask(&Method::GET, &path, "", key.as_deref()).await;
            if reply.status == 200 {
                let how = reply.headers["content-disposition"].to_str().unwrap();
                assert!(how.starts_with("attachment"), "{how}");
                assert!(reply.bytes.starts_with(b"%PDF"));
            }
            all.push((*name, reply.status));
        }
        all
    };
    let reads = |office: u16, two: u16| {
        let office = [("officer", office), ("auditor", office), ("finance", office)];
        let mut all = vec![("nobody", 303), ("lead", 200), ("one", 200), ("two", two)];
        all.extend(office);
        all.extend([("admin", 404), ("stranger", 404)]);
        all
    };
    assert_eq!(answers(whole).await, reads(404, 200), "a draft is its consortium's");
    assert_eq!(answers(own).await, reads(404, 404), "and the accounts one's own and the lead's");
    let seen = c.part(app, id, one.id).await.version;
    part::confirm(&app.desk, &one.lead, id, one.id, seen).await.unwrap();
    c.submit(app, id).await.unwrap();
    assert_eq!(answers(whole).await, reads(200, 200));
    assert_eq!(answers(own).await, reads(200, 404));
    // Handed in, the auditor takes them along, and the pack is whole.
    let conn = app.desk.database.reads();
    let reference = c.stored(app, id).await.proposal.reference;
    let head = grant_file::find(conn, &reference).await.unwrap().unwrap();
    let held = grant_file::whole(conn, head).await.unwrap();
    assert_eq!(held.documents.len(), 2);
    let packed = grant::pack(&held, app.desk.now()).unwrap();
    let faults: Vec<String> = verify(&packed).faults().map(ToString::to_string).collect();
    assert!(verify(&packed).is_whole(), "{faults:?}");
    let text = String::from_utf8_lossy(&packed).into_owned();
    assert!(text.contains("evidence/001-a_nnex.pdf"), "the document is in it");
    assert!(text.contains("evidence/002-accounts.pdf"), "and the accounts");
});

both_databases!(added_while_it_is_handed_in_it_is_in_or_out_for_good, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let id = c.ready(app).await;
    let lead = &c.lead.lead;
    let (sent, added) = tokio::join!(c.submit(app, id), add(app, lead, id, pdf("Race", 1)));
    sent.unwrap();
    let is_in = handed_in(app, id).await["documents"].as_array().unwrap().len();
    if added.is_ok() {
        assert_eq!(is_in, 1, "added first, so it was handed in");
    } else {
        assert_eq!(refused(added), "wrong_proposal_stage");
        assert_eq!(is_in, 0);
    }
    assert_eq!(there(app, id).await.len(), is_in);
});

both_databases!(documents_are_added_and_removed_by_hand, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let id = c.ready(app).await;
    let site = Site::new(app);
    let key = sign_in(app, &again(app, &c.lead.lead).await).await;
    let path = format!("/proposals/{id}/attached");
    let shown = site.ask(&Method::GET, &path, "", Some(&key)).await;
    for says in ["Annex to the proposal", "may be added", "Accounts of the last closed year"] {
        assert!(shown.body.contains(says), "{says}: {}", shown.body);
    }
    assert!(!shown.body.contains("Signed offer"), "it is asked of another voucher");
    let send = async |key: &str, name: &str, bytes: &[u8]| {
        let fields = [("kind", "annex"), ("of", "")];
        site.upload(&path, &fields, name, bytes, key).await
    };
    let nothing = send(&key, "", b"").await;
    assert_eq!(nothing.status, 422);
    assert!(nothing.body.contains("Choose a file first."), "{}", nothing.body);
    let wrong = send(&key, "notes.txt", b"only words").await;
    assert_eq!(wrong.status, 415);
    assert!(wrong.body.contains("This kind of file is not taken."), "{}", wrong.body);
    assert_eq!(send(&key, "drawing.pdf", &pdf("Drawing", 3)).await.status, 303);
    let shown = site.ask(&Method::GET, &path, "", Some(&key)).await;
    assert!(shown.body.contains("drawing.pdf") && shown.body.contains("3 pages"));
    let document = there(app, id).await[0].id;
    let remove = format!("/attachments/{document}/remove");
    assert_eq!(site.ask(&Method::POST, &remove, "", Some(&key)).await.status, 303);
    assert!(there(app, id).await.is_empty());
    // The deadline passes while the page is open: it says so, and nothing is lost that was there.
    app.on("2023-06-01");
    // Signed in again: a session does not last that long.
    let key = sign_in(app, &again(app, &c.lead.lead).await).await;
    let late = send(&key, "drawing.pdf", &pdf("Drawing", 3)).await;
    assert_eq!(late.status, 409, "{}", late.body);
    assert!(late.body.contains("deadline"), "{}", late.body);
});
