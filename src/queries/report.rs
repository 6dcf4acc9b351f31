//! Evidence for its pages. The one rule: the row is read first, the permit asked on its file, and
//! only then its bytes.

use crate::{
    domain::ids::{ApplicationId, AttachmentId},
    store::{Database, StoreError, evidence},
};

pub use crate::store::evidence::Attachment;

/// The files of an application.
pub async fn evidence(
    database: &Database,
    id: ApplicationId,
) -> Result<Vec<Attachment>, StoreError> {
    evidence::list(database.reads(), id).await
}

/// One file's row.
pub async fn attachment(database: &Database, id: AttachmentId) -> Result<Attachment, StoreError> {
    evidence::load(database.reads(), id).await
}

/// One file's bytes.
pub async fn bytes(database: &Database, digest: &str) -> Result<Vec<u8>, StoreError> {
    evidence::bytes(database.reads(), digest).await
}
