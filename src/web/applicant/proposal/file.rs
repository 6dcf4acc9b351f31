//! Opening a proposal: the row, the reader's tie to it, then the rest. The one rule: the permit is
//! asked on the row and the tie alone; these pages are the consortium's and the office's, and while
//! a question waits for its answer the office finds what was handed in.

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
    queries::proposal::{
        self as read, Answer, Document, Partner, ProposalForm, Stored, StoredCall, as_map,
    },
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

/// The proposal, if `act` on it is allowed; else not there, or forbidden. An evaluator reads it on
/// pages of their own, so to them it is not there; nor are its figures.
pub(super) async fn open(ctx: &Ctx, id: ApplicationId, act: Act) -> Result<Opened, Fail> {
    ctx.person()?;
    let desk = &ctx.state.desk;
    let stored = read::find(&desk.database, id).await?;
    let tie = read::tie(&desk.database, &ctx.actor, &stored).await?;
    permit(&ctx.actor, act, &stored.subject(tie))?;
    let is_inside = is_inside(ctx, &stored, tie);
    if !is_inside && !tie.signs_for_project && !ctx.actor.reads_all() {
        return Err(Fail::not_found());
    }
    let call = read::call(&desk.database, stored.proposal.call).await?;
    let programme = desk.scored(&call)?;
    let conn = desk.database.reads();
    let weighed = if is_inside {
        weigh::weigh(conn, desk, &stored, &call, &programme).await?
    } else {
        let rounds = read::clarifications(&desk.database, id).await?;
        weigh::handed_in(conn, desk, &stored, (&call, &programme), &rounds).await?
    };
    Ok(Opened { stored, call, programme, weighed, tie })
}

fn is_inside(ctx: &Ctx, stored: &Stored, tie: Tie) -> bool {
    ctx.actor.role_in(stored.proposal.lead).is_some() || tie.part.is_some()
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
    /// The reader belongs to an organisation of the proposal.
    pub(super) fn is_inside(&self, ctx: &Ctx) -> bool {
        is_inside(ctx, &self.stored, self.tie)
    }
    /// The reader may see the figures of this organisation's enterprise: it does itself, the lead
    /// that answers for the whole does, and so does the office; no other partner.
    pub(super) fn shows_figures(&self, ctx: &Ctx, of: OrganisationId) -> bool {
        let mine = |id| ctx.actor.role_in(id).is_some();
        mine(of) || mine(self.stored.proposal.lead) || ctx.actor.reads_all()
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
    /// Its documents of this round, as far as the reader may read them.
    pub(super) fn documents_for<'f>(&'f self, ctx: &'f Ctx) -> impl Iterator<Item = &'f Document> {
        let reads =
            |one: &&Document| one.organisation_id.is_none_or(|id| self.shows_figures(ctx, id));
        self.weighed.documents.iter().filter(reads)
    }
    /// What a partner is called; empty for who is none.
    pub(super) fn partner_name(&self, id: OrganisationId) -> String {
        self.partner(id).map_or_else(|_none| String::new(), |one| one.name.clone())
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
