//! Every sentence said to a person about a named value. The one rule: a sentence says what to do
//! next and never shows a code of the program.

mod bank;
mod de_minimis;
mod event;
mod field;
mod grant;
mod kinds;
mod money_refusal;
mod notice;
mod proposal;
pub mod ranking;
mod recovery;
mod refusal;
mod scored_refusal;
mod screening;
mod stage;
mod voucher;

pub use de_minimis::aid_fault;
pub use event::{event, paper_name, signatory};
pub use field::field_refusal;
pub use grant::{agreement_stage, condition, grant_event, report_stage};
pub use kinds::{
    instalment_stage, ledger_reason, member_role, organisation_kind, outcome, payment_stage,
    staff_role,
};
pub use money_refusal::{account_stage, batch_stage, not_joining};
pub use notice::notice;
pub use proposal::{
    panel_event, proposal_event, proposal_outcome, proposal_stage, proposal_stage_staff,
    redress_ground,
};
pub use recovery::{recovery_event, recovery_reason, recovery_stage, repayment_undone};
pub use refusal::{refusal, refusal_link};
pub use screening::{candidate_state, edes_result, occasion, part, screened, standing};
pub use stage::{Stage, staff_chip_on, stage, visitor_steps};
pub use voucher::{
    round_ends, rounds, voucher_amount, voucher_intake, voucher_most, voucher_partners,
};

use super::shell::Tone;
use serde::Serialize;
use std::borrow::Borrow;

/// A short word about a state, with its colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chip {
    /// One to four words.
    pub label: String,
    /// Its colour.
    pub tone: Tone,
}

impl Chip {
    /// A chip with this label.
    pub fn new(tone: Tone, label: impl Into<String>) -> Self {
        Self { label: label.into(), tone }
    }
}

/// What happened, and why.
fn because(what: &str, reason: &str) -> String {
    format!("{what}: {reason}")
}

/// "a", "a and b", "a, b and c".
pub fn list<T: Borrow<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.borrow().to_owned(),
        [most @ .., last] => format!("{} and {}", most.join(", "), last.borrow()),
    }
}

#[cfg(test)]
mod tests;
