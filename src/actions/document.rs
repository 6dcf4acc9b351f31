//! Keeping the digest of a paper that was printed. The one rule: whoever may read the paper may
//! have it printed, and nobody else; the first digest stays for good.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        document::{Printed, Which},
    },
    store::document,
};
use chrono::NaiveDate;

/// Keeps the digest of a print under the reader's own right to see the paper (`right`). The same
/// bytes once more change nothing. It goes quietly: reading a paper is no decision of anybody.
pub async fn record(
    desk: &Desk,
    actor: &Actor,
    right: (Act, &Subject),
    which: Which,
    digest: &str,
    made_on: NaiveDate,
) -> Result<(), ActionError> {
    let permit = permit(actor, right.0, right.1)?;
    let before = document::of_subject(desk.database.reads(), which.subject).await?;
    if before.iter().any(|one| one.which == which && one.digest == digest) {
        return Ok(());
    }
    let tx = desk.begin().await?.permit(permit);
    let made_at = tx.now();
    let one = Printed { id: tx.id(), which, digest: digest.to_owned(), made_at, made_on };
    document::keep(&tx, &one).await?;
    tx.keep_quietly().await?;
    Ok(())
}
