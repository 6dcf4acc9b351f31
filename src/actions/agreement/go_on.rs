//! An agreement that everybody has signed and that waited for a check. The one rule: it takes
//! effect as with its last signature, once the check is clear.

use super::force::Coming;
use crate::{
    actions::{ActionError, Desk, grant_file, screening},
    domain::{
        access::Actor,
        agreement::AgreementStage,
        event::{Event, Happened},
        ids::ApplicationId,
        screening::{Occasion, ScreeningEvent},
    },
    store::{Tx, edes},
};

/// Puts it in force when the check is clear by now. Whether it did.
pub(in crate::actions) async fn go_on(desk: &Desk, id: ApplicationId) -> Result<bool, ActionError> {
    let file = grant_file::lock(desk, &Actor::system("screening"), id).await?;
    let issued = file.at(AgreementStage::Issued).cloned();
    if let Some(issued) = &issued {
        let parties = super::who_signs(&file, issued.contracting);
        let (clear, looked) =
            screening::passes(file.tx.conn(), desk, &parties, Occasion::Signature).await?;
        if !clear {
            screening::keep(file.tx, looked, Occasion::Signature, Some(id)).await?;
            return Ok(false);
        }
    }
    let coming = issued.map(|issued| Coming::of(desk, &file, issued)).transpose()?;
    let tx = file.tx.permit(screening::system()?);
    edes::go_on(&tx, id).await?;
    // Called back in the meantime: nothing waits any more.
    let Some(coming) = coming else {
        tx.keep_quietly().await?;
        return Ok(false);
    };
    let happened = Happened::one(Event::Screening { what: ScreeningEvent::WentOn { file: id } });
    let happened = coming.into_force(desk, &tx, happened).await?;
    tx.commit(happened).await?;
    desk.bell.notify_one();
    Ok(true)
}
