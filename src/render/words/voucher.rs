//! The words about types of voucher: what one gives, for whom, how it comes in. The one rule: the
//! page of the call and the pages of the office say the same.

use crate::{
    domain::{
        call::Call,
        moment::Moment,
        money::Money,
        scored::{Deciding, Intake, ScoredProgramme, VoucherType},
    },
    render::{day_text, euro_text, number_text},
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

/// What the rounds of a call are called, in order: by what is written in them, or by their
/// cut-offs.
pub fn rounds(programme: &ScoredProgramme, call: &Call) -> Vec<String> {
    if programme.is_staged() {
        return programme.rounds.iter().map(|round| round.label.clone()).collect();
    }
    let cut_off = |end: Moment| format!("Cut-off of {}", day_text(end.day_in(programme.zone)));
    call.round_ends().into_iter().map(cut_off).collect()
}

/// What ends the rounds of a call, and when, in order.
pub fn round_ends(programme: &ScoredProgramme, call: &Call) -> Vec<(String, Moment)> {
    let ends = call.round_ends();
    let last = ends.len();
    let label = |number: usize| match programme.rounds.get(number - 1) {
        Some(round) if programme.is_staged() => format!("Deadline of the {}", lower(&round.label)),
        Some(_) | None if last == 1 || number == last => "Deadline".to_owned(),
        Some(_) | None => format!("Cut-off {}", number_text(i64::try_from(number).unwrap_or(0))),
    };
    ends.into_iter().zip(1..).map(|(end, number)| (label(number), end)).collect()
}

/// A label in the middle of a sentence: its first letter small.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
