//! Money that came in and names a claim. The one rule: a line of the bank is booked once, in one
//! commit with the note that it is; what names no claim, or several, or more than is left, waits
//! for a person as before.

use super::{CameIn, happened, open, repaid};
use crate::{
    actions::{ActionError, Desk},
    bank::status::What,
    domain::{
        access::{Act, Actor},
        ids::RecoveryId,
        recovery::is_named_in,
    },
    store::{
        bank_file::{self, Line, LineState},
        recovery,
    },
};

/// Lines and claims looked at in one go; what is beyond waits for the next.
const MOST: usize = 2_000;

/// Books every waiting line that brought money and names one claim; how many were booked.
pub(in crate::actions) async fn take_incoming(
    desk: &Desk,
    actor: &Actor,
) -> Result<u32, ActionError> {
    let reads = desk.database.reads();
    let waiting = bank_file::in_state(reads, LineState::Waits, MOST).await?;
    let came: Vec<(Line, CameIn)> = waiting.into_iter().filter_map(came_in).collect();
    if came.is_empty() {
        return Ok(0);
    }
    let owed = recovery::owed(reads, MOST).await?;
    let mut booked = 0;
    for (line, came) in came {
        let said = format!("{} {}", line.end_to_end_id, came.note);
        let mut named = owed.iter().filter(|(_, reference)| is_named_in(reference, &said));
        let (Some((id, _)), None) = (named.next(), named.next()) else { continue };
        match book(desk, actor, &line, *id, &came).await {
            Ok(done) => booked += u32::from(done),
            // A rule says no: a person looks at the line.
            Err(ActionError::Refused(_)) => {}
            Err(err) => return Err(err),
        }
    }
    Ok(booked)
}

/// What a line brought, when it brought money; its note is what the payer wrote.
fn came_in(line: Line) -> Option<(Line, CameIn)> {
    let Ok(What::Incoming { on, text }) = serde_json::from_str(&line.what) else { return None };
    let came = CameIn { amount: line.amount?, on, note: text };
    Some((line, came))
}

async fn book(
    desk: &Desk,
    actor: &Actor,
    seen: &Line,
    id: RecoveryId,
    came: &CameIn,
) -> Result<bool, ActionError> {
    let o = open(desk, actor, id, None, Act::HandleRecovery).await?;
    let mut line = bank_file::lock(&o.tx, seen.id).await?;
    if line.state != LineState::Waits {
        return Ok(false);
    }
    let by = o.permit.person();
    // What a payer wrote may name people: it stays with the line.
    let plain = CameIn { note: String::new(), ..came.clone() };
    let (claim, tx, what) = repaid(desk, o, &plain, Some(line.id)).await?;
    line.state = LineState::Matched;
    line.note.clone_from(&claim.reference);
    bank_file::save(&tx, &line, by).await?;
    tx.commit(happened(&claim, what)).await?;
    desk.bell.notify_one();
    Ok(true)
}
