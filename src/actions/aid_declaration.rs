//! What partners declare of earlier de minimis aid. The one rule: it is signed by someone who signs
//! for the organisation, is never changed, and the last one before the award counts.

use super::{ActionError, Desk, proposal};
use crate::{
    domain::{
        access::{Act, Actor},
        de_minimis::{Declaration, StoredDeclaration, faults},
        event::Happened,
        ids::{ApplicationId, OrganisationId},
        paper,
        proposal::{ProposalStageKind, event::ProposalEvent},
        refusal::ScoredRefusal,
    },
    store::{
        Tx,
        de_minimis::{self as kept, NewDeclaration},
    },
};

/// Signs a declaration of earlier de minimis aid, by someone who signs for the organisation. The
/// last one counts; after the award none is taken. The same again on the same day changes nothing.
/// Refused with its faults, whatever they are.
pub async fn declare(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    organisation: OrganisationId,
    declared: &Declaration,
) -> Result<(), ActionError> {
    let file = proposal::lock(desk, actor, id).await?;
    let permit = file.permit_part(actor, organisation, Act::ConfirmLeadPart, Act::ConfirmPart)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let Some(rules) = &file.programme.de_minimis else { return Err(ActionError::Unseen) };
    file.partner(organisation)?;
    let stage = file.stored.proposal.stage.kind();
    if !takes(stage) {
        return Err(ScoredRefusal::WrongProposalStage { stage }.into());
    }
    let today = desk.now().day_in(file.programme.zone);
    let faults = faults(declared, today);
    if !faults.is_empty() {
        return Err(ScoredRefusal::AidDeclarationFaults { faults }.into());
    }
    let stored = StoredDeclaration::V1(declared.clone());
    let content = serde_json::to_string(&stored).map_err(ActionError::broken)?;
    let digest = paper::digest(&content);
    let last = kept::last(file.tx.conn(), id, organisation).await?;
    let is_same = |one: &kept::Declared| {
        one.digest == digest && one.signed_at.day_in(file.programme.zone) == today
    };
    if last.as_ref().is_some_and(is_same) {
        // Pressed twice: the same words of the same day are one declaration.
        return Ok(());
    }
    let state = rules.member_state;
    let event = file.event(ProposalEvent::AidDeclared { organisation, digest: digest.clone() });
    let tx = file.tx.permit(permit);
    let new = NewDeclaration { proposal: id, organisation, state, content, digest, by };
    kept::declare(&tx, &new).await?;
    tx.commit(Happened::one(event)).await?;
    Ok(())
}

/// A declaration is taken until the award, and never of what is over.
pub const fn takes(stage: ProposalStageKind) -> bool {
    match stage {
        ProposalStageKind::Draft
        | ProposalStageKind::Submitted
        | ProposalStageKind::Admitted
        | ProposalStageKind::Invited
        | ProposalStageKind::Reserve => true,
        ProposalStageKind::Ineligible
        | ProposalStageKind::Lapsed
        | ProposalStageKind::Awarded
        | ProposalStageKind::Declined
        | ProposalStageKind::Withdrawn => false,
    }
}
