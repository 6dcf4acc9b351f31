//! Adding a counter-signed copy beside an agreement. The one rule: it changes nothing that was
//! signed here; it takes the place of the copy before, which stays and is told.

use super::{ActionError, Desk, grant_file, report};
use crate::{
    domain::{
        access::{Act, Actor, Permit, permit},
        agreement::AgreementStage,
        event::{Event, Happened},
        grant::GrantEvent,
        ids::{ApplicationId, AttachmentId, SignedCopyId},
        paper::Paper,
        refusal::{MoneyRefusal, Refusal},
        signed_copy::CopyOf,
    },
    store::{
        OpenTx, Tx, WriteTx,
        agreement::Stored,
        application, papers, person,
        signed_copy::{self, SignedCopy},
    },
};

/// The only kind of file a copy may be.
pub const KIND: &str = "pdf";

/// What adding a copy of this paper asks for: who may sign it, and an officer.
pub const fn act(paper: Paper) -> Act {
    match paper {
        Paper::Commitment => Act::AddCommitmentCopy,
        Paper::Agreement => Act::AddAgreementCopy,
    }
}

/// A copy of this version may be added: it waits for signatures, or was signed by all. One that was
/// called back was never agreed.
pub const fn takes_copies(of: &Stored) -> bool {
    of.in_force_at.is_some() || matches!(of.stage, AgreementStage::Issued)
}

/// What is added to what.
struct New<'n> {
    file: ApplicationId,
    of: CopyOf,
    text_digest: &'n str,
    /// How many copies of it the person saw.
    seen: u32,
}

/// Adds a copy of a paper of an exchange. `seen` is how many copies of it there were on the page.
/// Refused before the award and after the end without one, for another kind of file than PDF, for
/// one too large or too many, for the very file that stands there already.
pub async fn add_to_paper(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    paper: Paper,
    seen: u32,
    upload: report::Upload,
) -> Result<SignedCopyId, ActionError> {
    let tx = desk.begin().await?;
    let stored = application::lock(&tx, id).await?;
    let permit = permit(actor, act(paper), &stored.subject())?;
    let stage = stored.application.stage.kind();
    if !stage.holds_award() {
        return Err(Refusal::WrongStage { stage }.into());
    }
    let texts = papers::texts(tx.conn(), id).await?;
    let text = texts.iter().find(|text| text.paper == paper).ok_or(ActionError::Unseen)?;
    let new = New { file: id, of: CopyOf::Paper(paper), text_digest: &text.digest, seen };
    let (tx, copy) = add(desk, (tx, permit), new, upload).await?;
    let (file, digest) = (stored.file(), copy.digest);
    let event = Event::SignedCopyAdded { file, paper, number: copy.number, digest };
    tx.commit(Happened::one(event)).await?;
    Ok(copy.id)
}

/// Adds a copy of a version of a grant's agreement. Refused as for an exchange, and for a version
/// that was called back.
pub async fn add_to_grant(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    version: u32,
    seen: u32,
    upload: report::Upload,
) -> Result<SignedCopyId, ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit_any(actor, Act::AddGrantCopy)?;
    let found = file.agreements.iter().find(|one| one.number == version);
    let found = found.filter(|one| one.stage != AgreementStage::Draft);
    let agreement = found.cloned().ok_or(ActionError::Unseen)?;
    if !takes_copies(&agreement) {
        return Err(Refusal::from(MoneyRefusal::AgreementStage { stage: agreement.stage }).into());
    }
    let of = CopyOf::Grant(version);
    let new = New { file: id, of, text_digest: &agreement.digest, seen };
    let proposal = file.stored.reference();
    let (tx, copy) = add(desk, (file.tx, permit), new, upload).await?;
    let (number, digest) = (copy.number, copy.digest);
    let what = GrantEvent::SignedCopyAdded { agreement: agreement.id, number, digest };
    tx.commit(Happened::one(Event::Grant { proposal, what })).await?;
    Ok(copy.id)
}

/// Checks the file and keeps it, under the lock of what it hangs on.
async fn add(
    desk: &Desk,
    (tx, permit): (OpenTx, Permit),
    new: New<'_>,
    upload: report::Upload,
) -> Result<(WriteTx, SignedCopy), ActionError> {
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let all = signed_copy::of_file(tx.conn(), new.file).await?;
    let mut same = all.iter().filter(|one| one.of == new.of);
    let last = same.next();
    let there = last.map_or(0, |one| one.number);
    if there != new.seen {
        return Err(Refusal::Stale.into());
    }
    let added_by_name = person::load(tx.conn(), by).await?.person.name;
    let kinds = [KIND.to_owned()];
    let id: SignedCopyId = desk.chance.id(desk.now());
    let (row, whose) = (AttachmentId(id.0), (new.file, by));
    let (kept, bytes) = report::checked_as(&kinds, desk, row, whose, (upload, all.len()))?;
    if last.is_some_and(|one| one.digest == kept.digest) {
        return Err(Refusal::AlreadyDone.into());
    }
    let copy = SignedCopy {
        id,
        file: new.file,
        of: new.of,
        number: there + 1,
        name: kept.name,
        length: kept.length,
        digest: kept.digest,
        text_digest: new.text_digest.to_owned(),
        added_by: by,
        added_by_name,
        added_at: kept.added_at,
    };
    let tx = tx.permit(permit);
    signed_copy::add(&tx, &copy, bytes).await?;
    Ok((tx, copy))
}
