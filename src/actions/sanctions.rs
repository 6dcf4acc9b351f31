//! Lists of sanctions taken in by the operator. The one rule: the same file twice changes nothing,
//! an older one is refused, and with a newer one all who were screened before are screened again.

use super::{ActionError, Desk, screening};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        event::{Event, Happened},
        moment::BRUSSELS,
        paper::hex,
        refusal::Refusal,
        screening::{Occasion, ScreeningEvent, ScreeningRefusal},
    },
    lists::eu,
    store::{StoreError, Tx, sanctions, screening::Scope},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// It is in already: nothing changed.
    pub again: bool,
    /// How many entries it has.
    pub entries: i64,
    /// How many names they have.
    pub names: i64,
    /// How many finds came, came back or lapsed with it.
    pub moved: usize,
}

/// Takes a list in and screens again all who were screened before. Refused: a file that is no such
/// list, and one older than the list in use.
pub async fn import(desk: &Desk, actor: &Actor, bytes: &[u8]) -> Result<Imported, ActionError> {
    let permit = permit(actor, Act::DecideScreening, &Subject::Office)?;
    let listed = eu::read(bytes).map_err(|fault| {
        Refusal::from(ScreeningRefusal::ListUnreadable { says: fault.to_string() })
    })?;
    let digest = hex(&Sha256::digest(bytes));
    let tx = desk.begin().await?;
    if let Some(there) = sanctions::with_digest(tx.conn(), &digest).await? {
        let (entries, names) = (there.entries, there.names);
        drop(tx);
        // A run that was cut off after the list was kept is made up for.
        let moved = screening::before(desk, Scope::Screened, Occasion::List, None).await?;
        return Ok(Imported { again: true, entries, names, moved });
    }
    let before = sanctions::current(tx.conn()).await?;
    let made_on = listed.made_on.unwrap_or_else(|| desk.now().day_in(BRUSSELS));
    if let Some(before) = &before
        && made_on < before.made_on
    {
        return Err(Refusal::from(ScreeningRefusal::ListOlder { than: before.made_on }).into());
    }
    let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
    let tx = tx.permit(permit);
    let list = sanctions::List {
        id: tx.id::<Uuid>(),
        number: before.map_or(1, |before| before.number + 1),
        digest: digest.clone(),
        made_on,
        entries: count(listed.entries.len()),
        names: count(listed.entries.iter().map(|entry| entry.aliases.len()).sum()),
        added_at: tx.now(),
    };
    sanctions::insert(&tx, &list, &listed.entries).await.map_err(taken)?;
    let small = |many: i64| u32::try_from(many).unwrap_or(u32::MAX);
    let (entries, names) = (small(list.entries), small(list.names));
    let what = ScreeningEvent::ListImported { list: list.id, digest, entries, names };
    tx.commit(Happened::one(Event::Screening { what })).await?;
    let moved = screening::before(desk, Scope::Screened, Occasion::List, None).await?;
    Ok(Imported { again: false, entries: list.entries, names: list.names, moved })
}

/// Two imported at the same moment: one of them looks again.
fn taken(err: StoreError) -> ActionError {
    if err.is_constraint("sanction_lists") { Refusal::Stale.into() } else { err.into() }
}

/// Notes why no list is in use. Refused once one is.
pub async fn note_no_list(desk: &Desk, actor: &Actor, reason: &str) -> Result<(), ActionError> {
    let permit = permit(actor, Act::DecideScreening, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let tx = desk.begin().await?;
    if sanctions::current(tx.conn()).await?.is_some() {
        return Err(Refusal::from(ScreeningRefusal::ListInUse).into());
    }
    let tx = tx.permit(permit);
    let note: Uuid = tx.id();
    sanctions::add_note(&tx, note, &reason, by).await?;
    let what = ScreeningEvent::NoListNoted { note, reason };
    tx.commit(Happened::one(Event::Screening { what })).await?;
    Ok(())
}
