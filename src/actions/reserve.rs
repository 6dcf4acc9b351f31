//! The reserve list after a release: money that comes free is offered to the next. The one rule:
//! the journal is the list; each verb adds the step that happened, and what the journal does not
//! allow is refused. Locks: proposals first, then the release, then accounts.

use super::{
    ActionError, Desk, de_minimis, grant, grant_end,
    ranking_input::{self, Which},
    reserve_list::{List, held, list, locked},
    screening,
};
use crate::{
    domain::{
        access::{Act, Actor, Permit, Subject, permit},
        evaluation::{
            line::LineName,
            reserve::{Next, ReserveStep},
        },
        event::{Event, Happened},
        ids::{ApplicationId, CallId, PersonId},
        ledger::movement,
        moment::Moment,
        money::Money,
        panel::PanelEvent,
        proposal::{
            Proposal, ProposalAct, ProposalStage, ProposalStageKind,
            event::{Outcome, ProposalEvent},
            step,
        },
        refusal::{Refusal, ScoredRefusal},
        screening::{Occasion, Screened},
    },
    store::{OpenTx, StoreError, Tx, WriteTx, ledger, partner, proposal, ranking, release},
};

/// The list as it stands; for pages of the office.
pub async fn standing(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    round: u32,
) -> Result<List, ActionError> {
    permit(actor, Act::SeeReports, &Subject::Office)?;
    let conn = desk.database.reads();
    let release = release::find(conn, call, round).await?.ok_or(ActionError::Unseen)?;
    list(conn, desk, release).await
}

/// What a withdrawal gives back: the ledger's reservations, and the place on the list. Called by
/// the withdrawing verb in its own transaction; nothing happens before a release.
pub async fn withdrawn(desk: &Desk, tx: &WriteTx, before: &Proposal) -> Result<Money, ActionError> {
    grant_end::withdrawn(desk, tx, before.id).await?;
    let list = locked(tx, desk, before.call, before.round).await?;
    let reserved = ledger::reservations(tx.conn(), before.id).await?;
    let money = reserved
        .iter()
        .filter(|one| one.debit == crate::domain::ledger::chart::AccountName::Budget);
    let released = Money::sum(money.map(|one| Money::from_cents(one.amount.get())));
    let movements = movement::release(&reserved, || tx.id());
    ledger::make(tx, before.call, &movements, Some(before.id), "withdrawn").await?;
    if let Some(mut list) = list
        && list.knows(before.id)
    {
        list.add(tx, ReserveStep::Withdrawn { id: before.id }).await?;
    }
    Ok(released.unwrap_or_default())
}

fn system() -> Result<Permit, ActionError> {
    Ok(permit(&Actor::system("reserve list"), Act::RunSchedule, &Subject::Office)?)
}

/// Nobody: what the clock does is done by no person.
const NOBODY: PersonId = PersonId(uuid::Uuid::nil());

/// Brings a list up to date: offers that ran out lapse, an ended list closes, and free money is
/// offered to the next. How many things happened; nothing the second time.
pub async fn settle(desk: &Desk, call: CallId, round: u32) -> Result<usize, ActionError> {
    let tx = desk.begin().await?;
    release::lock_proposals(&tx, call, round, ProposalStageKind::Reserve).await?;
    let Some(list) = locked(&tx, desk, call, round).await? else { return Ok(0) };
    let waiting = proposal::of_call(tx.conn(), call, round, ProposalStageKind::Reserve).await?;
    let tx = tx.permit(system()?);
    let mut turn = Turn { list, waiting, events: Vec::new() };
    turn.lapse(&tx).await?;
    turn.offer(desk, &tx).await?;
    turn.end(&tx).await?;
    let many = turn.events.len();
    let mut events = turn.events.into_iter();
    let Some(first) = events.next() else { return Ok(0) };
    tx.commit(events.fold(Happened::one(first), Happened::and)).await?;
    desk.bell.notify_one();
    Ok(many)
}

/// One run over a list.
struct Turn {
    list: List,
    waiting: Vec<proposal::Stored>,
    events: Vec<Event>,
}

