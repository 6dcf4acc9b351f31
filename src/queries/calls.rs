//! Calls as people outside the office see them. The one rule: a draft is in no list here; a page
//! about one call asks `access` before it shows anything.

use crate::{
    domain::ids::CallId,
    store::{StoreError, call, sql, sql::Conn},
};

/// A partnership as pages show it.
pub type Partnership = call::PartnershipRow;

/// All calls that are not drafts, latest deadline first.
pub async fn public(conn: &impl Conn) -> Result<Vec<call::Stored>, StoreError> {
    call::list(conn, false).await
}

/// One call, drafts included: whoever calls this asks for the permit to see it.
pub async fn find(conn: &impl Conn, id: CallId) -> Result<call::Stored, StoreError> {
    call::load(conn, id).await
}

/// The partnerships of a call, by code.
pub async fn partnerships(conn: &impl Conn, id: CallId) -> Result<Vec<Partnership>, StoreError> {
    call::partnerships(conn, id).await
}

/// Whether the database answers.
pub async fn ready(conn: &impl Conn) -> Result<bool, StoreError> {
    let one: Option<i64> =
        sql::scalar(conn, "select count(*) from calls where 1 = 0", vec![]).await?;
    Ok(one == Some(0))
}
