//! Opening a proposal: the row, the reader's tie to it, then the rest. The one rule: the permit is
//! asked on the row and the tie alone; what the rules say is worked out once a page.

use crate::{
    actions::weigh::{self, Weighed},
    domain::{
        access::{Act, Subject, permit},
        form::{Answers, Form},
        ids::{ApplicationId, OrganisationId},
        moment::Moment,
        proposal::{ProposalStageKind, Tie, round},
        refusal::Refusal,
        scored::{Round, ScoredProgramme, VoucherType},
    },
    http::{Ctx, Fail},
    queries::proposal::{self as read, Answer, Partner, ProposalForm, Stored, StoredCall, as_map},
    render::{Link, Shell},
};
use std::{collections::BTreeMap, sync::Arc};

/// A proposal that may be seen.
pub(super) struct Opened {
    /// The proposal.
    pub stored: Stored,
    /// Its call.
    pub call: StoredCall,
    /// The call's frozen programme.
    pub programme: Arc<ScoredProgramme>,
    /// Partners, facts, findings, caps.
    pub weighed: Weighed,
    tie: Tie,
}

/// The proposal, if `act` on it is allowed; else not there, or forbidden.
pub(super) async fn open(ctx: &Ctx, id: ApplicationId, act: Act) -> Result<Opened, Fail> {
    ctx.person()?;
    let desk = &ctx.state.desk;
    let stored = read::find(&desk.database, id).await?;
    let tie = read::tie(&desk.database, &ctx.actor, &stored).await?;
    permit(&ctx.actor, act, &stored.subject(tie))?;
    let call = read::call(&desk.database, stored.proposal.call).await?;
    let programme = desk.scored(&call)?;
    let weighed = weigh::weigh(desk.database.reads(), desk, &stored, &call, &programme).await?;
    Ok(Opened { stored, call, programme, weighed, tie })
}

impl Opened {
    /// Its id.
    pub(super) const fn id(&self) -> ApplicationId {
        self.stored.proposal.id
    }
    /// As the subject of an act of the reader.
    pub(super) const fn subject(&self) -> Subject {
        self.stored.subject(self.tie)
    }
    /// Where it stands.
    pub(super) const fn stage(&self) -> ProposalStageKind {
        self.stored.proposal.stage.kind()
    }
    /// The call takes it now, else why not.
    pub(super) fn takes(&self, now: Moment) -> Result<(), Refusal> {
        match self.programme.voucher_type(&self.stored.proposal.type_key) {
            Some(kind) => round::takes(&self.call.call, kind, &self.stored.proposal, now),
            None => self.call.call.takes(now),
        }
    }
    /// The date to hand it in by: the next cut-off, or the end of its round.
    pub(super) fn due_at(&self, now: Moment) -> Moment {
        let kind = self.programme.voucher_type(&self.stored.proposal.type_key);
        kind.map_or(self.call.call.deadline, |kind| {
            round::due_at(&self.call.call, kind, &self.stored.proposal, now)
        })
    }
    /// The form of the round it is in.
    pub(super) fn round_form(&self) -> ProposalForm {
        ProposalForm::Round(self.programme.stage_of(self.stored.proposal.round))
    }
    /// Its voucher type and round.
    pub(super) fn kind(&self) -> Result<(&VoucherType, &Round), Fail> {
        Ok(weigh::of(&self.programme, &self.stored)?)
    }
    /// The partner, if it is one.
    pub(super) fn partner(&self, id: OrganisationId) -> Result<&Partner, Fail> {
        let found = self.weighed.partners.iter().find(|one| one.organisation_id == id);
        found.ok_or_else(Fail::not_found)
    }
    /// The reader may do `own` (for the lead) or `other` (for a partner) to this part.
    pub(super) fn may_part(&self, ctx: &Ctx, id: OrganisationId, own: Act, other: Act) -> bool {
        if id == self.stored.proposal.lead {
            return ctx.may(own, &self.subject());
        }
        let mine = ctx.actor.role_in(id).is_some();
        let tie = Tie { part: Some(id), ..self.tie };
        mine && ctx.may(other, &self.stored.subject(tie))
    }
    /// The parts the reader may write.
    pub(super) fn my_parts<'f>(&'f self, ctx: &'f Ctx) -> impl Iterator<Item = &'f Partner> {
        self.weighed.partners.iter().filter(|one| {
            self.may_part(ctx, one.organisation_id, Act::WriteProposal, Act::WritePart)
        })
    }
    /// The frame of one of its pages, with the way back.
    pub(super) fn shell(&self, ctx: &Ctx, title: impl Into<String>) -> Shell {
        let p = &self.stored.proposal;
        ctx.shell(title)
            .back("My work", Link::Desk)
            .back(p.reference.clone(), Link::Proposal(p.id))
            .crumb(self.call.call.title.clone())
    }
    /// What people call it: its title, or its number while it has none.
    pub(super) fn name(&self) -> String {
        let p = &self.stored.proposal;
        if p.title.trim().is_empty() { p.reference.clone() } else { p.title.trim().to_owned() }
    }
}

/// The answers of one form, and the version of every field it has (0: never answered).
pub(super) struct Given {
    /// As typed.
    pub answers: Answers,
    /// By field.
    pub seen: BTreeMap<String, i64>,
    /// With who and when.
    pub rows: Vec<Answer>,
}

/// Reads the answers of one form.
pub(super) async fn given(
    ctx: &Ctx,
    file: &Opened,
    kind: ProposalForm,
    form: &Form,
) -> Result<Given, Fail> {
    let rows = read::answers(&ctx.state.desk.database, file.id(), kind).await?;
    let version = |key: &str| rows.iter().find(|row| row.field == key).map_or(0, |row| row.version);
    let seen = form.fields().map(|f| (f.key.clone(), version(&f.key))).collect();
    Ok(Given { answers: as_map(&rows), seen, rows })
}
