//! Who takes part in a proposal: invite, take back, accept, decline, take out, leave. The one rule:
//! an invitation is a person's; an organisation comes in only by someone who writes for it.

use super::{ActionError, Desk, proposal::lock};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        event::Happened,
        form::Fault,
        ids::{ApplicationId, InvitationId, OrganisationId},
        person::{EmailAddress, Person},
        proposal::{ProposalStage, event::ProposalEvent},
        refusal::{FieldRefusal, Refusal, ScoredRefusal},
    },
    store::{Tx, partner, person},
};

/// Most characters of a note to an invited person.
pub const NOTE_MAX: u32 = 1_000;

/// Whom to invite, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InviteForm {
    /// E-mail address.
    pub address: String,
    /// Full name; used only when the address is new here.
    pub name: String,
    /// What the person reads; may be empty.
    pub note: String,
}

/// All faults of the form at once, or its values.
fn read(form: &InviteForm) -> Result<(EmailAddress, String, String), Refusal> {
    let name = form.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let note = form.note.replace("\r\n", "\n").trim().to_owned();
    let address = EmailAddress::parse(&form.address);
    let mut faults = Vec::new();
    let mut fault = |field: &str, label: &str, why| {
        faults.push(Fault { field: field.to_owned(), label: label.to_owned(), why });
    };
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if address.is_none() {
        fault("address", "E-mail address", FieldRefusal::NotAnAddress);
    }
    // Asked always, so that nobody learns which addresses are known here.
    match count(&name) {
        0 => fault("name", "Name", FieldRefusal::Missing),
        have @ 201.. => fault("name", "Name", FieldRefusal::TooLong { have, most: 200 }),
        _fits => {}
    }
    if count(&note) > NOTE_MAX {
        let why = FieldRefusal::TooLong { have: count(&note), most: NOTE_MAX };
        fault("note", "Note", why);
    }
    match address {
        Some(address) if faults.is_empty() => Ok((address, name, note)),
        _faulty => Err(Refusal::FormIncomplete { faults }),
    }
}

/// Invites a person to bring an organisation in. One without an account gets one without a
/// password, which registering with that address takes over. The answer never says which.
pub async fn invite(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    form: &InviteForm,
) -> Result<InvitationId, ActionError> {
    let file = lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::WriteProposal)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    file.drafted()?;
    file.takes(desk.now())?;
    let (address, name, note) = read(form)?;
    let (kind, _) = super::weigh::of(&file.programme, &file.stored)?;
    let sent = partner::invitations(file.tx.conn(), id).await?;
    let open = sent.iter().filter(|one| one.state == "sent");
    if open.clone().any(|one| one.address == address.as_str()) {
        return Err(Refusal::from(ScoredRefusal::InvitedAlready).into());
    }
    // With everyone asked there may not be more than the type takes.
    let now = u32::try_from(file.partners.len() + open.count() + 1).unwrap_or(u32::MAX);
    if now > kind.partners_max {
        let (least, most) = (kind.partners_min, kind.partners_max);
        return Err(Refusal::from(ScoredRefusal::PartnerNumber { least, most, now }).into());
    }
    let there = person::by_address(file.tx.conn(), &address).await?;
    let reference = file.stored.reference();
    let tx = file.tx.permit(permit);
    let invited = if let Some(account) = there {
        account.person.id
    } else {
        let new = Person { id: tx.id(), address, name, verified: false };
        person::insert(&tx, &new, None).await?;
        new.id
    };
    let invitation: InvitationId = tx.id();
    partner::invite(&tx, invitation, id, invited, &note, by).await?;
    let what = ProposalEvent::PartnerInvited { invitation, person: invited };
    let event = crate::domain::event::Event::Proposal { proposal: reference, what };
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(invitation)
}

/// Takes an invitation back that was not answered yet.
pub async fn revoke(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    invitation: InvitationId,
) -> Result<(), ActionError> {
    let file = lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::WriteProposal)?;
    let there = partner::invitation(file.tx.conn(), invitation).await?;
    if there.proposal_id != id {
        return Err(ActionError::Unseen);
    }
    let event =
        file.event(ProposalEvent::InvitationRevoked { invitation, person: there.person_id });
    let tx = file.tx.permit(permit);
    partner::answer(&tx, invitation, "revoked", None).await?;
    tx.commit(Happened::one(event)).await?;
    Ok(())
}

/// Brings an organisation of the invited person in, while the proposal is written.
pub async fn accept(
    desk: &Desk,
    actor: &Actor,
    invitation: InvitationId,
    organisation: OrganisationId,
) -> Result<ApplicationId, ActionError> {
    let there = partner::invitation(desk.database.reads(), invitation).await?;
    let permit_self = permit(actor, Act::AnswerInvitation, &Subject::Account(there.person_id))?;
    permit(actor, Act::CreateProposal, &Subject::Organisation(organisation))?;
    let id = there.proposal_id;
    let file = lock(desk, actor, id).await?;
    file.drafted()?;
    file.takes(desk.now())?;
    if file.partners.iter().any(|one| one.organisation_id == organisation) {
        return Err(Refusal::from(ScoredRefusal::PartnerAlready).into());
    }
    let (kind, _) = super::weigh::of(&file.programme, &file.stored)?;
    let now = u32::try_from(file.partners.len() + 1).unwrap_or(u32::MAX);
    if now > kind.partners_max {
        let (least, most) = (kind.partners_min, kind.partners_max);
        return Err(Refusal::from(ScoredRefusal::PartnerNumber { least, most, now }).into());
    }
    let event = file.event(ProposalEvent::PartnerJoined { invitation, organisation });
    let tx = file.tx.permit(permit_self);
    // Answered or taken back meanwhile: nothing is left to accept.
    partner::answer(&tx, invitation, "accepted", Some(organisation)).await?;
    partner::insert(&tx, id, organisation).await?;
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(id)
}

/// Says no to an invitation; that can be done at any time.
pub async fn decline(
    desk: &Desk,
    actor: &Actor,
    invitation: InvitationId,
) -> Result<(), ActionError> {
    let there = partner::invitation(desk.database.reads(), invitation).await?;
    let permit = permit(actor, Act::AnswerInvitation, &Subject::Account(there.person_id))?;
    let file = lock(desk, actor, there.proposal_id).await?;
    let event = file.event(ProposalEvent::PartnerDeclined { invitation });
    let tx = file.tx.permit(permit);
    partner::answer(&tx, invitation, "declined", None).await?;
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Takes a partner out: by the lead, or by those who write for the partner itself. Its answers stay
/// kept, in case it comes back. The lead can't leave; it withdraws.
pub async fn remove(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    organisation: OrganisationId,
) -> Result<(), ActionError> {
    let file = lock(desk, actor, id).await?;
    let permit = match file.permit(actor, Act::WriteProposal) {
        Ok(permit) => permit,
        Err(_not_the_lead) => {
            file.permit_part(actor, organisation, Act::WriteProposal, Act::WritePart)?
        }
    };
    file.drafted()?;
    file.partner(organisation)?;
    if organisation == file.stored.proposal.lead {
        return Err(ActionError::Forbidden);
    }
    let known = file.stored.proposal.stage != ProposalStage::Draft;
    let event = file.event(ProposalEvent::PartnerRemoved { organisation, known });
    let tx = file.tx.permit(permit);
    partner::remove(&tx, id, organisation).await?;
    super::proposal::note(&tx, &file.programme, &file.stored).await?;
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(())
}
