//! The release: letters, stages, commitments, counters and the public list, all in one
//! transaction. The one rule: it happens once a round, and only as it was shown. Before the last
//! round nothing is committed: what goes on is opened for the next.

use super::{
    ActionError, Desk, de_minimis, grant, onward, ranking,
    ranking_input::{self, Input, Which},
    result::{self, Draft},
    screening,
};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        evaluation::scenario::Stakes,
        event::{Event, Happened},
        ids::{CallId, PersonId},
        moment::Moment,
        money::Money,
        panel::PanelEvent,
        paper,
        proposal::{
            ProposalAct, ProposalStageKind,
            event::{Outcome, ProposalEvent},
            step,
        },
        refusal::{Refusal, ScoredRefusal},
        screening::{Occasion, Screened},
    },
    store::{
        StoreError, Tx, WriteTx, ledger, letter, proposal,
        ranking::{self as kept, Scenario},
        release::{self, Release},
        screening::Scope,
        sql::Conn,
    },
};

/// What a release would do now.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The signed ranking.
    pub scenario: Scenario,
    /// Every letter, funded ones first.
    pub drafts: Vec<Draft>,
    /// How many mails tell of a result: one a proposal and person.
    pub recipients: u32,
    /// What stands in the way, if anything.
    pub hindered: Option<Refusal>,
}

/// What a release would do now; refused while nothing is signed.
pub async fn preview(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    round: u32,
) -> Result<Preview, ActionError> {
    permit(actor, Act::SeeReports, &Subject::Office)?;
    let conn = desk.database.reads();
    if release::find(conn, call, round).await?.is_some() {
        return Err(ScoredRefusal::ReleasedAlready.into());
    }
    let input = ranking_input::load(conn, desk, call, round, Which::Admitted).await?;
    let scenario = signed(conn, &input).await?;
    let ready = match ranking::ready(conn, desk, &input, &scenario).await {
        Ok(()) => screened(conn, desk, &input, &scenario).await,
        refused => refused,
    };
    let hindered = match ready {
        Ok(()) => None,
        Err(ActionError::Refused(refusal)) => Some(refusal),
        Err(other) => return Err(other),
    };
    let recipients = release::recipients(conn, call, round, &input.ranked_types()).await?;
    let drafts = match &hindered {
        Some(_) => Vec::new(),
        None => letters(conn, &input, &scenario, desk.now()).await?,
    };
    Ok(Preview { scenario, drafts, recipients, hindered })
}

async fn signed(conn: &impl Conn, input: &Input) -> Result<Scenario, ActionError> {
    let found = kept::signed(conn, input.call.call.id, input.round).await?;
    found.ok_or_else(|| ScoredRefusal::NotSigned.into())
}

async fn letters(
    conn: &impl Conn,
    input: &Input,
    scenario: &Scenario,
    now: Moment,
) -> Result<Vec<Draft>, ActionError> {
    let said = release::comments(conn, input.call.call.id, input.round).await?;
    result::drafts(input, &scenario.drawn, &result::comments(said), now)
}

/// The partners of the funded proposals, with the reference of each. Nobody before the last round.
fn winners(input: &Input, scenario: &Scenario) -> Vec<(Screened, String)> {
    match input.stakes() {
        Stakes::GoingOn(_) => Vec::new(),
        Stakes::Money => scenario
            .drawn
            .line
            .winners()
            .filter_map(|row| input.candidate(row.id))
            .flat_map(|one| {
                one.parts.iter().map(move |part| (part, &one.stored.proposal.reference))
            })
            .map(|(part, reference)| (part.organisation_id.into(), reference.clone()))
            .collect(),
    }
}

/// Whether nobody who is funded waits for a check, is on a list of sanctions, or excluded.
async fn screened(
    conn: &impl Conn,
    desk: &Desk,
    input: &Input,
    scenario: &Scenario,
) -> Result<(), ActionError> {
    screening::gate(conn, desk, &winners(input, scenario), Occasion::Award).await
}

/// Compares all who would be funded with the list in use, before anything is told.
async fn screen(desk: &Desk, call: CallId, round: u32) -> Result<(), ActionError> {
    let conn = desk.database.reads();
    let Some(scenario) = kept::signed(conn, call, round).await? else { return Ok(()) };
    let input = ranking_input::load(conn, desk, call, round, Which::Admitted).await?;
    let parties: Vec<Screened> = winners(&input, &scenario).into_iter().map(|(id, _)| id).collect();
    screening::before(desk, Scope::These(&parties), Occasion::Award, None).await?;
    Ok(())
}

