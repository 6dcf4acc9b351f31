//! What waited for a check takes effect: exchanges and grants that everybody has signed. The one
//! rule: it happens as the last signature would have done it, and only once the check is clear.

use super::{ActionError, Desk, agreement, papers};
use crate::{
    domain::ids::ApplicationId,
    store::{application, edes, sql::Conn},
};

/// Files of one run.
const MOST: usize = 100;

/// Lets all files go on whose check is clear by now. How many.
pub async fn go_on(desk: &Desk) -> Result<usize, ActionError> {
    let waiting = edes::held(desk.database.reads(), MOST).await?;
    let mut many = 0;
    for id in waiting {
        many += usize::from(one(desk, id).await?);
    }
    Ok(many)
}

async fn one(desk: &Desk, id: ApplicationId) -> Result<bool, ActionError> {
    if is_exchange(desk.database.reads(), id).await? {
        return papers::go_on(desk, id).await;
    }
    agreement::go_on(desk, id).await
}

async fn is_exchange(conn: &impl Conn, id: ApplicationId) -> Result<bool, ActionError> {
    match application::load(conn, id).await {
        Ok(_there) => Ok(true),
        Err(crate::store::StoreError::Missing { .. }) => Ok(false),
        Err(other) => Err(other.into()),
    }
}
