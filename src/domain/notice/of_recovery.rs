//! Who is told what about money claimed back. The one rule: the debtor hears nothing before a
//! second person has approved, and then of the claim, of a waiver and of the end.

use super::{Addressee, Notice};
use crate::domain::{
    money::Money,
    recovery::{RecoveryEvent, RecoveryNotice, RecoveryRef},
};

/// The mails of an event.
pub(super) fn notices(recovery: &RecoveryRef, what: &RecoveryEvent) -> Vec<(Addressee, Notice)> {
    use RecoveryEvent as E;
    use RecoveryNotice as N;
    let notice = |about: N| Notice::Recovery { recovery: recovery.clone(), about };
    let debtor = Addressee::Organisation(recovery.debtor);
    match what {
        E::Proposed { .. } => vec![(Addressee::Finance, notice(N::RecoveryToApprove))],
        E::Approved { due_on } => vec![(debtor, notice(N::RecoveryClaimed { due_on: *due_on }))],
        E::Repaid { left, .. } | E::SetOff { left, .. } if *left == Money::ZERO => {
            vec![(debtor, notice(N::RecoverySettled))]
        }
        // Who was told that nothing is left hears that something is.
        E::RepaymentUndone { left, reopens: true, .. } => {
            vec![(debtor, notice(N::RecoveryReopened { left: *left }))]
        }
        E::WaiverAsked { amount, .. } => {
            vec![(Addressee::Finance, notice(N::WaiverToApprove { amount: *amount }))]
        }
        E::Waived { amount, left } => {
            vec![(debtor, notice(N::RecoveryWaived { amount: *amount, left: *left }))]
        }
        E::Repaid { .. }
        | E::SetOff { .. }
        | E::RepaymentUndone { .. }
        | E::Rejected { .. }
        | E::Withdrawn { .. }
        | E::WaiverRefused { .. } => Vec::new(),
    }
}
