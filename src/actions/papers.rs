//! Signing the papers. The one rule: one person signs for one party, under the very text that was
//! on the page; the last signature makes the exchange agreed.

use super::{ActionError, Desk, screening};
use crate::{
    domain::{
        access::{Act, Actor, permit},
        application::{StageAct, StageKind, step},
        event::{Event, Happened},
        ids::{ApplicationId, PersonId},
        paper::{Paper, Signatory, Signature, missing},
        refusal::Refusal,
        screening::{Occasion, Screened, ScreeningEvent},
    },
    store::{Tx, application, edes, papers, person},
};

/// Signs one paper for one party. With the last signature the exchange is agreed, unless a check
/// against the list of sanctions is open: then it is agreed once that is clear ([`go_on`]).
pub async fn sign(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    paper: Paper,
    place: Signatory,
    seen_digest: &str,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let mut stored = application::lock(&tx, id).await?;
    let act = match place {
        Signatory::Visitor => Act::SignAsVisitor,
        Signatory::Host => Act::SignAsHost,
        Signatory::VisitorPartnership => Act::SignAsVisitorPartnership,
        Signatory::HostPartnership => Act::SignAsHostPartnership,
    };
    let permit = permit(actor, act, &stored.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let stage = stored.application.stage.kind();
    if stage != StageKind::Awarded {
        return Err(Refusal::WrongStage { stage }.into());
    }
    let texts = papers::texts(tx.conn(), id).await?;
    let Some(text) = texts.iter().find(|text| text.paper == paper) else {
        return Err(ActionError::Unseen);
    };
    if !paper.signatories().contains(&place) {
        return Err(ActionError::Unseen);
    }
    if text.digest != seen_digest {
        return Err(Refusal::TextChanged.into());
    }
    let mut signatures = papers::signatures(tx.conn(), id).await?;
    if signatures.iter().any(|s| s.paper == paper && s.place == place) {
        return Err(Refusal::AlreadyDone.into());
    }
    if signatures.iter().any(|s| s.by == by && s.place != place) {
        return Err(Refusal::SignedForOther.into());
    }
    let parties = who_signs(&stored);
    let (clear, looked) = screening::passes(tx.conn(), desk, &parties, Occasion::Signature).await?;
    let name = person::load(tx.conn(), by).await?.person.name;
    let signature =
        Signature { paper, place, by, name, at: desk.now(), text_digest: text.digest.clone() };
    let tx = tx.permit(permit);
    papers::sign(&tx, id, &signature).await?;
    let file = stored.file();
    let text_digest = signature.text_digest.clone();
    signatures.push(signature);
    let mut happened = Happened::one(Event::PaperSigned { file, paper, place, text_digest });
    let needed: Vec<Paper> = texts.iter().map(|text| text.paper).collect();
    if missing(&needed, &signatures).is_empty() {
        for found in screening::record(&tx, looked, Occasion::Signature, Some(id)).await? {
            happened = happened.and(found);
        }
        if clear {
            stored.application.stage =
                step(desk.now(), by, &stored.application.stage, &StageAct::AllSigned)?;
            application::save(&tx, &stored).await?;
            happened = happened.and(Event::AllSigned { file });
        } else {
            // Whoever signs is not told: the signature stands, and the office looks.
            edes::hold(&tx, id).await?;
        }
    }
    tx.commit(happened).await?;
    desk.bell.notify_one();
    Ok(())
}

/// All who sign the papers, each for its side.
fn who_signs(stored: &application::Stored) -> [Screened; 4] {
    let a = &stored.application;
    [a.visitor.into(), a.host.into(), a.visitor_partnership.into(), a.host_partnership.into()]
}

/// Agrees an exchange that everybody has signed and whose check is clear by now. Whether it did.
pub(super) async fn go_on(desk: &Desk, id: ApplicationId) -> Result<bool, ActionError> {
    let tx = desk.begin().await?;
    let mut stored = application::lock(&tx, id).await?;
    let waits = stored.application.stage.kind() == StageKind::Awarded;
    let parties = who_signs(&stored);
    let (clear, looked) = screening::passes(tx.conn(), desk, &parties, Occasion::Signature).await?;
    if waits && !clear {
        screening::keep(tx, looked, Occasion::Signature, Some(id)).await?;
        return Ok(false);
    }
    let system = Actor::system("screening");
    let tx = tx.permit(permit(&system, Act::RunSchedule, &stored.subject())?);
    edes::go_on(&tx, id).await?;
    if !waits {
        tx.keep_quietly().await?;
        return Ok(false);
    }
    stored.application.stage =
        step(desk.now(), NOBODY, &stored.application.stage, &StageAct::AllSigned)?;
    application::save(&tx, &stored).await?;
    let happened = Happened::one(Event::Screening { what: ScreeningEvent::WentOn { file: id } });
    tx.commit(happened.and(Event::AllSigned { file: stored.file() })).await?;
    desk.bell.notify_one();
    Ok(true)
}

/// What the clock does is done by no person.
const NOBODY: PersonId = PersonId(uuid::Uuid::nil());
