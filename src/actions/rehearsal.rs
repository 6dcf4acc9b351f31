//! What a bank would answer to a batch, made up: to try the way back before the first real file.
//! The one rule: it reads only; whoever takes the answer in does what any file of the bank does.

use super::{ActionError, Desk};
use crate::{
    bank::rehearsal::{Booking, statement},
    domain::{
        access::{Act, Actor, Subject, permit},
        bank::Iban,
        ids::BatchId,
        money::Money,
        payment::PaymentStageKind,
        refusal::{MoneyRefusal, Refusal},
    },
    store::{batch, payment},
};
use chrono::NaiveDate;

/// A statement of that day over the payments of a batch that are with the bank: all paid, but the
/// last `returned` of them sent back, because the account is closed.
pub async fn rehearse(
    desk: &Desk,
    actor: &Actor,
    id: BatchId,
    on: NaiveDate,
    returned: usize,
) -> Result<Vec<u8>, ActionError> {
    permit(actor, Act::HandlePayment, &Subject::Office)?;
    let conn = desk.database.reads();
    let stored = batch::load(conn, id).await?;
    let own = desk.settings.payer.iban.trim();
    if own.is_empty() {
        return Err(Refusal::from(MoneyRefusal::PayerMissing).into());
    }
    let payer = Iban::parse(own).map_err(Refusal::from)?;
    let mut payments = payment::of_batch(conn, id).await?;
    payments.retain(|one| one.stage.kind() == PaymentStageKind::Exported);
    let first_back = payments.len().saturating_sub(returned);
    let booking = |(place, one): (usize, payment::Stored)| Booking {
        reference: one.bank_reference,
        amount: one.amount.checked_sub(one.set_off).unwrap_or(Money::ZERO),
        returned: place >= first_back,
    };
    let bookings: Vec<Booking> = payments.into_iter().enumerate().map(booking).collect();
    Ok(statement(&stored.message_id, on, &payer, &bookings))
}
