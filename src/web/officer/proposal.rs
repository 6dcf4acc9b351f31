//! A proposal as the office reads it: partners with their sizes and caps, what was handed in, what
//! was asked and answered, what an officer should know, and what can be done next. The one rule:
//! what the page says of the rules is worked out by the functions the verbs themselves use.

mod acts;
mod facts;
mod flags;
mod partners;
mod rounds;
mod size;

pub use facts::sample_next;
pub use rounds::RoundView;

use super::file::{ActForm, Refused, Seen};
use crate::{
    actions::{ActionError, assess_proposal, proposal_check},
    domain::{
        access::{Act, Subject},
        application::stage::Checks,
        ids::{ApplicationId, OrganisationId},
        moment::BRUSSELS,
        refusal::Refusal,
        scored::ScoredProgramme,
    },
    http::{Answer, Ctx, Fail, Id, Typed},
    queries::proposal_file::{self as query, Stored, Whole},
    render::{
        Link, Page, Shell, Tone,
        form::{FaultLink, ReadSection, fault_links, read_form},
        parts::{Chip, Fact, Happened, NextLine, StepItem, steps},
        words,
    },
    web::{
        attached::{pages, rows},
        grant::{FileRow, sample_files},
    },
};
use axum::{extract::Query, http::StatusCode};
use serde::Serialize;
use std::sync::Arc;

/// The page.
#[derive(Debug, Serialize)]
pub struct ProposalPage {
    shell: Shell,
    chip: Chip,
    steps: Vec<StepItem>,
    next: Option<NextLine>,
    refused: Option<String>,
    faults: Vec<FaultLink>,
    facts: Vec<Fact>,
    checks: facts::CheckSum,
    flags: Vec<flags::Flag>,
    acts: Vec<ActForm>,
    seen: Seen,
    ask: Option<String>,
    rounds: Vec<RoundView>,
    partners: Vec<partners::PartnerView>,
    answers: Vec<ReadSection>,
    files: Vec<FileRow>,
    pages: String,
    /// What was handed in for the round before.
    earlier: Option<String>,
    timeline: Vec<Happened>,
}

/// A proposal opened for reading, with what the rules say of it.
pub struct Opened {
    /// The proposal.
    pub stored: Stored,
    /// As the subject of an act.
    pub subject: Subject,
    /// What hangs on it.
    pub whole: Whole,
    /// The programme as it stands for the call.
    pub programme: Arc<ScoredProgramme>,
    /// Partners, answers, and what the rules say now.
    pub assessed: assess_proposal::Assessed,
}

impl Opened {
    /// Opens a proposal for whoever may see the office and this proposal.
    pub async fn load(ctx: &Ctx, id: ApplicationId) -> Result<Self, Fail> {
        ctx.need(Act::SeeOffice, &Subject::Office)?;
        let desk = &ctx.state.desk;
        let conn = desk.database.reads();
        let (stored, subject) = query::head(conn, &ctx.actor, id).await?;
        ctx.need(Act::SeeProposal, &subject)?;
        let whole = query::whole(conn, &stored).await?;
        let programme = desk.scored(&whole.call)?;
        let (call, rounds) = (&whole.call, &whole.rounds);
        let assessed =
            assess_proposal::handed_in(conn, desk, &stored, call, &programme, rounds).await?;
        Ok(Self { stored, subject, whole, programme, assessed })
    }
    /// Its id.
    pub const fn id(&self) -> ApplicationId {
        self.stored.proposal.id
    }
    /// The title, or the number while there is none.
    pub fn name(&self) -> &str {
        let p = &self.stored.proposal;
        if p.title.is_empty() { &p.reference } else { &p.title }
    }
    /// What a partner is called; empty for who is none.
    fn partner_name(&self, id: OrganisationId) -> String {
        let found = self.assessed.partners.iter().find(|one| one.organisation_id == id);
        found.map_or_else(String::new, |one| one.name.clone())
    }
    /// What stands in the way of admitting it.
    pub fn standing(&self) -> Checks {
        let lines = self.assessed.lines();
        proposal_check::standing(&lines, &self.whole.checks, &self.whole.rounds)
    }
    /// What a page had seen of it.
    pub fn seen(&self) -> Seen {
        Seen::of(self.stored.proposal.version.0, self.stored.proposal.stage.kind().code())
    }
    /// The frame of a page of this proposal.
    pub fn shell(&self, ctx: &Ctx, title: impl Into<String>) -> Shell {
        let call = &self.whole.call.call;
        ctx.shell(title)
            .back(&call.title, Link::Overview(call.id))
            .back("Proposals", Link::Proposals(call.id))
    }
}

/// Its rounds of clarification, the newest first.
pub fn rounds_of(o: &Opened) -> Vec<RoundView> {
    rounds::rounds(o)
}

/// `GET /office/proposals/{id}`.
pub async fn get(
    ctx: Ctx,
    Id(id): Id<ApplicationId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    ctx.need(Act::SeeOffice, &Subject::Office)?;
    let (stored, subject) = query::head(ctx.state.desk.database.reads(), &ctx.actor, id).await?;
    let round = Typed(asked).number::<u32>("round").and_then(|n| n.checked_sub(1));
    // What is written for the next round is nobody's but the consortium's; what it stands on is.
    let is_written = matches!(subject, Subject::Proposal { stage, .. } if stage.is_writing());
    let past = stored.proposal.round.checked_sub(1).filter(|_| is_written);
    if let Some(round) = round.or(past) {
        return super::proposal_past::page(&ctx, id, round).await;
    }
    let opened = Opened::load(&ctx, id).await?;
    let page = page(&ctx, &opened, &Refused::default()).await?;
    ctx.page(&page)
}

