//! Payments no file can carry, because SEPA does not reach the account or it has no IBAN: listed,
//! and marked once a person has paid them at the bank. The one rule: two people, the approver's
//! limit, the confirmed account and the screening hold as they do for a batch.

use super::{Opened, close, named, not_in_batch, screened};
use crate::{
    actions::{ActionError, Desk, batch},
    domain::{
        access::Actor,
        bank::{BankAccount, BankEvent, BankRefusal, NotJoining, is_manual, open_by_hand},
        event::Event,
        ids::PaymentId,
        money::Money,
        payment::{PaymentAct, step},
        refusal::{FieldRefusal, MoneyRefusal, Refusal},
    },
    store::{Tx, payment},
};
use chrono::NaiveDate;

/// Longest reference of a bank that is kept, in characters: what a statement can hold
/// (`AcctSvcrRef`, ISO 20022 `Max35Text`).
pub const REFERENCE_MOST: usize = 35;

/// A payment of the manual list.
#[derive(Debug)]
pub struct Manual {
    /// The payment, proposed or approved.
    pub payment: payment::Stored,
    /// The payee's account; the number is finance's to see.
    pub account: Option<BankAccount>,
    /// What has to be done first, other than the approval; empty when nothing.
    pub open: Vec<NotJoining>,
}

/// The payments that wait and that no file can carry, by due day.
pub async fn manual(desk: &Desk, actor: &Actor) -> Result<Vec<Manual>, ActionError> {
    let choices = batch::choices(desk, actor).await?;
    let manual = |one: batch::Choice| match one.line {
        Err(why) if is_manual(&why) => {
            Some(Manual { payment: one.payment, account: one.account, open: open_by_hand(&why) })
        }
        Ok(_) | Err(_) => None,
    };
    Ok(choices.into_iter().filter_map(manual).collect())
}

/// What a person approves is within the person's limit, as in a batch.
pub(super) async fn within_limit(desk: &Desk, o: &Opened) -> Result<(), ActionError> {
    let cash = named(&o.payment, &o.file).cash();
    // What is set off whole moves no money.
    if cash <= Money::ZERO {
        return Ok(());
    }
    let limit = batch::limit_of(desk, o.tx.conn(), o.by).await?;
    if cash > limit {
        return Err(Refusal::from(BankRefusal::OverLimit { limit, total: cash }).into());
    }
    Ok(())
}

/// Marks an approved payment of the manual list as paid at the bank on `on`, with the bank's
/// reference: what was due is paid. Refused: a day to come, no reference, a payment a file can
/// carry, and one with something open.
pub async fn pay(
    desk: &Desk,
    actor: &Actor,
    id: PaymentId,
    seen: i64,
    on: NaiveDate,
    bank_reference: &str,
) -> Result<(), ActionError> {
    let reference = given(bank_reference)?;
    let mut o = screened::open(desk, actor, id, seen).await?;
    not_in_batch(&o.payment)?;
    let at = desk.now();
    o.payment.stage = step(&o.payment.stage, PaymentAct::Export { by: o.by, at })?;
    let why = match batch::free_of(desk, o.tx.conn(), &[id]).await?.pop() {
        Some(choice) => choice.line.err().unwrap_or_default(),
        None => return Err(Refusal::Stale.into()),
    };
    if !is_manual(&why) {
        return Err(Refusal::from(MoneyRefusal::FileCarriesIt).into());
    }
    let open = open_by_hand(&why);
    if !open.is_empty() {
        let reference = o.payment.bank_reference.clone();
        return Err(Refusal::from(MoneyRefusal::NotForTheBank { reference, why: open }).into());
    }
    o.payment.stage = step(&o.payment.stage, PaymentAct::Settle { on })?;
    let what = BankEvent::PaidByHand { payment: id, reference: reference.clone() };
    close(desk, o, on, Some(Event::Bank { what }), None).await
}

fn given(reference: &str) -> Result<String, Refusal> {
    let reference = reference.trim();
    let refused = |why| Err(Refusal::FieldRefused { field: "bank_reference".to_owned(), why });
    if reference.is_empty() {
        return refused(FieldRefusal::Missing);
    }
    if reference.chars().count() > REFERENCE_MOST {
        let (have, most) = (count(reference.chars().count()), count(REFERENCE_MOST));
        return refused(FieldRefusal::TooLong { have, most });
    }
    Ok(reference.to_owned())
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}
