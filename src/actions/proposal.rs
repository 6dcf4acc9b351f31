//! A proposal until it is handed in, and taking it back: start, save answers, reopen, withdraw.
//! The one rule: a draft is saved however incomplete, and nothing a person typed is ever
//! overwritten unseen.
//!
//! The common text is the lead's to answer for, so changing it takes no partner's confirmation
//! away: a partner confirms what binds it (share, declaration, its own answers), none of which
//! changes without its new yes. Were it otherwise, one comma an hour before the deadline would
//! need every partner's signer again. Each partner gets the receipt with the text's digest, and may
//! leave until the deadline.

use super::{ActionError, Desk, application::Typed, reserve, weigh};
use crate::{
    domain::{
        access::{Act, Actor, Permit, Subject, permit},
        application::Version,
        event::{Event, Happened},
        form::normalise,
        ids::{ApplicationId, CallId, OrganisationId},
        moment::Moment,
        money::Money,
        proposal::{Proposal, ProposalAct, ProposalStage, Tie, event::ProposalEvent, round, step},
        refusal::{FieldRefusal, Refusal, ScoredRefusal},
        scored::{ScoredProgramme, answers as named},
    },
    store::{
        OpenTx, Tx, WriteTx,
        answers::{self, ProposalForm, Saved},
        call, checks, organisation, partner, proposal,
    },
};
use std::sync::Arc;

/// A proposal under its lock, with its call.
pub(super) struct Locked {
    /// The transaction.
    pub tx: OpenTx,
    /// The proposal.
    pub stored: proposal::Stored,
    /// Its call.
    pub call: call::Stored,
    /// The call's frozen programme.
    pub programme: Arc<ScoredProgramme>,
    /// The partners, the lead first.
    pub partners: Vec<partner::Partner>,
    /// How the actor stands to it.
    tie: Tie,
}

