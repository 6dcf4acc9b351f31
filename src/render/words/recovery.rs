//! The words for money claimed back: stages, reasons, lines of a timeline, refusals. The one rule:
//! the debtor reads the same words as the office, so they accuse nobody.

use super::{Chip, because};
use crate::{
    domain::{
        money::Money,
        recovery::{RecoveryEvent, RecoveryNotice, RecoveryReason, RecoveryStageKind},
        refusal::MoneyRefusal,
    },
    render::{day_text, euro_text, shell::Tone},
};

/// Where a claim stands.
pub fn recovery_stage(stage: RecoveryStageKind) -> Chip {
    let (label, tone) = match stage {
        RecoveryStageKind::Proposed => ("waiting for approval", Tone::Warn),
        RecoveryStageKind::Rejected => ("not approved", Tone::Quiet),
        RecoveryStageKind::Withdrawn => ("taken back", Tone::Quiet),
        RecoveryStageKind::Notified => ("to be paid back", Tone::Warn),
        RecoveryStageKind::PartlyRepaid => ("partly paid back", Tone::Info),
        RecoveryStageKind::Settled => ("settled", Tone::Good),
        RecoveryStageKind::Waived => ("waived", Tone::Good),
    };
    Chip::new(tone, label)
}

/// Why money is claimed back, in a few words.
pub const fn recovery_reason(reason: RecoveryReason) -> &'static str {
    match reason {
        RecoveryReason::StayCutShort => "The stay was cut short",
        RecoveryReason::EvidenceNotSustained => "The evidence does not hold",
        RecoveryReason::IneligibleCost => "What was paid is not eligible",
        RecoveryReason::DoubleFunding => "The same was funded twice",
        RecoveryReason::ReturnedByGrantee => "The grantee gives it back",
        RecoveryReason::Other => "Another reason",
    }
}

fn euro(amount: Money) -> String {
    euro_text(amount.cents())
}

/// What is left, behind what happened.
fn still(left: Money) -> String {
    if left == Money::ZERO { "nothing is left".to_owned() } else { format!("{} left", euro(left)) }
}

/// What the debtor reads of a repayment that was taken back: the reason may be about others.
pub fn repayment_undone(amount: Money, left: Money) -> String {
    format!("{} had been entered by mistake; {}", euro(amount), still(left))
}

/// One sentence without a full stop.
pub fn recovery_event(what: &RecoveryEvent) -> String {
    match what {
        RecoveryEvent::Proposed { why } => because("A claim was proposed", recovery_reason(*why)),
        RecoveryEvent::Approved { due_on } => {
            format!("The claim was approved, to be paid back by {}", day_text(*due_on))
        }
        RecoveryEvent::Rejected { reason } => because("The claim was not approved", reason),
        RecoveryEvent::Withdrawn { reason } => because("The claim was taken back", reason),
        RecoveryEvent::Repaid { amount, on, left } => {
            format!("{} came back on {}; {}", euro(*amount), day_text(*on), still(*left))
        }
        RecoveryEvent::RepaymentUndone { amount, left, reason, .. } => {
            because(&repayment_undone(*amount, *left), reason)
        }
        RecoveryEvent::SetOff { amount, left, .. } => {
            format!("{} were kept back from a payment; {}", euro(*amount), still(*left))
        }
        RecoveryEvent::WaiverAsked { amount, reason } => {
            because(&format!("A waiver of {} was asked for", euro(*amount)), reason)
        }
        RecoveryEvent::Waived { amount, left } => {
            format!("{} were waived; {}", euro(*amount), still(*left))
        }
        RecoveryEvent::WaiverRefused { reason } => because("The waiver was refused", reason),
    }
}

/// What a mail about a claim is about.
pub(super) const fn recovery_notice(about: &RecoveryNotice) -> &'static str {
    match about {
        RecoveryNotice::RecoveryToApprove => "A claim waits for approval",
        RecoveryNotice::RecoveryClaimed { .. } => "Money is claimed back",
        RecoveryNotice::RecoverySettled => "A claim is settled",
        RecoveryNotice::RecoveryReopened { .. } => "A claim is open again",
        RecoveryNotice::RecoveryWaived { .. } => "Money need not be paid back",
        RecoveryNotice::WaiverToApprove { .. } => "A waiver waits for approval",
    }
}

/// The sentence of a refusal about a claim; other refusals have none here.
pub(super) fn recovery_refusal(why: &MoneyRefusal) -> String {
    if let MoneyRefusal::RecoveryStage { stage } = why {
        let now = recovery_stage(*stage).label;
        return format!("This can't be done now, because the claim is {now}.");
    }
    if let MoneyRefusal::RecoveryOver { most, asked } = why {
        return format!(
            "An amount of {} is not possible: it must be above zero and at most {}, which is what \
             is left.",
            euro(*asked),
            euro(*most)
        );
    }
    if let MoneyRefusal::RecoveryHeld { free } = why {
        return format!(
            "A payment under way keeps some of this debt back: {} is free. Finish or cancel that \
             payment first.",
            euro(*free)
        );
    }
    if *why == MoneyRefusal::RepaymentByBank {
        return "A bank's statement brought this money, so it can't be taken back here. Claim \
                what was booked wrongly, or pay it back to who sent it."
            .to_owned();
    }
    if let MoneyRefusal::RepaymentUsed { free } = why {
        return format!(
            "What came back was given out again: {} of it is there. Bring the money back first.",
            euro(*free)
        );
    }
    if let MoneyRefusal::RecoveryDayOver { on } = why {
        return format!("Give the debtor a day to come: {} is not ahead.", day_text(*on));
    }
    if let MoneyRefusal::WaiverWaits { waits } = why {
        let says = if *waits {
            "A waiver waits for a second person already. It must be decided first."
        } else {
            "No waiver waits. Ask for one first."
        };
        return says.to_owned();
    }
    let says = if *why == MoneyRefusal::RecoveryStands {
        "Money of this payment is being claimed back, so it can't have come back from the bank as \
         well. Waive the claim first, if the bank is right."
    } else {
        "This payment was not made, so there is nothing to claim back."
    };
    says.to_owned()
}
