//! What a payment keeps back for a debt: held when it is proposed, booked when it is paid, let go
//! when it is not. The one rule: never more than is due, and never the same debt twice.

use crate::{
    actions::{ActionError, instalment::positive, paid_file::PaidFileRow},
    domain::{
        ids::TransferId,
        ledger::{
            chart::AccountName,
            movement::{self, Movement},
        },
        money::Money,
    },
    store::{Tx, WriteTx, instalment, ledger, payment},
};

/// Holds what the payee owes, up to what is due.
pub(super) async fn keep_back(
    tx: &WriteTx,
    file: &PaidFileRow,
    due: &instalment::Stored,
    amount: Money,
) -> Result<Option<(TransferId, Money)>, ActionError> {
    let (call, payee) = (due.instalment.call, due.instalment.payee);
    let owed = Money::from_cents(ledger::room(tx.conn(), call, &AccountName::Owed(payee)).await?);
    let held = owed.min(amount);
    if held <= Money::ZERO {
        return Ok(None);
    }
    let debt = movement::hold_debt(payee, positive(held)?, tx.id());
    let movements = [movement::hold(&debt)];
    ledger::make(tx, call, &movements, Some(due.instalment.file), &file.reference()).await?;
    Ok(Some((debt.id, held)))
}

/// Lets go of what a payment held of a debt.
pub(super) async fn let_go(
    tx: &WriteTx,
    file: &PaidFileRow,
    p: &payment::Stored,
) -> Result<(), ActionError> {
    let Some(id) = p.set_off_id else { return Ok(()) };
    let held = ledger::reservation(tx.conn(), id).await?;
    let movements = movement::release([&held], || tx.id());
    ledger::make(tx, p.call, &movements, Some(p.application), &file.reference()).await?;
    Ok(())
}

/// The cash that went, and the part that was kept back for a debt.
pub(super) async fn booked(
    tx: &WriteTx,
    p: &payment::Stored,
    cash: Money,
) -> Result<Vec<Movement>, ActionError> {
    let mut movements = Vec::new();
    if cash > Money::ZERO {
        movements.push(movement::pay(p.payee, positive(cash)?, tx.id()));
    }
    if let Some(id) = p.set_off_id {
        let held = ledger::reservation(tx.conn(), id).await?;
        movements.extend(movement::set_off(p.payee, &held, || tx.id()));
    }
    Ok(movements)
}