/// Locks a proposal. Nothing of it is told before `permit` says yes.
pub(super) async fn lock(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Locked, ActionError> {
    let tx = desk.begin().await?;
    let stored = proposal::lock(&tx, id).await?;
    let tie = proposal::tie(tx.conn(), actor, &stored).await?;
    let call = call::load(tx.conn(), stored.proposal.call).await?;
    let programme = desk.scored(&call)?;
    let partners = partner::list(tx.conn(), id).await?;
    Ok(Locked { tx, stored, call, programme, partners, tie })
}

impl Locked {
    /// Proof that the actor may do this to the proposal.
    pub(super) fn permit(&self, actor: &Actor, act: Act) -> Result<Permit, ActionError> {
        Ok(permit(actor, act, &self.stored.subject(self.tie))?)
    }
    /// Proof that the actor may do `own` (for the lead) or `other` (for a partner) to the part of
    /// this organisation. A part that is not there, or not the actor's, does not exist for them.
    pub(super) fn permit_part(
        &self,
        actor: &Actor,
        organisation: OrganisationId,
        own: Act,
        other: Act,
    ) -> Result<Permit, ActionError> {
        if organisation == self.stored.proposal.lead {
            return self.permit(actor, own);
        }
        let there = self.partners.iter().any(|one| one.organisation_id == organisation);
        if !there || actor.role_in(organisation).is_none() {
            // The lead sees every partner's part, and may not touch it.
            self.permit(actor, Act::SeeProposal)?;
            return Err(if there { ActionError::Forbidden } else { ActionError::Unseen });
        }
        let tie = Tie { part: Some(organisation), ..self.tie };
        Ok(permit(actor, other, &self.stored.subject(tie))?)
    }
    /// The actor works for an organisation of the consortium.
    pub(super) fn is_inside(&self, actor: &Actor) -> bool {
        self.partners.iter().any(|one| actor.role_in(one.organisation_id).is_some())
    }
    /// Still being written, else why not.
    pub(super) fn drafted(&self) -> Result<(), Refusal> {
        let stage = self.stored.proposal.stage.kind();
        if stage.is_open() {
            return Ok(());
        }
        Err(ScoredRefusal::WrongProposalStage { stage }.into())
    }
    /// The row of a partner.
    pub(super) fn partner(&self, id: OrganisationId) -> Result<partner::Partner, ActionError> {
        let found = self.partners.iter().find(|one| one.organisation_id == id);
        found.cloned().ok_or(ActionError::Unseen)
    }
    /// The call takes it now, else why not.
    pub(super) fn takes(&self, now: Moment) -> Result<(), ActionError> {
        let (kind, _) = weigh::of(&self.programme, &self.stored)?;
        Ok(round::takes(&self.call.call, kind, &self.stored.proposal, now)?)
    }
    /// Until when it can be handed in, or taken back into writing.
    pub(super) fn closes_at(&self) -> Result<Moment, ActionError> {
        let (kind, _) = weigh::of(&self.programme, &self.stored)?;
        Ok(round::closes_at(&self.call.call, kind, &self.stored.proposal))
    }
    /// An event of this proposal.
    pub(super) fn event(&self, what: ProposalEvent) -> Event {
        Event::Proposal { proposal: self.stored.reference(), what }
    }
}

/// Keeps the sum of the shares, and the title, in their columns.
pub(super) async fn note(
    tx: &WriteTx,
    programme: &ScoredProgramme,
    stored: &proposal::Stored,
) -> Result<(), ActionError> {
    let p = &stored.proposal;
    let form = ProposalForm::Round(programme.stage_of(p.round));
    let typed = answers::load(tx.conn(), p.id, form).await?;
    let title = answers::as_map(&typed).remove(named::TITLE).unwrap_or_default();
    let requested = weigh::sum(&partner::list(tx.conn(), p.id).await?);
    Ok(proposal::note(tx, p.id, title.trim(), requested).await?)
}

/// Starts a draft of one voucher type. A draft of the same lead and type that is still open is
/// named in place of a second one.
pub async fn start(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    lead: OrganisationId,
    type_key: &str,
) -> Result<ApplicationId, ActionError> {
    let act = permit(actor, Act::CreateProposal, &Subject::Organisation(lead))?;
    let Some(author) = act.person() else { return Err(ActionError::Forbidden) };
    let tx = desk.begin().await?;
    let stored_call = call::load(tx.conn(), call).await?;
    permit(actor, Act::SeeCall, &Subject::Call { public: stored_call.call.is_public() })?;
    let programme = desk.scored(&stored_call)?;
    stored_call.call.takes(desk.now())?;
    let Some(kind) = programme.voucher_type(type_key) else {
        let (field, why) = ("type".to_owned(), FieldRefusal::NotAChoice);
        return Err(Refusal::FieldRefused { field, why }.into());
    };
    // Two clicks at once would both find no draft.
    organisation::lock(&tx, lead).await?;
    if let Some(application) = proposal::open_draft(tx.conn(), call, lead, type_key).await? {
        return Err(Refusal::DraftExists { application }.into());
    }
    let tx = tx.permit(act);
    let number = call::take_number(&tx, call).await?;
    let (prefix, edition) = (&programme.reference_prefix, &stored_call.call.edition);
    let proposal = Proposal {
        id: tx.id(),
        call,
        reference: format!("{prefix}-{edition}-{number:04}"),
        type_key: kind.key.clone(),
        lead,
        author,
        title: String::new(),
        // A lump sum is the lead's until it is divided.
        requested: kind.lump_sum.unwrap_or(Money::ZERO),
        round: 0,
        stage: ProposalStage::Draft,
        version: Version(1),
    };
    proposal::insert(&tx, &proposal).await?;
    partner::insert(&tx, proposal.id, lead).await?;
    if let Some(sum) = kind.lump_sum
        && let Some(row) = partner::list(tx.conn(), proposal.id).await?.into_iter().next()
    {
        partner::save(&tx, &partner::Partner { requested_cents: sum, ..row }).await?;
    }
    let event = Event::Proposal { proposal: proposal.reference(), what: ProposalEvent::Started };
    tx.commit(Happened::one(event)).await?;
    Ok(proposal.id)
}

/// Saves answers of the common form or of a partner's own, each for itself: those that someone
/// else changed meanwhile come back as conflicts and the others are kept. A field the form does
/// not know is left out. A change of a partner's own answers takes its confirmation away.
pub async fn save_answers(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    form: ProposalForm,
    typed: &[Typed],
) -> Result<Vec<(String, Saved)>, ActionError> {
    let file = lock(desk, actor, id).await?;
    let permit = match form {
        ProposalForm::Round(_) | ProposalForm::Contract => {
            file.permit(actor, Act::WriteProposal)?
        }
        ProposalForm::Part(organisation) => {
            file.permit_part(actor, organisation, Act::WriteProposal, Act::WritePart)?
        }
    };
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    file.drafted()?;
    let (_, round) = weigh::of(&file.programme, &file.stored)?;
    let declared = match form {
        ProposalForm::Round(number)
            if number == file.programme.stage_of(file.stored.proposal.round) =>
        {
            &round.form
        }
        ProposalForm::Part(_) => &file.programme.partner_form,
        // Another round's text stays as it was judged; the contract is asked after the award.
        ProposalForm::Round(_) | ProposalForm::Contract => return Err(ActionError::Unseen),
    };
    let reference = file.stored.reference();
    let mut out = Vec::with_capacity(typed.len());
    let tx = file.tx.permit(permit);
    for one in typed {
        let Some(field) = declared.field(&one.field) else { continue };
        let value = normalise(field, &one.value);
        let saved = answers::save(&tx, id, form, &one.field, &value, one.seen, by).await?;
        out.push((one.field.clone(), saved));
    }
    let changed = out.iter().any(|(_, saved)| matches!(saved, Saved::Now(_)));
    match form {
        ProposalForm::Part(organisation) if changed => {
            partner::unconfirm(&tx, id, organisation).await?;
        }
        ProposalForm::Round(_) => note(&tx, &file.programme, &file.stored).await?,
        ProposalForm::Part(_) | ProposalForm::Contract => {}
    }
    let fields = out.iter().map(|(field, _)| field.clone()).collect();
    let what = ProposalEvent::AnswersSaved { fields };
    tx.commit(Happened::one(Event::Proposal { proposal: reference, what })).await?;
    Ok(out)
}

/// Takes a proposal back into writing, until the end of its round; checks begin anew. Confirmations
/// stay: the parts they are for are unchanged.
pub async fn reopen(desk: &Desk, actor: &Actor, id: ApplicationId) -> Result<(), ActionError> {
    let mut file = lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::WriteProposal)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    file.takes(desk.now())?;
    let round = file.programme.stage_of(file.stored.proposal.round);
    let act = ProposalAct::Reopen { deadline: file.closes_at()?, round };
    file.stored.proposal.stage = step(desk.now(), by, &file.stored.proposal.stage, &act)?;
    let event = file.event(ProposalEvent::Reopened);
    let tx = file.tx.permit(permit);
    checks::clear(&tx, id).await?;
    proposal::save(&tx, &file.stored.proposal).await?;
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Takes a proposal back for good. What was committed for it after a release comes free, and is
/// offered to the next of the reserve list.
pub async fn withdraw(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
) -> Result<(), ActionError> {
    let mut file = lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::WriteProposal)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let before = file.stored.proposal.clone();
    file.stored.proposal.stage =
        step(desk.now(), by, &file.stored.proposal.stage, &ProposalAct::Withdraw)?;
    if file.stored.proposal.version != seen {
        return Err(Refusal::Stale.into());
    }
    let reference = file.stored.reference();
    let tx = file.tx.permit(permit);
    proposal::save(&tx, &file.stored.proposal).await?;
    let released = reserve::withdrawn(desk, &tx, &before).await?;
    let what = ProposalEvent::Withdrawn { from: before.stage.kind(), released };
    tx.commit(Happened::one(Event::Proposal { proposal: reference, what })).await?;
    reserve::settle(desk, before.call, before.round).await?;
    desk.bell.notify_one();
    Ok(())
}
