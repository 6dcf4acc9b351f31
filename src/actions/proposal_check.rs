//! The office's checks of a proposal, before any expert sees it. The one rule: ineligible, informed
//! and reinstated are different things, and nothing is admitted while a check or a question to the
//! applicants is open.

use super::{
    ActionError, Desk,
    assess_proposal::{self, Assessed, CheckLine},
    conflict,
    decision::CheckAnswer,
};
use crate::{
    domain::{
        access::{Act, Actor, Permit, permit},
        application::{Version, stage::Checks},
        eligibility::Outcome,
        event::{Event, Happened},
        form::Answers,
        ids::{ApplicationId, ClarificationId, PersonId},
        moment::Moment,
        proposal::{ProposalAct, ProposalStageKind, event::ProposalEvent, step},
        refusal::{FieldRefusal, Refusal, ScoredRefusal},
        scored::ScoredProgramme,
    },
    store::{
        OpenTx, Tx, WriteTx,
        answers::{self, ProposalForm},
        call, checks,
        checks::Check,
        clarification::{self, Clarification},
        proposal,
    },
};
use std::sync::Arc;

/// A proposal opened for checking.
struct Opened {
    tx: OpenTx,
    stored: proposal::Stored,
    permit: Permit,
    by: PersonId,
}

impl Opened {
    fn event(&self, what: ProposalEvent) -> Event {
        Event::Proposal { proposal: self.stored.reference(), what }
    }
    /// The proposal as handed in, with what the rules say of it now.
    async fn assess(
        &self,
        desk: &Desk,
        rounds: &[Clarification],
    ) -> Result<(Assessed, Arc<ScoredProgramme>), ActionError> {
        let conn = self.tx.conn();
        let stored_call = call::load(conn, self.stored.proposal.call).await?;
        let programme = desk.scored(&stored_call)?;
        let assessed =
            assess_proposal::handed_in(conn, desk, &self.stored, &stored_call, &programme, rounds)
                .await?;
        Ok((assessed, programme))
    }
    /// All rounds of clarification, oldest first.
    async fn rounds(&self) -> Result<Vec<Clarification>, ActionError> {
        Ok(clarification::of_proposal(self.tx.conn(), self.stored.proposal.id).await?)
    }
}

async fn open(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
) -> Result<Opened, ActionError> {
    let tx = desk.begin().await?;
    let stored = proposal::lock(&tx, id).await?;
    let tie = proposal::tie(tx.conn(), actor, &stored).await?;
    let permit = permit(actor, Act::CheckProposal, &stored.subject(tie))?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    if stored.proposal.version != seen {
        return Err(Refusal::Stale.into());
    }
    Ok(Opened { tx, stored, permit, by })
}

/// Checks and questions belong to a proposal that was handed in and not decided on.
fn in_checking(stored: &proposal::Stored) -> Result<(), Refusal> {
    let stage = stored.proposal.stage.kind();
    if stage == ProposalStageKind::Submitted {
        return Ok(());
    }
    Err(ScoredRefusal::WrongProposalStage { stage }.into())
}

/// The line of the check-list was answered before the applicants clarified, and the rules now say
/// something else: it must be looked at again.
pub fn outdated(line: &CheckLine, check: &Check, rounds: &[Clarification]) -> bool {
    let clarified = rounds.iter().filter_map(|round| round.answered_at).max();
    clarified.is_some_and(|at| check.at < at) && !line.finding.outcome.agrees(check.holds)
}

/// What still stands in the way of admitting, by the lines' names.
pub fn standing(lines: &[CheckLine], answered: &[Check], rounds: &[Clarification]) -> Checks {
    let mut list = Checks::default();
    for line in lines {
        match answered.iter().find(|check| check.key == line.key) {
            None => list.open.push(line.label()),
            Some(check) if outdated(line, check, rounds) => list.open.push(line.label()),
            Some(check) if !check.holds => list.failed.push(line.label()),
            Some(_holds) => {}
        }
    }
    list
}

/// Answers checks; several at once. A note is needed where the officer differs from what the rule
/// found, and where the rule could not tell.
pub async fn answer_checks(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
    given: &[CheckAnswer],
) -> Result<(), ActionError> {
    let opened = open(desk, actor, id, seen).await?;
    in_checking(&opened.stored)?;
    let (assessed, _) = opened.assess(desk, &opened.rounds().await?).await?;
    let lines = assessed.lines();
    let mut keep = Vec::new();
    for answer in given {
        let Some(line) = lines.iter().find(|line| line.key == answer.key) else { continue };
        if !line.finding.outcome.agrees(answer.holds) && answer.note.trim().is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
        keep.push(answer.clone());
    }
    put(opened, keep).await
}

