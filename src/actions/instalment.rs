//! Instalments inside the verbs that promise, owe and cancel them. The one rule: the row and the
//! ledger change together, with the same amount.

use super::{ActionError, Desk};
use crate::{
    domain::{
        ids::{ApplicationId, InstalmentId, TransferId},
        instalment::{Instalment, InstalmentAct, InstalmentStage, InstalmentStageKind, step},
        ledger::{
            PositiveAmount,
            movement::{self, Reserved},
        },
        money::Money,
    },
    store::{
        Tx, WriteTx,
        instalment::{self, Stored},
        ledger,
    },
};
use chrono::NaiveDate;

/// A positive amount, where the rules before let nothing else through.
pub(super) fn positive(amount: Money) -> Result<PositiveAmount, ActionError> {
    PositiveAmount::of_money(amount)
        .ok_or_else(|| ActionError::broken(anyhow::anyhow!("an amount of nothing")))
}

/// Writes what the ledger has promised down as an instalment.
pub(super) async fn promise(
    tx: &WriteTx,
    plan: Instalment,
    promised: TransferId,
) -> Result<InstalmentId, ActionError> {
    instalment::insert(tx, &plan, Some(promised)).await?;
    Ok(plan.id)
}

/// What the instalment waited for has come: it is owed until `due_on`. The rest of the promise, if
/// any, comes free.
pub(super) async fn make_due(
    desk: &Desk,
    tx: &WriteTx,
    mut stored: Stored,
    amount: Money,
    due_on: NaiveDate,
    note: &str,
) -> Result<(), ActionError> {
    let act = InstalmentAct::MakeDue { amount, due_on };
    stored.instalment.stage = step(desk.now(), &stored.instalment, act)?;
    let reserved = held(tx, &stored).await?;
    let movements = [movement::make_due(&reserved, positive(amount)?, tx.id())];
    let (call, file) = (stored.instalment.call, stored.instalment.file);
    ledger::make(tx, call, &movements, Some(file), note).await?;
    instalment::save(tx, &stored).await?;
    Ok(())
}

async fn held(tx: &WriteTx, stored: &Stored) -> Result<Reserved, ActionError> {
    let Some(id) = stored.reserved else {
        return Err(ActionError::broken(anyhow::anyhow!("an instalment without its promise")));
    };
    Ok(ledger::reservation(tx.conn(), id).await?)
}

/// Cancels the instalments of a file that are not due yet. Their promises are released by the
/// caller, with whatever else the file holds.
pub(super) async fn cancel_planned(
    desk: &Desk,
    tx: &WriteTx,
    file: ApplicationId,
    reason: &str,
) -> Result<(), ActionError> {
    for mut stored in instalment::of_file(tx.conn(), file).await? {
        if stored.instalment.stage.kind() == InstalmentStageKind::Planned {
            let act = InstalmentAct::Cancel { reason: reason.to_owned() };
            stored.instalment.stage = step(desk.now(), &stored.instalment, act)?;
            instalment::save(tx, &stored).await?;
        }
    }
    Ok(())
}

/// The lump sum of an exchange as an instalment: one, for the visitor.
pub(super) fn lump_sum(
    id: InstalmentId,
    file: &crate::domain::event::FileRef,
    planned: Money,
) -> Instalment {
    Instalment {
        id,
        file: file.application,
        call: file.call,
        payee: file.visitor,
        position: 1,
        label: "Lump sum".to_owned(),
        condition: "validated_report".to_owned(),
        planned,
        stage: InstalmentStage::Planned,
    }
}
