//! Reviews of the procedure: decided by an officer, with a reason. The one rule: a review looks at
//! the procedure and at facts, never at the experts' judgement; while one is open, what it is
//! about stands still (domain facts 3, Redress).

use super::{
    ActionError, Desk, onward,
    ranking::draw_from,
    ranking_input::{self, Which},
    reserve,
    reserve_list::{self, List},
};
use crate::{
    domain::{
        access::{Act, Actor, Permit, Subject, permit},
        evaluation::{
            line,
            reserve::{ReserveStep, Upheld, Waiting},
            scenario::{Drawn, Stakes},
        },
        event::{Event, Happened},
        ids::{ApplicationId, PersonId, RedressId},
        proposal::{Proposal, ProposalAct, ProposalStageKind, event::ProposalEvent, step},
        refusal::{Refusal, ScoredRefusal},
    },
    store::{
        OpenTx, Tx, WriteTx, proposal,
        redress::{self, Redress},
    },
};

/// What an officer decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The procedure was followed.
    Reject,
    /// It was not, but the fault could not have changed the outcome.
    UpholdUnchanged,
    /// It was not, and the proposal is evaluated anew.
    UpholdAnew,
}

impl Decision {
    /// All decisions.
    pub const ALL: [Self; 3] = [Self::Reject, Self::UpholdUnchanged, Self::UpholdAnew];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reject => "reject",
            Self::UpholdUnchanged => "uphold",
            Self::UpholdAnew => "anew",
        }
    }
    /// The decision with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Freezes the reserve list of the round whose letter is contested, for a request that was just
/// made; called by the asking verb in its own transaction. One that has its money already stops
/// nobody.
pub async fn journal_opened(
    desk: &Desk,
    tx: &WriteTx,
    about: &Proposal,
    round: u32,
) -> Result<(), ActionError> {
    let Some(mut list) = reserve_list::locked(tx, desk, about.call, round).await? else {
        return Ok(());
    };
    let is_suspensive = about.stage.kind() != ProposalStageKind::Awarded;
    list.add(tx, ReserveStep::AppealOpened { id: about.id, is_suspensive }).await
}

/// A request opened for a decision.
struct Opened {
    tx: OpenTx,
    permit: Permit,
    by: PersonId,
    request: Redress,
    stored: proposal::Stored,
    list: Option<List>,
}

async fn open(desk: &Desk, actor: &Actor, id: RedressId, seen: i64) -> Result<Opened, ActionError> {
    // An office act: the reserve list and other proposals may move with it.
    let permit = permit(actor, Act::DecideRedress, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let tx = desk.begin().await?;
    let about = redress::load(tx.conn(), id).await?.proposal_id;
    let stored = proposal::lock(&tx, about).await?;
    let request = redress::load(tx.conn(), id).await?;
    if request.version != seen {
        return Err(Refusal::Stale.into());
    }
    let round = u32::try_from(request.round).unwrap_or_default();
    let list = reserve_list::locked(&tx, desk, request.call_id, round).await?;
    Ok(Opened { tx, permit, by, request, stored, list })
}

fn reason_of(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() { Err(Refusal::ReasonMissing) } else { Ok(reason.to_owned()) }
}

/// Decides a request, with the reason the applicants are told.
pub async fn decide(
    desk: &Desk,
    actor: &Actor,
    id: RedressId,
    seen: i64,
    decision: Decision,
    reason: &str,
) -> Result<(), ActionError> {
    let reason = reason_of(reason)?;
    let Opened { tx, permit, by, request, stored, list } = open(desk, actor, id, seen).await?;
    if request.state != "open" {
        return Err(Refusal::AlreadyDone.into());
    }
    let about = stored.proposal.id;
    let tx = tx.permit(permit);
    let upheld = decision != Decision::Reject;
    redress::decide(&tx, &request, upheld, &reason, by).await?;
    let ends = match decision {
        Decision::Reject => Some(ReserveStep::AppealRejected { id: about }),
        Decision::UpholdUnchanged => {
            Some(ReserveStep::AppealUpheld { id: about, result: Upheld::Unchanged })
        }
        // The list stands still until the new marks are there: `place_anew` ends it.
        Decision::UpholdAnew => {
            let round = u32::try_from(request.round).unwrap_or_default();
            redress::reopen_consensus(&tx, about, round).await?;
            None
        }
    };
    if let (Some(step), Some(mut list)) = (ends, list)
        && list.state.appeals.iter().any(|appeal| appeal.id == about)
    {
        list.add(&tx, step).await?;
    }
    let what = ProposalEvent::RedressDecided { redress: id, upheld, reason };
    tx.commit(Happened::one(Event::Proposal { proposal: stored.reference(), what })).await?;
    desk.bell.notify_one();
    let round = u32::try_from(request.round).unwrap_or_default();
    reserve::settle(desk, request.call_id, round).await?;
    Ok(())
}

/// Where a proposal that was evaluated anew would have stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anew {
    /// It would have been funded: it is the first on the reserve list.
    First,
    /// It would have waited: its place on the list by its new rank.
    Waits,
    /// It would have gone on: it is opened for the next round.
    GoesOn,
    /// Nothing changes.
    Unchanged,
}

