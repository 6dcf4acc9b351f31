//! The prints of a file's or a payment's papers.

use crate::{
    domain::document::Printed,
    store::{Database, StoreError, document},
};
use uuid::Uuid;

/// All of them, oldest first: one statement. The reader must be allowed to see the subject.
pub async fn of(database: &Database, subject: Uuid) -> Result<Vec<Printed>, StoreError> {
    document::of_subject(database.reads(), subject).await
}
