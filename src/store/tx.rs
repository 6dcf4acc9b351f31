//! The write transaction. The one rule: it begins with a permit and is committed with what
//! happened; the audit lines and the outbox rows of that are written in the same commit.

use super::{StoreError, audit, chance::Chance, outbox};
use crate::domain::{access::Permit, event::Happened, moment::Moment, notice::notices};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

/// Anything that can load under lock.
pub trait Tx: Sync {
    /// The connection.
    fn conn(&self) -> &DatabaseTransaction;
}

/// A transaction that can lock and load, but not save. Dropping it rolls back.
#[derive(Debug)]
pub struct OpenTx {
    tx: DatabaseTransaction,
    now: Moment,
    chance: Chance,
}

impl OpenTx {
    pub(super) const fn new(tx: DatabaseTransaction, now: Moment, chance: Chance) -> Self {
        Self { tx, now, chance }
    }
    /// May now save what the permit covers.
    pub fn permit(self, permit: Permit) -> WriteTx {
        WriteTx { tx: self.tx, now: self.now, chance: self.chance, permit, secrets: Vec::new() }
    }
}

impl Tx for OpenTx {
    fn conn(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

/// A transaction that can save. Dropping it rolls back.
#[derive(Debug)]
pub struct WriteTx {
    tx: DatabaseTransaction,
    now: Moment,
    chance: Chance,
    permit: Permit,
    secrets: Vec<(&'static str, String)>,
}

impl WriteTx {
    /// When this transaction happens.
    pub const fn now(&self) -> Moment {
        self.now
    }
    /// Under which permit.
    pub const fn permit(&self) -> &Permit {
        &self.permit
    }
    /// A new id.
    pub fn id<T: From<Uuid>>(&self) -> T {
        self.chance.id(self.now)
    }
    /// The generator.
    pub const fn chance(&self) -> &Chance {
        &self.chance
    }
    /// Gives the mail of this name its one-time token; it is blanked once the mail is sent.
    pub fn give_secret(&mut self, notice: &'static str, secret: String) {
        self.secrets.push((notice, secret));
    }
    /// Writes the audit lines and the mails of what happened, and commits.
    pub async fn commit(self, happened: Happened) -> Result<(), StoreError> {
        for event in happened.events() {
            if !event.is_quiet() {
                audit::append(&self, event).await?;
            }
            for (addressee, notice) in notices(event) {
                let secret = self.secrets.iter().find(|(name, _)| *name == notice.name());
                let secret = secret.map(|(_, secret)| secret.clone());
                outbox::append(&self, addressee, &notice, secret).await?;
            }
        }
        self.tx.commit().await.map_err(StoreError::from)
    }
    /// Commits machinery that is no change of the programme's data: a renewed session, a counted
    /// try, a claimed mail. Nothing a person decided goes this way.
    pub async fn keep_quietly(self) -> Result<(), StoreError> {
        self.tx.commit().await.map_err(StoreError::from)
    }
}

impl Tx for WriteTx {
    fn conn(&self) -> &DatabaseTransaction {
        &self.tx
    }
}