/// Answers every check whose rule holds and that nobody has answered; how many.
pub async fn confirm_kept(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
) -> Result<usize, ActionError> {
    let opened = open(desk, actor, id, seen).await?;
    in_checking(&opened.stored)?;
    let (assessed, _) = opened.assess(desk, &opened.rounds().await?).await?;
    let answered = checks::load(opened.tx.conn(), id).await?;
    let keep: Vec<CheckAnswer> = assessed
        .lines()
        .into_iter()
        .filter(|line| line.finding.outcome == Outcome::Holds)
        .filter(|line| !answered.iter().any(|check| check.key == line.key))
        .map(|line| CheckAnswer { key: line.key, holds: true, note: String::new() })
        .collect();
    let many = keep.len();
    put(opened, keep).await?;
    Ok(many)
}

async fn put(opened: Opened, keep: Vec<CheckAnswer>) -> Result<(), ActionError> {
    let events = keep.iter().map(|answer| {
        let (key, holds) = (answer.key.clone(), answer.holds);
        opened.event(ProposalEvent::CheckAnswered { key, holds })
    });
    let mut events = events.collect::<Vec<_>>().into_iter();
    let Some(first) = events.next() else { return Err(Refusal::AlreadyDone.into()) };
    let happened = events.fold(Happened::one(first), Happened::and);
    let Opened { tx, stored, permit, by } = opened;
    let tx = tx.permit(permit);
    for answer in &keep {
        let id = stored.proposal.id;
        checks::put(&tx, id, &answer.key, answer.holds, answer.note.trim(), by).await?;
    }
    tx.commit(happened).await?;
    Ok(())
}

/// What an officer asks the applicants.
#[derive(Debug, Clone)]
pub struct Question {
    /// In the officer's words.
    pub text: String,
    /// Keys of the fields of the round's form that open for the answer.
    pub fields: Vec<String>,
    /// Until when.
    pub due_at: Moment,
}

/// Asks for clarification: the named fields open for the lead until the due time; how they stand
/// now is kept beside. One question at a time.
pub async fn ask(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
    question: &Question,
) -> Result<ClarificationId, ActionError> {
    let opened = open(desk, actor, id, seen).await?;
    in_checking(&opened.stored)?;
    let rounds = nothing_asked(desk, &opened).await?;
    let (assessed, programme) = opened.assess(desk, &rounds.all).await?;
    let text = question.text.trim();
    if text.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let refused = |field: &str, why| Refusal::FieldRefused { field: field.to_owned(), why };
    let form = programme.round(opened.stored.proposal.round).map(|round| &round.form);
    let known = |key: &String| form.is_some_and(|form| form.field(key).is_some());
    if question.fields.is_empty() || !question.fields.iter().all(known) {
        return Err(refused("fields", FieldRefusal::NotAChoice).into());
    }
    if question.due_at <= desk.now() {
        return Err(refused("due", FieldRefusal::NotADate).into());
    }
    let before: Answers = question
        .fields
        .iter()
        .map(|key| (key.clone(), assessed.answers.get(key).cloned().unwrap_or_default()))
        .collect();
    let round: ClarificationId = desk.chance.id(desk.now());
    let event = opened.event(ProposalEvent::ClarificationAsked {
        clarification: round,
        fields: question.fields.clone(),
        due_at: question.due_at,
    });
    let happened = after(&opened, rounds.over.as_ref(), event);
    let Opened { tx, permit, by, stored } = opened;
    let tx = tx.permit(permit);
    close(desk, &tx, &stored, rounds.over.as_ref()).await?;
    let asked = clarification::Asked {
        id: round,
        proposal: id,
        question: text,
        fields: &question.fields,
        before: &before,
        due_at: question.due_at,
    };
    clarification::ask(&tx, &asked, by).await?;
    tx.commit(happened).await?;
    desk.bell.notify_one();
    Ok(round)
}

/// The rounds so far, none of which waits any more.
struct Rounds {
    all: Vec<Clarification>,
    /// One whose time is over and which the clock has not closed yet.
    over: Option<Clarification>,
}

