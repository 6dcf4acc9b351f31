//! What the auditor takes along of a grant: packed and checked. The one rule: a pack that lacks
//! something, or in which something was changed, is not whole.

use super::kit::{Grant, TWO};
use crate::support::{app::TestApp, both_databases};
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

both_databases!(a_paid_grant_is_packed_whole_and_any_change_is_found, async |app| {
    let grant = Grant::in_force(app, TWO, "half_half").await;
    app.on("2023-03-20");
    grant.pay_due(app, "2023-03-10").await;
    grant.write(app, "final").await;
    grant.submit(app, "final").await.unwrap();
    let bytes = packed(app, &reference(app, grant.id).await).await;
    let told = verify(&bytes);
    assert!(told.is_whole(), "{:?}", told.faults().map(ToString::to_string).collect::<Vec<_>>());
    let mut changed = bytes.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    assert!(!verify(&changed).is_whole(), "a changed byte is found");
    assert_eq!(bytes, packed(app, &reference(app, grant.id).await).await, "the same bytes");
});
