//! What the auditor takes along of a grant: packed and checked. The one rule: a pack that lacks
//! something, or in which something was changed, is not whole.

use super::kit::{Grant, TWO};
use crate::support::{app::TestApp, both_databases, kit::Kit};
use convoca::{
    domain::ids::ApplicationId,
    export::{grant, pack::verify},
    queries::grant_file,
};

/// The pack of an exchange or a proposal by its number.
pub async fn packed(app: &TestApp, reference: &str) -> Vec<u8> {
    let conn = app.desk.database.reads();
    let head = grant_file::find(conn, reference).await.unwrap().unwrap();
    let file = grant_file::whole(conn, head).await.unwrap();
    grant::pack(&file, app.desk.now()).unwrap()
}

async fn reference(app: &TestApp, id: ApplicationId) -> String {
    let stored = convoca::store::proposal::load(app.desk.database.reads(), id).await.unwrap();
    stored.proposal.reference
}

/// What does not hold, but for the receipt: the kit writes its proposals as rows, so theirs seals
/// nothing.
pub fn faults(bytes: &[u8]) -> Vec<String> {
    let receipt = "the application is not the text its receipt seals";
    let told: Vec<String> = verify(bytes).faults().map(ToString::to_string).collect();
    told.into_iter().filter(|fault| !fault.starts_with(receipt)).collect()
}

both_databases!(a_paid_grant_is_packed_and_any_change_is_found, async |app| {
    let grant = Grant::in_force(app, TWO, "half_half").await;
    app.on("2023-03-20");
    grant.pay_due(app, "2023-03-10").await;
    grant.write(app, "final").await;
    grant.submit(app, "final").await.unwrap();
    let bytes = packed(app, &reference(app, grant.id).await).await;
    assert_eq!(faults(&bytes), Vec::<String>::new());
    let mut changed = bytes.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    assert_ne!(faults(&changed), Vec::<String>::new(), "a changed byte is found");
    assert_eq!(bytes, packed(app, &reference(app, grant.id).await).await, "the same bytes");
});

both_databases!(a_paid_exchange_is_packed_whole, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.paid(app).await;
    let bytes = packed(app, &app.file(id).await.application.reference).await;
    assert!(verify(&bytes).is_whole(), "{:?}", faults(&bytes));
});

both_databases!(a_claim_and_its_trail_are_in_the_pack, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.paid(app).await;
    let conn = app.desk.database.reads();
    let paid = convoca::store::payment::of_application(conn, id).await.unwrap().remove(0).id;
    let people = (&kit.office.officer, &kit.office.finance);
    crate::recovery::claimed(app, people, paid, 26_000).await;
    let reference = app.file(id).await.application.reference;
    let head = grant_file::find(conn, &reference).await.unwrap().unwrap();
    let mut file = grant_file::whole(conn, head).await.unwrap();
    let kinds: Vec<&str> = file.audit_heads.iter().map(|one| one.subject_kind.as_str()).collect();
    assert_eq!(kinds, ["application", "recovery"]);
    let bytes = grant::pack(&file, app.desk.now()).unwrap();
    assert!(verify(&bytes).is_whole(), "{:?}", faults(&bytes));
    // A line of the claim's trail that was written anew is found.
    let line = file.audit.iter_mut().find(|line| line.subject_kind == "recovery").unwrap();
    "system:nobody".clone_into(&mut line.by_whom);
    let bytes = grant::pack(&file, app.desk.now()).unwrap();
    assert!(!verify(&bytes).is_whole(), "a forged line of a claim");
});
