//! The reason and the facts of mails about money claimed back. The one rule: the debtor is told how
//! much, by which day and under which number, and the mail leads to the page that says why.

use super::Facts;
use crate::{
    domain::recovery::{RecoveryNotice, RecoveryRef},
    render::day_text,
};

/// Why this person gets a mail about a claim.
pub(super) fn why(organisation: &str, about: &RecoveryNotice) -> String {
    match about {
        RecoveryNotice::RecoveryToApprove | RecoveryNotice::WaiverToApprove { .. } => {
            "You get this mail because you are a finance officer.".to_owned()
        }
        RecoveryNotice::RecoveryClaimed { .. }
        | RecoveryNotice::RecoverySettled
        | RecoveryNotice::RecoveryReopened { .. }
        | RecoveryNotice::RecoveryWaived { .. } => {
            format!("You get this mail because you work for {organisation}.")
        }
    }
}

/// What a notice about a claim itself says.
pub(super) fn facts<'a>(recovery: &'a RecoveryRef, about: &RecoveryNotice) -> Facts<'a> {
    let claim = Some(recovery.reference.as_str());
    let whole = Facts { claim, amount: Some(recovery.amount), ..Facts::default() };
    match about {
        RecoveryNotice::RecoveryToApprove | RecoveryNotice::RecoverySettled => whole,
        RecoveryNotice::RecoveryClaimed { due_on } => {
            Facts { day: Some(day_text(*due_on)), ..whole }
        }
        RecoveryNotice::RecoveryReopened { left } => Facts { left: Some(*left), ..whole },
        RecoveryNotice::RecoveryWaived { amount, left } => {
            Facts { amount: Some(*amount), left: Some(*left), ..whole }
        }
        RecoveryNotice::WaiverToApprove { amount } => Facts { amount: Some(*amount), ..whole },
    }
}
