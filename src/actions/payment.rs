//! Payments: propose, approve, export, settle, return, cancel. The one rule: two people; the pure
//! rule refuses the same one, and the database does so again.

use super::{ActionError, Desk, batch, instalment::positive, paid_file::PaidFileRow, recovery};
use crate::{
    domain::{
        access::{Act, Actor, Permit, permit},
        bank::BankEvent,
        event::{Event, Happened, PaymentRef},
        ids::{ApplicationId, InstalmentId, PaymentId, PersonId},
        instalment::{
            InstalmentAct, InstalmentStage, InstalmentStageKind, step as step_instalment,
        },
        ledger::movement,
        money::Money,
        payment::{PaymentAct, PaymentStage, PaymentStageKind, bank_day, due_on, step},
        refusal::{MoneyRefusal, Refusal},
    },
    store::{OpenTx, Tx, WriteTx, bank_file, instalment, ledger, payment},
};
use chrono::NaiveDate;

mod by_bank; // what a line of the bank does
mod by_hand; // what no file can carry
mod kept; // what is kept back for a debt
mod screened; // the payee against the list of sanctions
pub(in crate::actions) use by_bank::by_bank;
pub use by_hand::{Manual, manual, pay as pay_by_hand};
use kept::{booked, keep_back, let_go};

/// Proposes the payment of the lump sum of an exchange, once its report is validated.
pub async fn propose_lump_sum(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
) -> Result<PaymentId, ActionError> {
    let tx = desk.begin().await?;
    let file = PaidFileRow::lock(&tx, id).await?;
    let permit = permit(actor, Act::ProposePayment, &file.subject())?;
    let all = instalment::of_file(tx.conn(), id).await?;
    let due = all.into_iter().find(|one| one.instalment.stage.kind() == InstalmentStageKind::Due);
    let due = due.ok_or_else(|| file.nothing_due())?;
    propose_in(desk, tx, permit, &file, due).await
}

/// Proposes the payment of an instalment that is due. What its payee owes in the same call is kept
/// back from it, and never more than is due: the rest of the debt is carried on.
pub async fn propose(
    desk: &Desk,
    actor: &Actor,
    id: InstalmentId,
) -> Result<PaymentId, ActionError> {
    let tx = desk.begin().await?;
    let seen = instalment::load(tx.conn(), id).await?;
    let file = PaidFileRow::lock(&tx, seen.instalment.file).await?;
    let permit = permit(actor, Act::ProposePayment, &file.subject())?;
    let due = instalment::lock(&tx, id).await?;
    propose_in(desk, tx, permit, &file, due).await
}

async fn propose_in(
    desk: &Desk,
    tx: OpenTx,
    permit: Permit,
    file: &PaidFileRow,
    due: instalment::Stored,
) -> Result<PaymentId, ActionError> {
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let InstalmentStage::Due { amount, due_on, .. } = &due.instalment.stage else {
        let stage = due.instalment.stage.kind();
        return Err(Refusal::from(MoneyRefusal::InstalmentStage { stage }).into());
    };
    file.rates_confirmed(desk, &tx).await?;
    let before = payment::of_application(tx.conn(), due.instalment.file).await?;
    let living =
        |p: &payment::Stored| p.instalment == due.instalment.id && !p.stage.kind().is_final();
    if before.iter().any(living) {
        return Err(Refusal::AlreadyDone.into());
    }
    let tx = tx.permit(permit);
    let kept = keep_back(&tx, file, &due, *amount).await?;
    let new = payment::Stored {
        id: tx.id(),
        instalment: due.instalment.id,
        application: due.instalment.file,
        call: due.instalment.call,
        payee: due.instalment.payee,
        bank_reference: format!("{}-{}", file.reference(), before.len() + 1),
        amount: *amount,
        set_off: kept.map_or(Money::ZERO, |(_, held)| held),
        set_off_id: kept.map(|(id, _)| id),
        batch: None,
        stage: PaymentStage::Proposed { by, at: desk.now() },
        proposed_by: by,
        approved_by: None,
        due_on: *due_on,
        version: 1,
        changed_at: desk.now(),
    };
    payment::insert(&tx, &new).await?;
    let event = Event::PaymentProposed { payment: named(&new, file) };
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(new.id)
}

fn named(p: &payment::Stored, file: &PaidFileRow) -> PaymentRef {
    let (amount, set_off) = (p.amount, p.set_off);
    PaymentRef { payment: p.id, file: file.paid(), payee: p.payee, amount, set_off }
}

/// A payment of a batch moves with it.
fn not_in_batch(payment: &payment::Stored) -> Result<(), Refusal> {
    match payment.batch {
        None => Ok(()),
        Some(_) => Err(MoneyRefusal::InBatch.into()),
    }
}

