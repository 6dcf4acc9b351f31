//! The letter with the result: opening it, and asking for a review of the procedure. The one rule:
//! the opening is noted once, and the time for a review runs from it or from the day the letter
//! counts as read.

use super::{ActionError, Desk, proposal, redress};
use crate::{
    domain::{
        access::{Act, Actor},
        event::Happened,
        ids::{ApplicationId, RedressId},
        proposal::event::ProposalEvent,
        redress::{Ground, TEXT, time},
        refusal::{FieldRefusal, Refusal, ScoredRefusal},
    },
    store::{Tx, letter, redress as requests},
};

/// Opens the newest letter of a proposal. A second opening changes nothing.
pub async fn open(desk: &Desk, actor: &Actor, id: ApplicationId) -> Result<(), ActionError> {
    let file = proposal::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::SeeLetter)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    // The office reads letters without starting anybody's clock.
    if !file.is_inside(actor) {
        return Err(ActionError::Forbidden);
    }
    let all = letter::of_proposal(file.tx.conn(), id).await?;
    let newest = all.into_iter().next().ok_or(ActionError::Unseen)?;
    let event = file.event(ProposalEvent::LetterOpened { letter: newest.id });
    let tx = file.tx.permit(permit);
    if letter::open(&tx, newest.id, by).await? {
        tx.commit(Happened::one(event)).await?;
    }
    Ok(())
}

/// Asks for a review of the procedure of the newest letter: a signer of the lead, once a letter, on
/// one of the grounds, in time.
pub async fn ask_redress(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    ground: &str,
    text: &str,
) -> Result<RedressId, ActionError> {
    let file = proposal::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::AskRedress)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let all = letter::of_proposal(file.tx.conn(), id).await?;
    let newest = all.into_iter().next().ok_or(ActionError::Unseen)?;
    let zone = file.programme.zone;
    let time = time(file.programme.clocks, newest.released_at, newest.opened_at, zone);
    let now = desk.now();
    if now >= time.limit.ends_at {
        return Err(Refusal::from(ScoredRefusal::RedressLate { until: time.limit.ends_at }).into());
    }
    let before = requests::of_proposal(file.tx.conn(), id).await?;
    if before.iter().any(|one| one.letter_id == newest.id) {
        return Err(Refusal::AlreadyDone.into());
    }
    let (ground, text) = read(ground, text)?;
    let about = file.stored.proposal.clone();
    let reference = file.stored.reference();
    let tx = file.tx.permit(permit);
    let redress: RedressId = tx.id();
    let asked = requests::Asked {
        id: redress,
        call: about.call,
        proposal: id,
        letter: newest.id,
        ground: ground.code(),
        text: &text,
        by,
    };
    requests::insert(&tx, &asked).await?;
    redress::journal_opened(desk, &tx, &about, newest.round).await?;
    // A letter that is contested was read, whether or not anybody pressed the button.
    let opened = letter::open(&tx, newest.id, by).await?;
    let event = |what| crate::domain::event::Event::Proposal { proposal: reference, what };
    let mut happened = Happened::one(event(ProposalEvent::RedressAsked { redress }));
    if opened {
        happened = happened.and(event(ProposalEvent::LetterOpened { letter: newest.id }));
    }
    tx.commit(happened).await?;
    desk.bell.notify_one();
    Ok(redress)
}

fn read(ground: &str, text: &str) -> Result<(Ground, String), Refusal> {
    let field = |field: &str, why| Refusal::FieldRefused { field: field.to_owned(), why };
    let Some(ground) = Ground::from_code(ground) else {
        return Err(field("ground", FieldRefusal::NotAChoice));
    };
    let text = text.replace("\r\n", "\n").trim().to_owned();
    let have = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let (need, most) = TEXT;
    if have < need {
        return Err(field("text", FieldRefusal::TooShort { have, need }));
    }
    if have > most {
        return Err(field("text", FieldRefusal::TooLong { have, most }));
    }
    Ok((ground, text))
}
