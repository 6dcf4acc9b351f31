//! Payments: propose, approve, export, settle, return, cancel. The one rule: two people; the pure
//! rule refuses the same one, and the database does so again.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, Permit, permit},
        application::{Stage, StageAct, step as step_file},
        event::{Event, Happened, PaymentRef},
        ids::{ApplicationId, PaymentId, PersonId},
        ledger::{PositiveAmount, movement},
        payment::{PaymentAct, PaymentStage, PaymentStageKind, bank_day, due_on, step},
        refusal::Refusal,
    },
    store::{OpenTx, Tx, application, call, ledger, payment},
};
use chrono::NaiveDate;

/// Proposes the payment of a validated report. A rate table that is a derived default must have
/// been confirmed for the call first (domain facts 7.1).
pub async fn propose(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
) -> Result<PaymentId, ActionError> {
    let tx = desk.begin().await?;
    let stored = application::lock(&tx, id).await?;
    let permit = permit(actor, Act::ProposePayment, &stored.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let Stage::Validated { award, due_on, .. } = &stored.application.stage else {
        return Err(Refusal::WrongStage { stage: stored.application.stage.kind() }.into());
    };
    let stored_call = call::load(tx.conn(), stored.application.call).await?;
    let programme = desk.programme(&stored_call)?;
    if programme.lump_sum.derived_default && !stored_call.call.rates_confirmed {
        return Err(Refusal::RatesNotConfirmed.into());
    }
    let living = payment::of_application(tx.conn(), id).await?;
    if living.iter().any(|p| !p.stage.kind().is_final()) {
        return Err(Refusal::AlreadyDone.into());
    }
    let tx = tx.permit(permit);
    let new = payment::Stored {
        id: tx.id(),
        application: id,
        call: stored.application.call,
        amount: award.amount,
        stage: PaymentStage::Proposed { by, at: desk.now() },
        proposed_by: by,
        approved_by: None,
        due_on: *due_on,
        version: 1,
        changed_at: desk.now(),
    };
    payment::insert(&tx, &new).await?;
    let reference = PaymentRef { payment: new.id, file: stored.file(), amount: new.amount };
    tx.commit(Happened::one(Event::PaymentProposed { payment: reference })).await?;
    desk.bell.notify_one();
    Ok(new.id)
}

struct Opened {
    tx: OpenTx,
    file: application::Stored,
    payment: payment::Stored,
    permit: Permit,
    by: PersonId,
}

impl Opened {
    const fn reference(&self) -> PaymentRef {
        PaymentRef { payment: self.payment.id, file: self.file.file(), amount: self.payment.amount }
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
    let payment = payment::lock(&tx, id).await?;
    let file = application::lock(&tx, payment.application).await?;
    let permit = permit(actor, act, &file.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    if payment.version != seen {
        return Err(Refusal::Stale.into());
    }
    Ok(Opened { tx, file, payment, permit, by })
}

/// Approves, as another person than the proposer.
pub async fn approve(
    desk: &Desk,
    actor: &Actor,
    id: PaymentId,
    seen: i64,
) -> Result<(), ActionError> {
    let mut o = open(desk, actor, id, seen, Act::HandlePayment).await?;
    let reference = o.reference();
    o.payment.stage = step(&o.payment.stage, PaymentAct::Approve { by: o.by, at: desk.now() })?;
    o.payment.approved_by = Some(o.by);
    let tx = o.tx.permit(o.permit);
    payment::save(&tx, &o.payment).await.map_err(|e| {
        if e.is_constraint("payments_four_eyes") {
            return Refusal::SamePerson.into();
        }
        ActionError::from(e)
    })?;
    tx.commit(Happened::one(Event::PaymentApproved { payment: reference })).await?;
    Ok(())
}

/// Takes a proposal back, with a reason.
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
    let act = PaymentAct::Cancel { by: o.by, at: desk.now(), reason: reason.clone() };
    o.payment.stage = step(&o.payment.stage, act)?;
    let tx = o.tx.permit(o.permit);
    payment::save(&tx, &o.payment).await?;
    tx.commit(Happened::one(Event::PaymentCancelled { payment: reference, reason })).await?;
    Ok(())
}

/// Marks a payment as given to the bank.
pub async fn export(
    desk: &Desk,
    actor: &Actor,
    id: PaymentId,
    seen: i64,
) -> Result<(), ActionError> {
    let mut o = open(desk, actor, id, seen, Act::HandlePayment).await?;
    let reference = o.reference();
    o.payment.stage = step(&o.payment.stage, PaymentAct::Export { by: o.by, at: desk.now() })?;
    let tx = o.tx.permit(o.permit);
    payment::save(&tx, &o.payment).await?;
    tx.commit(Happened::one(Event::PaymentExported { payment: reference })).await?;
    Ok(())
}

/// The bank paid on `on`: the commitment is posted and the file closed. A day to come is refused.
pub async fn settle(
    desk: &Desk,
    actor: &Actor,
    id: PaymentId,
    seen: i64,
    on: NaiveDate,
) -> Result<(), ActionError> {
    let mut o = open(desk, actor, id, seen, Act::HandlePayment).await?;
    let reference = o.reference();
    o.payment.stage = step(&o.payment.stage, PaymentAct::Settle { on })?;
    let stored_call = call::load(o.tx.conn(), o.file.application.call).await?;
    let programme = desk.programme(&stored_call)?;
    bank_day(on, desk.now().day_in(programme.zone))?;
    let asked = programme.host_report_required;
    let feedback_in = !asked || o.file.host_report_at.is_some();
    let act = StageAct::Paid { on, feedback_in };
    o.file.application.stage = step_file(desk.now(), o.by, &o.file.application.stage, &act)?;
    let tx = o.tx.permit(o.permit);
    payment::save(&tx, &o.payment).await?;
    application::save(&tx, &o.file).await?;
    let file = o.file.file();
    let reserved = ledger::reserved(tx.conn(), file.application).await?;
    let (Some(money), Some(paid)) =
        (&reserved.money, PositiveAmount::new(o.payment.amount.cents()))
    else {
        return Err(ActionError::broken(anyhow::anyhow!("a payment without its commitment")));
    };
    let movements = [movement::pay(money, paid, tx.id())];
    let note = &o.file.application.reference;
    ledger::make(&tx, file.call, &movements, Some(file.application), note).await?;
    tx.commit(Happened::one(Event::PaymentSettled { payment: reference, on })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// The bank sent it back: if it had been paid, the money is committed anew; either way it can be
/// proposed again. A day to come is refused.
pub async fn bank_returned(
    desk: &Desk,
    actor: &Actor,
    id: PaymentId,
    seen: i64,
    on: NaiveDate,
    reason: &str,
) -> Result<(), ActionError> {
    let mut o = open(desk, actor, id, seen, Act::HandlePayment).await?;
    let reference = o.reference();
    let was_settled = o.payment.stage.kind() == PaymentStageKind::Settled;
    let reason = reason.trim().to_owned();
    o.payment.stage = step(&o.payment.stage, PaymentAct::Return { on, reason: reason.clone() })?;
    let file = o.file.file();
    let stored_call = call::load(o.tx.conn(), file.call).await?;
    let programme = desk.programme(&stored_call)?;
    bank_day(on, desk.now().day_in(programme.zone))?;
    if was_settled {
        let due_on = due_on(on, on, programme.pay_within_days);
        let act = StageAct::PaymentReturned { due_on };
        o.file.application.stage = step_file(desk.now(), o.by, &o.file.application.stage, &act)?;
    }
    let tx = o.tx.permit(o.permit);
    payment::save(&tx, &o.payment).await?;
    if was_settled {
        application::save(&tx, &o.file).await?;
        let Some(amount) = PositiveAmount::new(o.payment.amount.cents()) else {
            return Err(ActionError::broken(anyhow::anyhow!("a payment of nothing")));
        };
        let (_, movements) = movement::bank_return(file.visitor, amount, || tx.id());
        let note = &o.file.application.reference;
        ledger::make(&tx, file.call, &movements, Some(file.application), note).await?;
    }
    tx.commit(Happened::one(Event::PaymentReturned { payment: reference, reason })).await?;
    desk.bell.notify_one();
    Ok(())
}
