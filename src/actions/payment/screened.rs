//! The payee of a payment against the list of sanctions. The one rule: it is asked twice, before
//! the change so that a find is kept, and within it so that nothing slips through.

use super::Opened;
use crate::{
    actions::{ActionError, Desk, screening},
    domain::{
        access::{Act, Actor},
        ids::PaymentId,
        screening::Occasion,
    },
    store::{Tx, payment, screening::Scope},
};

/// Opens a payment before money goes out. Refused while the payee waits for a check, is on the list
/// of sanctions, or is excluded.
pub(super) async fn open(
    desk: &Desk,
    actor: &Actor,
    id: PaymentId,
    seen: i64,
) -> Result<Opened, ActionError> {
    if actor.reads_all() {
        let there = payment::load(desk.database.reads(), id).await?;
        let (payee, file) = ([there.payee], Some(there.application));
        screening::before(desk, Scope::These(&payee), Occasion::Payment, file).await?;
    }
    let o = super::open(desk, actor, id, seen, Act::HandlePayment).await?;
    let party = [(o.payment.payee, o.payment.bank_reference.clone())];
    screening::gate(o.tx.conn(), desk, &party, Occasion::Payment).await?;
    Ok(o)
}
