//! What happened around accounts, batches and files of the bank, as lines of a timeline. The one
//! rule is that of all events: no account number, no name.

use super::because;
use crate::{
    domain::bank::BankEvent,
    render::{euro_text, filters::count_text},
};

/// One sentence without a full stop.
pub(super) fn bank_event(what: &BankEvent) -> String {
    match what {
        BankEvent::AccountProposed { .. } => "An account was named".to_owned(),
        BankEvent::AccountConfirmed { .. } => "The account was confirmed".to_owned(),
        BankEvent::AccountRejected { reason, .. } => because("The account was not taken", reason),
        BankEvent::PayeeChecked { .. } => "The bank was asked about name and account".to_owned(),
        BankEvent::PayeeAccepted { reason, .. } => {
            because("The account is paid to, although the name differs", reason)
        }
        BankEvent::BatchProposed { lines, total, .. } => format!(
            "{} over {} put together for the bank",
            count_text((*lines).into(), "payment", "payments"),
            euro_text(total.cents())
        ),
        BankEvent::BatchApproved { total, .. } => {
            format!("The batch over {} was approved", euro_text(total.cents()))
        }
        BankEvent::BatchExported { .. } => "The file was given to the bank".to_owned(),
        BankEvent::BatchDone { .. } => "The bank has answered for each payment".to_owned(),
        BankEvent::BatchCancelled { reason, .. } => because("The batch was taken back", reason),
        BankEvent::PaidByHand { reference, .. } => {
            because("The payment was made at the bank by hand", reference)
        }
        BankEvent::LimitSet { limit, .. } => {
            format!("May approve batches up to {}", euro_text(limit.cents()))
        }
        BankEvent::FileTaken { lines, waiting, .. } => format!(
            "A file of the bank was taken in: {}, {} waiting for a person",
            count_text((*lines).into(), "line", "lines"),
            waiting
        ),
        BankEvent::LineSettled { note, .. } => because("A line of the bank was settled", note),
        BankEvent::ActRefused { .. } => {
            "What the bank says could not be done and waits for a person".to_owned()
        }
    }
}
