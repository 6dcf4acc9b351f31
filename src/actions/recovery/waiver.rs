//! A waiver: what need not be paid back. The one rule: who asks for it never grants it, and the
//! reason stays with the claim.

use super::{Opened, book, decide, happened, is_free, open, today};
use crate::{
    actions::{ActionError, Desk, instalment::positive},
    domain::{
        access::{Act, Actor},
        ids::RecoveryId,
        ledger::movement,
        money::Money,
        recovery::{RecoveryAct, RecoveryEvent, step, waivable},
        refusal::{MoneyRefusal, Refusal},
    },
    store::{
        Tx,
        recovery::{self, Move, MoveKind, Waiver, WaiverState},
    },
};

/// Asks to waive some or all of what is left. Refused: a claim that is no debt, one whose waiver
/// waits already, and what [`waivable`] refuses.
pub async fn ask(
    desk: &Desk,
    actor: &Actor,
    id: RecoveryId,
    seen: i64,
    amount: Money,
    reason: &str,
) -> Result<(), ActionError> {
    let o = open(desk, actor, id, Some(seen), Act::ProposeRecovery).await?;
    let by = o.by()?;
    let stage = o.claim.stage.kind();
    if !stage.is_owed() {
        return Err(Refusal::from(MoneyRefusal::RecoveryStage { stage }).into());
    }
    if waiting(&o).await?.is_some() {
        return Err(Refusal::from(MoneyRefusal::WaiverWaits { waits: true }).into());
    }
    let reason = waivable(o.claim.tally, amount, reason)?;
    let tx = o.tx.permit(o.permit);
    recovery::ask_waiver(&tx, id, amount, &reason, by).await?;
    recovery::save(&tx, &o.claim).await?;
    let what = RecoveryEvent::WaiverAsked { amount, reason };
    tx.commit(happened(&o.claim, what)).await?;
    desk.bell.notify_one();
    Ok(())
}

async fn waiting(o: &Opened) -> Result<Option<Waiver>, ActionError> {
    let all = recovery::waivers(o.tx.conn(), o.claim.id).await?;
    Ok(all.into_iter().find(|one| one.state == WaiverState::Asked))
}

async fn asked(o: &Opened) -> Result<Waiver, ActionError> {
    let none = || Refusal::from(MoneyRefusal::WaiverWaits { waits: false });
    Ok(waiting(o).await?.ok_or_else(none)?)
}

/// Grants the waiver that waits, as another person than who asked: the money stays with the
/// grantee.
pub async fn grant(
    desk: &Desk,
    actor: &Actor,
    id: RecoveryId,
    seen: i64,
) -> Result<(), ActionError> {
    let mut o = open(desk, actor, id, Some(seen), Act::HandleRecovery).await?;
    let (by, waiver) = (o.by()?, asked(&o).await?);
    let (amount, on) = (waiver.amount, today(desk, &o.file, &o.tx).await?);
    let act = RecoveryAct::Waive { amount, asked_by: waiver.asked_by, by, on };
    (o.claim.stage, o.claim.tally) = step(&o.claim.stage, o.claim.tally, act)?;
    is_free(&o.tx, &o.claim, amount).await?;
    let tx = o.tx.permit(o.permit);
    let forgiven = movement::forgive(o.claim.debtor, positive(amount)?, tx.id());
    book(&tx, &o.claim, std::slice::from_ref(&forgiven)).await?;
    recovery::save(&tx, &o.claim).await?;
    let (kind, transfer, note) = (MoveKind::Waived, forgiven.id, waiver.reason);
    let new = Move { kind, amount, on, payment: None, line: None, transfer, note };
    recovery::add_move(&tx, id, &new).await?;
    decide(&tx, id, WaiverState::Granted, by, "").await?;
    let what = RecoveryEvent::Waived { amount, left: o.claim.tally.left() };
    tx.commit(happened(&o.claim, what)).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Says no to the waiver that waits, with a reason; who asked may take it back in this way.
pub async fn refuse(
    desk: &Desk,
    actor: &Actor,
    id: RecoveryId,
    seen: i64,
    reason: &str,
) -> Result<(), ActionError> {
    let o = open(desk, actor, id, Some(seen), Act::HandleRecovery).await?;
    let by = o.by()?;
    asked(&o).await?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let tx = o.tx.permit(o.permit);
    decide(&tx, id, WaiverState::Refused, by, &reason).await?;
    recovery::save(&tx, &o.claim).await?;
    tx.commit(happened(&o.claim, RecoveryEvent::WaiverRefused { reason })).await?;
    Ok(())
}
