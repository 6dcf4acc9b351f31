//! The thread from the first account to the last cent, through the real actions, on both
//! databases: who is told what, where the money and the places stand, what the trail says.

use crate::support::{both_databases, kit::Kit};
use convoca::domain::payment::PaymentStageKind;

both_databases!(paid_to_the_last_cent, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.paid(app).await;
    assert_eq!(app.stage(id).await, "closed");
    assert_eq!(app.payments(id).await, [PaymentStageKind::Settled]);
    assert_eq!(app.account(id, "budget").await, [0, 110_000, 0, 5_000_000]);
});
