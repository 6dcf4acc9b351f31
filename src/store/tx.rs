//! The write transaction. The one rule: it begins with a permit and is committed with what
//! happened (`commit.rs`); nothing can be saved without the one, nor kept without the other.

use super::{StoreError, chance::Chance};
use crate::domain::{access::Permit, moment::Moment};
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
    pub(super) tx: DatabaseTransaction,
    now: Moment,
    chance: Chance,
    permit: Permit,
    pub(super) secrets: Vec<(&'static str, String)>,
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
