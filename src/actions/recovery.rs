//! Money claimed back: propose, approve, reject, take back, record what came in, ask for a waiver
//! and decide it. The one rule: two people for every claim and every waiver, and the transfer of
//! the ledger stands in the same commit as the claim it changes.

use super::{ActionError, Desk, instalment::positive, paid_file::PaidFileRow};
use crate::{
    domain::{
        access::{Act, Actor, Permit, Subject, permit},
        event::{Event, Happened},
        ids::{BankLineId, PaymentId, PersonId, RecoveryId, TransferId},
        ledger::{
            chart::AccountName,
            movement::{self, Movement},
        },
        money::Money,
        payment::{PaymentStageKind, bank_day},
        recovery::{
            Claim, RecoveryAct, RecoveryEvent, RecoveryStage, Tally, checked, claimable, day_ahead,
            step,
        },
        refusal::{MoneyRefusal, Refusal},
    },
    store::{
        OpenTx, StoreError, Tx, WriteTx, ledger, payment,
        recovery::{self, Move, MoveKind, Stored, WaiverState},
    },
};
use chrono::NaiveDate;

mod by_bank; // money that came in and names a claim
mod set_off; // what a payment keeps back
mod undo; // a repayment entered by mistake
mod waiver; // ask for a waiver, decide it

pub use undo::undo_repayment;
pub use waiver::{ask as ask_waiver, grant as grant_waiver, refuse as refuse_waiver};
pub(in crate::actions) use {
    by_bank::take_incoming,
    set_off::{book as book_set_off, debts},
};

/// What of a payment can be claimed back, and how many claims it has had: the page shows both, and
/// proposing takes the count again, so that pressing twice proposes once.
pub async fn claimable_of(
    conn: &impl crate::store::sql::Conn,
    paid: &payment::Stored,
) -> Result<(Money, i64), ActionError> {
    let all = recovery::of_payment(conn, paid.id).await?;
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    Ok((left_to_claim(paid, &all, None), count))
}

/// What the payment leaves to claim beside the claims that stand, one of them left out.
fn left_to_claim(paid: &payment::Stored, all: &[Stored], but: Option<RecoveryId>) -> Money {
    if paid.stage.kind() != PaymentStageKind::Settled {
        return Money::ZERO;
    }
    let standing = all.iter().filter(|one| one.stage.kind().is_standing() && Some(one.id) != but);
    claimable(paid.amount, standing.map(|one| one.tally))
}

