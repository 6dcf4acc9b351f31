//! The list of sanctions in use, ready to be searched. The one rule: it is built once a list and
//! process; which list is in use is asked of the database each time.

use crate::{
    domain::screening::Index,
    store::{
        StoreError,
        sanctions::{self, List},
        sql::Conn,
    },
};
use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

/// A list, ready to be searched.
#[derive(Debug)]
pub struct Listing {
    /// Which list.
    pub list: List,
    /// Its names.
    pub index: Index,
    /// The digest of each entry, by the list's number for it.
    pub digests: BTreeMap<String, String>,
}

/// Holds the listing of the list in use.
#[derive(Debug, Clone, Default)]
pub struct ListCache(Arc<RwLock<Option<Arc<Listing>>>>);

impl ListCache {
    /// The list in use, if one was taken in.
    pub async fn current(&self, conn: &impl Conn) -> Result<Option<Arc<Listing>>, StoreError> {
        let Some(list) = sanctions::current(conn).await? else { return Ok(None) };
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(held) = held.filter(|held| held.list.id == list.id) {
            return Ok(Some(held));
        }
        let entries = sanctions::entries(conn, list.id).await?;
        let digests = entries.iter().map(|entry| (entry.id.clone(), entry.digest())).collect();
        let new = Arc::new(Listing { list, index: Index::new(entries), digests });
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&new));
        Ok(Some(new))
    }
}
