//! What was committed at the award, divided into instalments. The one rule: for each organisation
//! the instalments come to its share, to the cent, and each has a promise of its own in the books.

use crate::{
    actions::{ActionError, instalment},
    domain::{
        ids::OrganisationId,
        instalment::{Instalment, InstalmentStage},
        ledger::{
            PositiveAmount,
            chart::AccountName,
            movement::{self, Reserved},
        },
        money::Money,
        scored::InstalmentPlan,
    },
    store::{Tx, WriteTx, agreement::Stored, ledger},
};

/// Divides the commitment of each organisation by the plan.
pub(super) async fn divide(
    tx: &WriteTx,
    of: &Stored,
    plan: &InstalmentPlan,
    organisations: &[OrganisationId],
    reference: &str,
) -> Result<(), ActionError> {
    let reserved = ledger::reservations(tx.conn(), of.file).await?;
    let (mut movements, mut promised) = (Vec::new(), Vec::new());
    for organisation in organisations {
        let whole = reserved.iter().find(|one| one.credit == AccountName::Payable(*organisation));
        // Who takes part without money has none.
        let Some(whole) = whole else { continue };
        let amounts = plan.divide(Money::from_cents(whole.amount.get()));
        // A part of nothing is no instalment.
        let parts: Vec<(usize, PositiveAmount)> = amounts
            .into_iter()
            .enumerate()
            .filter_map(|(place, part)| Some((place, PositiveAmount::of_money(part)?)))
            .collect();
        let amounts: Vec<PositiveAmount> = parts.iter().map(|(_, part)| *part).collect();
        let (divided, more) = movement::divide(whole, &amounts, || tx.id());
        movements.extend(more);
        promised.extend(
            parts.iter().zip(divided).map(|((place, _), held)| (*organisation, *place, held)),
        );
    }
    ledger::make(tx, of.call, &movements, Some(of.file), reference).await?;
    for (payee, place, held) in promised {
        let plan = planned(tx, of, plan, payee, place, &held);
        instalment::promise(tx, plan, held.id).await?;
    }
    Ok(())
}

fn planned(
    tx: &WriteTx,
    of: &Stored,
    plan: &InstalmentPlan,
    payee: OrganisationId,
    place: usize,
    held: &Reserved,
) -> Instalment {
    let part = plan.parts.get(place);
    Instalment {
        id: tx.id(),
        file: of.file,
        call: of.call,
        payee,
        position: u32::try_from(place + 1).unwrap_or(u32::MAX),
        label: part.map(|part| part.label.clone()).unwrap_or_default(),
        condition: part.map(|part| part.when.code()).unwrap_or_default(),
        planned: Money::from_cents(held.amount.get()),
        stage: InstalmentStage::Planned,
    }
}