struct Opened {
    tx: OpenTx,
    file: PaidFileRow,
    payment: payment::Stored,
    permit: Permit,
    by: PersonId,
}

impl Opened {
    fn reference(&self) -> PaymentRef {
        named(&self.payment, &self.file)
    }
}

async fn open(
    desk: &Desk,
    actor: &Actor,
    id: PaymentId,
    seen: i64,
    act: Act,
) -> Result<Opened, ActionError> {
    let tx = desk.begin().await?;
    // The file is locked first, as everywhere; the payment's file never changes.
    let there = payment::load(tx.conn(), id).await?;
    let file = PaidFileRow::lock(&tx, there.application).await?;
    let payment = payment::lock(&tx, id).await?;
    let permit = permit(actor, act, &file.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    if payment.version != seen {
        return Err(Refusal::Stale.into());
    }
    Ok(Opened { tx, file, payment, permit, by })
}

/// Approves, as another person than the proposer, within the person's limit. A payment that is set
/// off whole is done with it: nothing goes to the bank.
pub async fn approve(
    desk: &Desk,
    actor: &Actor,
    id: PaymentId,
    seen: i64,
) -> Result<(), ActionError> {
    let mut o = screened::open(desk, actor, id, seen).await?;
    let reference = o.reference();
    o.payment.stage = step(&o.payment.stage, PaymentAct::Approve { by: o.by, at: desk.now() })?;
    by_hand::within_limit(desk, &o).await?;
    o.payment.approved_by = Some(o.by);
    let approved = Event::PaymentApproved { payment: reference };
    if reference.cash() > Money::ZERO {
        let tx = o.tx.permit(o.permit);
        payment::save(&tx, &o.payment).await.map_err(four_eyes)?;
        tx.commit(Happened::one(approved)).await?;
        return Ok(());
    }
    let zone = o.file.scheme(desk, &o.tx).await?.zone();
    let on = desk.now().day_in(zone);
    o.payment.stage = step(&o.payment.stage, PaymentAct::SettleBySetOff { on })?;
    close(desk, o, on, Some(approved), None).await
}

fn four_eyes(err: crate::store::StoreError) -> ActionError {
    if err.is_constraint("payments_four_eyes") {
        return Refusal::SamePerson.into();
    }
    ActionError::from(err)
}

/// Takes a proposal back, with a reason. What was held of a debt is let go.
pub async fn cancel(
    desk: &Desk,
    actor: &Actor,
    id: PaymentId,
    seen: i64,
    reason: &str,
) -> Result<(), ActionError> {
    let mut o = open(desk, actor, id, seen, Act::ProposePayment).await?;
    let reference = o.reference();
    let reason = reason.trim().to_owned();
    not_in_batch(&o.payment)?;
    let act = PaymentAct::Cancel { by: o.by, at: desk.now(), reason: reason.clone() };
    o.payment.stage = step(&o.payment.stage, act)?;
    let tx = o.tx.permit(o.permit);
    payment::save(&tx, &o.payment).await?;
    let_go(&tx, &o.file, &o.payment).await?;
    tx.commit(Happened::one(Event::PaymentCancelled { payment: reference, reason })).await?;
    Ok(())
}

/// Marks a payment as given to the bank by hand; one of a batch is refused, it goes with the batch.
pub async fn export(
    desk: &Desk,
    actor: &Actor,
    id: PaymentId,
    seen: i64,
) -> Result<(), ActionError> {
    let mut o = screened::open(desk, actor, id, seen).await?;
    let reference = o.reference();
    not_in_batch(&o.payment)?;
    o.payment.stage = step(&o.payment.stage, PaymentAct::Export { by: o.by, at: desk.now() })?;
    let tx = o.tx.permit(o.permit);
    payment::save(&tx, &o.payment).await?;
    tx.commit(Happened::one(Event::PaymentExported { payment: reference })).await?;
    Ok(())
}

/// The bank paid on `on`: what was due is paid, and an exchange is closed. A day to come is
/// refused.
pub async fn settle(
    desk: &Desk,
    actor: &Actor,
    id: PaymentId,
    seen: i64,
    on: NaiveDate,
) -> Result<(), ActionError> {
    let o = open(desk, actor, id, seen, Act::HandlePayment).await?;
    settle_in(desk, o, on, None).await
}

async fn settle_in(
    desk: &Desk,
    mut o: Opened,
    on: NaiveDate,
    due: Option<&bank_file::DueAct>,
) -> Result<(), ActionError> {
    o.payment.stage = step(&o.payment.stage, PaymentAct::Settle { on })?;
    close(desk, o, on, None, due).await
}

/// Books a payment that is done, with the stage it already has.
async fn close(
    desk: &Desk,
    mut o: Opened,
    on: NaiveDate,
    before: Option<Event>,
    due: Option<&bank_file::DueAct>,
) -> Result<(), ActionError> {
    let reference = o.reference();
    let scheme = o.file.scheme(desk, &o.tx).await?;
    bank_day(on, desk.now().day_in(scheme.zone()))?;
    o.file.paid_on(desk, o.by, &scheme, on)?;
    let mut paid = instalment::lock(&o.tx, o.payment.instalment).await?;
    paid.instalment.stage =
        step_instalment(desk.now(), &paid.instalment, InstalmentAct::Pay { on })?;
    let tx = o.tx.permit(o.permit);
    payment::save(&tx, &o.payment).await.map_err(four_eyes)?;
    if let Some(Event::Bank { what: BankEvent::PaidByHand { reference, .. } }) = &before {
        payment::paid_by_hand(&tx, o.payment.id, reference, o.by).await?;
    }
    instalment::save(&tx, &paid).await?;
    o.file.save(&tx).await?;
    let debts = recovery::debts(&tx, &o.payment).await?;
    let movements = booked(&tx, &o.payment, reference.cash()).await?;
    let note = o.file.reference();
    ledger::make(&tx, o.payment.call, &movements, Some(o.payment.application), &note).await?;
    let settled = Event::PaymentSettled { payment: reference, on };
    let mut happened = match before {
        Some(event) => Happened::one(event).and(settled),
        None => Happened::one(settled),
    };
    for event in recovery::book_set_off(&tx, &o.payment, debts, &movements, on).await? {
        happened = happened.and(event);
    }
    answered(desk, tx, &o.payment, due, happened).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Commits what the bank has answered: the line's act is done, and a batch whose last payment this
/// was is done with it.
async fn answered(
    desk: &Desk,
    tx: WriteTx,
    p: &payment::Stored,
    due: Option<&bank_file::DueAct>,
    mut happened: Happened,
) -> Result<(), ActionError> {
    if let Some(act) = due {
        bank_file::act_done(&tx, act, "").await?;
    }
    if let Some(batch) = p.batch
        && let Some(done) = batch::finish(desk, &tx, batch).await?
    {
        happened = happened.and(done);
    }
    tx.commit(happened).await?;
    Ok(())
}

/// The bank sent it back: if it had been paid, what it paid is owed again; either way it can be
/// proposed again. What was kept back for a debt stays settled once the payment was done, and is
/// let go before. Refused: a day to come, and a payment that never went to the bank.
pub async fn bank_returned(
    desk: &Desk,
    actor: &Actor,
    id: PaymentId,
    seen: i64,
    on: NaiveDate,
    reason: &str,
) -> Result<(), ActionError> {
    let o = open(desk, actor, id, seen, Act::HandlePayment).await?;
    return_in(desk, o, on, reason, None).await
}

async fn return_in(
    desk: &Desk,
    mut o: Opened,
    on: NaiveDate,
    reason: &str,
    due: Option<&bank_file::DueAct>,
) -> Result<(), ActionError> {
    let reference = o.reference();
    let (was_settled, cash) =
        (o.payment.stage.kind() == PaymentStageKind::Settled, reference.cash());
    let reason = reason.trim().to_owned();
    o.payment.stage = step(&o.payment.stage, PaymentAct::Return { on, reason: reason.clone() })?;
    if cash <= Money::ZERO {
        return Err(Refusal::from(MoneyRefusal::NothingForTheBank).into());
    }
    let scheme = o.file.scheme(desk, &o.tx).await?;
    bank_day(on, desk.now().day_in(scheme.zone()))?;
    let again_on = due_on(on, on, scheme.pay_within_days());
    let mut owed = instalment::lock(&o.tx, o.payment.instalment).await?;
    if was_settled {
        recovery::none_stands(&o.tx, o.payment.id).await?;
        o.file.returned(desk, o.by, again_on)?;
        let act = InstalmentAct::OweAgain { amount: cash, due_on: again_on };
        owed.instalment.stage = step_instalment(desk.now(), &owed.instalment, act)?;
    }
    let tx = o.tx.permit(o.permit);
    payment::save(&tx, &o.payment).await?;
    if was_settled {
        instalment::save(&tx, &owed).await?;
        o.file.save(&tx).await?;
        let movements = [movement::bank_return(o.payment.payee, positive(cash)?, tx.id())];
        let note = o.file.reference();
        ledger::make(&tx, o.payment.call, &movements, Some(o.payment.application), &note).await?;
    } else {
        let_go(&tx, &o.file, &o.payment).await?;
    }
    let happened = Happened::one(Event::PaymentReturned { payment: reference, reason });
    answered(desk, tx, &o.payment, due, happened).await?;
    desk.bell.notify_one();
    Ok(())
}
