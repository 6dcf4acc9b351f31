//! The payee of a payment against the list of sanctions. The one rule: it is asked twice, before the
//! change so that a find is kept, and within it so that nothing slips through.

use super::Opened;
use crate::{
    actions::{ActionError, Desk, screening},
    domain::{access::Actor, ids::PaymentId, screening::Occasion},
    store::{Tx, payment},
};

/// Compares the payee with the list of sanctions, before money goes to it.
pub(super) async fn screen(desk: &Desk, actor: &Actor, id: PaymentId) -> Result<(), ActionError> {
    if !actor.reads_all() {
        return Ok(());
    }
    let there = payment::load(desk.database.reads(), id).await?;
    let (payee, file) = ([there.payee], Some(there.application));
    let scope = screening::Scope::These(&payee);
    screening::before(desk, scope, Occasion::Payment, file).await?;
    Ok(())
}

/// Refused while the payee waits for a check, is on the list of sanctions, or is excluded.
pub(super) async fn screened(desk: &Desk, o: &Opened) -> Result<(), ActionError> {
    let party = [(o.payment.payee, o.payment.bank_reference.clone())];
    screening::gate(o.tx.conn(), desk, &party, Occasion::Payment).await
}
