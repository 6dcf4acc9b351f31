//! Opening a proposal as its evaluator. The one rule: the permit is asked before anything else is
//! read, and "not assigned", "in conflict" and "not there" are one answer.

use crate::{
    actions::evaluation::rules_for,
    domain::{
        access::{Act, Subject},
        evaluation::rules::EvaluationRules,
        ids::ApplicationId,
        proposal::Tie,
        scored::ScoredProgramme,
    },
    http::{Ctx, Fail},
    queries::{
        evaluation::{self as read, Stored},
        panel::{self, Call},
    },
    render::{Link, Shell},
};
use std::sync::Arc;

/// A proposal an evaluator may read.
pub(super) struct Opened {
    /// The proposal.
    pub stored: Stored,
    /// How the person stands to it.
    pub tie: Tie,
    /// Its call.
    pub call: Call,
    /// The call's frozen programme.
    pub programme: Arc<ScoredProgramme>,
    /// How it is judged.
    pub rules: EvaluationRules,
}

/// The proposal, if the person evaluates it.
pub(super) async fn open(ctx: &Ctx, id: ApplicationId) -> Result<Opened, Fail> {
    ctx.person()?;
    let desk = &ctx.state.desk;
    let conn = desk.database.reads();
    let stored = read::load_proposal(conn, id).await?;
    let tie = read::tie(conn, &ctx.actor, &stored).await?;
    let subject = stored.subject(tie);
    // Applicants and officers who see the proposal have no page here: for them it is not there.
    if !ctx.may(Act::Evaluate, &subject) {
        return Err(Fail::not_found());
    }
    let call = panel::call(conn, stored.proposal.call).await?;
    let programme = desk.scored(&call)?;
    let rules = rules_for(&programme, &stored)?;
    Ok(Opened { stored, tie, call, programme, rules })
}

impl Opened {
    pub(super) const fn id(&self) -> ApplicationId {
        self.stored.proposal.id
    }
    pub(super) const fn subject(&self) -> Subject {
        self.stored.subject(self.tie)
    }
    /// The frame, with the way back to the expert's list.
    pub(super) fn shell(&self, ctx: &Ctx, title: impl Into<String>) -> Shell {
        let p = &self.stored.proposal;
        ctx.shell(title)
            .back("My work", Link::Desk)
            .back(self.call.call.title.clone(), Link::Evaluation(p.call))
            .crumb(p.reference.clone())
    }
}
