//! What a payment keeps back, told to the claims it pays. The one rule: the oldest debt first, and
//! as much as the ledger set off, to the cent; what one payment can't carry waits for the next.

use super::{event, posted_of};
use crate::{
    actions::ActionError,
    domain::{
        event::Event,
        ids::RecoveryId,
        ledger::movement::Movement,
        money::Money,
        recovery::{RecoveryAct, RecoveryEvent, spread, step},
    },
    store::{
        Tx, payment,
        recovery::{self, Move, MoveKind, Stored},
        tx::WriteTx,
    },
};
use chrono::NaiveDate;

/// The debts a payment that keeps something back is set off against, locked, the oldest first. They
/// are locked before the accounts of the ledger, as in every verb of a claim.
pub(in crate::actions) async fn debts(
    tx: &impl Tx,
    p: &payment::Stored,
) -> Result<Vec<Stored>, ActionError> {
    if p.set_off_id.is_none() {
        return Ok(Vec::new());
    }
    Ok(recovery::lock_owed(tx, p.call, p.payee).await?)
}

/// Books what the payment kept back with the claims; `movements` are those the ledger has made.
pub(in crate::actions) async fn book(
    tx: &WriteTx,
    p: &payment::Stored,
    debts: Vec<Stored>,
    movements: &[Movement],
    on: NaiveDate,
) -> Result<Vec<Event>, ActionError> {
    let posted = p.set_off_id.and_then(|held| posted_of(movements, held));
    let Some(transfer) = posted else { return Ok(Vec::new()) };
    let lefts: Vec<(RecoveryId, Money)> =
        debts.iter().map(|one| (one.id, one.tally.left())).collect();
    let mut events = Vec::new();
    for (debt, (id, amount)) in parts(debts, &spread(p.set_off, &lefts)) {
        let act = RecoveryAct::SetOff { amount, on };
        let mut debt = debt;
        (debt.stage, debt.tally) = step(&debt.stage, debt.tally, act)?;
        recovery::save(tx, &debt).await?;
        let (kind, payment, note) = (MoveKind::SetOff, Some(p.id), String::new());
        let new = Move { kind, amount, on, payment, line: None, transfer, note };
        recovery::add_move(tx, id, &new).await?;
        let left = debt.tally.left();
        events.push(event(&debt, RecoveryEvent::SetOff { amount, from: p.id, left }));
    }
    Ok(events)
}

/// Each debt that gets a part, with it.
fn parts(
    debts: Vec<Stored>,
    spread: &[(RecoveryId, Money)],
) -> impl Iterator<Item = (Stored, (RecoveryId, Money))> {
    debts.into_iter().filter_map(|debt| {
        let part = spread.iter().find(|(id, _)| *id == debt.id)?;
        Some((debt, *part))
    })
}