impl Turn {
    async fn change(
        &mut self,
        tx: &WriteTx,
        id: ApplicationId,
        act: &ProposalAct,
        what: ProposalEvent,
    ) -> Result<(), ActionError> {
        let Some(stored) = self.waiting.iter_mut().find(|one| one.proposal.id == id) else {
            return Ok(());
        };
        let mut after = stored.proposal.clone();
        after.stage = step(tx.now(), NOBODY, &after.stage, act)?;
        proposal::save(tx, &after).await?;
        after.version.0 += 1;
        stored.proposal = after;
        self.events.push(Event::Proposal { proposal: stored.reference(), what });
        Ok(())
    }
    /// Offers nobody took up in time.
    async fn lapse(&mut self, tx: &WriteTx) -> Result<(), ActionError> {
        let over = |at: Moment| tx.now() >= self.list.offer_until(at);
        let late: Vec<ApplicationId> =
            self.list.state.offers.iter().filter(|o| over(o.at)).map(|o| o.to.id).collect();
        for id in late {
            self.list.add(tx, ReserveStep::OfferLapsed { id }).await?;
            let act = ProposalAct::Decline { outcome: Outcome::BelowLine };
            self.change(tx, id, &act, ProposalEvent::OfferDeclined).await?;
        }
        Ok(())
    }
    /// Whether the next may have an offer: nothing is offered past one who waits for a check
    /// against the list of sanctions.
    async fn is_clear(
        &mut self,
        desk: &Desk,
        tx: &WriteTx,
        id: ApplicationId,
    ) -> Result<bool, ActionError> {
        let partners = partner::list(tx.conn(), id).await?;
        let parties: Vec<Screened> =
            partners.iter().map(|one| one.organisation_id.into()).collect();
        let award = Occasion::Award;
        let (clear, looked) = screening::passes(tx.conn(), desk, &parties, award).await?;
        if clear || looked.iter().any(screening::Looked::has_moved) {
            self.events.extend(screening::record(tx, looked, award, Some(id)).await?);
        }
        Ok(clear)
    }
    /// Offers to the next, as long as money is there.
    async fn offer(&mut self, desk: &Desk, tx: &WriteTx) -> Result<(), ActionError> {
        while let Next::Offer { id, amount, .. } = self.list.state.next(tx.now()) {
            if !self.waiting.iter().any(|one| one.proposal.id == id) {
                // Left its stage by another way: the list follows.
                self.list.add(tx, ReserveStep::Withdrawn { id }).await?;
                continue;
            }
            if !self.is_clear(desk, tx, id).await? {
                break;
            }
            self.list.add(tx, ReserveStep::Offered { id }).await?;
            let act = ProposalAct::MakeOffer { amount };
            self.change(tx, id, &act, ProposalEvent::OfferMade { amount }).await?;
        }
        Ok(())
    }
    /// After the list's last day all who still wait are told so.
    async fn end(&mut self, tx: &WriteTx) -> Result<(), ActionError> {
        if !matches!(self.list.state.next(tx.now()), Next::Ended) {
            return Ok(());
        }
        let left: Vec<ApplicationId> = self.list.state.waiting.iter().map(|one| one.id).collect();
        for id in left {
            let act = ProposalAct::Decline { outcome: Outcome::BelowLine };
            self.change(tx, id, &act, ProposalEvent::ReserveEnded).await?;
            self.list.add(tx, ReserveStep::Withdrawn { id }).await?;
        }
        Ok(())
    }
}

/// An offered proposal opened by its lead.
struct Opened {
    tx: OpenTx,
    stored: proposal::Stored,
    permit: Permit,
    by: PersonId,
    list: List,
    amount: Money,
}

async fn open_offer(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: i64,
) -> Result<Opened, ActionError> {
    let tx = desk.begin().await?;
    let stored = proposal::lock(&tx, id).await?;
    let tie = proposal::tie(tx.conn(), actor, &stored).await?;
    let permit = permit(actor, Act::AskRedress, &stored.subject(tie))?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let p = &stored.proposal;
    if p.version.0 != seen {
        return Err(Refusal::Stale.into());
    }
    let ProposalStage::Reserve { offer: Some(offer), .. } = &p.stage else {
        return Err(ScoredRefusal::WrongProposalStage { stage: p.stage.kind() }.into());
    };
    let amount = offer.amount;
    let list = locked(&tx, desk, p.call, p.round).await?.ok_or(ActionError::Unseen)?;
    let until = list.offer_until(offer.at);
    if desk.now() >= until {
        return Err(Refusal::DeadlinePassed { deadline: until }.into());
    }
    Ok(Opened { tx, stored, permit, by, list, amount })
}

