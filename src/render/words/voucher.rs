//! The words about types of voucher: what one gives, for whom, how it comes in. The one rule: the
//! page of the call and the pages of the office say the same.

use crate::{
    domain::{
        money::Money,
        scored::{Deciding, Intake, ScoredProgramme, VoucherType},
    },
    render::{euro_text, number_text},
};

/// The most any type gives to one proposal, where there is a limit.
pub fn voucher_most(programme: &ScoredProgramme) -> Option<Money> {
    programme.types.iter().filter_map(|kind| kind.lump_sum.or(kind.ceiling)).max()
}

/// What a type gives, in one line.
pub fn voucher_amount(kind: &VoucherType) -> String {
    match (kind.lump_sum, kind.floor, kind.ceiling) {
        (Some(sum), _, _) => format!("{}, a lump sum", euro_text(sum.cents())),
        (None, Some(least), Some(most)) => {
            format!("{} to {}", euro_text(least.cents()), euro_text(most.cents()))
        }
        (None, None, Some(most)) => format!("up to {}", euro_text(most.cents())),
        (None, Some(least), None) => format!("from {}", euro_text(least.cents())),
        (None, None, None) => "without a limit".to_owned(),
    }
}

/// How many organisations a type is for, in words.
pub fn voucher_partners(kind: &VoucherType) -> String {
    let (least, most) = (kind.partners_min, kind.partners_max);
    match (least, most) {
        (1, 1) => "one organisation alone".to_owned(),
        (least, most) if least == most => format!("{} organisations", number_text(least.into())),
        (least, most) => {
            format!("{} to {} organisations", number_text(least.into()), number_text(most.into()))
        }
    }
}

/// How proposals of a type come in and are decided, in words.
pub const fn voucher_intake(kind: &VoucherType) -> &'static str {
    match (kind.intake, kind.decision) {
        (Intake::Deadline, Deciding::Ranked) => "until the deadline, then ranked together",
        (Intake::CutOffs, Deciding::Ranked) => "ranked after each cut-off",
        (Intake::Rolling, Deciding::Ranked) => "at any time, ranked",
        (Intake::Rolling, Deciding::FirstCome) => "at any time, first come, first served",
        (Intake::Deadline | Intake::CutOffs, Deciding::FirstCome) => {
            "until the deadline, first come, first served"
        }
    }
}
