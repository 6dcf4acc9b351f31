//! Counter-signed copies beside agreements of both schemes: who adds them, what is taken, that they
//! stay, and who may read them.

use super::{
    kit::{Grant, TWO},
    pack::{faults, packed},
    pages::Door,
};
use crate::support::{
    app::TestApp,
    both_databases,
    decided::no,
    kit::{Kit, pdf},
    people,
    site::Site,
};
use convoca::{
    actions::{
        report::{self, Upload},
        signed_copy,
    },
    domain::{
        access::Actor,
        ids::{ApplicationId, SignedCopyId},
        paper::{Paper, hex_digest},
        signed_copy::CopyOf,
    },
    render::Link,
    store::{self, signed_copy::SignedCopy},
};

async fn all(app: &TestApp, file: ApplicationId) -> Vec<SignedCopy> {
    store::signed_copy::of_file(app.desk.database.reads(), file).await.unwrap()
}

/// What a pack has at this path; nothing when it is not there.
fn in_pack(bytes: Vec<u8>, path: &str) -> Option<Vec<u8>> {
    use std::io::Read as _;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut file = zip.by_name(path).ok()?;
    let mut out = Vec::new();
    file.read_to_end(&mut out).unwrap();
    Some(out)
}

both_databases!(a_copy_of_an_agreement_stands_beside_it_and_a_later_one_before_it, async |app| {
    let grant = Grant::funded(app, TWO).await;
    let (desk, id) = (&app.desk, grant.id);
    let add = async |actor: &Actor, version: u32, seen: u32, what: &str| {
        signed_copy::add_to_grant(desk, actor, id, version, seen, pdf(what)).await
    };
    assert_eq!(no(add(grant.officer(), 1, 0, "early").await), "unseen", "there is no agreement");
    grant.issued(app, "half_half", 12).await;
    let digest = grant.newest(app).await.digest;
    // Each who may sign, and an officer; whoever only reads or is not of it can't.
    let auditor = grant.kit.office.auditor.clone();
    let stranger = people::person(app, "somebody-else").await;
    assert_eq!(no(add(&auditor, 1, 0, "scan").await), "forbidden");
    assert_eq!(no(add(&grant.kit.office.finance, 1, 0, "scan").await), "forbidden");
    assert_eq!(no(add(&stranger, 1, 0, "scan").await), "unseen");
    assert_eq!(no(add(&grant.kit.leads[1].lead, 1, 0, "scan").await), "unseen");
    add(grant.lead(), 1, 0, "by the lead").await.unwrap();
    add(&grant.firms[1].1, 1, 1, "by the partner").await.unwrap();
    add(&grant.signer, 1, 2, "by the project").await.unwrap();
    assert_eq!(no(add(grant.officer(), 1, 2, "late").await), "stale", "another came meanwhile");
    assert_eq!(no(add(grant.officer(), 1, 3, "by the project").await), "already_done");
    add(grant.officer(), 1, 3, "by the office").await.unwrap();
    assert_eq!(no(add(grant.officer(), 2, 0, "none").await), "unseen");
    let there = all(app, id).await;
    let said: Vec<_> = there.iter().map(|one| (one.number, one.name.as_str())).collect();
    let names =
        ["by the office.pdf", "by the project.pdf", "by the partner.pdf", "by the lead.pdf"];
    assert_eq!(said, [(4, names[0]), (3, names[1]), (2, names[2]), (1, names[3])]);
    for one in &there {
        assert_eq!((one.of, &one.text_digest), (CopyOf::Grant(1), &digest));
        assert!(!one.added_by_name.is_empty());
    }
    assert_eq!(there[0].digest, hex_digest(&pdf("by the office").bytes));
    // It signs for nobody.
    let signed = store::agreement::signatures(desk.database.reads(), id).await.unwrap();
    assert!(signed.is_empty());
    assert_eq!(grant.newest(app).await.stage.code(), "issued");
    // What was called back was never agreed.
    let seen = grant.newest(app).await.version;
    let recall = convoca::actions::agreement::recall;
    recall(desk, grant.officer(), id, seen, "The sum was wrong.").await.unwrap();
    assert_eq!(no(add(grant.officer(), 1, 4, "again").await), "agreement_stage");
    // What is there can't be taken away, by hand either.
    for text in ["delete from signed_copies", "update signed_copies set name = 'x'"] {
        let refused = store::sql::run(desk.database.reads(), text, Vec::new()).await.unwrap_err();
        assert!(format!("{refused:?}").contains("append_only"), "{text}: {refused:?}");
    }
});

