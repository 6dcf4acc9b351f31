//! Counter-signed copies beside agreements.

use crate::{
    domain::ids::{ApplicationId, SignedCopyId},
    store::{Database, StoreError, evidence, signed_copy},
};

pub use crate::store::signed_copy::SignedCopy;

/// Those of a file: one statement. The reader must be allowed to see its papers.
pub async fn of(database: &Database, file: ApplicationId) -> Result<Vec<SignedCopy>, StoreError> {
    signed_copy::of_file(database.reads(), file).await
}

/// One of them.
pub async fn load(database: &Database, id: SignedCopyId) -> Result<SignedCopy, StoreError> {
    signed_copy::load(database.reads(), id).await
}

/// Its bytes.
pub async fn bytes(database: &Database, of: &SignedCopy) -> Result<Vec<u8>, StoreError> {
    evidence::bytes(database.reads(), &of.digest).await
}
