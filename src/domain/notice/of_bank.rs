//! Who is told what about accounts and batches. The one rule: an organisation hears of every change
//! of its account, so that a change nobody there made is noticed.

use super::{Addressee, Notice};
use crate::domain::bank::BankEvent;

/// The mails of an event.
pub(super) fn notices(what: &BankEvent) -> Vec<(Addressee, Notice)> {
    match what {
        BankEvent::AccountProposed { organisation, .. } => {
            let organisation = *organisation;
            vec![(Addressee::Finance, Notice::AccountToConfirm { organisation })]
        }
        BankEvent::AccountConfirmed { organisation, .. } => {
            let organisation = *organisation;
            vec![(Addressee::Organisation(organisation), Notice::AccountConfirmed { organisation })]
        }
        BankEvent::AccountRejected { organisation, reason, .. } => {
            let (organisation, reason) = (*organisation, reason.clone());
            vec![(
                Addressee::Organisation(organisation),
                Notice::AccountRejected { organisation, reason },
            )]
        }
        BankEvent::BatchProposed { batch, total, .. } => {
            let (batch, total) = (*batch, *total);
            vec![(Addressee::Finance, Notice::BatchToApprove { batch, total })]
        }
        BankEvent::PayeeChecked { .. }
        | BankEvent::PayeeAccepted { .. }
        | BankEvent::BatchApproved { .. }
        | BankEvent::BatchExported { .. }
        | BankEvent::BatchDone { .. }
        | BankEvent::BatchCancelled { .. }
        | BankEvent::PaidByHand { .. }
        | BankEvent::LimitSet { .. }
        | BankEvent::FileTaken { .. }
        | BankEvent::LineSettled { .. }
        | BankEvent::ActRefused { .. } => Vec::new(),
    }
}
