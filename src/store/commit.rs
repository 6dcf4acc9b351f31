//! How a change is kept. The one rule: the audit lines and the outbox rows of what happened are
//! written in the same commit, so no author has to remember them.

use super::{StoreError, WriteTx, audit, outbox};
use crate::domain::{event::Happened, notice::notices};

impl WriteTx {
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
}
