//! The budget of a call: money and places. The one rule: the places of every quota are opened
//! together with the first money, so no award can be made against a quota nobody opened.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        event::{Event, Happened},
        ids::CallId,
        ledger::{
            PositiveAmount,
            movement::{appropriate, open_places},
        },
        money::Money,
        quota::pools,
        refusal::{FieldRefusal, Refusal},
        scheme::Scheme,
    },
    store::{Tx, call, ledger},
};

/// Gives money to a call; the first time also its places.
pub async fn give(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    amount: Money,
    reason: &str,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::Appropriate, &Subject::Office)?;
    let Some(positive) = PositiveAmount::new(amount.cents()) else {
        let why = FieldRefusal::NotAnAmount;
        return Err(Refusal::FieldRefused { field: "amount".to_owned(), why }.into());
    };
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let tx = desk.begin().await?;
    let stored = call::load(tx.conn(), call).await?;
    let scheme = desk.scheme(&stored)?;
    let quotas = match &scheme {
        Scheme::Exchange(programme) => &programme.quotas,
        Scheme::Scored(programme) => &programme.quotas,
    };
    let first = ledger::own(tx.conn(), call).await?.is_empty();
    let tx = tx.permit(permit);
    let mut movements = vec![appropriate(positive, tx.id())];
    if first {
        for pool in pools(quotas, stored.call.places) {
            let size = PositiveAmount::new(pool.size.into());
            movements.extend(size.and_then(|size| open_places(&pool.key, size, tx.id())));
        }
    }
    ledger::make(&tx, call, &movements, None, reason).await?;
    let reason = reason.to_owned();
    tx.commit(Happened::one(Event::BudgetAppropriated { call, amount, reason })).await?;
    Ok(())
}