/// Places a proposal that was evaluated anew: the round is ranked again with its new marks and the
/// settings that were signed. Money that was given stays given; one that would have been funded is
/// offered the next money.
pub async fn place_anew(
    desk: &Desk,
    actor: &Actor,
    id: RedressId,
    seen: i64,
    reason: &str,
) -> Result<Anew, ActionError> {
    let reason = reason_of(reason)?;
    let Opened { tx, permit, by, request, stored, list } = open(desk, actor, id, seen).await?;
    let about = stored.proposal.id;
    let open = list.filter(|list| list.state.appeals.iter().any(|appeal| appeal.id == about));
    let (Some(mut list), "upheld") = (open, request.state.as_str()) else {
        return Err(Refusal::AlreadyDone.into());
    };
    let round = u32::try_from(request.round).unwrap_or_default();
    let (call, which) = (request.call_id, Which::Released);
    let mut input = ranking_input::load(tx.conn(), desk, call, round, which).await?;
    let decided: Vec<ApplicationId> =
        list.scenario.drawn.line.rows.iter().map(|row| row.id).collect();
    input.entries.retain(|entry| decided.contains(&entry.id));
    // Without the marks of all, the places between them would be guessed.
    let missing = decided.len().saturating_sub(input.entries.len());
    if missing > 0 {
        let missing = u32::try_from(missing).unwrap_or(u32::MAX);
        return Err(ScoredRefusal::MarksMissing { missing }.into());
    }
    for entry in &mut input.entries {
        // What was asked for then; what went on may ask for another sum by now.
        let then = list.scenario.drawn.line.rows.iter().find(|row| row.id == entry.id);
        entry.requested = then.map_or(entry.requested, |row| row.requested);
    }
    let drawn = draw_from(&input, &list.scenario.settings)??;
    let (anew, result) = match input.stakes() {
        Stakes::Money => anew(&drawn, &list, &stored),
        // No list waits there: it goes on, or nothing changes.
        Stakes::GoingOn(_) => (goes_on(&drawn, about), Upheld::Unchanged),
    };
    let tx = tx.permit(permit);
    list.add(&tx, ReserveStep::AppealUpheld { id: about, result }).await?;
    let stage = stored.proposal.stage.kind();
    if anew == Anew::GoesOn && stage == ProposalStageKind::Declined {
        onward::still_open(desk, &input.call, round)?;
        onward::go_on(&tx, &input.programme, &stored, by).await?;
    } else if anew != Anew::Unchanged && stage == ProposalStageKind::Declined {
        let waiting = list.state.waiting.iter().position(|one| one.id == about);
        let place = waiting.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(1);
        let act = ProposalAct::PutOnReserve { place, until: list.state.expires_at };
        let mut after = stored.proposal.clone();
        after.stage = step(tx.now(), by, &after.stage, &act)?;
        proposal::save(&tx, &after).await?;
    }
    let what = ProposalEvent::RedressDecided { redress: id, upheld: true, reason };
    tx.commit(Happened::one(Event::Proposal { proposal: stored.reference(), what })).await?;
    desk.bell.notify_one();
    reserve::settle(desk, call, round).await?;
    Ok(anew)
}

/// What the new ranking means before the last round.
fn goes_on(drawn: &Drawn, about: ApplicationId) -> Anew {
    let wins = drawn.line.winners().any(|row| row.id == about);
    if wins { Anew::GoesOn } else { Anew::Unchanged }
}

/// What the new ranking means for the list.
fn anew(drawn: &Drawn, list: &List, stored: &proposal::Stored) -> (Anew, Upheld<ApplicationId>) {
    let about = stored.proposal.id;
    let has_money = list.state.granted.iter().any(|one| one.id == about)
        || list.state.offers.iter().any(|one| one.to.id == about);
    let at = drawn.line.rows.iter().position(|row| row.id == about);
    let row = at.and_then(|at| drawn.line.rows.get(at));
    let (Some(row), Some(at), false) = (row, at, has_money) else {
        return (Anew::Unchanged, Upheld::Unchanged);
    };
    let entry = Waiting {
        id: about,
        reference: row.reference.clone(),
        requested: row.requested,
        lines: row.lines.clone(),
    };
    let others = || list.state.waiting.iter().filter(|one| one.id != about);
    match &row.outcome {
        line::Outcome::Funded { .. } => {
            let before = others().next().map(|one| one.id);
            (Anew::First, Upheld::Waits { entry, before })
        }
        line::Outcome::Reserve { .. } => {
            let rank = |id: ApplicationId| drawn.line.rows.iter().position(|r| r.id == id);
            let behind = others().find(|one| rank(one.id).is_none_or(|other| other > at));
            (Anew::Waits, Upheld::Waits { entry, before: behind.map(|one| one.id) })
        }
        line::Outcome::BelowLine | line::Outcome::BelowThreshold => {
            (Anew::Unchanged, Upheld::Unchanged)
        }
    }
}
