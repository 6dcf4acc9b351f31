//! The payee of a payment, and who signed its contract for the project, against the list of
//! sanctions. The one rule: it is asked twice, before the change so that a find is kept, and within
//! it so that nothing slips through.

use super::Opened;
use crate::{
    actions::{ActionError, Desk, screening},
    domain::{
        access::{Act, Actor},
        ids::PaymentId,
        screening::{Occasion, Screened},
    },
    store::{
        Tx, payment,
        screening::{Payments, Scope, signers},
        sql::Conn,
    },
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
        let conn = desk.database.reads();
        let there = payment::load(conn, id).await?;
        let (all, file) = (concerned(conn, &there).await?, Some(there.application));
        screening::before(desk, Scope::These(&all), Occasion::Payment, file).await?;
    }
    let o = super::open(desk, actor, id, seen, Act::HandlePayment).await?;
    let all = concerned(o.tx.conn(), &o.payment).await?;
    let named = |one: Screened| (one, o.payment.bank_reference.clone());
    let parties: Vec<(Screened, String)> = all.into_iter().map(named).collect();
    screening::gate(o.tx.conn(), desk, &parties, Occasion::Payment).await?;
    Ok(o)
}

/// The payee, and those who signed its contract for the project.
async fn concerned(
    conn: &impl Conn,
    payment: &payment::Stored,
) -> Result<Vec<Screened>, ActionError> {
    let signers = signers(conn, Payments::One(payment.id)).await?;
    let signers = signers.into_iter().map(|(_, whom)| whom);
    Ok([Screened::from(payment.payee)].into_iter().chain(signers).collect())
}