/// The page again, with a refusal and everything typed.
pub async fn again(ctx: &Ctx, id: ApplicationId, refused: Refused) -> Answer {
    let opened = Opened::load(ctx, id).await?;
    let status = match refused.missing {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::CONFLICT,
    };
    let page = page(ctx, &opened, &refused).await?;
    ctx.page_with(status, &page)
}

/// Turns an action's no into the page that can go on from it.
pub async fn refused(
    ctx: &Ctx,
    id: ApplicationId,
    typed: Typed,
    act: &str,
    err: ActionError,
) -> Answer {
    let ActionError::Refused(refusal) = err else { return Err(err.into()) };
    if refusal == Refusal::Stale {
        return super::proposal_stale::page(ctx, id, &typed, act).await;
    }
    let missing = (refusal == Refusal::ReasonMissing).then(|| format!("reason_{act}"));
    let says = Some(words::refusal(&refusal, BRUSSELS));
    again(ctx, id, Refused { says, typed, missing }).await
}

async fn page(ctx: &Ctx, o: &Opened, refused: &Refused) -> Result<ProposalPage, Fail> {
    let stage = o.stored.proposal.stage.kind();
    let chip = words::proposal_stage_staff(stage);
    let acts = acts::forms(ctx, o, refused);
    let faults = fault_links(acts.iter().flat_map(|act| &act.fields));
    let officer = ctx.may(Act::CheckProposal, &o.subject);
    let flags = if officer { flags::of(ctx, o).await? } else { Vec::new() };
    let round = o.programme.round(o.stored.proposal.round);
    let form = round.map(|round| &round.form);
    let (labels, at) = facts::steps(stage);
    Ok(ProposalPage {
        shell: o
            .shell(ctx, format!("{}: {}", o.name(), chip.label))
            .crumb(&o.stored.proposal.reference),
        chip,
        steps: steps(&labels, at),
        next: facts::next(ctx, o),
        refused: refused.says.clone(),
        faults,
        facts: facts::facts(o),
        checks: facts::checks(ctx, o),
        flags,
        acts,
        seen: o.seen(),
        ask: acts::may_ask(ctx, o).then(|| Link::ProposalAsk(o.id()).into()),
        rounds: rounds::rounds(o),
        partners: partners::partners(o),
        answers: form.map_or_else(Vec::new, |form| {
            read_form(form, &o.assessed.answers, &o.assessed.worked.whole, false)
        }),
        files: rows(&o.assessed.documents, round, &|id| o.partner_name(id)),
        pages: pages(&o.assessed.documents, round),
        earlier: earlier(o),
        timeline: facts::timeline(ctx, o),
    })
}

fn earlier(o: &Opened) -> Option<String> {
    let before = Some(o.stored.proposal.round).filter(|_| o.programme.is_staged());
    let before = before.filter(|round| *round > 0)?;
    Some(Link::ProposalFile(o.id()).with(&[("round", &before.to_string())]))
}

impl Page for ProposalPage {
    const TEMPLATE: &'static str = "pages/officer/proposal.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            shell: Shell::sample("A foil for fire-fighters' cloth: to check"),
            chip: Chip::new(Tone::Warn, "to check"),
            steps: steps(&["Handed in", "Evaluation"], Some(1)),
            next: Some(facts::sample_next()),
            refused: Some("This can't be done now.".to_owned()),
            faults: Vec::new(),
            facts: vec![Fact::new("Type", "Demonstration voucher")],
            checks: facts::CheckSum::sample(),
            flags: flags::Flag::samples(),
            acts: ActForm::samples(),
            seen: Seen::of(3, "submitted"),
            ask: Some("/office".to_owned()),
            rounds: RoundView::samples(),
            partners: partners::PartnerView::samples(),
            earlier: Some("/office".to_owned()),
            answers: vec![ReadSection { title: "Goals".into(), rows: vec![Fact::new("Why", "x")] }],
            files: sample_files(),
            pages: "2 pages count towards a limit of pages.".to_owned(),
            timeline: vec![Happened {
                at: super::parts::sample_now(),
                says: "The proposal was handed in".to_owned(),
                who: "Ana Sousa".to_owned(),
            }],
        };
        let bare = Self {
            next: None,
            refused: None,
            checks: facts::CheckSum::default(),
            flags: Vec::new(),
            acts: Vec::new(),
            ask: None,
            rounds: Vec::new(),
            partners: Vec::new(),
            answers: Vec::new(),
            files: Vec::new(),
            pages: String::new(),
            earlier: None,
            timeline: Vec::new(),
            shell: Shell::sample("A foil: withdrawn"),
            facts: Vec::new(),
            faults: Vec::new(),
            chip: Chip::new(Tone::Quiet, "withdrawn"),
            steps: steps(&["Handed in"], None),
            seen: Seen::of(1, "withdrawn"),
        };
        vec![full, bare]
    }
}
