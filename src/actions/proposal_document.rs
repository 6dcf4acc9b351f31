//! Documents of a proposal: add, remove. The one rule: they change only while the proposal is
//! written and its deadline has not passed; what was handed in stays as it was.

use super::{
    ActionError, Desk, pdf_pages,
    proposal::{Locked, lock},
    report::{Upload, safe_name},
    weigh::{self, Weighed},
};
use crate::{
    domain::{
        access::{Act, Actor, Permit},
        event::{Event, Happened},
        ids::{ApplicationId, AttachmentId, OrganisationId},
        paper::hex,
        proposal::event::ProposalEvent,
        refusal::{Refusal, ScoredRefusal},
        scored::{self, DocumentRule, Round, Slot},
    },
    store::{Tx, partner, proposal_document as documents},
};
use sha2::{Digest, Sha256};

impl Weighed {
    /// The places for documents this proposal has.
    pub fn slots<'r>(&self, round: &'r Round) -> Vec<Slot<'r>> {
        let partners: Vec<OrganisationId> =
            self.partners.iter().map(|one| one.organisation_id).collect();
        scored::slots(&round.documents, &self.facts, &partners)
    }
    /// The places that must be filled before it can be handed in, and are not.
    pub fn missing_documents<'r>(&self, round: &'r Round) -> Vec<Slot<'r>> {
        let there: Vec<(&str, Option<OrganisationId>)> =
            self.documents.iter().map(|one| (one.kind.as_str(), one.organisation_id)).collect();
        scored::missing(&self.slots(round), &there)
    }
    /// What a place is called: the document, and whose it is.
    pub fn slot_label(&self, slot: &Slot<'_>) -> String {
        let of = slot.organisation.and_then(|id| self.place(id));
        match of.and_then(|at| self.partners.get(at)) {
            Some(partner) => format!("{} of {}", slot.rule.label, partner.name),
            None => slot.rule.label.clone(),
        }
    }
}

/// Proof that the actor may change the documents of this place.
fn permitted(
    file: &Locked,
    actor: &Actor,
    of: Option<OrganisationId>,
) -> Result<Permit, ActionError> {
    match of {
        None => file.permit(actor, Act::WriteProposal),
        Some(one) => file.permit_part(actor, one, Act::WriteProposal, Act::WritePart),
    }
}

/// The place with this key, if the proposal has it now.
fn place<'r>(slots: &[Slot<'r>], kind: &str, of: Option<OrganisationId>) -> Option<Slot<'r>> {
    slots.iter().find(|slot| slot.rule.key == kind && slot.organisation == of).copied()
}

/// Adds a document of the whole, or of one partner: a kind the round asks for, of a type, size and
/// length it takes. The same bytes once more at the same place change nothing. A partner's document
/// takes the partner's confirmation away, as its answers do.
pub async fn add(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    of: Option<OrganisationId>,
    upload: Upload,
) -> Result<AttachmentId, ActionError> {
    // Before the lock: a large file takes a moment, and nobody need wait for it.
    let (pages, bytes) = pdf_pages::count(upload.bytes).await?;
    let file = lock(desk, actor, id).await?;
    let permit = permitted(&file, actor, of)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    file.drafted()?;
    file.takes(desk.now())?;
    let (_, round) = weigh::of(&file.programme, &file.stored)?;
    let weighed =
        weigh::weigh(file.tx.conn(), desk, &file.stored, &file.call, &file.programme).await?;
    let slot = place(&weighed.slots(round), &upload.kind, of).ok_or(ActionError::Unseen)?;
    let media_type = media_type(desk, slot.rule, &bytes, pages)?;
    let digest = hex(&Sha256::digest(&bytes));
    let there =
        weighed.documents.iter().filter(|one| one.kind == upload.kind && one.organisation_id == of);
    if let Some(same) = there.clone().find(|one| one.digest == digest) {
        return Ok(same.id);
    }
    if there.count() >= slot.rule.files as usize {
        return Err(Refusal::TooManyFiles { max: slot.rule.files }.into());
    }
    let stage_no = file.programme.stage_of(file.stored.proposal.round).into();
    let proposal = file.stored.reference();
    let tx = file.tx.permit(permit);
    let row = documents::Document {
        id: tx.id(),
        proposal_id: id,
        stage_no,
        organisation_id: of,
        kind: upload.kind,
        name: safe_name(&upload.name),
        media_type,
        length: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        digest,
        pages,
        added_by: by,
        added_at: desk.now(),
    };
    let (attachment, kind) = (row.id, row.kind.clone());
    let what = ProposalEvent::DocumentAdded { attachment, kind, organisation: of };
    documents::add(&tx, &row, bytes).await?;
    unconfirm(&tx, id, of).await?;
    tx.commit(Happened::one(Event::Proposal { proposal, what })).await?;
    Ok(attachment)
}

async fn unconfirm(
    tx: &crate::store::WriteTx,
    id: ApplicationId,
    of: Option<OrganisationId>,
) -> Result<(), ActionError> {
    match of {
        Some(partner) => Ok(partner::unconfirm(tx, id, partner).await?),
        None => Ok(()),
    }
}

/// The type by the bytes; refuses what is too large, of another kind, or too long. Pages that can't
/// be counted are an officer's to look at.
fn media_type(
    desk: &Desk,
    rule: &DocumentRule,
    bytes: &[u8],
    pages: Option<i64>,
) -> Result<String, Refusal> {
    let limits = &desk.settings.limits;
    let most = u64::from(limits.upload_max_bytes);
    let max_bytes = rule.max_bytes.map_or(most, |own| own.min(most));
    if bytes.len() as u64 > max_bytes {
        return Err(Refusal::FileTooLarge { max_bytes });
    }
    let takes = |kind: &&String| limits.upload_kinds.contains(kind);
    let allowed: Vec<String> = rule.types.iter().filter(takes).cloned().collect();
    let found = infer::get(bytes).map(|kind| kind.mime_type());
    let found = found.filter(|mime| allowed.iter().any(|kind| mime.ends_with(kind.as_str())));
    let Some(media_type) = found else { return Err(Refusal::FileKind { allowed }) };
    match rule.max_pages.zip(pages) {
        Some((most, pages)) if pages > i64::from(most) => {
            Err(ScoredRefusal::TooManyPages { pages, most }.into())
        }
        Some(_) | None => Ok(media_type.to_owned()),
    }
}

/// Takes a document out of a draft.
pub async fn remove(
    desk: &Desk,
    actor: &Actor,
    document: AttachmentId,
) -> Result<ApplicationId, ActionError> {
    let id = documents::load(desk.database.reads(), document).await?.proposal_id;
    let file = lock(desk, actor, id).await?;
    // Under the lock once more: someone may have been quicker.
    let row = documents::load(file.tx.conn(), document).await?;
    let permit = permitted(&file, actor, row.organisation_id)?;
    file.drafted()?;
    file.takes(desk.now())?;
    let now = i64::from(file.programme.stage_of(file.stored.proposal.round));
    if row.stage_no != now {
        // Of a round that is over: what was judged stays.
        let stage = file.stored.proposal.stage.kind();
        return Err(Refusal::from(ScoredRefusal::WrongProposalStage { stage }).into());
    }
    let (kind, organisation) = (row.kind.clone(), row.organisation_id);
    let what = ProposalEvent::DocumentRemoved { attachment: document, kind, organisation };
    let event = file.event(what);
    let tx = file.tx.permit(permit);
    documents::remove(&tx, &row, desk.now()).await?;
    unconfirm(&tx, id, organisation).await?;
    tx.commit(Happened::one(event)).await?;
    Ok(id)
}