async fn nothing_asked(desk: &Desk, opened: &Opened) -> Result<Rounds, ActionError> {
    let all = opened.rounds().await?;
    let over = all.iter().find(|round| round.is_open()).cloned();
    if over.as_ref().is_some_and(|round| desk.now() <= round.due_at) {
        return Err(Refusal::from(ScoredRefusal::ClarificationOpen).into());
    }
    Ok(Rounds { all, over })
}

/// Finds a proposal not admissible or not eligible, and tells its organisations why.
pub async fn find_ineligible(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
    reason: &str,
) -> Result<(), ActionError> {
    let opened = open(desk, actor, id, seen).await?;
    let over = nothing_asked(desk, &opened).await?.over;
    let reason = reason.trim().to_owned();
    let act = ProposalAct::FindIneligible { reason: reason.clone() };
    decide(desk, opened, over.as_ref(), &act, ProposalEvent::FoundIneligible { reason }).await
}

/// Takes a finding of ineligibility back; the proposal waits for its checks again.
pub async fn reinstate(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
) -> Result<(), ActionError> {
    let opened = open(desk, actor, id, seen).await?;
    decide(desk, opened, None, &ProposalAct::Reinstate, ProposalEvent::Reinstated).await
}

/// Admits a proposal to evaluation: every check clear, no question open.
pub async fn admit(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
) -> Result<(), ActionError> {
    let opened = open(desk, actor, id, seen).await?;
    let rounds = nothing_asked(desk, &opened).await?;
    let (assessed, _) = opened.assess(desk, &rounds.all).await?;
    let answered = checks::load(opened.tx.conn(), id).await?;
    let list = standing(&assessed.lines(), &answered, &rounds.all);
    let act = ProposalAct::Admit { checks: list };
    decide(desk, opened, rounds.over.as_ref(), &act, ProposalEvent::Admitted).await
}

async fn decide(
    desk: &Desk,
    opened: Opened,
    over: Option<&Clarification>,
    act: &ProposalAct,
    what: ProposalEvent,
) -> Result<(), ActionError> {
    let happened = after(&opened, over, opened.event(what));
    let Opened { tx, mut stored, permit, by } = opened;
    stored.proposal.stage = step(desk.now(), by, &stored.proposal.stage, act)?;
    let tx = tx.permit(permit);
    close(desk, &tx, &stored, over).await?;
    proposal::save(&tx, &stored.proposal).await?;
    let mut happened = happened;
    if stored.proposal.stage.kind() == ProposalStageKind::Admitted {
        // From now on experts may be given it.
        let more = conflict::of_proposal(&tx, stored.proposal.call, stored.proposal.id).await?;
        happened = more.into_iter().fold(happened, Happened::and);
    }
    tx.commit(happened).await?;
    desk.bell.notify_one();
    Ok(())
}

/// What happened, after a round whose time was over was closed.
fn after(opened: &Opened, over: Option<&Clarification>, event: Event) -> Happened {
    match over {
        Some(round) => {
            let what = ProposalEvent::ClarificationLapsed { clarification: round.id };
            Happened::one(opened.event(what)).and(event)
        }
        None => Happened::one(event),
    }
}

async fn close(
    desk: &Desk,
    tx: &WriteTx,
    stored: &proposal::Stored,
    over: Option<&Clarification>,
) -> Result<(), ActionError> {
    match over {
        Some(round) => lapse(desk, tx, stored, round).await,
        None => Ok(()),
    }
}

/// Closes a round nobody answered in time. What was typed and not sent goes to the history, and
/// the fields stand again as they were handed in.
pub(super) async fn lapse(
    desk: &Desk,
    tx: &WriteTx,
    stored: &proposal::Stored,
    round: &Clarification,
) -> Result<(), ActionError> {
    clarification::lapse(tx, round.id).await?;
    let p = &stored.proposal;
    let programme = desk.scored(&call::load(tx.conn(), p.call).await?)?;
    let (id, form) = (p.id, ProposalForm::Round(programme.stage_of(p.round)));
    let now = answers::load(tx.conn(), id, form).await?;
    for (field, before) in &round.before {
        let there = now.iter().find(|answer| answer.field == *field);
        let seen = there.map_or(0, |answer| answer.version);
        answers::save(tx, id, form, field, before, seen, round.asked_by).await?;
    }
    // The title has a column, too.
    super::proposal::note(tx, &programme, stored).await
}
