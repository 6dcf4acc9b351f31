//! What a line of the bank does to a payment. The one rule: it is done once, in one transaction
//! with the note that it is done.

use super::{Opened, return_in, settle_in};
use crate::{
    actions::{ActionError, Desk, paid_file::PaidFileRow},
    domain::{
        access::{Act, Actor, permit},
        payment::{PaymentAct, PaymentStageKind},
    },
    store::{Tx, bank_file, payment},
};

/// Does what a line of the bank says, once: a payment that is settled already stays as it is.
pub(in crate::actions) async fn by_bank(
    desk: &Desk,
    actor: &Actor,
    due: &bank_file::DueAct,
) -> Result<(), ActionError> {
    let act: PaymentAct = serde_json::from_str(&due.act).map_err(ActionError::broken)?;
    let tx = desk.begin().await?;
    let there = payment::load(tx.conn(), due.payment_id).await?;
    let file = PaidFileRow::lock(&tx, there.application).await?;
    let payment = payment::lock(&tx, due.payment_id).await?;
    let permit = permit(actor, Act::HandlePayment, &file.subject())?;
    if !bank_file::lock_act(&tx, due).await? {
        return Ok(());
    }
    let by = permit.person().or(payment.approved_by).ok_or(ActionError::Forbidden)?;
    let o = Opened { tx, file, payment, permit, by };
    let is_settled = o.payment.stage.kind() == PaymentStageKind::Settled;
    match act {
        PaymentAct::Settle { .. } if is_settled => {
            let tx = o.tx.permit(o.permit);
            bank_file::act_done(&tx, due, "").await?;
            tx.keep_quietly().await?;
            Ok(())
        }
        PaymentAct::Settle { on } => settle_in(desk, o, on, Some(due)).await,
        PaymentAct::Return { on, reason } => return_in(desk, o, on, &reason, Some(due)).await,
        PaymentAct::Approve { .. }
        | PaymentAct::Export { .. }
        | PaymentAct::SettleBySetOff { .. }
        | PaymentAct::Cancel { .. } => {
            Err(ActionError::broken(anyhow::anyhow!("an act no bank does")))
        }
    }
}