/// Takes an offer up: the proposal is awarded and its money committed.
pub async fn accept(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: i64,
) -> Result<(), ActionError> {
    let Opened { tx, stored, permit, by, mut list, amount } =
        open_offer(desk, actor, id, seen).await?;
    let (call, round) = (stored.proposal.call, stored.proposal.round);
    let input = ranking_input::load(tx.conn(), desk, call, round, Which::Released).await?;
    let candidate = input.candidate(id).ok_or(ActionError::Unseen)?;
    let granted = ranking::granted(tx.conn(), call).await?;
    grant::within_caps(&input, &[id], granted)?;
    let today = desk.now().day_in(input.programme.zone);
    de_minimis::lock(&tx, &input.programme).await?;
    let gate = de_minimis::gate(tx.conn(), &input, &[id], today).await;
    gate.map_err(de_minimis::without_sums)?;
    let tx = tx.permit(permit);
    list.add(&tx, ReserveStep::Accepted { id }).await?;
    let mut after = stored.proposal.clone();
    after.stage = step(tx.now(), by, &after.stage, &ProposalAct::Award { amount })?;
    proposal::save(&tx, &after).await?;
    let batch = grant::batch(&input.programme, candidate, || tx.id())?;
    ledger::make_all(&tx, call, &[batch])
        .await
        .map_err(|err: StoreError| grant::no_room(err, &input.programme, amount))?;
    let what = ProposalEvent::OfferAccepted { amount };
    let mut happened = Happened::one(Event::Proposal { proposal: stored.reference(), what });
    for aid in de_minimis::record(&tx, &input, &[id], today).await? {
        happened = happened.and(aid);
    }
    tx.commit(happened).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Turns an offer down; the next gets it.
pub async fn decline(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: i64,
) -> Result<(), ActionError> {
    let Opened { tx, stored, permit, by, mut list, .. } = open_offer(desk, actor, id, seen).await?;
    let (call, round) = (stored.proposal.call, stored.proposal.round);
    let tx = tx.permit(permit);
    list.add(&tx, ReserveStep::Declined { id }).await?;
    let mut after = stored.proposal.clone();
    let act = ProposalAct::Decline { outcome: Outcome::BelowLine };
    after.stage = step(tx.now(), by, &after.stage, &act)?;
    proposal::save(&tx, &after).await?;
    let what = ProposalEvent::OfferDeclined;
    tx.commit(Happened::one(Event::Proposal { proposal: stored.reference(), what })).await?;
    settle(desk, call, round).await?;
    Ok(())
}

/// Gives a line of the list more money, out of what the call's books have free beside it.
pub async fn add_money(
    desk: &Desk,
    actor: &Actor,
    (call, round): (CallId, u32),
    line: LineName,
    amount: Money,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::Release, &Subject::Office)?;
    let tx = desk.begin().await?;
    let mut list = locked(&tx, desk, call, round).await?.ok_or(ActionError::Unseen)?;
    let rules = list.programme.round(round).ok_or(ActionError::Unseen)?;
    if rules.goes_on_for.is_some() {
        // Nobody waits for money before the last round.
        return Err(ActionError::Unseen);
    }
    let free = ranking_input::budget(tx.conn(), call).await?.free;
    // Free in the books are also what the lines have left and what offers hold.
    let left = list.state.purses.iter().map(|purse| purse.left);
    let offered = list.state.offers.iter().map(|offer| offer.to.requested);
    let spoken_for = Money::sum(left.chain(offered)).unwrap_or_default();
    let elsewhere = held(tx.conn(), desk, call, round).await?;
    let spoken_for = spoken_for.checked_add(elsewhere).unwrap_or(spoken_for);
    let unbound = free.checked_sub(spoken_for).unwrap_or_default().max(Money::ZERO);
    if amount > unbound {
        return Err(Refusal::BudgetShort { needed: amount, free: unbound }.into());
    }
    let tx = tx.permit(permit);
    list.add(&tx, ReserveStep::MoneyAdded { line, amount }).await?;
    tx.commit(Happened::one(Event::Panel { call, what: PanelEvent::ReserveRaised { amount } }))
        .await?;
    settle(desk, call, round).await?;
    Ok(())
}
