//! Pages of a PDF, for limits both sides count the same way. The one rule: what can't be read has
//! no number, and then an officer looks; a guess would refuse somebody wrongly.

use super::ActionError;
use hayro_syntax::Pdf;

/// The pages of a PDF with its bytes given back; none for another kind of file, for one that is
/// locked or broken. Reading foreign bytes is kept off the threads that answer pages, and a reader
/// that stumbles over them counts nothing.
pub(super) async fn count(bytes: Vec<u8>) -> Result<(Option<i64>, Vec<u8>), ActionError> {
    if !bytes.starts_with(b"%PDF-") {
        return Ok((None, bytes));
    }
    let copy = bytes.clone();
    let read = tokio::task::spawn_blocking(move || pages(copy)).await;
    Ok((read.unwrap_or(None), bytes))
}

fn pages(bytes: Vec<u8>) -> Option<i64> {
    let pdf = Pdf::new(bytes).ok()?;
    i64::try_from(pdf.pages().len()).ok().filter(|pages| *pages > 0)
}
