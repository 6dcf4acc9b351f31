//! A repayment somebody entered by mistake: of another claim, or of another amount. The one rule:
//! what was entered stays; a transfer the other way and a reason stand beside it, and what the bank
//! said is never taken back by a person.

use super::{book, happened, open};
use crate::{
    actions::{ActionError, Desk, instalment::positive},
    domain::{
        access::{Act, Actor},
        ids::RecoveryId,
        ledger::{chart::AccountName, movement},
        money::Money,
        recovery::{RecoveryAct, RecoveryEvent, step},
        refusal::{MoneyRefusal, Refusal},
    },
    store::{
        Tx, ledger,
        recovery::{self, MoveKind},
    },
};

/// Takes a repayment back that a person entered, by its number among the claim's moves; so much is
/// owed again. Refused: no reason, one that was taken back already, one that a bank's statement
/// brought (`RepaymentByBank`), and one whose money was given out again (`RepaymentUsed`).
pub async fn undo_repayment(
    desk: &Desk,
    actor: &Actor,
    id: RecoveryId,
    seen: i64,
    number: i64,
    reason: &str,
) -> Result<(), ActionError> {
    let mut o = open(desk, actor, id, Some(seen), Act::HandleRecovery).await?;
    let by = o.by()?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let all = recovery::moves(o.tx.conn(), id).await?;
    let made = all.into_iter().find(|one| one.number == number && one.of.kind == MoveKind::Repaid);
    let made = made.ok_or(ActionError::Unseen)?;
    if made.undone.is_some() {
        return Err(Refusal::AlreadyDone.into());
    }
    if made.of.line.is_some() {
        return Err(Refusal::from(MoneyRefusal::RepaymentByBank).into());
    }
    let (amount, on) = (made.of.amount, made.of.on);
    let reopens = !o.claim.stage.kind().is_owed();
    let act = RecoveryAct::TakeBack { amount };
    (o.claim.stage, o.claim.tally) = step(&o.claim.stage, o.claim.tally, act)?;
    let room = ledger::room(o.tx.conn(), o.claim.call, &AccountName::Recovered).await?;
    let free = Money::from_cents(room);
    if amount > free {
        return Err(Refusal::from(MoneyRefusal::RepaymentUsed { free }).into());
    }
    let tx = o.tx.permit(o.permit);
    let back = movement::not_repaid(o.claim.debtor, positive(amount)?, tx.id());
    book(&tx, &o.claim, std::slice::from_ref(&back)).await?;
    recovery::save(&tx, &o.claim).await?;
    recovery::undo_move(&tx, id, number, (&reason, back.id, by)).await?;
    let left = o.claim.tally.left();
    let what = RecoveryEvent::RepaymentUndone { amount, on, left, reason, reopens };
    tx.commit(happened(&o.claim, what)).await?;
    desk.bell.notify_one();
    Ok(())
}
