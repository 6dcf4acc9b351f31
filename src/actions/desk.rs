//! The desk: what every verb works with. Cheap to clone; doors hold one each.

use super::{ActionError, Clock, list_cache::ListCache};
use crate::{
    config::{
        catalogue::{self, Catalogue},
        holidays,
        settings::Settings,
    },
    domain::{
        calendar::Holidays, ids::CallId, moment::Moment, programme::Programme, scheme::Scheme,
        scored::ScoredProgramme,
    },
    store::{Database, OpenTx, call, chance::Chance},
};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};
use tokio::sync::Notify;

/// What every verb works with.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The database.
    pub database: Database,
    /// Where "now" comes from.
    pub clock: Clock,
    /// Where ids and secrets come from.
    pub chance: Chance,
    /// All settings.
    pub settings: Arc<Settings>,
    /// The programme files.
    pub catalogue: Arc<Catalogue>,
    /// Public holidays.
    pub holidays: Arc<Holidays>,
    /// Rung after a commit that may have left mails; the worker listens.
    pub bell: Arc<Notify>,
    /// The list of sanctions in use.
    pub lists: ListCache,
    frozen: Cache,
}

impl Desk {
    /// A desk over an open database.
    pub fn new(
        database: Database,
        clock: Clock,
        chance: Chance,
        settings: Settings,
        catalogue: Catalogue,
    ) -> Result<Self, ActionError> {
        let holidays =
            holidays::builtin().map_err(|e| ActionError::broken(anyhow::anyhow!("{e}")))?;
        Ok(Self {
            database,
            clock,
            chance,
            settings: Arc::new(settings),
            catalogue: Arc::new(catalogue),
            holidays: Arc::new(holidays),
            bell: Arc::new(Notify::new()),
            lists: ListCache::default(),
            frozen: Cache::default(),
        })
    }
    /// Now.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }
    /// Begins a transaction.
    pub async fn begin(&self) -> Result<OpenTx, ActionError> {
        Ok(self.database.begin(self.now(), self.chance.clone()).await?)
    }
    /// The scheme of a call as frozen for it, of either kind. Parsed once a call and version.
    pub fn scheme(&self, stored: &call::Stored) -> Result<Scheme, ActionError> {
        let key = (stored.call.id, stored.version);
        if let Some(found) = self.frozen.get(key) {
            return Ok(found);
        }
        let scheme = catalogue::parse_frozen(&stored.programme_text).map_err(|faults| {
            ActionError::broken(anyhow::anyhow!("frozen programme: {faults:?}"))
        })?;
        self.frozen.put(key, scheme.clone());
        Ok(scheme)
    }
    /// The programme of a call of exchanges. To whoever asks it of a call of the other kind there
    /// is nothing to see.
    pub fn programme(&self, stored: &call::Stored) -> Result<Arc<Programme>, ActionError> {
        self.scheme(stored)?.exchange().cloned().ok_or(ActionError::Unseen)
    }
    /// The programme of a scored call; a call of exchanges is not there.
    pub fn scored(&self, stored: &call::Stored) -> Result<Arc<ScoredProgramme>, ActionError> {
        self.scheme(stored)?.scored().cloned().ok_or(ActionError::Unseen)
    }
}

type Key = (CallId, i64);

/// Parsed schemes of calls; a call has few versions, so nothing is ever thrown out.
#[derive(Debug, Clone, Default)]
struct Cache(Arc<RwLock<HashMap<Key, Scheme>>>);

impl Cache {
    fn get(&self, key: Key) -> Option<Scheme> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned()
    }
    fn put(&self, key: Key, scheme: Scheme) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, scheme);
    }
}
