//! The papers of a file and the signatures under them.

use crate::{
    domain::{ids::ApplicationId, paper::Signature},
    store::{Database, StoreError, papers},
};

pub use crate::store::papers::Text;

/// Texts and signatures: two statements.
pub async fn of(
    database: &Database,
    id: ApplicationId,
) -> Result<(Vec<Text>, Vec<Signature>), StoreError> {
    let conn = database.reads();
    Ok((papers::texts(conn, id).await?, papers::signatures(conn, id).await?))
}