/// Proposes to claim back from a payment that was made. `seen` is how many claims it had when the
/// page was shown. Refused: a payment that was not made, and what [`checked`] refuses.
pub async fn propose(
    desk: &Desk,
    actor: &Actor,
    id: PaymentId,
    seen: i64,
    claim: &Claim,
) -> Result<RecoveryId, ActionError> {
    let permit = permit(actor, Act::ProposeRecovery, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let tx = desk.begin().await?;
    let there = payment::load(tx.conn(), id).await?;
    let file = PaidFileRow::lock(&tx, there.application).await?;
    let paid = payment::lock(&tx, id).await?;
    let (most, count) = claimable_of(tx.conn(), &paid).await?;
    if count != seen {
        return Err(Refusal::Stale.into());
    }
    if paid.stage.kind() != PaymentStageKind::Settled {
        return Err(Refusal::from(MoneyRefusal::RecoveryUnpaid).into());
    }
    let claim = checked(claim, most, today(desk, &file, &tx).await?)?;
    let number = recovery::count_of_file(tx.conn(), paid.application).await? + 1;
    let tx = tx.permit(permit);
    let new = Stored {
        id: tx.id(),
        payment: paid.id,
        file: paid.application,
        call: paid.call,
        debtor: paid.payee,
        reference: format!("{}-R{number}", file.reference()),
        why: claim.why,
        says: claim.says,
        tally: Tally::of(claim.amount),
        due_on: claim.due_on,
        stage: RecoveryStage::Proposed { by, at: desk.now() },
        proposed_by: by,
        claim_id: None,
        version: 1,
        changed_at: desk.now(),
    };
    recovery::insert(&tx, &new).await?;
    let what = RecoveryEvent::Proposed { why: new.why };
    tx.commit(happened(&new, what)).await?;
    desk.bell.notify_one();
    Ok(new.id)
}

/// Today, where the file's call is.
async fn today(desk: &Desk, file: &PaidFileRow, tx: &OpenTx) -> Result<NaiveDate, ActionError> {
    Ok(desk.now().day_in(file.scheme(desk, tx).await?.zone()))
}

fn happened(r: &Stored, what: RecoveryEvent) -> Happened {
    Happened::one(event(r, what))
}

fn event(r: &Stored, what: RecoveryEvent) -> Event {
    Event::Recovery { recovery: r.named(), what }
}

/// A claim with its file, both locked, and the permit to act on it.
struct Opened {
    tx: OpenTx,
    file: PaidFileRow,
    claim: Stored,
    permit: Permit,
}

impl Opened {
    /// Who acts; acts that need a person have no other way in.
    fn by(&self) -> Result<PersonId, ActionError> {
        self.permit.person().ok_or(ActionError::Forbidden)
    }
}

async fn open(
    desk: &Desk,
    actor: &Actor,
    id: RecoveryId,
    seen: Option<i64>,
    act: Act,
) -> Result<Opened, ActionError> {
    let permit = permit(actor, act, &Subject::Office)?;
    let tx = desk.begin().await?;
    // The file is locked first, as everywhere; a claim's file never changes.
    let there = recovery::load(tx.conn(), id).await?;
    let file = PaidFileRow::lock(&tx, there.file).await?;
    let claim = recovery::lock(&tx, id).await?;
    if seen.is_some_and(|seen| seen != claim.version) {
        return Err(Refusal::Stale.into());
    }
    Ok(Opened { tx, file, claim, permit })
}

/// Approves, as another person than the proposer, with the day to pay back by. From now on it is a
/// debt, the debtor has the debit note, and the next payment in the call is set off against it.
pub async fn approve(
    desk: &Desk,
    actor: &Actor,
    id: RecoveryId,
    seen: i64,
    due_on: NaiveDate,
) -> Result<(), ActionError> {
    let mut o = open(desk, actor, id, Some(seen), Act::HandleRecovery).await?;
    let act = RecoveryAct::Approve { by: o.by()?, at: desk.now() };
    (o.claim.stage, o.claim.tally) = step(&o.claim.stage, o.claim.tally, act)?;
    day_ahead(due_on, today(desk, &o.file, &o.tx).await?)?;
    let paid = payment::lock(&o.tx, o.claim.payment).await?;
    let all = recovery::of_payment(o.tx.conn(), paid.id).await?;
    let (most, asked) = (left_to_claim(&paid, &all, Some(id)), o.claim.tally.claimed);
    if asked > most {
        return Err(Refusal::from(MoneyRefusal::RecoveryOver { most, asked }).into());
    }
    let tx = o.tx.permit(o.permit);
    let debt = movement::claim_back(o.claim.debtor, positive(asked)?, tx.id());
    book(&tx, &o.claim, std::slice::from_ref(&debt)).await?;
    (o.claim.due_on, o.claim.claim_id) = (due_on, Some(debt.id));
    recovery::save(&tx, &o.claim).await.map_err(four_eyes)?;
    tx.commit(happened(&o.claim, RecoveryEvent::Approved { due_on })).await?;
    desk.bell.notify_one();
    Ok(())
}

fn four_eyes(err: StoreError) -> ActionError {
    if err.is_constraint("recoveries_four_eyes") {
        return Refusal::SamePerson.into();
    }
    err.into()
}

/// The movements of a claim, under its number.
async fn book(tx: &WriteTx, r: &Stored, movements: &[Movement]) -> Result<(), ActionError> {
    ledger::make(tx, r.call, movements, Some(r.file), &r.reference).await?;
    Ok(())
}

/// Says no to a claim, with a reason. The debtor never hears of it.
pub async fn reject(
    desk: &Desk,
    actor: &Actor,
    id: RecoveryId,
    seen: i64,
    reason: &str,
) -> Result<(), ActionError> {
    let o = open(desk, actor, id, Some(seen), Act::HandleRecovery).await?;
    let (by, reason) = (o.by()?, reason.trim().to_owned());
    let act = RecoveryAct::Reject { by, at: desk.now(), reason: reason.clone() };
    end(desk, o, act, RecoveryEvent::Rejected { reason }).await
}

/// Takes a proposed claim back, with a reason.
pub async fn withdraw(
    desk: &Desk,
    actor: &Actor,
    id: RecoveryId,
    seen: i64,
    reason: &str,
) -> Result<(), ActionError> {
    let o = open(desk, actor, id, Some(seen), Act::ProposeRecovery).await?;
    let (by, reason) = (o.by()?, reason.trim().to_owned());
    let act = RecoveryAct::Withdraw { by, at: desk.now(), reason: reason.clone() };
    end(desk, o, act, RecoveryEvent::Withdrawn { reason }).await
}

async fn end(
    desk: &Desk,
    mut o: Opened,
    act: RecoveryAct,
    what: RecoveryEvent,
) -> Result<(), ActionError> {
    (o.claim.stage, o.claim.tally) = step(&o.claim.stage, o.claim.tally, act)?;
    let tx = o.tx.permit(o.permit);
    recovery::save(&tx, &o.claim).await?;
    tx.commit(happened(&o.claim, what)).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Money that came in for a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameIn {
    /// How much.
    pub amount: Money,
    /// The bank's day.
    pub on: NaiveDate,
    /// What a person writes to it; may be empty.
    pub note: String,
}

/// Records that the debtor paid some of it back. Refused: a day to come, more than is left, and
/// what a payment under way keeps back already.
pub async fn record_repayment(
    desk: &Desk,
    actor: &Actor,
    id: RecoveryId,
    seen: i64,
    came: &CameIn,
) -> Result<(), ActionError> {
    let o = open(desk, actor, id, Some(seen), Act::HandleRecovery).await?;
    let (claim, tx, what) = repaid(desk, o, came, None).await?;
    tx.commit(happened(&claim, what)).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Books what came in and gives back what is to be committed.
async fn repaid(
    desk: &Desk,
    mut o: Opened,
    came: &CameIn,
    line: Option<BankLineId>,
) -> Result<(Stored, WriteTx, RecoveryEvent), ActionError> {
    let (amount, on) = (came.amount, came.on);
    let act = RecoveryAct::Repay { amount, on };
    (o.claim.stage, o.claim.tally) = step(&o.claim.stage, o.claim.tally, act)?;
    bank_day(on, today(desk, &o.file, &o.tx).await?)?;
    is_free(&o.tx, &o.claim, amount).await?;
    let tx = o.tx.permit(o.permit);
    let came_in = movement::repaid(o.claim.debtor, positive(amount)?, tx.id());
    book(&tx, &o.claim, std::slice::from_ref(&came_in)).await?;
    recovery::save(&tx, &o.claim).await?;
    let note = came.note.trim().to_owned();
    let (kind, payment, transfer) = (MoveKind::Repaid, None, came_in.id);
    let new = Move { kind, amount, on, payment, line, transfer, note };
    recovery::add_move(&tx, o.claim.id, &new).await?;
    let left = o.claim.tally.left();
    Ok((o.claim, tx, RecoveryEvent::Repaid { amount, on, left }))
}

/// What a payment under way holds of the debt can't be repaid or waived beside it.
async fn is_free(tx: &OpenTx, r: &Stored, amount: Money) -> Result<(), ActionError> {
    let room = ledger::room(tx.conn(), r.call, &AccountName::Owed(r.debtor)).await?;
    let free = Money::from_cents(room);
    if amount > free {
        return Err(Refusal::from(MoneyRefusal::RecoveryHeld { free }).into());
    }
    Ok(())
}

/// A payment whose money is claimed back can't have come back from the bank as well.
pub(in crate::actions) async fn none_stands(tx: &OpenTx, id: PaymentId) -> Result<(), ActionError> {
    let all = recovery::of_payment(tx.conn(), id).await?;
    let stands = |one: &Stored| one.stage.kind().is_told() && one.tally.standing() > Money::ZERO;
    if all.iter().any(stands) {
        return Err(Refusal::from(MoneyRefusal::RecoveryStands).into());
    }
    Ok(())
}

/// The transfer of a movement that posts what was held.
fn posted_of(movements: &[Movement], held: TransferId) -> Option<TransferId> {
    let posts = |one: &&Movement| one.kind == crate::domain::ledger::Kind::PostOf(held);
    movements.iter().find(posts).map(|one| one.id)
}

/// Changes a waiver's state, turning the database's own refusal into the person's.
async fn decide(
    tx: &WriteTx,
    id: RecoveryId,
    state: WaiverState,
    by: PersonId,
    answer: &str,
) -> Result<(), ActionError> {
    recovery::decide_waiver(tx, id, state, by, answer).await.map_err(|err| {
        if err.is_constraint("recovery_waivers_four_eyes") {
            return Refusal::SamePerson.into();
        }
        ActionError::from(err)
    })
}