both_databases!(a_copy_is_a_pdf_of_a_size_and_no_more_than_a_file_may_have, async |app| {
    let grant = Grant::in_force(app, TWO, "half_half").await;
    let (desk, lead, id) = (&app.desk, grant.lead(), grant.id);
    let try_one = async |bytes: Vec<u8>, seen| {
        let upload = Upload { kind: String::new(), name: "../scan.pdf".to_owned(), bytes };
        signed_copy::add_to_grant(desk, lead, id, 1, seen, upload).await
    };
    let png = b"\x89PNG\r\n\x1a\n0000IHDR".to_vec();
    assert_eq!(no(try_one(png, 0).await), "file_kind", "pictures are evidence, no copies");
    assert_eq!(no(try_one(b"<!doctype html>".to_vec(), 0).await), "file_kind");
    let mut large = pdf("large").bytes;
    large.resize(desk.settings.limits.upload_max_bytes as usize + 1, b' ');
    assert_eq!(no(try_one(large, 0).await), "file_too_large");
    let most = desk.settings.limits.uploads_per_application;
    for seen in 0..most {
        try_one(pdf(&format!("copy {seen}")).bytes, seen).await.unwrap();
    }
    assert_eq!(no(try_one(pdf("one more").bytes, most).await), "too_many_files");
    let there = all(app, id).await;
    assert_eq!(there.len(), most as usize);
    assert!(there.iter().all(|one| one.name == "scan.pdf"), "{:?}", there[0].name);
});

both_databases!(copies_go_into_the_pack_with_who_brought_them, async |app| {
    let grant = Grant::in_force(app, TWO, "half_half").await;
    let stored = store::proposal::load(app.desk.database.reads(), grant.id).await.unwrap();
    let reference = stored.proposal.reference;
    assert_eq!(in_pack(packed(app, &reference).await, "copies.json"), None);
    for (seen, what) in [(0, "first"), (1, "second")] {
        let add = signed_copy::add_to_grant;
        add(&app.desk, grant.lead(), grant.id, 1, seen, pdf(what)).await.unwrap();
    }
    let bytes = packed(app, &reference).await;
    assert_eq!(faults(&bytes), Vec::<String>::new());
    for (path, what) in [("copies/v1-1.pdf", "first"), ("copies/v1-2.pdf", "second")] {
        assert_eq!(in_pack(bytes.clone(), path), Some(pdf(what).bytes), "{path}");
    }
    let list = String::from_utf8(in_pack(bytes, "copies.json").unwrap()).unwrap();
    for one in all(app, grant.id).await {
        assert!(list.contains(&one.digest) && list.contains(&one.added_by_name), "{list}");
    }
});