/// Releases a round. `shown` is the number of recipients the page showed; another one is refused,
/// so that nobody is told who was not looked at. Refused, too, while one who would be funded waits
/// for a check against the list of sanctions.
pub async fn release(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    round: u32,
    shown: u32,
) -> Result<u32, ActionError> {
    let permit = permit(actor, Act::Release, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    screen(desk, call, round).await?;
    let tx = desk.begin().await?;
    // Two at once: the second waits here, and then finds the first one's row.
    release::lock_proposals(&tx, call, round, ProposalStageKind::Admitted).await?;
    if release::find(tx.conn(), call, round).await?.is_some() {
        return Err(ScoredRefusal::ReleasedAlready.into());
    }
    let input = ranking_input::load(tx.conn(), desk, call, round, Which::Admitted).await?;
    let scenario = signed(tx.conn(), &input).await?;
    de_minimis::lock(&tx, &input.programme).await?;
    ranking::ready(tx.conn(), desk, &input, &scenario).await?;
    screened(tx.conn(), desk, &input, &scenario).await?;
    let now = release::recipients(tx.conn(), call, round, &input.ranked_types()).await?;
    if now != shown {
        return Err(ScoredRefusal::RecipientsDiffer { shown, now }.into());
    }
    let drafts = letters(tx.conn(), &input, &scenario, desk.now()).await?;
    let tx = tx.permit(permit);
    let digest = note(&tx, &input, &scenario, &drafts, (by, now)).await?;
    let what = PanelEvent::ResultsReleased { recipients: now, digest };
    let mut happened = Happened::one(Event::Panel { call, what });
    for event in decide(&tx, &input, &drafts, by).await? {
        happened = happened.and(event);
    }
    match input.stakes() {
        Stakes::Money => {
            commit_money(&tx, &input, &drafts).await?;
            for event in aid(&tx, &input, &drafts).await? {
                happened = happened.and(event);
            }
        }
        // Nothing is promised before the last round.
        Stakes::GoingOn(_) => {}
    }
    tx.commit(happened).await?;
    desk.bell.notify_one();
    Ok(now)
}

/// The release's own row. Its digest is over all letters, in order.
async fn note(
    tx: &WriteTx,
    input: &Input,
    scenario: &Scenario,
    drafts: &[Draft],
    (by, recipients): (PersonId, u32),
) -> Result<String, ActionError> {
    let all: Vec<String> = drafts.iter().map(|draft| draft.body.digest()).collect();
    let digest = paper::digest(&all.join("\n"));
    let row = Release {
        call_id: input.call.call.id,
        round: i64::from(input.round),
        scenario_id: scenario.id,
        recipients: i64::from(recipients),
        digest: digest.clone(),
        released_by: by,
        released_at: tx.now(),
    };
    match release::insert(tx, &row).await {
        Err(err @ StoreError::Constraint(_)) if err.is_constraint("releases") => {
            Err(ScoredRefusal::ReleasedAlready.into())
        }
        done => Ok(done.map(|()| digest)?),
    }
}

/// Letters and stages, with an event for each.
async fn decide(
    tx: &WriteTx,
    input: &Input,
    drafts: &[Draft],
    by: PersonId,
) -> Result<Vec<Event>, ActionError> {
    let until = result::reserve_until(input, tx.now())?;
    let mut events = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let Some(candidate) = input.candidate(draft.proposal) else { continue };
        let act = match draft.outcome {
            Outcome::GoesOn => ProposalAct::GoOn,
            Outcome::Award => ProposalAct::Award { amount: draft.amount },
            Outcome::Reserve => {
                let place = draft.reserve_place.unwrap_or_default();
                ProposalAct::PutOnReserve { place, until }
            }
            Outcome::BelowLine | Outcome::BelowThreshold | Outcome::Ineligible => {
                ProposalAct::Decline { outcome: draft.outcome }
            }
        };
        events.push(settle(tx, input, draft, &candidate.stored, (&act, by)).await?);
    }
    Ok(events)
}

/// One proposal: its letter and its stage.
pub(super) async fn settle(
    tx: &WriteTx,
    input: &Input,
    draft: &Draft,
    stored: &proposal::Stored,
    (act, by): (&ProposalAct, PersonId),
) -> Result<Event, ActionError> {
    let letter = result::letter(input, draft, tx.id(), tx.now());
    letter::insert(tx, &letter).await?;
    if *act == ProposalAct::GoOn {
        onward::go_on(tx, &input.programme, stored, by).await?;
    } else {
        let mut after = stored.proposal.clone();
        after.stage = step(tx.now(), by, &after.stage, act)?;
        proposal::save(tx, &after).await?;
    }
    let (outcome, amount) = (draft.outcome, draft.amount);
    let what = ProposalEvent::LetterReleased { letter: letter.id, outcome, amount };
    Ok(Event::Proposal { proposal: stored.reference(), what })
}

/// Keeps the de minimis aid of every winner; nothing where no money is national.
async fn aid(tx: &WriteTx, input: &Input, drafts: &[Draft]) -> Result<Vec<Event>, ActionError> {
    let awarded = drafts.iter().filter(|draft| draft.outcome == Outcome::Award);
    let winners: Vec<_> = awarded.map(|draft| draft.proposal).collect();
    let today = tx.now().day_in(input.programme.zone);
    de_minimis::record(tx, input, &winners, today).await
}

/// Reserves every winner's money and counts it, all accounts locked together.
async fn commit_money(tx: &WriteTx, input: &Input, drafts: &[Draft]) -> Result<(), ActionError> {
    let winners = drafts.iter().filter(|draft| draft.outcome == Outcome::Award);
    let mut batches = Vec::new();
    let mut needed = Money::ZERO;
    for draft in winners {
        let Some(candidate) = input.candidate(draft.proposal) else { continue };
        needed = needed.checked_add(draft.amount).unwrap_or(needed);
        batches.push(grant::batch(&input.programme, candidate, || tx.id())?);
    }
    ledger::make_all(tx, input.call.call.id, &batches)
        .await
        .map_err(|err| grant::no_room(err, &input.programme, needed))
}
