//! De minimis aid in words. The one rule: a fault names the line of the form it stands in.

use super::list;
use crate::{
    domain::{de_minimis::DeclarationFault, money::Money},
    render::euro_text,
};

pub(super) fn not_declared(organisations: &[String]) -> String {
    format!(
        "Earlier de minimis aid is not declared by {}. Someone who signs for it declares it on the \
         page of its part.",
        list(organisations)
    )
}

pub(super) fn not_complete(faults: &[DeclarationFault]) -> String {
    let says: Vec<String> = faults.iter().map(|one| aid_fault(*one)).collect();
    format!("The declaration of de minimis aid is not complete. {}", says.join(" "))
}

pub(super) fn above(organisation: &str, ceiling: Money, over: Money, left: Money) -> String {
    format!(
        "{organisation} would get {} more than the de minimis ceiling of {} allows its \
         undertaking: {} is left. It can't be funded as it stands.",
        euro_text(over.cents()),
        euro_text(ceiling.cents()),
        euro_text(left.cents())
    )
}

pub(super) fn at_offer(organisation: &str) -> String {
    format!(
        "The offer can't be taken up: it would bring {organisation} above the ceiling for de \
         minimis aid. Write to the programme office."
    )
}

/// A fault of a declaration, as a sentence that says what to do.
pub fn aid_fault(fault: DeclarationFault) -> String {
    use DeclarationFault as F;
    let aid = |row: usize, says: &str| format!("Aid {}: {says}", row + 1);
    let enterprise = |row: usize, says: &str| format!("Enterprise {}: {says}", row + 1);
    match fault {
        F::NotAnswered => {
            "Say that there was no earlier de minimis aid, or name each aid.".to_owned()
        }
        F::NoneAndSome => {
            "You said that there was none, and named some: take one of the two back.".to_owned()
        }
        F::EnterpriseName { row } => enterprise(row, "give its legal name."),
        F::EnterpriseCountry { row } => enterprise(row, "choose its country."),
        F::Granter { row } => aid(row, "say who granted it."),
        F::DayAhead { row } => aid(row, "the day can't lie in the future."),
        F::Amount { row } => aid(row, "give an amount above nought."),
        F::Measure { row } => aid(row, "name the measure, as the granter\u{2019}s letter does."),
    }
}