both_databases!(papers_of_an_exchange_have_copies_of_those_who_sign_them, async |app| {
    let kit = Kit::new(app).await;
    let file = kit.ready(app).await;
    let (desk, office) = (&app.desk, &kit.office);
    let add = async |actor: &Actor, paper, seen: u32, what: &str| {
        signed_copy::add_to_paper(desk, actor, file, paper, seen, pdf(what)).await
    };
    let (visitor, host) = (&kit.visitor.lead, &kit.host.lead);
    assert_eq!(no(add(visitor, Paper::Commitment, 0, "x").await), "wrong_stage");
    kit.award(app, file).await.unwrap();
    assert_eq!(no(add(host, Paper::Agreement, 0, "x").await), "forbidden", "it signs no money");
    assert_eq!(no(add(&office.auditor, Paper::Commitment, 0, "x").await), "forbidden");
    assert_eq!(no(add(&office.stranger, Paper::Commitment, 0, "x").await), "unseen");
    add(host, Paper::Commitment, 0, "of the host").await.unwrap();
    add(&office.coordinator, Paper::Commitment, 1, "of the partnership").await.unwrap();
    let copy = add(&office.officer, Paper::Agreement, 0, "travel").await.unwrap();
    assert_eq!(app.stage(file).await, "awarded", "it signs for nobody");
    kit.sign_all(app, file).await;
    add(visitor, Paper::Agreement, 1, "of the visitor").await.unwrap();
    let there = all(app, file).await;
    let said: Vec<_> = there.iter().map(|one| (one.of, one.number)).collect();
    let of = |paper, number| (CopyOf::Paper(paper), number);
    let (money, stay) = (Paper::Agreement, Paper::Commitment);
    assert_eq!(said, [of(money, 2), of(money, 1), of(stay, 2), of(stay, 1)]);
    // The same bytes are evidence, too: they stay for the copy when the evidence goes.
    let same = report::add_evidence(desk, visitor, file, pdf("travel")).await.unwrap();
    report::remove_evidence(desk, visitor, same).await.unwrap();
    let door = Door { site: Site::new(app), app };
    let link = Link::SignedCopy(copy);
    hidden_and_shown(&door, &link, &[&office.stranger, &office.admin], &[visitor, host]).await;
    assert_eq!(door.get(host, link).await.bytes, pdf("travel").bytes);
    let page = door.get(visitor, Link::PaperSign(file, "agreement".to_owned())).await.body;
    assert!(page.contains(&hex_digest(&pdf("travel").bytes)), "{page}");
    assert!(page.contains("Add a counter-signed copy"), "{page}");
    let read = door.get(host, Link::PaperSign(file, "agreement".to_owned())).await.body;
    assert!(!read.contains("Add a counter-signed copy"), "{read}");
    let bytes = packed(app, &app.file(file).await.application.reference).await;
    assert_eq!(faults(&bytes), Vec::<String>::new());
    assert_eq!(in_pack(bytes, "copies/agreement-1.pdf"), Some(pdf("travel").bytes));
});

async fn hidden_and_shown(door: &Door<'_>, link: &Link, out: &[&Actor], inside: &[&Actor]) {
    for actor in out {
        assert_eq!(door.get(actor, link.clone()).await.status, 404, "{link}");
    }
    for actor in inside {
        let reply = door.get(actor, link.clone()).await;
        assert_eq!(reply.status, 200, "{link}");
        let head = |name: &str| reply.headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(head("content-type"), "application/pdf");
        assert!(head("content-disposition").starts_with("attachment; filename="));
    }
}

both_databases!(a_copy_is_read_by_who_sees_the_agreement_and_by_nobody_else, async |app| {
    let grant = Grant::in_force(app, TWO, "half_half").await;
    let (door, id) = (Door { site: Site::new(app), app }, grant.id);
    let add = signed_copy::add_to_grant;
    let of = async |seen, what| -> SignedCopyId {
        add(&app.desk, grant.lead(), id, 1, seen, pdf(what)).await.unwrap()
    };
    let (first, second) = (of(0, "first").await, of(1, "second").await);
    let stranger = people::person(app, "somebody-else").await;
    let (office, partner) = (&grant.kit.office, &grant.firms[1].1);
    let inside = [grant.lead(), partner, &grant.signer, &office.officer, &office.auditor];
    for copy in [first, second] {
        let link = Link::SignedCopy(copy);
        let out = [&stranger, &grant.kit.leads[1].lead, &office.admin];
        hidden_and_shown(&door, &link, &out, &inside).await;
    }
    let page = door.get(partner, Link::Agreement(id)).await.body;
    for part in [
        &Link::SignedCopy(first).path(),
        &Link::SignedCopy(second).path(),
        &hex_digest(&pdf("first").bytes),
        &hex_digest(&pdf("second").bytes),
        "replaced by a later copy",
        "Add a counter-signed copy",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    // Who may not add one has no form.
    let read = door.get(&office.auditor, Link::Agreement(id)).await.body;
    assert!(read.contains(&Link::SignedCopy(first).path()), "{read}");
    assert!(!read.contains("Add a counter-signed copy"), "{read}");
});
